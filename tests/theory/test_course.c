/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "lyapunov.h"
#include "sample.h"

#include "sgdscope/theory/course.h"
#include "sgdscope/theory/transient.h"

/* The expected loss along a schedule: worked values of theory.md section 17, and the steps
 * themselves in the coordinates of w. */

/* --- worked values ---------------------------------------------------------------------------- */

TEST(from_the_stationary_state)
{
    static const struct {
        int shape;
        double discrete[2], continuous[2];
    } row[] = {
        {SCHEDULE_LINEAR,
         {0.695978568959187, 0.127657211730483},
         {0.48432787828173, 0.124529314129061}},
        {SCHEDULE_COSINE, {0.717734776344525, 0.115980455597683}, {0}},
        {SCHEDULE_EXPONENTIAL, {0.162423991303308, 0.073410748468629}, {0}},
        {SCHEDULE_STEP, {4.994505494505496, 1.149271333230838}, {0}},
    };
    static struct sample s = {
        .n = 2, .optimizer = OPTIMIZER_SGD, .a = 1, .hessian = {1, 0, 0, 0.1}, .c = {1, 0, 0, 1}};
    sample_resolve(&s, 1.8);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct schedule schedule = {.shape = row[i].shape, .steps = 100, .final = 0.01};
        struct course c;
        assert_fine(course_solve(s.p, &schedule, NULL, &c));
        assert_int_equal(c.steps, 100);
        assert_near(c.discrete[0], 4.994505494505496, 1e-14);
        for (size_t h = 0; h < 2; h++) {
            assert_near(c.discrete[50 + 50 * h], row[i].discrete[h], 2e-14);
            if (row[i].continuous[0] > 0)
                assert_near(c.continuous[50 + 50 * h], row[i].continuous[h], 2e-14);
        }
        course_free(&c);
    }
    sample_free(&s);
}

TEST(from_the_minimum_with_momentum)
{
    static struct sample s;
    static const size_t when[] = {1, 10, 25, 50};
    static const double want[] = {0.006552, 1.33094043277158, 0.817436704601962, 0.152925451658173};
    const struct schedule schedule = {.shape = SCHEDULE_COSINE, .steps = 50, .warmup = 10};
    const double rest[2] = {0};
    struct course c;
    sample_worked(&s);
    assert_fine(course_solve(s.p, &schedule, rest, &c));
    for (size_t i = 0; i < 4; i++)
        assert_near(c.discrete[when[i]], want[i], 2e-14);
    course_free(&c);
    sample_free(&s);
}

/* Along one mode, and across modes that are independent: the loss is half of Σ k times these. */
TEST(along_a_direction)
{
    static struct sample s = {.n = 2,
                              .optimizer = OPTIMIZER_SGD,
                              .mu = 0.5,
                              .a = 1,
                              .hessian = {1, 0, 0, 0.1},
                              .c = {1, 0, 0, 1}};
    const struct schedule schedule = {.shape = SCHEDULE_COSINE, .steps = 60, .final = 0.1};
    struct course whole, part[2], sum;
    sample_resolve(&s, 1.5);
    assert_fine(course_solve(s.p, &schedule, NULL, &whole));
    for (int i = 0; i < 2; i++) {
        const double v[2] = {i == 0, i == 1};
        assert_true(course_is_known_along(s.p, &schedule, v));
        assert_fine(course_solve_along(s.p, &schedule, NULL, v, &part[i]));
    }
    const double both[2] = {0.6, 0.8};
    assert_true(course_is_known_along(s.p, &schedule, both));
    assert_fine(course_solve_along(s.p, &schedule, NULL, both, &sum));
    for (size_t t = 0; t <= 60; t++) {
        double loss = 0, flow = 0;
        for (int i = 0; i < 2; i++) {
            loss += 0.5 * s.p->loss[i] * part[i].discrete[t];
            flow += 0.5 * s.p->loss[i] * part[i].continuous[t];
        }
        assert_near(whole.discrete[t], loss, 1e-13);
        assert_near(whole.continuous[t], flow, 1e-13);
        assert_near(sum.discrete[t], 0.36 * part[0].discrete[t] + 0.64 * part[1].discrete[t],
                    1e-13);
    }
    course_free(&whole);
    course_free(&part[0]);
    course_free(&part[1]);
    course_free(&sum);
    sample_free(&s);
}

/* --- any problem ------------------------------------------------------------------------------ */

static double form(size_t n, const double *sigma, const double *v)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            sum += v[i] * sigma[i * n + j] * v[j];
    return sum;
}

