/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "panel.h"

/* What the parts of the panel's table share. Private to panel_table.c and panel_run.c. */

enum { SHOWN = 2, NAME = 4, NAME_MOST = 4, WIDE = 41, WIDEST = 60, CELL = PANEL_NUMBER };
enum { SMALL_WIDTH = 8, SHARE_WIDTH = 9 }; /* "2.92e-3", "98.9±.1%", and a blank */
enum { Z_WIDTH = 8 };                      /* "+736.1", and blanks */

/* The rows: the elements of the covariance in the plane, and the loss. */
enum { XX, XY, YY, LOSS };

/* A column each. */
extern const enum theory_kind table_shown[SHOWN];

struct table_cell {
    enum ink ink;
    char text[CELL];
};

/* The columns of the names, with a blank after them, of what is measured, and of each theory. */
struct table {
    const struct app *a;
    struct area *at;
    bool is_wide, is_tight; /* tight: small numbers, and no room for their zeros */
    int name, measured, theory;
    int columns; /* of all of these; behind them z for each theory, (measured − theory)/error: */
    int z;       /* 0 without room */
};

/* The name of a row; of a covariance, "cov" where it has more than `most` columns. */
const char *table_row_name(const struct app *a, int row, int most, char text[DIRECTION_NAME]);

/* What a theory says of a row. */
double table_predicted(const struct plane_prediction *p, int row);

/* XX in one dimension, else YY. */
int table_last_element(const struct app *a);

/* The measured value of a row, with as much of its error as there is room for. */
void table_measured(const struct table *t, enum ink ink, double value, double error,
                    struct table_cell *out);

/* A share, "98.9±.1%"; and the columns that one takes. */
void table_share(const struct table *t, enum ink ink, double share, double error,
                 struct table_cell *out);
int table_share_width(const struct table *t);

/* A name, the measured value, and what the theories say in `width` columns each. The name may have
 * the room of an empty value. */
void table_paint_row(const struct table *t, const char *name, int width,
                     const struct table_cell cell[1 + SHOWN]);

/* The rows of the recorded run, and how many they are. */
void panel_run(const struct table *t);
int panel_run_rows(const struct app *a, int columns);
