/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sweep/grid.h"
#include "sgdscope/io/format.h"
#include "sgdscope/io/json.h"
#include "sgdscope/study/verdict.h"

#include <stdbool.h>

/* The table of a sweep, one row per point: the point's number, its values, what theory predicts and
 * what was measured. A row is a line of CSV, without its end, until it is written in the format
 * that is asked for; a field without a value is empty. */

enum { ROWS_LINE = 768 }; /* longer than every line */

/* Columns that rows have only where they are asked for: of averaged iterates, of a schedule. */
enum { ROWS_OF_AVERAGE = 1, ROWS_OF_SCHEDULE = 2 };

/* Choose them for a complete grid: there is an average, or a schedule, at some point. e has what
 * the axes do not. */
void rows_ask(struct grid *g, const struct experiment *e);

/* The line of a point. r: NULL if theory has no numbers; v: NULL if there was no simulation. */
void rows_line(const struct grid *g, size_t point, const struct result *r, const struct verdict *v,
               char line[ROWS_LINE]);

/* Whether the line has a simulation's result. */
bool rows_has_simulation(const char *line);

struct rows {
    FILE *stream;
    enum format format;
    const struct grid *grid;
    struct json json;
};

/* Write what precedes the rows: the names of the columns, or for JSON the experiment and the grid.
 * `names` is false for a shard whose names stand in another one. Errors stay in the stream. */
void rows_begin(struct rows *t, FILE *stream, enum format format, const struct grid *g,
                const struct experiment *e, bool names);
void rows_add(struct rows *t, const char *line);
void rows_end(struct rows *t);
