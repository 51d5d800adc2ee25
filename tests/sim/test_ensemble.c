/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "setting.h"

#include "sgdscope/sim/draw.h"
#include "sgdscope/sim/ensemble.h"

#include <unistd.h>

/* The engine against the rule of theory.md section 2, walker by walker. */

enum { D = 6, STEPS = 20 };

/* --- the rule --------------------------------------------------------------------------------- */

struct walker {
    size_t number;
    double w[D], m[D];
};

/* Number `draw` of this walker in this step, from those of its block. */
static double number_of(const struct flock *g, size_t walker, uint64_t step, size_t draw)
{
    static float z[(D + 1) * 512];
    size_t lanes = g->e.lanes, half = g->s.setup->draws * lanes / 2;
    draw_pairs(g->s.law, g->e.seed, step, (uint32_t)(walker / lanes * half), half, z, z + half);
    return (double)z[draw * lanes + walker % lanes];
}

/* The noise in the modes, in the precision of the engine: that of the factor is float. */
static void noise_in_modes(const struct flock *g, size_t walker, uint64_t step, double *out)
{
    const struct engine_setup *setup = g->s.setup;
    for (size_t i = 0; i < setup->n; i++) {
        float sum = 0;
        for (size_t j = 0; setup->factor != NULL && j < setup->rank; j++)
            sum += setup->factor[i * setup->rank + j] * (float)number_of(g, walker, step, j);
        out[i] = setup->factor != NULL ? (double)sum
                                       : setup->deviation[i] * number_of(g, walker, step, i);
    }
}

/* g = K w + η ;  m ← μ m + ρ g ;  w ← w − Λ(α g + β m),  Λ = λ T Tᵀ */
static void plain_step(const struct flock *g, const double *precondition, struct walker *x,
                       uint64_t step)
{
    const struct setting *s = &g->s;
    struct rule r = setting_rule(s, s->lambda);
    double modes[D], noise[D], gradient[D], push[D], move[D];
    noise_in_modes(g, x->number, step, modes);
    flock_map(g, g->inverse, modes, 1, noise);
    flock_map(g, s->hessian, x->w, 1, gradient);
    double xi = s->p->state > 0 ? sqrt(s->a) * number_of(g, x->number, step, s->n) : 0;
    if (s->p->state > 0 && s->setup->factor != NULL)
        xi = sqrt(s->a) * number_of(g, x->number, step, s->setup->rank);
    for (size_t i = 0; i < s->n; i++) {
        gradient[i] += noise[i] + xi * gradient[i];
        x->m[i] = r.mu * x->m[i] + r.rho * gradient[i];
        push[i] = r.alpha * gradient[i] + r.beta * x->m[i];
    }
    flock_map(g, precondition, push, 1, move);
    for (size_t i = 0; i < s->n; i++)
        x->w[i] -= move[i];
}

static void preconditioner(const struct flock *g, double *out)
{
    setting_product(g->s.n, 0, g->t, 1, g->t, out);
    for (size_t i = 0; i < g->s.n * g->s.n; i++)
        out[i] *= g->s.lambda;
}

/* A few walkers of both blocks, the last lanes of each among them, over `STEPS` steps. */
static void check_walkers(struct flock *g, uint64_t first, double tolerance)
{
    double precondition[SETTING_DD], w[D], m[D];
    size_t lanes = g->e.lanes;
    size_t numbers[] = {0, 1, lanes / 2, lanes - 1, lanes, g->e.walkers - 1};
    preconditioner(g, precondition);
    assert_int_equal(flock_advance(g, first, STEPS), 0);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct walker x = {.number = numbers[i]};
        for (uint64_t t = 0; t < STEPS; t++)
            plain_step(g, precondition, &x, first + t);
        flock_map(g, g->t, flock_y(g, x.number), g->e.lanes, w);
        flock_map(g, g->inverse, flock_m(g, x.number), g->e.lanes, m);
        assert_vector_near(g->s.n, w, x.w, tolerance);
        assert_vector_near(g->s.n, m, x.m, tolerance);
    }
}

