/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../../src/sim/ensemble_private.h"
#include "../sanitized.h"
#include "../support.h"
#include "setting.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/sim/ensemble.h"
#include "sgdscope/sim/measure.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/theories.h"

#include <lapacke.h>

/* Walkers with real minibatches: which points are drawn, what a step does with them, and that their
 * covariance is that of theory. */

enum { ROWS = 37, D_MAX = 9, DD = D_MAX * D_MAX };

static struct experiment e;
static struct problem_cache *cache;
static struct problem *p;
static struct engine_setup *setup;
static double table[ROWS * (D_MAX + 1)];

static int start(void **state)
{
    uint64_t seed = 321;
    (void)state;
    support_regression(5, &e);
    e.lambda = 0.3;
    for (int i = 0; i < ROWS * (D_MAX + 1); i++)
        table[i] = support_normal(&seed);
    support_give_data("t.csv", ROWS, 4, table);
    support_new_cache(&cache);
    return 0;
}

static void drop(void)
{
    engine_setup_free(setup);
    problem_drop(p);
    setup = NULL;
    p = NULL;
}

static int finish(void **state)
{
    (void)state;
    drop();
    problem_cache_free(cache);
    cache = NULL;
    return 0;
}

static void make(void)
{
    drop();
    assert_fine(problem_make(cache, &e, &p));
    assert_fine(engine_setup_make(NULL, p, &setup));
    (void)snprintf(support_case, sizeof support_case, "D=%zu %s sampling %d S=%.0f λ=%g μ=%g", p->n,
                   p->optimizer->id.name, e.sampling, e.batch, e.lambda, e.mu);
}

/* The setup, for an engine to own. */
static struct engine_setup *take_setup(void)
{
    struct engine_setup *taken = setup;
    setup = NULL;
    return taken;
}

static void set_dimension(size_t n)
{
    support_give_data("t.csv", ROWS, n + 1, table);
    support_new_cache(&cache);
}

/* --- which points ----------------------------------------------------------------------------- */

static int all_different(const uint32_t *index, size_t count)
{
    int seen[ROWS] = {0};
    for (size_t i = 0; i < count; i++) {
        assert_true(index[i] < ROWS);
        if (seen[index[i]]++)
            return 0;
    }
    return 1;
}

/* χ² of counts that should all be alike, in deviations from its mean. */
static double unevenness(const double *count, size_t bins, double variance)
{
    double total = 0, chi = 0;
    for (size_t i = 0; i < bins; i++)
        total += count[i];
    for (size_t i = 0; i < bins; i++)
        chi += pow(count[i] - total / (double)bins, 2) / variance;
    return (chi - (double)(bins - 1)) / sqrt(2 * (double)(bins - 1));
}

FIXTURE(start, finish)

/* Every row in every place of the batch, and every pair of neighbours, as often as any other. */
TEST(draws_are_uniform)
{
    enum { WALKERS = 200, STEPS = 500, DRAWS = WALKERS * STEPS };
    static double place[5][ROWS], pair[ROWS * ROWS];
    for (int sampling = 0; sampling < SAMPLING_EPOCH; sampling++) {
        struct workspace s = {0};
        e.sampling = sampling;
        make();
        memset(place, 0, sizeof place);
        memset(pair, 0, sizeof pair);
        assert_fine(workspace_new(&s, setup));
        for (uint64_t walker = 0; walker < WALKERS; walker++)
            for (uint64_t step = 0; step < STEPS; step++) {
                minibatch_draw(setup, &s, 3, walker, step, NULL, s.index);
                if (sampling == SAMPLING_SUBSET)
                    assert_true(all_different(s.index, 5));
                for (int i = 0; i < 5; i++)
                    place[i][s.index[i]]++;
                pair[s.index[0] * ROWS + s.index[1]]++;
            }
        for (int i = 0; i < 5; i++)
            assert_true(fabs(unevenness(place[i], ROWS, (double)DRAWS / ROWS)) < 5);
        if (sampling == SAMPLING_REPLACE)
            assert_true(fabs(unevenness(pair, (size_t)ROWS * ROWS, (double)DRAWS / (ROWS * ROWS))) <
                        5);
        workspace_free(&s);
    }
}

