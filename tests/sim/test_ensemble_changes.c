/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "setting.h"

/* Walkers that overflow or get another setup, and sums over their modes. */

enum { D = 6, STEPS = 20 };

/* --- overflow --------------------------------------------------------------------------------- */

static int is_overflowed(const struct flock *g, size_t walker)
{
    int overflowed = 0;
    for (size_t i = 0; i < g->s.n; i++) {
        double y = flock_y(g, walker)[i * g->e.lanes], m = flock_m(g, walker)[i * g->e.lanes];
        overflowed += isnan(y) + isnan(m);
        assert_true(isnan(y) || fabs(y) < 1e120);
        assert_true(isnan(m) || fabs(m) < 1e120);
    }
    assert_true(overflowed == 0 || overflowed == 2 * (int)g->s.n);
    return overflowed > 0;
}

static size_t count_overflowed(const struct flock *g)
{
    size_t overflowed = 0;
    for (size_t w = 0; w < g->e.walkers; w++)
        overflowed += (size_t)is_overflowed(g, w);
    return overflowed;
}

/* Largest |y| or |m| of the walkers that have not overflowed. */
static double farthest(const struct flock *g)
{
    double most = 0;
    for (size_t b = 0; b < g->e.blocks; b++)
        for (size_t i = 0; i < g->s.n * g->e.lanes; i++)
            most = fmax(most, fmax(fabs(ensemble_y(&g->e, b)[i]), fabs(ensemble_m(&g->e, b)[i])));
    return most;
}

/* λk = 3: a walker doubles each step, and its m is three times its y. */
TEST(overflow_is_at_1e120)
{
    static struct flock g;
    uint64_t step = 0;
    size_t overflowed = 0;
    double before = 0;
    flock_start_plain(&g, 1.5, 700);
    while (overflowed == 0) {
        before = farthest(&g);
        overflowed = flock_advance(&g, step++, 1);
        assert_int_equal(overflowed, count_overflowed(&g));
        assert_in_range(step, 1, 500);
    }
    assert_true(before < 1e120 && 4 * before > 1e120);
    assert_in_range(step, 380, 420);
    while (overflowed < 700) {
        size_t now = flock_advance(&g, step, 16);
        assert_true(now >= overflowed);
        overflowed = now;
        assert_int_equal(overflowed, count_overflowed(&g));
        step += 16;
        assert_in_range(step, 1, 600);
    }
    assert_int_equal(ensemble_restart_beyond(&g.e, 10), 700);
    assert_int_equal(count_overflowed(&g), 0);
    assert_true(farthest(&g) == 0);
    assert_int_equal(flock_advance(&g, step, 16), 0);
    flock_finish(&g);
}

/* Only those beyond the bound go back, only those in use count, and the others stay. */
TEST(restart_takes_only_those_beyond)
{
    static struct flock g;
    flock_start_plain(&g, 0.5, 520);
    (void)flock_advance(&g, 0, 16);
    assert_true(farthest(&g) < 50);
    double stays = *flock_y(&g, 3), other = flock_y(&g, 7)[g.e.lanes];
    *flock_y(&g, 0) = (double)NAN;
    flock_m(&g, 5)[g.e.lanes] = -51;
    flock_y(&g, 519)[g.e.lanes] = 1e100;
    *flock_m(&g, 4) = (double)INFINITY;
    *flock_y(&g, 520) = (double)NAN; /* a spare lane */
    assert_int_equal(ensemble_restart_beyond(&g.e, 50), 4);
    assert_true(farthest(&g) < 50);
    assert_true(*flock_y(&g, 0) == 0 && *flock_m(&g, 5) == 0 && *flock_y(&g, 5) == 0);
    assert_true(flock_y(&g, 519)[0] == 0 && *flock_y(&g, 520) == 0);
    assert_true(*flock_y(&g, 3) == stays && flock_y(&g, 7)[g.e.lanes] == other);
    assert_int_equal(ensemble_restart_beyond(&g.e, 50), 0);
    flock_finish(&g);
}

