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

/* What is known of the curvature along a drawn direction. */
static void describe(const struct view_input *in, int which, char *text, size_t size)
{
    static const double rounding = 1e-9;
    const struct theory_snapshot *t = in->theory;
    double k = t->along[which];
    bool is_eigen = t->n > 2 && in->experiment->plane[which].kind == PLANE_EIGEN;
    if (k >= t->k_most * (1 - rounding))
        (void)snprintf(text, size, "sharpest, k = %.4g", k);
    else if (k <= t->k_least * (1 + rounding))
        (void)snprintf(text, size, "flattest, k = %.4g", k);
    else
        (void)snprintf(text, size, "%s %.4g", is_eigen ? "k =" : "curvature", k);
}

const char *view_quantity_name(const struct view_input *in, char text[QUANTITY_NAME])
{
    const struct study_info *study = &study_table[in->view->study];
    int which = study->along[in->quantity] - 1;
    char name[DIRECTION_NAME], known[48];
    if (which < 0 || in->theory->n < 2) {
        (void)snprintf(text, QUANTITY_NAME, "%s%s", study->quantity[in->quantity],
                       which < 0 ? "" : " of w");
        return text;
    }
    describe(in, which, known, sizeof known);
    (void)snprintf(text, QUANTITY_NAME, "%s of %s (%s)", study->quantity[in->quantity],
                   view_direction_name(in->experiment->plane, in->theory->n, which, name), known);
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
