/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "asking.h"
#include "../theory/paper.h"

/* What the jobs of the studies measure, against the exact theory and against their own errors. */

/* --- stationary points ------------------------------------------------------------------------ */

static double sgd_variance(double lambda)
{
    return paper_sgdm(lambda, 0, 1, 1);
}

static double state_variance(double lambda)
{
    double h = paper_sgdm(lambda, 0, 1, 1);
    return h / (1 - 0.05 * h);
}

/* Under state noise only where the fourth moment exists is there an error to measure by. */
TEST(stationary_points)
{
    size_t without = 0;
    asking_study("lambda=1.8 hessian=1,0.1 distribution=rademacher", STUDY_LAMBDA, 0);
    asking_measure(250);
    asking_expect(asking_measured(), sgd_variance);
    assert_true(asking_measured()->n >= 20 || ASKING_SLOWNESS > 1);
    asking_study("lambda=1.2 hessian=1,0.1 noise=state noise-scale=0.05", STUDY_LAMBDA, 0);
    asking_measure(250 * ASKING_SLOWNESS);
    const struct series *s = asking_measured();
    for (size_t i = 0; i < s->n; i++)
        if (isnan(s->e[i]))
            without++;
        else if (s->x[i] < 1.6)
            assert_true(fabs(s->y[i] - state_variance(s->x[i])) < 6 * s->e[i]);
    assert_true(without > 0 && without < s->n / 2);
}

/* --- calibration ------------------------------------------------------------------------------ */

struct sums {
    double n, z, zz;
};

static void add(struct sums *s, double z)
{
    s->n++;
    s->z += z;
    s->zz += z * z;
}

/* Of n independent deviations the mean is 0 within 1/√n and the mean square 1 within √(2/n). */
static void expect_calibrated(const char *what, const struct sums *s)
{
    double mean = s->z / s->n, square = s->zz / s->n;
    print_message("# %s: %g deviations, mean %+.3f, mean square %.3f\n", what, s->n, mean, square);
    assert_true(fabs(mean) < 4.5 / sqrt(s->n) + 0.1);
    assert_true(fabs(square - 1) < 4.5 * sqrt(3 / s->n) + 0.1);
}

static void set_seed(uint64_t seed)
{
    ask.experiment.seed = seed * 1000; /* each point has the seed plus its number */
}

TEST(points_know_their_errors)
{
    struct sums sums = {0};
    asking_set("lambda=1.8 hessian=1,0.5");
    for (uint64_t seed = 1; seed <= 12 / ASKING_SLOWNESS + 1; seed++) {
        set_seed(seed);
        assert_fine(asking_solve(STUDY_LAMBDA, 0));
        asking_measure(60);
        for (size_t i = 0; i < asking_measured()->n; i++)
            add(&sums, (asking_measured()->y[i] - sgd_variance(asking_measured()->x[i])) /
                           asking_measured()->e[i]);
    }
    expect_calibrated("points", &sums);
}

static double e_of_t(double t)
{
    static const double k[2] = {1, 0.1}, c[2] = {1, 1};
    return paper_escape(2, ask.experiment.lambda, k, c, t);
}

/* Σ_t along k = 1. */
static double variance_of_t(double t)
{
    double lambda = ask.experiment.lambda;
    return paper_sgdm(lambda, 0, 1, 1) * (1 - pow(1 - lambda, 2 * t));
}

static double correlation_of_lag(double h)
{
    return pow(1 - ask.experiment.lambda, h);
}

static asking_exact *const in_time[] = {e_of_t, variance_of_t, correlation_of_lag};

/* One deviation of each run: those of one run hang together in time. */
TEST(times_know_their_errors)
{
    asking_set("lambda=1.85 hessian=1,0.1");
    for (int quantity = 0; quantity < 3; quantity++) {
        struct sums sums = {0};
        for (uint64_t seed = 1; seed <= 60 / ASKING_SLOWNESS; seed++) {
            set_seed(seed);
            assert_fine(asking_solve(STUDY_ESCAPE, quantity));
            asking_measure(4 * ASKING_SLOWNESS);
            const struct series *s = asking_measured();
            assert_true(s->n > 10);
            size_t i = 1 + seed % (s->n - 1);
            add(&sums, (s->y[i] - in_time[quantity](s->x[i])) / s->e[i]);
        }
        expect_calibrated(study_table[STUDY_ESCAPE].quantity[quantity], &sums);
    }
}

