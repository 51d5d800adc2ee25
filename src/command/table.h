/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_TABLE_H
#define SGDSCOPE_SRC_COMMAND_TABLE_H

#include "grid.h"
#include "result.h"

/* The table of a sweep, a row a point: the point's number, its values, what theory says and what
 * was measured. A row is made once, as a line of CSV without its end, and kept so until it is
 * written in whatever format; a field without a value is empty. Private to command/. */

enum { TABLE_LINE = 512 }; /* longer than every line */

/* The line of a point. r is NULL where theory has no numbers, v where there was no simulation. */
void table_line(const struct grid *g, size_t point, const struct result *r, const struct verdict *v,
                char line[TABLE_LINE]);

/* 1 where the text is a whole line of that point. */
int table_is_line(const struct grid *g, size_t point, const char *text);

/* 1 where the line has a simulation's result. */
int table_has_simulation(const char *line);

struct table {
    FILE *stream;
    enum format format;
    const struct grid *grid;
    struct json json;
};

/* What comes before the rows: the names of the columns, or for JSON the experiment and the grid.
 * `names` is 0 for a part of a table that has them elsewhere. Errors stay in the stream. */
void table_begin(struct table *t, FILE *stream, enum format format, const struct grid *g,
                 const struct experiment *e, int names);
void table_row(struct table *t, const char *line);
void table_end(struct table *t);

#endif