/* From five dimensions on BLAS applies the factor, in its own order. */
static double tolerance_of(const struct engine_setup *setup)
{
    return setup->factor != NULL && setup->n > 4 ? 2e-6 : 1e-10;
}

TEST(blocks_follow_the_rule)
{
    static struct flock g;
    uint64_t random = 31;
    int round = 0;
    for (int o = 0; o < OPTIMIZER_COUNT; o++)
        for (int noise = 0; noise < NOISE_REGRESSION; noise++)
            for (int shape = 0; shape < SETTING_SHAPES; shape++)
                for (size_t n = 1; n <= D; n++) {
                    setting_draw(&g.s, &random, n, (enum optimizer)o, (enum noise)noise,
                                 (enum setting_shape)shape);
                    g.s.law = (enum distribution)(round++ % DISTRIBUTION_COUNT);
                    flock_start(&g, setting_lambda(&g.s, support_uniform(&random, 0.1, 0.9)),
                                n <= 4 ? 600 : 150, random);
                    check_walkers(&g, 0, tolerance_of(g.s.setup));
                    flock_finish(&g);
                }
}

/* Across the end of 32 bits; the numbers of step 2³² + t are not those of step t. */
TEST(steps_beyond_32_bits)
{
    static struct flock g;
    const uint64_t big = UINT64_C(1) << 32;
    uint64_t random = 32;
    for (int noise = 0; noise < NOISE_REGRESSION; noise++) {
        setting_draw(&g.s, &random, 3, OPTIMIZER_NESTEROV, (enum noise)noise, SETTING_FULL);
        flock_start(&g, setting_lambda(&g.s, 0.5), 600, 7);
        check_walkers(&g, big - 10, 1e-10);
        ensemble_restart(&g.e);
        check_walkers(&g, UINT64_MAX - STEPS, 1e-10);
        flock_finish(&g);
    }
    flock_start_plain(&g, 0.5, 1);
    assert_true(number_of(&g, 0, 3, 0) != number_of(&g, 0, big + 3, 0));
    (void)flock_advance(&g, 3, 1);
    double low = *flock_y(&g, 0);
    ensemble_restart(&g.e);
    (void)flock_advance(&g, big + 3, 1);
    assert_true(*flock_y(&g, 0) != low);
    flock_finish(&g);
}

/* --- what a walker's numbers depend on -------------------------------------------------------- */

TEST(walkers_do_not_know_their_number)
{
    static struct flock few, many;
    for (size_t n = 1; n <= D; n += 2) {
        uint64_t random = 34 + n, again = random;
        setting_draw(&few.s, &random, n, OPTIMIZER_QHM, NOISE_MATRIX, SETTING_FULL);
        setting_draw(&many.s, &again, n, OPTIMIZER_QHM, NOISE_MATRIX, SETTING_FULL);
        flock_start(&few, setting_lambda(&few.s, 0.5), 100, 5);
        flock_start(&many, setting_lambda(&many.s, 0.5), 10000, 5);
        assert_int_equal(flock_advance(&few, 0, STEPS) + flock_advance(&many, 0, STEPS), 0);
        for (size_t w = 0; w < 100; w++)
            for (size_t i = 0; i < n; i++) {
                assert_true(flock_y(&few, w)[i * few.e.lanes] ==
                            flock_y(&many, w)[i * many.e.lanes]);
                assert_true(flock_m(&few, w)[i * few.e.lanes] ==
                            flock_m(&many, w)[i * many.e.lanes]);
            }
        flock_finish(&few);
        flock_finish(&many);
    }
}

