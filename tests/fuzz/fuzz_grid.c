/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as what a sweep's --over says, a line an axis: either axes whose numbers are all within
 * their ends and whose words the parameter reads, or a good error. */
#include "target.h"

#include "sgdscope/sweep/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const fuzz_seeds = "tests/fuzz/grid_seeds/*";

enum { LOOKED_AT = 50 };

static void check_numbers(const struct grid *g, int axis)
{
    const struct grid_axis *a = &g->axis[axis];
    size_t points = grid_points(g), step = 1 + points / LOOKED_AT;
    for (size_t point = 1; point <= points; point += step) {
        double v = grid_value(g, point, axis);
        fuzz_demand(v >= fmin(a->from, a->to) && v <= fmax(a->from, a->to), "between the ends");
        fuzz_demand(a->parameter->kind != PARAMETER_COUNT || v == floor(v), "a count is whole");
    }
    fuzz_demand(grid_value(g, points, axis) == a->to, "the last point is at the other end");
}

/* Words fit into a line of the table, and no two are the same. */
static void check_words(const struct grid_axis *a)
{
    fuzz_demand(a->parameter->kind != PARAMETER_REAL && a->parameter->kind != PARAMETER_COUNT,
                "a number has no words");
    fuzz_demand(a->count <= GRID_WORDS, "not too many words");
    for (size_t i = 0; i < a->count; i++) {
        fuzz_demand(a->word[i][0] != '\0' && strchr(a->word[i], ',') == NULL, "one word");
        for (size_t k = 0; k < i; k++)
            fuzz_demand(strcmp(a->word[i], a->word[k]) != 0, "two words differ");
    }
}

/* What a point says is what the experiment then has, as its parameter writes it. */
static void check_set(const struct grid *g, size_t point, struct experiment *e)
{
    char text[GRID_VALUE], set[GRID_VALUE];
    grid_set(g, point, e);
    for (int i = 0; i < g->axes; i++) {
        const struct grid_axis *a = &g->axis[i];
        (void)parameter_format(a->parameter, e, set, sizeof set);
        fuzz_demand(grid_has_words(a)
                        ? strcmp(grid_text(g, point, i, text), set) == 0
                        : parameter_number(a->parameter, e) == grid_value(g, point, i),
                    "it is set");
    }
}

static void check_points(const struct grid *g)
{
    char text[300];
    struct experiment e;
    experiment_init(&e);
    fuzz_demand(grid_points(g) >= 1 && grid_points(g) <= GRID_POINTS_MAX, "1 point or more");
    for (int i = 0; i < g->axes; i++)
        if (grid_has_words(&g->axis[i]))
            check_words(&g->axis[i]);
        else
            check_numbers(g, i);
    for (size_t point = 1; point <= grid_points(g); point += 1 + grid_points(g) / LOOKED_AT)
        check_set(g, point, &e);
    check_set(g, grid_points(g), &e);
    (void)grid_describe(g, 1, text, sizeof text);
    experiment_free(&e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct grid g = {0};
    char *text = fuzz_text(data, size), *rest = text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        struct grid before = g;
        struct status s = grid_add(&g, line);
        if (s.code == STATUS_OK)
            check_points(&g);
        else
            fuzz_check_refusal(&s);
        fuzz_demand(g.axes == before.axes + (s.code == STATUS_OK), "an axis or none");
    }
    free(text);
    return 0;
}
