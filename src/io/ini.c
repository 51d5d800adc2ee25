/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ini.h"

#include "input.h"
#include "sgdscope/base/builtin.h"

#include "sgdscope/base/utf8.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 1024 };

struct ini {
    struct input in;
    const struct ini_handler *handler;
    void *context;
    struct ini_entry entry; /* the value that is being read; name is "" if there is none */
    enum ini_kind kind;
    char section[32], name[64];
    char *value;
    size_t used;
};

static bool is_blank(char c)
{
    return isspace((unsigned char)c) != 0;
}

static char *trim(char *text)
{
    while (is_blank(*text))
        text++;
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1]))
        length--;
    text[length] = '\0';
    return text;
}

/* Cut what follows one of the marks after a blank. */
static void cut_comment(char *text, const char *marks)
{
    for (char *c = text; *c != '\0'; c++)
        if (c > text && is_blank(c[-1]) && strchr(marks, *c) != NULL) {
            *c = '\0';
            return;
        }
}

/* An error of the handler about that line. */
static struct status at_line(struct ini *r, size_t line, struct status s)
{
    size_t here = r->in.line;
    r->in.line = line;
    s = input_prefix(&r->in, s);
    r->in.line = here;
    return s;
}

/* Hand a fault of that line over, if they are taken. */
static struct status hand_over(struct ini *r, size_t line, struct status s)
{
    if (s.code != STATUS_INPUT || r->handler->fault == NULL)
        return s;
    r->handler->fault(&s, line, r->context);
    return status_ok();
}

/* The value is complete: the next name or section begins, or the file ends. */
static struct status finish(struct ini *r)
{
    if (r->name[0] == '\0')
        return status_ok();
    struct status s = r->handler->set(&r->entry, r->context);
    r->name[0] = '\0';
    return hand_over(r, r->entry.line, at_line(r, r->entry.line, s));
}

/* The section is complete, if there is one. */
static struct status finish_section(struct ini *r)
{
    STATUS_TRY(finish(r));
    if (r->handler->end == NULL || r->entry.section_line == 0)
        return status_ok();
    size_t line = r->entry.section_line;
    struct status s = r->handler->end(&line, r->context);
    return hand_over(r, line, at_line(r, line, s));
}

/* One more line of the value. */
static struct status append(struct ini *r, char *text)
{
    if (r->kind == INI_LIST)
        cut_comment(text, "#");
    text = trim(text);
    const char *between = r->used == 0           ? ""
                          : r->kind == INI_TEXT  ? " "
                          : r->kind == INI_LINES ? "\n"
                                                 : "";
    int length = snprintf(r->value + r->used, INI_VALUE - r->used, "%s%s", between, text);
    r->used += (size_t)length;
    if (r->used < INI_VALUE)
        return status_ok();
    struct status s = input_error(&r->in, "%s: the value is too long", r->name);
    r->name[0] = '\0'; /* there is none to continue */
    return s;
}

static struct status begin_section(struct ini *r, const char *text)
{
    const char *end = strchr(text, ']');
    if (end == NULL)
        return input_error(&r->in, "neither [section] nor name = value");
    STATUS_TRY(finish_section(r));
    (void)snprintf(r->section, sizeof r->section, "%.*s", (int)(end - text - 1), text + 1);
    r->entry.section_line = r->in.line;
    if (r->handler->begin == NULL)
        return status_ok();
    return input_prefix(&r->in, r->handler->begin(&r->entry, r->context));
}

static struct status begin_value(struct ini *r, char *text)
{
    char *separator = strpbrk(text, "=:");
    if (separator == NULL)
        return input_error(&r->in, "neither [section] nor name = value");
    *separator = '\0';
    (void)snprintf(r->name, sizeof r->name, "%s", trim(text));
    r->entry.line = r->in.line;
    r->used = 0;
    r->kind = INI_NAME;
    STATUS_TRY(append(r, separator + 1));
    r->kind = r->handler->kind(&r->entry);
    if (r->kind != INI_LIST)
        return status_ok();
    r->used = 0;
    return append(r, separator + 1);
}

bool ini_is_passed_over(const char *line)
{
    line += strspn(line, INI_BLANKS "\n");
    return *line == '\0' || *line == '#' || *line == ';';
}

static struct status read_line(struct ini *r)
{
    char *text = r->in.text, *begin = text + strspn(text, INI_BLANKS);
    if (ini_is_passed_over(text))
        return status_ok();
    cut_comment(text, ";");
    if (begin > text && r->name[0] != '\0')
        return append(r, text);
    STATUS_TRY(finish(r));
    return *begin == '[' ? begin_section(r, begin) : begin_value(r, begin);
}

static struct status read_lines(struct ini *r)
{
    struct status s = status_ok();
    while (input_line(&r->in, &s))
        STATUS_TRY(hand_over(r, r->in.line, read_line(r)));
    return s.code == STATUS_OK ? finish_section(r) : s;
}

void ini_faults_take(struct ini_faults *f, const struct status *s, size_t line)
{
    static const char more[] = ", ...";
    char next[24];
    size_t used = strlen(f->lines);
    if (f->first.code == STATUS_OK) {
        f->first = *s;
        return;
    }
    (void)snprintf(next, sizeof next, "%s%zu", f->others++ > 0 ? ", " : "", line);
    bool fits = used + strlen(next) + sizeof more <= sizeof f->lines;
    bool is_full = used > 0 && f->lines[used - 1] == '.';
    if (!is_full)
        (void)snprintf(f->lines + used, sizeof f->lines - used, "%s", fits ? next : more);
}

struct status ini_faults_status(const struct ini_faults *f)
{
    bool is_one = f->others == 1;
    if (f->others == 0)
        return f->first;
    return status_error(STATUS_INPUT, "%.250s; line%s %s %s wrong too", f->first.text,
                        is_one ? "" : "s", f->lines, is_one ? "is" : "are");
}

struct status ini_require_first(const char *name, size_t *line, size_t here)
{
    if (*line != 0)
        return status_error(STATUS_INPUT, "%s: given already in line %zu", name, *line);
    *line = here;
    return status_ok();
}

void ini_copy_text(char *to, size_t size, const char *from)
{
    utf8_show(from, "\n\t", to, size);
    for (char *c = to; *c != '\0'; c++)
        if (*c == '\t')
            *c = ' ';
}

void ini_resolve_path(const char *ini_path, char *name, size_t size)
{
    const char *slash = strrchr(ini_path, '/');
    if (name[0] == '/' || strncmp(name, "~/", 2) == 0 || slash == NULL)
        return;
    char whole[PATH_ROOM];
    (void)snprintf(whole, sizeof whole, "%.*s/%s", (int)(slash - ini_path), ini_path, name);
    /* Without the "../" of presets, where the file exists. */
    const struct builtin_file *inside = builtin_find(whole);
    char *real = ini_path[0] == '/' ? realpath(whole, NULL) : NULL;
    (void)snprintf(name, size, "%s", inside != NULL ? inside->name : real != NULL ? real : whole);
    free(real);
}

struct status ini_read(const char *path, const struct ini_handler *handler, void *context)
{
    struct ini r = {.handler = handler, .context = context, .value = malloc(INI_VALUE)};
    if (r.value == NULL)
        return status_memory(path, INI_VALUE);
    r.entry = (struct ini_entry){.section = r.section, .name = r.name, .value = r.value};
    struct status s = input_open(&r.in, path, false);
    if (s.code == STATUS_OK) {
        s = read_lines(&r);
        input_close(&r.in);
    }
    free(r.value);
    return s;
}
