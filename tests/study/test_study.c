/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "asking.h"
#include "../theory/lyapunov.h"
#include "../theory/paper.h"
#include "sgdscope/theory/stability.h"

/* The curves of the studies, against the closed forms of the paper and the Lyapunov equation. */

static const struct series *curve(const char *name)
{
    return asking_series(&ask.curves, name);
}

/* --- everything at once ----------------------------------------------------------------------- */

static const char *const experiments[] = {
    "lambda=1.8 hessian=1,0.1",
    "lambda=1.5 hessian=1",
    "lambda=2.2 hessian=1,0.1",
    "lambda=1e6 hessian=1,0.1",
    "lambda=1e-6 hessian=1,0.1",
    "lambda=1.999999999 hessian=1,0.1",
    "lambda=2.75 mu=0.5 hessian=1",
    "lambda=1 mu=0.99 hessian=1,0.7,0.3",
    "lambda=1.2 hessian=1,0.3 angle=30 noise=matrix noise-matrix=1,-0.4,0.7",
    "lambda=1.2 hessian=1,0.3 noise=matrix noise-matrix=1,0,0",
    "lambda=1 hessian=1,0.9,0.8,0.7,0.6,0.5,0.4,0.3,0.2,0.1 noise=minibatch",
    "lambda=1.2 hessian=1,0.3 noise=state noise-scale=0.05",
    "lambda=1.2 hessian=1,0.3 noise=state noise-scale=0.05 sigma2=0",
    "lambda=1.99 hessian=1,0.3 noise=state noise-scale=0.5",
    "lambda=1.2 hessian=1,0.3 noise=mixed batch=10 samples=100 distribution=student",
    "lambda=1.2 hessian=1,0.3 sigma2=0",
    "optimizer=nesterov lambda=0.5 mu=0.9 hessian=1,0.1",
    "optimizer=nesterov lambda=5 mu=0.9 hessian=1,0.1",
    "optimizer=qhm lambda=3 mu=0.9 nu=0.7 hessian=1,0.1",
    "optimizer=newton lambda=1 hessian=1,0.1 mu=0.5",
    "optimizer=natural lambda=0.5 mu=0.5 hessian=1,0.1",
    "optimizer=natural lambda=0.5 mu=0.5 hessian=1,0.1 sigma2=0",
    "optimizer=natural lambda=0.1 hessian=1,0.3 angle=20 noise=matrix noise-matrix=1,-0.4,0.7",
    "optimizer=natural lambda=0.01 mu=0.9 hessian=1,0.1 noise=state noise-scale=9",
    "optimizer=adam lambda=0.5 hessian=1,0.1 sigma2=0.01",
    "optimizer=adam lambda=0.5 hessian=1,0.3 angle=20 noise=matrix noise-matrix=1,-0.4,0.7",
    "optimizer=adam lambda=0.1 hessian=1,0.1 noise=state noise-scale=0.5",
    "lambda=1 hessian=1,0.5,0.2 plane=w1,w3",
};

/* No note is empty or cut, a measured point has a finite value or none, and x is never missing. */
static void expect_decent(const struct chart *c)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct series *s = &c->series[i];
        assert_true(s->name != NULL && s->name[0] != '\0');
        for (size_t j = 0; j < s->n; j++) {
            assert_false(isnan(s->x[j]) && isfinite(s->y[j]));
            assert_false(s->measured && s->e[j] < 0);
        }
    }
    for (size_t i = 0; i < c->notes; i++)
        assert_in_range(strlen(c->note[i]), 1, NOTE_SIZE - 2);
}

TEST(answers_every_question)
{
    for (size_t i = 0; i < sizeof experiments / sizeof *experiments; i++) {
        for (int kind = STUDY_NONE; kind < STUDY_COUNT; kind++)
            for (int q = 0; q < study_quantities(kind) || q == 0; q++) {
                asking_set(&ask, experiments[i]);
                struct status s = asking_solve(&ask, (enum study_kind)kind, q);
                (void)snprintf(support_case, sizeof support_case, "%s %d: %.150s",
                               study_table[kind].name, q, experiments[i]);
                assert_fine(s);
                expect_decent(&ask.curves);
                assert_true(kind == STUDY_NONE || ask.curves.count + ask.curves.notes > 0);
                (void)asking_measure(&ask, 3);
                expect_decent(&ask.points);
            }
    }
}

