/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "levels.h"

#include "significance.h"

#include <math.h>
#include <stdlib.h>

/* An analysis of variance: the mean size of the residuals in bins of rows, ten stretches of bins.
 * Its F is right also where the residuals have heavy tails or their size remembers some steps. */

enum { STRETCHES = 10, BINS = 100, LEAST = 2 * STRETCHES };

/* A stretch of rows of all runs: the sum of Σ_j |e_j|/σ_j, and of how many steps. */
struct bin {
    double sum, steps;
};

struct levels {
    size_t from, width, bins;
    struct bin bin[2 * BINS];
};

static double size_of(const struct step_reader *reader, const double *residual, const double *scale)
{
    double sum = 0;
    for (size_t j = 0; j < reader->run->n; j++)
        sum += fabs(residual[j]) * scale[j];
    return sum;
}

static struct status add_steps(struct step_reader *reader, const struct run_estimate *e,
                               struct levels *l)
{
    double *memory = NULL;
    STATUS_TRY(numbers_new(&memory, (2 * STEP_BLOCK_ROWS + 1) * e->n, "the residuals"));
    double *x = memory, *residual = x + STEP_BLOCK_ROWS * e->n,
           *scale = residual + STEP_BLOCK_ROWS * e->n;
    for (size_t j = 0; j < e->n; j++)
        scale[j] = 1 / sqrt(e->noise.a[j * e->n + j]);
    step_reader_rewind(reader);
    for (struct step_block b; step_reader_next(reader, &b);) {
        run_estimate_centre(e, &b, x);
        run_estimate_residuals(e, &b, x, residual);
        for (size_t t = 0; t < b.rows; t++) {
            size_t which = (b.row[t] % reader->run->steps - l->from) / l->width;
            if (which >= l->bins)
                continue;
            l->bin[which].sum += size_of(reader, residual + t * e->n, scale);
            l->bin[which].steps++;
        }
    }
    free(memory);
    return status_ok();
}

static struct bin add_bins(const struct levels *l, size_t begin, size_t end)
{
    struct bin all = {0};
    for (size_t b = begin; b < end; b++) {
        all.sum += l->bin[b].sum;
        all.steps += l->bin[b].steps;
    }
    return all;
}

/* How far a bin's mean is from another's: its square, weighted. */
static double spread(const struct bin *bin, const struct bin *whole)
{
    double difference = bin->steps > 0 ? bin->sum / bin->steps - whole->sum / whole->steps : 0;
    return bin->steps * difference * difference;
}

/* The |z| of a Gaussian number that is as improbable as the differences of the stretches. */
static double compare_stretches(const struct levels *l)
{
    const struct bin all = add_bins(l, 0, l->bins);
    double between = 0, within = 0, bins = 0;
    for (size_t s = 0; s < STRETCHES; s++) {
        size_t begin = s * l->bins / STRETCHES, end = (s + 1) * l->bins / STRETCHES;
        const struct bin stretch = add_bins(l, begin, end);
        between += spread(&stretch, &all);
        for (size_t b = begin; b < end; b++) {
            within += spread(&l->bin[b], &stretch);
            bins += l->bin[b].steps > 0;
        }
    }
    double freedom = bins - STRETCHES;
    if (!(freedom > 0) || !(within > 0))
        return (double)NAN;
    return significance_of_f(between / (STRETCHES - 1) / (within / freedom), STRETCHES - 1,
                             freedom);
}

/* The bin at which the size of the residuals changes most: that before it and that from it on
 * differ most beside their errors. change ← the relative one. */
static size_t find_change(const struct levels *l, double *change)
{
    size_t where = 1;
    double most = 0;
    for (size_t b = 1; b < l->bins; b++) {
        const struct bin before = add_bins(l, 0, b), after = add_bins(l, b, l->bins);
        double difference = before.sum / before.steps - after.sum / after.steps;
        double z = fabs(difference) / sqrt(1 / before.steps + 1 / after.steps);
        if (z > most) {
            where = b;
            most = z;
            *change = -difference * before.steps / before.sum;
        }
    }
    return where;
}

/* What changes the steps also changes the halves; it is said of the steps. */
static void take(const struct levels *l, struct assumption *out)
{
    double z = compare_stretches(l);
    bool holds = isnan(z) || assumption_holds(z);
    if (holds && isnan(out->z))
        return; /* mean and covariance remain untested */
    if (!holds) {
        out->row = l->from + find_change(l, &out->size) * l->width;
        out->is_of_mean = false;
    }
    out->z = assumption_z_of_many(fmax(out->z, z), 2);
    out->holds = assumption_holds(out->z);
}

struct status levels_test(const struct step_reader *reader, const struct run_estimate *e,
                          size_t from, struct assumption *out)
{
    struct step_reader all = {0};
    struct run_estimate own = {0};
    STATUS_TRY(step_reader_begin(&all, reader->run, &reader->rule, from));
    size_t rows = all.to - all.from, width = rows / BINS > 1 ? rows / BINS : 1;
    struct levels l = {.from = all.from, .width = width, .bins = rows / width};
    struct status s = status_ok();
    if (all.from != reader->from)
        s = run_estimate_make(&all, &own);
    if (l.bins >= LEAST) {
        STATUS_NEXT(s, add_steps(&all, own.n > 0 ? &own : e, &l));
        if (s.code == STATUS_OK)
            take(&l, out);
    }
    run_estimate_free(&own);
    step_reader_end(&all);
    return s;
}
