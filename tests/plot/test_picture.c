/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures: the pixels of a PNG are where mathematics has them. */
#include "page.h"

static const double turn = 6.283185307179586;

/* A point of {p : pᵀ S⁻¹ p = r²} by the Cholesky factor, another way than canvas_ellipse's. */
static void on_ellipse(const double s[3], double r, double phi, double *x, double *y)
{
    double a = sqrt(s[0]), b = s[1] / a, c = sqrt(fmax(s[2] - b * b, 0));
    *x = r * a * cos(phi);
    *y = r * (b * cos(phi) + c * sin(phi));
}

/* Share of an ellipse's points that have the colour, and how often it begins. */
static double share_of(const struct page *p, const double s[3], double r, int colour, int *dashes)
{
    enum { POINTS = 3000 };
    int on = 0, before = 0;
    *dashes = 0;
    for (int i = 0; i <= POINTS; i++) {
        double x, y;
        on_ellipse(s, r, turn * i / POINTS, &x, &y);
        int is = page_has(p, x, y, colour);
        *dashes += i > 0 && is && !before;
        on += is;
        before = is;
    }
    return (double)on / (POINTS + 1);
}

FIXTURE(page_setup, page_teardown)

TEST(test_ellipse_is_where_theory_says)
{
    struct page *p = *state;
    static const double cases[][3] = {{9, 0, 9.8}, {1, 0, 6}, {4, 2, 3}, {0.5, -0.4, 2}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const double *s = cases[k];
        int dashes = 0;
        canvas_clear(&p->canvas);
        canvas_ellipse(&p->canvas, INK_DISCRETE, DASH_SOLID, s[0], s[1], s[2], 3);
        page_draw(p);
        assert_true(share_of(p, s, 3, PAGE_DISCRETE, &dashes) == 1);
        /* Only there: a tenth smaller or larger is the page (or a zero line). */
        assert_true(share_of(p, s, 2.7, PAGE_DISCRETE, &dashes) == 0);
        assert_true(share_of(p, s, 3.3, PAGE_DISCRETE, &dashes) == 0);
        assert_true(share_of(p, s, 2.7, PAGE_WHITE, &dashes) > 0.97);
    }
}

TEST(test_a_circle_is_a_circle)
{
    struct page *p = *state;
    p->canvas.equal = 1;
    page_draw(p);
    double aspect = (p->right - p->left) / (p->bottom - p->top);
    assert_true(fabs(aspect - 1) < 0.004); /* to a pixel */
    p->canvas.equal = 0;
    page_draw(p);
    assert_true((p->right - p->left) / (p->bottom - p->top) > 1.3);
    p->canvas.equal = 1;
    p->canvas.x = (struct axis){.from = 0, .to = 60};
    page_draw(p);
    aspect = (p->right - p->left) / (p->bottom - p->top);
    assert_true(fabs(aspect - 3) < 0.03);
}

TEST(test_dashes_have_gaps)
{
    struct page *p = *state;
    const double s[3] = {9, 0, 9};
    double share[DASH_DOTTED + 1];
    int dashes[DASH_DOTTED + 1];
    for (enum dash dash = DASH_SOLID; dash <= DASH_DOTTED; dash++) {
        canvas_clear(&p->canvas);
        canvas_ellipse(&p->canvas, INK_CONTINUOUS, dash, s[0], s[1], s[2], 3);
        page_draw(p);
        share[dash] = share_of(p, s, 3, PAGE_CONTINUOUS, &dashes[dash]);
    }
    assert_true(share[DASH_SOLID] == 1);
    assert_true(share[DASH_DASHED] > 0.5 && share[DASH_DASHED] < 0.75);
    assert_true(share[DASH_DOTTED] > 0.15 && share[DASH_DOTTED] < 0.5);
    assert_true(share[DASH_MIXED] > 0.45 && share[DASH_MIXED] < 0.7);
    assert_true(dashes[DASH_DASHED] > 30);
    assert_true(dashes[DASH_MIXED] > dashes[DASH_DASHED]);
    assert_true(dashes[DASH_DOTTED] > 2 * dashes[DASH_DASHED]);
}

TEST(test_curves_are_clipped_and_nan_lifts_the_pen)
{
    struct page *p = *state;
    const double far = 1e9, x[4] = {-far, far, 3, 3}, y[4] = {-far, far, 1e250, -1e250};
    canvas_curve(&p->canvas, INK_DISCRETE, DASH_SOLID, 4, x, y);
    canvas_ellipse(&p->canvas, INK_DISCRETE, DASH_SOLID, 25, 0, 25, 2.4); /* partly outside */
    const double gap_x[5] = {-8, -3, NAN, 3, 8}, gap_y[5] = {9.7, 9.7, 9.7, 9.7, 9.7};
    canvas_curve(&p->canvas, INK_SAMPLE, DASH_SOLID, 5, gap_x, gap_y);
    page_draw(p);
    for (double t = -9.5; t <= 9.5; t += 0.25) {
        assert_true(page_has(p, t, t, PAGE_DISCRETE));
        assert_true(page_has(p, 3, t, PAGE_DISCRETE));
    }
    assert_true(page_has(p, 12 * cos(turn / 8), 12 * sin(turn / 8), PAGE_DISCRETE));
    assert_int_equal(page_outside(p, PAGE_DISCRETE), 0);
    assert_true(page_has(p, -5, 9.7, PAGE_SAMPLE) && page_has(p, 5, 9.7, PAGE_SAMPLE));
    assert_true(page_has(p, 1, 9.7, PAGE_WHITE));
}

