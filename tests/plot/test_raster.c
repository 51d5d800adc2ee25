/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The marks: their dots are where mathematics has them. */
#include "rendered_picture.h"

/* The point of an ellipse (canvas.h) by the Cholesky factor, another way than canvas_ellipse's. */
static void on_ellipse(const double s[3], double r, double phi, double *x, double *y)
{
    double a = sqrt(s[0]), b = s[1] / a, c = sqrt(fmax(s[2] - b * b, 0));
    *x = r * a * cos(phi);
    *y = r * (b * cos(phi) + c * sin(phi));
}

/* Distance in dots from the middle of a dot to the ellipse. */
static double distance(const struct rendered *p, const double s[3], double r, int x, int y)
{
    double least = INFINITY;
    for (int i = 0; i < 4000; i++) {
        double u, v;
        on_ellipse(s, r, i * 6.283185307179586 / 4000, &u, &v);
        least = fmin(least, hypot(picture_x(p, u) - x - 0.5, picture_y(p, v) - y - 0.5));
    }
    return least;
}

/* Clear the dots that hang together with (x, y), diagonals included. */
static void erase(struct rendered *p, int x, int y)
{
    if (x < 0 || y < 0 || x >= p->wide || y >= p->high || !p->dot[y][x])
        return;
    p->dot[y][x] = 0;
    for (int i = 0; i < 9; i++)
        erase(p, x + i % 3 - 1, y + i / 3 - 1);
}

FIXTURE(picture_setup, picture_teardown)

TEST(test_ellipse_is_where_it_should_be)
{
    struct rendered *p = *state;
    srand(1);
    for (int k = 0; k < 12; k++) {
        double s[3] = {picture_uniform(0.2, 9), 0, picture_uniform(0.2, 9)};
        s[1] = picture_uniform(-0.99, 0.99) * sqrt(s[0] * s[2]);
        canvas_clear(&p->canvas);
        canvas_ellipse(&p->canvas, INK_DISCRETE, DASH_SOLID, s[0], s[1], s[2], 3);
        picture_draw(p, INK_DISCRETE);
        int last_x = 0, last_y = 0;
        for (int y = 0; y < p->high; y++)
            for (int x = 0; x < p->wide; x++)
                if (p->dot[y][x]) {
                    assert_true(distance(p, s, 3, x, y) <= 1);
                    last_x = x;
                    last_y = y;
                }
        for (int i = 0; i < 4000; i++) { /* and every part of it is there */
            double u, v;
            on_ellipse(s, 3, i * 6.283185307179586 / 4000, &u, &v);
            int x = (int)picture_x(p, u), y = (int)picture_y(p, v), near = 0;
            for (int j = 0; j < 9; j++)
                near |= p->dot[y + j / 3 - 1][x + j % 3 - 1];
            assert_true(near);
        }
        erase(p, last_x, last_y);
        assert_int_equal(picture_count(p), 0); /* connected */
    }
}

/* Lengths of the runs of dots and gaps along a line; the first and last run may be cut. */
static void check_runs(struct rendered *p, enum dash dash, int upright, int on, int off)
{
    double x[2] = {0.1, 0.1}, y[2] = {0.1, 0.1};
    if (upright) {
        y[0] = 10;
        y[1] = -10;
    } else {
        x[0] = p->canvas.x.from;
        x[1] = p->canvas.x.to;
    }
    canvas_clear(&p->canvas);
    canvas_curve(&p->canvas, INK_CONTINUOUS, dash, 2, x, y);
    picture_draw(p, INK_CONTINUOUS);
    int at = upright ? (int)picture_x(p, 0.1) : (int)picture_y(p, 0.1), run = 0, runs = 0;
    int n = upright ? p->high : p->wide, was = -1;
    for (int i = 0; i < n; i++) {
        int is = upright ? p->dot[i][at] : p->dot[at][i];
        if (is != was && was >= 0) {
            assert_int_equal(run, was ? on : off);
            runs++;
            run = 0;
        }
        was = is;
        run++;
    }
    assert_true(dash == DASH_SOLID ? runs == 0 && was == 1 : runs >= 10);
}

