/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/fit/recorded_run.h"

#include <math.h>
#include <stdlib.h>

void recorded_run_free(struct recorded_run *run)
{
    free(run->w);
    free(run->gradient);
    free(run->column);
    *run = (struct recorded_run){0};
}

size_t recorded_run_column(const struct recorded_run *run, size_t j)
{
    return (run->column != NULL ? run->column[j] : j) + 1;
}

enum { QUARTERS = 4 };

/* reach ← the largest distance of a column from its first number, in each quarter of the rows. */
static void find_reach(const struct recorded_run *run, size_t from, size_t column,
                       double reach[QUARTERS])
{
    size_t rows = run->steps - from;
    for (size_t q = 0; q < QUARTERS; q++) {
        reach[q] = 0;
        for (size_t r = 0; r < run->runs; r++) {
            const double *w = run->w + (r * run->steps + from) * run->n + column;
            for (size_t t = q * rows / QUARTERS; t < (q + 1) * rows / QUARTERS; t++)
                reach[q] = fmax(reach[q], fabs(w[t * run->n] - w[0]));
        }
    }
}

/* Numbers between these can be squared twice. */
static const double least_reach = 1e-70, most_reach = 1e70;

/* From quarter to quarter by much more than a walk or a drift grows. */
static bool has_grown(const double reach[QUARTERS])
{
    static const double step = 10;
    bool grows = reach[0] > 0;
    for (int q = 1; q < QUARTERS; q++)
        grows = grows && reach[q] > step * reach[q - 1];
    return grows || (reach[0] < most_reach && reach[QUARTERS - 1] > most_reach);
}

/* Whether the column grows by the same number at each row: it counts the steps. */
static bool counts_up(const struct recorded_run *run, size_t column)
{
    enum { ENOUGH = 10 };
    const double *w = run->w + column;
    double step = run->steps > ENOUGH ? w[run->n] - w[0] : 0;
    for (size_t t = 1; t < run->steps && step > 0; t++)
        if (w[t * run->n] - w[(t - 1) * run->n] != step)
            return false;
    return step > 0;
}

struct status recorded_run_check(const struct recorded_run *run, size_t from)
{
    for (size_t j = 0; j < run->n; j++)
        if (counts_up(run, j))
            return status_error(STATUS_INPUT,
                                "--iterates: column %zu counts up: it is the number of the step, "
                                "and no direction; --columns=-%zu leaves it out",
                                recorded_run_column(run, j), recorded_run_column(run, j));
    double reach[QUARTERS], worst[2] = {0};
    size_t column = 0;
    for (size_t j = 0; j < run->n && from < run->steps; j++) {
        find_reach(run, from, j, reach);
        if (has_grown(reach)) {
            if (reach[QUARTERS - 1] > worst[1]) {
                column = j;
                worst[0] = reach[0];
                worst[1] = reach[QUARTERS - 1];
            }
        } else if (reach[0] > most_reach || (reach[0] > 0 && reach[0] < least_reach))
            return status_error(STATUS_INPUT,
                                "--iterates: column %zu moves by %.2g; numbers of that size cannot "
                                "be squared twice: multiply the run by a power of ten",
                                recorded_run_column(run, j), reach[0]);
    }
    if (worst[1] == 0)
        return status_ok();
    return status_error(STATUS_INPUT,
                        "--iterates: the run diverges: column %zu moves by %.2g in the first "
                        "quarter of the rows and by %.2g in the last; a stationary run is needed",
                        recorded_run_column(run, column), worst[0], worst[1]);
}
