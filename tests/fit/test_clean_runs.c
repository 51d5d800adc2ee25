/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clean runs of few and of many steps, in few and in many directions: each assumption is denied to
 * about 1 %, a burn-in is found about as seldom, and the errors of the eigenvalues and of the
 * covariance are right. */
#include "../support.h"

#include "sgdscope/fit/assumptions.h"
#include "sgdscope/fit/cloud_series.h"
#include "sgdscope/fit/time_average.h"

enum { MOST = 200 /* directions */ };

struct run_count {
    int runs, burn_in, denied[ASSUMPTION_COUNT], off;
};

static struct recorded_run new_run(size_t steps, size_t n)
{
    struct recorded_run run = {.runs = 1, .steps = steps, .n = n};
    run.w = calloc(steps * n, sizeof *run.w);
    assert_non_null(run.w);
    return run;
}

static struct rule rule_of(double lambda, double mu)
{
    return optimizer_table[OPTIMIZER_SGD].rule(lambda, mu, 0);
}

/* SGD from a stationary state with white noise. */
static void walk(struct recorded_run *run, const struct rule *r, const double *k, uint64_t *seed)
{
    size_t n = run->n;
    for (size_t j = 0; j < n; j++) {
        double w = 0, m = 0;
        for (size_t t = 0; t < 300 + run->steps; t++) {
            if (t >= 300)
                run->w[(t - 300) * n + j] = w;
            m = r->mu * m + k[j] * w + support_normal(seed);
            w -= r->lambda * m;
        }
    }
}

/* Also gives the estimate, to be freed. The largest eigenvalue is 1. */
static struct run_estimate count_run(const struct recorded_run *run, const struct rule *r,
                                     struct run_count *c)
{
    struct step_reader reader = {0};
    struct run_estimate e = {0};
    struct assumption a[ASSUMPTION_COUNT];
    size_t burn_in;
    assert_fine(burn_in_find(run, r, &burn_in));
    c->burn_in += burn_in > 0;
    assert_fine(step_reader_begin(&reader, run, r, 0));
    assert_fine(run_estimate_make(&reader, &e));
    assert_fine(assumptions_test(&reader, &e, 0, a));
    for (int i = 0; i < ASSUMPTION_COUNT; i++)
        c->denied[i] += !a[i].holds;
    c->off += fabs(e.k[0] - 1) > 3 * hypot(e.k_error[0], e.k_bias[0]);
    c->runs++;
    step_reader_end(&reader);
    return e;
}

/* 0.1 % of all runs of these tests have more by chance. */
static void expect_seldom(const struct run_count *c, const char *what)
{
    int most = c->runs / 100 + (int)ceil(3.5 * sqrt(c->runs / 100.0));
    (void)snprintf(support_case, sizeof support_case, "%s: burn-in %d, k %d", what, c->burn_in,
                   c->off);
    assert_in_range(c->burn_in, 0, most);
    assert_in_range(c->off, 0, most);
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        (void)snprintf(support_case, sizeof support_case, "%s: %s denied in %d of %d runs", what,
                       assumption_name[i], c->denied[i], c->runs);
        assert_in_range(c->denied[i], 0, most);
    }
}

/* With eigenvalues from 1 down to 1/16. */
static void count(size_t n, size_t steps, double mu, int rounds)
{
    struct recorded_run run = new_run(steps, n);
    struct rule r = rule_of(0.9, mu);
    struct run_count c = {0};
    uint64_t seed = 100 * n + steps;
    double k[MOST];
    char what[80];
    for (size_t j = 0; j < n; j++)
        k[j] = pow(16, -(double)j / (double)n);
    while (c.runs < rounds) {
        walk(&run, &r, k, &seed);
        struct run_estimate e = count_run(&run, &r, &c);
        run_estimate_free(&e);
    }
    recorded_run_free(&run);
    (void)snprintf(what, sizeof what, "D = %zu, T = %zu, μ = %g", n, steps, mu);
    expect_seldom(&c, what);
}

TEST(denied_seldom)
{
    const bool is_long = getenv("SGDSCOPE_LONG_TESTS") != NULL;
    count(2, 60, 0, is_long ? 1000 : 200);
    count(2, 100, 0, is_long ? 1000 : 200);
    count(2, 2000, 0.9, is_long ? 1000 : 60); /* oscillates */
    count(6, 1000, 0, is_long ? 1000 : 60);
    count(6, 1000, 0.5, is_long ? 1000 : 60);
    count(60, 2000, 0, is_long ? 100 : 12);
    if (is_long)
        count(200, 6000, 0, 100);
}

/* The variance along each of three axes. */
static void measure_variances(const struct recorded_run *run, const struct run_estimate *e,
                              struct time_average variance[3])
{
    static const double axes[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    static const struct cloud_product square[3] = {{0, 0}, {1, 1}, {2, 2}};
    const struct cloud_series c = {.run = run,
                                   .rows = e->rows,
                                   .centre = e->mean,
                                   .forms = 3,
                                   .form = axes,
                                   .products = 3,
                                   .product = square};
    assert_fine(cloud_averages(&c, variance));
}

/* The errors of the eigenvalues and of the covariance are right. */
TEST(errors)
{
    const int rounds = getenv("SGDSCOPE_LONG_TESTS") != NULL ? 1000 : 120;
    static const double k[3] = {1, 0.5, 0.2};
    struct recorded_run run = new_run(3000, 3);
    struct run_count c = {0};
    double square_k = 0, square_s = 0, numbers = 3.0 * rounds;
    uint64_t seed = 21;
    while (c.runs < rounds) {
        struct rule r = rule_of(1.2, c.runs % 2 ? 0.5 : 0);
        struct time_average variance[3];
        walk(&run, &r, k, &seed);
        struct run_estimate e = count_run(&run, &r, &c);
        measure_variances(&run, &e, variance);
        for (size_t i = 0; i < 3; i++) {
            double x = r.lambda * k[i];
            double want =
                r.lambda * r.lambda * (1 + r.mu) / (x * (1 - r.mu) * (2 * (1 + r.mu) - x));
            square_k += pow((e.k[i] - k[i]) / e.k_error[i], 2);
            square_s += pow((variance[i].mean - want) / variance[i].error, 2);
        }
        run_estimate_free(&e);
    }
    recorded_run_free(&run);
    (void)snprintf(support_case, sizeof support_case, "%d runs: %g %g", rounds,
                   sqrt(square_k / numbers), sqrt(square_s / numbers));
    assert_near(sqrt(square_k / numbers), 1, 0.1);
    assert_near(sqrt(square_s / numbers), 1, 0.1);
    expect_seldom(&c, "D = 3");
}

/* A run too short for its memory is not called unstationary, with momentum neither. */
TEST(short_runs)
{
    static const struct {
        size_t rows;
        double mu;
    } runs[] = {{120, 0}, {300, 0.5}, {563, 0.9}, {2000, 0.9}};
    static const double k[] = {1, 0.3};
    uint64_t seed = 8;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        struct recorded_run run = new_run(runs[i].rows, 2);
        struct rule r = rule_of(0.9, runs[i].mu);
        struct run_count c = {0};
        while (c.runs < 60) {
            walk(&run, &r, k, &seed);
            struct run_estimate e = count_run(&run, &r, &c);
            run_estimate_free(&e);
        }
        recorded_run_free(&run);
        (void)snprintf(support_case, sizeof support_case, "%zu rows, μ = %g: %d of 60",
                       runs[i].rows, runs[i].mu, c.denied[ASSUMPTION_STATIONARY]);
        assert_in_range(c.denied[ASSUMPTION_STATIONARY], 0, 4);
    }
}
