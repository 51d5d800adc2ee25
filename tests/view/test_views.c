/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

/* Every view, from snapshots made up here: whatever they hold, the axes are axes and the marks can
 * be drawn; and what is there is where it should be. */

/* Each view with each of its quantities and scales. */
static void draw_all(const char *what)
{
    for (int i = 0; i < VIEW_COUNT; i++) {
        int kind = (int)view_table[i].study, quantities = study_quantities(kind);
        for (in.quantity = 0; in.quantity < quantities || in.quantity == 0; in.quantity++)
            for (int scale = 0; scale <= view_table[i].has_scales; scale++) {
                in.logarithmic = scale;
                (void)snprintf(support_case, sizeof support_case, "%s %d %s: %s",
                               view_table[i].id->name, in.quantity,
                               in.logarithmic ? "log" : "linear", what);
                draw_view(&view_table[i]);
            }
    }
    in.quantity = in.logarithmic = 0;
}

FIXTURE(scene_start, scene_finish)

TEST(nothing_yet)
{
    draw_all("no answer yet");
    memset(&theory, 0, sizeof theory);
    draw_all("no theory");
    theory.stability.ratio = theory.stability.limit = theory.stability.lambda_k_max = (double)NAN;
    theory.mu = (double)NAN;
    for (int i = 0; i < 3; i++)
        theory.predicted[THEORY_DISCRETE].covariance[i] =
            theory.predicted[THEORY_CONTINUOUS].covariance[i] = (double)NAN;
    theory.n = theory.modes = 2;
    theory.mode_x[0] = theory.mode_x[1] = (double)NAN;
    draw_all("theory without numbers");
}

TEST(strange_numbers)
{
    static const double number[] = {0,     1,    -1,    (double)NAN, INFINITY, -INFINITY,
                                    1e-30, 1e30, -1e30, 1e200,       1e-200};
    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        for (size_t n = 0; n <= 2; n++) {
            static const enum series_role role[] = {SERIES_LOSS, SERIES_DISCRETE, SERIES_RUN};
            char what[80];
            chart_clear(&curves);
            chart_clear(&points);
            for (int s = 0; s < 3; s++)
                put_constant(&curves, role[s], 1, number[i], n);
            put_constant(&points, SERIES_SIMULATION, number[i], number[i], n);
            (void)snprintf(what, sizeof what, "%zu points of %g", n, number[i]);
            for (theory.n = 1; theory.n <= 2; theory.n++)
                draw_all(what);
        }
}

TEST(all_dimensions)
{
    static const size_t n[] = {1, 2, 3, 650};
    for (size_t i = 0; i < 4; i++)
        for (int beyond = 0; beyond < 2; beyond++) {
            char what[80];
            (void)snprintf(what, sizeof what, "D=%zu%s", n[i], beyond ? ", beyond" : "");
            set_theory(n[i], beyond ? 2.2 : 1.8, 1, n[i] == 1 ? 1 : 0.001);
            draw_all(what);
        }
    set_theory(2, 1e6, 1, 0.1);
    draw_all("far beyond");
    set_theory(2, 1e-9, 1, 0.1);
    draw_all("a tiny λ");
}

TEST(no_room)
{
    in.columns = in.rows = 0;
    draw_all("no characters");
    in.columns = 12;
    in.rows = 4;
    draw_all("few characters");
    in.aspect = 1e-3;
    draw_all("narrow");
}

/* Variance against λ that runs off at 2, as the study gives it. */
static void put_divergence(void)
{
    struct series *d = chart_add(&curves, SERIES_DISCRETE);
    struct series *c = chart_add(&curves, SERIES_CONTINUOUS);
    for (int i = 1; i <= 210; i++) {
        double x = i / 100.0;
        series_put(d, x, x < 2 ? x / (2 - x) : (double)NAN, 0);
        series_put(c, x, x / 2, 0);
    }
    put_constant(&points, SERIES_SIMULATION, 1, 1, 1);
}

/* The present value is seen, the height does not follow the divergence, the limit is marked. */
TEST(lambda_shows_the_present)
{
    static const double lambda[] = {0.1, 1, 1.8, 1.95};
    put_divergence();
    for (int i = 0; i < 4; i++) {
        set_theory(2, lambda[i], 1, 0.1);
        draw_view(view_of("lambda"));
        double now = lambda[i] / (2 - lambda[i]);
        assert_true(canvas.y.from == 0 && canvas.y.to > 1.1 * now && canvas.y.to < 3 * now + 15);
        assert_true(canvas.x.from > 0 && canvas.x.to == 2.1);
        const struct mark *present = find_mark(MARK_RULE, INK_STRONG);
        const struct mark *limit = find_mark(MARK_RULE, INK_WARNING);
        assert_true(present != NULL && limit != NULL);
        assert_near(present->x[0], lambda[i], 1e-12);
        assert_near(limit->x[0], 2, 1e-12);
        assert_non_null(find_mark(MARK_CURVE, INK_DISCRETE));
        assert_non_null(find_mark(MARK_CURVE, INK_CONTINUOUS));
        const struct mark *measured = find_mark(MARK_POINTS, INK_SAMPLE);
        assert_true(measured != NULL && measured->n == 1 && measured->y[0] < canvas.y.to);
    }
    assert_int_equal(canvas.legends, 5); /* both rules are named */
    assert_true(has_legend("limit", INK_WARNING) && has_legend("present λ", INK_STRONG));
    in.logarithmic = 1;
    draw_view(view_of("lambda"));
    assert_true(canvas.y.logarithmic && canvas.y.to > 199 && canvas.y.from < 0.005);
}

