/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/fit/step_block.h"

#include "sgdscope/base/blas_buffers.h"
#include "sgdscope/base/matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- which rows ------------------------------------------------------------------------------- */

static bool has_momentum(const struct rule *r)
{
    return r->mu > 0;
}

/* Where w moves by m alone, two steps give g without a doubt about the momentum before. */
static bool moves_by_momentum(const struct rule *r)
{
    return has_momentum(r) && r->alpha == 0;
}

/* Steps after which the unknown first momentum no longer matters. Its error shrinks by
 * μα/(α+βρ) a step. */
static size_t steps_to_forget(const struct rule *r)
{
    static const double left = 1e-12;
    double shrinks = r->mu * r->alpha / (r->alpha + r->beta * r->rho);
    if (!has_momentum(r))
        return 0;
    return r->alpha == 0 ? 1 : (size_t)ceil(log(left) / log(shrinks));
}

/* Rows at the beginning and at the end of a stretch at which the gradient is not known. */
static size_t rows_before(const struct step_reader *reader)
{
    return reader->run->gradient != NULL ? 0 : steps_to_forget(&reader->rule);
}

static size_t rows_behind(const struct step_reader *reader)
{
    return reader->run->gradient != NULL ? 0 : 1;
}

/* The rows from `end` to the next gap or to the end of the run; false at the end of all. */
static bool next_rows(struct step_reader *reader)
{
    const struct recorded_run *run = reader->run;
    if (reader->end == run->steps) {
        reader->at_run++;
        reader->end = 0;
    }
    if (reader->at_run == run->runs)
        return false;
    size_t start = reader->at_run * run->steps;
    reader->begin = reader->end;
    while (reader->gap < run->gaps && run->gap[reader->gap] <= start + reader->begin)
        reader->gap++;
    bool is_cut = reader->gap < run->gaps && run->gap[reader->gap] < start + run->steps;
    reader->end = is_cut ? run->gap[reader->gap] - start : run->steps;
    return true;
}

/* The next stretch with a step in it; false where there is none. */
static bool next_stretch(struct step_reader *reader)
{
    while (next_rows(reader)) {
        size_t first = reader->begin + rows_before(reader),
               last = reader->end - rows_behind(reader);
        reader->first = first > reader->from ? first : reader->from;
        reader->last = last < reader->to ? last : reader->to;
        reader->at = reader->first;
        if (reader->first < reader->last)
            return true;
    }
    return false;
}

struct status step_reader_begin(struct step_reader *reader, const struct recorded_run *run,
                                const struct rule *rule, size_t burn_in)
{
    size_t size = STEP_BLOCK_ROWS * run->n;
    struct step_reader r = {.run = run, .rule = *rule, .from = burn_in, .to = run->steps};
    r.from = burn_in > rows_before(&r) ? burn_in : rows_before(&r);
    r.to -= run->steps > 0 ? rows_behind(&r) : 0;
    for (step_reader_rewind(&r); next_stretch(&r);)
        r.steps += r.last - r.first;
    if (r.steps == 0)
        return status_error(STATUS_INPUT, "--iterates: no step is left of %zu row%s", run->steps,
                            run->steps == 1 ? "" : "s");
    STATUS_TRY(blas_buffers_require());
    STATUS_TRY(numbers_new(&r.w, 3 * size + 3 * run->n, "the steps of the run"));
    *reader = r;
    reader->g = reader->w + size;
    reader->m = reader->g + size;
    reader->state = reader->m + size;
    step_reader_rewind(reader);
    return status_ok();
}

void step_reader_end(struct step_reader *reader)
{
    free(reader->w);
    *reader = (struct step_reader){0};
}

void step_reader_rewind(struct step_reader *reader)
{
    reader->at_run = reader->at = reader->begin = reader->end = reader->first = reader->last = 0;
    reader->gap = 0;
}

size_t step_reader_count(const struct step_reader *reader)
{
    return reader->steps;
}

void step_reader_pairs(struct step_reader *reader, size_t lags, double *pairs)
{
    memset(pairs, 0, lags * sizeof *pairs);
    for (step_reader_rewind(reader); next_stretch(reader);)
        for (size_t h = 0; h < lags && h + 1 < reader->last - reader->first; h++)
            pairs[h] += (double)(reader->last - reader->first - h - 1);
    step_reader_rewind(reader);
}

/* --- gradients -------------------------------------------------------------------------------- */

/* The mean gradient that moved row t to the next one, times α+βρ without momentum. */
static double displacement(const struct step_reader *reader, const double *row, size_t j)
{
    return (row[j] - row[j + reader->run->n]) / reader->rule.lambda;
}