/* --- a change of Λ and K ---------------------------------------------------------------------- */

/* The other problem: another optimizer, another K or the same. */
static void draw_other(struct flock *g, struct setting *from, int o, uint64_t *random, int same_k)
{
    *from = g->s;
    if (same_k) {
        g->s.problems = NULL;
        g->s.setups = (struct engine_setup_cache){0};
        g->s.p = NULL;
        g->s.setup = NULL;
        g->s.optimizer = (enum optimizer)o;
        assert_fine(problem_cache_new(&g->s.problems, support_read, support_read_data));
    } else {
        setting_draw(&g->s, random, from->n, (enum optimizer)o, NOISE_MATRIX, SETTING_FULL);
    }
    setting_resolve(&g->s, setting_lambda(&g->s, 0.5));
    setting_maps(&g->s, g->t, g->inverse);
}

static void check_transform(struct flock *g, int o, uint64_t *random, int same_k)
{
    enum { WATCHED = 3 };
    struct setting from;
    double w[WATCHED][D], m[WATCHED][D], now[D];
    size_t numbers[WATCHED] = {0, g->e.lanes - 1, g->e.lanes};
    (void)flock_advance(g, 0, STEPS);
    *flock_y(g, 2) = (double)NAN;
    for (size_t i = 0; i < WATCHED; i++) {
        flock_map(g, g->t, flock_y(g, numbers[i]), g->e.lanes, w[i]);
        flock_map(g, g->inverse, flock_m(g, numbers[i]), g->e.lanes, m[i]);
    }
    draw_other(g, &from, o, random, same_k);
    assert_fine(ensemble_change(&g->e, from.setup, g->s.setup, 0));
    for (size_t i = 0; i < WATCHED; i++) {
        flock_map(g, g->t, flock_y(g, numbers[i]), g->e.lanes, now);
        assert_vector_near(g->s.n, now, w[i], 1e-10);
        flock_map(g, g->inverse, flock_m(g, numbers[i]), g->e.lanes, now);
        assert_vector_near(g->s.n, now, m[i], 1e-10);
    }
    /* A walker that overflowed stays so, as a whole, and its neighbours do not notice. */
    assert_true(isnan(*flock_y(g, 2)) && !isnan(*flock_y(g, 1)) && !isnan(*flock_y(g, 3)));
    setting_free(&from);
}

TEST(transform_keeps_walkers_in_place)
{
    static struct flock g;
    uint64_t random = 36;
    for (int from = 0; from < OPTIMIZER_COUNT; from++)
        for (int to = 0; to < OPTIMIZER_COUNT; to++)
            for (size_t n = 1; n <= D; n++) {
                int shape = (int)support_below(&random, SETTING_SHAPES - 1);
                setting_draw(&g.s, &random, n, (enum optimizer)from, NOISE_MATRIX,
                             (enum setting_shape)shape);
                flock_start(&g, setting_lambda(&g.s, 0.5), 600, 5);
                check_transform(&g, to, &random, n % 2);
                flock_finish(&g);
            }
}

/* A change of λ, μ or a of an optimizer without a preconditioner costs nothing and moves no bit. */
TEST(transform_to_the_same_modes_is_nothing)
{
    static struct flock g;
    uint64_t random = 37;
    setting_draw(&g.s, &random, 3, OPTIMIZER_SGD, NOISE_MATRIX, SETTING_FULL);
    flock_start(&g, setting_lambda(&g.s, 0.5), 600, 5);
    (void)flock_advance(&g, 0, STEPS);
    double *before = malloc(state_bytes(&g.e));
    assert_non_null(before);
    memcpy(before, g.e.state, state_bytes(&g.e));
    struct engine_setup *from = g.s.setup;
    g.s.setup = NULL;
    g.s.mu = 0.1;
    g.s.a *= 2;
    g.s.optimizer = OPTIMIZER_NESTEROV;
    setting_resolve(&g.s, 0.1);
    assert_ptr_not_equal(from->problem, g.s.p);
    assert_fine(ensemble_change(&g.e, from, g.s.setup, 0));
    assert_memory_equal(before, g.e.state, state_bytes(&g.e));
    engine_setup_free(from);
    free(before);
    flock_finish(&g);
}

