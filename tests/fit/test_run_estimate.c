/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/fit/assumptions.h"

#include <gsl/gsl_multifit.h>

/* What a recorded run says by itself: worked values of theory.md section 14, and an independent
 * loop for the gradients. */

enum { MOST = 4 };

static struct recorded_run run;
static struct step_reader reader;
static struct run_estimate estimate;

static int finish(void **state)
{
    (void)state;
    run_estimate_free(&estimate);
    step_reader_end(&reader);
    recorded_run_free(&run);
    return 0;
}

static struct rule rule_of(enum optimizer optimizer, double lambda, double mu, double nu)
{
    return optimizer_table[optimizer].rule(lambda, mu, nu);
}

static void new_run(size_t runs, size_t steps, size_t n)
{
    finish(NULL);
    run = (struct recorded_run){.runs = runs, .steps = steps, .n = n};
    run.w = calloc(runs * steps * n, sizeof *run.w);
    assert_non_null(run.w);
}

static void estimate_run(const struct rule *rule)
{
    run_estimate_free(&estimate);
    step_reader_end(&reader);
    assert_fine(step_reader_begin(&reader, &run, rule, 0));
    assert_fine(run_estimate_make(&reader, &estimate));
}

/* --- worked values ---------------------------------------------------------------------------- */

static const double worked[] = {0,   0,   .3, -.2, -.5, .4, .6, .1,  -.2, -.5, .1,  .6,
                                -.4, -.1, .5, .2,  -.3, .3, .2, -.4, 0,   .1,  -.1, .2};

FIXTURE(NULL, finish)

TEST(worked_values)
{
    static const struct {
        double mu, hessian[3], noise[3];
    } value[] = {
        {0,
         {1.518297759125, 0.110171691684, 1.281722838727},
         {0.037607430228, -0.025900659882, 0.068069019256}},
        {0.5,
         {2.276426444552, 0.165494432925, 1.934342483976},
         {0.025623876472, -0.006610015395, 0.036560258509}},
    };
    new_run(1, 12, 2);
    memcpy(run.w, worked, sizeof worked);
    for (int i = 0; i < 2; i++) {
        struct rule rule = rule_of(OPTIMIZER_SGD, 1.2, value[i].mu, 0);
        estimate_run(&rule);
        assert_int_equal(estimate.rows, i == 0 ? 11 : 10);
        static const size_t place[] = {0, 1, 3};
        for (int j = 0; j < 3; j++) {
            assert_near(estimate.hessian.a[place[j]], value[i].hessian[j], 1e-11);
            assert_near(estimate.noise.a[place[j]], value[i].noise[j], 1e-10);
        }
        if (i == 1) {
            assert_near(estimate.measured.a[0], 0.1281, 1e-12);
            assert_near(estimate.measured.a[1], -0.0085, 1e-12);
            assert_near(estimate.measured.a[3], 0.1105, 1e-12);
            continue;
        }
        assert_near(estimate.k[0], 1.561657213184, 1e-12);
        assert_near(estimate.k[1], 1.238363384669, 1e-12);
        assert_near(estimate.k_error[0], 0.120163243632, 1e-11);
        assert_near(estimate.k_error[1], 0.18277503888, 1e-10);
        assert_near(estimate.minimum[0], 0.021618387065, 1e-10);
        assert_near(estimate.minimum[1], 0.057889775568, 1e-10);
    }
}

/* --- gradients -------------------------------------------------------------------------------- */

/* A run of the rule in D directions of curvatures k, by a plain loop; the gradients that it used
 * are returned where `used` is not NULL. */
static void walk(const struct rule *r, const double *k, double noise, uint64_t *seed,
                 size_t burn_in, double *used)
{
    size_t n = run.n;
    for (size_t which = 0; which < run.runs; which++) {
        double w[MOST] = {0}, m[MOST] = {0};
        double *row = run.w + which * run.steps * n;
        for (size_t t = 0; t < burn_in + run.steps; t++) {
            if (t >= burn_in)
                memcpy(row + (t - burn_in) * n, w, n * sizeof *w);
            for (size_t j = 0; j < n; j++) {
                double g = k[j] * w[j] + noise * support_normal(seed);
                if (used != NULL && t >= burn_in)
                    used[(which * run.steps + t - burn_in) * n + j] = g;
                m[j] = r->mu * m[j] + r->rho * g;
                w[j] -= r->lambda * (r->alpha * g + r->beta * m[j]);
            }
        }
    }
}

