/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/plot/ticks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Farther than this many steps from zero a double cannot tell one step from the next. */
#define STEPS_MOST 1e15

static const int mantissas[3] = {1, 2, 5};

/* A round step m·10^e, numbered so that the next larger one is number + 1. */
struct step {
    int m, e;
};

static struct step step_number(int number)
{
    int e = number >= 0 ? number / 3 : -((2 - number) / 3);
    return (struct step){mantissas[number - 3 * e], e};
}

/* q·10^e to the last bit, which a product with pow() is not. */
static double decimal(double q, int e)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%.0fe%d", q, e);
    return strtod(text, NULL);
}

/* The number of a step that is certainly below x. */
static int number_below(double x)
{
    return 3 * ((int)floor(log10(x)) - 1);
}

double ticks_round_up(double x)
{
    if (!(x > 0) || !isfinite(x))
        return x;
    for (int number = number_below(x);; number++) {
        struct step s = step_number(number);
        double value = decimal(s.m, s.e);
        if (value >= x)
            return value;
    }
}

/* The multiples of a step inside a range. */
struct multiples {
    struct step step;
    double first, last; /* in units of 10^e */
    double count;
};

/* None if numbers that large no longer have such a digit. */
static struct multiples multiples_of(double from, double to, struct step s)
{
    double unit = decimal(s.m, s.e), k0 = ceil(from / unit), k1 = floor(to / unit);
    if (!(unit > 0) || !isfinite(unit) || !(fmax(fabs(k0), fabs(k1)) * s.m < STEPS_MOST))
        return (struct multiples){.step = s};
    /* The quotient may have rounded across a multiple either way. */
    if (decimal((k0 - 1) * s.m, s.e) >= from)
        k0--;
    else if (decimal(k0 * s.m, s.e) < from)
        k0++;
    if (decimal((k1 + 1) * s.m, s.e) <= to)
        k1++;
    else if (decimal(k1 * s.m, s.e) > to)
        k1--;
    return (struct multiples){s, k0 * s.m, k1 * s.m, fmax(k1 - k0 + 1, 0)};
}

/* q·10^e with a decimal point: "-0.25", "1200". */
static void label_fixed(double q, int e, char text[NUMBER_SIZE])
{
    if (q == 0)
        q = 0; /* no "-0" */
    (void)snprintf(text, NUMBER_SIZE, "%.*f", e < 0 ? (e < -18 ? 18 : -e) : 0, decimal(q, e));
}

/* q·10^e with an exponent and no idle digits: "1.2e-12", "5e8"; 0 is "0". */
static void label_exponent(double q, int e, char text[NUMBER_SIZE])
{
    char digits[NUMBER_SIZE];
    for (; q != 0 && fmod(q, 10) == 0; e++)
        q /= 10;
    (void)snprintf(digits, sizeof digits, "%.0f", fabs(q));
    e += (int)strlen(digits) - 1;
    (void)snprintf(text, NUMBER_SIZE, "%s%c%s%.16se%d", q < 0 ? "-" : "", digits[0],
                   digits[1] != '\0' ? "." : "", digits + 1, e);
    if (q == 0)
        (void)snprintf(text, NUMBER_SIZE, "0");
}

typedef void labeller(double q, int e, char text[NUMBER_SIZE]);

/* The longest of n labels, without its sign. */
static size_t longest(int n, const double *q, int e, labeller *label)
{
    size_t most = 0;
    char text[NUMBER_SIZE];
    for (int i = 0; i < n; i++) {
        label(q[i], e, text);
        size_t length = strlen(text) - (text[0] == '-');
        most = length > most ? length : most;
    }
    return most;
}

