/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "significance.h"

#include "sgdscope/fit/assumptions.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Below this a probability is no longer a number, and z itself is used. */
static const double least_probability = 1e-300;

static const double denied = 0.01;

double significance_z(double probability)
{
    return gsl_cdf_ugaussian_Qinv(fmax(probability, least_probability) / 2);
}

double assumption_z_of_many(double z, double count)
{
    double one = 2 * gsl_cdf_ugaussian_Q(fabs(z));
    if (one < least_probability)
        return fabs(z);
    return significance_z(-expm1(count * log1p(-one)));
}

bool assumption_is_tested(const struct assumption *a)
{
    return !isnan(a->z) || !a->holds;
}

bool assumption_holds(double z)
{
    return !(z > gsl_cdf_ugaussian_Qinv(denied / 2));
}

double significance_of_student(double t, double freedom)
{
    double probability = 2 * gsl_cdf_tdist_Q(fabs(t), freedom);
    return probability < least_probability ? fabs(t) : significance_z(probability);
}

double significance_of_chi_squared(double x, double freedom)
{
    double probability = gsl_cdf_chisq_Q(x, freedom);
    if (probability >= least_probability)
        return significance_z(probability);
    double spread = 2 / (9 * freedom); /* Wilson and Hilferty */
    return (cbrt(x / freedom) - (1 - spread)) / sqrt(spread);
}

double significance_of_f(double f, double above, double below)
{
    return significance_z(gsl_cdf_fdist_Q(f, above, below));
}

double significance_of_kurtosis(double kurtosis, double count)
{
    /* Anscombe and Glynn 1983: normal down to small samples. */
    double n = count, mean = 3 * (n - 1) / (n + 1);
    double variance = 24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5));
    double x = (kurtosis - mean) / sqrt(variance);
    double skew = 6 * (n * n - 5 * n + 2) / ((n + 7) * (n + 9)) *
                  sqrt(6 * (n + 3) * (n + 5) / (n * (n - 2) * (n - 3)));
    double a = 6 + 8 / skew * (2 / skew + sqrt(1 + 4 / (skew * skew)));
    double ratio = (1 - 2 / a) / (1 + x * sqrt(2 / (a - 4)));
    return (1 - 2 / (9 * a) - cbrt(ratio)) / sqrt(2 / (9 * a));
}
