/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/plot/picture.h"

#include <string.h>

enum picture_kind picture_kind(const char *file_name)
{
    static const char *const ending[PICTURE_NONE] = {".svg", ".png", ".pdf"};
    const char *dot = strrchr(file_name, '.');
    int kind = 0;
    while (kind < PICTURE_NONE && (dot == NULL || strcmp(dot, ending[kind]) != 0))
        kind++;
    return (enum picture_kind)kind;
}

bool picture_is_name(const char *file_name)
{
    return picture_kind(file_name) != PICTURE_NONE;
}
