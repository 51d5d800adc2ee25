/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "asking.h"
#include "sgdscope/study/verdict.h"

#include <gsl/gsl_cdf.h>

/* The verdict of `check` and of each point of a sweep: how far a correct theory may be off, and
 * that no number of a wrong one gets through. */

/* --- what |z| may be -------------------------------------------------------------------------- */

/* A deviation in standard errors that were themselves estimated from that many samples. */
static double estimated_deviation(uint64_t *random, size_t samples)
{
    double mean = 0, squares = 0, sample[64];
    for (size_t i = 0; i < samples; i++) {
        sample[i] = support_normal(random);
        mean += sample[i] / (double)samples;
    }
    for (size_t i = 0; i < samples; i++)
        squares += (sample[i] - mean) * (sample[i] - mean);
    return fabs(mean) / sqrt(squares / (double)((samples - 1) * samples));
}

/* A whole comparison fails by chance as often as one Gaussian number exceeds the limit. */
TEST(false_alarms_are_as_rare_as_claimed)
{
    enum { RUNS = 40000 };
    static const struct {
        double z_limit;
        size_t comparisons, samples;
    } case_of[] = {{2, 1, 2}, {2, 1, 5}, {2, 4, 3}, {2, 11, 5}, {2.5, 4, 30}, {1.5, 56, 10}};
    uint64_t random = 11;
    for (size_t c = 0; c < sizeof case_of / sizeof *case_of; c++) {
        double allowed = verdict_allowed_z(case_of[c].z_limit, (double)case_of[c].comparisons,
                                           (double)case_of[c].samples);
        double want = 2 * gsl_cdf_ugaussian_Q(case_of[c].z_limit), alarms = 0;
        for (int run = 0; run < RUNS; run++) {
            int alarm = 0;
            for (size_t i = 0; i < case_of[c].comparisons; i++)
                alarm |= estimated_deviation(&random, case_of[c].samples) > allowed;
            alarms += alarm;
        }
        double z = (alarms / RUNS - want) / sqrt(want * (1 - want) / RUNS);
        if (!(fabs(z) < 4))
            fail_msg("case %zu: %g of %d runs alarm, not %g", c, alarms, RUNS, want * RUNS);
    }
}

/* With samples without end and one comparison it is the limit itself. */
TEST(limits_of_the_limit)
{
    for (double z = 1; z <= 12; z += 0.5) {
        assert_near(verdict_allowed_z(z, 1, 1e12), z, 1e-6);
        assert_true(verdict_allowed_z(z, 3, 1e6) > z);
        assert_true(verdict_allowed_z(z, 300, 1e6) > verdict_allowed_z(z, 3, 1e6));
        assert_true(verdict_allowed_z(z, 3, 10) > verdict_allowed_z(z, 3, 100));
    }
    assert_true(isfinite(verdict_allowed_z(30, 1e6, 100)));
}

/* --- experiments ------------------------------------------------------------------------------ */

static struct verdict_setting setting_of(enum theory_kind against)
{
    return (struct verdict_setting){.against = against,
                                    .z_limit = 5,
                                    .seed = ask.experiment.seed,
                                    .threads = 1,
                                    .setups = &ask.setups};
}

static struct status judge(const char *words, enum theory_kind against, struct result *r,
                           struct verdict *v)
{
    asking_set(words);
    struct verdict_setting setting = setting_of(against);
    assert_fine(result_solve(ask.tools.problems, &ask.experiment, 0, r));
    return verdict_make(r, &setting, v);
}

/* The experiment's verdict: 1 agrees, 0 does not. */
static int answer(const char *words, enum theory_kind against)
{
    struct result r;
    struct verdict v;
    assert_fine(judge(words, against, &r, &v));
    assert_true(v.agrees == (v.z_max <= v.z_allowed) || v.simulation.diverged);
    measurement_free(&v.simulation);
    result_free(&r);
    return v.agrees;
}

#define WALKERS " walkers=2000 steps=400"

TEST(right_and_wrong_theories)
{
    static const char *const far[] = {
        "lambda=1.8 hessian=1,0.1" WALKERS,
        "lambda=1.2 mu=0.5 hessian=1,0.3 optimizer=nesterov" WALKERS,
        "lambda=1.5 hessian=1,0.5,0.2 noise=matrix noise-matrix=1,0.3,-0.2,2,0.1,1" WALKERS,
        "lambda=1 hessian=1,0.3 noise=state noise-scale=0.1" WALKERS,
        "data=synthetic samples=100 noise=regression batch=5 lambda=0.5" WALKERS,
    };
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        assert_true(answer(far[i], THEORY_DISCRETE));
        assert_false(answer(far[i], THEORY_CONTINUOUS));
    }
    assert_false(answer(far[4], THEORY_CONSTANT));
    assert_true(answer("lambda=0.001 hessian=1" WALKERS " steps=20000", THEORY_CONTINUOUS));
}

