/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/live/snapshot.h"

#include <cblas.h>
#include <math.h>

/* Standard deviation in the widest mode. */
static double widest(const struct problem *p, const struct covariance *c)
{
    double most = 0;
    for (size_t i = 0; i < p->n; i++)
        most = fmax(most, covariance_at(c, i, i));
    return sqrt(most);
}

static struct status predict(const struct problem *p, enum theory_kind kind,
                             const double *const direction[2], struct covariance *c,
                             struct theory_snapshot *out)
{
    struct plane_prediction *to = &out->predicted[kind];
    bool exists = false;
    to->covariance[0] = to->covariance[1] = to->covariance[2] = to->loss = (double)NAN;
    STATUS_TRY(theory_solve(kind, p, &out->stability, c, &exists));
    if (!exists)
        return status_ok();
    to->covariance[0] = covariance_form(c, direction[0], direction[0]);
    to->covariance[1] = covariance_form(c, direction[0], direction[1]);
    to->covariance[2] = covariance_form(c, direction[1], direction[1]);
    to->loss = covariance_loss(p, c);
    /* Beyond the limit there is only continuous time to say how wide the walkers may start. */
    if (kind == (out->stability.stable ? theory_most_exact(p) : THEORY_CONTINUOUS))
        out->scale = widest(p, c);
    return status_ok();
}

static void fill_modes(const struct problem *p, struct theory_snapshot *out)
{
    out->modes = p->n < MODES_MAX ? p->n : MODES_MAX;
    for (size_t i = 0; i < out->modes; i++) {
        size_t mode = out->modes > 1 ? i * (p->n - 1) / (out->modes - 1) : 0;
        out->mode_x[i] = p->rule.lambda * p->curvature[mode];
    }
}

/* vᵀKv of a drawn direction v. */
static double curvature_along(const struct problem *p, const struct plane_axis plane[2], int which)
{
    double v[DIMENSION_MAX], sum = 0;
    problem_plane(p, plane, which, v);
    for (size_t i = 0; i < p->n; i++) {
        double part = p->axis != NULL ? v[p->axis[i]]
                                      : cblas_ddot((int)p->n, p->vectors->a + i * p->n, 1, v, 1);
        sum += p->k[i] * part * part;
    }
    return sum;
}

/* The eigenvalue of a drawn direction, or the curvature along a coordinate. In two dimensions they
 * are those of the eigenvectors, wherever these point. */
static double plane_curvature(const struct problem *p, const struct plane_axis plane[2], int which)
{
    if (p->n <= 2)
        return p->k[(size_t)which < p->n ? which : 0];
    if (plane[which].kind == PLANE_EIGEN)
        return p->k[(plane[which].index == 0 ? p->n : plane[which].index) - 1];
    return curvature_along(p, plane, which);
}

struct status theory_snapshot_solve(const struct problem *p, const struct plane_axis plane[2],
                                    const double *const direction[2], struct theory_snapshot *out)
{
    struct covariance c = {0};
    STATUS_TRY(stability_solve(p, &out->stability));
    out->n = p->n;
    out->mu = p->rule.mu;
    out->regime = stability_regime(p, out->stability.sharpest);
    struct direction sharpest = rule_direction(&p->rule, p->curvature[out->stability.sharpest]);
    out->sharpest_radius = direction_radius(&sharpest);
    out->error_bars = stability_has_fourth_moment(p, &out->stability);
    out->falls = problem_falls(p);
    out->is_of_thm2 = problem_is_of_thm2(p);
    out->marginal = stability_is_marginal(p, &out->stability);
    out->transient = stability_transient(&out->stability);
    out->scale = 1;
    struct status s = status_ok();
    for (int t = 0; t < THEORY_COUNT && s.code == STATUS_OK; t++)
        s = predict(p, (enum theory_kind)t, direction, &c, out);
    out->left_out = p->left_out;
    out->k_most = p->k_most;
    out->k_least = p->k_least;
    for (int i = 0; i < 2; i++) {
        out->k_plane[i] = plane_curvature(p, plane, i);
        out->along[i] = curvature_along(p, plane, p->n > 1 ? i : 0);
    }
    fill_modes(p, out);
    covariance_free(&c);
    return s;
}

bool study_snapshot_answers(const struct study_snapshot *s, uint64_t version,
                            const struct study_setting *setting)
{
    return s->version == version && s->setting.kind == setting->kind &&
           s->setting.quantity == setting->quantity && s->setting.start[0] == setting->start[0] &&
           s->setting.start[1] == setting->start[1];
}
