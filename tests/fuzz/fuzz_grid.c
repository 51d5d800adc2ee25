/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as what a sweep's --over says, a line an axis: either axes whose values are all within
 * their ends, or a good error. */
#include "target.h"

#include "sgdscope/sweep/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const fuzz_seeds = "tests/fuzz/grid_seeds/*";

enum { LOOKED_AT = 50 };

static void check_values(const struct grid *g, int axis)
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

static void check_points(const struct grid *g)
{
    char text[300];
    struct experiment e;
    experiment_init(&e);
    fuzz_demand(grid_points(g) >= 1 && grid_points(g) <= GRID_POINTS_MAX, "1 point or more");
    for (int i = 0; i < g->axes; i++)
        check_values(g, i);
    grid_set(g, grid_points(g), &e);
    for (int i = 0; i < g->axes; i++)
        fuzz_demand(parameter_number(g->axis[i].parameter, &e) == g->axis[i].to, "it is set");
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
