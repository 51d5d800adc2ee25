/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/builtin.h"

#include <stdio.h>
#include <string.h>

enum { PATH_ROOM = 256 }; /* more than any name has */

/* Leave out each "NAME/../" of an absolute path. */
static void leave_out_parents(char *path)
{
    static const char up[] = "/../";
    for (char *at; (at = strstr(path, up)) != NULL;) {
        char *rest = at + strlen(up) - 1, *parent = at;
        while (parent > path && *--parent != '/')
            continue;
        memmove(parent, rest, strlen(rest) + 1);
    }
}

const struct builtin_file *builtin_find(const char *path)
{
    char plain[PATH_ROOM];
    const struct builtin_file *f = builtin_table;
    if ((size_t)snprintf(plain, sizeof plain, "%s", path) >= sizeof plain)
        return NULL;
    leave_out_parents(plain);
    while (f->name != NULL && strcmp(f->name, plain) != 0)
        f++;
    return f->name != NULL ? f : NULL;
}

const struct builtin_file *builtin_next(const char *folder, const struct builtin_file *last)
{
    size_t length = strlen(folder);
    const struct builtin_file *f = last != NULL ? last + 1 : builtin_table;
    while (f->name != NULL && (strncmp(f->name, folder, length) != 0 || f->name[length] != '/'))
        f++;
    return f->name != NULL ? f : NULL;
}
