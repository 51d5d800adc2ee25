/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool path_expand(const char *path, char *text, size_t size)
{
    const char *home = strncmp(path, "~/", 2) == 0 ? getenv("HOME") : NULL;
    int length = snprintf(text, size, "%s%s", home != NULL ? home : "", path + (home != NULL));
    return (size_t)length < size;
}

bool path_config(const char *name, char *text, size_t size)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    bool is_set = config != NULL && config[0] == '/', is_known = is_set || home != NULL;
    int length = snprintf(text, size, "%s%s/sgdscope/%s",
                          is_set     ? config
                          : is_known ? home
                                     : "",
                          is_set ? "" : "/.config", name);
    bool fits = is_known && (size_t)length < size;
    if (!fits)
        text[0] = '\0';
    return fits;
}

void path_make_folders(const char *path)
{
    char folder[1024];
    if ((size_t)snprintf(folder, sizeof folder, "%s", path) >= sizeof folder)
        return;
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(folder, 0700); /* as the XDG base directory specification says */
        *slash = '/';
    }
}