/* --- in time ---------------------------------------------------------------------------------- */

TEST(times_are_the_curve)
{
    asking_set("lambda=1.85 hessian=1,0.1");
    for (int quantity = 0; quantity < 3; quantity++) {
        assert_fine(asking_solve(STUDY_ESCAPE, quantity));
        assert_true(asking_measure(1500 / ASKING_SLOWNESS) || ASKING_SLOWNESS > 1);
        asking_expect(asking_measured(), in_time[quantity]);
        assert_int_equal(asking_measured()->x[0], quantity == 2 ? 0 : 1);
    }
    /* r(0) is 1 and is known. */
    assert_true(asking_measured()->y[0] == 1 && asking_measured()->e[0] < 1e-6);
}

/* The mean of what has overflowed in part is no mean. */
TEST(beyond_the_limit)
{
    asking_study("lambda=2.3 hessian=1,0.1", STUDY_ESCAPE, 0);
    asking_measure(100);
    asking_expect(asking_measured(), e_of_t);
}

/* Real minibatches, of which the noise depends on w: the exact curve, and the constant one that the
 * walkers do not follow. */
TEST(minibatches_in_time)
{
    static const char *const words[] = {
        "data=synthetic samples=200 noise=regression hessian=1,0.4 batch=4 lambda=0.7",
        "data=synthetic samples=200 noise=regression hessian=1,0.4 batch=4 lambda=0.5 mu=0.4 "
        "sampling=subset",
    };
    for (int i = 0; i < 2; i++)
        for (int quantity = 0; quantity < 2; quantity++) {
            asking_study(words[i], STUDY_ESCAPE, quantity);
            asking_measure(150);
            const struct series *exact = asking_curve("discrete");
            const struct series *constant = asking_curve("constant");
            size_t last = exact->n - 1;
            assert_true(asking_compare(exact, asking_measured()) > 5);
            assert_true(exact->x[last] == constant->x[last]);
            assert_true(exact->y[last] > 1.2 * constant->y[last]);
        }
    asking_study("data=synthetic samples=200 noise=regression batch=100 lambda=0.7 "
                 "sampling=epoch",
                 STUDY_ESCAPE, 0);
    assert_null(chart_find(&ask.curves, SERIES_DISCRETE));
    /* The second step of a pass takes back what the first brought. */
    const struct series *s = asking_curve("constant");
    assert_true(s->y[1] > 0 && s->y[2] < s->y[1]);
}

/* --- barriers --------------------------------------------------------------------------------- */

/* Measured rates a step over r, λ = 1, S = 3 (theory.md section 9), ln of them straight between. */
static double rate_of_section_9(double r)
{
    static const double at[] = {0.2, 0.6, 1, 1.4}, rate[] = {6.4e-4, 8.2e-4, 1.7e-3, 5.6e-3};
    int i = r < 0.6 ? 0 : r < 1 ? 1 : 2;
    double u = (r - at[i]) / (at[i + 1] - at[i]);
    return exp((1 - u) * log(rate[i]) + u * log(rate[i + 1]));
}

TEST(barriers_as_measured_before)
{
    size_t compared = 0;
    asking_study("lambda=1 hessian=1 batch=3", STUDY_KRAMERS, 0);
    assert_true(asking_measure(3000 / ASKING_SLOWNESS) || ASKING_SLOWNESS > 1);
    const struct series *s = asking_measured();
    for (size_t i = 0; i < s->n; i++) {
        assert_true(s->e[i] > 0 && s->e[i] < 0.35 * s->y[i]);
        /* Close to a measured r; between them ln γ is not straight. */
        if (fabs(s->x[i] - 0.6) > 0.05 && fabs(s->x[i] - 1.4) > 0.05)
            continue;
        assert_near(s->y[i], rate_of_section_9(s->x[i]), 0.08 + 5 * s->e[i] / s->y[i]);
        compared++;
    }
    assert_true(compared == 2 || ASKING_SLOWNESS > 1);
}

