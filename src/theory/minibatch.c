/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/minibatch.h"

#include "krylov.h"
#include "minibatch_loop.h"
#include "shape.h"
#include "sgdscope/base/matrix.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the covariance --------------------------------------------------------------------------- */

struct status minibatch_solve(const struct problem *p, struct covariance *out)
{
    struct loop loop = {0};
    size_t n = p->n;
    STATUS_TRY(covariance_shape(out, n, 0));
    STATUS_TRY(loop_new(&loop, p));
    double *b = malloc(n * n * sizeof *b);
    struct status s =
        b == NULL ? status_memory("a covariance", (double)(n * n) * sizeof *b) : status_ok();
    if (s.code == STATUS_OK) {
        (void)loop_set(&loop, &p->rule, 1);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                out->s[i * n + j] = b[i * n + j] =
                    loop.gain[i * n + j] * problem_noise(p, i, j) / (loop.scale[i] * loop.scale[j]);
        s = krylov_solve(&loop.krylov, b, out->s);
    }
    for (size_t i = 0; s.code == STATUS_OK && i < n; i++)
        for (size_t j = 0; j < n; j++)
            out->s[i * n + j] *= loop.scale[i] * loop.scale[j];
    if (s.code == STATUS_OK)
        matrix_symmetrise(n, out->s);
    free(b);
    loop_free(&loop);
    return s;
}

/* --- stability -------------------------------------------------------------------------------- */

/* A root of f in [low, high], where f has opposite signs, to the last digits. */
static double root_of(double (*f)(double x, void *context), void *context, double low, double high)
{
    gsl_function function = {.function = f, .params = context};
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    double root = high;
    if (solver == NULL)
        return (double)NAN;
    if (gsl_root_fsolver_set(solver, &function, low, high) == GSL_SUCCESS)
        for (int i = 0; i < 100; i++) {
            if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS)
                break;
            root = gsl_root_fsolver_root(solver);
            if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                                       gsl_root_fsolver_x_upper(solver), 1e-16,
                                       4e-16) == GSL_SUCCESS)
                break;
        }
    gsl_root_fsolver_free(solver);
    return root;
}

/* What both roots are looked for with; the first error stays. */
struct limit_search {
    struct loop *loop;
    struct rule rule;
    double mean_square; /* the square of the mean map's spectral radius */
    struct status status;
};

static double feedback_at(struct limit_search *s, double decay)
{
    double feedback = 0;
    if (s->status.code != STATUS_OK)
        return 0;
    /* Within rounding of the pole, or beyond it: as large as can be. */
    if (!loop_set(s->loop, &s->rule, decay))
        return 1e300;
    s->status = loop_feedback(s->loop, &feedback);
    return feedback;
}

/* ln(feedback) against ln(s − ρ²): nearly a straight line, since the weakest pair of directions is
 * alone near its own pole. */
static double excess_of_radius(double x, void *context)
{
    struct limit_search *s = context;
    double feedback = feedback_at(s, s->mean_square + exp(x));
    return log(fmax(feedback, 1e-300));
}

static double find_radius(struct limit_search *s)
{
    double least = fmax(s->mean_square, 1e-3) * 4e-16, low = log(least), high = log(0.1);
    if (!(excess_of_radius(low, s) > 0))
        return s->mean_square; /* the noise adds nothing that a double can hold */
    double above = excess_of_radius(high, s);
    for (; above > 0 && high < 600; above = excess_of_radius(high, s))
        high += 1;
    if (!(above < 0))
        return INFINITY;
    return s->mean_square + exp(root_of(excess_of_radius, s, low, high));
}

/* λ(1/feedback − 1): of plain SGD in one direction a straight line in λ. */
static double excess_of_lambda(double lambda, void *context)
{
    struct limit_search *s = context;
    s->rule.lambda = lambda;
    double feedback = feedback_at(s, 1);
    return lambda * (1 / fmax(feedback, 1e-300) - 1);
}

static double find_limit(struct limit_search *s, double sharpest)
{
    double limit = rule_limit(&s->rule), most = limit / sharpest, high = most * (1 - 1e-14);
    if (!(excess_of_lambda(high, s) < 0))
        return limit;
    double low = 0.5 * most;
    double below = excess_of_lambda(low, s);
    for (; below < 0 && low > 1e-14 * most; below = excess_of_lambda(low, s))
        low *= 0.25;
    if (!(below > 0))
        return sharpest * low;
    return sharpest * root_of(excess_of_lambda, s, low, high);
}

struct status minibatch_stability(const struct problem *p, struct minibatch_stability *out)
{
    struct loop loop = {0};
    struct minibatch_stability found = {.feedback = INFINITY};
    double sharpest = 0, radius = 0;
    int stable = 1;
    for (size_t i = 0; i < p->n; i++) {
        struct direction d = rule_direction(&p->rule, p->kp[i]);
        sharpest = fmax(sharpest, p->kp[i]);
        radius = fmax(radius, direction_radius(&d));
        stable &= direction_regime(&d) != REGIME_DIVERGES;
    }
    STATUS_TRY(loop_new(&loop, p));
    struct limit_search s = {.loop = &loop, .rule = p->rule, .mean_square = radius * radius};
    if (stable) /* whose radius may be 1 to rounding, where a direction is very slow */
        found.feedback = feedback_at(&s, 1);
    found.radius = find_radius(&s);
    found.limit = find_limit(&s, sharpest);
    loop_free(&loop);
    if (s.status.code == STATUS_OK)
        *out = found;
    return s.status;
}
