/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/bayes.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_log.h>
#include <math.h>

enum { ITERATIONS = 200 };

struct status bayes_check(const struct bayes *b)
{
    if (!isfinite(b->samples))
        return status_error(STATUS_INPUT, "samples: the Bayesian learning rate needs a finite "
                                          "number of samples; the posterior's variance is 1/(NK)");
    if (!(b->batch < b->samples))
        return status_error(STATUS_INPUT,
                            "batch: %.17g of %.17g samples leave no noise; the Bayesian learning "
                            "rate needs S < N",
                            b->batch, b->samples);
    return status_ok();
}

static double sharpest(const struct bayes *b)
{
    double most = 0;
    for (size_t i = 0; i < b->n; i++)
        most = fmax(most, b->k[i]);
    return most;
}

/* u − 1 − ln u, u = (N−S)/S·x/(2−x), x = λk: where u is about 1, from u − 1 = (Nx/S − 2)/(2−x), in
 * which nothing cancels. */
static double excess(const struct bayes *b, double x)
{
    double more = (b->samples / b->batch * x - 2) / (2 - x);
    if (more > -0.5)
        return -gsl_sf_log_1plusx_mx(more);
    return more - log((b->samples - b->batch) / b->batch * x / (2 - x));
}

double bayes_divergence(const struct bayes *b, double lambda)
{
    double sum = 0;
    if (!(lambda > 0) || !(lambda * sharpest(b) < 2))
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
 * [0, 2/k*]. At a root the terms that are positive belong to larger k than those that are not, and
 * in k each of them grows faster, in proportion, than any of the others falls: so every root is a
 * crossing from below, and there is one. */
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

/* The root between two λ where the condition is negative and positive. */
static struct status solve(struct condition *c, double low, double high, double *out)
{
    gsl_function f = {.function = condition_at, .params = c};
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL)
        return status_error(STATUS_MEMORY, "the Bayesian learning rate: no memory");
    int found = gsl_root_fsolver_set(solver, &f, low, high);
    for (int i = 0; found == GSL_SUCCESS && i < ITERATIONS; i++) {
        found = gsl_root_fsolver_iterate(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                                   gsl_root_fsolver_x_upper(solver), 0, 1e-15) == GSL_SUCCESS)
            break;
    }
    if (found == GSL_SUCCESS)
        *out = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return found == GSL_SUCCESS
               ? status_ok()
               : status_error(STATUS_NUMERIC, "the Bayesian learning rate: no root was found");
}

struct status bayes_rate(const struct bayes *b, double *out)
{
    STATUS_TRY(bayes_check(b));
    struct condition c = {b, sharpest(b)};
    double flattest = c.sharpest;
    for (size_t i = 0; i < b->n; i++)
        flattest = fmin(flattest, b->k[i]);
    /* u_i = 1 at λ = 2S/(Nk_i): below the least of these all u are less than 1, above the largest
     * they are more. */
    double scale = 2 * b->batch / b->samples;
    double low = scale / c.sharpest, high = fmin(scale / flattest, 2 / c.sharpest);
    if (!(condition_at(low, &c) < 0) || !(condition_at(high, &c) > 0)) {
        *out = low; /* to rounding: all k are the same, or only k* counts */
        return status_ok();
    }
    return solve(&c, low, high, out);
}

double bayes_rate_continuous(const struct bayes *b)
{
    double trace = 0;
    for (size_t i = 0; i < b->n; i++)
        trace += b->k[i];
    return 2 * b->batch * (double)b->n / (b->samples * trace);
}
