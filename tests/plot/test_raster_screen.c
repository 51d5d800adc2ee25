/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells: density, layers, rungs, text, ticks, frame; and that nothing breaks it. */
#include "rendered_picture.h"

#define WALKERS 10000

static float walker_x[65536], walker_y[65536];

FIXTURE(picture_setup, picture_teardown)

TEST(test_grades_follow_density)
{
    struct rendered *p = *state;
    double sum[8] = {0}, n[8] = {0}, seen[RASTER_GRADES] = {0};
    srand(1);
    picture_gaussian(WALKERS, 3, walker_x, walker_y);
    canvas_cloud(&p->canvas, INK_CLOUD, WALKERS, walker_x, walker_y, WALKERS);
    raster_draw(&p->raster, &p->canvas);
    for (int row = 0; row < p->high / 4; row++)
        for (int column = 0; column < p->wide / 2; column++) {
            const struct cell *cell = picture_cell(p, column, row);
            double r = hypot(column + 0.5 - p->wide / 4.0, 2 * (row + 0.5 - p->high / 8.0)) / 9;
            int ring = (int)fmin(2 * r, 7); /* nine columns are 3 = σ */
            if (cell->glyph == ' ')
                continue;
            assert_int_equal(cell->ink, INK_CLOUD);
            assert_in_range(cell->grade, 0, RASTER_GRADES - 1);
            seen[cell->grade]++;
            sum[ring] += cell->grade;
            n[ring]++;
        }
    for (int i = 0; i < RASTER_GRADES; i++)
        assert_true(seen[i] > 20);
    for (int i = 1; i < 6; i++)
        assert_true(sum[i] / n[i] < sum[i - 1] / n[i - 1] - 0.3);
    assert_true(sum[0] / n[0] > 5.5 && sum[6] / n[6] < 0.5);
}

/* Another draw of the same cloud has nearly the same grades. */
TEST(test_grades_hold_still)
{
    struct rendered *p = *state;
    double mean[10] = {0};
    srand(2);
    for (int frame = 0; frame < 10; frame++) {
        int n = 0;
        picture_gaussian(WALKERS, 3, walker_x, walker_y);
        canvas_clear(&p->canvas);
        canvas_cloud(&p->canvas, INK_CLOUD, WALKERS, walker_x, walker_y, WALKERS);
        raster_draw(&p->raster, &p->canvas);
        for (int row = 10; row < 20; row++)
            for (int column = 20; column < 40; column++, n++)
                mean[frame] += picture_cell(p, column, row)->grade;
        mean[frame] /= n;
        assert_true(fabs(mean[frame] - mean[0]) < 0.25);
    }
}

TEST(test_few_walkers_are_bright)
{
    struct rendered *p = *state;
    float x[2] = {1, -4}, y[2] = {1, -4};
    canvas_cloud(&p->canvas, INK_CLOUD, 2, x, y, 2);
    picture_draw(p, INK_CLOUD);
    assert_int_equal(picture_count(p), 2);
    for (int i = 0; i < p->raster.rows * p->raster.columns; i++)
        if (p->raster.cells[i].glyph != ' ')
            assert_int_equal(p->raster.cells[i].grade, RASTER_GRADES - 1);
}

TEST(test_only_the_first_walkers_make_dots)
{
    struct rendered *p = *state;
    srand(3);
    picture_gaussian(WALKERS, 4, walker_x, walker_y);
    walker_x[5] = NAN;
    walker_y[6] = INFINITY;
    walker_x[7] = 3e38f;
    canvas_cloud(&p->canvas, INK_CLOUD, WALKERS, walker_x, walker_y, 100);
    picture_draw(p, INK_CLOUD);
    assert_in_range(picture_count(p), 80, 97);
    for (int i = 8; i < 100; i++) {
        int x = (int)floor(picture_x(p, (double)walker_x[i]));
        int y = (int)floor(picture_y(p, (double)walker_y[i]));
        if (x >= 0 && y >= 0 && x < p->wide && y < p->high)
            assert_true(p->dot[y][x]);
    }
}

TEST(test_curves_win_over_the_cloud)
{
    struct rendered *p = *state;
    static unsigned char alone[PICTURE_MOST][PICTURE_MOST];
    canvas_ellipse(&p->canvas, INK_DISCRETE, DASH_SOLID, 4, 1, 4, 3);
    picture_draw(p, INK_DISCRETE);
    memcpy(alone, p->dot, sizeof alone);
    srand(4);
    picture_gaussian(WALKERS, 3, walker_x, walker_y);
    canvas_cloud(&p->canvas, INK_CLOUD, WALKERS, walker_x, walker_y, WALKERS); /* drawn later */
    picture_draw(p, INK_DISCRETE);
    assert_memory_equal(alone, p->dot, sizeof alone);
    picture_draw(p, INK_CLOUD);
    assert_true(picture_count(p) > 1000);
}