TEST(test_dashes_are_measured_in_cells)
{
    struct rendered *p = *state;
    check_runs(p, DASH_SOLID, 0, 0, 0);
    check_runs(p, DASH_DASHED, 0, 5, 3); /* 2.5 and 1.5 cells of 2 dots */
    check_runs(p, DASH_DASHED, 1, 10, 6);
    check_runs(p, DASH_DOTTED, 0, 1, 2);
    check_runs(p, DASH_DOTTED, 1, 1, 2);
}

TEST(test_dashed_ellipse_closes_and_is_symmetric)
{
    struct rendered *p = *state;
    canvas_ellipse(&p->canvas, INK_CONTINUOUS, DASH_DASHED, 7.77, 0, 3.33, 3);
    picture_draw(p, INK_CONTINUOUS);
    int both = 0, n = picture_count(p);
    for (int y = 0; y < p->high; y++)
        for (int x = 0; x < p->wide; x++)
            both += p->dot[y][x] && p->dot[p->high - 1 - y][x] && p->dot[y][p->wide - 1 - x];
    assert_true(n > 100 && both > n * 9 / 10);
}

TEST(test_nan_lifts_the_pen_and_far_ends_are_clipped)
{
    struct rendered *p = *state;
    double x[] = {-5, -1, NAN, 1, 5}, y[] = {0.1, 0.1, 0.1, 0.1, 0.1};
    canvas_curve(&p->canvas, INK_SAMPLE, DASH_SOLID, 5, x, y);
    picture_draw(p, PICTURE_ANY_INK);
    int row = (int)picture_y(p, 0.1);
    assert_false(p->dot[row][(int)picture_x(p, 0)]);
    assert_true(p->dot[row][(int)picture_x(p, -3)] && p->dot[row][(int)picture_x(p, 3)]);

    double far_x[] = {0.05, 1e300}, far_y[] = {0.05, 1e300};
    canvas_clear(&p->canvas);
    canvas_curve(&p->canvas, INK_SAMPLE, DASH_SOLID, 2, far_x, far_y);
    picture_draw(p, PICTURE_ANY_INK);
    for (double t = 0.25; t < 9.9; t += 0.2)
        assert_true(p->dot[(int)picture_y(p, t)][(int)picture_x(p, t)]);
    assert_true(picture_count(p) <= p->high / 2 + 2);
}

/* From the right to the left: places and ticks. */
TEST(test_reversed_axis)
{
    struct rendered *p = *state;
    double x[] = {1e-3, 1e-2}, y[] = {0, 0};
    p->canvas.x = (struct axis){.from = 1e-6, .to = 1, .logarithmic = 1, .reversed = 1};
    canvas_curve(&p->canvas, INK_SAMPLE, DASH_SOLID, 2, x, y);
    picture_draw(p, INK_SAMPLE);
    const struct raster *r = &p->raster;
    int first = p->wide, last = 0, labels[2] = {-1, -1};
    for (int i = 0; i < p->high; i++)
        for (int j = 0; j < p->wide; j++)
            if (p->dot[i][j]) {
                first = j < first ? j : first;
                last = j > last ? j : last;
            }
    assert_true(abs(first - p->wide / 3) <= 1 && abs(last - p->wide / 2) <= 1);
    const struct cell *row = r->cells + (size_t)(r->rows - 1) * (size_t)r->columns;
    for (int i = 0; i + 1 < r->columns; i++)
        if (row[i].glyph == '1' && row[i + 1].glyph == 'e')
            labels[1] = i;
        else if (row[i].glyph == '1' && row[i + 1].glyph == ' ')
            labels[0] = i;
    assert_true(labels[0] >= 0 && labels[1] > labels[0]);
}