static bool give_up_after(void *context)
{
    int *left = context;
    return (*left)-- <= 0;
}

/* Wherever it is given up: no job, an empty chart (and no leak, which a sanitizer would tell). */
TEST(gives_up)
{
    int given_up = 0;
    asking_set(&ask, "lambda=1.8 hessian=1,0.1");
    for (int kind = STUDY_PATH; kind < STUDY_COUNT; kind++)
        for (int patience = 0; patience < 240; patience += patience < 3 ? 1 : 37) {
            int left = patience;
            const struct study_tools tools = {ask.problems, &ask.setups, give_up_after, &left, NULL};
            const struct study_setting setting = {.kind = kind, .start = {4, 3}};
            struct job *job = NULL;
            struct status s =
                study_solve(&setting, &tools, &ask.experiment, ask.problem, &ask.curves, &job);
            if (s.code == STATUS_CANCEL) {
                given_up++;
                assert_null(job);
                assert_int_equal(ask.curves.count, 0);
                assert_int_equal(ask.curves.notes, 0);
            } else {
                assert_fine(s);
                job_free(job);
            }
        }
    assert_true(given_up > 10);
}

/* --- against λ and μ -------------------------------------------------------------------------- */

typedef double formula(double lambda, double mu, double k);

static double heavy_ball(double lambda, double mu, double k)
{
    return lambda * k < 2 * (1 + mu) ? paper_sgdm(lambda, mu, k, 1) : (double)NAN;
}

static double qhm(double lambda, double mu, double k)
{
    int stable = lambda * k < 2 * (1 + mu) / (1 + mu - 2 * 0.7 * mu);
    return stable ? paper_qhm(lambda, mu, 0.7, k, 1) : (double)NAN;
}

static double nesterov(double lambda, double mu, double k)
{
    int stable = lambda * k < 2 * (1 + mu) / (1 + 2 * mu);
    return stable ? paper_nesterov(lambda, mu, k, 1) : (double)NAN;
}

static double newton(double lambda, double mu, double k)
{
    return lambda < 2 * (1 + mu) ? paper_newton_factor(lambda, mu) / (k * k) : (double)NAN;
}

static double natural(double lambda, double mu, double k)
{
    return paper_natural(lambda, mu, 1 / k) / k;
}

static double adam(double lambda, double mu, double k)
{
    (void)mu;
    return paper_adam(lambda, k, 1);
}

/* η = z + √a k w ξ: h/(1 − a h k²). */
static double state_noise(double lambda, double mu, double k)
{
    double h = heavy_ball(lambda, mu, k), v = h / (1 - 0.05 * h * k * k);
    return v > 0 ? v : (double)NAN;
}

static const struct {
    const char *words;
    double lambda, mu;
    formula *variance;
} family[] = {
    {"lambda=1.8", 1.8, 0, heavy_ball},
    {"lambda=2.75 mu=0.5", 2.75, 0.5, heavy_ball},
    {"lambda=0.01 mu=0.9", 0.01, 0.9, heavy_ball},
    {"lambda=1 mu=0.9 nu=0.7 optimizer=qhm", 1, 0.9, qhm},
    {"lambda=0.5 mu=0.9 optimizer=nesterov", 0.5, 0.9, nesterov},
    {"lambda=0.5 mu=0.9 optimizer=newton", 0.5, 0.9, newton},
    {"lambda=0.5 mu=0.9 optimizer=natural", 0.5, 0.9, natural},
    {"lambda=0.5 optimizer=adam", 0.5, 0, adam},
    {"lambda=1.2 noise=state noise-scale=0.05", 1.2, 0, state_noise},
};

