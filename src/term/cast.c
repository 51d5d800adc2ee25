/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/cast.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/term/sequences.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The disk may be full: what was recorded until then can be played, and gets its name at once. */
static void give_up_if_bad(struct cast *c)
{
    if (!c->is_on || !ferror(c->file.stream))
        return;
    const char *why = strerror(errno != 0 ? errno : EIO);
    char end[60] = "is lost";
    c->is_on = false;
    if (outfile_commit_lines(&c->file))
        (void)snprintf(end, sizeof end, "ends after %.1f s", clock_seconds() - c->began);
    c->failure = status_prefix(
        status_file(STATUS_OUTPUT, c->file.path, 0, "%s; the recording %s", why, end), "--record");
}

struct status cast_begin(struct cast *c, const char *path)
{
    *c = (struct cast){0};
    STATUS_TRY(outfile_open(&c->file, path));
    c->is_on = true;
    return status_ok();
}

static void write_text(struct cast *c, const char *text, size_t length)
{
    fputc('"', c->file.stream);
    utf8_write_json(c->file.stream, text, length);
    fputc('"', c->file.stream);
}

static void write_event(struct cast *c, const char *kind, const char *text, size_t length)
{
    fprintf(c->file.stream, "[%.6f, \"%s\", ", clock_seconds() - c->began, kind);
    write_text(c, text, length);
    fputs("]\n", c->file.stream);
}

/* Append what curses sends by itself. */
static void add_capability(char *text, size_t size, const char *name)
{
    const char *sequence = sequences_capability(name);
    size_t used = strlen(text);
    if (sequence != NULL)
        (void)snprintf(text + used, size - used, "%s", sequence);
}

static void write_header(struct cast *c)
{
    const char *term = getenv("TERM");
    char opening[sizeof c->closing] = "";
    c->began = clock_seconds();
    fprintf(c->file.stream,
            "{\"version\": 2, \"width\": %d, \"height\": %d, \"timestamp\": %lld, \"env\": "
            "{\"TERM\": ",
            c->columns, c->rows, (long long)time(NULL));
    write_text(c, term, strlen(term));
    fputs("}}\n", c->file.stream);
    add_capability(opening, sizeof opening, "smcup");
    add_capability(opening, sizeof opening, "civis");
    add_capability(c->closing, sizeof c->closing, "cnorm");
    add_capability(c->closing, sizeof c->closing, "rmcup");
    cast_add(c, opening, strlen(opening));
}

void cast_resize(struct cast *c, int rows, int columns)
{
    char size[32];
    bool is_first = c->rows == 0;
    if (!c->is_on || (rows == c->rows && columns == c->columns))
        return;
    c->rows = rows;
    c->columns = columns;
    errno = 0;
    (void)snprintf(size, sizeof size, "%dx%d", columns, rows);
    if (is_first)
        write_header(c);
    else
        write_event(c, "r", size, strlen(size));
    give_up_if_bad(c);
}

void cast_add(struct cast *c, const char *text, size_t length)
{
    if (!c->is_on || length == 0)
        return;
    errno = 0;
    write_event(c, "o", text, length);
    give_up_if_bad(c);
}

struct status cast_news(struct cast *c)
{
    bool is_known = c->is_told;
    c->is_told = c->failure.code != STATUS_OK;
    return is_known ? status_ok() : c->failure;
}

struct status cast_end(struct cast *c)
{
    cast_add(c, c->closing, strlen(c->closing));
    if (!c->is_on)
        return c->failure;
    c->is_on = false;
    if (c->rows > 0)
        return outfile_commit(&c->file);
    outfile_abort(&c->file); /* nothing was shown */
    return status_ok();
}
