/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app.h"

/* What the prompt's files share: the line, its commands, their completion. */

/* Insert at the cursor; nothing if the line would be too long. */
void line_insert(struct line_editor *l, const char *bytes, size_t count);

/* Complete the word under the cursor of the command line, or say what it can become. */
void prompt_complete(struct app *a);

/* What may stand behind a command, a sum of these: files, with a / after a folder, presets, themes,
 * tours. */
enum { OFFER_FILES = 1, OFFER_PRESETS = 2, OFFER_THEMES = 4, OFFER_TOURS = 8 };

/* A command: with an argument, or without one. */
struct verb {
    const char *name;
    struct status (*run)(struct app *a, const char *argument);
    /* In place of run, of a command that writes a file; is_over: NAME!, which replaces one. */
    struct status (*write)(struct app *a, const char *path, bool is_over);
    const char *needs;          /* what the argument is; NULL: there may be none */
    int offers;                 /* OFFER_… */
    void (*act)(struct app *a); /* in place of run */
};

/* The command of that name, or NULL. *is_over: whether it has a ! behind it. */
const struct verb *prompt_verb(const char *name, bool *is_over);

/* Names of commands, then of parameters; NULL behind the last. */
const char *prompt_command(size_t i);

/* The length of the first "NAME VALUE" of a line. The next word that names a parameter begins
 * another one. */
size_t prompt_setting_length(const char *line);
