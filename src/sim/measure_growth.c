/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure_private.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* The probability of a false alarm: that of a Gaussian number beyond five standard deviations.
 * Below the limit a walker's loss falls as often as it rises, so Student's law holds or errs on the
 * safe side. */
static const double chance = 2.87e-7;

static double student_quantile(double samples)
{
    return gsl_cdf_tdist_Qinv(chance, samples - 1);
}

/* One walker in one direction: the ratio of two squares of Gaussian numbers. */
static double rise_of_one(void)
{
    return log(gsl_cdf_fdist_Qinv(chance, 1, 1));
}

/* How far above 0 the mean of a channel may be by chance. Equal rises, and that of a single walker,
 * have no spread to compare with. */
static double chance_rise(const struct tally *rise, size_t channel)
{
    double error = tally_error(rise, channel);
    if (error > 1e-12 * fabs(rise->mean[channel]))
        return student_quantile(rise->samples) * error;
    return channel == RISE_LOG ? rise_of_one() : (double)INFINITY;
}

double measure_visible_rise(double walkers)
{
    static const double spread = 3; /* of the logarithm, from walker to walker */
    double sure = 2 * rise_of_one();
    return walkers < 2 ? sure : fmin(sure, 2 * student_quantile(walkers) * spread / sqrt(walkers));
}

/* The logarithm sees exponential growth in a few walkers; the loss sees slow growth in many. */
bool measure_grows(const struct tally *rise)
{
    return rise->weight > 0 && (rise->mean[RISE_LOG] > chance_rise(rise, RISE_LOG) ||
                                rise->mean[RISE_LOSS] > chance_rise(rise, RISE_LOSS));
}