/* Where there is nothing at a point, the others have nothing either: a loss is both directions'. */
static double expected(size_t which, int quantity, double lambda, double mu)
{
    double v1 = family[which].variance(lambda, mu, 1), v2 = family[which].variance(lambda, mu, 0.1);
    if (isnan(v1 + v2))
        return (double)NAN;
    return quantity == 0 ? v1 : quantity == 1 ? v2 : 0.5 * (v1 + 0.1 * v2);
}

static void expect_family(size_t which, enum study_kind kind, int quantity)
{
    char words[200];
    size_t finite = 0;
    (void)snprintf(words, sizeof words, "%s hessian=1,0.1", family[which].words);
    asking_set(&ask, words);
    assert_fine(asking_solve(&ask, kind, quantity));
    (void)snprintf(support_case, sizeof support_case, "%s, %s, quantity %d", study_table[kind].name,
                   family[which].words, quantity);
    const struct series *s = curve("discrete");
    for (size_t i = 0; i < s->n; i++) {
        double x = s->x[i], want = kind == STUDY_LAMBDA
                                       ? expected(which, quantity, x, family[which].mu)
                                       : expected(which, quantity, family[which].lambda, x);
        if (!isnan(want) && want < 1e9) /* the very limit is a matter of rounding */
            assert_near(s->y[i], want, 1e-8);
        else if (isnan(want))
            assert_true(isnan(s->y[i]));
        finite += isfinite(s->y[i]) != 0;
    }
    assert_true(s->n > 150 && finite > 0);
}

TEST(variance_and_loss)
{
    for (size_t i = 0; i < sizeof family / sizeof *family; i++)
        for (int quantity = 0; quantity < 3; quantity++) {
            expect_family(i, STUDY_LAMBDA, quantity);
            expect_family(i, STUDY_MU, quantity);
        }
}

TEST(continuous_and_previous)
{
    static const double k[2] = {1, 0.1}, c[2] = {1, 1};
    asking_set(&ask, "lambda=1.8 hessian=1,0.1 mu=0.3");
    assert_fine(asking_solve(&ask, STUDY_LAMBDA, 1));
    const struct series *s = curve("continuous");
    for (size_t i = 0; i < s->n; i++)
        assert_near(s->y[i], paper_continuous_element(s->x[i], 0.3, 0.1, 0.1, 1), 1e-12);
    assert_false(series_has_values(curve("previous")));
    assert_fine(asking_solve(&ask, STUDY_LAMBDA, 2));
    s = curve("previous");
    for (size_t i = 0; i < s->n; i++)
        assert_near(s->y[i], paper_previous_sgdm_loss(2, s->x[i], 0.3, k, c), 1e-12);
    s = curve("continuous");
    for (size_t i = 0; i < s->n; i++)
        assert_near(s->y[i], paper_continuous_loss(2, s->x[i], 0.3, c), 1e-12);
    /* The curve goes over the limit and says nothing there. */
    s = curve("discrete");
    assert_true(s->x[s->n - 1] > 2.6 && isnan(s->y[s->n - 1]));
}

/* A given C that does not commute, in a turned basis, against the Lyapunov equation in w. */
TEST(noise_that_does_not_commute)
{
    static const double c[4] = {1, -0.4, -0.4, 0.7};
    const double cosine = cos(acos(-1) / 6), sine = 0.5;
    const double k[4] = {cosine * cosine + 0.3 * sine * sine, 0.7 * cosine * sine,
                         0.7 * cosine * sine, sine * sine + 0.3 * cosine * cosine};
    asking_set(&ask, "hessian=1,0.3 angle=30 noise=matrix noise-matrix=1,-0.4,0.7 mu=0.4");
    for (int quantity = 0; quantity < 2; quantity++) {
        assert_fine(asking_solve(&ask, STUDY_LAMBDA, quantity));
        const struct series *s = curve("discrete");
        for (size_t i = 0; i < s->n; i += 7) {
            double a[16], b[8], sigma[4], x = s->x[i];
            const double precondition[4] = {x, 0, 0, x};
            const struct rule rule = {x, 0.4, 1, 0, 1};
            if (!(x < 2.7))
                continue;
            lyapunov_map(&rule, 2, k, precondition, a, b);
            lyapunov_smith(2, a, b, c, sigma);
            assert_near(s->y[i], sigma[3 * quantity], 1e-9);
        }
    }
}

