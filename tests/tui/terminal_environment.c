/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal_private.h"

#include <stdlib.h>
#include <string.h>

enum { VARIABLES = 64 };

/* Taken over from the test's environment. */
static const char *const passed[] = {
    "PATH",         "SGDSCOPE_DATADIR", "LD_LIBRARY_PATH", "MALLOC_PERTURB_",
    "ASAN_OPTIONS", "LSAN_OPTIONS",     "UBSAN_OPTIONS",   "TSAN_OPTIONS",
};

static char **slot(char **environment, const char *name, size_t length)
{
    char **e = environment;
    while (*e != NULL && (strncmp(*e, name, length) != 0 || (*e)[length] != '='))
        e++;
    return e;
}

static void set(char **environment, const char *name, size_t length, const char *value)
{
    char **place = slot(environment, name, length);
    if (place - environment >= VARIABLES)
        return;
    char *text = malloc(length + strlen(value) + 2);
    if (text == NULL)
        return;
    memcpy(text, name, length);
    text[length] = '=';
    strcpy(text + length + 1, value);
    free(*place);
    *place = text;
}

static void unset(char **environment, const char *name)
{
    char **place = slot(environment, name, strlen(name));
    free(*place);
    for (; *place != NULL; place++)
        place[0] = place[1];
}

static void set_named(char **environment, const char *name, const char *value)
{
    set(environment, name, strlen(name), value);
}

static void set_extra(char **environment, const char *const extra[])
{
    for (; extra != NULL && *extra != NULL; extra++) {
        const char *equals = strchr(*extra, '=');
        if (equals != NULL)
            set(environment, *extra, (size_t)(equals - *extra), equals + 1);
        else
            unset(environment, *extra);
    }
}

char **terminal_environment(const char *home, const char *const extra[])
{
    char **environment = calloc(VARIABLES + 2, sizeof *environment);
    if (environment == NULL)
        return NULL;
    set_named(environment, "PATH", "/usr/local/bin:/usr/bin:/bin");
    set_named(environment, "SHELL", "/bin/sh");
    set_named(environment, "TERM", "xterm-256color");
    set_named(environment, "LANG", "C.UTF-8");
    set_named(environment, "HOME", home);
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        if (getenv(passed[i]) != NULL)
            set_named(environment, passed[i], getenv(passed[i]));
    set_extra(environment, extra);
    return environment;
}

void terminal_environment_free(char **environment)
{
    for (char **e = environment; e != NULL && *e != NULL; e++)
        free(*e);
    free(environment);
}
