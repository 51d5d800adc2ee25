/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure_private.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* What passes for growth happens by chance as rarely as a Gaussian number is five standard
 * deviations out. Below the limit a walker's rise is as often down as up, so that Student's law
 * holds or is on the safe side. */
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

/* How far above 0 the mean of a channel may be. Rises that are all alike, and that of a single
 * walker, have no spread to go by. */
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
