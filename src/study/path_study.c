/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/theory/stability.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fig. 1: what one run does. From one start, m = 0: the iterates without noise, the gradient flow's
 * curve, and one run with noise. Where D = 1 the run is drawn on the parabola of the loss. */

enum { ITERATES = 60, NOISY = 24, CONTOURS = 4, FLOW_POINTS = 200, DENSE_MOST = 256 };

struct path {
    const struct problem *p;
    double *start;   /* n, in the modes */
    double *state;   /* 2n: y and m */
    double *axis[2]; /* the drawn directions in the modes */
};

static double dot(size_t n, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void put_position(const struct path *path, struct series *s, const double *y)
{
    const struct problem *p = path->p;
    double x = dot(p->n, path->axis[0], y);
    double high = p->n == 1 ? 0.5 * p->k[0] * x * x : dot(p->n, path->axis[1], y);
    series_put(s, x, high, 0);
}

/* One step of the rule without noise (theory.md section 2). */
static void step(const struct problem *p, double *y, double *m)
{
    const struct rule *r = &p->rule;
    for (size_t i = 0; i < p->n; i++) {
        double g = p->curvature[i] * y[i];
        m[i] = r->mu * m[i] + r->rho * g;
        y[i] -= r->lambda * (r->alpha * g + r->beta * m[i]);
    }
}

static void put_iterates(const struct path *path, struct series *s)
{
    size_t n = path->p->n;
    double *y = path->state, *m = path->state + n;
    memcpy(y, path->start, n * sizeof *y);
    memset(m, 0, n * sizeof *m);
    put_position(path, s, y);
    for (int t = 0; t < ITERATES; t++) {
        step(path->p, y, m);
        put_position(path, s, y);
    }
}

/* w(t) = exp(−λ(α + βρ/(1−μ)) K t) w0: the paper's w0 e^(−λkt) for SGD, λ/(1−μ) with momentum. */
static void put_flow(const struct path *path, struct series *s)
{
    const struct problem *p = path->p;
    const struct rule *r = &p->rule;
    double pace = r->lambda * (r->alpha + r->beta * r->rho / (1 - r->mu));
    double slowest = p->curvature[0];
    for (size_t i = 0; i < p->n; i++)
        slowest = fmin(slowest, p->curvature[i]);
    for (int point = 0; point <= FLOW_POINTS; point++) {
        double u = (double)point / FLOW_POINTS, t = 6 * u * u / (pace * slowest);
        for (size_t i = 0; i < p->n; i++)
            path->state[i] = path->start[i] * exp(-pace * p->curvature[i] * t);
        put_position(path, s, path->state);
    }
}

static struct status put_noisy(const struct study_context *q, const struct path *path,
                               struct series *s)
{
    size_t n = path->p->n;
    struct engine e = {0};
    struct engine_setup *setup = NULL;
    STATUS_TRY(engine_setup_make(q->tools->plans, path->p, &setup));
    struct status status = engine_new(&e, setup, 1, q->experiment->seed);
    if (status.code == STATUS_OK) {
        size_t lanes = e.ensemble.lanes;
        double *y = ensemble_y(&e.ensemble, 0);
        for (size_t i = 0; i < n; i++)
            y[i * lanes] = path->start[i];
        for (uint64_t t = 0; t <= NOISY; t++) {
            for (size_t i = 0; i < n; i++)
                path->state[i] = y[i * lanes];
            put_position(path, s, path->state);
            (void)engine_advance(&e, 1);
        }
    }
    engine_free(&e);
    return status;
}

/* y0 = T⁻¹ w0 for the start in the drawn plane. */
static struct status place_start(const struct study_context *q, struct path *path)
{
    const struct problem *p = q->problem;
    double u[DIMENSION_MAX], w[DIMENSION_MAX] = {0};
    struct matrix t = {0}, from_w = {0};
    for (int i = 0; i < 2 && i < (int)p->n; i++) {
        problem_plane(p, q->experiment->plane, i, u);
        for (size_t j = 0; j < p->n; j++)
            w[j] += q->setting->start[i] * u[j];
    }
    struct status s = matrix_new(&t, p->n);
    if (s.code == STATUS_OK)
        s = matrix_new(&from_w, p->n);
    if (s.code == STATUS_OK)
        s = problem_transform(p, t.a, from_w.a);
    for (size_t i = 0; s.code == STATUS_OK && i < p->n; i++)
        path->start[i] = dot(p->n, from_w.a + i * p->n, w);
    matrix_free(&t);
    matrix_free(&from_w);
    return s;
}

/* Where the loss in the plane is what it is at the start, and a quarter, ... of it. */
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

/* The loss itself where D = 1. */
static void put_parabola(const struct study_context *q, struct chart *out)
{
    struct series *s = chart_add(out, SERIES_LOSS);
    double wide = 1.3 * fabs(q->setting->start[0]);
    for (int i = 0; i <= FLOW_POINTS; i++) {
        double w = wide * (2.0 * i / FLOW_POINTS - 1);
        series_put(s, w, 0.5 * q->problem->k[0] * w * w, 0);
    }
}

static void put_regimes(const struct problem *p, struct chart *out)
{
    chart_note(out, "λk = %.4g: %s", p->rule.lambda * p->curvature[0],
               regime_name(stability_regime(p, 0)));
    if (p->n > 1)
        chart_note(out, "λk = %.4g: %s", p->rule.lambda * p->curvature[p->n - 1],
                   regime_name(stability_regime(p, p->n - 1)));
}

static struct status fill_path(const struct study_context *q, struct path *path, struct chart *out)
{
    STATUS_TRY(place_start(q, path));
    for (int i = 0; i < 2; i++)
        problem_direction(path->p, q->experiment->plane, i, path->axis[i]);
    if (path->p->n == 1)
        put_parabola(q, out);
    else
        put_contours(q, out);
    put_regimes(path->p, out);
    put_flow(path, chart_add(out, SERIES_CONTINUOUS));
    put_iterates(path, chart_add(out, SERIES_DISCRETE));
    return put_noisy(q, path, chart_add(out, SERIES_RUN));
}

struct status path_study(const struct study_context *q, struct chart *out, struct job **job)
{
    size_t n = q->problem->n;
    (void)job;
    if (n > DENSE_MOST) {
        chart_note(out, "a path is drawn up to D = %d", DENSE_MOST);
        return status_ok();
    }
    double *numbers = calloc(5 * n, sizeof *numbers);
    if (numbers == NULL)
        return status_memory("a path", 5.0 * (double)n * sizeof *numbers);
    struct path path = {.p = q->problem,
                        .start = numbers,
                        .state = numbers + n,
                        .axis = {numbers + 3 * n, numbers + 4 * n}};
    struct status s = fill_path(q, &path, out);
    free(numbers);
    return s;
}