/* The walkers in the potential sit on it, move at each showing, and never get done. */
TEST(walkers_in_the_potential)
{
    struct series before;
    size_t moved = 0;
    asking_study("lambda=1 hessian=1 batch=3", STUDY_KRAMERS, 1);
    assert_int_equal(job_advance(ask.job), JOB_FRAME_READY);
    job_fill(ask.job, &ask.points);
    before = *asking_measured();
    assert_false(asking_measure(1));
    for (size_t i = 0; i < before.n; i++) {
        double w = asking_measured()->x[i];
        moved += w != before.x[i];
        if (w < 1)
            assert_true(fabs(asking_measured()->y[i] - 0.5 * w * w) < 1e-9);
    }
    assert_true(before.n > 100 && moved > before.n / 2);
}

/* --- histogram -------------------------------------------------------------------------------- */

/* ½(k − λk²/2)w², λ = 1.8, k = 1. */
static double effective(double w)
{
    return 0.5 * 0.1 * w * w;
}

TEST(histogram_is_the_effective_loss)
{
    asking_study("lambda=1.8 hessian=1,0.1", STUDY_LANDSCAPE, 0);
    assert_true(asking_measure(2000 / ASKING_SLOWNESS) || ASKING_SLOWNESS > 1);
    assert_true(asking_measured()->n > 20);
    asking_expect(asking_measured(), effective);
}

/* --- all methods ------------------------------------------------------------------------------ */

/* Practical Adam as a program of ten lines, from the paper by Kingma and Ba; K = 1, C = 1. */
static double adam_again(double lambda, uint64_t steps, double *error)
{
    enum { ALONE = 400 };
    uint64_t random = 4;
    double total = 0, squares = 0;
    for (int walker = 0; walker < ALONE; walker++) {
        double w = 0, m = 0, v = 0, p1 = 1, p2 = 1;
        for (uint64_t t = 0; t < steps; t++) {
            double g = w + support_normal(&random);
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            p1 *= 0.9;
            p2 *= 0.999;
            w -= lambda * (m / (1 - p1)) / (sqrt(v / (1 - p2)) + 1e-8);
        }
        total += 0.5 * w * w / ALONE;
        squares += 0.25 * w * w * w * w / ALONE;
    }
    *error = sqrt((squares - total * total) / (ALONE - 1));
    return total;
}

/* The row is that many times what one direction alone has. */
static void expect_practical(const char *setting, double directions)
{
    asking_study(setting, STUDY_METHODS, 0);
    asking_measure(1200);
    const struct series *s = chart_find(&ask.points, SERIES_PRACTICAL_ADAM);
    if (s->n == 0 && ASKING_SLOWNESS > 1)
        return;
    double other = 0, mean = adam_again(0.1, 4000, &other);
    assert_int_equal(s->n, 1);
    assert_true(s->x[0] == METHODS_SOLVED);
    assert_true(isfinite(s->y[0]) && s->e[0] > 0);
    if (!(fabs(s->y[0] - directions * mean) < 5 * hypot(directions * other, s->e[0])))
        fail_msg("%g ± %g and %g times %g ± %g", s->y[0], s->e[0], directions, mean, other);
}

/* Where K and C are diagonal the directions do not know of each other. */
TEST(practical_adam)
{
    expect_practical("lambda=0.1 hessian=1", 1);
    expect_practical("lambda=0.1 hessian=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", 17);
}

/* A λ for which it would take too long, and state noise: not offered, but no error. */
TEST(practical_adam_is_not_offered)
{
    static const char *const words[] = {
        "lambda=1e-6 hessian=1,0.1",
        "lambda=0.1 hessian=1,0.1 noise=state noise-scale=0.1",
    };
    for (int i = 0; i < 2; i++) {
        asking_study(words[i], STUDY_METHODS, 0);
        asking_measure(2);
        assert_null(chart_find(&ask.points, SERIES_PRACTICAL_ADAM));
    }
}

/* --- every rule with every noise -------------------------------------------------------------- */

static const char *const rules[] = {
    "",
    "mu=0.4",
    "optimizer=nesterov mu=0.4",
    "optimizer=qhm mu=0.6 nu=0.5",
    "optimizer=newton mu=0.3",
    "optimizer=natural mu=0.3",
    "optimizer=adam",
};