/* A pass has M·S different rows; over many passes each is as often in each step as any other, and
 * as often left over. */
TEST(passes_cover_the_data)
{
    enum { PASSES = 20000, M = ROWS / 5 };
    static double at[M + 1][ROWS], together[ROWS];
    uint32_t order[ROWS], pass[M * 5];
    struct workspace s = {0};
    e.sampling = SAMPLING_EPOCH;
    make();
    assert_int_equal(setup->period, M);
    assert_fine(workspace_new(&s, setup));
    for (uint32_t r = 0; r < ROWS; r++)
        order[r] = r;
    uint32_t first_of_last = 0;
    for (uint64_t step = 0; step < (uint64_t)PASSES * M; step++) {
        size_t place = (size_t)(step % M);
        minibatch_draw(setup, &s, 3, 11, step, order, s.index);
        memcpy(pass + 5 * place, s.index, sizeof(uint32_t) * 5);
        for (int i = 0; i < 5; i++)
            at[place][s.index[i]]++;
        if (place < M - 1)
            continue;
        assert_true(all_different(pass, (size_t)M * 5));
        together[(pass[0] + ROWS - first_of_last) % ROWS]++; /* passes are independent */
        first_of_last = pass[0];
        int seen[ROWS] = {0};
        for (int i = 0; i < M * 5; i++)
            seen[pass[i]] = 1;
        for (int r = 0; r < ROWS; r++)
            at[M][r] += !seen[r];
    }
    for (int place = 0; place < M; place++)
        assert_true(fabs(unevenness(at[place], ROWS, PASSES * 5.0 / ROWS * (1 - 5.0 / ROWS))) < 5);
    assert_true(fabs(unevenness(at[M], ROWS, PASSES * 2.0 / ROWS)) < 5);
    assert_true(fabs(unevenness(together, ROWS, (double)PASSES / ROWS)) < 5);
    workspace_free(&s);
}

/* --- what a step does ------------------------------------------------------------------------- */

/* w, m by the rule in w's coordinates, from the rows of the table themselves: w = T y, and m, a
 * gradient, is T⁻ᵀ of the modes'. */
struct plain_steps {
    double w[D_MAX], m[D_MAX];
};

static void plain_step(const struct workspace *s, const double *minimum, const double *precondition,
                       struct plain_steps *v)
{
    size_t n = p->n, batch = setup->batch;
    double g[D_MAX] = {0}, move[D_MAX];
    for (size_t i = 0; i < batch; i++) {
        const double *row = table + s->index[i] * (n + 1);
        double error = -row[n];
        for (size_t c = 0; c < n; c++)
            error += row[c] * (minimum[c] + v->w[c]);
        for (size_t c = 0; c < n; c++)
            g[c] += error * row[c] / (double)batch;
    }
    for (size_t c = 0; c < n; c++) {
        v->m[c] = p->rule.mu * v->m[c] + p->rule.rho * g[c];
        move[c] = p->rule.alpha * g[c] + p->rule.beta * v->m[c];
    }
    for (size_t c = 0; c < n; c++)
        for (size_t d = 0; d < n; d++)
            v->w[c] -= precondition[c * n + d] * move[d];
}

/* w* from the residuals: X w* = y − r in as many rows as there are unknowns. */
static void find_minimum(double *w)
{
    size_t n = p->n;
    double x[DD];
    int pivot[D_MAX];
    for (size_t r = 0; r < n; r++) {
        const double *row = table + r * (n + 1);
        memcpy(x + r * n, row, n * sizeof *row);
        w[r] = row[n] - p->data.residual->a[r];
    }
    assert_int_equal(LAPACKE_dgesv(LAPACK_ROW_MAJOR, (int)n, 1, x, (int)n, pivot, w, 1), 0);
}