/* The variance along any direction stays what it is in the stationary state. */
static void stationary_along(const struct sample *s, const struct schedule *schedule,
                             uint64_t *seed)
{
    double v[SAMPLE_D], along[SAMPLE_D], sigma[SAMPLE_DD];
    struct course c;
    for (size_t i = 0; i < s->n; i++)
        v[i] = support_normal(seed);
    problem_pull(s->p, v, along);
    assert_fine(course_solve_along(s->p, schedule, NULL, along, &c));
    sample_stationary(s, sigma);
    assert_near(c.discrete[0], form(s->n, sigma, v), 1e-9);
    assert_near(c.discrete[40], form(s->n, sigma, v), 1e-9);
    if (sample_continuous(s, sigma) && c.continuous != NULL) {
        assert_near(c.continuous[0], form(s->n, sigma, v), 1e-9);
        assert_near(c.continuous[40], form(s->n, sigma, v), 1e-9);
    }
    course_free(&c);
}

/* At a constant rate it is the loss after t steps; from the stationary state nothing changes. */
static void constant_rate(struct sample *s, uint64_t *seed)
{
    const struct schedule schedule = {.shape = SCHEDULE_CONSTANT, .steps = 40};
    const double rest[SAMPLE_D] = {0};
    struct course c;
    if (sample_follows_sigma(s))
        return;
    sample_resolve(s, sample_lambda(s, support_uniform(seed, 0.02, 0.95)));
    assert_fine(course_solve(s->p, &schedule, rest, &c));
    for (size_t t = 0; t <= 40; t++)
        assert_near(c.discrete[t], transient_loss(s->p, t), 1e-10);
    course_free(&c);
    if (!support_stability(s->p).stable) /* state noise is not, below the mean's limit */
        return;
    assert_fine(course_solve(s->p, &schedule, NULL, &c));
    assert_near(c.discrete[40], c.discrete[0], 1e-9);
    if (c.continuous != NULL)
        assert_near(c.continuous[40], c.continuous[0], 1e-9);
    double sigma[SAMPLE_DD];
    sample_stationary(s, sigma);
    assert_near(c.discrete[0], sample_loss(s, sigma), 1e-10);
    course_free(&c);
    stationary_along(s, &schedule, seed);
}

TEST(at_a_constant_rate)
{
    sample_each(171, SAMPLE_D, 5, false, constant_rate);
}

/* A run that falls from far out: what was there decays by each step's own map. */
TEST(from_a_distance)
{
    static struct sample s = {
        .n = 2, .optimizer = OPTIMIZER_SGD, .a = 1, .hessian = {1, 0, 0, 0.25}, .c = {0, 0, 0, 0}};
    const struct schedule schedule = {SCHEDULE_LINEAR, 10, 0.1, 3};
    struct course c;
    sample_resolve(&s, 2.4); /* above the limit while the rate is high */
    double y[2] = {-3, 2}, by_hand[2] = {9, 4};
    bool first_is_sharp = s.p->curvature[0] > s.p->curvature[1];
    assert_fine(course_solve(s.p, &schedule, y, &c));
    for (int t = 1; t <= 10; t++) {
        double rate = 2.4 * (1 - 0.9 * (t - 1) / 10) * fmin(1, t / 3.0);
        for (int i = 0; i < 2; i++) {
            double k = (i == 0) == first_is_sharp ? 1 : 0.25;
            by_hand[i] *= (1 - rate * k) * (1 - rate * k);
        }
        double sharp = by_hand[first_is_sharp ? 0 : 1], flat = by_hand[first_is_sharp ? 1 : 0];
        assert_near(c.discrete[t], 0.5 * (sharp + 0.25 * flat), 1e-13);
    }
    course_free(&c);
    sample_free(&s);
}

/* --- any schedule, step by step in the coordinates of w --------------------------------------- */

enum { MOST = 6, BOTH = 2 * MOST, STEPS = 30 };

/* X, of (w, λm), after a step whose λ is `share` of the sample's and was `before` of it. */
static void brute_step(const struct sample *s, double before, double share, double *x)
{
    size_t d = s->n, n = 2 * d;
    struct sample now = *s;
    struct sample_map m;
    double moved[BOTH * BOTH], pushed[BOTH * BOTH], fresh[BOTH * BOTH];
    now.lambda *= share;
    sample_map(&now, &m);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            x[i * n + j] *= (i < d ? 1 : share / before) * (j < d ? 1 : share / before);
    lyapunov_sandwich(n, n, m.a, x, moved);
    lyapunov_sandwich(n, n, m.g, x, pushed);
    lyapunov_sandwich(n, d, m.b, m.c, fresh);
    for (size_t e = 0; e < n * n; e++)
        x[e] = moved[e] + m.state * pushed[e] + fresh[e];
}

/* The covariance of w in that X. */
static void covariance_in(const struct sample *s, const double *x, double *sigma)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < s->n; j++)
            sigma[i * s->n + j] = x[i * 2 * s->n + j];
}

