/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "area.h"

#include "sgdscope/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

enum { TEXT_MAX = 1024 };

static int panel_width(int columns)
{
    if (columns >= 140)
        return columns >= 180 ? 64 : 52;
    return columns >= 100 ? 40 : 30;
}

/* The largest digits have 5 rows, 8, 10 or 13, and there are a sentence, captions and the bar, with
 * its ticks where there is room; the plot keeps most of the screen. */
static int band_rows(int rows)
{
    return rows >= 56 ? 17 : rows >= 44 ? 14 : rows >= ROWS_FOR_TICKS ? 12 : rows >= 20 ? 8 : 2;
}

static struct layout layout_for_projector(int rows, int columns)
{
    int band = band_rows(rows);
    return (struct layout){
        .kind = LAYOUT_FULL,
        .header = {0, 0, 1, columns},
        .plot = {1, 0, rows - band - 2, columns},
        .band = {rows - band - 1, 0, band, columns},
        .footer = {rows - 1, 0, 1, columns},
    };
}

struct layout layout_of(int rows, int columns, bool projector)
{
    struct layout l = {.kind = LAYOUT_TINY};
    if (rows < 12 || columns < 40)
        return l;
    if (projector)
        return layout_for_projector(rows, columns);
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

void area_skip(struct area *at, int rows)
{
    at->row += rows;
    at->rows -= rows;
}

void area_indent(struct area *at, int columns)
{
    at->column += columns;
    at->columns -= columns;
}

/* Bytes of the text that fit into that many columns, broken at a blank if there is one. The blank
 * is not counted. */
static size_t fitting(const char *text, int columns)
{
    const char *at = text, *blank = NULL, *full = text;
    for (int used = 0; *at != '\0'; used++) {
        if (*at == ' ')
            blank = at;
        if (used == columns)
            return (size_t)((blank != NULL ? blank : full) - text);
        (void)utf8_next(&at);
        full = at;
    }
    return (size_t)(at - text);
}

static void put(struct screen *s, struct area *at, enum ink ink, const char *format, va_list args)
{
    char text[TEXT_MAX];
    utf8_show_format(text, sizeof text, format, args);
    if (at->rows > 0)
        area_indent(at, screen_text(s, at->row, at->column, at->columns, ink, text));
}

void area_put(struct screen *s, struct area *at, enum ink ink, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put(s, at, ink, format, args);
    va_end(args);
}

void area_print(struct screen *s, struct area *at, enum ink ink, const char *format, ...)
{
    struct area line = *at;
    va_list args;
    va_start(args, format);
    put(s, &line, ink, format, args);
    va_end(args);
    if (at->rows > 0)
        area_skip(at, 1);
}

void area_words(struct screen *s, struct area *at, enum ink ink, const char *text)
{
    bool more = true;
    while (more && at->rows > 0) {
        size_t length = fitting(text, at->columns);
        bool cut = at->rows == 1 && text[length] != '\0';
        if (cut)
            length = fitting(text, at->columns - 2);
        area_print(s, at, ink, "%.*s%s", (int)length, text, cut ? " …" : "");
        text += length + (text[length] == ' ');
        more = *text != '\0';
    }
}

int area_words_rows(const char *text, int columns)
{
    int rows = 0;
    for (; *text != '\0'; rows++) {
        text += fitting(text, columns);
        text += *text == ' ';
    }
    return rows;
}

void area_raster(struct screen *s, const struct area *at, const struct raster *r)
{
    const struct cell *cell = r->cells;
    for (int row = 0; row < at->rows; row++)
        for (int column = 0; column < at->columns; column++, cell++)
            screen_picture(s, at->row + row, at->column + column, cell->glyph, (enum ink)cell->ink,
                           cell->grade);
}

void area_clear(struct screen *s, const struct area *at)
{
    struct area left = *at;
    while (left.rows > 0)
        area_print(s, &left, INK_TEXT, "%*s", left.columns, "");
}
