/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/live/solve.h"

#include "sgdscope/theory/stationary.h"

#include <math.h>

static void plane_covariance(const struct covariance *c, const double *const d[2], double out[3])
{
    out[0] = covariance_form(c, d[0], d[0]);
    out[1] = covariance_form(c, d[0], d[1]);
    out[2] = covariance_form(c, d[1], d[1]);
}

/* Standard deviation in the widest mode. */
static double widest(const struct problem *p, const struct covariance *c)
{
    double most = 0;
    for (size_t i = 0; i < p->n; i++)
        most = fmax(most, covariance_at(c, i, i));
    return sqrt(most);
}

static void no_covariance(double out[3])
{
    out[0] = out[1] = out[2] = (double)NAN;
}

/* The theories that leave out how the noise of real minibatches depends on w. */
static struct status solve_constant(const struct problem *p, const double *const direction[2],
                                    struct covariance *c, struct theory_snapshot *out)
{
    no_covariance(out->constant);
    no_covariance(out->paper);
    if (p->data.batch == 0 || !stability_mean_converges(p, &out->stability))
        return status_ok();
    STATUS_TRY(constant_solve(p, c));
    plane_covariance(c, direction, out->constant);
    if (out->stability.stable && !stationary_is_known(p))
        out->scale = widest(p, c);
    STATUS_TRY(paper_minibatch_solve(p, c));
    plane_covariance(c, direction, out->paper);
    return status_ok();
}

static void fill_modes(const struct problem *p, struct theory_snapshot *out)
{
    out->modes = p->n < MODES_MAX ? p->n : MODES_MAX;
    for (size_t i = 0; i < out->modes; i++) {
        size_t mode = out->modes > 1 ? i * (p->n - 1) / (out->modes - 1) : 0;
        out->mode_x[i] = p->rule.lambda * p->kp[mode];
    }
}

struct status solve_snapshot(const struct problem *p, const double *const direction[2],
                             struct theory_snapshot *out)
{
    struct covariance c = {0};
    int exists = 0;
    struct status s = stability_solve(p, &out->stability);
    if (s.code != STATUS_OK)
        return s;
    out->n = p->n;
    out->mu = p->rule.mu;
    out->regime = stability_regime(p, out->stability.sharpest);
    struct direction sharpest = rule_direction(&p->rule, p->kp[out->stability.sharpest]);
    out->sharpest_radius = direction_radius(&sharpest);
    out->error_bars = stability_has_fourth_moment(p, &out->stability);
    out->falls = problem_falls(p);
    out->is_of_thm2 = problem_is_of_thm2(p);
    out->marginal = stability_is_marginal(p, &out->stability);
    out->transient = stability_transient(&out->stability);
    out->loss_discrete = out->loss_continuous = (double)NAN;
    out->scale = 1;
    no_covariance(out->discrete);
    no_covariance(out->continuous);
    if (out->stability.stable && stationary_is_known(p)) {
        s = stationary_solve(p, &c);
        if (s.code == STATUS_OK) {
            plane_covariance(&c, direction, out->discrete);
            out->loss_discrete = covariance_loss(p, &c);
            out->scale = widest(p, &c);
        }
    }
    if (s.code == STATUS_OK)
        s = solve_constant(p, direction, &c, out);
    if (s.code == STATUS_OK)
        s = continuous_solve(p, &c, &exists);
    if (s.code == STATUS_NUMERIC) { /* adam's equation has no answer that its iteration finds */
        exists = 0;
        s = status_ok();
    }
    if (s.code == STATUS_OK && exists) {
        plane_covariance(&c, direction, out->continuous);
        out->loss_continuous = covariance_loss(p, &c);
        if (!out->stability.stable)
            out->scale = widest(p, &c);
    }
    out->k_most = out->k_least = p->k[0];
    for (size_t i = 0; i < p->n; i++) {
        out->k_most = fmax(out->k_most, p->k[i]);
        out->k_least = fmin(out->k_least, p->k[i]);
    }
    fill_modes(p, out);
    covariance_free(&c);
    return s;
}
