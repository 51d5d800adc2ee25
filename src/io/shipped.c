/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shipped.h"

#include "sgdscope/base/builtin.h"
#include "sgdscope/base/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/sgdscope"
#endif

/* A name that is too long is left out. */
static void add(struct shipped_folders *f, const char *folder, const char *below)
{
    char *path = f->path[f->count];
    f->count += (size_t)snprintf(path, SHIPPED_PATH, "%s%s", folder, below) < SHIPPED_PATH;
}

struct shipped_folders shipped_folders(void)
{
    struct shipped_folders f = {0};
    const char *set = getenv("SGDSCOPE_DATADIR");
    char folder[SHIPPED_PATH];
    if (set != NULL && set[0] != '\0') {
        add(&f, set, "");
        return f;
    }
    if (builtin_next(BUILTIN_FOLDER, NULL) != NULL)
        add(&f, BUILTIN_FOLDER, "");
    if (path_of_program(folder, sizeof folder)) {
        *strrchr(folder, '/') = '\0';
        add(&f, folder, "/assets");
        char *parent = strrchr(folder, '/');
        if (parent != NULL) {
            *parent = '\0';
            add(&f, folder, "/share/sgdscope");
        }
    }
    add(&f, PKGDATADIR, "");
    return f;
}

bool shipped_find(const char *subfolder, char *text, size_t size)
{
    const struct shipped_folders f = shipped_folders();
    for (size_t i = 0; i < f.count; i++)
        if ((size_t)snprintf(text, size, "%s/%s", f.path[i], subfolder) < size &&
            (builtin_next(text, NULL) != NULL || access(text, R_OK | X_OK) == 0))
            return true;
    text[0] = '\0';
    return false;
}
