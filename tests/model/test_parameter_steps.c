/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/base/number.h"
#include "sgdscope/model/parameter.h"

/* Steps of a key: parameter_stepped. */

static struct experiment e;
static char text[NUMBER_SIZE];

FIXTURE(NULL, NULL)

TEST(step_examples)
{
    static const struct {
        const char *name;
        double from;
        int steps;
        double to; /* exactly this decimal number */
    } row[] = {
        {"lambda", 1.8, 1, 1.81},
        {"lambda", 1.8, -1, 1.79},
        {"lambda", 1.8, 10, 1.9},
        {"lambda", 1.85, 10, 1.9},
        {"lambda", 1.8, 3, 1.83},
        {"lambda", 0.3, 1, 0.301},
        {"lambda", 0.301, -1, 0.3},
        {"lambda", 1.8123, 1, 1.82},
        {"lambda", 1.8, 0, 1.8},
        {"mu", 0.29, 1, 0.3},
        {"mu", 0.3, -1, 0.29},
        {"mu", 0, -1, 0},
        {"mu", 0, 10, 0.1},
        {"mu", 0.9, 10, 0.91},
        {"mu", 0.99, 1, 0.995},
        {"mu", 0.9975, -1, 0.99},
        {"mu", 0.99999999999999989, 1, 0.99999999999999989},
        {"mu", 0.99999999999999989, 10, 0.99999999999999989},
        {"nu", 0.99, 1, 1},
        {"nu", 1, 1, 1},
        {"nu", 0.95, 10, 1},
        {"angle", 359, 1, 360},
        {"angle", 360, 1, 360},
        {"angle", -360, -10, -360},
        {"batch", 100, 1, 101},
        {"batch", 1, -1, 1},
        {"batch", 1, 1, 2},
        {"walkers", 10000, 10, 11000},
        {"sigma2", 0, -1, 0},
        {"sigma2", 0, 1, 0.001},
        {"samples", INFINITY, 1, INFINITY},
        {"seed", 3, 1, 3},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        (void)snprintf(support_case, sizeof support_case, "%s %.17g by %d", row[i].name,
                       row[i].from, row[i].steps);
        assert_near(parameter_stepped(parameter_find(row[i].name), row[i].from, row[i].steps),
                    row[i].to, 0);
    }
    assert_true(isnan(parameter_stepped(parameter_find("noise-scale"), NAN, 1)));
}

/* One press: it moves in its direction unless it is at a closed end or too close to an open one for
 * a double, and what comes out is allowed. */
static double expect_step(const struct parameter *p, double v, int steps)
{
    double to = parameter_stepped(p, v, steps), away = steps > 0 ? to - v : v - to;
    (void)snprintf(support_case, sizeof support_case, "%s %.17g by %d is %.17g", p->name, v, steps,
                   to);
    bool at_end = steps > 0 ? v >= p->most * (1 - 1e-11) : v <= p->least + 1e-11 * fabs(p->least);
    if (at_end ? away < 0 : !(away > 0))
        fail_msg("%s: it does not move", support_case);
    char number[NUMBER_SIZE];
    assert_fine(parameter_parse(p, number_exact(to, number), &e));
    return to;
}

TEST(steps_are_monotone_and_in_range)
{
    uint64_t seed = 84;
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (p->scale == SCALE_NONE)
            continue;
        for (int round = 0; round < 2000; round++) {
            double v = support_number_of(&seed, p);
            (void)expect_step(p, v, 1);
            (void)expect_step(p, v, -1);
            (void)expect_step(p, v, 10);
            (void)expect_step(p, v, -10);
        }
    }
}

/* Held down, a key reaches a closed end and stays, and never an open one. */
TEST(held_keys_stay_in_range)
{
    static const int by[] = {1, -1, 10, -10};
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        support_restart(&e);
        if (p->scale == SCALE_NONE)
            continue;
        double start = parameter_has_number(p, &e) ? strtod(p->initial, NULL) : p->least;
        for (int b = 0; b < 4; b++) {
            double v = start;
            for (int round = 0; isfinite(v) && round < 3000; round++)
                v = expect_step(p, v, by[b]);
        }
    }
}

/* There and back again: a round value comes back to itself. */
TEST(steps_are_undone)
{
    for (int i = 501; i < 4999; i++) {
        double v = strtod(number_exact(i / 1000.0, text), NULL);
        double up = parameter_stepped(parameter_find("lambda"), v, 1);
        if (i % 10 == 0 || i < 500)
            assert_near(parameter_stepped(parameter_find("lambda"), up, -1), v, 0);
    }
    for (int i = 1; i < 98; i++)
        assert_near(parameter_stepped(parameter_find("mu"),
                                      parameter_stepped(parameter_find("mu"), i / 100.0, 1), -1),
                    i / 100.0, 0);
}