/* From the minimum: warm-up, every shape, beyond the limit for a part of the way. */
static void any_schedule(struct sample *s, uint64_t *seed)
{
    const double rest[SAMPLE_D] = {0};
    double x[BOTH * BOTH] = {0}, before = 1, v[SAMPLE_D], along[SAMPLE_D], sigma[SAMPLE_DD];
    struct schedule schedule = {.shape = (int)support_below(seed, SCHEDULE_COUNT),
                                .steps = STEPS,
                                .final = support_uniform(seed, 0.01, 1),
                                .warmup = (double)support_below(seed, 10)};
    struct course c, d;
    if (sample_follows_sigma(s))
        return;
    sample_resolve(s, sample_lambda(s, support_uniform(seed, 0.1, 1.3)));
    for (size_t i = 0; i < s->n; i++)
        v[i] = support_normal(seed);
    problem_pull(s->p, v, along);
    assert_true(course_is_known(s->p, &schedule) && course_is_known_along(s->p, &schedule, along));
    assert_fine(course_solve(s->p, &schedule, rest, &c));
    assert_fine(course_solve_along(s->p, &schedule, rest, along, &d));
    for (uint64_t t = 1; t <= STEPS; t++) {
        double share = schedule_share(&schedule, t);
        brute_step(s, before, share, x);
        before = share;
        covariance_in(s, x, sigma);
        assert_near(c.discrete[t], sample_loss(s, sigma), 1e-9);
        assert_near(d.discrete[t], form(s->n, sigma, v), 1e-9);
    }
    course_free(&c);
    course_free(&d);
}

TEST(any_rule_and_shape)
{
    sample_each(172, MOST, 4, true, any_schedule);
}

/* Its last step, and that a schedule stays there afterwards. */
TEST(shapes)
{
    static const struct {
        int shape;
        double share[4]; /* at steps 1, 26, 51 and 101 of 100 */
    } row[] = {{SCHEDULE_CONSTANT, {1, 1, 1, 1}},
               {SCHEDULE_LINEAR, {1, 0.775, 0.55, 0.109}},
               {SCHEDULE_COSINE, {1, 0.868198051533946, 0.55, 0.100222047835421}},
               {SCHEDULE_EXPONENTIAL, {1, 0.562341325190349, 0.316227766016838, 0.102329299228075}},
               {SCHEDULE_STEP, {1, 1, 0.1, 0.1}}};
    static const uint64_t step[] = {1, 26, 51, 101};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct schedule s = {.shape = row[i].shape, .steps = 100, .final = 0.1};
        assert_true(schedule_share(&s, 0) == 1);
        const struct schedule warm = {
            .shape = row[i].shape, .steps = 100, .final = 0.1, .warmup = 52};
        for (size_t h = 0; h < 4; h++) {
            assert_near(schedule_share(&s, step[h]), row[i].share[h], 1e-13);
            assert_near(schedule_share(&warm, step[h]),
                        row[i].share[h] * fmin(1, (double)step[h] / 52), 1e-13);
        }
    }
}

/* --- the best learning rate ------------------------------------------------------------------- */

/* No λ of a grid is better, in discrete or in continuous time. Without noise the loss falls to
 * rounding in many places. */
static void best_of(struct sample *s, uint64_t *seed)
{
    double y[SAMPLE_D];
    const struct schedule schedule = {
        .shape = (int)support_below(seed, SCHEDULE_COUNT), .steps = 40, .final = 0.1, .warmup = 3};
    enum { PLACES = 120 };
    struct course_best best;
    if (sample_follows_sigma(s))
        return;
    sample_resolve(s, sample_lambda(s, 0.5));
    double most = support_stability(s->p).lambda_max;
    for (size_t i = 0; i < s->n; i++)
        y[i] = support_uniform(seed, -10, 10);
    assert_fine(course_best(s->p, &schedule, y, most, 1e8, &best));
    for (int i = 1; i < PLACES; i++) {
        struct course c;
        sample_resolve(s, most * i * i / (PLACES * PLACES));
        assert_fine(course_solve(s->p, &schedule, y, &c));
        if (c.discrete[40] > 1e-12 * c.discrete[0])
            assert_true(best.loss[0] <= c.discrete[40] * (1 + 1e-9));
        if (c.continuous[40] > 1e-12 * c.continuous[0])
            assert_true(best.loss[1] <= c.continuous[40] * (1 + 1e-9));
        course_free(&c);
    }
    for (int continuous = 0; continuous < 2; continuous++) {
        struct course c;
        sample_resolve(s, best.lambda[continuous]);
        assert_fine(course_solve(s->p, &schedule, y, &c));
        assert_near(best.loss[continuous], (continuous ? c.continuous : c.discrete)[40], 1e-9);
        course_free(&c);
    }
}

TEST(the_best_learning_rate)
{
    sample_each(173, 3, 1, true, best_of);
}

/* Beyond the limit there is nothing to start from. */
TEST(no_stationary_start)
{
    static struct sample s = {
        .n = 2, .optimizer = OPTIMIZER_SGD, .a = 1, .hessian = {1, 0, 0, 0.1}, .c = {1, 0, 0, 1}};
    const struct schedule schedule = {.shape = SCHEDULE_COSINE, .steps = 10};
    struct course c;
    sample_resolve(&s, 2.2);
    assert_refused(course_solve(s.p, &schedule, NULL, &c), STATUS_NUMERIC, "no stationary state");
    sample_free(&s);
}