TEST(steps_are_the_rule)
{
    enum { STEPS = 25 };
    for (int round = 0; round < 3 * OPTIMIZER_COUNT * D_MAX; round++) {
        size_t n = 1 + (size_t)(round % D_MAX);
        struct workspace s = {0};
        struct plain_steps v = {{0}, {0}};
        struct ensemble walker = {0};
        uint32_t order[ROWS];
        double t[DD], precondition[DD], minimum[D_MAX];
        set_dimension(n);
        e.optimizer = round / D_MAX % OPTIMIZER_COUNT;
        e.sampling = round / D_MAX / OPTIMIZER_COUNT;
        e.batch = 1 + round % 7;
        e.mu = round % 2 ? 0.6 : 0;
        e.lambda = 0.1;
        make();
        assert_fine(problem_transform(p, t, NULL));
        for (size_t i = 0; i < n * n; i++) {
            precondition[i] = 0;
            for (size_t l = 0; l < n; l++)
                precondition[i] += e.lambda * t[i / n * n + l] * t[i % n * n + l];
        }
        find_minimum(minimum);
        for (uint32_t r = 0; r < ROWS; r++)
            order[r] = r;
        assert_fine(workspace_new(&s, setup));
        assert_fine(ensemble_new(&walker, setup, 1, 5));
        assert_int_equal(ensemble_advance(&walker, setup, &s, 0, 100, STEPS), 0);
        const double *y = ensemble_y(&walker, 0);
        for (uint64_t step = 100; step < 100 + STEPS; step++) {
            minibatch_draw(setup, &s, 5, 0, step, order, s.index);
            plain_step(&s, minimum, precondition, &v);
        }
        for (size_t c = 0; c < n; c++) {
            double w = 0, size = 1e-3;
            for (size_t i = 0; i < n; i++) {
                w += t[c * n + i] * y[i * walker.lanes];
                size += fabs(t[c * n + i] * y[i * walker.lanes]);
            }
            assert_true(fabs(w - v.w[c]) < 1e-9 * size);
        }
        ensemble_free(&walker);
        workspace_free(&s);
    }
}

/* --- blocks, threads, changes ----------------------------------------------------------------- */

static void run(struct ensemble *w, uint64_t first, size_t steps, size_t at_once)
{
    struct workspace space = {0};
    assert_fine(workspace_new(&space, setup));
    for (size_t done = 0; done < steps; done += at_once)
        for (size_t b = w->blocks; b-- > 0;)
            assert_int_equal(ensemble_advance(w, setup, &space, b, first + done, at_once), 0);
    workspace_free(&space);
}

/* Neither how many steps are taken at a time nor in which order the blocks matters. */
TEST(pieces_do_not_matter)
{
    for (int sampling = 0; sampling < SAMPLING_COUNT; sampling++) {
        struct ensemble a = {0}, b = {0};
        e.sampling = sampling;
        make();
        assert_fine(ensemble_new(&a, setup, 1100, 4));
        assert_fine(ensemble_new(&b, setup, 1100, 4));
        run(&a, 0, 60, 60);
        run(&b, 0, 60, 4);
        assert_memory_equal(a.state, b.state, state_bytes(&a));
        ensemble_restart(&b);
        assert_memory_not_equal(a.state, b.state, state_bytes(&a));
        run(&b, 0, 60, 20);
        assert_memory_equal(a.state, b.state, state_bytes(&a));
        ensemble_free(&a);
        ensemble_free(&b);
    }
}

