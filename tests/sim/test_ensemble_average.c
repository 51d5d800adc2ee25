/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "setting.h"

/* The averages that walkers carry, against averages of the iterates they were seen at. */

enum { D = 5, WALKERS = 600, STEPS = 60 };

/* Everywhere a block begins or ends. */
static const size_t watched[] = {0, 63, 64, 127, 128, 511, 512, 599};
enum { WATCHED = sizeof watched / sizeof *watched };

static double *flock_average(const struct flock *g, size_t walker)
{
    return ensemble_average(&g->e, walker / g->e.lanes) + walker % g->e.lanes;
}

static void start(struct flock *g, uint64_t *random, size_t n, const struct average *a)
{
    enum optimizer o = (enum optimizer)support_below(random, OPTIMIZER_COUNT);
    enum setting_shape shape = (enum setting_shape)support_below(random, SETTING_SHAPES - 1);
    setting_draw(&g->s, random, n, o, NOISE_MATRIX, shape);
    setting_resolve(&g->s, setting_lambda(&g->s, 0.7));
    g->s.setup->average = *a;
    assert_fine(ensemble_new(&g->e, g->s.setup, WALKERS, 7));
    assert_fine(workspace_new(&g->space, g->s.setup));
    setting_maps(&g->s, g->t, g->inverse);
}

/* What the average is after `steps` iterates x[1 … steps], from x[0] = 0: by its definition. */
static double average_of(const struct average *a, const double *x, size_t steps)
{
    size_t length = (size_t)a->length, spacing = (size_t)a->spacing;
    double sum = 0;
    if (a->kind == AVERAGE_EMA) {
        for (size_t t = 1; t <= steps; t++)
            sum = a->gamma * sum + (1 - a->gamma) * x[t];
        return sum;
    }
    size_t last = steps / (length * spacing) * length; /* iterates in whole windows */
    for (size_t i = last - (last > 0 ? length : 0); i < last; i++)
        sum += x[(i + 1) * spacing];
    return last > 0 ? sum / (double)length : 0;
}

static void check_averages(struct flock *g, const struct average *a)
{
    static double x[WATCHED][D][STEPS + 1];
    for (size_t t = 1; t <= STEPS; t++) {
        assert_int_equal(flock_advance(g, t - 1, 1), 0);
        for (size_t w = 0; w < WATCHED; w++)
            for (size_t i = 0; i < g->s.n; i++) {
                x[w][i][t] = flock_y(g, watched[w])[i * g->e.lanes];
                double got = flock_average(g, watched[w])[i * g->e.lanes];
                double want = average_of(a, x[w][i], t);
                if (!(fabs(got - want) <= 1e-13 * (fabs(want) + fabs(x[w][i][t]))))
                    fail_msg("%s: step %zu: %.17g, should be %.17g", support_case, t, got, want);
            }
    }
}

static const struct average averages[] = {
    {AVERAGE_EMA, .gamma = 0.9},
    {AVERAGE_EMA, .gamma = 0},
    {AVERAGE_WINDOW, .length = 1, .spacing = 1},
    {AVERAGE_WINDOW, .length = 7, .spacing = 1},
    {AVERAGE_WINDOW, .length = 3, .spacing = 4},
    {AVERAGE_WINDOW, .length = 100, .spacing = 1},
};
enum { AVERAGES = sizeof averages / sizeof *averages };

TEST(averages_are_those_of_the_iterates)
{
    static struct flock g;
    uint64_t random = 91;
    for (size_t n = 1; n <= D; n++)
        for (size_t a = 0; a < AVERAGES; a++) {
            (void)snprintf(support_case, sizeof support_case, "D=%zu, average %zu", n, a);
            start(&g, &random, n, &averages[a]);
            check_averages(&g, &averages[a]);
            flock_finish(&g);
        }
}

/* The iterates are the same with an average as without, and both however the steps are divided. */
TEST(steps_can_be_divided)
{
    static struct flock one, other;
    for (size_t a = 0; a < AVERAGES; a++) {
        uint64_t random = 92, again = 92;
        start(&one, &random, 3, &averages[a]);
        start(&other, &again, 3, &averages[a]);
        (void)flock_advance(&one, 0, STEPS);
        for (size_t done = 0; done < STEPS; done += 4)
            (void)flock_advance(&other, done, 4);
        for (size_t w = 0; w < WATCHED; w++) {
            assert_true(*flock_y(&one, watched[w]) == *flock_y(&other, watched[w]));
            assert_true(*flock_average(&one, watched[w]) == *flock_average(&other, watched[w]));
        }
        flock_finish(&other);
        again = 92;
        start(&other, &again, 3, &(struct average){0});
        (void)flock_advance(&other, 0, STEPS);
        assert_true(*flock_y(&one, 599) == *flock_y(&other, 599));
        flock_finish(&one);
        flock_finish(&other);
    }
}

/* Averages are of w: another Λ or K leaves them where they are, and another average begins at the
 * walkers. */
TEST(changes)
{
    static struct flock g;
    uint64_t random = 93;
    for (size_t n = 1; n <= D; n++) {
        struct setting from;
        double before[D], now[D];
        start(&g, &random, n, &averages[3]);
        (void)flock_advance(&g, 0, 10);
        flock_map(&g, g.t, flock_average(&g, 599), g.e.lanes, before);
        from = g.s;
        setting_draw(&g.s, &random, n, OPTIMIZER_NEWTON, NOISE_MATRIX, SETTING_FULL);
        setting_resolve(&g.s, setting_lambda(&g.s, 0.5));
        setting_maps(&g.s, g.t, g.inverse);
        g.s.setup->average = averages[3];
        assert_fine(ensemble_change(&g.e, from.setup, g.s.setup, 10));
        workspace_free(&g.space);
        assert_fine(workspace_new(&g.space, g.s.setup));
        flock_map(&g, g.t, flock_average(&g, 599), g.e.lanes, now);
        assert_vector_near(n, now, before, 1e-10);
        /* The window that was half full begins again. */
        (void)flock_advance(&g, 10, 6);
        flock_map(&g, g.t, flock_average(&g, 599), g.e.lanes, now);
        assert_vector_near(n, now, before, 1e-10);
        (void)flock_advance(&g, 16, 1);
        flock_map(&g, g.t, flock_average(&g, 599), g.e.lanes, now);
        assert_true(fabs(now[0] - before[0]) > 1e-6 * fabs(before[0]));
        g.s.setup->average = averages[0];
        assert_fine(ensemble_change(&g.e, g.s.setup, g.s.setup, 17));
        for (size_t i = 0; i < n * g.e.lanes; i += g.e.lanes)
            assert_true(flock_average(&g, 3)[i] == flock_y(&g, 3)[i]);
        setting_free(&from);
        flock_finish(&g);
    }
}
