/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ensemble_private.h"

#include <string.h>

/* The average that each walker carries. A block holds, behind y and m, the running mean and, for
 * windows, the mean of the last whole one. */

size_t average_numbers(const struct average *a)
{
    static const size_t numbers[AVERAGE_COUNT] = {[AVERAGE_EMA] = 1, [AVERAGE_WINDOW] = 2};
    return numbers[a->kind];
}

static size_t block_numbers(const struct ensemble *e)
{
    return e->n * e->lanes;
}

double *ensemble_running_mean(const struct ensemble *e, size_t block)
{
    return ensemble_m(e, block) + block_numbers(e);
}

double *ensemble_average(const struct ensemble *e, size_t block)
{
    return ensemble_m(e, block) + average_numbers(&e->average) * block_numbers(e);
}

void ensemble_begin_averages(const struct ensemble *e)
{
    size_t numbers = block_numbers(e);
    for (size_t b = 0; b < e->blocks; b++)
        for (size_t i = 0; i < average_numbers(&e->average); i++)
            memcpy(ensemble_running_mean(e, b) + i * numbers, ensemble_y(e, b),
                   numbers * sizeof(double));
}

/* The k-th iterate of a window moves the mean by 1/k of the way. */
struct average_turn ensemble_average_turn(const struct ensemble *e, uint64_t step)
{
    const struct average *a = &e->average;
    if (a->kind == AVERAGE_NONE)
        return (struct average_turn){0};
    if (a->kind == AVERAGE_EMA)
        return (struct average_turn){.share = 1 - a->gamma};
    uint64_t spacing = (uint64_t)a->spacing, length = (uint64_t)a->length;
    uint64_t since = step - e->averaged_from, place = (since / spacing - 1) % length;
    if (since % spacing != 0)
        return (struct average_turn){0};
    return (struct average_turn){1 / ((double)place + 1), place + 1 == length};
}

void ensemble_end_window(const struct ensemble *e, size_t block)
{
    memcpy(ensemble_average(e, block), ensemble_running_mean(e, block),
           block_numbers(e) * sizeof(double));
}

void ensemble_average_walker(const struct ensemble *e, size_t block, size_t lane, const double *y,
                             uint64_t step)
{
    const struct average_turn turn = ensemble_average_turn(e, step);
    double *running = ensemble_running_mean(e, block) + lane,
           *whole = ensemble_average(e, block) + lane;
    for (size_t i = 0; i < e->n && turn.share > 0; i++) {
        running[i * e->lanes] += turn.share * (y[i] - running[i * e->lanes]);
        if (turn.is_whole)
            whole[i * e->lanes] = running[i * e->lanes];
    }
}