TEST(worked_value_of_momentum)
{
    asking_set(&ask, "lambda=2.75 hessian=1");
    assert_fine(asking_solve(&ask, STUDY_MU, 0));
    assert_true(asking_notes(&ask.curves, "0.375"));
    const struct series *s = curve("discrete");
    for (size_t i = 0; i < s->n; i++)
        assert_int_equal(isnan(s->y[i]), s->x[i] <= 0.375);
    asking_set(&ask, "lambda=4.5 hessian=1");
    assert_fine(asking_solve(&ask, STUDY_MU, 0));
    assert_false(series_has_values(curve("discrete")));
    assert_true(asking_notes(&ask.curves, "no momentum is enough"));
    asking_set(&ask, "optimizer=adam lambda=0.5 hessian=1,0.1");
    assert_fine(asking_solve(&ask, STUDY_MU, 0));
    assert_true(asking_notes(&ask.curves, "no momentum: nothing depends on it"));
}

/* --- what the notes say holds for the setting shown ------------------------------------------- */

/* Settings of every rule, with noise that depends on w and noise that does not, in words. */
static const char *const noted_settings[] = {
    "lambda=0.5 hessian=1,0.1",
    "lambda=1.9 hessian=1,0.1",
    "lambda=2.3 hessian=1,0.1",
    "lambda=0.5 mu=0.6 hessian=1,0.1",
    "lambda=1.9 mu=0.3 hessian=1,0.1 noise=minibatch",
    "lambda=0.3 mu=0.9 hessian=1,0.1 optimizer=nesterov",
    "lambda=1.5 mu=0.2 hessian=1,0.1 optimizer=nesterov",
    "lambda=2.75 mu=0.5 hessian=1,0.1 optimizer=qhm nu=0.7",
    "lambda=0.5 mu=0.9 hessian=1,0.1 optimizer=qhm nu=0.5",
    "lambda=2.4 mu=0.6 hessian=1,0.1 optimizer=newton",
    "lambda=0.5 mu=0.6 hessian=1,0.1 optimizer=natural noise=minibatch batch=4",
    "lambda=0.5 hessian=1,0.1 optimizer=adam",
    "lambda=0.5 hessian=1,0.1 noise=state noise-scale=0.3",
    "lambda=0.5 mu=0.4 hessian=1,0.1 noise=state noise-scale=0.3",
    "lambda=0.5 hessian=1,1 noise=matrix noise-matrix=2,0,1",
    "lambda=0.5 hessian=1,0.1 data=synthetic noise=regression samples=100 batch=10",
    "lambda=0.5 hessian=1,0.1 data=synthetic noise=regression samples=100 batch=10 sampling=epoch",
};

enum { NOTED = sizeof noted_settings / sizeof *noted_settings };

/* The number behind `text` in the notes, NaN where none has it. */
static double noted_number(const char *text)
{
    for (size_t i = 0; i < ask.curves.notes; i++) {
        const char *at = strstr(ask.curves.note[i], text);
        if (at != NULL)
            return strtod(at + strlen(text), NULL);
    }
    return (double)NAN;
}

/* Cor. 4 is said of the plain rule, and where it is said the curves have it. */
TEST(corollary_4_where_it_holds)
{
    int said = 0;
    for (int i = 0; i < NOTED; i++) {
        asking_set(&ask, noted_settings[i]);
        assert_fine(asking_solve(&ask, STUDY_ESCAPE, 0));
        if (!asking_notes(&ask.curves, "solid ≥ dashed"))
            continue;
        (void)snprintf(support_case, sizeof support_case, "%s", noted_settings[i]);
        const struct series *d = curve("discrete"), *c = curve("continuous");
        for (size_t j = 0; j < d->n; j++)
            assert_true(d->y[j] >= series_at(c, d->x[j]) * (1 - 1e-9));
        said++;
    }
    assert_int_equal(said, 4); /* SGD without momentum and with constant noise */
    asking_set(&ask, "lambda=0.5 hessian=1,1 noise=matrix noise-matrix=2,0,1");
    assert_fine(asking_solve(&ask, STUDY_ESCAPE, 0));
    assert_false(asking_notes(&ask.curves, "noise is isotropic"));
}

