/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With weight decay or chosen directions each view has the numbers that theory has for the same
 * setting, or says why it has none. */
#include "../support.h"
#include "asking.h"

#include "sgdscope/theory/theories.h"

GROUP(asking_start, asking_finish)

/* The sharpest direction feels 1.1, or 1 where there is no weight decay. */
static const char *const settings[] = {
    "lambda=0.8 hessian=1,0.5,-0.05 weight-decay=0.1",
    "lambda=0.8 hessian=1,0.5,-0.05 directions=positive",
    "lambda=0.8 hessian=1,0.5,0.2 directions=2 weight-decay=0.1",
    "lambda=0.8 mu=0.5 hessian=1,0.5,0.2,-0.05 directions=2 weight-decay=0.1",
};

struct answer {
    double variance, loss; /* along w1, which is the sharpest direction */
    double curvature;
};

static struct answer theory(void)
{
    const struct problem *p = ask.problem;
    struct stability stability;
    struct covariance c = {0};
    bool exists = false;
    double along[DIMENSION_MAX];
    assert_fine(stability_solve(p, &stability));
    assert_fine(theory_solve(THEORY_DISCRETE, p, &stability, &c, &exists));
    assert_true(exists);
    problem_direction(p, ask.experiment.plane, 0, along);
    const struct answer a = {covariance_form(&c, along, along), covariance_loss(p, &c),
                             p->curvature[stability.sharpest]};
    covariance_free(&c);
    return a;
}

static double at(const struct series *s, double x)
{
    for (size_t i = 0; i < s->n; i++)
        if (fabs(s->x[i] - x) <= 1e-9)
            return s->y[i];
    fail_msg("%s: %s has no point at %g", support_case, s->name, x);
    return 0;
}

static double last(const struct series *s)
{
    assert_true(s->n > 0);
    return s->y[s->n - 1];
}

static double of_methods(const char *name)
{
    return at(asking_curve(name), ask.experiment.mu > 0 ? 1 : 0);
}

static double of_methods_loss(void)
{
    return of_methods("exact L");
}

static double of_methods_variance(void)
{
    return of_methods("exact variance");
}

/* After a long time. */
static double of_escape(void)
{
    return last(asking_curve("discrete"));
}

/* ½kx² */
static double of_landscape(void)
{
    const struct series *s = asking_curve("continuous");
    return 2 * last(s) / (s->x[s->n - 1] * s->x[s->n - 1]);
}

/* What each view shows, and the member of struct answer that it should be. */
static const struct {
    enum study_kind kind;
    int quantity;
    double (*shown)(void);
    size_t want;
    double tolerance;
} views[] = {
    {STUDY_METHODS, 0, of_methods_loss, offsetof(struct answer, loss), 1e-9},
    {STUDY_METHODS, 2, of_methods_variance, offsetof(struct answer, variance), 1e-9},
    {STUDY_ESCAPE, 0, of_escape, offsetof(struct answer, loss), 0.02},
    {STUDY_ESCAPE, 1, of_escape, offsetof(struct answer, variance), 0.02},
    {STUDY_LANDSCAPE, 0, of_landscape, offsetof(struct answer, curvature), 1e-6},
};

TEST(numbers_of_the_views)
{
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        asking_set(settings[i]);
        const struct answer want = theory();
        for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
            assert_fine(asking_solve(views[v].kind, views[v].quantity));
            assert_near(views[v].shown(), *(const double *)((const char *)&want + views[v].want),
                        views[v].tolerance);
        }
    }
}

/* Thm 6 has no weight decay, and practical Adam no eigen-directions: the views say so. */
TEST(refused_by_the_views)
{
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        asking_set(settings[i]);
        assert_fine(asking_solve(STUDY_BAYES, 0));
        assert_true(asking_notes("weight-decay: ") == (ask.problem->decay > 0));
        assert_fine(asking_solve(STUDY_METHODS, 0));
        assert_true(asking_notes("only without :directions") == (ask.problem->left_out.of > 0));
    }
}

/* A walker of Thm 9 is in the minimum that the others feel. */
TEST(curvature_of_kramers)
{
    asking_study("lambda=0.8 hessian=1,0.5 weight-decay=0.2", STUDY_KRAMERS, 1);
    const struct series *s = asking_curve("potential");
    assert_near(2 * s->y[0] / (s->x[0] * s->x[0]), 1.2, 1e-5);
}

/* Methods that have no weight decay are left out. Practical Adam's walkers have it: for a small λ
 * their Λ is λ/σ, so that the variance is λσ/(2(k + ω)). */
TEST(weight_decay_of_methods)
{
    const double k = 1, decay = 0.5, lambda = 0.01;
    asking_study("lambda=0.01 hessian=1,0.5 sigma2=1 weight-decay=0.5", STUDY_METHODS, 2);
    (void)asking_measure(100000 / ASKING_SLOWNESS);
    const struct series *s = asking_measured();
    for (size_t i = 0; i < s->n; i++)
        assert_true(s->x[i] <= OPTIMIZER_NEWTON + 1);
    bool is_measured = false;
    for (size_t i = 0; i < ask.points.count; i++)
        if (strcmp(ask.points.series[i].name, "practical Adam") == 0) {
            is_measured = true;
            assert_near(last(&ask.points.series[i]), lambda / (2 * (k + decay)), 0.05);
        }
    assert_true(is_measured);
}
