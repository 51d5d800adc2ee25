/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/estimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* error² = spread/((samples − 1)·weight) */
static struct estimate estimate_of_spread(double samples, double weight, double mean, double spread)
{
    if (samples < 2)
        return (struct estimate){mean, (double)NAN};
    return (struct estimate){mean, sqrt(spread / (samples - 1) / weight)};
}

struct estimate estimate_of_sums(double count, double sum, double squares)
{
    double mean = sum / count, spread = count * fmax(squares / count - mean * mean, 0);
    if (isnan(mean))
        return (struct estimate){(double)NAN, (double)NAN};
    return estimate_of_spread(count, count, mean, spread);
}

struct estimate estimate_of_averages(size_t walkers, const double *sum, double times)
{
    double total = 0, squares = 0;
    for (size_t w = 0; w < walkers; w++) {
        double average = sum[w] / times;
        total += average;
        squares += average * average;
    }
    return estimate_of_sums((double)walkers, total, squares);
}

struct status tally_new(struct tally *t, size_t channels)
{
    double *numbers = NULL;
    STATUS_NEW(numbers, 2 * channels, "the moments");
    *t = (struct tally){.channels = channels, .mean = numbers, .spread = numbers + channels};
    return status_ok();
}

void tally_free(struct tally *t)
{
    free(t->mean);
    *t = (struct tally){0};
}

void tally_clear(struct tally *t)
{
    t->samples = t->weight = 0;
    memset(t->mean, 0, 2 * t->channels * sizeof *t->mean);
}

void tally_add(struct tally *t, const double *x, double weight)
{
    t->samples += 1;
    t->weight += weight;
    double share = weight / t->weight;
    for (size_t i = 0; i < t->channels; i++) {
        double delta = x[i] - t->mean[i];
        t->mean[i] += delta * share;
        t->spread[i] += weight * delta * (x[i] - t->mean[i]);
    }
}

void tally_merge(struct tally *into, const struct tally *from)
{
    if (from->weight == 0)
        return;
    double total = into->weight + from->weight, share = from->weight / total;
    for (size_t i = 0; i < into->channels; i++) {
        double delta = from->mean[i] - into->mean[i];
        into->spread[i] += from->spread[i] + delta * delta * into->weight * share;
        into->mean[i] += delta * share;
    }
    into->samples += from->samples;
    into->weight = total;
}

double tally_error(const struct tally *t, size_t channel)
{
    return estimate_of_spread(t->samples, t->weight, t->mean[channel], t->spread[channel]).error;
}
