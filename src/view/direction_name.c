/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/view/view.h"

#include "sgdscope/base/utf8.h"

#include <stdio.h>

const char *view_direction_name(const struct plane_axis plane[2], size_t n, int which,
                                char text[DIRECTION_NAME])
{
    char digits[UTF8_SUBSCRIPT_SIZE];
    const struct plane_axis *a = &plane[which];
    bool all_drawn = n <= 2;
    size_t index = all_drawn ? (size_t)which + 1 : a->index == 0 ? n : a->index;
    (void)snprintf(text, DIRECTION_NAME, "%c%.20s",
                   all_drawn || a->kind == PLANE_COORDINATE ? 'w' : 'u',
                   utf8_subscript(index, digits));
    return text;
}

const char *view_element_name(const struct plane_axis plane[2], size_t n, int element,
                              char text[DIRECTION_NAME])
{
    static const char *const whole[3] = {"Σ₁₁", "Σ₁₂", "Σ₂₂"};
    char first[DIRECTION_NAME], second[DIRECTION_NAME];
    if (n <= 2) {
        (void)snprintf(text, DIRECTION_NAME, "%s", n == 1 ? "Σ" : whole[element]);
        return text;
    }
    if (element != 1)
        return view_direction_name(plane, n, element / 2, text);
    (void)snprintf(text, DIRECTION_NAME, "%.19s%.19s", view_direction_name(plane, n, 0, first),
                   view_direction_name(plane, n, 1, second));
    return text;
}
