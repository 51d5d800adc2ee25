/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include "sgdscope/base/rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The most numbers in a synthetic data set; more would not fit into most machines' memory. */
static const double most = 1e8;

/* The stream of random numbers that the data are made from; the walkers' noise uses others. */
enum { STREAM_DATA = 1 };

static struct status table_new(size_t rows, size_t n, struct data_table *out)
{
    struct data_table t = {.rows = rows, .columns = n + 1};
    t.name = calloc(n + 1, sizeof *t.name);
    t.a = calloc(rows * (n + 1), sizeof *t.a);
    bool whole = t.name != NULL && t.a != NULL;
    for (size_t c = 0; whole && c <= n; c++) {
        char name[24] = "y";
        if (c < n)
            (void)snprintf(name, sizeof name, "x%zu", c + 1);
        t.name[c] = strdup(name);
        whole = t.name[c] != NULL;
    }
    if (!whole) {
        data_table_free(&t);
        return status_memory("--data", (double)(rows * (n + 1)) * sizeof *t.a);
    }
    *out = t;
    return status_ok();
}

struct status synthetic_make(const struct experiment *e, const struct basis *population,
                             struct data_table *out)
{
    size_t n = population->n;
    double samples = experiment_samples(e), deviation[DIMENSION_MAX];
    struct data_table t = {0};
    if (samples * (double)(n + 1) > most)
        return status_error(STATUS_INPUT, "--samples: %.0f synthetic points are too many", samples);
    STATUS_TRY(basis_eigenvalues(population, e, deviation));
    for (size_t i = 0; i < n; i++)
        deviation[i] = sqrt(deviation[i]);
    STATUS_TRY(table_new((size_t)samples, n, &t));
    for (size_t r = 0; r < t.rows; r++) {
        double *x = t.a + r * t.columns, y = 0;
        uint64_t first = (uint64_t)r * t.columns;
        for (size_t i = 0; i < n; i++) {
            double z = deviation[i] * rng_normal(e->seed, STREAM_DATA, first + i);
            for (size_t j = 0; j < n; j++)
                x[j] += z * population->vectors->a[i * n + j];
        }
        for (size_t j = 0; j < n; j++)
            y += x[j];
        x[n] = y + rng_normal(e->seed, STREAM_DATA, first + n);
    }
    *out = t;
    return status_ok();
}
