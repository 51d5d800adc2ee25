/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_private.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

/* Where the rows of a run begin to grow without end. */

/* Of row t from the first one, along the coordinate and in the run where it is largest. */
static double distance(const struct recorded_run *run, size_t t)
{
    double most = 0;
    for (size_t r = 0; r < run->runs; r++) {
        const double *first = run->w + r * run->steps * run->n, *w = first + t * run->n;
        for (size_t j = 0; j < run->n; j++)
            most = fmax(most, fabs(w[j] - first[j]));
    }
    return most;
}

static double median_distance(const struct recorded_run *run, size_t rows)
{
    enum { SAMPLES = 255 };
    double sample[SAMPLES];
    size_t count = rows < SAMPLES ? rows : SAMPLES;
    for (size_t i = 0; i < count; i++)
        sample[i] = distance(run, i * rows / count);
    gsl_sort(sample, 1, count);
    return gsl_stats_median_from_sorted_data(sample, 1, count);
}

/* The row before which all are nearer than that, counted from the end. */
static size_t find_nearer(const struct recorded_run *run, size_t rows, double most)
{
    while (rows > 1 && distance(run, rows - 1) > most)
        rows--;
    return rows;
}

/* A stationary cloud reaches to about 4 medians; what ends at 100 has grown. From 1 to 4 it took
 * about half as long as from 4 to 100. */
static size_t cut(const struct recorded_run *run, size_t rows)
{
    static const double many = 100, few = 4;
    double median = median_distance(run, rows);
    if (!(median > 0) || !(distance(run, rows - 1) > many * median))
        return rows;
    size_t far = find_nearer(run, rows, many * median), near = find_nearer(run, far, few * median);
    size_t before = (far - near) / 2;
    return near > before ? near - before : 1;
}

static size_t rows_before_growth(const struct recorded_run *run)
{
    enum { LEAST = 8 };
    size_t rows = run->steps;
    for (size_t last = 0; rows != last && rows >= LEAST;) {
        last = rows;
        rows = cut(run, rows);
    }
    return rows;
}

/* The first rows of each run, one run behind the other. */
static void copy_rows(const struct recorded_run *run, size_t steps, const double *from, double *to)
{
    size_t count = steps * run->n;
    for (size_t r = 0; r < run->runs; r++)
        memcpy(to + r * count, from + r * run->steps * run->n, count * sizeof *to);
}

struct status run_before_growth(const struct recorded_run *run, struct recorded_run *out,
                                double **copy)
{
    size_t steps = rows_before_growth(run), count = run->runs * steps * run->n;
    bool has_gradient = run->gradient != NULL;
    *out = *run;
    out->steps = steps;
    *copy = NULL;
    if (run->runs == 1 || steps == run->steps)
        return status_ok();
    STATUS_TRY(numbers_new(copy, (has_gradient ? 2 : 1) * count, "the recorded runs"));
    out->w = *copy;
    copy_rows(run, steps, run->w, out->w);
    if (has_gradient) {
        out->gradient = *copy + count;
        copy_rows(run, steps, run->gradient, out->gradient);
    }
    return status_ok();
}
