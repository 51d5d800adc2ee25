/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool path_expand(const char *path, char *text, size_t size)
{
    const char *home = strncmp(path, "~/", 2) == 0 ? getenv("HOME") : NULL;
    int length = snprintf(text, size, "%s%s", home != NULL ? home : "", path + (home != NULL));
    return (size_t)length < size;
}
