/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/minibatch.h"

#include "krylov.h"
#include "minibatch_loop.h"
#include "root.h"
#include "sgdscope/base/matrix.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the covariance --------------------------------------------------------------------------- */

struct status minibatch_solve(const struct problem *p, struct covariance *out)
{
    struct loop loop = {0};
    size_t n = p->n;
    double *b = NULL;
    STATUS_TRY(covariance_shape(out, n, false));
    STATUS_TRY(loop_new(&loop, p));
    struct status s = numbers_new(&b, n * n, "a covariance");
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

/* What the searches for both roots need; status keeps the first error. */
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
    /* At the pole, to rounding, and beyond it the feedback has no bound. */
    if (!loop_set(s->loop, &s->rule, decay))
        return 1e300;
    s->status = loop_feedback(s->loop, &feedback);
    return feedback;
}

static void search_root(struct limit_search *s, const struct bracket *b, double *root)
{
    STATUS_NEXT(s->status, root_find("the mean-square limit", b, 4e-16, root));
}

/* ln(feedback) against ln(s − ρ²): nearly a straight line of slope −1, since the weakest pair of
 * directions is alone near its own pole. It is 0 where the rounding of s hides which sign it has.
 */
static double excess_of_radius(double x, void *context)
{
    struct limit_search *s = context;
    double above = exp(x), squared = s->mean_square + above;
    double excess = log(fmax(feedback_at(s, squared), 1e-300));
    return fabs(excess) <= 2 * DBL_EPSILON * (1 + squared / above) ? 0 : excess;
}

static double find_radius(struct limit_search *s)
{
    struct bracket b = {excess_of_radius, s, .low = log(4e-16 * fmax(s->mean_square, 1e-3))};
    double x = b.low;
    b.at_low = excess_of_radius(b.low, s);
    if (!(b.at_low > 0))
        return s->mean_square; /* the noise adds nothing that a double can hold */
    /* Where the straight line is 0, but at most a tenth of the pole away. */
    b.high = fmin(b.low + b.at_low, log(0.1 * fmax(s->mean_square, 1)));
    for (double step = 0.5; b.high < 600; step *= 2) {
        b.at_high = excess_of_radius(b.high, s);
        if (!(b.at_high > 0))
            break;
        b.low = b.high;
        b.at_low = b.at_high;
        b.high += step;
    }
    if (b.at_high > 0)
        return INFINITY;
    search_root(s, &b, &x);
    return s->mean_square + exp(x);
}

/* λ(1/feedback − 1): a straight line in λ for plain SGD in one direction; for independent groups of
 * directions the smallest of theirs. */
static double excess_of_lambda(double lambda, void *context)
{
    struct limit_search *s = context;
    s->rule.lambda = lambda;
    double excess = 1 / fmax(feedback_at(s, 1), 1e-300) - 1;
    return fabs(excess) <= 2 * DBL_EPSILON ? 0 : lambda * excess;
}

static double find_limit(struct limit_search *s, double sharpest)
{
    double limit = rule_limit(&s->rule), most = limit / sharpest;
    struct bracket b = bracket_make(excess_of_lambda, s, 0.5 * most, most * (1 - 1e-14));
    if (!(b.at_high < 0))
        return limit;
    for (; b.at_low < 0 && b.low > 1e-14 * most; b.at_low = excess_of_lambda(b.low, s))
        b.low *= 0.25;
    double lambda = b.low;
    if (b.at_low > 0)
        search_root(s, &b, &lambda);
    return sharpest * lambda;
}

struct status minibatch_stability(const struct problem *p, struct stability *s)
{
    struct loop loop = {0};
    double feedback = INFINITY, radius = s->spectral_radius;
    STATUS_TRY(loop_new(&loop, p));
    struct limit_search search = {.loop = &loop, .rule = p->rule, .mean_square = radius * radius};
    if (s->stable) /* the radius may be 1 to rounding if a direction is very slow */
        feedback = feedback_at(&search, 1);
    radius = find_radius(&search);
    double limit = find_limit(&search, p->curvature[s->sharpest]);
    loop_free(&loop);
    STATUS_TRY(search.status);
    s->feedback = feedback;
    s->limit = limit;
    s->ratio = s->lambda_k_max / limit;
    s->slack = 1 - s->ratio;
    /* If the radius rounds to 1 although it is below, use the mean's. */
    s->square_growth = feedback < 1 && !(radius < 1) ? 2 * s->growth : log(radius);
    s->stable = s->stable && feedback < 1;
    return status_ok();
}
