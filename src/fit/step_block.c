/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/fit/step_block.h"

#include "sgdscope/base/matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void recorded_run_free(struct recorded_run *run)
{
    free(run->w);
    free(run->gradient);
    *run = (struct recorded_run){0};
}

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

struct status step_reader_begin(struct step_reader *reader, const struct recorded_run *run,
                                const struct rule *rule, size_t burn_in)
{
    bool recorded = run->gradient != NULL;
    size_t lead = recorded ? 0 : steps_to_forget(rule), end = run->steps - (recorded ? 0 : 1);
    size_t from = burn_in > lead ? burn_in : lead, size = STEP_BLOCK_ROWS * run->n;
    if (run->steps == 0 || from >= end)
        return status_error(STATUS_INPUT, "--iterates: no step is left of %zu rows", run->steps);
    *reader = (struct step_reader){.run = run, .rule = *rule, .from = from, .to = end};
    STATUS_TRY(numbers_new(&reader->g, 2 * size + 3 * run->n, "the steps of the run"));
    reader->m = reader->g + size;
    reader->state = reader->m + size;
    step_reader_rewind(reader);
    return status_ok();
}

void step_reader_end(struct step_reader *reader)
{
    free(reader->g);
    *reader = (struct step_reader){0};
}

void step_reader_rewind(struct step_reader *reader)
{
    reader->at_run = 0;
    reader->at = reader->from;
}

size_t step_reader_count(const struct step_reader *reader)
{
    return reader->run->runs * (reader->to - reader->from);
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

/* The momentum at the first row that is used, from the rows before it. */
static void run_up(struct step_reader *reader, const double *run)
{
    size_t n = reader->run->n;
    double *unused = reader->state + n;
    memset(reader->state, 0, n * sizeof *reader->state);
    for (size_t t = 0; t < reader->from; t++)
        step_by_gradient(reader, run + t * n, unused, unused + n);
}

/* g_t = d_t/(α+βρ), without momentum. */
static void recover_at_once(struct step_reader *reader, const double *w, size_t rows)
{
    size_t n = reader->run->n;
    double unit = 1 / (reader->rule.lambda * gain(&reader->rule));
    for (size_t i = 0; i < rows * n; i++)
        reader->g[i] = (w[i] - w[i + n]) * unit;
}

static void recover(struct step_reader *reader, const double *run, size_t rows)
{
    size_t n = reader->run->n;
    const double *w = run + reader->at * n;
    if (!has_momentum(&reader->rule)) {
        recover_at_once(reader, w, rows);
        return;
    }
    if (reader->at == reader->from && !moves_by_momentum(&reader->rule))
        run_up(reader, run);
    for (size_t i = 0; i < rows * n; i += n)
        if (moves_by_momentum(&reader->rule))
            step_by_momentum(reader, w + i, reader->g + i, reader->m + i);
        else
            step_by_gradient(reader, w + i, reader->g + i, reader->m + i);
}

bool step_reader_next(struct step_reader *reader, struct step_block *out)
{
    const struct recorded_run *run = reader->run;
    bool recorded = run->gradient != NULL;
    if (reader->at == reader->to) {
        reader->at = reader->from;
        reader->at_run++;
    }
    if (reader->at_run == run->runs)
        return false;
    size_t start = reader->at_run * run->steps * run->n, left = reader->to - reader->at;
    size_t rows = left < STEP_BLOCK_ROWS ? left : STEP_BLOCK_ROWS;
    size_t first = start + reader->at * run->n;
    if (!recorded)
        recover(reader, run->w + start, rows);
    *out = (struct step_block){
        .rows = rows,
        .is_first = reader->at == reader->from,
        .w = run->w + first,
        .g = recorded ? run->gradient + first : reader->g,
        .m = step_reader_has_momentum(reader) ? reader->m : NULL,
    };
    reader->at += rows;
    return true;
}

bool step_reader_has_momentum(const struct step_reader *reader)
{
    return reader->run->gradient == NULL && has_momentum(&reader->rule);
}
