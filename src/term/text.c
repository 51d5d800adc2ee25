/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/text.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/term/colours.h"

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

static void put(struct screen *s, int row, int column, struct screen_cell cell)
{
    cell.code = s->ascii ? utf8_ascii(cell.code) : cell.code;
    screen_put(s, row, column, cell);
}

static int write_text(struct screen *s, int row, int column, int columns, struct style style,
                      const char *text)
{
    int used = 0;
    for (; *text != '\0' && used < columns; used++)
        put(s, row, column + used, (struct screen_cell){utf8_next(&text), style, true});
    return used;
}

int text_put(struct screen *s, int row, int column, int columns, enum ink ink, const char *text)
{
    return write_text(s, row, column, columns, colours_style(&s->colours, ink, 3), text);
}

int text_put_reverse(struct screen *s, int row, int column, int columns, const char *text)
{
    return write_text(s, row, column, columns, (struct style){-1, STYLE_REVERSE}, text);
}

void text_put_right(struct screen *s, int row, int column, int columns, enum ink ink,
                    const char *text)
{
    int wide = utf8_columns(text), skip = wide < columns ? columns - wide : 0;
    (void)text_put(s, row, column + skip, columns - skip, ink, text);
}

void text_put_cell(struct screen *s, int row, int column, uint32_t glyph, enum ink ink, int grade)
{
    put(s, row, column, (struct screen_cell){glyph, colours_style(&s->colours, ink, grade), false});
}

void text_cursor(struct screen *s, int row, int column)
{
    s->cursor_row = row;
    s->cursor_column = column;
}
