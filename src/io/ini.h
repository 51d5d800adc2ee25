/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/matrix.h"
#include "sgdscope/base/status.h"

#include <stdbool.h>

/* INI files: lines [section] and name = value (or name: value). A value continues in the lines
 * below it that begin with a blank. Lines that begin with # or ; are comments, and so is what
 * follows them after a blank in a line. Sections may be repeated and are read in order. */

enum { INI_VALUE = 26 * DIMENSION_MAX }; /* room for the longest value: a list of numbers */

struct ini_entry {
    const char *section; /* "" before the first one */
    size_t section_line; /* tells two sections of one name apart; 0 before the first one */
    const char *name;
    char *value; /* without blanks at its ends; the handler may change it */
    size_t line; /* of the name */
};

enum ini_kind {
    INI_LIST, /* lines are joined as they are */
    INI_NAME, /* as INI_LIST, but # begins no comment */
    INI_TEXT, /* lines are joined with a blank; # begins no comment */
    INI_LINES /* they stay lines, with a line end between them; # begins no comment */
};

struct ini_handler {
    enum ini_kind (*kind)(const struct ini_entry *e); /* the value's first line is known */
    struct status (*set)(const struct ini_entry *e, void *context);
    /* NULL, or called where a section begins (e has no name and value) and where it ends. *line:
     * the section's; an error of another line says which. */
    struct status (*begin)(const struct ini_entry *e, void *context);
    struct status (*end)(size_t *line, void *context);
    /* NULL: the first fault ends the reading. Else it takes each fault and its line, which is left
     * out; s has file and line in front. */
    void (*fault)(const struct status *s, size_t line, void *context);
};

/* Whether a line is blank or a comment: it does not end a value. */
bool ini_is_passed_over(const char *line);

/* What begins a line that continues a value, and what may stand before a comment. */
#define INI_BLANKS " \t\v\f\r"

/* What is wrong with a file, for the handlers that take all faults: the first, and where others
 * are. */
struct ini_faults {
    struct status first;
    int others;
    char lines[80]; /* "5, 9" */
};
void ini_faults_take(struct ini_faults *f, const struct status *s, size_t line);

/* STATUS_OK if there is none; else the first, with the lines of the others. */
struct status ini_faults_status(const struct ini_faults *f);

/* Call the handler for each value, in the file's order, up to the first error that it does not
 * take. STATUS_INPUT names the file and the line; so do errors of the handler: "FILE:LINE: " is put
 * in front of them, of those of begin and end with the section's line or the one they say. */
struct status ini_read(const char *path, const struct ini_handler *handler, void *context);

/* STATUS_INPUT if it was given before. *line: where, or 0; it becomes `here`. */
struct status ini_require_first(const char *name, size_t *line, size_t here);

/* A text for lists and the screen, as it is shown (base/utf8.h); the ends of lines stay, and tabs
 * become blanks. */
void ini_copy_text(char *to, size_t size, const char *from);

/* A file name in an INI file is relative to that file's folder; *name becomes one that holds from
 * here. size: bytes that it may have. */
void ini_resolve_path(const char *ini_path, char *name, size_t size);
