/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "setting.h"

#include "sgdscope/sim/draw.h"
#include "sgdscope/sim/ensemble.h"

#include <unistd.h>

/* The engine against the rule of theory.md section 2, walker by walker. */

enum { D = 6, STEPS = 20 };

struct flock {
    struct setting s;
    struct ensemble e;
    struct workspace space;
    double t[SETTING_DD], inverse[SETTING_DD]; /* T and T⁻ᵀ */
};

static void start(struct flock *g, double lambda, size_t walkers, uint64_t seed)
{
    setting_resolve(&g->s, lambda);
    setting_maps(&g->s, g->t, g->inverse);
    assert_fine(ensemble_new(&g->e, g->s.setup, walkers, seed));
    assert_fine(workspace_new(&g->space, g->s.setup));
}

static void finish(struct flock *g)
{
    workspace_free(&g->space);
    ensemble_free(&g->e);
    setting_free(&g->s);
}

/* SGD on two directions with white noise. */
static void start_plain(struct flock *g, double share, size_t walkers)
{
    uint64_t random = 12;
    setting_draw(&g->s, &random, 2, OPTIMIZER_SGD, NOISE_WHITE, SETTING_AXES);
    g->s.mu = 0;
    start(g, setting_lambda(&g->s, share), walkers, 1);
}

static size_t advance(struct flock *g, uint64_t first, size_t count)
{
    size_t overflowed = 0;
    for (size_t b = 0; b < g->e.blocks; b++)
        overflowed += ensemble_advance(&g->e, g->s.setup, &g->space, b, first, count);
    return overflowed;
}

static double *y_of(const struct flock *g, size_t walker)
{
    return ensemble_y(&g->e, walker / g->e.lanes) + walker % g->e.lanes;
}

static double *m_of(const struct flock *g, size_t walker)
{
    return ensemble_m(&g->e, walker / g->e.lanes) + walker % g->e.lanes;
}

/* out ← map·(the walker's n numbers) */
static void in_w(const struct flock *g, const double *map, const double *lane, double *out)
{
    for (size_t i = 0; i < g->s.n; i++) {
        out[i] = 0;
        for (size_t j = 0; j < g->s.n; j++)
            out[i] += map[i * g->s.n + j] * lane[j * g->e.lanes];
    }
}

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

static void times(size_t n, const double *map, const double *v, double *out)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = 0;
        for (size_t j = 0; j < n; j++)
            out[i] += map[i * n + j] * v[j];
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
    times(s->n, g->inverse, modes, noise);
    times(s->n, s->hessian, x->w, gradient);
    double xi = s->p->state > 0 ? sqrt(s->a) * number_of(g, x->number, step, s->n) : 0;
    if (s->p->state > 0 && s->setup->factor != NULL)
        xi = sqrt(s->a) * number_of(g, x->number, step, s->setup->rank);
    for (size_t i = 0; i < s->n; i++) {
        gradient[i] += noise[i] + xi * gradient[i];
        x->m[i] = r.mu * x->m[i] + r.rho * gradient[i];
        push[i] = r.alpha * gradient[i] + r.beta * x->m[i];
    }
    times(s->n, precondition, push, move);
    for (size_t i = 0; i < s->n; i++)
        x->w[i] -= move[i];
}

static void preconditioner(const struct flock *g, double *out)
{
    setting_product(g->s.n, 0, g->t, 1, g->t, out);
    for (size_t i = 0; i < g->s.n * g->s.n; i++)
        out[i] *= g->s.lambda;
}

static void assert_vector_near(size_t n, const double *got, const double *want, double tolerance)
{
    double size = 0, off = 0;
    for (size_t i = 0; i < n; i++) {
        size = fmax(size, fabs(want[i]));
        off = !(fabs(got[i] - want[i]) <= off) ? fabs(got[i] - want[i]) : off;
    }
    if (!(off <= tolerance * size))
        fail_msg("%s: off by %.2e of %.2e", support_case, off, size);
}

