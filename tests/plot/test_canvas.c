/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../test.h"

#include "sgdscope/plot/canvas.h"

static int setup(void **state)
{
    struct canvas *c = malloc(sizeof *c);
    *state = c;
    return c == NULL || canvas_new(c).code != STATUS_OK;
}

static int teardown(void **state)
{
    canvas_free(*state);
    free(*state);
    return 0;
}

static const struct mark *last(const struct canvas *c)
{
    assert_true(c->count > 0);
    return &c->marks[c->count - 1];
}

/* Largest error of pᵀS⁻¹p = r² over the points of the last ellipse, in units of r². */
static double ellipse_error(const struct mark *m, double sxx, double sxy, double syy, double r)
{
    double det = fma(sxx, syy, -sxy * sxy), worst = 0;
    for (size_t i = 0; i < m->n; i++) {
        double x = m->x[i] / r, y = m->y[i] / r;
        double form = (syy * x * x - 2 * sxy * x * y + sxx * y * y) / det;
        worst = fmax(worst, fabs(form - 1));
    }
    return worst;
}

FIXTURE(setup, teardown)

TEST(test_ellipse_solves_its_equation)
{
    struct canvas *c = *state;
    srand(3);
    for (int i = 0; i < 2000; i++) {
        double angle = 6.3 * rand() / RAND_MAX, a = pow(10, -3 + 6.0 * rand() / RAND_MAX);
        double b = a * pow(10, -4.0 * rand() / RAND_MAX), r = 0.1 + rand() % 30;
        double co = cos(angle), si = sin(angle);
        double sxx = a * co * co + b * si * si, syy = a * si * si + b * co * co;
        double sxy = (a - b) * co * si;
        canvas_clear(c);
        canvas_ellipse(c, INK_DISCRETE, DASH_SOLID, sxx, sxy, syy, r);
        const struct mark *m = last(c);
        assert_true(m->n >= 180);
        assert_true(ellipse_error(m, sxx, sxy, syy, r) < 1e-9);
        assert_true(m->x[0] == m->x[m->n - 1] && m->y[0] == m->y[m->n - 1]);
    }
}

static void extent(const struct mark *m, double *x, double *y)
{
    *x = *y = 0;
    for (size_t i = 0; i < m->n; i++) {
        *x = fmax(*x, fabs(m->x[i]));
        *y = fmax(*y, fabs(m->y[i]));
    }
}

/* The extent along the axes is r·√s, whatever the scale. */
TEST(test_ellipse_extremes)
{
    static const double cases[][2] = {{1, 1},          {1e300, 1e300}, {1e-300, 1e-300},
                                      {1e300, 1e-300}, {1e8, 1e-8},    {4, 0},
                                      {0, 4},          {0, 0},         {1e-320, 0}};
    struct canvas *c = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double x, y, a = sqrt(cases[i][0]), b = sqrt(cases[i][1]);
        canvas_clear(c);
        canvas_ellipse(c, INK_DISCRETE, DASH_SOLID, cases[i][0], 0, cases[i][1], 3);
        extent(last(c), &x, &y);
        assert_true(fabs(x - 3 * a) <= 1e-3 * 3 * a + 1e-12 * b);
        assert_true(fabs(y - 3 * b) <= 1e-3 * 3 * b + 1e-12 * a);
    }
}

/* s₂ = 1e-12·s₁: m − h would be wrong in the fourth digit or negative. */
TEST(test_thin_ellipse_keeps_its_width)
{
    struct canvas *c = *state;
    double sxy = 0.5 - 0.5e-12;
    canvas_ellipse(c, INK_DISCRETE, DASH_SOLID, 0.5 + 0.5e-12, sxy, 0.5 + 0.5e-12, 1);
    const struct mark *m = last(c);
    double width = 0;
    for (size_t i = 0; i < m->n; i++)
        width = fmax(width, fabs(m->x[i] - m->y[i]) / sqrt(2));
    assert_true(fabs(width / 1e-6 - 1) < 1e-3);
}

TEST(test_what_does_not_fit_is_dropped)
{
    struct canvas *c = *state;
    static double x[CANVAS_POOL], y[CANVAS_POOL];
    canvas_curve(c, INK_SAMPLE, DASH_SOLID, CANVAS_POOL / 2 + 1, x, y);
    canvas_steps(c, INK_SAMPLE, CANVAS_POOL, x, y);
    canvas_points(c, INK_SAMPLE, (size_t)-1, x, y, y);
    assert_int_equal(c->count, 0);
    assert_int_equal(c->pool_used, 0);
    canvas_curve(c, INK_SAMPLE, DASH_SOLID, CANVAS_POOL / 2, x, y);
    assert_int_equal(c->count, 1);
    canvas_rule(c, INK_DIM, DASH_SOLID, 1, NAN);
    canvas_ellipse(c, INK_DISCRETE, DASH_SOLID, 1, 0, 1, 3);
    canvas_text(c, INK_TEXT, ALIGN_LEFT, 0, 0, "no");
    assert_int_equal(c->count, 1);
    assert_int_equal(c->text_used, 0);

    canvas_clear(c);
    for (int i = 0; i < CANVAS_MARKS + 10; i++)
        canvas_rule(c, INK_DIM, DASH_SOLID, i, NAN);
    assert_int_equal(c->count, CANVAS_MARKS);
    canvas_text(c, INK_TEXT, ALIGN_LEFT, 0, 0, "no");
    assert_int_equal(c->text_used, 0);
}

/* The pool keeps copies of texts until it is full; clearing empties it and all that is on the
 * canvas. */
TEST(test_what_stands_around_the_plot)
{
    struct canvas *c = *state;
    char word[CANVAS_TEXT] = "title";
    c->title = c->caption = canvas_keep(c, word);
    word[0] = 'T';
    assert_string_equal(c->title, "title");
    for (int i = 0; i < CANVAS_LEGENDS + 3; i++)
        canvas_legend(c, MARK_CURVE, INK_PAPER, DASH_DOTTED, "entry");
    assert_int_equal(c->legends, CANVAS_LEGENDS);
    const struct mark *l = &c->legend[CANVAS_LEGENDS - 1];
    assert_true(l->kind == MARK_CURVE && l->ink == INK_PAPER && l->dash == DASH_DOTTED);
    assert_string_equal(l->text, "entry");
    c->equal = c->alarm = true;
    canvas_clear(c);
    assert_true(c->title == NULL && c->caption == NULL && c->legends == 0);
    assert_false(c->equal || c->alarm);
    memset(word, 'a', sizeof word - 1);
    assert_string_equal(canvas_keep(c, word), word);
    assert_null(canvas_keep(c, ""));
    canvas_legend(c, MARK_CURVE, INK_PAPER, DASH_DOTTED, "");
    assert_int_equal(c->legends, 0);
}