static int occupied(const struct rendered *p, int column, int row, int reach, enum ink ink)
{
    for (int i = row - reach; i <= row + reach; i++)
        for (int j = column - reach; j <= column + reach; j++)
            if (i >= 0 && j >= 0 && i < p->high / 4 && j < p->wide / 2 &&
                picture_cell(p, j, i)->glyph != ' ' && picture_cell(p, j, i)->ink == ink)
                return 1;
    return 0;
}

/* The cloud's cells are the same on all rungs, a curve's at most one cell off, for each rung draws
 * its line as thin as it can. */
TEST(test_rungs_show_the_same_picture)
{
    struct rendered *rung[GLYPHS_COUNT];
    srand(5);
    picture_gaussian(2000, 3, walker_x, walker_y);
    for (int k = 0; k < 2; k++) {
        for (int g = 0; g < GLYPHS_COUNT; g++) {
            assert_int_equal(picture_setup((void **)&rung[g]), 0);
            picture_size(rung[g], 66, 31, (enum glyphs)g, 10);
            if (k == 0)
                canvas_cloud(&rung[g]->canvas, INK_CLOUD, 2000, walker_x, walker_y, 500);
            else
                canvas_ellipse(&rung[g]->canvas, INK_CLOUD, DASH_SOLID, 4, 2, 9, 3);
            picture_draw(rung[g], INK_CLOUD);
        }
        for (int g = 1; g < GLYPHS_COUNT; g++)
            for (int row = 0; row < rung[0]->high / 4; row++)
                for (int column = 0; column < rung[0]->wide / 2; column++) {
                    if (occupied(rung[0], column, row, 0, INK_CLOUD))
                        assert_true(occupied(rung[g], column, row, k, INK_CLOUD));
                    if (occupied(rung[g], column, row, 0, INK_CLOUD))
                        assert_true(occupied(rung[0], column, row, k, INK_CLOUD));
                    const struct cell *c = picture_cell(rung[g], column, row);
                    assert_true(g != GLYPHS_ASCII || c->glyph < 0x80);
                    if (k == 0)
                        assert_int_equal(c->grade, picture_cell(rung[0], column, row)->grade);
                }
        for (int g = 0; g < GLYPHS_COUNT; g++)
            (void)picture_teardown((void **)&rung[g]);
    }
}

static void row_text(const struct raster *r, int row, char *text)
{
    for (int i = 0; i < r->columns; i++) {
        uint32_t glyph = r->cells[row * r->columns + i].glyph;
        text[i] = (char)(glyph < 0x80 ? glyph : '~');
    }
    text[r->columns] = '\0';
}

TEST(test_text)
{
    struct rendered *p = *state;
    char line[80];
    canvas_text(&p->canvas, INK_WARNING, ALIGN_CENTRE, 0, 0.01, "middle");
    canvas_text(&p->canvas, INK_TEXT, ALIGN_RIGHT, -9.9, 0.01, "outside left");
    canvas_text(&p->canvas, INK_TEXT, ALIGN_LEFT, 9.4, 0.01, "outside");
    canvas_text(&p->canvas, INK_TEXT, ALIGN_LEFT, 0, 11, "above");
    canvas_text(&p->canvas, INK_TEXT, ALIGN_LEFT, NAN, 1e300, "nowhere");
    canvas_text(&p->canvas, INK_TEXT, ALIGN_LEFT, -1e300, 0, "nowhere");
    canvas_text(&p->canvas, INK_TEXT, ALIGN_LEFT, 0, -5, "λ=1 \xFF\x1B[");
    raster_draw(&p->raster, &p->canvas);
    row_text(&p->raster, 14, line);
    assert_string_equal(line, "      t                          middle                         ou");
    row_text(&p->raster, 22, line);
    assert_non_null(strstr(line, "~=1 ??["));
    /* On the ASCII rung a number with its error is not a sum. */
    picture_size(p, 66, 31, GLYPHS_ASCII, 10);
    canvas_text(&p->canvas, INK_TEXT, ALIGN_RIGHT, 5, -5, "1±2λ");
    raster_draw(&p->raster, &p->canvas);
    row_text(&p->raster, 22, line);
    assert_non_null(strstr(line, " 1+-2l "));
}

