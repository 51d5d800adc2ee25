/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dependence.h"

#include <lapacke.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The last row of a run that differs from the one before, over all runs; 0: there is none. */
static size_t last_change(const struct recorded_run *run, size_t column)
{
    size_t last = 0;
    for (size_t r = 0; r < run->runs; r++) {
        const double *w = run->w + r * run->steps * run->n + column;
        size_t t = run->steps - 1;
        while (t > last && w[t * run->n] == w[(t - 1) * run->n])
            t--;
        last = t;
    }
    return last;
}

/* A row whose number in the column is so much larger than in every other row that what the others
 * do is lost to rounding; 0 if there is none, else counted from 1 over all runs. */
static size_t lost_in(const struct recorded_run *run, size_t column)
{
    static const double far = 1e9;
    double largest[2] = {0, 0};
    size_t row = 0, rows = run->runs * run->steps;
    for (size_t t = 0; t < rows; t++) {
        const double size = fabs(run->w[t * run->n + column]);
        if (size > largest[0]) {
            largest[1] = largest[0];
            largest[0] = size;
            row = t + 1;
        } else {
            largest[1] = fmax(largest[1], size);
        }
    }
    return largest[0] > far * largest[1] && rows > 2 ? row : 0;
}

/* One absurd number makes other columns look constant, or functions of each other. */
static struct status require_similar_rows(const struct recorded_run *run)
{
    for (size_t j = 0; j < run->n; j++) {
        const size_t row = lost_in(run, j);
        if (row > 0)
            return status_error(
                STATUS_INPUT,
                "--iterates: row %zu has %.3g in column %zu, more than 10^9 times as "
                "much as any other row: correct it, or leave the row out",
                row, run->w[(row - 1) * run->n + j], recorded_run_column(run, j));
    }
    return status_ok();
}

static struct status constant_column(const struct recorded_run *run, size_t column)
{
    size_t last = last_change(run, column), number = recorded_run_column(run, column);
    if (last == 0 || last == run->steps - 1)
        return status_error(STATUS_INPUT,
                            "--iterates: column %zu is constant, so the curvature "
                            "along it cannot be seen; --columns=-%zu leaves it out",
                            number, number);
    return status_error(STATUS_INPUT,
                        "--iterates: column %zu no longer changes after row %zu, so the curvature "
                        "along it cannot be seen",
                        number, last + 1);
}

/* x[column] ← the column as a linear function of those before it, all scaled to variance 1. */
static struct status solve_function(const struct recorded_run *run, const struct matrix *products,
                                    size_t column, double *x)
{
    size_t n = products->n;
    double *a = NULL;
    STATUS_TRY(numbers_new(&a, column * column, "the columns of the run"));
    for (size_t i = 0; i <= column; i++)
        for (size_t j = 0; j <= i && j < column; j++) {
            double scale = sqrt(products->a[i * n + i]) * sqrt(products->a[j * n + j]);
            *(i < column ? &a[i * column + j] : &x[j]) = products->a[i * n + j] / scale;
        }
    bool solved = LAPACKE_dposv(LAPACK_ROW_MAJOR, 'L', (lapack_int)column, 1, a, (lapack_int)column,
                                x, 1) == 0;
    free(a);
    return solved ? status_ok()
                  : status_error(STATUS_NUMERIC,
                                 "--iterates: columns up to %zu are "
                                 "linear functions of each other",
                                 recorded_run_column(run, column));
}

/* "s 1, 2, 3" of the columns that matter, or " 1". */
static void list_columns(const struct recorded_run *run, size_t count, const double *x, char *text,
                         size_t size)
{
    static const double matters = 1e-3;
    enum { SHOWN = 6 };
    size_t used = 0, found = 0;
    for (size_t j = 0; j < count; j++)
        found += fabs(x[j]) > matters;
    text[0] = '\0';
    for (size_t j = 0, shown = 0; j < count && shown <= SHOWN; j++) {
        if (fabs(x[j]) <= matters)
            continue;
        const char *before = shown > 0 ? "," : found > 1 ? "s" : "";
        if (shown++ == SHOWN)
            used += (size_t)snprintf(text + used, size - used, " and others");
        else
            used += (size_t)snprintf(text + used, size - used, "%s %zu", before,
                                     recorded_run_column(run, j));
    }
}

static struct status dependent_column(const struct recorded_run *run, const struct matrix *products,
                                      size_t column)
{
    double *x = NULL;
    char columns[160];
    STATUS_TRY(numbers_new(&x, column, "the columns of the run"));
    struct status s = solve_function(run, products, column, x);
    if (s.code == STATUS_OK) {
        list_columns(run, column, x, columns, sizeof columns);
        s = status_error(STATUS_INPUT,
                         "--iterates: column %zu is a linear function of column%s, so their "
                         "curvatures cannot be told apart; --columns=-%zu leaves it out",
                         recorded_run_column(run, column), columns,
                         recorded_run_column(run, column));
    }
    free(x);
    return s;
}

struct status dependence_check(const struct recorded_run *run, const struct matrix *products,
                               const double *factor, size_t done)
{
    static const double least = 1e-12; /* of a column's variance, beside the columns before it */
    size_t n = products->n;
    for (size_t j = 0; j < n; j++)
        if (!(products->a[j * n + j] > 0)) {
            STATUS_TRY(require_similar_rows(run));
            return constant_column(run, j);
        }
    for (size_t j = 0; j < n; j++) {
        double own = j < done ? factor[j * n + j] * factor[j * n + j] : 0;
        if (!(own > least * products->a[j * n + j])) {
            STATUS_TRY(require_similar_rows(run));
            return dependent_column(run, products, j);
        }
    }
    return status_ok();
}
