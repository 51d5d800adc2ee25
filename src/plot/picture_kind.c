/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/plot/picture.h"

#include "sgdscope/model/experiment.h"

#include <string.h>

enum picture_kind picture_kind(const char *file_name)
{
    static const char *const ending[PICTURE_KINDS] = {".svg", ".png", ".pdf"};
    const char *dot = strrchr(file_name, '.');
    int kind = 0;
    while (kind < PICTURE_KINDS && (dot == NULL || strcmp(dot, ending[kind]) != 0))
        kind++;
    return (enum picture_kind)kind;
}

bool picture_is_file_name(const char *file_name)
{
    return picture_kind(file_name) != PICTURE_KINDS;
}

struct status picture_marks_check(int marks)
{
    return marks == MARKS_PIXELS ? picture_support() : status_ok();
}