/* --- sums over the modes ---------------------------------------------------------------------- */

static void assert_float_near(float got, double want, double size)
{
    if (!(fabs((double)got - want) <= 6e-8 * fabs(want) + 1e-14 * size))
        fail_msg("%s: %.9g, should be %.17g", support_case, (double)got, want);
}

static void check_sums_of(struct flock *g, const double *direction)
{
    static float x[700], loss[700];
    for (size_t w = 0; w < 700; w++)
        x[w] = loss[w] = -7;
    ensemble_project(&g->e, ENSEMBLE_ITERATES, direction, 599, x);
    ensemble_loss(&g->e, ENSEMBLE_ITERATES, g->s.p->curvature, loss);
    for (size_t w = 0; w < g->e.walkers; w++) {
        double along = 0, size = 0, energy = 0;
        for (size_t i = 0; i < g->s.n; i++) {
            double y = flock_y(g, w)[i * g->e.lanes];
            along += direction[i] * y;
            size += fabs(direction[i] * y);
            energy += g->s.p->curvature[i] * y * y / 2;
        }
        if (w < 599)
            assert_float_near(x[w], along, size);
        assert_float_near(loss[w], energy, energy);
    }
    /* Nothing is written past what was asked for. */
    assert_true(x[599] == -7 && x[600] == -7 && loss[g->e.walkers] == -7);
}

/* ½ wᵀKw, from w alone. */
static void check_loss_in_w(const struct flock *g)
{
    static float loss[600];
    double w[D], force[D], energy = 0;
    ensemble_loss(&g->e, ENSEMBLE_ITERATES, g->s.p->curvature, loss);
    flock_map(g, g->t, flock_y(g, 17), g->e.lanes, w);
    flock_map(g, g->s.hessian, w, 1, force);
    for (size_t i = 0; i < g->s.n; i++)
        energy += w[i] * force[i] / 2;
    assert_float_near(loss[17], energy, 100 * energy);
}

TEST(project_and_loss_are_sums)
{
    static struct flock g;
    uint64_t random = 38;
    for (size_t n = 1; n <= D; n++) {
        double axis[D] = {0}, direction[D];
        setting_draw(&g.s, &random, n, OPTIMIZER_ADAM, NOISE_MATRIX, SETTING_FULL);
        flock_start(&g, setting_lambda(&g.s, 0.5), 600, 5);
        (void)flock_advance(&g, 0, STEPS);
        axis[n - 1] = 1;
        problem_pull(g.s.p, axis, direction);
        check_sums_of(&g, direction);
        direction[0] = 0; /* left out, not added as nothing */
        check_sums_of(&g, direction);
        check_loss_in_w(&g);
        flock_finish(&g);
    }
}

/* --- spare lanes ------------------------------------------------------------------------------ */

/* Lanes past the last walker are stepped, but not counted when they overflow. */
TEST(spare_lanes_do_not_count)
{
    static struct flock g;
    flock_start_plain(&g, 0.3, 515);
    *flock_y(&g, 515) = (double)NAN;
    *flock_y(&g, 600) = 1e200;
    assert_int_equal(flock_advance(&g, 0, 4), 0);
    *flock_y(&g, 514) = 1e200;
    *flock_y(&g, 2) = (double)INFINITY;
    assert_int_equal(flock_advance(&g, 4, 4), 2);
    assert_int_equal(flock_advance(&g, 8, 1), 2);
    flock_finish(&g);
}