/* Below and above the μ that is named the exact curve ends; its least value is where it is said. */
TEST(momenta_as_noted)
{
    for (int i = 0; i < NOTED; i++) {
        (void)snprintf(support_case, sizeof support_case, "%s", noted_settings[i]);
        asking_set(&ask, noted_settings[i]);
        assert_fine(asking_solve(&ask, STUDY_MU, 0));
        const struct series *d = chart_find(&ask.curves, SERIES_DISCRETE);
        if (d == NULL) { /* passes: no exact theory */
            assert_true(isnan(noted_number("is least at μ = ")));
            continue;
        }
        double below = noted_number("diverges below μ = "),
               above = noted_number("diverges above μ = ");
        double least = noted_number("is least at μ = "), smallest = INFINITY;
        if (asking_notes(&ask.curves, "λk/2 − 1 = "))
            below = noted_number("λk/2 − 1 = ");
        for (size_t j = 0; j < d->n; j++) {
            int is_out = d->x[j] < below || d->x[j] > above;
            if (ask.problem->state > 0 || ask.problem->data.batch > 0)
                assert_false(is_out && isfinite(d->y[j])); /* the variance's own limit is closer */
            else if (ask.problem->optimizer->has_momentum)
                assert_int_equal(isfinite(d->y[j]), !is_out);
            smallest = isfinite(d->y[j]) ? fmin(smallest, d->y[j]) : smallest;
        }
        if (isfinite(least))
            assert_near(series_at(d, least), smallest, 0.05);
        else
            assert_true(!series_has_values(d) || !ask.problem->optimizer->has_momentum);
    }
}

TEST(limits_as_noted)
{
    for (int i = 0; i < NOTED; i++) {
        (void)snprintf(support_case, sizeof support_case, "%s", noted_settings[i]);
        asking_set(&ask, noted_settings[i]);
        assert_fine(asking_solve(&ask, STUDY_LAMBDA, 0));
        const struct series *d = chart_find(&ask.curves, SERIES_DISCRETE), *c = curve("continuous");
        assert_int_equal(asking_notes(&ask.curves, "Thm 2"), problem_is_of_thm2(ask.problem));
        for (size_t j = 0; j < c->n && asking_notes(&ask.curves, "Eq. 1 sees nothing"); j++)
            assert_true(isfinite(c->y[j]));
        for (size_t j = 0; d != NULL && j < d->n && asking_notes(&ask.curves, "stable at every λ");
             j++)
            assert_true(isfinite(d->y[j]));
    }
}

/* --- in time ---------------------------------------------------------------------------------- */

TEST(escape_is_theorem_7)
{
    static const double k[2] = {1, 0.1}, c[2] = {1, 0.7}, isotropic[2] = {0.85, 0.85};
    static const double lambda[] = {0.2, 1.2, 1.85, 2.3};
    for (int l = 0; l < 4; l++) {
        char words[120];
        (void)snprintf(words, sizeof words,
                       "lambda=%g hessian=1,0.1 noise=matrix noise-matrix=1,-0.4,0.7", lambda[l]);
        asking_set(&ask, words);
        assert_fine(asking_solve(&ask, STUDY_ESCAPE, 0));
        const struct series *d = curve("discrete"), *e = curve("continuous"),
                            *i = curve("isotropic");
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
            asking_set(&ask, words);
            assert_fine(asking_solve(&ask, STUDY_ESCAPE, quantity));
            const struct series *s = curve("discrete");
            assert_true(s->n >= 3);
            for (size_t j = 0; j < s->n; j++)
                assert_true(isfinite(s->y[j]) && s->y[j] < 1e37);
            (void)asking_measure(&ask, 20);
            const struct series *m = asking_series(&ask.points, "simulation");
            for (size_t j = 0; j < m->n; j++)
                if (!(isfinite(m->y[j]) && m->e[j] > 0))
                    fail_msg("%s, quantity %d: %g ± %g at t = %g", support_case, quantity, m->y[j],
                             m->e[j], m->x[j]);
        }
    assert_fine(asking_solve(&ask, STUDY_ESCAPE, 2));
    assert_null(ask.job);
    assert_true(asking_notes(&ask.curves, "no stationary state"));
}