/* Beyond the limit the walkers must leave, and below it they must not. */
TEST(walkers_that_leave)
{
    struct result r;
    struct verdict v;
    assert_true(answer("lambda=2.3 hessian=1,0.1" WALKERS, THEORY_DISCRETE));
    assert_false(answer("lambda=2.3 hessian=1,0.1" WALKERS, THEORY_CONTINUOUS));
    asking_set("lambda=2.3 hessian=1,0.1" WALKERS);
    struct verdict_setting setting = setting_of(THEORY_DISCRETE);
    assert_fine(result_solve(ask.tools.problems, &ask.experiment, 0, &r));
    r.stability.stable = 1; /* a theory that sees a stationary state where there is none */
    r.stability.relaxation = 1;
    r.theory[THEORY_DISCRETE].covariance = r.theory[THEORY_CONTINUOUS].covariance;
    assert_fine(verdict_make(&r, &setting, &v));
    assert_true(v.simulation.diverged && !v.agrees);
    r.theory[THEORY_DISCRETE].covariance = (struct matrix){0};
    measurement_free(&v.simulation);
    result_free(&r);
}

/* Each number of the theory alone, wrong by more than the errors explain, is found. */
TEST(every_number_is_compared)
{
    enum { D = 3 };
    struct result r;
    struct verdict v, again;
    assert_fine(judge("lambda=1.2 hessian=1,0.5,0.2" WALKERS, THEORY_DISCRETE, &r, &v));
    struct verdict_setting setting = setting_of(THEORY_DISCRETE);
    assert_true(v.agrees);
    for (size_t wrong = 0; wrong <= D * D; wrong++) {
        size_t i = wrong / D, j = wrong % D;
        if (wrong < D * D && j > i)
            continue;
        double *number = wrong < D * D ? &r.theory[THEORY_DISCRETE].covariance.a[i * D + j]
                                       : &r.theory[THEORY_DISCRETE].loss;
        double error = wrong < D * D ? v.simulation.error[i * D + j] : v.simulation.loss_error;
        double right = *number;
        for (int sign = -1; sign <= 1; sign += 2) {
            *number = right + sign * 2 * v.z_allowed * error;
            assert_fine(verdict_make(&r, &setting, &again));
            assert_false(again.agrees);
            assert_true(again.z_max > again.z_allowed && again.z_max < 3 * v.z_allowed);
            measurement_free(&again.simulation);
        }
        *number = right;
    }
    measurement_free(&v.simulation);
    result_free(&r);
}

/* No noise, so nothing moves: no deviation, however small the error. */
TEST(no_noise_agrees)
{
    assert_true(answer("lambda=1.8 hessian=1,0.1 sigma2=0" WALKERS, THEORY_DISCRETE));
    assert_true(answer("lambda=1.8 hessian=1,0.1 noise=matrix noise-matrix=1,0,0" WALKERS,
                       THEORY_DISCRETE));
}

TEST(what_cannot_be_decided)
{
    static const struct {
        const char *words, *option;
    } few[] = {
        {"lambda=1.99 hessian=1 walkers=100 steps=50", "--steps: 50 steps end before"},
        {"lambda=1.8 hessian=1,0.1 walkers=1 steps=60", "--walkers: error bars from"},
        {"lambda=2.001 hessian=1 walkers=20 steps=20", "--steps: 20 steps of 20 walkers"},
        {"lambda=2.5 hessian=1 sigma2=0 walkers=100 steps=100", "--noise: there is none"},
        {"lambda=1e-12 hessian=1", "--steps: the transient takes"},
        {"lambda=2.1 hessian=1 noise=state noise-scale=0.1" WALKERS, "--lambda: beyond the mean"},
    };
    struct result r;
    struct verdict v;
    for (size_t i = 0; i < sizeof few / sizeof *few; i++) {
        assert_refused(judge(few[i].words, THEORY_DISCRETE, &r, &v), STATUS_INPUT, few[i].option);
        result_free(&r);
    }
}

GROUP(asking_start, asking_finish)
