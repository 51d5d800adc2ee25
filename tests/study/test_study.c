/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "asking.h"
#include "../theory/paper.h"
#include "sgdscope/theory/stability.h"

/* The curves of the studies, against the closed forms of the paper and the Lyapunov equation. */

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
                asking_set(experiments[i]);
                struct status s = asking_solve((enum study_kind)kind, q);
                (void)snprintf(support_case, sizeof support_case, "%s %d: %.150s",
                               study_table[kind].name, q, experiments[i]);
                assert_fine(s);
                expect_decent(&ask.curves);
                assert_true(kind == STUDY_NONE || ask.curves.count + ask.curves.notes > 0);
                asking_measure(3);
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
    asking_set("lambda=1.8 hessian=1,0.1");
    for (int kind = STUDY_PATH; kind < STUDY_COUNT; kind++)
        for (int patience = 0; patience < 240; patience += patience < 3 ? 1 : 37) {
            int left = patience;
            ask.tools.context = &left;
            ask.tools.given_up = give_up_after;
            struct status s = asking_solve((enum study_kind)kind, 0);
            ask.tools.given_up = NULL;
            if (s.code != STATUS_CANCEL) {
                assert_fine(s);
                continue;
            }
            given_up++;
            assert_null(ask.job);
            assert_int_equal(ask.curves.count + ask.curves.notes, 0);
        }
    assert_true(given_up > 10);
}

/* --- against λ and μ -------------------------------------------------------------------------- */

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

/* What theory says of the direction or the loss at the setting e, NaN where it has nothing. */
static double theory_at(struct experiment *e, enum theory_kind kind, int quantity)
{
    struct problem *p = NULL;
    struct covariance c = {0};
    double value = (double)NAN, direction[2];
    bool exists = false;
    if (problem_make(ask.tools.problems, e, &p).code != STATUS_OK)
        return value;
    const struct stability s = support_stability(p);
    struct status status = theory_solve(kind, p, &s, &c, &exists);
    problem_direction(p, e->plane, quantity == 1, direction);
    if (status.code == STATUS_OK && exists)
        value = quantity == 2 ? covariance_loss(p, &c) : covariance_form(&c, direction, direction);
    covariance_free(&c);
    problem_drop(p);
    return value;
}

/* The curves of a study are what the theories say at each λ or μ; returns how many points have a
 * value. */
static size_t expect_theories(enum study_kind kind, int quantity)
{
    size_t finite = 0;
    for (int t = 0; t < THEORY_COUNT; t++) {
        const struct series *s = chart_find(&ask.curves, (enum series_role)t);
        assert_true((s != NULL) == theory_is_known((enum theory_kind)t, ask.problem));
        for (size_t i = 0; s != NULL && i < s->n; i += 9) {
            struct experiment e = ask.experiment;
            *(kind == STUDY_MU ? &e.mu : &e.lambda) = s->x[i];
            double want = theory_at(&e, (enum theory_kind)t, quantity);
            assert_int_equal(isnan(s->y[i]), isnan(want));
            if (isnan(want))
                continue;
            assert_near(s->y[i], want, 1e-9);
            finite++;
        }
    }
    return finite;
}

TEST(curves_are_the_theories)
{
    for (int i = 0; i < NOTED; i++)
        for (int quantity = 0; quantity < 3; quantity++)
            for (int kind = STUDY_LAMBDA; kind <= STUDY_MU; kind++) {
                asking_study(noted_settings[i], (enum study_kind)kind, quantity);
                assert_true(expect_theories((enum study_kind)kind, quantity) > 10);
            }
}

/* Beyond the limit the exact curve ends and the others continue; the earlier expansions are of the
 * loss alone. */
TEST(curves_of_sgd)
{
    static const double k[2] = {1, 0.1}, c[2] = {1, 1};
    asking_study("lambda=1.8 hessian=1,0.1 mu=0.3", STUDY_LAMBDA, 1);
    assert_false(series_has_values(asking_curve("previous")));
    assert_fine(asking_solve(STUDY_LAMBDA, 2));
    const struct series *s = asking_curve("previous");
    for (size_t i = 0; i < s->n; i++)
        assert_near(s->y[i], paper_previous_sgdm_loss(2, s->x[i], 0.3, k, c), 1e-12);
    s = asking_curve("discrete");
    assert_true(s->n > 150 && s->x[s->n - 1] > 2.6 && isnan(s->y[s->n - 1]));
    assert_true(isfinite(asking_curve("continuous")->y[s->n - 1]));
}

TEST(momenta_that_matter)
{
    asking_study("lambda=2.75 hessian=1", STUDY_MU, 0);
    assert_true(asking_notes("diverges below μ = λk/2 − 1 = 0.375"));
    asking_study("lambda=4.5 hessian=1", STUDY_MU, 0);
    assert_false(series_has_values(asking_curve("discrete")));
    assert_true(asking_notes("no momentum is enough"));
    asking_study("optimizer=adam lambda=0.5 hessian=1,0.1", STUDY_MU, 0);
    assert_true(asking_notes("no momentum: nothing depends on it"));
}

/* --- what the notes say holds for the setting shown ------------------------------------------- */

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
        asking_study(noted_settings[i], STUDY_ESCAPE, 0);
        if (!asking_notes("solid ≥ dashed"))
            continue;
        const struct series *d = asking_curve("discrete"), *c = asking_curve("continuous");
        for (size_t j = 0; j < d->n; j++)
            assert_true(d->y[j] >= series_at(c, d->x[j]) * (1 - 1e-9));
        said++;
    }
    assert_int_equal(said, 4); /* SGD without momentum and with constant noise */
    asking_study("lambda=0.5 hessian=1,1 noise=matrix noise-matrix=2,0,1", STUDY_ESCAPE, 0);
    assert_false(asking_notes("noise is isotropic"));
}

/* Below and above the μ that is named the exact curve ends; its least value is where it is said. */
TEST(momenta_as_noted)
{
    for (int i = 0; i < NOTED; i++) {
        asking_study(noted_settings[i], STUDY_MU, 0);
        const struct series *d = chart_find(&ask.curves, SERIES_DISCRETE);
        if (d == NULL) { /* passes: no exact theory */
            assert_true(isnan(noted_number("is least at μ = ")));
            continue;
        }
        double below = noted_number("diverges below μ = "),
               above = noted_number("diverges above μ = ");
        double least = noted_number("is least at μ = "), smallest = INFINITY;
        if (asking_notes("λk/2 − 1 = "))
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
        asking_study(noted_settings[i], STUDY_LAMBDA, 0);
        const struct series *d = chart_find(&ask.curves, SERIES_DISCRETE),
                            *c = asking_curve("continuous");
        assert_int_equal(asking_notes("Thm 2"), problem_is_of_thm2(ask.problem));
        for (size_t j = 0; j < c->n && asking_notes("Eq. 1 sees nothing"); j++)
            assert_true(isfinite(c->y[j]));
        for (size_t j = 0; d != NULL && j < d->n && asking_notes("stable at every λ"); j++)
            assert_true(isfinite(d->y[j]));
    }
}

GROUP(asking_start, asking_finish)
