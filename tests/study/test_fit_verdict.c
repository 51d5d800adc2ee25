/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is fit honest about short runs? Clean runs of any length are called wrong no more often than
 * --z-limit says, or than an assumption may be denied; runs that are too short get no verdict. */
#include "../support.h"
#include "asking.h"

#include "sgdscope/study/fit_answer.h"

#include <gsl/gsl_cdf.h>

GROUP(asking_start, asking_finish)

enum { MOST = 6, BEFORE = 400 };

static const double z_limit = 2.5;

struct counted {
    int runs, disagree, is_short;
};

/* SGD with the experiment's λ, μ and eigenvalues, C = I, from a stationary state. */
static void walk(struct recorded_run *run, uint64_t *seed)
{
    const struct experiment *e = &ask.experiment;
    double w[MOST] = {0}, m[MOST] = {0};
    for (size_t t = 0; t < BEFORE + run->steps; t++)
        for (size_t i = 0; i < run->n; i++) {
            if (t >= BEFORE)
                run->w[(t - BEFORE) * run->n + i] = w[i];
            m[i] = e->mu * m[i] + ask.problem->k[i] * w[i] + support_normal(seed);
            w[i] -= e->lambda * m[i];
        }
}

static void count_run(struct recorded_run *run, bool is_given, struct counted *c)
{
    struct experiment e = ask.experiment;
    struct fit_answer f = {0};
    const struct fit_question q = {&e, run, z_limit};
    (void)snprintf(e.iterates, sizeof e.iterates, "run.csv");
    e.hessian.is_estimate = !is_given;
    e.noise = is_given ? NOISE_WHITE : NOISE_ESTIMATE;
    c->runs++;
    if (fit_make(&q, &f).code != STATUS_OK) { /* an estimated curvature is not positive */
        c->is_short++;
        return;
    }
    c->is_short += f.rows_needed > 0;
    c->disagree += f.rows_needed == 0 && !f.is_untested && !f.agrees;
    if (f.rows_needed > 0) {
        assert_false(f.agrees);
        assert_true(f.rows_needed > f.rows);
    }
    fit_free(&f);
}

/* Add what is said of `runs` of them to `to`. */
static void count(const char *words, size_t steps, bool is_given, int runs, struct counted *to)
{
    asking_set(words);
    struct recorded_run run = {.runs = 1, .steps = steps, .n = ask.problem->n};
    uint64_t seed = 3 * steps + is_given;
    run.w = calloc(steps * run.n, sizeof *run.w);
    assert_non_null(run.w);
    for (int i = 0; i < runs; i++) {
        walk(&run, &seed);
        count_run(&run, is_given, to);
    }
    recorded_run_free(&run);
}

static const char *const settings[] = {
    "lambda=1 hessian=1,0.3",
    "lambda=0.9 mu=0.5 hessian=1,0.3",
    "lambda=0.1 hessian=1",
    "lambda=1.9 hessian=1,0.6,0.2",
    "lambda=1 hessian=1,0.9,0.8,0.7,0.6,0.5",
};

/* Over all settings; `chance` is how often a clean run may be called wrong. */
static struct counted count_all(size_t steps, bool is_given, double chance)
{
    const int runs = getenv("SGDSCOPE_LONG_TESTS") != NULL ? 1000 : 60;
    struct counted all = {0};
    for (size_t s = 0; s < sizeof settings / sizeof *settings; s++)
        count(settings[s], steps, is_given, runs, &all);
    (void)snprintf(support_case, sizeof support_case,
                   "%zu rows, K and C %s: %d of %d disagree, %d are too short", steps,
                   is_given ? "given" : "estimated", all.disagree, all.runs, all.is_short);
    print_message("# %s\n", support_case);
    /* the errors are known to a tenth only, and it may be chance */
    double most = 1.5 * chance * all.runs;
    assert_in_range(all.disagree, 0, (int)(most + 3 * sqrt(most)));
    return all;
}

TEST(short_runs)
{
    static const size_t rows[] = {12, 30, 100, 300, 1000};
    const double by_z_limit = 2 * gsl_cdf_ugaussian_Q(z_limit), by_assumptions = 3 * 0.01;
    for (int is_given = 0; is_given < 2; is_given++)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            double chance = is_given ? by_z_limit : by_assumptions;
            struct counted all = count_all(rows[i], is_given, chance);
            if (rows[i] <= 100)
                assert_int_equal(all.is_short, all.runs);
            else if (rows[i] == 1000) /* of two settings in five the memory is ten steps */
                assert_in_range(all.is_short, 0, all.runs / 2);
        }
}