/* A few walkers of both blocks, the last lanes of each among them, over `STEPS` steps. */
static void check_walkers(struct flock *g, uint64_t first, double tolerance)
{
    double precondition[SETTING_DD], w[D], m[D];
    size_t lanes = g->e.lanes;
    size_t numbers[] = {0, 1, lanes / 2, lanes - 1, lanes, g->e.walkers - 1};
    preconditioner(g, precondition);
    assert_int_equal(advance(g, first, STEPS), 0);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct walker x = {.number = numbers[i]};
        for (uint64_t t = 0; t < STEPS; t++)
            plain_step(g, precondition, &x, first + t);
        in_w(g, g->t, y_of(g, x.number), w);
        in_w(g, g->inverse, m_of(g, x.number), m);
        assert_vector_near(g->s.n, w, x.w, tolerance);
        assert_vector_near(g->s.n, m, x.m, tolerance);
    }
}

/* From five dimensions on a factor is applied by BLAS, in an order of its own. */
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
                    start(&g, setting_lambda(&g.s, support_uniform(&random, 0.1, 0.9)),
                          n <= 4 ? 600 : 150, random);
                    check_walkers(&g, 0, tolerance_of(g.s.setup));
                    finish(&g);
                }
}

/* Across the end of 32 bits, and the numbers of step 2³² + t are not those of step t. */
TEST(steps_beyond_32_bits)
{
    static struct flock g;
    const uint64_t big = UINT64_C(1) << 32;
    uint64_t random = 32;
    for (int noise = 0; noise < NOISE_REGRESSION; noise++) {
        setting_draw(&g.s, &random, 3, OPTIMIZER_NESTEROV, (enum noise)noise, SETTING_FULL);
        start(&g, setting_lambda(&g.s, 0.5), 600, 7);
        check_walkers(&g, big - 10, 1e-10);
        ensemble_restart(&g.e);
        check_walkers(&g, UINT64_MAX - STEPS, 1e-10);
        finish(&g);
    }
    start_plain(&g, 0.5, 1);
    assert_true(number_of(&g, 0, 3, 0) != number_of(&g, 0, big + 3, 0));
    (void)advance(&g, 3, 1);
    double low = *y_of(&g, 0);
    ensemble_restart(&g.e);
    (void)advance(&g, big + 3, 1);
    assert_true(*y_of(&g, 0) != low);
    finish(&g);
}

/* --- what a walker's numbers depend on -------------------------------------------------------- */

TEST(walkers_do_not_know_their_number)
{
    static struct flock few, many;
    for (size_t n = 1; n <= D; n += 2) {
        uint64_t random = 34 + n, again = random;
        setting_draw(&few.s, &random, n, OPTIMIZER_QHM, NOISE_MATRIX, SETTING_FULL);
        setting_draw(&many.s, &again, n, OPTIMIZER_QHM, NOISE_MATRIX, SETTING_FULL);
        start(&few, setting_lambda(&few.s, 0.5), 100, 5);
        start(&many, setting_lambda(&many.s, 0.5), 10000, 5);
        assert_int_equal(advance(&few, 0, STEPS) + advance(&many, 0, STEPS), 0);
        for (size_t w = 0; w < 100; w++)
            for (size_t i = 0; i < n; i++) {
                assert_true(y_of(&few, w)[i * few.e.lanes] == y_of(&many, w)[i * many.e.lanes]);
                assert_true(m_of(&few, w)[i * few.e.lanes] == m_of(&many, w)[i * many.e.lanes]);
            }
        finish(&few);
        finish(&many);
    }
}

static size_t state_bytes(const struct ensemble *e)
{
    return e->blocks * 2 * e->n * e->lanes * sizeof *e->state;
}

/* One call, several, or blocks in another order: the same bits. */
TEST(calls_can_be_split)
{
    static struct flock g;
    for (int noise = 0; noise < NOISE_REGRESSION; noise++) {
        uint64_t random = 35;
        setting_draw(&g.s, &random, 5, OPTIMIZER_SGD, (enum noise)noise, SETTING_FULL);
        start(&g, setting_lambda(&g.s, 0.5), 300, 5);
        (void)advance(&g, 100, 16);
        double *whole = malloc(state_bytes(&g.e));
        assert_non_null(whole);
        memcpy(whole, g.e.state, state_bytes(&g.e));
        ensemble_restart(&g.e);
        assert_true(*y_of(&g, 0) == 0 && *m_of(&g, 299) == 0);
        (void)advance(&g, 100, 7);
        assert_memory_not_equal(whole, g.e.state, state_bytes(&g.e));
        for (size_t b = g.e.blocks; b-- > 0;)
            (void)ensemble_advance(&g.e, g.s.setup, &g.space, b, 107, 9);
        assert_memory_equal(whole, g.e.state, state_bytes(&g.e));
        free(whole);
        finish(&g);
    }
}