/* When λ or the way of drawing changes the walkers continue from where they are. */
TEST(walkers_stay)
{
    struct engine w = {0};
    e.sampling = SAMPLING_EPOCH;
    make();
    assert_fine(engine_new(&w, take_setup(), 20, 4));
    assert_int_equal(engine_advance(&w, 10), 0);
    const uint32_t *order = w.ensemble.order;
    assert_non_null(order);
    e.lambda = 0.1;
    make();
    assert_fine(engine_change(&w, take_setup()));
    assert_ptr_equal(w.ensemble.order, order);
    double before = ensemble_y(&w.ensemble, 0)[0];
    assert_true(before != 0);
    e.sampling = SAMPLING_SUBSET;
    make();
    assert_fine(engine_change(&w, take_setup()));
    assert_null(w.ensemble.order);
    assert_near(ensemble_y(&w.ensemble, 0)[0], before, 0);
    assert_int_equal(engine_advance(&w, 1), 0);
    engine_free(&w);
}

/* --- against theory --------------------------------------------------------------------------- */

enum { WALKERS = SANITIZED ? 200 : 2000 };

/* Walkers of the setting against a theory: every element within five standard errors, and all
 * together no farther off than they should be. */
static void expect_agreement(struct status (*theory)(const struct problem *, struct covariance *),
                             uint64_t steps)
{
    struct covariance y = {0};
    struct matrix want = {0};
    struct measurement m = {0};
    struct stability s = support_stability(p);
    assert_true(s.stable && stability_has_fourth_moment(p, &s));
    struct measure_setting setting = {.setup = setup,
                                      .walkers = e.batch > 100 ? WALKERS / 10 : WALKERS,
                                      .seed = 12,
                                      .steps = steps,
                                      .burn_in = (uint64_t)stability_transient(&s),
                                      .relaxation = s.relaxation,
                                      .threads = 2};
    double squares = 0, count = 0;
    assert_fine(theory(p, &y));
    assert_fine(problem_to_w(p, y.s, y.diagonal, p->n, &want));
    assert_fine(measure(&setting, &m));
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j <= i; j++, count++) {
            size_t at = i * p->n + j;
            double z = (m.covariance[at] - want.a[at]) / m.error[at];
            assert_true(m.error[at] < 0.1 * sqrt(want.a[i * p->n + i] * want.a[j * p->n + j]));
            if (!(fabs(z) < 5))
                fail_msg("%s: (%zu,%zu) is %g ± %g, should be %g", support_case, i, j,
                         m.covariance[at], m.error[at], want.a[at]);
            squares += z * z;
        }
    double z = (m.loss - covariance_loss(p, &y)) / m.loss_error;
    assert_true(fabs(z) < 5);
    assert_true(squares < 4 * count);
    measurement_free(&m);
    matrix_free(&want);
    covariance_free(&y);
}

TEST(covariance_is_the_exact_one)
{
    for (int sampling = 0; sampling < SAMPLING_EPOCH; sampling++)
        for (int with = 0; with < 3; with++) {
            e.sampling = sampling;
            e.mu = with == 1 ? 0.5 : 0;
            e.optimizer = with == 2 ? OPTIMIZER_NEWTON : OPTIMIZER_SGD;
            e.lambda = 0.1;
            make();
            struct stability s = support_stability(p);
            e.lambda *= 0.4 * s.limit / s.lambda_k_max;
            make();
            expect_agreement(theory_table[THEORY_DISCRETE].solve, 600);
        }
}

/* What the formula leaves out is of the relative size (D+1)/S, at small λ too: the constant noise
 * of a pass cancels but for λK times itself, and K differs from batch to batch by K√((D+1)/S). So
 * large batches: the first with nothing left over, the second with 200 points. */
TEST(passes_agree_with_their_formula)
{
    (void)snprintf(e.data, sizeof e.data, "synthetic");
    e.sampling = SAMPLING_EPOCH;
    e.samples = 2000;
    for (int with = 0; with < 4; with++) {
        e.mu = with % 2 ? 0.5 : 0;
        e.batch = with < 2 ? 500 : 600;
        e.lambda = 0.4;
        make();
        expect_agreement(theory_table[THEORY_CONSTANT].solve, with % 2 ? 300 : 400);
    }
}
