/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pen.h"

#include "sgdscope/base/utf8.h"
#include "theme.h"

int pen_ascii;
struct screen *pen_screen;

int pen_columns(const char *text)
{
    int columns = 0;
    while (*text != '\0') {
        (void)utf8_next(&text);
        columns++;
    }
    return columns;
}

size_t pen_fitting(const char *text, int columns)
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

static void put(int row, int column, struct letter letter)
{
    letter.code = pen_ascii ? utf8_ascii(letter.code) : letter.code;
    screen_put(pen_screen, row, column, letter);
}

static int write_text(int row, int column, int columns, struct style style, const char *text)
{
    int used = 0;
    for (; *text != '\0' && used < columns; used++)
        put(row, column + used, (struct letter){utf8_next(&text), style, 1});
    return used;
}

int pen_text(int row, int column, int columns, enum ink ink, const char *text)
{
    return write_text(row, column, columns, theme_style(ink, 3), text);
}

int pen_reverse(int row, int column, int columns, const char *text)
{
    return write_text(row, column, columns, (struct style){-1, STYLE_REVERSE}, text);
}

void pen_right(int row, int column, int columns, enum ink ink, const char *text)
{
    int wide = pen_columns(text), skip = wide < columns ? columns - wide : 0;
    (void)pen_text(row, column + skip, columns - skip, ink, text);
}

void pen_cell(int row, int column, uint32_t glyph, enum ink ink, int grade)
{
    put(row, column, (struct letter){glyph, theme_style(ink, grade), 0});
}

void pen_cursor(int row, int column)
{
    pen_screen->cursor_row = row;
    pen_screen->cursor_column = column;
}