/* Marks of some inks have a character of their own, on every rung and over what else is there. */
TEST(test_marks_differ_without_colour)
{
    static const enum ink ink[] = {INK_CONTINUOUS, INK_GOOD, INK_STRONG, INK_WARNING};
    struct rendered *p = *state;
    double x = 1, y = 2, lx[] = {-9, 9}, ly[] = {2, 2};
    for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++)
        for (int i = 0; i < 4; i++) {
            picture_size(p, 66, 31, (enum glyphs)glyphs, 10);
            canvas_clear(&p->canvas);
            canvas_curve(&p->canvas, INK_DISCRETE, DASH_SOLID, 2, lx, ly);
            canvas_points(&p->canvas, INK_SAMPLE, 1, &x, &y, NULL);
            canvas_points(&p->canvas, ink[i], 1, &x, &y, NULL);
            picture_draw(p, PICTURE_ANY_INK);
            uint32_t own = raster_point_glyph((enum glyphs)glyphs, ink[i]);
            int seen = 0;
            for (size_t c = 0; c < (size_t)p->raster.columns * (size_t)p->raster.rows; c++)
                seen += p->raster.cells[c].glyph == own && p->raster.cells[c].ink == ink[i];
            assert_int_equal(seen, 1);
            for (int j = 0; j < i; j++)
                assert_true(own != raster_point_glyph((enum glyphs)glyphs, ink[j]));
        }
    assert_int_equal(raster_point_glyph(GLYPHS_BRAILLE, INK_SAMPLE), 0);
    /* Dotted lines that are only a grid differ from those that are curves. */
    for (int i = 0; i < 2; i++) {
        picture_size(p, 66, 31, GLYPHS_ASCII, 10);
        canvas_clear(&p->canvas);
        canvas_curve(&p->canvas, i == 0 ? INK_DIM : INK_PREVIOUS, DASH_DOTTED, 2, lx, ly);
        picture_draw(p, PICTURE_ANY_INK);
        int seen = 0;
        for (size_t c = 0; c < (size_t)p->raster.columns * (size_t)p->raster.rows; c++)
            seen += p->raster.cells[c].glyph == (i == 0 ? '.' : '+');
        assert_true(seen > 3);
    }
}

TEST(test_bars_and_points)
{
    struct rendered *p = *state;
    double edges[] = {-6, -2, 2, 6}, heights[] = {3, 0, -7};
    canvas_steps(&p->canvas, INK_CLOUD, 3, edges, heights);
    picture_draw(p, INK_CLOUD);
    for (int y = 0; y < p->high; y++)
        for (int x = 0; x < p->wide; x++) {
            double u = (x + 0.5), v = (y + 0.5);
            int first = u > picture_x(p, -6) && u < picture_x(p, -2) && v > picture_y(p, 3) &&
                        v < picture_y(p, 0);
            int third = u > picture_x(p, 2) && u < picture_x(p, 6) && v > picture_y(p, 0) &&
                        v < picture_y(p, -7);
            assert_int_equal(p->dot[y][x], first || third);
        }
    double px = 1.05, py = -2.1, e = 3;
    canvas_points(&p->canvas, INK_SAMPLE, 1, &px, &py, &e);
    picture_draw(p, INK_SAMPLE);
    int column = (int)picture_x(p, px), row = (int)picture_y(p, py);
    assert_true(p->dot[row][column - 1] && p->dot[row][column] && p->dot[row][column + 1]);
    for (double t = -2.8; t < 2.8; t += 0.1)
        assert_true(p->dot[(int)picture_y(p, py + t)][column]);
    assert_false(p->dot[(int)picture_y(p, py + 3.3)][column]);
}

TEST(test_curves_that_run_together_are_both_seen)
{
    struct rendered *p = *state;
    static unsigned char alone[PICTURE_MOST][PICTURE_MOST];
    canvas_ellipse(&p->canvas, INK_DISCRETE, DASH_SOLID, 8, 0, 8, 3);
    picture_draw(p, INK_DISCRETE);
    memcpy(alone, p->dot, sizeof alone);
    int n = picture_count(p);
    for (int order = 0; order < 2; order++) {
        canvas_clear(&p->canvas);
        for (int i = 0; i < 2; i++)
            canvas_ellipse(&p->canvas, i == order ? INK_DISCRETE : INK_CONTINUOUS,
                           i == order ? DASH_SOLID : DASH_DASHED, 8, 0, 8, 3);
        picture_draw(p, INK_CONTINUOUS);
        int dashed = picture_count(p);
        picture_draw(p, PICTURE_ANY_INK);
        assert_memory_equal(alone, p->dot, sizeof alone); /* the solid one has no holes */
        assert_true(dashed > n / 2 && dashed < n * 9 / 10);
    }
}
