/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/live/snapshot.h"

#include "sgdscope/theory/average.h"

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

static const struct plane_prediction no_prediction = {{NAN, NAN, NAN}, NAN};

static struct plane_prediction in_plane(const struct problem *p, const double *const direction[2],
                                        const struct covariance *c)
{
    return (struct plane_prediction){
        .covariance = {covariance_form(c, direction[0], direction[0]),
                       covariance_form(c, direction[0], direction[1]),
                       covariance_form(c, direction[1], direction[1])},
        .loss = covariance_loss(p, c),
    };
}

/* What a snapshot is made from, and room for two covariances. */
struct solving {
    const struct problem *problem;
    const struct experiment *experiment;
    const double *const *direction;
    struct covariance iterates, averages;
};

static struct status predict(struct solving *v, enum theory_kind kind, struct theory_snapshot *out)
{
    const struct problem *p = v->problem;
    const struct average *average = &v->experiment->average;
    struct covariance *c = &v->iterates;
    bool exists = false;
    out->predicted[kind] = out->averaged[kind] = no_prediction;
    STATUS_TRY(theory_solve(kind, p, &out->stability, c, &exists));
    if (!exists)
        return status_ok();
    out->predicted[kind] = in_plane(p, v->direction, c);
    /* Beyond the limit there is only continuous time to say how wide the walkers may start. */
    if (kind == (out->stability.stable ? theory_most_exact(p) : THEORY_CONTINUOUS))
        out->scale = widest(p, c);
    if (!average_is_known(average, p))
        return status_ok();
    STATUS_TRY(average_apply(average, p, kind == THEORY_CONTINUOUS, c, &v->averages));
    out->averaged[kind] = in_plane(p, v->direction, &v->averages);
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

struct status theory_snapshot_solve(const struct problem *p, const struct experiment *e,
                                    const double *const direction[2], struct theory_snapshot *out)
{
    struct solving v = {.problem = p, .experiment = e, .direction = direction};
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
    out->transient = stability_transient(&out->stability) + average_memory(&e->average);
    out->scale = 1;
    struct status s = status_ok();
    for (int t = 0; t < THEORY_COUNT && s.code == STATUS_OK; t++)
        s = predict(&v, (enum theory_kind)t, out);
    out->left_out = p->left_out;
    out->k_most = p->k_most;
    out->k_least = p->k_least;
    for (int i = 0; i < 2; i++) {
        out->k_plane[i] = plane_curvature(p, e->plane, i);
        out->along[i] = curvature_along(p, e->plane, p->n > 1 ? i : 0);
    }
    fill_modes(p, out);
    covariance_free(&v.iterates);
    covariance_free(&v.averages);
    return s;
}

double cloud_schedule_step(const struct cloud_snapshot *c)
{
    if (!(c->schedule.steps > 0))
        return (double)NAN;
    double t = (double)c->steps - (double)c->schedule_from;
    return fmin(fmax(t, 0), c->schedule.steps);
}

double cloud_rate_share(const struct cloud_snapshot *c)
{
    double t = cloud_schedule_step(c);
    return isnan(t) ? 1 : schedule_share(&c->schedule, (uint64_t)t);
}

bool study_snapshot_answers(const struct study_snapshot *s, uint64_t version,
                            const struct study_setting *setting)
{
    return s->version == version && s->setting.kind == setting->kind &&
           s->setting.quantity == setting->quantity && s->setting.start[0] == setting->start[0] &&
           s->setting.start[1] == setting->start[1];
}
