/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stddef.h>

/* A mean over independent samples, most often the walkers, and its standard error, which is NaN for
 * fewer than two samples. */
struct estimate {
    double mean, error;
};

/* From the sum and the sum of squares of `count` samples. */
struct estimate estimate_of_sums(double count, double sum, double squares);

/* From the walkers' averages over time, sum[walker]/times, so that what is correlated in time is
 * one sample. O(walkers). */
struct estimate estimate_of_averages(size_t walkers, const double *sum, double times);

/* Weighted mean and spread of independent samples with many channels, added one by one (West 1979)
 * and merged (Chan, Golub and LeVeque 1979). A sample is the average over `weight` equivalent
 * measurements, so its variance is 1/weight of that of a single one. */
struct tally {
    size_t channels;
    double samples, weight;
    double *mean, *spread; /* spread: Σ weight·(x − mean)² */
};

struct status tally_new(struct tally *t, size_t channels);
void tally_free(struct tally *t);
void tally_clear(struct tally *t);
void tally_add(struct tally *t, const double *x, double weight);
void tally_merge(struct tally *into, const struct tally *from);

/* Standard error of the mean of a channel, error² = spread/((samples − 1)·weight). */
double tally_error(const struct tally *t, size_t channel);
