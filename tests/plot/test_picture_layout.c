/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures: how the page is shared out between the plot, its legend and its texts. */
#include "page.h"

FIXTURE(page_setup, page_teardown)

/* Where the legend's sample of INK_SAMPLE is, in data units. */
static void find_legend(const struct page *p, double *x, double *y)
{
    double n = 0, u = 0, v = 0;
    for (int j = 0; j < p->height; j++)
        for (int i = 0; i < p->width; i++)
            if (page_is(p, i, j, PAGE_SAMPLE)) {
                n++;
                u += i;
                v += j;
            }
    assert_true(n > 50);
    *x = p->canvas.x.from +
         (u / n - p->left) / (p->right - p->left) * (p->canvas.x.to - p->canvas.x.from);
    *y = p->canvas.y.from +
         (p->bottom - v / n) / (p->bottom - p->top) * (p->canvas.y.to - p->canvas.y.from);
}

static void fill_corner(struct canvas *c, double x, double y)
{
    double u[200], v[200];
    for (int i = 0; i < 200; i++) {
        u[i] = x + 3.5 * cos(i);
        v[i] = y + 3.5 * sin(2.3 * i);
    }
    canvas_curve(c, INK_DISCRETE, DASH_SOLID, 200, u, v);
}

TEST(test_legend_takes_the_free_corner)
{
    struct page *p = *state;
    static const double corner[4][2] = {{6, 6}, {-6, 6}, {6, -6}, {-6, -6}};
    double x, y;
    for (int freed = 0; freed < 5; freed++) { /* the last time none is free */
        canvas_clear(&p->canvas);
        canvas_legend(&p->canvas, MARK_CURVE, INK_SAMPLE, DASH_SOLID, "it");
        for (int i = 0; i < 4; i++)
            if (i != freed)
                fill_corner(&p->canvas, corner[i][0], corner[i][1]);
        page_draw(p);
        find_legend(p, &x, &y);
        if (freed < 4)
            assert_true(x * corner[freed][0] > 0 && y * corner[freed][1] > 0 && fabs(x) < 10);
        else
            assert_true(x > 10);
    }
}

TEST(test_aspect_is_the_plots)
{
    struct page *p = *state;
    for (int i = 0; i < 2; i++) {
        page_draw(p);
        double aspect = (p->right - p->left) / (p->bottom - p->top);
        assert_near(p->aspect, aspect, 0.01);
        p->canvas.equal = 1; /* does not count */
        page_draw(p);
        assert_near(p->aspect, aspect, 0.01);
        p->canvas.equal = 0;
        p->canvas.title = "title";
        p->canvas.caption = "some\nlines\nof\ncaption";
    }
    page_draw(p);
    double without = p->aspect;
    for (int i = 0; i < 4; i++)
        fill_corner(&p->canvas, i % 2 ? 6 : -6, i / 2 ? 6 : -6);
    canvas_legend(&p->canvas, MARK_CURVE, INK_DISCRETE, DASH_SOLID, "there is no corner for this");
    page_draw(p);
    assert_true(p->aspect < 0.9 * without);
}

/* What of the letters is left of the plot, and touches the page's edge. */
static int cut_off(const struct page *p)
{
    int n = 0;
    for (int i = 0; i < 0.5 * p->left; i++)
        n += !page_is(p, i, 0, PAGE_WHITE) + !page_is(p, i, p->height - 1, PAGE_WHITE);
    return n;
}

TEST(test_long_axis_labels_fit)
{
    struct page *p = *state;
    static char label[200];
    p->canvas.y.label = label;
    for (size_t n = 20; n < sizeof label; n += 12) {
        memset(label, 'm', n);
        page_draw(p);
        assert_int_equal(cut_off(p), 0);
    }
}

/* Texts that leave no room for a plot are left out. */
TEST(test_plot_is_always_there)
{
    struct page *p = *state;
    char many[CANVAS_TEXT] = "";
    memset(many, 'x', sizeof many - 100);
    p->canvas.caption = canvas_keep(&p->canvas, many);
    canvas_legend(&p->canvas, MARK_CURVE, INK_SAMPLE, DASH_SOLID, "it");
    page_draw(p);
    assert_true(p->bottom - p->top > 0.9 * p->height);
    assert_int_equal(page_outside(p, PAGE_SAMPLE), 0);
}
