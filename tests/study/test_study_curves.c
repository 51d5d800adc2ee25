/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "asking.h"
#include "../theory/lyapunov.h"
#include "../theory/paper.h"

/* The curves of the studies that are not against λ or μ, against the closed forms of the paper. */

/* --- in time ---------------------------------------------------------------------------------- */

TEST(escape_is_theorem_7)
{
    static const double k[2] = {1, 0.1}, c[2] = {1, 0.7}, isotropic[2] = {0.85, 0.85};
    static const double lambda[] = {0.2, 1.2, 1.85, 2.3};
    for (int l = 0; l < 4; l++) {
        char words[120];
        (void)snprintf(words, sizeof words,
                       "lambda=%g hessian=1,0.1 noise=matrix noise-matrix=1,-0.4,0.7", lambda[l]);
        asking_study(words, STUDY_ESCAPE, 0);
        const struct series *d = asking_curve("discrete"), *e = asking_curve("continuous"),
                            *i = asking_curve("isotropic");
        assert_true(d->n >= 3 && d->x[0] == 0 && d->x[1] == 1);
        for (size_t j = 0; j < d->n; j++) {
            assert_near(d->y[j], paper_escape(2, lambda[l], k, c, d->x[j]), 1e-10);
            assert_near(i->y[j], paper_escape(2, lambda[l], k, isotropic, i->x[j]), 1e-10);
        }
        for (size_t j = 0; j < e->n; j++)
            assert_near(e->y[j], paper_escape_continuous(2, lambda[l], k, c, e->x[j]), 1e-10);
    }
}

/* However fast it grows: some points, all of them numbers a float holds too. */
TEST(horizon_beyond_the_limit)
{
    static const double lambda[] = {2.0001, 2.1, 3, 100, 1e6};
    for (int i = 0; i < 5; i++)
        for (int quantity = 0; quantity < 2; quantity++) {
            char words[80];
            (void)snprintf(words, sizeof words, "lambda=%g hessian=1,0.1", lambda[i]);
            asking_study(words, STUDY_ESCAPE, quantity);
            const struct series *s = asking_curve("discrete");
            assert_true(s->n >= 3);
            for (size_t j = 0; j < s->n; j++)
                assert_true(isfinite(s->y[j]) && s->y[j] < 1e37);
            asking_measure(20);
            const struct series *m = asking_measured();
            for (size_t j = 0; j < m->n; j++)
                if (!(isfinite(m->y[j]) && m->e[j] > 0))
                    fail_msg("%s, quantity %d: %g ± %g at t = %g", support_case, quantity, m->y[j],
                             m->e[j], m->x[j]);
        }
    assert_fine(asking_solve(STUDY_ESCAPE, 2));
    assert_null(ask.job);
    assert_true(asking_notes("no stationary state"));
}

TEST(variance_in_time)
{
    static const double k[4] = {1, 0, 0, 0.3}, c[4] = {1, -0.4, -0.4, 0.7};
    static const double precondition[4] = {1.2, 0, 0, 1.2};
    const struct rule rule = {1.2, 0.6, 1, 0, 1};
    double a[16], b[8];
    asking_study("lambda=1.2 mu=0.6 hessian=1,0.3 noise=matrix noise-matrix=1,-0.4,0.7",
                 STUDY_ESCAPE, 1);
    lyapunov_map(&rule, 2, k, precondition, a, b);
    const struct series *s = asking_curve("discrete");
    for (size_t i = 0; i < s->n; i++) {
        double sigma[4];
        lyapunov_iterate(2, a, 0, NULL, b, c, (size_t)s->x[i], sigma);
        assert_near(s->y[i], sigma[0], 1e-10);
    }
}

TEST(autocorrelation_of_sgd)
{
    asking_study("lambda=1.5 hessian=1,0.1", STUDY_ESCAPE, 2);
    const struct series *d = asking_curve("discrete"), *c = asking_curve("continuous");
    for (size_t i = 0; i < d->n; i++)
        assert_true(fabs(d->y[i] - pow(-0.5, d->x[i])) < 1e-12);
    for (size_t i = 0; i < c->n; i++)
        assert_near(c->y[i], exp(-1.5 * c->x[i]), 1e-12);
}

