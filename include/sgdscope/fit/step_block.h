/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"
#include "sgdscope/fit/recorded_run.h"
#include "sgdscope/model/optimizer.h"

#include <stdbool.h>

/* Steps of a recorded run, some at a time: where each was taken, the gradient that was used there,
 * and the momentum before it. The rule gives the gradients back from the iterates (theory.md
 * section 14), so a run takes no more memory than its rows. A gap divides a run into stretches; no
 * step leads over it, and the momentum behind it is unknown, as at the beginning of a run. */

enum { STEP_BLOCK_ROWS = 512 };

/* A piece of a long stretch, or several short stretches. */
struct step_block {
    size_t rows;          /* at most STEP_BLOCK_ROWS */
    const size_t *row;    /* where each was taken, counted over all runs */
    const size_t *before; /* how many steps of its stretch come before each of them */
    const double *w;      /* rows × n: the iterate w_{t−1} */
    const double *g;      /* rows × n: the gradient g_t at it */
    const double *m;      /* rows × n: the momentum m_{t−1}; NULL where it is not known */
};

/* Reads the steps of all runs in order. */
struct step_reader {
    const struct recorded_run *run;
    struct rule rule;
    size_t from, to; /* rows of each run that are used: [from, to), but for the ends of stretches */
    size_t steps;    /* that all blocks have together */
    size_t at_run, at;
    size_t begin, end;  /* rows of the stretch, */
    size_t first, last; /* and of those the ones at which the gradient is known and used */
    size_t gap;         /* the next one */
    double *w, *g, *m;  /* room for the block */
    double *state;      /* 3n: the momentum so far, and room */
    size_t row[STEP_BLOCK_ROWS], before[STEP_BLOCK_ROWS];
};

/* Begin at row `burn_in` of each run. STATUS_INPUT where no row is left, STATUS_MEMORY. */
struct status step_reader_begin(struct step_reader *reader, const struct recorded_run *run,
                                const struct rule *rule, size_t burn_in);

/* Back to the first step. */
void step_reader_rewind(struct step_reader *reader);

/* The next block; false at the end. It holds until the next call. */
bool step_reader_next(struct step_reader *reader, struct step_block *out);

/* Whether the blocks have the momentum: the rule has one, and the gradients were not recorded. */
bool step_reader_has_momentum(const struct step_reader *reader);

/* How many steps all blocks have together. */
size_t step_reader_count(const struct step_reader *reader);

/* pairs[h] ← how many steps have one of their stretch h + 1 before them, h < lags. Then the reader
 * is at the first step. */
void step_reader_pairs(struct step_reader *reader, size_t lags, double *pairs);

void step_reader_end(struct step_reader *reader);