/* The crosses lie on the exact curve and would hide it. */
TEST(landscape_shows_its_curve)
{
    const struct mark *layer[CANVAS_MARKS];
    put_constant(&curves, SERIES_DISCRETE, 1, 1, 2);
    put_constant(&curves, SERIES_CONTINUOUS, 1, 2, 2);
    put_constant(&points, SERIES_SIMULATION, 1, 1, 2);
    draw_view(view_of("landscape"));
    size_t n = canvas_layers(&canvas, layer);
    assert_int_equal(n, 3);
    assert_int_equal(layer[0]->ink, INK_CONTINUOUS);
    assert_int_equal(layer[1]->kind, MARK_POINTS);
    assert_int_equal(layer[2]->ink, INK_DISCRETE);
}

/* The neighbourhood of the least value, with the optima at their places, by name. */
TEST(bayes_shows_its_minimum)
{
    static const enum series_role role[] = {SERIES_BEST_RATE, SERIES_MANDT_RATE,
                                            SERIES_PRESENT_RATE};
    static const double at[][2] = {{0.322, 0.6217}, {0.3636, 0.6326}, {1.8, 37.7}};
    struct series *d = chart_add(&curves, SERIES_DISCRETE);
    for (int i = 1; i < 200; i++)
        series_put(d, 0.01 * i, 0.62 + 1e6 * pow(0.01 * i - 0.322, 4), 0);
    for (int i = 0; i < 3; i++)
        put_constant(&curves, role[i], at[i][0], at[i][1], 1);
    draw_view(view_of("bayes"));
    assert_true(canvas.y.logarithmic && canvas.y.from < 0.6217 && canvas.y.to < 100);
    for (int i = 0; i < 3; i++) {
        const struct mark *m = find_mark(MARK_POINTS, series_style[role[i]].ink);
        assert_true(m != NULL && m->x[0] == at[i][0] && m->y[0] == at[i][1]);
        assert_string_equal(m->text, series_style[role[i]].name);
        assert_true(m->y[0] < canvas.y.to);
    }
}

/* A picture may have a title and a command of its own. */
TEST(a_picture_has_its_names)
{
    in.view = view_of("bayes");
    view_draw(&in, &canvas);
    assert_string_equal(canvas.title, view_heading(in.view, 0));
    in.title = "A step";
    in.command = "edge";
    view_draw(&in, &canvas);
    assert_string_equal(canvas.title, "A step");
    assert_non_null(strstr(canvas.caption, "sgdscope edge\n"));
    in.title = in.command = NULL;
}

/* --- a recorded run --------------------------------------------------------------------------- */

/* Its loss in the unit that the axis names, and s with its errors. */
TEST(recorded_run)
{
    static const struct run_snapshot run = {.lambda = 1.8,
                                            .rows = 100,
                                            .bins = 2,
                                            .bin_step = {25, 75},
                                            .bin_loss = {4, 6},
                                            .ratios = 2,
                                            .ratio_step = {50, 100},
                                            .ratio_so_far = {0.8, 0.9},
                                            .ratio_error = {0.1, 0.05}};
    in.run = &run;
    theory.predicted[THEORY_DISCRETE].loss = 2;
    draw_view(view_of("run"));
    const struct mark *s = find_mark(MARK_POINTS, INK_STRONG);
    assert_true(s != NULL && s->e != NULL && s->e[0] == 0.1 && s->e[1] == 0.05);
    assert_near(find_mark(MARK_CURVE, INK_RUN)->y[0], 2, 1e-15);
    assert_string_equal(canvas.y.label, "L / L(discrete), s");
    theory.predicted[THEORY_DISCRETE].loss = (double)NAN;
    draw_view(view_of("run"));
    assert_near(find_mark(MARK_CURVE, INK_RUN)->y[0], 0.8, 1e-15);
    assert_string_equal(canvas.y.label, "L / its mean, s");
}

/* A schedule from beyond the limit: the loss, below it the strip of λ_t, and the walkers where they
 * are, once their transient is over. */