TEST(variance_in_time)
{
    static const double k[4] = {1, 0, 0, 0.3}, c[4] = {1, -0.4, -0.4, 0.7};
    static const double precondition[4] = {1.2, 0, 0, 1.2};
    const struct rule rule = {1.2, 0.6, 1, 0, 1};
    double a[16], b[8];
    asking_set(&ask, "lambda=1.2 mu=0.6 hessian=1,0.3 noise=matrix noise-matrix=1,-0.4,0.7");
    assert_fine(asking_solve(&ask, STUDY_ESCAPE, 1));
    lyapunov_map(&rule, 2, k, precondition, a, b);
    const struct series *s = curve("discrete");
    for (size_t i = 0; i < s->n; i++) {
        double sigma[4];
        lyapunov_iterate(2, a, 0, NULL, b, c, (size_t)s->x[i], sigma);
        assert_near(s->y[i], sigma[0], 1e-10);
    }
}

TEST(autocorrelation_of_sgd)
{
    asking_set(&ask, "lambda=1.5 hessian=1,0.1");
    assert_fine(asking_solve(&ask, STUDY_ESCAPE, 2));
    const struct series *d = curve("discrete"), *c = curve("continuous");
    for (size_t i = 0; i < d->n; i++)
        assert_true(fabs(d->y[i] - pow(-0.5, d->x[i])) < 1e-12);
    for (size_t i = 0; i < c->n; i++)
        assert_near(c->y[i], exp(-1.5 * c->x[i]), 1e-12);
}

/* --- the others ------------------------------------------------------------------------------- */

/* Eq. 23 and 24 times λ, written out, with k_a = |k_b| = ΔL = r, l = ½. */
TEST(kramers_is_theorem_9)
{
    asking_set(&ask, "lambda=1.3 hessian=1 batch=4");
    assert_fine(asking_solve(&ask, STUDY_KRAMERS, 0));
    const struct series *d = curve("discrete"), *c = curve("continuous");
    for (size_t i = 0; i < d->n; i++) {
        double r = d->x[i], x = 1.3 * r, s = 4;
        double front = 1.3 * r / (2 * acos(-1));
        double exact = front * sqrt(2 / (2 - x)) * erf(sqrt(s * (2 - x) * r / x)) *
                       exp(-2 * s * r / 1.3 * (0.5 * (1 - x / 2) / r + 0.5 / r));
        assert_near(d->y[i], exact, 1e-10);
        assert_near(c->y[i], front * exp(-2 * s / 1.3), 1e-10);
    }
    assert_true(d->x[d->n - 1] * 1.3 < 2);
    asking_set(&ask, "lambda=1.3 hessian=1 batch=100");
    assert_fine(asking_solve(&ask, STUDY_KRAMERS, 0));
    assert_true(asking_notes(&ask.curves, "S = 3 is shown"));
    asking_set(&ask, "lambda=0.05 hessian=1 batch=3");
    assert_fine(asking_solve(&ask, STUDY_KRAMERS, 0));
    assert_true(asking_notes(&ask.curves, "too rare to be measured"));
}

