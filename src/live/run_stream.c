/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 1 << 16, LINE_MOST = 1 << 20, NUMBERS_MOST = 1 << 25 };

void run_stream_free(struct run_stream *s)
{
    iterates_file_free(&s->text.rows);
    free(s->line);
    free(s->gap);
    *s = (struct run_stream){0};
}

/* The next row is no step from the last one. */
static void add_gap(struct run_stream *s)
{
    size_t rows = s->text.rows.steps;
    if (rows == 0 || (s->gaps > 0 && s->gap[s->gaps - 1] == rows))
        return;
    if (s->gaps == s->gap_room) {
        size_t room = 2 * s->gap_room + 64;
        size_t *more = realloc(s->gap, room * sizeof *more);
        if (more == NULL) { /* better no rows than false steps */
            s->text.rows.steps = s->gaps = 0;
            return;
        }
        s->gap = more;
        s->gap_room = room;
    }
    s->gap[s->gaps++] = rows;
}

static void refuse(struct run_stream *s, const char *why)
{
    s->refused++;
    (void)snprintf(s->refusal, sizeof s->refusal, "line %zu: %.90s", s->lines, why);
    add_gap(s);
}

/* A run that never ends must not fill the memory: its older half goes. */
static void forget_oldest(struct run_stream *s)
{
    struct iterates_file *f = &s->text.rows;
    size_t half = f->steps / 2, gone = 0;
    if (f->steps * f->columns < NUMBERS_MOST)
        return;
    memmove(f->a, f->a + half * f->columns, (f->steps - half) * f->columns * sizeof *f->a);
    f->steps -= half;
    while (gone < s->gaps && s->gap[gone] <= half)
        gone++;
    s->gaps -= gone;
    for (size_t i = 0; i < s->gaps; i++)
        s->gap[i] = s->gap[i + gone] - half;
}

static void take_line(struct run_stream *s, const struct experiment *e, char *line)
{
    s->lines++;
    line[strcspn(line, "\r")] = '\0';
    struct status status = iterates_text_add(&s->text, e, line);
    if (status.code != STATUS_OK)
        refuse(s, status.text);
    forget_oldest(s);
}

/* Cut what has come into lines and keep the rest. */
static void take_lines(struct run_stream *s, const struct experiment *e)
{
    char *line = s->line;
    for (char *end; (end = memchr(line, '\n', s->used - (size_t)(line - s->line))) != NULL;
         line = end + 1) {
        *end = '\0';
        take_line(s, e, line);
    }
    s->used -= (size_t)(line - s->line);
    memmove(s->line, line, s->used);
    if (s->used < LINE_MOST)
        return;
    s->lines++;
    refuse(s, "a line of more than a million bytes");
    s->used = 0;
}

static bool make_room(struct run_stream *s)
{
    if (s->room - s->used > PIECE)
        return true;
    char *more = realloc(s->line, s->used + 2 * PIECE);
    if (more == NULL)
        return false;
    s->line = more;
    s->room = s->used + 2 * PIECE;
    return true;
}

/* Text has no zero byte; the headers of NumPy's files have. */
static bool begins_binary(const struct run_stream *s)
{
    return s->lines == 0 && memchr(s->line, '\0', s->used) != NULL;
}

void run_stream_read(struct run_stream *s, const struct experiment *e, int descriptor)
{
    ssize_t n = make_room(s) ? read(descriptor, s->line + s->used, PIECE) : 0;
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0) {
        s->used += (size_t)n;
        s->is_binary = begins_binary(s);
        s->is_open = !s->is_binary;
        if (s->is_open)
            take_lines(s, e);
        return;
    }
    s->is_open = false;
    if (s->used > 0) { /* a last line without its end */
        s->line[s->used] = '\0';
        take_line(s, e, s->line);
    }
    s->used = 0;
}
