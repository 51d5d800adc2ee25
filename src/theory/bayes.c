/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/bayes.h"

#include "sgdscope/base/number.h"

#include "root.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_log.h>
#include <gsl/gsl_statistics_double.h>
#include <float.h>
#include <math.h>

struct status bayes_check(const struct bayes *b)
{
    if (!isfinite(b->samples))
        return status_error(STATUS_INPUT, "samples: the Bayesian learning rate needs a finite "
                                          "number of samples; the posterior's variance is 1/(NK)");
    char batch[NUMBER_SIZE], samples[NUMBER_SIZE];
    if (!(b->batch < b->samples))
        return status_error(STATUS_INPUT,
                            "batch: %s of %s samples leave no noise; the Bayesian learning "
                            "rate needs S < N",
                            number_exact(b->batch, batch), number_exact(b->samples, samples));
    return status_ok();
}

/* u − 1 − ln u, u = (N−S)/S·x/(2−x), x = λk: where u is about 1, from u − 1 = (Nx/S − 2)/(2−x), in
 * which nothing cancels. */
static double excess(const struct bayes *b, double x)
{
    double above = b->samples / b->batch * x - 2, more = above / (2 - x);
    if (fabs(above) <= 16 * DBL_EPSILON) /* the rounding of λ, whose square is no divergence */
        return 0;
    gsl_sf_result log_part;
    if (more > -0.5 && gsl_sf_log_1plusx_mx_e(more, &log_part) == GSL_SUCCESS)
        return -log_part.val;
    return more - log((b->samples - b->batch) / b->batch * x / (2 - x));
}

double bayes_divergence(const struct bayes *b, double lambda)
{
    double sum = 0;
    if (!(lambda > 0) || !(lambda * gsl_stats_max(b->k, 1, b->n) < 2))
        return INFINITY;
    for (size_t i = 0; i < b->n; i++)
        sum += excess(b, lambda * b->k[i]);
    return 0.5 * sum;
}

/* --- Eq. 16 ----------------------------------------------------------------------------------- */

struct condition {
    const struct bayes *b;
    double sharpest;
};

/* Eq. 16, (N−2S)/S Σ k/(2−λk) + (N−S)/S λ Σ k²/(2−λk)² = D/λ. As 2/(2−x) = 1 + x/(2−x), λ times its
 * left side less its right is Σ (Nx/S − 2)/(2−x)², x = λk. Taken times (2−λk*)² it is bounded on
 * [0, 2/k*]. At a root the positive terms belong to larger k than the others, and with λ each of
 * them grows faster, in proportion, than any of the others falls: so the sum crosses 0 from below
 * at every root, and there is only one. */
static double condition_at(double lambda, void *context)
{
    const struct condition *c = context;
    double left = fmax(2 - lambda * c->sharpest, 0), sum = 0;
    for (size_t i = 0; i < c->b->n; i++) {
        double x = lambda * c->b->k[i];
        double share = c->b->k[i] < c->sharpest && 2 - x > left ? left / (2 - x) : 1;
        sum += (c->b->samples / c->b->batch * x - 2) * share * share;
    }
    return sum;
}

struct status bayes_rate(const struct bayes *b, double *out)
{
    STATUS_TRY(bayes_check(b));
    struct condition c = {.b = b};
    double flattest = 0;
    gsl_stats_minmax(&flattest, &c.sharpest, b->k, 1, b->n);
    /* u_i = 1 at λ = 2S/(Nk_i): below the least of these all u are less than 1, above the largest
     * they are more. */
    double scale = 2 * b->batch / b->samples;
    struct bracket ends =
        bracket_make(condition_at, &c, scale / c.sharpest, fmin(scale / flattest, 2 / c.sharpest));
    if (!(ends.at_low < 0) || !(ends.at_high > 0)) {
        *out = ends.low; /* to rounding: all k are the same, or only k* counts */
        return status_ok();
    }
    return root_find("the Bayesian learning rate", &ends, 1e-15, out);
}

double bayes_rate_continuous(const struct bayes *b)
{
    double trace = 0;
    for (size_t i = 0; i < b->n; i++)
        trace += b->k[i];
    return 2 * b->batch * (double)b->n / (b->samples * trace);
}