TEST(bayes_worked_values)
{
    asking_set(&ask, "hessian=1,0.1 samples=1000 batch=100 lambda=0.5");
    assert_fine(asking_solve(&ask, STUDY_BAYES, 0));
    assert_null(ask.job);
    assert_near(curve("best")->x[0], 0.322012611217391, 1e-12);
    assert_near(curve("best")->y[0], 0.62169463088969, 1e-10);
    assert_near(curve("Mandt")->x[0], 0.363636363636364, 1e-12);
    const struct series *s = curve("discrete");
    for (size_t i = 0; i < s->n; i++) {
        double l = s->x[i], u1 = 9 * l / (2 - l), u2 = 9 * 0.1 * l / (2 - 0.1 * l);
        assert_near(s->y[i], 0.5 * (u1 - 1 - log(u1) + u2 - 1 - log(u2)), 1e-10);
        assert_true(s->y[i] >= curve("best")->y[0] - 1e-12);
    }
    /* The posterior's 3σ: (Nk)^(−½). */
    assert_fine(asking_solve(&ask, STUDY_BAYES, 1));
    const struct series *p = curve("posterior");
    double wide = 0, high = 0;
    for (size_t i = 0; i < p->n; i++) {
        wide = fmax(wide, p->x[i]);
        high = fmax(high, p->y[i]);
    }
    assert_near(wide, 3 / sqrt(1000), 2e-3);
    assert_near(high, 3 / sqrt(100), 2e-3);
    asking_set(&ask, "hessian=1,0.1 samples=100 batch=100");
    assert_fine(asking_solve(&ask, STUDY_BAYES, 0));
    assert_int_equal(ask.curves.count, 0);
    assert_true(ask.curves.notes > 0);
}

static double row_of(const char *name, int row)
{
    const struct series *s = curve(name);
    for (size_t i = 0; i < s->n; i++)
        if (s->x[i] == row)
            return s->y[i];
    return -1;
}

TEST(methods_are_table_1)
{
    static const double k[2] = {1, 0.1}, c[2] = {1, 1}, g[2] = {1, 10};
    const double l = 0.5, m = 0.9;
    const double want[] = {paper_sgd_loss(2, l, k, c),
                           paper_sgdm_loss(2, l, m, k, c),
                           0.5 * (nesterov(l, m, 1) + 0.1 * nesterov(l, m, 0.1)),
                           paper_qhm_loss(2, l, m, 0.7, k, c),
                           paper_newton_loss(2, l, m, k, c),
                           paper_natural_loss(2, l, m, g),
                           0.5 * (adam(l, 0, 1) + 0.1 * adam(l, 0, 0.1))};
    asking_set(&ask, "lambda=0.5 mu=0.9 nu=0.7 hessian=1,0.1");
    for (int quantity = 0; quantity < 2; quantity++) {
        assert_fine(asking_solve(&ask, STUDY_METHODS, quantity));
        for (int row = 0; row < METHODS_SOLVED; row++)
            assert_near(row_of("exact L", row), want[row], 1e-10);
        assert_near(row_of("exact variance", 1), heavy_ball(l, m, 1), 1e-10);
        assert_near(row_of("previous L", 0), paper_previous_sgd_loss(2, l, k, c), 1e-12);
        assert_near(row_of("previous L", 1), paper_previous_sgdm_loss(2, l, m, k, c), 1e-12);
        assert_near(row_of("previous L", 3), paper_previous_qhm_loss(2, l, m, 0.7, k, c), 1e-12);
        for (int row = 4; row < METHODS_SOLVED; row++)
            assert_true(isnan(row_of("previous L", row)));
        assert_near(row_of("limit", 1), 3.8, 1e-12);
        assert_near(row_of("ratio", 0), 0.25, 1e-12);
    }
    asking_set(&ask, "lambda=2.5 mu=0.9 hessian=1,0.1");
    assert_fine(asking_solve(&ask, STUDY_METHODS, 0));
    assert_true(isnan(row_of("exact L", 0)) && row_of("ratio", 0) > 1);
    assert_true(isfinite(row_of("exact L", 1)));
}

TEST(landscape_is_theorem_1)
{
    asking_set(&ask, "lambda=1.2 hessian=0.5,0.1");
    assert_fine(asking_solve(&ask, STUDY_LANDSCAPE, 0));
    const struct series *d = curve("discrete"), *c = curve("continuous"), *p = curve("paper");
    for (size_t i = 0; i < d->n; i++) {
        double w = d->x[i];
        assert_near(d->y[i], 0.5 * (0.5 - 0.6 * 0.25) * w * w, 1e-12);
        assert_near(c->y[i], 0.25 * w * w, 1e-12);
        assert_near(p->y[i], 0.5 * (0.5 + 0.6 * 0.25) * w * w, 1e-12);
    }
    assert_false(asking_notes(&ask.curves, "isotropic"));
    asking_set(&ask, "lambda=1.2 hessian=0.5,0.1 noise=matrix noise-matrix=1,0,3");
    assert_fine(asking_solve(&ask, STUDY_LANDSCAPE, 0));
    assert_true(asking_notes(&ask.curves, "T = ½ C₁₁ = 0.5 of this direction"));
    asking_set(&ask, "lambda=5 hessian=0.5,0.1");
    assert_fine(asking_solve(&ask, STUDY_LANDSCAPE, 0));
    assert_true(asking_notes(&ask.curves, "the well is gone"));
    assert_null(chart_find(&ask.curves, SERIES_DISCRETE));
    assert_null(ask.job);
}

