/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names beside their marks, on the screen and in a picture. */
#include "page.h"
#include "rendered_picture.h"

/* Two parabolas, one above the other, that end at the right edge. */
static void put_curves(struct canvas *c)
{
    double x[101], y[101];
    for (int curve = 0; curve < 2; curve++) {
        for (int i = 0; i <= 100; i++) {
            x[i] = c->x.from + (c->x.to - c->x.from) * i / 100;
            y[i] = c->y.from * 0.8 + (curve == 0 ? 1 : 0.4) * c->y.to * i * i / 1e4;
        }
        canvas_curve(c, curve == 0 ? INK_DISCRETE : INK_CONTINUOUS, DASH_SOLID, 101, x, y);
        canvas_name(c, curve == 0 ? "discrete" : "continuous");
    }
}

/* The first cell of a text in that ink; returns whether it is there. */
static bool find_text(const struct rendered *p, const char *text, enum ink ink, int *column,
                      int *row)
{
    int length = (int)strlen(text);
    for (*row = 0; *row < p->raster.rows; (*row)++)
        for (*column = 0; *column + length <= p->raster.columns; (*column)++) {
            int same = 0;
            for (int i = 0; i < length; i++) {
                const struct cell *cell = picture_cell(p, *column + i - p->raster.left, *row);
                same += cell->glyph == (uint32_t)text[i] && cell->ink == ink;
            }
            if (same == length)
                return true;
        }
    return false;
}

FIXTURE(picture_setup, picture_teardown)

/* Both are there, in the curve's ink, next to it and near its end, and hide none of its dots. */
TEST(test_names_hide_no_curve)
{
    struct rendered *p = *state;
    int column, row, dots[2];
    put_curves(&p->canvas);
    for (int named = 1; named >= 0; named--) {
        for (size_t i = 0; i < p->canvas.count && named == 0; i++)
            p->canvas.marks[i].text = NULL;
        raster_draw(&p->raster, &p->canvas);
        dots[named] = 0;
        for (int i = 0; i < p->raster.rows * p->raster.columns; i++)
            dots[named] += p->raster.cells[i].glyph > 0x2800; /* letters are no dots */
        assert_int_equal(find_text(p, "discrete", INK_DISCRETE, &column, &row), named);
        if (named) {
            double end = picture_y(p, p->canvas.marks[0].y[100]) / 4;
            assert_in_range(column, p->raster.columns - 20, p->raster.columns - 8);
            assert_true(fabs(row - end) < 8);
        }
        assert_int_equal(find_text(p, "continuous", INK_CONTINUOUS, &column, &row), named);
    }
    assert_int_equal(dots[0], dots[1]);
}

/* A curve that comes down the right wall has its name there, not at the left wall. */
TEST(test_name_on_the_own_side)
{
    struct rendered *p = *state;
    double x[51], y[51];
    int column = 0, row = 0;
    for (int i = 0; i <= 50; i++) {
        x[i] = p->canvas.x.to * 0.8 * (1 - i / 50.0);
        y[i] = p->canvas.y.from + (p->canvas.y.to - p->canvas.y.from) * x[i] * x[i] /
                                      (p->canvas.x.to * p->canvas.x.to);
    }
    canvas_curve(&p->canvas, INK_CONTINUOUS, DASH_SOLID, 51, x, y);
    canvas_name(&p->canvas, "down");
    raster_draw(&p->raster, &p->canvas);
    assert_true(find_text(p, "down", INK_CONTINUOUS, &column, &row));
    assert_true(column - p->raster.left >= (int)floor(picture_x(p, 0) / 2));
}

/* Two curves that rise beside each other: neither name stands next to the other curve. */
TEST(test_name_is_not_the_neighbours)
{
    static const char *const names[] = {"inner", "outer"};
    static const enum ink inks[] = {INK_DISCRETE, INK_CONTINUOUS};
    struct rendered *p = *state;
    double x[51], y[51];
    int column = 0, row = 0;
    for (int curve = 0; curve < 2; curve++) {
        for (int i = 0; i <= 50; i++) {
            x[i] = p->canvas.x.to * ((curve == 0 ? 0.55 : 0.6) + 0.0076 * i);
            y[i] = p->canvas.y.from + (p->canvas.y.to - p->canvas.y.from) * i / 50;
        }
        canvas_curve(&p->canvas, inks[curve], DASH_SOLID, 51, x, y);
        canvas_name(&p->canvas, names[curve]);
    }
    raster_draw(&p->raster, &p->canvas);
    for (int curve = 0; curve < 2; curve++) {
        assert_true(find_text(p, names[curve], inks[curve], &column, &row));
        for (int at = column - 2; at < column + 7; at++) {
            const struct cell *cell = picture_cell(p, at - p->raster.left, row);
            assert_false(cell->glyph > 0x2800 && cell->ink == inks[1 - curve]);
        }
    }
}

TEST(test_no_name_without_room)
{
    struct rendered *p = *state;
    int column, row;
    picture_size(p, 8, 9, GLYPHS_BRAILLE, 10);
    put_curves(&p->canvas);
    raster_draw(&p->raster, &p->canvas);
    assert_false(find_text(p, "continuous", INK_CONTINUOUS, &column, &row));
}

FIXTURE(page_setup, page_teardown)

/* Lines of a grid do not keep a name away: on the page it stands over them. */
TEST(test_names_over_a_grid)
{
    struct page *p = *state;
    int samples[2];
    for (int grid = 0; grid < 2; grid++) {
        canvas_clear(&p->canvas);
        put_curves(&p->canvas);
        canvas_legend(&p->canvas, MARK_CURVE, INK_DISCRETE, DASH_SOLID, "discrete");
        for (int i = 1; i < 40 && grid; i++)
            canvas_rule(&p->canvas, INK_DIM, DASH_DOTTED, p->canvas.x.from + 0.5 * i, (double)NAN);
        page_draw(p);
        samples[grid] = 0;
        for (int row = 0; row < p->height; row++)
            samples[grid] += page_count_line(p, 1, row, PAGE_DISCRETE);
    }
    assert_true(abs(samples[0] - samples[1]) < 30);
}

/* What is named beside its mark is not said in the legend again. */
TEST(test_names_stand_for_the_legend)
{
    struct page *p = *state;
    int samples[2];
    for (int named = 0; named < 2; named++) {
        canvas_clear(&p->canvas);
        put_curves(&p->canvas);
        canvas_legend(&p->canvas, MARK_STEPS, INK_WARNING, DASH_SOLID, named ? "other" : "it");
        canvas_rule(&p->canvas, INK_WARNING, DASH_SOLID, -9, (double)NAN);
        canvas_name(&p->canvas, "it");
        page_draw(p);
        samples[named] = 0;
        for (int row = 0; row < p->height; row++)
            samples[named] += page_count_line(p, 1, row, PAGE_WARNING);
    }
    assert_true(samples[1] > samples[0] + 50);
}