/* The worked losses of theory.md section 17, and walkers that follow the same rates. */
TEST(schedule_is_its_course)
{
    static const double want[][2] = {{0.717734776344525, 0.115980455597683},
                                     {4.994505494505496, 1.149271333230838}};
    static const char *const shape[] = {"cosine", "step"};
    for (int i = 0; i < 2; i++) {
        char words[120];
        (void)snprintf(words, sizeof words,
                       "lambda=1.8 hessian=1,0.1 schedule=%s schedule-steps=100 final=0.01",
                       shape[i]);
        asking_study(words, STUDY_SCHEDULE, 0);
        const struct series *s = asking_curve("discrete");
        assert_near(series_value(s, 0, NULL), 4.994505494505496, 1e-12);
        for (int h = 0; h < 2; h++)
            assert_near(series_value(s, 50 + 50 * h, NULL), want[i][h], 1e-12);
        assert_near(asking_curve("λ")->y[0], 1.8, 1e-15);
        asking_measure(200);
        assert_true(asking_compare(s, asking_measured()) == 32);
    }
    asking_study("lambda=1.8 hessian=1,0.1 schedule=linear schedule-steps=60 start=distance:6",
                 STUDY_SCHEDULE, 0);
    asking_measure(200);
    assert_true(asking_compare(asking_curve("discrete"), asking_measured()) == 32);
    assert_true(asking_notes("best λ = "));
}

/* With k = 1 and 0.1 the loss is half of the first variance and a twentieth of the second. */
TEST(schedule_of_the_variances)
{
    double loss = 0;
    static const double k[] = {1, 0.1};
    for (int i = 0; i < 2; i++) {
        asking_study("lambda=1.8 hessian=1,0.1 schedule=linear schedule-steps=100 final=0.01",
                     STUDY_SCHEDULE, 1 + i);
        loss += 0.5 * k[i] * series_value(asking_curve("discrete"), 50, NULL);
        asking_measure(200);
        assert_true(asking_compare(asking_curve("discrete"), asking_measured()) == 32);
    }
    assert_near(loss, 0.695978568959187, 1e-12);
}

/* Both sides of the jump are seen, whatever the number of steps. */
TEST(schedule_shows_its_jump)
{
    asking_study("lambda=1.8 hessian=1,0.1 schedule=step schedule-steps=10001", STUDY_SCHEDULE, 0);
    const struct series *rate = asking_curve("λ");
    assert_true(rate->n <= SERIES_POINTS && rate->x[0] == 0 && rate->x[rate->n - 1] == 10001);
    assert_near(series_value(rate, 5001, NULL), 1.8, 1e-15);
    assert_near(series_value(rate, 5002, NULL), 0.018, 1e-15);
}

TEST(schedule_without_theory)
{
    asking_study("lambda=1 hessian=1,0.1 optimizer=adam schedule=cosine schedule-steps=50",
                 STUDY_SCHEDULE, 0);
    assert_true(asking_notes("no theory of schedules") && ask.job != NULL);
    assert_int_equal(ask.curves.count, 1);
    asking_study("lambda=2.2 hessian=1,0.1 schedule=cosine", STUDY_SCHEDULE, 0);
    assert_true(asking_notes("no stationary state") && ask.job == NULL);
}

/* --- the others ------------------------------------------------------------------------------- */

/* Eq. 23 and 24 over |k_b|, written out, with k_a = |k_b| = ΔL = r, l = ½. */
TEST(kramers_is_theorem_9)
{
    asking_study("lambda=1.3 hessian=1 batch=4", STUDY_KRAMERS, 0);
    const struct series *d = asking_curve("discrete"), *c = asking_curve("continuous");
    for (size_t i = 0; i < d->n; i++) {
        double r = d->x[i], x = 1.3 * r, s = 4;
        double front = 1 / (2 * acos(-1));
        double exact = front * sqrt(2 / (2 - x)) * erf(sqrt(s * (2 - x) * r / x)) *
                       exp(-2 * s * r / 1.3 * (0.5 * (1 - x / 2) / r + 0.5 / r));
        assert_near(d->y[i], exact, 1e-10);
        assert_near(c->y[i], front * exp(-2 * s / 1.3), 1e-10);
    }
    assert_true(d->x[d->n - 1] * 1.3 < 2);
    /* The densities in the minimum: N(0, λ/(S(2−λk))) and N(0, λ/(2S)). */
    assert_fine(asking_solve(STUDY_KRAMERS, 1));
    d = asking_curve("discrete");
    c = asking_curve("continuous");
    const double peak = series_at(d, 0), peak_continuous = series_at(c, 0);
    for (size_t i = 0; i < d->n; i++) {
        double w = d->x[i];
        assert_true(fabs(log(d->y[i] / peak) + w * w * 4 * 0.7 / (2 * 1.3)) < 1e-3);
        assert_true(fabs(log(c->y[i] / peak_continuous) + w * w * 4 / 1.3) < 1e-3);
    }
    assert_true(fabs(peak / peak_continuous - sqrt(0.7 / 2)) < 1e-3);
    assert_true(asking_curve("minimum")->x[0] == 0);
    assert_near(asking_curve("barrier")->x[0], 2, 1e-12); /* w_l = √(2lΔL/k) = 1, b = 2 w_l */
    assert_near(asking_curve("barrier")->y[0], 1, 1e-12);
    asking_study("lambda=1.3 hessian=1 batch=100", STUDY_KRAMERS, 0);
    assert_true(asking_notes("S = 3 is shown"));
    asking_study("lambda=0.05 hessian=1 batch=3", STUDY_KRAMERS, 0);
    assert_true(asking_notes("too rare to be measured"));
}