/* Each gradient's component as GSL fits it to 1 and w; by its residuals C, and White's errors by
 * their definition. */
static void expect_as_gsl(size_t n, const double *gradient)
{
    size_t rows = estimate.rows;
    gsl_matrix *x = gsl_matrix_alloc(rows, n + 1), *cov = gsl_matrix_alloc(n + 1, n + 1);
    gsl_matrix *residual = gsl_matrix_alloc(n, rows);
    gsl_vector *c = gsl_vector_alloc(n + 1);
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(rows, n + 1);
    for (size_t t = 0; t < rows; t++)
        for (size_t j = 0; j <= n; j++)
            gsl_matrix_set(x, t, j, j == n ? 1 : run.w[(t + reader.from) * n + j]);
    for (size_t i = 0; i < n; i++) {
        gsl_vector_const_view y =
            gsl_vector_const_view_array_with_stride(gradient + reader.from * n + i, n, rows);
        gsl_vector_view e = gsl_matrix_row(residual, i);
        double chi;
        assert_int_equal(gsl_multifit_linear(x, &y.vector, c, cov, &chi, work), 0);
        gsl_multifit_linear_residuals(x, &y.vector, c, &e.vector);
        for (size_t j = 0; j < n; j++)
            assert_near(estimate.slope.a[i * n + j] + 10, gsl_vector_get(c, j) + 10, 1e-9);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t t = 0; t < rows; t++)
                sum += gsl_matrix_get(residual, i, t) * gsl_matrix_get(residual, j, t);
            assert_near(estimate.noise.a[i * n + j] + 1, sum / (double)(rows - n - 1) + 1, 1e-9);
        }
    for (size_t i = 0; i < n; i++) {
        const double *u = estimate.vectors.a + i * n;
        double square = 0;
        for (size_t t = 0; t < rows; t++) {
            double lever = 0, along = 0;
            for (size_t j = 0; j < n; j++) {
                double uv = 0;
                for (size_t l = 0; l < n; l++)
                    uv += u[l] * estimate.inverse.a[l * n + j];
                lever += uv * (run.w[(t + reader.from) * n + j] - estimate.mean[j]);
                along += u[j] * gsl_matrix_get(residual, j, t);
            }
            square += lever * lever * along * along;
        }
        assert_near(estimate.k_error[i], sqrt(square), 1e-8);
    }
    gsl_multifit_linear_free(work);
    gsl_vector_free(c);
    gsl_matrix_free(residual);
    gsl_matrix_free(cov);
    gsl_matrix_free(x);
}

/* Random runs of all rules. */
TEST(estimates_as_gsl)
{
    static const enum optimizer optimizers[] = {OPTIMIZER_SGD, OPTIMIZER_NESTEROV, OPTIMIZER_QHM};
    uint64_t seed = 44;
    for (int round = 0; round < 60; round++) {
        double k[MOST], mu = round % 2 ? support_uniform(&seed, 0, 0.9) : 0;
        size_t n = 1 + support_below(&seed, MOST), steps = 300 + support_below(&seed, 400);
        struct rule r = rule_of(optimizers[round % 3], 0.5, mu, 0.6);
        double *used = calloc(steps * n, sizeof *used);
        for (size_t j = 0; j < n; j++)
            k[j] = support_uniform(&seed, 0.05, 1.5);
        new_run(1, steps, n);
        walk(&r, k, 1, &seed, 0, used);
        (void)snprintf(support_case, sizeof support_case, "round %d, n = %zu", round, n);
        estimate_run(&r);
        expect_as_gsl(n, used);
        free(used);
    }
}

static const struct {
    enum optimizer optimizer;
    double mu;
} rules[] = {{OPTIMIZER_SGD, 0},      {OPTIMIZER_SGD, 0.8}, {OPTIMIZER_NESTEROV, 0.7},
             {OPTIMIZER_NESTEROV, 0}, {OPTIMIZER_QHM, 0.9}, {OPTIMIZER_QHM, 0}};
