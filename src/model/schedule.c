/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/schedule.h"

#include <math.h>

static double constant(double x, double r)
{
    (void)x;
    (void)r;
    return 1;
}

static double linear(double x, double r)
{
    return 1 - (1 - r) * x;
}

static double cosine(double x, double r)
{
    return r + (1 - r) * (1 + cos(acos(-1) * x)) / 2;
}

static double exponential(double x, double r)
{
    return pow(r, x);
}

static double step(double x, double r)
{
    return x < 0.5 ? 1 : r;
}

static double (*const shape_table[SCHEDULE_COUNT])(double x, double r) = {
    [SCHEDULE_CONSTANT] = constant,       [SCHEDULE_LINEAR] = linear, [SCHEDULE_COSINE] = cosine,
    [SCHEDULE_EXPONENTIAL] = exponential, [SCHEDULE_STEP] = step,
};

double schedule_share(const struct schedule *s, uint64_t t)
{
    if (t == 0)
        return 1;
    double at = fmin((double)t, s->steps);
    double share = shape_table[s->shape]((at - 1) / s->steps, s->final);
    return s->warmup > 0 ? share * fmin(1, at / s->warmup) : share;
}
