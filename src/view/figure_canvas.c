/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include <math.h>
#include <string.h>

static const struct curve_axes axes_table[STUDY_COUNT] = {
    [STUDY_LAMBDA] = {"learning rate λ", "variance of w", .from_zero = true},
    [STUDY_MU] = {"momentum μ", "variance of w", .logarithmic = true},
    [STUDY_ESCAPE] = {"t (steps)", "E(t)", .from_zero = true},
    [STUDY_KRAMERS] = {"r, L → rL", "γ/|k_b|", .logarithmic = true},
};

/* Theory may run off to infinity: only values near or below the measured ones count. */
static void add_shown(struct range *y, const struct chart *chart, bool positive)
{
    const struct series *simulation = chart_find(chart, SERIES_SIMULATION);
    double most = -INFINITY;
    for (size_t i = 0; simulation != NULL && i < simulation->n; i++)
        if (isfinite(simulation->y[i]))
            most = fmax(most, simulation->y[i] + simulation->e[i]);
    for (size_t i = 0; i < chart->count; i++)
        for (size_t j = 0; j < chart->series[i].n; j++)
            if (!isfinite(most) || chart->series[i].y[j] <= 1.1 * most)
                range_add(y, chart->series[i].y[j], positive);
}

static void draw_curves(const struct figure *f, struct canvas *c)
{
    const struct curve_axes *axes = &axes_table[f->info->study];
    struct range x = {0}, y = {0}, all = {0};
    range_add_chart(&x, &all, &f->chart, false);
    add_shown(&y, &f->chart, axes->logarithmic);
    curve_axes_set(axes, x, y, &f->chart, (double)NAN, c);
    if (f->info->study == STUDY_LAMBDA)
        c->x.from = 0;
    if (f->info->study == STUDY_ESCAPE) { /* points lie on both ends */
        c->x.from = -0.02 * x.most;
        c->x.to = 1.02 * x.most;
    }
    if (f->dimension > 1 && axes->y == axes_table[STUDY_LAMBDA].y)
        c->y.label = "E|w|²";
    series_draw(&f->chart, c);
}

/* Standard deviations to the edge of the window: of ten thousand walkers one may be outside. */
static const double far = 4.2;

static double spread(size_t n, const float *v)
{
    double sum = 0, count = 0;
    for (size_t i = 0; i < n; i++) {
        sum += isfinite(v[i]) ? (double)v[i] * (double)v[i] : 0;
        count += isfinite(v[i]);
    }
    return count > 0 ? sqrt(sum / count) : 0;
}

static void draw_cloud(const struct figure *f, double aspect, struct canvas *c)
{
    double half = far * fmax(spread(f->walkers, f->y), spread(f->walkers, f->x) / aspect);
    for (size_t i = 0; i < f->chart.count; i++)
        half = fmax(half, 1.06 * plane_reach(&f->chart.series[i], aspect, INFINITY));
    plane_axes_set(half, aspect, f->plane, f->dimension, c);
    canvas_legend(c, MARK_CLOUD, INK_CLOUD, DASH_SOLID, "walkers");
    canvas_cloud(c, INK_CLOUD, f->walkers, f->x, f->y, f->walkers);
    series_draw(&f->chart, c);
}

/* A panel: its series, shrunk and moved to a place of the window. */
struct panel {
    int number;
    double x, y;       /* the panel's middle */
    double across, up; /* the window's units a unit of the series */
};

static void draw_panel(const struct chart *chart, const struct panel *p, struct canvas *c)
{
    double x[SERIES_POINTS], y[SERIES_POINTS];
    for (const struct series *s = chart->series; s < chart->series + chart->count; s++) {
        if (s->panel != p->number)
            continue;
        for (size_t j = 0; j < s->n; j++) {
            x[j] = p->x + p->across * s->x[j];
            y[j] = p->y + p->up * s->y[j];
        }
        canvas_curve(c, s->ink, s->dash, s->n, x, y);
        if (s->role == SERIES_DISCRETE)
            canvas_points(c, s->ink, s->n, x, y, NULL);
    }
}

static void range_of(const struct chart *chart, int panel, struct range *x, struct range *y)
{
    for (size_t i = 0; i < chart->count; i++)
        if (chart->series[i].panel == panel)
            range_add_series(x, y, &chart->series[i], false);
}

/* Draw a panel so that it fills |x − middle| ≤ wide, |y| ≤ high; in the plane a circle is a circle.
 * */
static void fit_panel(const struct chart *chart, int panel, double middle, double wide, double high,
                      struct canvas *c)
{
    struct range x = {0}, y = {0};
    range_of(chart, panel, &x, &y);
    struct panel p = {.number = panel,
                      .across = 2 * wide / fmax(x.most - x.least, 1e-300),
                      .up = 2 * high / fmax(y.most - y.least, 1e-300)};
    if (panel == PANEL_PLANE)
        p.across = p.up = fmin(p.across, p.up);
    p.x = middle - p.across * (x.most + x.least) / 2;
    p.y = -p.up * (y.most + y.least) / 2;
    draw_panel(chart, &p, c);
}

/* What the curves of one dimension are. */
static void path_legend(const struct chart *chart, struct canvas *c)
{
    static const char *const text[SERIES_ROLES] = {
        [SERIES_DISCRETE] = "discrete, (1 − λk)ᵗ w₀",
        [SERIES_CONTINUOUS] = "continuous, exp(−λkt) w₀",
        [SERIES_LOSS] = "the loss L",
    };
    for (const struct series *s = chart->series; s < chart->series + chart->count; s++) {
        if (s->panel == PANEL_LINE && text[s->role] != NULL)
            canvas_legend(c, MARK_CURVE, s->ink, s->dash, text[s->role]);
    }
}

/* One dimension on the left, two on the right; alone it has true axes. */
static void draw_paths(const struct figure *f, double aspect, struct canvas *c)
{
    struct range x = {0}, y = {0};
    path_legend(&f->chart, c);
    if (f->dimension == 1) {
        range_of(&f->chart, PANEL_LINE, &x, &y);
        parabola_axes_set(x, y, c);
        c->y.label = "L(w)";
        draw_panel(&f->chart, &(struct panel){PANEL_LINE, 0, 0, 1, 1}, c);
        return;
    }
    c->x = (struct axis){.from = -aspect, .to = aspect, .hidden = true};
    c->y = (struct axis){.from = -1, .to = 1, .hidden = true};
    fit_panel(&f->chart, PANEL_LINE, -0.55 * aspect, 0.36 * aspect, 0.74, c);
    fit_panel(&f->chart, PANEL_PLANE, 0.45 * aspect, 0.48 * aspect, 0.84, c);
    canvas_text(c, INK_TEXT, ALIGN_CENTRE, -0.55 * aspect, -0.94, "D = 1: L(w) over w");
    canvas_text(c, INK_TEXT, ALIGN_CENTRE, 0.45 * aspect, -0.94, "D = 2: w₂ over w₁");
}

void figure_draw(const struct figure *f, double aspect, struct canvas *c)
{
    canvas_clear(c);
    if (f->info->study == STUDY_NONE)
        draw_cloud(f, aspect, c);
    else if (f->info->study == STUDY_PATH)
        draw_paths(f, aspect, c);
    else if (f->info->study == STUDY_METHODS)
        methods_table_draw(&(struct view_input){.curves = &f->chart, .points = &f->chart}, c);
    else
        draw_curves(f, c);
    c->title = f->info->title;
}