/* y = x² is straight on logarithmic axes. */
TEST(test_logarithmic_axes)
{
    struct page *p = *state;
    double x[2] = {1e-3, 1e2}, y[2] = {1e-6, 1e4};
    p->canvas.x = (struct axis){.from = 1e-3, .to = 1e2, .logarithmic = 1, .label = "λ"};
    p->canvas.y = (struct axis){.from = 1e-6, .to = 1e4, .logarithmic = 1, .label = "Σ₁₁"};
    canvas_curve(&p->canvas, INK_DISCRETE, DASH_SOLID, 2, x, y);
    canvas_rule(&p->canvas, INK_SAMPLE, DASH_SOLID, 1, NAN);
    canvas_rule(&p->canvas, INK_SAMPLE, DASH_SOLID, NAN, 1e-3);
    page_draw(p);
    for (double t = 2e-3; t < 50; t *= 1.7)
        assert_true(page_has(p, t, t * t, PAGE_DISCRETE));
    assert_true(page_has(p, 1, 1e3, PAGE_SAMPLE));
    assert_true(page_has(p, 10, 1e-3, PAGE_SAMPLE));
    assert_true(page_has(p, 2, 1e3, PAGE_WHITE));
    /* The ticks: a minor one at 2, none at 2.5; the frame's colour just inside its foot. */
    double foot = p->bottom - 4;
    assert_true(page_difference(page_pixel(p, page_x(p, 2e-2), foot), PAGE_FRAME) < 0x60);
    assert_true(page_is(p, page_x(p, 2.5e-2), foot, PAGE_WHITE));
}

TEST(test_error_bars)
{
    struct page *p = *state;
    const double x[2] = {-5, 5}, y[2] = {2, -2}, e[2] = {4, 0};
    canvas_points(&p->canvas, INK_SAMPLE, 2, x, y, e);
    page_draw(p);
    double cap = 4;
    for (int i = 0; i < 2; i++)
        assert_true(page_has(p, x[i], y[i], PAGE_SAMPLE));
    for (int sign = -1; sign <= 1; sign += 2) {
        double end = page_y(p, 2 + sign * 4);
        assert_true(page_has(p, -5, 2 + sign * 3, PAGE_SAMPLE));
        assert_true(page_has(p, -5, 2 + sign * 4.5, PAGE_WHITE));
        assert_true(page_difference(page_pixel(p, page_x(p, -5) + cap, end), PAGE_SAMPLE) < 0x60);
        assert_true(page_difference(page_pixel(p, page_x(p, -5) - cap, end), PAGE_SAMPLE) < 0x60);
        assert_true(page_is(p, page_x(p, -5) + cap, page_y(p, 2 + sign * 3), PAGE_WHITE));
        assert_true(page_has(p, 5, -2 + sign * 1, PAGE_WHITE));
    }
}

/* A bar that reaches below zero on a logarithmic axis goes down to the frame. */
TEST(test_error_bar_beyond_a_logarithmic_axis)
{
    struct page *p = *state;
    const double x = 1, y = 1, e = 2;
    p->canvas.y = (struct axis){.from = 1e-3, .to = 10, .logarithmic = 1};
    canvas_points(&p->canvas, INK_SAMPLE, 1, &x, &y, &e);
    page_draw(p);
    assert_true(page_has(p, 1, 2.7, PAGE_SAMPLE));
    assert_true(page_has(p, 1, 4, PAGE_WHITE));
    for (double v = 2e-3; v < 0.5; v *= 2)
        assert_true(page_has(p, 1, v, PAGE_SAMPLE));
    assert_int_equal(page_outside(p, PAGE_SAMPLE), 0);
}

static void expect_bar(const struct page *p, double from, double to, double height, double foot)
{
    int up = height > foot;
    for (int i = 1; i < 4; i++) {
        double x = from + i * (to - from) / 4;
        assert_true(page_has(p, x, foot + 0.9 * (height - foot), PAGE_BARS));
        assert_true(page_has(p, x, foot + 0.1 * (height - foot), PAGE_BARS));
        assert_true(page_has(p, x, height + (up ? 0.7 : -0.7), PAGE_WHITE));
    }
}

