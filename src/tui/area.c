/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "area.h"

#include <stdarg.h>
#include <stdio.h>

enum { TEXT_MAX = 1024 };

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

static void put(struct screen *s, struct area *at, enum ink ink, const char *format, va_list args)
{
    char text[TEXT_MAX];
    (void)vsnprintf(text, sizeof text, format, args);
    if (at->rows > 0)
        area_indent(at, text_put(s, at->row, at->column, at->columns, ink, text));
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
        size_t length = text_fitting(text, at->columns);
        bool cut = at->rows == 1 && text[length] != '\0';
        if (cut)
            length = text_fitting(text, at->columns - 2);
        area_print(s, at, ink, "%.*s%s", (int)length, text, cut ? " …" : "");
        text += length + (text[length] == ' ');
        more = *text != '\0';
    }
}

void area_clear(struct screen *s, const struct area *at)
{
    struct area left = *at;
    while (left.rows > 0)
        area_print(s, &left, INK_TEXT, "%*s", left.columns, "");
}
