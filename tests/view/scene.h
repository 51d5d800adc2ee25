/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../support.h"

#include "sgdscope/base/number.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/plot/raster.h"
#include "sgdscope/view/view.h"

/* What a view draws, made up here, and the canvas it is drawn on. */

static struct experiment e;
static struct theory_snapshot theory;
static struct cloud_snapshot cloud;
static struct chart curves, points;
static struct canvas canvas;
static struct raster raster;
static struct view_input in;

static inline void set_covariance(enum theory_kind kind, double s11, double s22)
{
    double *s = theory.predicted[kind].covariance;
    s[0] = s11;
    s[1] = 0 * s11;
    s[2] = s22;
}

/* SGD at λ with white noise of variance 1 (Eq. 6 and 1), K from k1 down to k2, as the solver would
 * say. */
static inline void set_theory(size_t n, double lambda, double k1, double k2)
{
    bool stable = lambda * k1 < 2;
    double none = (double)NAN;
    theory = (struct theory_snapshot){
        .version = 1, .n = n, .k_most = k1, .k_least = k2, .error_bars = true};
    theory.stability = (struct stability){.lambda_k_max = lambda * k1,
                                          .lambda_max = 2 / k1,
                                          .limit = 2,
                                          .ratio = lambda * k1 / 2,
                                          .slack = 1 - lambda * k1 / 2,
                                          .spectral_radius = fabs(1 - lambda * k1),
                                          .stable = stable};
    theory.along[0] = k1;
    theory.along[1] = k2;
    theory.modes = n < MODES_MAX ? n : MODES_MAX;
    for (size_t i = 0; i < theory.modes; i++) {
        double part = theory.modes > 1 ? (double)i / (double)(theory.modes - 1) : 0;
        theory.mode_x[i] = lambda * (k1 + (k2 - k1) * part);
    }
    set_covariance(THEORY_CONSTANT, none, none);
    set_covariance(THEORY_CONTINUOUS, lambda / (2 * k1), lambda / (2 * k2));
    set_covariance(THEORY_DISCRETE, stable ? lambda / (k1 * (2 - lambda * k1)) : none,
                   stable ? lambda / (k2 * (2 - lambda * k2)) : none);
    e.lambda = lambda;
}

static inline int scene_start(void **state)
{
    (void)state;
    support_case[0] = '\0';
    experiment_init(&e);
    memset(&cloud, 0, sizeof cloud);
    chart_clear(&curves);
    chart_clear(&points);
    set_theory(2, 1.8, 1, 0.1);
    in = (struct view_input){.experiment = &e,
                             .theory = &theory,
                             .cloud = &cloud,
                             .window = {0, 1, 0},
                             .columns = 48,
                             .rows = 18,
                             .aspect = 1.5,
                             .dots = 10000,
                             .curves = &curves,
                             .points = &points};
    return canvas_new(&canvas).code != STATUS_OK;
}

static inline int scene_finish(void **state)
{
    (void)state;
    raster_free(&raster);
    canvas_free(&canvas);
    return 0;
}

/* The first mark of that kind and ink, or NULL, and how many there are. */
static inline const struct mark *find_mark(enum mark_kind kind, enum ink ink)
{
    for (size_t i = 0; i < canvas.count; i++)
        if (canvas.marks[i].kind == kind && canvas.marks[i].ink == ink)
            return &canvas.marks[i];
    return NULL;
}

static inline int count_marks(enum mark_kind kind, enum ink ink)
{
    int count = 0;
    for (size_t i = 0; i < canvas.count; i++)
        count += canvas.marks[i].kind == kind && canvas.marks[i].ink == ink;
    return count;
}

static inline const struct view *view_of(const char *name)
{
    int i = view_find(name);
    assert_true(i >= 0);
    in.view = &view_table[i];
    return &view_table[i];
}

static inline void put_constant(struct chart *c, enum series_role role, double x, double y,
                                size_t n)
{
    struct series *s = chart_add(c, role);
    for (size_t i = 0; i < n; i++)
        series_put(s, x, y, s->measured ? fabs(y) / 10 : 0);
}

static inline int has_label(const char *text)
{
    for (size_t i = 0; i < canvas.count; i++)
        if (canvas.marks[i].kind == MARK_TEXT && strstr(canvas.marks[i].text, text) != NULL)
            return 1;
    return 0;
}

static inline int has_legend(const char *text, enum ink ink)
{
    for (size_t i = 0; i < canvas.legends; i++)
        if (canvas.legend[i].ink == ink && strcmp(canvas.legend[i].text, text) == 0)
            return 1;
    return 0;
}

static inline void expect_axis(const struct axis *a, char which)
{
    int fine = isfinite(a->from) && isfinite(a->to) && a->from < a->to;
    if (!fine || (a->logarithmic && !(a->from > 0)))
        fail_msg("%s: axis %c from %g to %g", support_case, which, a->from, a->to);
}

/* The axes are axes, and the marks can be drawn with any glyphs. */
static inline void draw_view(const struct view *view)
{
    canvas_clear(&canvas);
    in.view = view;
    if (view->window != NULL)
        in.window = view->window(&in, 1);
    view->draw(&in, &canvas);
    expect_axis(&canvas.x, 'x');
    expect_axis(&canvas.y, 'y');
    assert_true(canvas.x.hidden || canvas.x.label != NULL);
    assert_true(canvas.y.hidden || canvas.y.label != NULL);
    for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++) {
        assert_fine(raster_resize(&raster, 48, 18, (enum glyphs)glyphs));
        raster_draw(&raster, &canvas);
    }
}