TEST(test_every_label_stands_alone)
{
    struct rendered *p = *state;
    char line[256];
    srand(6);
    for (int k = 0; k < 3000; k++) {
        picture_size(p, 30 + rand() % 150, 10 + rand() % 50, GLYPHS_ASCII, 10);
        double scale = pow(10, picture_uniform(-12, 12)), at = scale * picture_uniform(-2, 2);
        p->canvas.x = (struct axis){.from = at, .to = at + scale};
        p->canvas.y = (struct axis){.from = at, .to = at + scale};
        p->canvas.x.label = "w1";
        p->canvas.y.label = "w2";
        raster_draw(&p->raster, &p->canvas);
        row_text(&p->raster, p->raster.rows - 1, line);
        double last = -INFINITY;
        int n = 0;
        for (char *word = strtok(line, " "); word != NULL; word = strtok(NULL, " ")) {
            char *end;
            double value = strtod(word, &end);
            if (strcmp(word, "w1") == 0)
                continue;
            assert_true(*end == '\0' && value > last);
            assert_true(value >= at && value <= at + scale);
            last = value;
            n++;
        }
        assert_true(n >= 1);
    }
}

TEST(test_alarm_frames_the_plot)
{
    struct rendered *p = *state;
    p->canvas.alarm = 1;
    raster_draw(&p->raster, &p->canvas);
    int right = p->wide / 2 - 1, low = p->high / 4 - 1;
    assert_int_equal(picture_cell(p, 0, 0)->glyph, 0x250F);
    assert_int_equal(picture_cell(p, right, low)->glyph, 0x251B);
    assert_int_equal(picture_cell(p, right, 3)->ink, INK_WARNING);
    assert_int_equal(picture_cell(p, 5, 5)->glyph, ' ');
}

static double garbage(void)
{
    static const double odd[] = {0,        -0.0,      1e300, -1e300, 1e-300,
                                 INFINITY, -INFINITY, NAN,   1,      1.7e308};
    return rand() % 3 != 0 ? picture_uniform(-12, 12) : odd[rand() % 10];
}

static void add_garbage(struct canvas *c)
{
    double x[40], y[40], e[40];
    for (int i = 0; i < 40; i++) {
        x[i] = garbage();
        y[i] = garbage();
        e[i] = garbage();
        walker_x[i] = rand() % 5 != 0 ? (float)picture_uniform(-12, 12) : INFINITY;
        walker_y[i] = rand() % 5 != 0 ? (float)picture_uniform(-12, 12) : NAN;
    }
    size_t n = (size_t)(rand() % 40);
    enum ink ink = (enum ink)(rand() % INK_COUNT);
    enum dash dash = (enum dash)(rand() % 3);
    canvas_cloud(c, ink, n, walker_x, walker_y, n / 2);
    canvas_curve(c, ink, dash, n, x, y);
    canvas_steps(c, ink, n > 0 ? n - 1 : 0, x, y);
    canvas_points(c, ink, n, x, y, rand() % 2 ? e : NULL);
    canvas_rule(c, ink, dash, garbage(), garbage());
    canvas_text(c, ink, (enum align)(rand() % 3), garbage(), garbage(), "λ σ² \xC3");
    canvas_ellipse(c, ink, dash, garbage(), garbage(), garbage(), garbage());
}

TEST(test_garbage_does_no_harm)
{
    struct rendered *p = *state;
    srand(7);
    for (int k = 0; k < 6000; k++) {
        struct canvas *c = &p->canvas;
        int small = rand() % 2;
        picture_size(p, 1 + rand() % (small ? 4 : 90), 1 + rand() % (small ? 4 : 40),
                     (enum glyphs)(rand() % GLYPHS_COUNT), 10);
        if (rand() % 2)
            c->x = (struct axis){garbage(),  garbage(),  rand() % 2, "x label",
                                 rand() % 2, rand() % 2, rand() % 2, garbage()};
        if (rand() % 2)
            c->y = (struct axis){garbage(),  garbage(), rand() % 2, "y label",
                                 rand() % 2, 0,         rand() % 2, garbage()};
        canvas_clear(c);
        c->alarm = rand() % 2;
        for (int i = rand() % 4; i > 0; i--)
            add_garbage(c);
        raster_draw(&p->raster, c);
        for (int i = 0; i < p->raster.columns * p->raster.rows; i++) {
            assert_true(p->raster.cells[i].ink < INK_COUNT);
            assert_true(p->raster.cells[i].grade < RASTER_GRADES);
            assert_true(p->raster.cells[i].glyph >= ' ');
        }
    }
}
