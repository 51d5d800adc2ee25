/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SIM_ESTIMATE_H
#define SGDSCOPE_SIM_ESTIMATE_H

#include <stddef.h>

/* A mean over independent samples, most often the walkers, and its standard error; the error of
 * fewer than two samples is NaN. */
struct estimate {
    double mean, error;
};

/* Of samples whose squared deviations from the mean, each times its weight, add up to `spread`
 * (tally.h): error² = spread/((samples − 1)·weight). */
struct estimate estimate_of_spread(double samples, double weight, double mean, double spread);

/* Of `count` samples with the given sum and sum of squares. */
struct estimate estimate_of_sums(double count, double sum, double squares);

/* Of each walker's average over time: sum[walker]/times. What is correlated in time is thereby one
 * sample. O(walkers). */
struct estimate estimate_of_averages(size_t walkers, const double *sum, double times);

#endif
