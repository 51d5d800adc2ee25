/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clean runs of few and of many steps, in few and in many directions: each assumption is denied to
 * about 1 %, a burn-in is found about as seldom, and the errors of the largest eigenvalue are
 * right. */
#include "../support.h"

#include "sgdscope/fit/assumptions.h"

struct run_count {
    int runs, burn_in, denied[ASSUMPTION_COUNT], off;
};

/* SGD from a stationary state with white noise along eigenvalues from 1 down to 1/16. */
static void walk(struct recorded_run *run, const struct rule *r, uint64_t *seed)
{
    size_t n = run->n;
    for (size_t j = 0; j < n; j++) {
        double k = pow(16, -(double)j / (double)n), w = 0, m = 0;
        for (size_t t = 0; t < 300 + run->steps; t++) {
            if (t >= 300)
                run->w[(t - 300) * n + j] = w;
            m = r->mu * m + k * w + support_normal(seed);
            w -= r->lambda * m;
        }
    }
}

static void count_run(const struct recorded_run *run, const struct rule *r, struct run_count *c)
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
    run_estimate_free(&e);
    step_reader_end(&reader);
}

static void count(size_t n, size_t steps, double mu, int rounds)
{
    struct recorded_run run = {.runs = 1, .steps = steps, .n = n};
    struct rule r = optimizer_table[OPTIMIZER_SGD].rule(0.9, mu, 0);
    struct run_count c = {0};
    uint64_t seed = 100 * n + steps;
    run.w = calloc(steps * n, sizeof *run.w);
    assert_non_null(run.w);
    while (c.runs < rounds) {
        walk(&run, &r, &seed);
        count_run(&run, &r, &c);
    }
    recorded_run_free(&run);
    /* 0.1 % of all runs of these tests have more by chance. */
    int most = rounds / 100 + (int)ceil(3.5 * sqrt(rounds / 100.0));
    (void)snprintf(support_case, sizeof support_case, "D = %zu, T = %zu, μ = %g: burn-in %d, k %d",
                   n, steps, mu, c.burn_in, c.off);
    assert_in_range(c.burn_in, 0, most);
    assert_in_range(c.off, 0, most);
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        (void)snprintf(support_case, sizeof support_case,
                       "D = %zu, T = %zu, μ = %g: %s denied in %d of %d runs", n, steps, mu,
                       assumption_name[i], c.denied[i], rounds);
        assert_in_range(c.denied[i], 0, most);
    }
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