TEST(bayes_worked_values)
{
    asking_study("hessian=1,0.1 samples=1000 batch=100 lambda=0.5", STUDY_BAYES, 0);
    assert_null(ask.job);
    assert_near(asking_curve("best")->x[0], 0.322012611217391, 1e-12);
    assert_near(asking_curve("best")->y[0], 0.62169463088969, 1e-10);
    assert_near(asking_curve("Mandt")->x[0], 0.363636363636364, 1e-12);
    const struct series *s = asking_curve("discrete");
    for (size_t i = 0; i < s->n; i++) {
        double l = s->x[i], u1 = 9 * l / (2 - l), u2 = 9 * 0.1 * l / (2 - 0.1 * l);
        assert_near(s->y[i], 0.5 * (u1 - 1 - log(u1) + u2 - 1 - log(u2)), 1e-10);
        assert_true(s->y[i] >= asking_curve("best")->y[0] - 1e-12);
    }
    /* The posterior's 3σ: (Nk)^(−½). */
    assert_fine(asking_solve(STUDY_BAYES, 1));
    const struct series *p = asking_curve("posterior");
    double wide = 0, high = 0;
    for (size_t i = 0; i < p->n; i++) {
        wide = fmax(wide, p->x[i]);
        high = fmax(high, p->y[i]);
    }
    assert_near(wide, 3 / sqrt(1000), 2e-3);
    assert_near(high, 3 / sqrt(100), 2e-3);
    asking_study("hessian=1,0.1 samples=100 batch=100", STUDY_BAYES, 0);
    assert_int_equal(ask.curves.count, 0);
    assert_true(ask.curves.notes > 0);
}

static double row_of(const char *name, int row)
{
    return series_value(asking_curve(name), row, NULL);
}

TEST(methods_are_table_1)
{
    static const double k[2] = {1, 0.1}, c[2] = {1, 1}, g[2] = {1, 10};
    const double l = 0.5, m = 0.9;
    const double want[] = {paper_sgd_loss(2, l, k, c),
                           paper_sgdm_loss(2, l, m, k, c),
                           0.5 * (paper_nesterov(l, m, 1, 1) + 0.1 * paper_nesterov(l, m, 0.1, 1)),
                           paper_qhm_loss(2, l, m, 0.7, k, c),
                           paper_newton_loss(2, l, m, k, c),
                           paper_natural_loss(2, l, m, g),
                           0.5 * (paper_adam(l, 1, 1) + 0.1 * paper_adam(l, 0.1, 1))};
    asking_set("lambda=0.5 mu=0.9 nu=0.7 hessian=1,0.1");
    for (int quantity = 0; quantity < 2; quantity++) {
        assert_fine(asking_solve(STUDY_METHODS, quantity));
        for (int row = 0; row < METHODS_SOLVED; row++)
            assert_near(row_of("exact L", row), want[row], 1e-10);
        assert_near(row_of("exact variance", 1), paper_sgdm(l, m, 1, 1), 1e-10);
        assert_near(row_of("previous L", 0), paper_previous_sgd_loss(2, l, k, c), 1e-12);
        assert_near(row_of("previous L", 1), paper_previous_sgdm_loss(2, l, m, k, c), 1e-12);
        assert_near(row_of("previous L", 3), paper_previous_qhm_loss(2, l, m, 0.7, k, c), 1e-12);
        for (int row = 4; row < METHODS_SOLVED; row++)
            assert_true(isnan(row_of("previous L", row)));
        assert_near(row_of("limit", 1), 3.8, 1e-12);
        assert_near(row_of("ratio", 0), 0.25, 1e-12);
    }
    asking_study("lambda=2.5 mu=0.9 hessian=1,0.1", STUDY_METHODS, 0);
    assert_true(isnan(row_of("exact L", 0)) && row_of("ratio", 0) > 1);
    assert_true(isfinite(row_of("exact L", 1)));
}

TEST(landscape_is_theorem_1)
{
    asking_study("lambda=1.2 hessian=0.5,0.1", STUDY_LANDSCAPE, 0);
    const struct series *d = asking_curve("discrete"), *c = asking_curve("continuous"),
                        *p = asking_curve("paper");
    for (size_t i = 0; i < d->n; i++) {
        double w = d->x[i];
        assert_near(d->y[i], 0.5 * (0.5 - 0.6 * 0.25) * w * w, 1e-12);
        assert_near(c->y[i], 0.25 * w * w, 1e-12);
        assert_near(p->y[i], 0.5 * (0.5 + 0.6 * 0.25) * w * w, 1e-12);
    }
    assert_false(asking_notes("isotropic"));
    asking_study("lambda=1.2 hessian=0.5,0.1 noise=matrix noise-matrix=1,0,3", STUDY_LANDSCAPE, 0);
    assert_true(asking_notes("T = ½ C₁₁ = 0.5 of this direction"));
    asking_study("lambda=5 hessian=0.5,0.1", STUDY_LANDSCAPE, 0);
    assert_true(asking_notes("no well any more"));
    assert_null(chart_find(&ask.curves, SERIES_DISCRETE));
    assert_null(ask.job);
}