enum { RULES = sizeof rules / sizeof *rules };

/* A run of that rule in three directions; the caller frees the gradients that it used. */
static double *walk_rule(size_t i, size_t runs, size_t steps, struct rule *r)
{
    static const double k[] = {1, 0.4, 0.2};
    uint64_t seed = 11 + i;
    double *used = calloc(runs * steps * 3, sizeof *used);
    *r = rule_of(rules[i].optimizer, 0.5, rules[i].mu, 0.7);
    new_run(runs, steps, 3);
    walk(r, k, 1, &seed, 0, used);
    return used;
}

/* The reader's gradients are those that were used; returns how many there are. */
static size_t expect_gradients(const struct rule *r, const double *used)
{
    size_t seen = 0;
    step_reader_end(&reader);
    assert_fine(step_reader_begin(&reader, &run, r, 0));
    for (struct step_block b; step_reader_next(&reader, &b); seen += b.rows)
        for (size_t i = 0; i < b.rows * 3; i++) {
            size_t at = b.row[i / 3] * 3 + i % 3;
            assert_true(b.w[i] == run.w[at]);
            assert_near(b.g[i] + 10, used[at] + 10, 1e-9);
        }
    assert_int_equal(seen, step_reader_count(&reader));
    return seen;
}

/* All rules give the gradients back, also in several runs and blocks. */
TEST(gradients_come_back)
{
    for (size_t i = 0; i < RULES; i++) {
        struct rule r;
        double *used = walk_rule(i, 2, 1500, &r);
        assert_in_range(expect_gradients(&r, used), 2 * 1300, 2 * 1499);
        free(used);
    }
}

/* Where rows are left out no step leads over them; the momentum is found again behind them. */
TEST(rows_left_out)
{
    static const size_t gone[] = {0, 1, 700, 701, 703, 1000, 1499};
    enum { GONE = sizeof gone / sizeof *gone };
    for (size_t i = 0; i < RULES; i++) {
        struct rule r;
        double *used = walk_rule(i, 1, 1500, &r);
        size_t gap[GONE], kept = 0, at = 0;
        for (size_t t = 0; t < 1500; t++) {
            if (at < GONE && gone[at] == t) {
                gap[at++] = kept;
                continue;
            }
            memmove(run.w + kept * 3, run.w + t * 3, 3 * sizeof *run.w);
            memmove(used + kept++ * 3, used + t * 3, 3 * sizeof *used);
        }
        run.steps = kept;
        run.gap = gap;
        run.gaps = GONE;
        size_t seen = expect_gradients(&r, used), stretches = 4; /* with rows in them */
        assert_in_range(seen, r.mu > 0 ? 1000 : kept - stretches, kept - stretches);
        free(used);
    }
}

/* Every fifth row is left out. Stretches share blocks, so that they are read as fast as one, and
 * what least squares makes the residuals remember is reckoned within each: the noise is white. */
TEST(many_rows_left_out)
{
    enum { ROWS = 1200 };
    size_t gap[ROWS], blocks = 0;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct rule r = rule_of(OPTIMIZER_SGD, 0.2, 0, 0);
        struct assumption a[ASSUMPTION_COUNT];
        uint64_t numbers = seed;
        new_run(1, ROWS, 3);
        walk(&r, (const double[]){1, 0.5, 0.3}, 1, &numbers, 100, NULL);
        for (size_t t = 0; t < ROWS; t++) {
            size_t kept = t - run.gaps;
            if (t % 5 == 4)
                gap[run.gaps++] = kept;
            else
                memmove(run.w + kept * 3, run.w + t * 3, 3 * sizeof *run.w);
        }
        run.steps = ROWS - run.gaps;
        run.gap = gap;
        estimate_run(&r);
        assert_fine(assumptions_test(&reader, &estimate, 0, a));
        assert_true(a[ASSUMPTION_WHITE].holds);
        step_reader_rewind(&reader);
        for (struct step_block b; step_reader_next(&reader, &b);)
            blocks++;
    }
    assert_in_range(blocks, 1, 12);
}