TEST(schedule_has_a_strip)
{
    struct series *loss = chart_add(&curves, SERIES_DISCRETE),
                  *rate = chart_add(&curves, SERIES_RATE);
    for (int t = 0; t <= 100; t++) {
        series_put(loss, t, 1 + 0.05 * t, 0);
        series_put(rate, t, 2.2 - 0.02 * t, 0);
    }
    cloud.schedule = (struct schedule){.shape = SCHEDULE_LINEAR, .steps = 100};
    cloud.schedule_from = 10;
    cloud.loss_now = 3;
    cloud.loss_now_error = 0.1;
    cloud.steps = 5;
    draw_view(view_of("schedule"));
    assert_null(find_mark(MARK_POINTS, INK_WALKER_NOW));
    assert_true(has_legend("the walkers settle at λ first", INK_WALKER_NOW));
    cloud.steps = 50;
    draw_view(view_of("schedule"));
    const struct mark *now = find_mark(MARK_POINTS, INK_WALKER_NOW);
    assert_true(now != NULL && now->x[0] == 40 && now->y[0] == 3 && now->e[0] == 0.1);
    assert_true(canvas.y.has_strip && canvas.y.strip > canvas.y.from);
    const struct mark *strip = find_mark(MARK_CURVE, INK_STRONG);
    assert_non_null(strip);
    for (size_t i = 0; i < strip->n; i++)
        assert_true(strip->y[i] >= canvas.y.from && strip->y[i] < canvas.y.strip);
    assert_true(strip->y[0] > strip->y[100]);
    assert_true(has_legend("λ_t beyond the limit", INK_WARNING));
    theory.error_bars = false;
    draw_view(view_of("schedule"));
    assert_true(isnan(find_mark(MARK_POINTS, INK_WALKER_NOW)->e[0]));
}

/* Beside it the walkers are seen whole, however far out they are, without a word that they have
 * left. */
TEST(schedule_has_its_walkers)
{
    const struct view *small = view_of("schedule")->beside;
    assert_non_null(small);
    cloud.walkers = cloud.count = 2;
    cloud.x[0] = 1;
    cloud.schedule = (struct schedule){.shape = SCHEDULE_LINEAR, .steps = 100};
    cloud.steps = 40;
    cloud.now[0] = cloud.now[2] = 0.01;
    draw_view(small);
    assert_string_equal(canvas.title, "Walkers at step 40 of 100");
    assert_int_equal(count_marks(MARK_CLOUD, INK_CLOUD), 1);
    assert_true(has_legend("discrete 3σ at λ", INK_DISCRETE));
    assert_true(canvas.y.to >= 9 && canvas.y.to < 20);
    set_theory(2, 2.2, 1, 0.1);
    cloud.now[0] = cloud.now[2] = 1e6;
    draw_view(small);
    assert_true(canvas.y.to >= 3000 && canvas.y.to < 10000);
    cloud.now[0] = cloud.now[2] = 4;
    draw_view(small);
    assert_true(canvas.y.to >= 6 && canvas.y.to <= 20 && !canvas.alarm);
    cloud.now[0] = cloud.now[2] = 1e6; /* and then they overflow: the window stays */
    draw_view(small);
    cloud.now[0] = cloud.now[2] = (double)NAN;
    assert_true(small->window(&in, false).half == in.window.half);
    cloud.schedule_from = 50;
    draw_view(small);
    assert_string_equal(canvas.title, "Walkers that settle at λ first");
    cloud.schedule.steps = 0;
    draw_view(small);
    assert_string_equal(canvas.title, "Walkers at λ");
    set_theory(1, 1.8, 1, 1); /* in one dimension the density of narrow walkers has room */
    cloud.now[0] = 1e-4;
    draw_view(small);
    assert_true(canvas.y.to > 1 / sqrt(2 * PI * 1e-4));
}

FIXTURE(NULL, NULL)

/* The table of views itself. */
TEST(table_is_whole)
{
    assert_int_equal(VIEW_COUNT, 12);
    for (int i = 0; i < VIEW_COUNT; i++) {
        const struct view *v = &view_table[i];
        assert_ptr_equal(v->id, &view_choices[i]);
        assert_int_equal(v->id->alias[0], "1234567890uf"[i]);
        assert_int_equal(view_find(v->id->name), i);
        assert_int_equal(view_find(v->id->alias), i);
        assert_true(v->draw != NULL && v->help != NULL && v->help[0] != NULL);
        for (int line = 0; v->help[line] != NULL; line++)
            assert_in_range(strlen(v->help[line]), 1, 700);
        assert_true(view_heading(v, 0)[0] != '\0' && v->id->about[0] != '\0');
    }
    assert_int_equal(view_find("no such view"), -1);
}
