/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

/* Fig. 1: from one start, with m = 0, the iterates without noise and the curve of the gradient
 * flow; the other quantity has one run with noise besides. For D = 1 they are drawn on the parabola
 * of the loss. The errors of these series are the steps at which their points are reached. */

enum { QUANTITY_NOISY = 1 };

enum {
    ITERATES = 60,
    NOISY = SERIES_POINTS - 1,
    CONTOURS = 4,
    FLOW_POINTS = 200,
    DENSE_MOST = 256
};

struct path {
    const struct problem *p;
    double start[DENSE_MOST], axis[2][DENSE_MOST]; /* in the modes; the drawn directions */
};

/* y_i is y[i·stride], at step t. */
static void put_position(const struct path *path, const double *y, size_t stride, double t,
                         struct series *s)
{
    const struct problem *p = path->p;
    double x = cblas_ddot((int)p->n, path->axis[0], 1, y, (int)stride);
    series_put(s, x,
               p->n == 1 ? 0.5 * p->k[0] * x * x
                         : cblas_ddot((int)p->n, path->axis[1], 1, y, (int)stride),
               t);
}

static void put_iterates(const struct path *path, struct series *s)
{
    const struct problem *p = path->p;
    double y[DENSE_MOST], m[DENSE_MOST] = {0}; /* m: λ times the rule's */
    memcpy(y, path->start, sizeof y);
    put_position(path, y, 1, 0, s);
    for (int t = 1; t <= ITERATES; t++) {
        for (size_t i = 0; i < p->n; i++) {
            const struct rule_step step = rule_step(&p->rule, p->curvature[i]);
            double before = y[i];
            y[i] = step.a[0][0] * before + step.a[0][1] * m[i];
            m[i] = step.a[1][0] * before + step.a[1][1] * m[i];
        }
        put_position(path, y, 1, t, s);
    }
}

/* w(t) = exp(−λ(α + βρ/(1−μ)) K t) w0: the paper's w0 e^(−λkt) for SGD, λ/(1−μ) with momentum. */
static void put_flow(const struct path *path, struct series *s)
{
    const struct problem *p = path->p;
    double y[DENSE_MOST], rate = rule_continuous_rate(&p->rule);
    double slowest = p->curvature[0];
    for (size_t i = 0; i < p->n; i++)
        slowest = fmin(slowest, p->curvature[i]);
    for (int point = 0; point <= FLOW_POINTS; point++) {
        double u = (double)point / FLOW_POINTS, t = 6 * u * u / (rate * slowest);
        for (size_t i = 0; i < p->n; i++)
            y[i] = path->start[i] * exp(-rate * p->curvature[i] * t);
        put_position(path, y, 1, t, s);
    }
}

static struct status put_noisy(const struct study_context *q, const struct path *path,
                               struct series *s)
{
    struct engine e = {0};
    struct engine_setup *setup = NULL;
    STATUS_TRY(engine_setup_make(q->tools->setups, path->p, &setup));
    struct status status = engine_new(&e, setup, 1, q->experiment->seed);
    if (status.code == STATUS_OK) {
        double *y = ensemble_y(&e.ensemble, 0);
        cblas_dcopy((int)path->p->n, path->start, 1, y, (int)e.ensemble.lanes);
        for (uint64_t t = 0; t <= NOISY; t++) {
            put_position(path, y, e.ensemble.lanes, (double)t, s);
            (void)engine_advance(&e, 1);
        }
    }
    engine_free(&e);
    return status;
}

/* y0 = T⁻¹ w0 = diag(1/k) Tᵀ K w0 for the start w0 in the drawn plane. */
static struct status place_start(const struct study_context *q, struct path *path)
{
    const struct problem *p = path->p;
    const int n = (int)p->n;
    double u[DENSE_MOST], w[DENSE_MOST] = {0};
    struct matrix k = {0};
    STATUS_TRY(problem_hessian(p, p->n, &k));
    for (int i = 0; i < 2 && i < n; i++) {
        problem_plane(p, q->experiment->plane, i, u);
        cblas_daxpy(n, q->setting->start[i], u, 1, w, 1);
    }
    /* K w by ddot, for which no buffers of BLAS are needed (base/blas_buffers.h). */
    for (int i = 0; i < n; i++)
        u[i] = cblas_ddot(n, k.a + i * n, 1, w, 1);
    problem_pull(p, u, path->start);
    for (size_t i = 0; i < p->n; i++)
        path->start[i] /= p->curvature[i];
    matrix_free(&k);
    return status_ok();
}

/* Contours of the loss in the plane: that of the start, a quarter of it, and so on. */
static void put_contours(const struct study_context *q, struct chart *out)
{
    double k[3];
    const double *w = q->setting->start;
    study_plane_form(q, q->problem->k, k);
    double determinant = k[0] * k[2] - k[1] * k[1];
    double twice = k[0] * w[0] * w[0] + 2 * k[1] * w[0] * w[1] + k[2] * w[1] * w[1];
    for (int level = 0; level < CONTOURS; level++)
        series_put_ellipse(chart_add(out, SERIES_LOSS), k[2] / determinant, -k[1] / determinant,
                           k[0] / determinant, ldexp(sqrt(twice), -level));
}

/* A new series. In the paper's figure the one of a single dimension has a panel and a name of its
 * own. */
static struct series *add_series(const struct study_context *q, enum series_role role,
                                 struct chart *out)
{
    static const char *const line[SERIES_ROLES] = {[SERIES_LOSS] = "loss 1-D",
                                                   [SERIES_CONTINUOUS] = "continuous 1-D",
                                                   [SERIES_DISCRETE] = "discrete 1-D"};
    struct series *s = chart_add(out, role);
    if (q->setting->paper && q->problem->n == 1) {
        s->panel = PANEL_LINE;
        s->name = line[role];
    } else if (role == SERIES_LOSS) { /* the bowl must be seen from the back row */
        s->ink = INK_TEXT;
    }
    return s;
}

static void put_regime(const struct problem *p, size_t mode, struct chart *out)
{
    chart_note(out, "λk = %.4g: %s", p->rule.lambda * p->curvature[mode],
               regime_name(stability_regime(p, mode)));
}

struct status path_study(const struct study_context *q, struct chart *out, struct job **job)
{
    const struct problem *p = q->problem;
    struct path path = {.p = p};
    (void)job;
    if (p->n > DENSE_MOST) {
        chart_note(out, "a path is drawn up to D = %d", DENSE_MOST);
        return status_ok();
    }
    STATUS_TRY(place_start(q, &path));
    for (int i = 0; i < 2; i++)
        problem_direction(p, q->experiment->plane, i, path.axis[i]);
    if (p->n == 1)
        series_put_parabola(add_series(q, SERIES_LOSS, out), p->k[0],
                            1.3 * fabs(q->setting->start[0]));
    else
        put_contours(q, out);
    put_flow(&path, add_series(q, SERIES_CONTINUOUS, out));
    put_iterates(&path, add_series(q, SERIES_DISCRETE, out));
    if (q->setting->paper)
        return status_ok();
    put_regime(p, 0, out);
    if (p->n > 1)
        put_regime(p, p->n - 1, out);
    return q->setting->quantity == QUANTITY_NOISY ? put_noisy(q, &path, chart_add(out, SERIES_RUN))
                                                  : status_ok();
}
