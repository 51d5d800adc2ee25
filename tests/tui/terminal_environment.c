/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal_private.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static const char *const own[] = {"SHELL=/bin/sh", "TERM=xterm-256color", "LANG=C.UTF-8",
                                  "COLORFGBG=15;0"};

/* Taken over from the test's environment. */
static const char *const passed[] = {
    "PATH",         "SGDSCOPE_DATADIR", "LD_LIBRARY_PATH", "MALLOC_PERTURB_",
    "ASAN_OPTIONS", "LSAN_OPTIONS",     "UBSAN_OPTIONS",   "TSAN_OPTIONS",
};

/* Whether the list has "NAME" or "NAME=..." for this "NAME=VALUE". */
static bool is_named(const char *const list[], size_t count, const char *variable)
{
    size_t length = strcspn(variable, "=");
    for (size_t i = 0; i < count; i++)
        if (strcspn(list[i], "=") == length && strncmp(list[i], variable, length) == 0)
            return true;
    return false;
}

void terminal_environment(const char *home, const char *const extra[],
                          const char *out[TERMINAL_VARIABLES])
{
    static char home_variable[TERMINAL_HOME + 8];
    size_t n = 0, extras = 0;
    (void)snprintf(home_variable, sizeof home_variable, "HOME=%s", home);
    out[n++] = home_variable;
    while (extra != NULL && extra[extras] != NULL)
        extras++;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!is_named(extra, extras, own[i]))
            out[n++] = own[i];
    for (char **e = environ; *e != NULL; e++)
        if (is_named(passed, sizeof passed / sizeof *passed, *e) && !is_named(extra, extras, *e))
            out[n++] = *e;
    for (size_t i = 0; i < extras && n + 1 < TERMINAL_VARIABLES; i++)
        if (strchr(extra[i], '=') != NULL)
            out[n++] = extra[i];
    out[n] = NULL;
}