/* m_t = d_t/β, so that g_t = (m_t − μ m_{t−1})/ρ. */
static void step_by_momentum(const struct step_reader *reader, const double *row, double *g,
                             double *m)
{
    const struct rule *r = &reader->rule;
    size_t n = reader->run->n;
    for (size_t j = 0; j < n; j++) {
        m[j] = displacement(reader, row - n, j) / r->beta;
        g[j] = (displacement(reader, row, j) / r->beta - r->mu * m[j]) / r->rho;
    }
}

/* α+βρ */
static double gain(const struct rule *r)
{
    return r->alpha + r->beta * r->rho;
}

/* g_t = (d_t − βμ m_{t−1})/(α+βρ) with the momentum that came about so far. */
static void step_by_gradient(struct step_reader *reader, const double *row, double *g, double *m)
{
    const struct rule *r = &reader->rule;
    for (size_t j = 0; j < reader->run->n; j++) {
        m[j] = reader->state[j];
        g[j] = (displacement(reader, row, j) - r->beta * r->mu * m[j]) / gain(r);
        reader->state[j] = r->mu * m[j] + r->rho * g[j];
    }
}

/* The momentum at the first row that is used, from the rows of its stretch before it. */
static void run_up(struct step_reader *reader, const double *run)
{
    size_t n = reader->run->n;
    double *unused = reader->state + n;
    memset(reader->state, 0, n * sizeof *reader->state);
    for (size_t t = reader->begin; t < reader->first; t++)
        step_by_gradient(reader, run + t * n, unused, unused + n);
}

/* g_t = d_t/(α+βρ), without momentum. */
static void recover_at_once(const struct step_reader *reader, const double *w, size_t rows,
                            double *g)
{
    size_t n = reader->run->n;
    double unit = 1 / (reader->rule.lambda * gain(&reader->rule));
    for (size_t i = 0; i < rows * n; i++)
        g[i] = (w[i] - w[i + n]) * unit;
}

/* g and m ← those of the next rows of the stretch. */
static void recover(struct step_reader *reader, const double *run, size_t rows, double *g,
                    double *m)
{
    size_t n = reader->run->n;
    const double *w = run + reader->at * n;
    if (!has_momentum(&reader->rule)) {
        recover_at_once(reader, w, rows, g);
        return;
    }
    if (reader->at == reader->first && !moves_by_momentum(&reader->rule))
        run_up(reader, run);
    for (size_t i = 0; i < rows * n; i += n)
        if (moves_by_momentum(&reader->rule))
            step_by_momentum(reader, w + i, g + i, m + i);
        else
            step_by_gradient(reader, w + i, g + i, m + i);
}

/* --- blocks ----------------------------------------------------------------------------------- */

/* Put a piece behind the first numbers of a block. The first piece stays where it is. */
static void append(const double *piece, size_t before, size_t count, double *room,
                   const double **block)
{
    if (before == 0) {
        *block = piece;
        return;
    }
    if (*block != room)
        memcpy(room, *block, before * sizeof *room);
    memcpy(room + before, piece, count * sizeof *room);
    *block = room;
}

/* Put the next rows of the stretch behind those of the block. */
static void take(struct step_reader *reader, size_t rows, struct step_block *out)
{
    const struct recorded_run *run = reader->run;
    size_t start = reader->at_run * run->steps, before = out->rows * run->n;
    size_t first = (start + reader->at) * run->n, count = rows * run->n;
    append(run->w + first, before, count, reader->w, &out->w);
    if (run->gradient != NULL)
        append(run->gradient + first, before, count, reader->g, &out->g);
    else
        recover(reader, run->w + start * run->n, rows, reader->g + before, reader->m + before);
    for (size_t t = 0; t < rows; t++) {
        reader->row[out->rows + t] = start + reader->at + t;
        reader->before[out->rows + t] = reader->at + t - reader->first;
    }
    out->rows += rows;
    reader->at += rows;
}

bool step_reader_next(struct step_reader *reader, struct step_block *out)
{
    *out = (struct step_block){
        .row = reader->row,
        .before = reader->before,
        .g = reader->g,
        .m = step_reader_has_momentum(reader) ? reader->m : NULL,
    };
    while (reader->at < reader->last || next_stretch(reader)) {
        size_t left = reader->last - reader->at, room = STEP_BLOCK_ROWS - out->rows;
        if (out->rows > 0 && left > room)
            break; /* it begins the next block */
        take(reader, left < room ? left : room, out);
    }
    return out->rows > 0;
}

bool step_reader_has_momentum(const struct step_reader *reader)
{
    return reader->run->gradient == NULL && has_momentum(&reader->rule);
}