TEST(no_two_walkers_or_seeds_alike)
{
    static struct flock g;
    double seen[3 * 520];
    start_plain(&g, 0.5, 520);
    for (uint64_t seed = 0; seed < 3; seed++) {
        g.e.seed = seed;
        ensemble_restart(&g.e);
        (void)advance(&g, 0, 1);
        for (size_t w = 0; w < 520; w++)
            seen[seed * 520 + w] = *y_of(&g, w);
    }
    size_t same = 0;
    for (size_t i = 0; i < 3 * 520; i++)
        for (size_t j = 0; j < i; j++)
            same += seen[i] == seen[j];
    assert_true(same <= 3); /* floats: chance makes some alike */
    finish(&g);
}

/* --- overflow --------------------------------------------------------------------------------- */

static int is_overflowed(const struct flock *g, size_t walker)
{
    int overflowed = 0;
    for (size_t i = 0; i < g->s.n; i++) {
        double y = y_of(g, walker)[i * g->e.lanes], m = m_of(g, walker)[i * g->e.lanes];
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

/* Largest |y| or |m| of all walkers that are left. */
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
    start_plain(&g, 1.5, 700);
    while (overflowed == 0) {
        before = farthest(&g);
        overflowed = advance(&g, step++, 1);
        assert_int_equal(overflowed, count_overflowed(&g));
        assert_in_range(step, 1, 500);
    }
    assert_true(before < 1e120 && 4 * before > 1e120);
    assert_in_range(step, 380, 420);
    while (overflowed < 700) {
        size_t now = advance(&g, step, 16);
        assert_true(now >= overflowed);
        overflowed = now;
        assert_int_equal(overflowed, count_overflowed(&g));
        step += 16;
        assert_in_range(step, 1, 600);
    }
    assert_int_equal(ensemble_restart_beyond(&g.e, 10), 700);
    assert_int_equal(count_overflowed(&g), 0);
    assert_true(farthest(&g) == 0);
    assert_int_equal(advance(&g, step, 16), 0);
    finish(&g);
}

/* Only those beyond the bound go back, only those in use count, and the others stay. */
TEST(restart_takes_only_those_beyond)
{
    static struct flock g;
    start_plain(&g, 0.5, 520);
    (void)advance(&g, 0, 16);
    assert_true(farthest(&g) < 50);
    double stays = *y_of(&g, 3), other = y_of(&g, 7)[g.e.lanes];
    *y_of(&g, 0) = (double)NAN;
    m_of(&g, 5)[g.e.lanes] = -51;
    y_of(&g, 519)[g.e.lanes] = 1e100;
    *m_of(&g, 4) = (double)INFINITY;
    *y_of(&g, 520) = (double)NAN; /* a spare lane */
    assert_int_equal(ensemble_restart_beyond(&g.e, 50), 4);
    assert_true(farthest(&g) < 50);
    assert_true(*y_of(&g, 0) == 0 && *m_of(&g, 5) == 0 && *y_of(&g, 5) == 0);
    assert_true(y_of(&g, 519)[0] == 0 && *y_of(&g, 520) == 0);
    assert_true(*y_of(&g, 3) == stays && y_of(&g, 7)[g.e.lanes] == other);
    assert_int_equal(ensemble_restart_beyond(&g.e, 50), 0);
    finish(&g);
}

/* --- a change of Λ and K ---------------------------------------------------------------------- */

/* The other problem: another optimizer, another K or the same. */
static void draw_other(struct flock *g, struct setting *from, int o, uint64_t *random, int same_k)
{
    *from = g->s;
    if (same_k) {
        g->s.problems = NULL;
        g->s.plans = (struct engine_setup_cache){0};
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
    (void)advance(g, 0, STEPS);
    *y_of(g, 2) = (double)NAN;
    for (size_t i = 0; i < WATCHED; i++) {
        in_w(g, g->t, y_of(g, numbers[i]), w[i]);
        in_w(g, g->inverse, m_of(g, numbers[i]), m[i]);
    }
    draw_other(g, &from, o, random, same_k);
    assert_fine(ensemble_change(&g->e, from.setup, g->s.setup));
    for (size_t i = 0; i < WATCHED; i++) {
        in_w(g, g->t, y_of(g, numbers[i]), now);
        assert_vector_near(g->s.n, now, w[i], 1e-10);
        in_w(g, g->inverse, m_of(g, numbers[i]), now);
        assert_vector_near(g->s.n, now, m[i], 1e-10);
    }
    /* A walker that overflowed stays so, as a whole, and its neighbours do not notice. */
    assert_true(isnan(*y_of(g, 2)) && !isnan(*y_of(g, 1)) && !isnan(*y_of(g, 3)));
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
                start(&g, setting_lambda(&g.s, 0.5), 600, 5);
                check_transform(&g, to, &random, n % 2);
                finish(&g);
            }
}

/* A change of λ, μ or a of an optimizer without a preconditioner costs nothing and moves no bit. */
TEST(transform_to_the_same_modes_is_nothing)
{
    static struct flock g;
    uint64_t random = 37;
    setting_draw(&g.s, &random, 3, OPTIMIZER_SGD, NOISE_MATRIX, SETTING_FULL);
    start(&g, setting_lambda(&g.s, 0.5), 600, 5);
    (void)advance(&g, 0, STEPS);
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
    assert_fine(ensemble_change(&g.e, from, g.s.setup));
    assert_memory_equal(before, g.e.state, state_bytes(&g.e));
    engine_setup_free(from);
    free(before);
    finish(&g);
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
    ensemble_project(&g->e, direction, 599, x);
    ensemble_loss(&g->e, g->s.p->curvature, loss);
    for (size_t w = 0; w < g->e.walkers; w++) {
        double along = 0, size = 0, energy = 0;
        for (size_t i = 0; i < g->s.n; i++) {
            double y = y_of(g, w)[i * g->e.lanes];
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
    ensemble_loss(&g->e, g->s.p->curvature, loss);
    in_w(g, g->t, y_of(g, 17), w);
    times(g->s.n, g->s.hessian, w, force);
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
        start(&g, setting_lambda(&g.s, 0.5), 600, 5);
        (void)advance(&g, 0, STEPS);
        axis[n - 1] = 1;
        problem_pull(g.s.p, axis, direction);
        check_sums_of(&g, direction);
        direction[0] = 0; /* left out, not added as nothing */
        check_sums_of(&g, direction);
        check_loss_in_w(&g);
        finish(&g);
    }
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

/* Walkers past the last are stepped, and those overflowed among them are not counted. */
TEST(spare_lanes_do_not_count)
{
    static struct flock g;
    start_plain(&g, 0.3, 515);
    *y_of(&g, 515) = (double)NAN;
    *y_of(&g, 600) = 1e200;
    assert_int_equal(advance(&g, 0, 4), 0);
    *y_of(&g, 514) = 1e200;
    *y_of(&g, 2) = (double)INFINITY;
    assert_int_equal(advance(&g, 4, 4), 2);
    assert_int_equal(advance(&g, 8, 1), 2);
    finish(&g);
}

TEST(absurd_sizes_are_refused)
{
    struct ensemble e = {.n = 42};
    const double block = 512 * (2 * 2 * 8 + 48);
    double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    assert_fine(ensemble_fits(2, 10000));
    assert_fine(ensemble_fits(1, 1));
    /* 2000 dimensions, y and m, eight bytes each, and 48 bytes for what is measured. */
    assert_refused(ensemble_fits(2000, 1000000000), STATUS_MEMORY, "32048000000000 bytes");
    assert_refused(ensemble_fits(2000, 1000000000), STATUS_MEMORY,
                   "--walkers: 1000000000 walkers of 2000 dimensions");
    assert_refused(ensemble_new(&e, &(struct engine_setup){.n = 2000}, 1000000000, 1),
                   STATUS_MEMORY, "32048000000000 bytes");
    assert_int_equal(e.n, 42);
    size_t most = (size_t)(memory / 2 / block);
    if (memory < 2e11)
        assert_fine(ensemble_fits(2, most * 512));
    assert_refused(ensemble_fits(2, (most + 1) * 512), STATUS_MEMORY, "bytes");
}