TEST(path_is_figure_1)
{
    asking_set(&ask, "lambda=1.7 hessian=1,0.1");
    assert_fine(asking_solve(&ask, STUDY_PATH, 0));
    const struct series *d = curve("discrete"), *flow = curve("continuous");
    for (size_t t = 0; t < d->n; t++) {
        assert_true(fabs(d->x[t] - 4 * pow(-0.7, (double)t)) < 1e-12);
        assert_true(fabs(d->y[t] - 3 * pow(1 - 0.17, (double)t)) < 1e-12);
    }
    for (size_t i = 0; i < flow->n; i++) /* y = 3(x/4)^(k₂/k₁) whatever the time */
        if (flow->x[i] > 1e-200)
            assert_near(flow->y[i], 3 * pow(flow->x[i] / 4, 0.1), 1e-9);
    const struct series *noisy = curve("simulation");
    assert_true(noisy->n > 10 && noisy->x[0] == 4 && fabs(noisy->y[0] - 3) < 1e-14);
    /* On the parabola where D = 1. */
    asking_set(&ask, "lambda=0.5 hessian=2 mu=0.5");
    assert_fine(asking_solve(&ask, STUDY_PATH, 0));
    d = curve("discrete");
    for (size_t t = 0; t < d->n; t++)
        assert_near(d->y[t], d->x[t] * d->x[t], 1e-12);
    assert_true(asking_notes(&ask.curves, "λk = 1"));
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
        asking_set(&ask, words[i]);
        (void)snprintf(support_case, sizeof support_case, "%s", words[i]);
        assert_fine(asking_solve(&ask, STUDY_LIMIT, 0));
        const struct series *s = curve("mean square");
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
                assert_fine(problem_make(ask.problems, &e, &p));
                assert_int_equal(support_stability(p).stable, !above);
                problem_drop(p);
            }
    }
    asking_set(&ask, "lambda=1 hessian=1,0.1");
    assert_fine(asking_solve(&ask, STUDY_LIMIT, 0));
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
    asking_set(&ask, "lambda=1 hessian=1,0.1 noise=state noise-scale=0.5");
    const struct study_tools tools = {ask.problems, &ask.setups, NULL, &seen, count_points};
    const struct study_setting setting = {.kind = STUDY_LIMIT};
    struct job *job = NULL;
    assert_fine(study_solve(&setting, &tools, &ask.experiment, ask.problem, &ask.curves, &job));
    assert_null(job);
    assert_true(seen > 9);
    assert_int_equal(curve("mean square")->n, seen + 1);
}

/* A theory has one name in all studies. */
TEST(names_of_theories)
{
    static const enum study_kind kind[] = {STUDY_LAMBDA, STUDY_MU};
    for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
        asking_set(&ask, "noise=regression data=synthetic samples=100 batch=20 lambda=0.5");
        assert_fine(asking_solve(&ask, kind[i], 0));
        for (int t = 0; t < THEORY_COUNT; t++)
            assert_true(series_has_values(curve(theory_table[t].name)));
        asking_set(&ask, "noise=regression data=synthetic samples=100 batch=20 lambda=0.5 "
                         "sampling=epoch");
        assert_fine(asking_solve(&ask, kind[i], 0));
        assert_null(chart_find(&ask.curves, SERIES_DISCRETE));
        assert_true(series_has_values(curve(theory_table[THEORY_CONSTANT].name)));
    }
}

GROUP(asking_start, asking_finish)