/* The shorter of the two ways to write n labels q·10^e. */
static labeller *shorter(int n, const double *q, int e)
{
    double most = fmax(fmax(fabs(q[0]), fabs(q[n - 1])), 1);
    double digits = fmax(log10(most) + e, 0) + (e < 0 ? -e : 0);
    if (digits > 14) /* would be cut, and would never be the shorter one */
        return label_exponent;
    size_t fixed = longest(n, q, e, label_fixed);
    return fixed <= 5 || fixed <= longest(n, q, e, label_exponent) ? label_fixed : label_exponent;
}

static int make_linear(double from, double to, int most, struct tick *ticks)
{
    double width = to - from;
    if (!(width > 0) || !isfinite(width))
        return 0;
    struct multiples m = {0}, finer = {0};
    for (int number = number_below(width / most), tries = 0; tries < 12; number++, tries++) {
        m = multiples_of(from, to, step_number(number));
        if (m.count > 0 && m.count <= most)
            break;
        if (m.count > most)
            finer = m;
    }
    /* The next step went from too many to less than two: the ends of the too many are two. */
    if (most >= 2 && m.count < 2 && finer.count > 0) {
        m = finer;
        m.count = 2;
    }
    if (!(m.count >= 1 && m.count <= most))
        return 0;
    int n = (int)m.count;
    double q[TICKS_MAX];
    for (int i = 0; i < n; i++)
        q[i] = i == n - 1 ? m.last : m.first + (double)i * m.step.m;
    labeller *label = shorter(n, q, m.step.e);
    for (int i = 0; i < n; i++) {
        ticks[i].value = decimal(q[i], m.step.e);
        label(q[i], m.step.e, ticks[i].label);
    }
    return n;
}

/* Decades, every stride-th of them counted from 10^anchor, with 2 and 5 between if fine is 1.
 * Returns how many there are; fills q and e with as many as TICKS_MAX. */
static int decades(double from, double to, int stride, int anchor, int fine, double *q, int *e)
{
    int n = 0;
    int k0 = (int)floor(log10(from)) - 1, k1 = (int)ceil(log10(to)) + 1;
    for (int k = k0; k <= k1; k++) {
        if ((k - anchor) % stride != 0)
            continue;
        for (int i = 0; i < (fine ? 3 : 1); i++) {
            double value = decimal(mantissas[i], k);
            if (value < from || value > to)
                continue;
            if (n < TICKS_MAX) {
                q[n] = mantissas[i];
                e[n] = k;
            }
            n++;
        }
    }
    return n;
}

static int make_logarithmic(double from, double to, int most, struct tick *ticks)
{
    double q[TICKS_MAX];
    int e[TICKS_MAX];
    if (!(from > 0) || !(to > from) || !isfinite(to))
        return 0;
    /* The range of double has 632 decades: do not begin by counting them all. */
    int stride = (int)(log10(to) - log10(from)) / most;
    int n = stride == 0 ? decades(from, to, 1, 0, 1, q, e) : most + 1;
    for (stride = stride > 1 ? stride : 1; n > most && stride <= 1000; stride++) {
        n = decades(from, to, stride, 0, 0, q, e);
        /* Even exponents are steadier when the window moves, but may be too few. */
        if (n < 2 && stride > 1)
            n = decades(from, to, stride, (int)ceil(log10(from)), 0, q, e);
    }
    if (n < 2 || n > most) /* hardly a decade wide: use linear ticks */
        return make_linear(from, to, most, ticks);
    for (int i = 0; i < n; i++) {
        ticks[i].value = decimal(q[i], e[i]);
        labeller *label = e[i] < -3 || e[i] > 4 ? label_exponent : label_fixed;
        label(q[i], e[i], ticks[i].label);
    }
    return n;
}

int ticks_make(double from, double to, bool logarithmic, int most, struct tick ticks[TICKS_MAX])
{
    if (most > TICKS_MAX)
        most = TICKS_MAX;
    if (most < 1 || !isfinite(from) || !isfinite(to))
        return 0;
    return logarithmic ? make_logarithmic(from, to, most, ticks)
                       : make_linear(from, to, most, ticks);
}