TEST(path_is_figure_1)
{
    asking_study("lambda=1.7 hessian=1,0.1", STUDY_PATH, 0);
    const struct series *d = asking_curve("discrete"), *flow = asking_curve("continuous");
    for (size_t t = 0; t < d->n; t++) {
        assert_true(fabs(d->x[t] - 4 * pow(-0.7, (double)t)) < 1e-12);
        assert_true(fabs(d->y[t] - 3 * pow(1 - 0.17, (double)t)) < 1e-12);
    }
    for (size_t i = 0; i < flow->n; i++) /* y = 3(x/4)^(k₂/k₁) whatever the time */
        if (flow->x[i] > 1e-200)
            assert_near(flow->y[i], 3 * pow(flow->x[i] / 4, 0.1), 1e-9);
    for (size_t i = 0; i < flow->n; i++) /* at the step that it says */
        assert_near(flow->x[i], 4 * exp(-1.7 * flow->e[i]), 1e-9);
    assert_null(chart_find(&ask.curves, SERIES_RUN));
    assert_fine(asking_solve(STUDY_PATH, 1));
    const struct series *noisy = asking_curve("with noise");
    assert_true(noisy->n > 100 && noisy->x[0] == 4 && fabs(noisy->y[0] - 3) < 1e-14);
    /* On the parabola where D = 1. */
    asking_study("lambda=0.5 hessian=2 mu=0.5", STUDY_PATH, 0);
    d = asking_curve("discrete");
    for (size_t t = 0; t < d->n; t++)
        assert_near(d->y[t], d->x[t] * d->x[t], 1e-12);
    assert_true(asking_notes("λk = 1"));
}

/* Just below the line the second moments exist, just above they do not; at μ = 0 state noise of
 * factor a has the limit 2/(1+a). The present μ is one of the points. */
TEST(limit_is_that_of_the_mean_square)
{
    static const char *const words[] = {
        "lambda=1 mu=0.3 hessian=1,0.1 noise=state noise-scale=0.5",
        "lambda=1 mu=0.3 hessian=1,0.1 noise=regression data=synthetic samples=100 batch=5",
        ("lambda=1 hessian=1,0.1 noise=regression data=synthetic samples=100 batch=5 "
         "optimizer=newton mu=0.3"),
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        asking_study(words[i], STUDY_LIMIT, 0);
        const struct series *s = asking_curve("mean square");
        assert_true(s->n > 9 && s->x[0] == 0 && s->x[s->n - 1] > 0.99);
        struct stability here = support_stability(ask.problem);
        assert_near(series_at(s, 0.3), here.limit, 1e-12);
        if (i == 0)
            assert_near(s->y[0], 2 / 1.5, 1e-12);
        for (size_t j = 0; j < s->n; j += 3)
            for (int above = 0; above < 2; above++) {
                struct experiment e = ask.experiment;
                struct problem *p = NULL;
                e.mu = s->x[j];
                e.lambda *= s->y[j] / here.lambda_k_max * (above ? 1 + 1e-6 : 1 - 1e-6);
                assert_fine(problem_make(ask.tools.problems, &e, &p));
                assert_int_equal(support_stability(p).stable, !above);
                problem_drop(p);
            }
    }
    asking_study("lambda=1 hessian=1,0.1", STUDY_LIMIT, 0);
    assert_null(chart_find(&ask.curves, SERIES_MEAN_SQUARE));
    support_case[0] = '\0';
}

static void count_points(void *context, const struct chart *chart)
{
    size_t *seen = context;
    assert_int_equal(chart->count, 1);
    assert_true(chart->series[0].n > *seen);
    *seen = chart->series[0].n;
}

/* What may take long is shown as it grows, and the whole answer has one point more. */
TEST(limit_grows)
{
    size_t seen = 0;
    ask.tools.so_far = count_points;
    ask.tools.context = &seen;
    asking_study("lambda=1 hessian=1,0.1 noise=state noise-scale=0.5", STUDY_LIMIT, 0);
    ask.tools.so_far = NULL;
    assert_null(ask.job);
    assert_true(seen > 9);
    assert_int_equal(asking_curve("mean square")->n, seen + 1);
}

GROUP(asking_start, asking_finish)
