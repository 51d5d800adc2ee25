/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TUI_LAYOUT_H
#define SGDSCOPE_TUI_LAYOUT_H

/* Where things stand on the screen, as a pure function of its size. */

struct area {
    int row, column, rows, columns; /* rows = 0: not there */
};

enum layout_kind {
    LAYOUT_FULL,  /* plot and side panel, from 60×20 */
    LAYOUT_SMALL, /* plot and two lines of numbers, from 40×12 */
    LAYOUT_TINY,  /* one line that asks for more room */
};

struct layout {
    enum layout_kind kind;
    struct area header, plot, panel, footer, command;
};

struct layout layout_of(int rows, int columns);

#endif
