/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_private.h"

#include "sgdscope/fit/cloud_series.h"
#include "sgdscope/theory/covariance.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A recorded run in the drawn plane. */

/* The covariance along both axes, with errors that allow for the memory of the steps. */
static struct status measure_covariance(const struct run_plane *p, struct run_snapshot *out)
{
    static const struct cloud_product product[3] = {{0, 0}, {0, 1}, {1, 1}};
    struct time_average average[3];
    const struct cloud_series c = {
        .run = p->run,
        .from = p->from,
        .rows = p->run->steps - p->from,
        .centre = p->centre,
        .forms = 2,
        .form = p->axis[0], /* the other one is behind it */
        .products = 3,
        .product = product,
    };
    STATUS_TRY(cloud_averages(&c, average));
    for (int i = 0; i < 3; i++) {
        out->covariance[i] = average[i].mean;
        out->error[i] = average[i].is_resolved ? average[i].error : (double)NAN;
    }
    return status_ok();
}

static void find_centre(const struct run_plane *p)
{
    const struct recorded_run *run = p->run;
    size_t n = run->n, rows = run->runs * (run->steps - p->from);
    memset(p->centre, 0, n * sizeof *p->centre);
    for (size_t r = 0; r < run->runs; r++)
        for (size_t t = p->from; t < run->steps; t++)
            cblas_daxpy((int)n, 1 / (double)rows, run->w + (r * run->steps + t) * n, 1, p->centre,
                        1);
}

/* The newest rows of an open run, else rows evenly spread over all of it. */
static void take_points(const struct run_plane *p, bool newest, struct run_snapshot *out)
{
    const struct recorded_run *run = p->run;
    size_t n = run->n, each = run->steps - p->from, all = run->runs * each;
    out->count = all < RUN_POINTS ? all : RUN_POINTS;
    for (size_t i = 0; i < out->count; i++) {
        size_t at = newest ? all - out->count + i : i * all / out->count;
        const double *w = run->w + (at / each * run->steps + p->from + at % each) * n;
        double place[2] = {0};
        for (int axis = 0; axis < 2; axis++)
            for (size_t j = 0; j < n; j++)
                place[axis] += p->axis[axis][j] * (w[j] - p->centre[j]);
        out->x[i] = (float)place[0];
        out->y[i] = (float)place[1];
    }
}

/* Whether rows are within each theory's ellipse: 1 or 0. */
struct inside {
    const struct run_plane *plane;
    struct ellipse ellipse[THEORY_COUNT];
};

static void fill_inside(void *context, size_t run, size_t from, size_t rows, const bool *wanted,
                        double *out, size_t stride)
{
    const struct inside *in = context;
    const struct run_plane *p = in->plane;
    int n = (int)p->run->n;
    for (size_t t = 0; t < rows; t++) {
        const double *w = p->run->w + (run * p->run->steps + p->from + from + t) * p->run->n;
        float place[2];
        for (int axis = 0; axis < 2; axis++)
            place[axis] = (float)(cblas_ddot(n, p->axis[axis], 1, w, 1) -
                                  cblas_ddot(n, p->axis[axis], 1, p->centre, 1));
        for (int i = 0; i < THEORY_COUNT; i++)
            if (wanted[i])
                out[(size_t)i * stride + t] =
                    (double)ellipse_count(&in->ellipse[i], 1, &place[0], &place[1]);
    }
}

static double mean_inside(struct inside *in, const struct time_series *s, int which)
{
    double value[THEORY_COUNT * TIME_SERIES_ROWS], sum = 0;
    bool wanted[THEORY_COUNT] = {false};
    wanted[which] = true;
    for (size_t run = 0; run < s->runs; run++)
        for (size_t from = 0, rows; from < s->rows; from += rows) {
            rows = s->rows - from < TIME_SERIES_ROWS ? s->rows - from : TIME_SERIES_ROWS;
            fill_inside(in, run, from, rows, wanted, value, TIME_SERIES_ROWS);
            sum += cblas_dasum((int)rows, value + which * TIME_SERIES_ROWS, 1);
        }
    return sum / ((double)s->runs * (double)s->rows);
}

/* The shares, with errors that allow for the memory of the steps. Where all rows or none are
 * inside, the error is that of one row. */
static struct status measure_inside(const struct run_plane *p, struct run_snapshot *out)
{
    struct inside in = {.plane = p};
    struct time_average average[THEORY_COUNT] = {{0}};
    const struct time_series s = {.count = THEORY_COUNT,
                                  .runs = p->run->runs,
                                  .rows = p->run->steps - p->from,
                                  .fill = fill_inside,
                                  .context = &in};
    for (int i = 0; i < THEORY_COUNT; i++) {
        const double *c = out->predicted[i].covariance;
        in.ellipse[i] = ellipse_make(p->run->n == 1 ? 1 : 2, c[0], c[1], c[2]);
        average[i].mean = mean_inside(&in, &s, i);
    }
    STATUS_TRY(time_averages(&s, average));
    for (int i = 0; i < THEORY_COUNT; i++) {
        double least = 1 / ((double)s.runs * (double)s.rows);
        bool exists = isfinite(out->predicted[i].covariance[0]);
        out->inside[i] = exists ? average[i].mean : (double)NAN;
        out->inside_error[i] = average[i].is_resolved ? fmax(average[i].error, least) : (double)NAN;
    }
    return status_ok();
}

/* What the theories say of the problem, which has the run's own rule. */
static struct status predict(const struct problem *problem, const struct experiment *e,
                             struct run_snapshot *out)
{
    struct theory_snapshot theory = {0};
    double *axis = NULL;
    STATUS_TRY(numbers_new(&axis, 2 * problem->n, "the recorded run"));
    const double *const direction[2] = {axis, axis + problem->n};
    for (int i = 0; i < 2; i++)
        problem_direction(problem, e->plane, i, axis + (size_t)i * problem->n);
    struct status s = theory_snapshot_solve(problem, e, direction, &theory);
    free(axis);
    if (s.code == STATUS_OK)
        memcpy(out->predicted, theory.predicted, sizeof out->predicted);
    return s;
}

struct status run_plane_place(const struct run_plane *p, const struct experiment *e,
                              const struct problem *problem, bool is_open, struct run_snapshot *out)
{
    if (problem->n != p->run->n)
        return status_error(STATUS_INPUT, "--hessian: D = %zu where the run has %zu columns",
                            problem->n, p->run->n);
    for (int i = 0; i < 2; i++)
        problem_plane(problem, e->plane, i, p->axis[i]);
    find_centre(p);
    take_points(p, is_open, out);
    return status_ok();
}

struct status run_plane_measure(const struct run_plane *p, const struct experiment *e,
                                const struct problem *problem, struct run_snapshot *out)
{
    STATUS_TRY(measure_covariance(p, out));
    STATUS_TRY(predict(problem, e, out));
    return measure_inside(p, out);
}