TEST(test_histogram)
{
    struct page *p = *state;
    const double edges[6] = {-8, -5, -2, 1, 4, 7}, heights[5] = {3, -4, 0, 8, NAN};
    canvas_steps(&p->canvas, INK_CLOUD, 5, edges, heights);
    page_draw(p);
    expect_bar(p, -8, -5, 3, 0);
    expect_bar(p, -5, -2, -4, 0);
    expect_bar(p, 1, 4, 8, 0);
    for (double x = -1.75; x < 1; x += 0.5) /* not on the zero line */
        assert_true(page_has(p, x, 1, PAGE_WHITE));
    assert_true(page_has(p, 5.5, 2, PAGE_WHITE));
    /* Taller than the window. */
    const double wide[2] = {-1e9, 1e9}, tall = 1e9;
    canvas_clear(&p->canvas);
    canvas_steps(&p->canvas, INK_CLOUD, 1, wide, &tall);
    page_draw(p);
    assert_true(page_has(p, -9, 9, PAGE_BARS));
    assert_true(page_has(p, 9, 1, PAGE_BARS));
    assert_true(page_has(p, 9, -1, PAGE_WHITE));
    assert_int_equal(page_outside(p, PAGE_BARS), 0);
}

TEST(test_histogram_on_a_logarithmic_axis)
{
    struct page *p = *state;
    const double edges[3] = {-5, 0, 5}, heights[2] = {1e-2, 0};
    p->canvas.y = (struct axis){.from = 1e-4, .to = 1, .logarithmic = 1};
    canvas_steps(&p->canvas, INK_CLOUD, 2, edges, heights);
    page_draw(p);
    assert_true(page_has(p, -2.5, 1.2e-4, PAGE_BARS));
    assert_true(page_has(p, -2.5, 8e-3, PAGE_BARS));
    assert_true(page_has(p, -2.5, 2e-2, PAGE_WHITE));
    assert_true(page_has(p, 2.5, 2e-4, PAGE_WHITE));
}

/* Pixels that are not the page's within some data units of a place. */
static int marked(const struct page *p, double x, double y, double reach, int colour)
{
    int n = 0;
    for (double v = page_y(p, y + reach); v < page_y(p, y - reach); v++)
        for (double u = page_x(p, x - reach); u < page_x(p, x + reach); u++)
            n += colour < 0 ? !page_is(p, u, v, PAGE_WHITE) : page_is(p, u, v, colour);
    return n;
}

TEST(test_text_is_aligned)
{
    struct page *p = *state;
    canvas_text(&p->canvas, INK_WARNING, ALIGN_LEFT, 1, 5, "DIVERGES");
    canvas_text(&p->canvas, INK_WARNING, ALIGN_RIGHT, -1, -5, "DIVERGES");
    canvas_text(&p->canvas, INK_WARNING, ALIGN_CENTRE, 100, 0, "outside");
    p->canvas.alarm = 1;
    page_draw_framed(p, PAGE_WARNING);
    assert_true(marked(p, 2, 5, 0.9, PAGE_WARNING) > 30);
    assert_int_equal(marked(p, -1, 5, 1, PAGE_WARNING), 0);
    assert_true(marked(p, -2, -5, 0.9, PAGE_WARNING) > 30);
    assert_int_equal(marked(p, 2, -5, 1, PAGE_WARNING), 0);
}

enum { WALKERS = 20000 };

TEST(test_every_walker_is_drawn)
{
    struct page *p = *state;
    const float x[6] = {-7, -3, 2, 4.5F, 8, 300}, y[6] = {3, -6, 8, -1, -8, 0};
    canvas_cloud(&p->canvas, INK_CLOUD, 6, x, y, 1);
    page_draw(p);
    for (int i = 0; i < 5; i++)
        assert_true(marked(p, (double)x[i], (double)y[i], 0.2, -1) >= 9);
    assert_int_equal(marked(p, 0.3 + 4, 6, 1, -1), 0);
}

/* How dark a square is, 0 to 255 on average. */
static double darkness(const struct page *p, double x, double y)
{
    double total = 0, n = 0;
    for (double v = page_y(p, y + 0.5); v < page_y(p, y - 0.5); v++)
        for (double u = page_x(p, x - 0.5); u < page_x(p, x + 0.5); u++, n++)
            total += 255 - (page_pixel(p, u, v) >> 16 & 0xff);
    return total / n;
}

TEST(test_density_shows)
{
    static float x[WALKERS], y[WALKERS];
    struct page *p = *state;
    uint64_t random = 7;
    for (int i = 0; i < WALKERS; i++) {
        x[i] = (float)(2.5 * support_normal(&random));
        y[i] = (float)(2.5 * support_normal(&random));
    }
    canvas_cloud(&p->canvas, INK_CLOUD, WALKERS, x, y, 100);
    page_draw(p);
    double at[4];
    for (int i = 0; i < 4; i++)
        at[i] = darkness(p, 2.5 * i * cos(1), 2.5 * i * sin(1));
    assert_true(at[0] > 120);
    for (int i = 1; i < 4; i++)
        assert_true(at[i] < 0.85 * at[i - 1]);
    assert_true(darkness(p, 9, -9) < 5);
}

TEST(test_dark_theme)
{
    struct page *p = *state;
    p->dark = true;
    canvas_ellipse(&p->canvas, INK_DISCRETE, DASH_SOLID, 9, 0, 9, 2);
    page_draw_framed(p, 0xc8c8c8);
    assert_true(page_is(p, 2, 2, 0x14171c));
    assert_true(page_has(p, 6, 0, 0xf5b02e));
}