/* One call, several, or blocks in another order: the same bits. */
TEST(calls_can_be_split)
{
    static struct flock g;
    for (int noise = 0; noise < NOISE_REGRESSION; noise++) {
        uint64_t random = 35;
        setting_draw(&g.s, &random, 5, OPTIMIZER_SGD, (enum noise)noise, SETTING_FULL);
        flock_start(&g, setting_lambda(&g.s, 0.5), 300, 5);
        (void)flock_advance(&g, 100, 16);
        double *whole = malloc(state_bytes(&g.e));
        assert_non_null(whole);
        memcpy(whole, g.e.state, state_bytes(&g.e));
        ensemble_restart(&g.e);
        assert_true(*flock_y(&g, 0) == 0 && *flock_m(&g, 299) == 0);
        (void)flock_advance(&g, 100, 7);
        assert_memory_not_equal(whole, g.e.state, state_bytes(&g.e));
        for (size_t b = g.e.blocks; b-- > 0;)
            (void)ensemble_advance(&g.e, g.s.setup, &g.space, b, 107, 9);
        assert_memory_equal(whole, g.e.state, state_bytes(&g.e));
        free(whole);
        flock_finish(&g);
    }
}

TEST(no_two_walkers_or_seeds_alike)
{
    static struct flock g;
    double seen[3 * 520];
    flock_start_plain(&g, 0.5, 520);
    for (uint64_t seed = 0; seed < 3; seed++) {
        g.e.seed = seed;
        ensemble_restart(&g.e);
        (void)flock_advance(&g, 0, 1);
        for (size_t w = 0; w < 520; w++)
            seen[seed * 520 + w] = *flock_y(&g, w);
    }
    size_t same = 0;
    for (size_t i = 0; i < 3 * 520; i++)
        for (size_t j = 0; j < i; j++)
            same += seen[i] == seen[j];
    assert_true(same <= 3); /* floats: chance makes some alike */
    flock_finish(&g);
}

/* --- sizes ------------------------------------------------------------------------------------ */

TEST(last_block_is_part_full)
{
    struct ensemble e = {0};
    for (size_t n = 1; n <= 40; n += 13)
        for (size_t walkers = 1; walkers < 1600; walkers += 73) {
            size_t sum = 0;
            assert_fine(ensemble_new(&e, &(struct engine_setup){.n = n}, walkers, 1));
            assert_int_equal(e.lanes % 16, 0);
            assert_int_equal(e.blocks, (walkers + e.lanes - 1) / e.lanes);
            for (size_t b = 0; b < e.blocks; b++) {
                assert_in_range(ensemble_used(&e, b), 1, e.lanes);
                assert_true(b + 1 == e.blocks || ensemble_used(&e, b) == e.lanes);
                assert_ptr_equal(ensemble_m(&e, b), ensemble_y(&e, b) + n * e.lanes);
                sum += ensemble_used(&e, b);
            }
            assert_int_equal(sum, walkers);
            ensemble_free(&e);
        }
}

TEST(absurd_sizes_are_refused)
{
    struct ensemble e = {.n = 42};
    const struct average none = {0};
    const double block = 512 * (2 * 2 * 8 + 48);
    double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    assert_fine(ensemble_fits(2, 10000, &none));
    assert_fine(ensemble_fits(1, 1, &none));
    /* 2000 dimensions, y and m, eight bytes each, and 48 bytes for what is measured. */
    assert_refused(ensemble_fits(2000, 1000000000, &none), STATUS_MEMORY, "32048000000000 bytes");
    assert_refused(ensemble_fits(2000, 1000000000, &none), STATUS_MEMORY,
                   "--walkers: 1000000000 walkers of 2000 dimensions");
    assert_refused(ensemble_new(&e, &(struct engine_setup){.n = 2000}, 1000000000, 1),
                   STATUS_MEMORY, "32048000000000 bytes");
    assert_int_equal(e.n, 42);
    size_t most = (size_t)(memory / 2 / block);
    if (memory < 2e11)
        assert_fine(ensemble_fits(2, most * 512, &none));
    assert_refused(ensemble_fits(2, (most + 1) * 512, &none), STATUS_MEMORY, "bytes");
    /* Averages count: one more number for each direction, or two. */
    const struct average ema = {.kind = AVERAGE_EMA}, window = {.kind = AVERAGE_WINDOW};
    assert_refused(ensemble_fits(2000, 1000000000, &ema), STATUS_MEMORY, "48048000000000 bytes");
    assert_refused(ensemble_fits(2000, 1000000000, &window), STATUS_MEMORY, "64048000000000 bytes");
}
