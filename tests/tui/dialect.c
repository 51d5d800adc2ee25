/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dialect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT, ESCAPE, CHARSET, CONTROL, STRING, PALETTE, PICTURE };

enum { ESC = 0x1b, SHIFT_OUT = 0x0e, SHIFT_IN = 0x0f };

static const struct dialect_modes modes_at_start = {.cursor_visible = true, .autowrap = true};

void dialect_init(struct dialect *d)
{
    *d = (struct dialect){.state = TEXT, .modes = modes_at_start};
}

static size_t emit(char *out, const char *bytes, size_t length)
{
    memcpy(out, bytes, length);
    return length;
}

static size_t emit_held(struct dialect *d, char *out)
{
    size_t n = emit(out, "\033[", 2);
    n += emit(out + n, d->held, d->count);
    d->count = 0;
    return n;
}

/* --- modes --- */

static const struct {
    long number;
    size_t offset; /* of its bool in struct dialect_modes */
} private_modes[] = {
    {1, offsetof(struct dialect_modes, application_cursor)},
    {7, offsetof(struct dialect_modes, autowrap)},
    {25, offsetof(struct dialect_modes, cursor_visible)},
    {47, offsetof(struct dialect_modes, alternate_screen)},
    {1047, offsetof(struct dialect_modes, alternate_screen)},
    {1049, offsetof(struct dialect_modes, alternate_screen)},
    {2004, offsetof(struct dialect_modes, marks_pastes)},
    {2026, offsetof(struct dialect_modes, synchronized)},
};

static void note_private_mode(struct dialect_modes *m, long number, bool on)
{
    for (size_t i = 0; i < sizeof private_modes / sizeof *private_modes; i++)
        if (private_modes[i].number == number)
            *(bool *)((char *)m + private_modes[i].offset) = on;
}

static void note_modes(struct dialect *d, bool on)
{
    const char *c = d->held + 1;
    while (d->held[0] == '?' && *c != '\0') {
        char *end = NULL;
        note_private_mode(&d->modes, strtol(c, &end, 10), on);
        c = *end == ';' ? end + 1 : end + strlen(end);
    }
}

static void note_escape(struct dialect_modes *m, char c)
{
    if (c == '=')
        m->application_keypad = true;
    else if (c == '>')
        m->application_keypad = false;
    else if (c == 'c')
        *m = modes_at_start;
}

static void note_question(struct dialect *d, char c)
{
    static const char question[] = "\033]11;?";
    d->matched = c == question[d->matched] ? d->matched + 1 : c == question[0];
    if (question[d->matched] == '\0') {
        d->background_asked++;
        d->matched = 0;
    }
}

/* --- attributes --- */

/* How many parameters a colour takes after its 38 or 48: 5;n or 2;r;g;b. */
static int colour_parameters(const char *rest)
{
    if (strncmp(rest, ";5;", 3) == 0)
        return 2;
    return strncmp(rest, ";2;", 3) == 0 ? 4 : 0;
}

static size_t emit_parameter(const char *p, size_t length, char *out)
{
    if (length == 1 && p[0] == '2')
        return emit(out, "19", 2);
    if (length == 2 && strncmp(p, "22", 2) == 0)
        return emit(out, "22;10", 5);
    return emit(out, p, length);
}

static size_t emit_attributes(struct dialect *d, char *out)
{
    size_t n = emit(out, "\033[", 2);
    int plain = 0; /* parameters still to come that belong to a colour */
    for (const char *p = d->held;; p++) {
        size_t length = strcspn(p, ";");
        n += plain > 0 ? emit(out + n, p, length) : emit_parameter(p, length, out + n);
        if (plain > 0)
            plain--;
        else if (length == 2 && (strncmp(p, "38", 2) == 0 || strncmp(p, "48", 2) == 0))
            plain = colour_parameters(p + length);
        p += length;
        if (*p == '\0')
            break;
        out[n++] = ';';
    }
    d->count = 0;
    return n;
}

/* --- the stream --- */

static size_t finish_control(struct dialect *d, char final, char *out)
{
    d->held[d->count] = '\0';
    bool bare = strspn(d->held, "0123456789;:") == d->count;
    if (final == 'h' || final == 'l')
        note_modes(d, final == 'h');
    d->attributes_asked += final == 'c' && d->count == 0;
    d->cell_asked += final == 't' && strcmp(d->held, "16") == 0;
    d->frames += final == 'l' && strcmp(d->held, "?2026") == 0;
    if (final == 'p' && strcmp(d->held, "?2026$") == 0) {
        d->synchronized_asked++;
        d->count = 0;
        d->state = TEXT;
        return 0;
    }
    size_t n = final == 'm' && bare ? emit_attributes(d, out) : emit_held(d, out);
    out[n++] = final;
    d->state = TEXT;
    return n;
}

static size_t take_control(struct dialect *d, char c, char *out)
{
    if (c >= 0x40 && c < 0x7f)
        return finish_control(d, c, out);
    if (c >= 0x20 && c < 0x40 && d->count + 1 < DIALECT_HELD) {
        d->held[d->count++] = c;
        return 0;
    }
    size_t n = emit_held(d, out);
    d->state = c == ESC ? ESCAPE : TEXT;
    if (c != ESC)
        out[n++] = c;
    return n;
}

static size_t take_escape(struct dialect *d, char c, char *out)
{
    if (c == '[' || c == ']') {
        d->state = c == '[' ? CONTROL : STRING;
        return 0;
    }
    if (c == ESC)
        return emit(out, &c, 1);
    if (c == 'P' || c == '_') {
        picture_watch_begin(&d->pictures, c, d->modes.cursor_visible);
        d->state = PICTURE;
        return 0;
    }
    note_escape(&d->modes, c);
    d->state = c == '(' ? CHARSET : TEXT;
    out[0] = ESC;
    out[1] = c;
    return 2;
}

static size_t take_string(struct dialect *d, char c, char *out)
{
    d->state = c == 'P' ? PALETTE : c == ESC ? ESCAPE : TEXT;
    d->skip = 7;
    if (c == 'P' || c == 'R')
        return 0;
    size_t n = emit(out, "\033]", 2);
    if (c != ESC)
        out[n++] = c;
    return n;
}

static size_t take_text(struct dialect *d, char c, char *out)
{
    if (c == ESC) {
        d->state = ESCAPE;
        return 0;
    }
    d->unsynchronized += !d->modes.synchronized;
    if (c == SHIFT_OUT || c == SHIFT_IN)
        d->modes.shifted_out = c == SHIFT_OUT;
    out[0] = c;
    return 1;
}

static size_t take(struct dialect *d, char c, char *out)
{
    switch (d->state) {
    case ESCAPE:
        return take_escape(d, c, out);
    case CONTROL:
        return take_control(d, c, out);
    case STRING:
        return take_string(d, c, out);
    case PALETTE:
        d->state = --d->skip > 0 ? PALETTE : TEXT;
        return 0;
    case PICTURE:
        d->state = picture_watch_take(&d->pictures, c) ? TEXT : PICTURE;
        return 0;
    case CHARSET:
        d->modes.line_drawing = c == '0';
        d->state = TEXT;
        return emit(out, &c, 1);
    default:
        return take_text(d, c, out);
    }
}

size_t dialect_feed(struct dialect *d, const char *in, size_t length, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        note_question(d, in[i]);
        n += take(d, in[i], out + n);
    }
    return n;
}