static const char *const noises[] = {
    "sigma2=0.05 distribution=laplace",
    "noise=minibatch batch=50 samples=500",
    "noise=mixed batch=50 samples=500 sigma2=0.02",
    "noise=state noise-scale=0.03",
    "noise=matrix noise-matrix=0.1,-0.03,0.06",
    "data=synthetic samples=200 noise=regression batch=20",
    "data=synthetic samples=200 noise=regression batch=20 sampling=subset",
};

/* Between two points of a curve the value is between theirs. Returns how many were compared. */
static size_t expect_on(const struct series *curve, const struct series *points)
{
    size_t compared = 0;
    for (size_t i = 0; i < points->n; i++) {
        double want = series_at(curve, points->x[i]), apart = 0;
        for (size_t j = 1; j < curve->n; j++)
            if (curve->x[j - 1] < points->x[i] && points->x[i] < curve->x[j])
                apart = fabs(curve->y[j] - curve->y[j - 1]);
        if (!(points->e[i] > 0) || !isfinite(want) || !isfinite(apart))
            continue;
        compared++;
        if (!(fabs(points->y[i] - want) < 5.5 * points->e[i] + apart))
            fail_msg("%s: %g ± %g, not %g, at %g", support_case, points->y[i], points->e[i], want,
                     points->x[i]);
    }
    return compared;
}

/* Each combination by one study and quantity in turn; what is measured is what theory draws. */
TEST(every_rule_with_every_noise)
{
    static const enum study_kind kinds[] = {STUDY_LAMBDA, STUDY_MU, STUDY_ESCAPE, STUDY_METHODS};
    enum { RULES = sizeof rules / sizeof *rules, NOISES = sizeof noises / sizeof *noises };
    size_t compared[STUDY_COUNT] = {0};
    for (int i = 0; i < RULES * NOISES; i++) {
        enum study_kind kind = kinds[i % 4];
        int quantity = i / 4 % study_quantities((int)kind);
        int exact = kind != STUDY_METHODS             ? SERIES_DISCRETE
                    : methods_show_variance(quantity) ? SERIES_EXACT_VARIANCE
                                                      : SERIES_EXACT_LOSS;
        char words[200];
        (void)snprintf(words, sizeof words, "lambda=0.5 hessian=1,0.4 angle=25 %s %s",
                       rules[i / NOISES], noises[i % NOISES]);
        asking_study(words, kind, quantity);
        asking_measure(60);
        const struct series *curve = chart_find(&ask.curves, (enum series_role)exact);
        if (curve != NULL && ask.job != NULL)
            compared[kind] += expect_on(curve, asking_measured());
    }
    for (int i = 0; i < 4; i++)
        assert_true(compared[kinds[i]] > 50 / ASKING_SLOWNESS);
}

/* --- one and all ------------------------------------------------------------------------------ */

/* Done jobs with the same seed have the same points, however busy the machine was meanwhile. */
TEST(points_do_not_know_the_time)
{
    static const enum study_kind kinds[] = {STUDY_METHODS, STUDY_LAMBDA};
    static struct chart first;
    for (int i = 0; i < 2 && ASKING_SLOWNESS == 1; i++)
        for (int run = 0; run < 2; run++) {
            asking_study("lambda=1 hessian=1", kinds[i], 0);
            assert_true(asking_measure(20000));
            for (size_t s = 0; s < first.count && run > 0; s++) {
                const struct series *now = &ask.points.series[s], *then = &first.series[s];
                assert_memory_equal(now->y, then->y, then->n * sizeof *then->y);
                assert_memory_equal(now->e, then->e, then->n * sizeof *then->e);
            }
            first = ask.points;
        }
}

/* Near the limit the transient outlasts everybody: nothing is measured, and it is said. */
TEST(too_slow_is_said)
{
    asking_study("lambda=1.999999999999 hessian=1", STUDY_LANDSCAPE, 0);
    assert_null(ask.job);
    assert_true(asking_notes("too slow to measure"));
    assert_fine(asking_solve(STUDY_ESCAPE, 2));
    assert_null(ask.job);
    assert_true(asking_notes("too slow to measure"));
    assert_fine(asking_solve(STUDY_LAMBDA, 0));
    asking_measure(5);
}

GROUP(asking_start, asking_finish)
