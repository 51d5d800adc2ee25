/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/text.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/term/colours.h"

bool text_ascii;
struct screen *text_screen;

size_t text_fitting(const char *text, int columns)
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

static void put(int row, int column, struct screen_cell cell)
{
    cell.code = text_ascii ? utf8_ascii(cell.code) : cell.code;
    screen_put(text_screen, row, column, cell);
}

static int write_text(int row, int column, int columns, struct style style, const char *text)
{
    int used = 0;
    for (; *text != '\0' && used < columns; used++)
        put(row, column + used, (struct screen_cell){utf8_next(&text), style, true});
    return used;
}

int text_put(int row, int column, int columns, enum ink ink, const char *text)
{
    return write_text(row, column, columns, colours_style(ink, 3), text);
}

int text_put_reverse(int row, int column, int columns, const char *text)
{
    return write_text(row, column, columns, (struct style){-1, STYLE_REVERSE}, text);
}

void text_put_right(int row, int column, int columns, enum ink ink, const char *text)
{
    int wide = utf8_columns(text), skip = wide < columns ? columns - wide : 0;
    (void)text_put(row, column + skip, columns - skip, ink, text);
}

void text_put_cell(int row, int column, uint32_t glyph, enum ink ink, int grade)
{
    put(row, column, (struct screen_cell){glyph, colours_style(ink, grade), false});
}

void text_cursor(int row, int column)
{
    text_screen->cursor_row = row;
    text_screen->cursor_column = column;
}
