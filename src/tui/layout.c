/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/tui/layout.h"

static int panel_width(int columns)
{
    if (columns >= 140)
        return 52;
    return columns >= 100 ? 40 : 30;
}

struct layout layout_of(int rows, int columns)
{
    struct layout l = {.kind = LAYOUT_TINY};
    if (rows < 12 || columns < 40)
        return l;
    l.kind = rows < 20 || columns < 60 ? LAYOUT_SMALL : LAYOUT_FULL;
    int width = l.kind == LAYOUT_FULL ? panel_width(columns) : 0;
    int head = l.kind == LAYOUT_FULL ? 1 : 3;
    l.header = (struct area){0, 0, head, columns};
    l.footer = (struct area){rows - 2, 0, 1, columns};
    l.command = (struct area){rows - 1, 0, 1, columns};
    l.plot = (struct area){head, 0, rows - head - 2, columns - width - (width > 0)};
    if (width > 0)
        l.panel = (struct area){head, columns - width, rows - head - 2, width};
    return l;
}
