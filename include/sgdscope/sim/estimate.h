/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* A mean over independent samples, most often the walkers, and its standard error, which is NaN for
 * fewer than two samples. */
struct estimate {
    double mean, error;
};

/* From the weighted sum of squared deviations from the mean (tally.h), `weight` being the sum of
 * the weights: error² = spread/((samples − 1)·weight). */
struct estimate estimate_of_spread(double samples, double weight, double mean, double spread);

/* From the sum and the sum of squares of `count` samples. */
struct estimate estimate_of_sums(double count, double sum, double squares);

/* From the walkers' averages over time, sum[walker]/times, so that what is correlated in time is
 * one sample. O(walkers). */
struct estimate estimate_of_averages(size_t walkers, const double *sum, double times);
