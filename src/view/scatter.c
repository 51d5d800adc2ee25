/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scatter_parts.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/covariance.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Share of the dots inside the discrete ellipse that walkers fill: more would drown the curves. */
static const double fill = 0.2;

/* The theories that are drawn, the most important one last and so on top. The paper's C = K/S lies
 * too near the constant one's: the panel has its numbers. */
static const enum theory_kind drawn[] = {THEORY_CONTINUOUS, THEORY_CONSTANT, THEORY_DISCRETE};
enum { DRAWN = sizeof drawn / sizeof *drawn };

static size_t walkers_outside(const struct view_input *in)
{
    const struct cloud_snapshot *c = in->cloud;
    float high = (float)in->window.half;
    float wide = (float)(in->window.half * in->aspect * in->window.stretch);
    size_t outside = 0;
    for (size_t i = 0; i < c->count; i++)
        outside += !(fabsf(c->x[i]) <= wide && (scatter_is_line(in) || fabsf(c->y[i]) <= high));
    return outside;
}

static const char *axis_name(const struct view_input *in, struct canvas *c, int which)
{
    char text[DIRECTION_NAME];
    return canvas_keep(c, view_direction_name(in->experiment->plane, in->theory->n, which, text));
}

static double gaussian(double x, double variance)
{
    return exp(-x * x / (2 * variance)) / sqrt(2 * PI * variance);
}

static const double density_room = 1.15; /* above the tallest */

/* High enough for the tallest density of the theories, or of the walkers without a theory. */
static struct axis density_axis(const struct view_input *in)
{
    double least = INFINITY, now = in->cloud->now[0];
    for (int i = 0; i < DRAWN; i++)
        if (scatter_covariance(in, drawn[i])[0] > 0)
            least = fmin(least, scatter_covariance(in, drawn[i])[0]);
    if (!isfinite(least) && now > 0 && !view_hides(in, INK_CLOUD))
        least = now;
    return (struct axis){.to = isfinite(least) ? density_room * gaussian(0, least) : 1,
                         .label = "density"};
}

static void set_axes(const struct view_input *in, struct canvas *c)
{
    const struct window *w = &in->window;
    double wide = w->half * in->aspect * w->stretch;
    const char *across = w->stretch == 1 ? axis_name(in, c, 0) : "axes not to scale";
    c->x = (struct axis){.from = -wide, .to = wide, .label = across};
    c->y = (struct axis){.from = -w->half, .to = w->half, .label = axis_name(in, c, 1)};
    c->equal = w->stretch == 1 && !scatter_is_line(in);
    if (scatter_is_line(in))
        c->y = density_axis(in);
}

enum { BINS = 64, CURVE = 481 };

static void draw_histogram(const struct view_input *in, struct canvas *c, enum ink ink,
                           size_t count, const float *place)
{
    double edges[BINS + 1], heights[BINS] = {0}, wide = in->window.half * in->aspect;
    double width = 2 * wide / BINS;
    for (int i = 0; i <= BINS; i++)
        edges[i] = -wide + i * width;
    for (size_t i = 0; i < count; i++) {
        double bin = floor(((double)place[i] + wide) / width);
        if (bin >= 0 && bin < BINS)
            heights[(int)bin] += 1 / ((double)count * width);
    }
    canvas_steps(c, ink, BINS, edges, heights);
}

/* For walkers of that covariance. */
static size_t dots_for(const struct view_input *in, const double s[3])
{
    double count = (double)in->cloud->count, half = in->window.half;
    if (!isfinite(s[0])) /* the walkers spread over the whole window and leave it */
        return (size_t)fmin(fill * in->dots, count);
    double determinant = fmax(s[0] * s[2] - s[1] * s[1], 0);
    double area = PI * ELLIPSE_SIGMAS * ELLIPSE_SIGMAS * sqrt(determinant);
    double window = 4 * half * half * in->aspect * in->window.stretch;
    return (size_t)fmin(fmax(fill * in->dots * fmin(area / window, 1), 60), count);
}

/* covariance: what they have, about. */
static void draw_walkers(const struct view_input *in, const double covariance[3], struct canvas *c)
{
    const struct cloud_snapshot *s = in->cloud;
    char text[60];
    if (scatter_is_line(in))
        draw_histogram(in, c, INK_CLOUD, s->count, s->x);
    else
        canvas_cloud(c, INK_CLOUD, s->count, s->x, s->y, dots_for(in, covariance));
    if (s->overflowed > 0)
        (void)snprintf(text, sizeof text, "%zu of %zu overflowed", s->overflowed, s->walkers);
    else if (s->count < s->walkers)
        (void)snprintf(text, sizeof text, "%zu of %zu walkers", s->count, s->walkers);
    else
        (void)snprintf(text, sizeof text, "%zu walker%s", s->walkers, s->walkers == 1 ? "" : "s");
    canvas_legend(c, scatter_is_line(in) ? MARK_STEPS : MARK_CLOUD, INK_CLOUD, DASH_SOLID, text);
}

static void draw_density(const struct view_input *in, struct canvas *c,
                         const struct series_style *style, double variance)
{
    double x[CURVE], y[CURVE], wide = in->window.half * in->aspect;
    if (!(variance > 0))
        return;
    for (int i = 0; i < CURVE; i++) {
        x[i] = wide * (2.0 * i / (CURVE - 1) - 1);
        y[i] = gaussian(x[i], variance);
    }
    canvas_curve(c, style->ink, style->dash, CURVE, x, y);
    for (int side = -1; side <= 1; side += 2)
        canvas_rule(c, style->ink, style->dash, side * ELLIPSE_SIGMAS * sqrt(variance),
                    (double)NAN);
}

static void draw_theory(const struct view_input *in, struct canvas *c,
                        const struct series_style *style, const double s[3])
{
    if (isfinite(s[0]) && scatter_is_line(in))
        draw_density(in, c, style, s[0]);
    else if (isfinite(s[0]))
        canvas_ellipse(c, style->ink, style->dash, s[0], s[1], s[2], ELLIPSE_SIGMAS);
}

/* where: behind what it is. */
static void theory_legend(const struct view_input *in, struct canvas *c, enum theory_kind kind,
                          const char *where)
{
    const struct series_style *style = &series_style[kind];
    char text[60];
    (void)snprintf(text, sizeof text, "%s %s%s", theory_table[kind].label,
                   scatter_is_line(in) ? "±3σ" : "3σ", where);
    if (isfinite(scatter_covariance(in, kind)[0]))
        canvas_legend(c, MARK_CURVE, style->ink, style->dash, text);
    else if (kind == THEORY_DISCRETE) {
        (void)snprintf(text, sizeof text, "%s%s",
                       in->theory->stability.stable ? "exact: unknown for passes"
                                                    : "no stationary state",
                       where);
        canvas_legend(c, MARK_TEXT, style->ink, style->dash, text);
    }
}

void view_verdict(const struct theory_snapshot *t, char *text, size_t size)
{
    const struct stability *s = &t->stability;
    if (t->marginal)
        (void)snprintf(text, size, "MARGINAL: no noise in a direction");
    else if (s->lambda_k_max == s->limit && s->limit > 0)
        (void)snprintf(text, size, "DIVERGES at the limit: linearly");
    else if (s->spectral_radius >= 1)
        (void)snprintf(text, size, "DIVERGES ×%.4g per step", s->spectral_radius);
    else /* the noise depends on w: the mean converges, the variance does not */
        (void)snprintf(text, size, "DIVERGES variance ×%.4g per step", exp(s->square_growth));
}

/* A warning in the middle, at that height; in few words where all have no room in the frame. */
static void put_warning(const struct view_input *in, struct canvas *c, double y, const char *text,
                        const char *brief)
{
    enum { FRAME = 4 }; /* with a blank on either side */
    char spaced[80];
    bool fits = in->columns == 0 || utf8_columns(text) + FRAME <= in->columns;
    (void)snprintf(spaced, sizeof spaced, " %s ", fits ? text : brief);
    canvas_text(c, INK_WARNING, ALIGN_CENTRE, 0, y, spaced);
}

static void draw_verdict(const struct view_input *in, struct canvas *c)
{
    char text[60], brief[30];
    double height = c->y.to - c->y.from;
    view_verdict(in->theory, text, sizeof text);
    (void)snprintf(brief, sizeof brief, "%.*s", (int)strcspn(text, " :"), text);
    put_warning(in, c, c->y.to - 0.1 * height, text, brief);
    c->alarm = !in->theory->marginal;
    if (!c->alarm || in->cloud->count == 0)
        return;
    double share = 100 * (double)walkers_outside(in) / (double)in->cloud->count;
    (void)snprintf(text, sizeof text, "%.0f %% of the walkers have left", share);
    (void)snprintf(brief, sizeof brief, "%.0f %% have left", share);
    put_warning(in, c, c->y.from + 0.08 * height, text, brief);
}

/* --- averaged iterates ------------------------------------------------------------------------ */

/* The continuous theory's average below the exact one's; the walkers' averages below both. */
static const struct {
    enum series_role role;
    enum theory_kind kind;
} drawn_average[] = {
    {SERIES_AVERAGE_CONTINUOUS, THEORY_CONTINUOUS},
    {SERIES_AVERAGE, THEORY_DISCRETE},
};
enum { AVERAGES_DRAWN = sizeof drawn_average / sizeof *drawn_average };

static bool has_averages(const struct view_input *in)
{
    return in->cloud->average.count > 0 && !view_hides(in, INK_AVERAGE);
}

static void draw_averages(const struct view_input *in, struct canvas *c)
{
    const struct average_cloud *a = &in->cloud->average;
    if (!has_averages(in))
        return;
    if (scatter_is_line(in))
        draw_histogram(in, c, INK_AVERAGE, a->count, a->x);
    else
        canvas_cloud(c, INK_AVERAGE, a->count, a->x, a->y, dots_for(in, a->covariance));
    for (int i = 0; i < AVERAGES_DRAWN; i++) {
        const struct series_style *style = &series_style[drawn_average[i].role];
        if (!view_hides(in, style->ink))
            draw_theory(in, c, style, in->theory->averaged[drawn_average[i].kind].covariance);
    }
}

static void averages_legend(const struct view_input *in, struct canvas *c)
{
    char text[AVERAGE_TEXT + 12], average[AVERAGE_TEXT];
    if (!has_averages(in))
        return;
    (void)snprintf(text, sizeof text, "averages, %s", parameter_average(in->experiment, average));
    canvas_legend(c, scatter_is_line(in) ? MARK_STEPS : MARK_CLOUD, INK_AVERAGE, DASH_SOLID, text);
    for (int i = AVERAGES_DRAWN - 1; i >= 0; i--) {
        const struct series_style *style = &series_style[drawn_average[i].role];
        if (isfinite(in->theory->averaged[drawn_average[i].kind].covariance[0]))
            canvas_legend(c, MARK_CURVE, style->ink, style->dash, style->name);
    }
}

/* --- a recorded run --------------------------------------------------------------------------- */

/* So few points that each is seen, evenly chosen. */
static void draw_run_points(const struct view_input *in, enum ink ink, struct canvas *c)
{
    enum { MOST = 400 };
    static const double share = 1.0 / 100; /* of the dots */
    const struct run_snapshot *r = in->run;
    double x[MOST], y[MOST];
    size_t n = (size_t)fmin(fmin(fmax(share * in->dots, 30), MOST), (double)r->count);
    for (size_t i = 0; i < n; i++) {
        x[i] = (double)r->x[i * r->count / n];
        y[i] = (double)r->y[i * r->count / n];
    }
    canvas_points(c, ink, n, x, y, NULL);
}

static void draw_run(const struct view_input *in, struct canvas *c)
{
    const struct run_snapshot *r = in->run;
    char text[80], own[RUN_OWN];
    bool is_own = view_run_is_own(in, own);
    bool has_ellipse = !scatter_is_line(in) && r->covariance[0] > 0;
    enum ink ink = is_own ? INK_DIM : INK_RUN;
    if (scatter_is_line(in))
        draw_histogram(in, c, ink, r->count, r->x);
    else
        draw_run_points(in, ink, c);
    if (has_ellipse)
        canvas_ellipse(c, ink, DASH_DOTTED, r->covariance[0], r->covariance[1], r->covariance[2],
                       ELLIPSE_SIGMAS);
    if (is_own)
        (void)snprintf(text, sizeof text, "run, at its own %s", own);
    else if (r->used < r->rows)
        (void)snprintf(text, sizeof text, "run, %zu of %zu rows", r->used, r->rows);
    else
        (void)snprintf(text, sizeof text, "run, %zu rows%s", r->rows,
                       has_ellipse ? ", its 3σ" : "");
    canvas_legend(c, scatter_is_line(in) ? MARK_STEPS : MARK_POINTS, ink, DASH_SOLID, text);
}

void scatter_draw(const struct view_input *in, struct canvas *c)
{
    const struct cloud_snapshot *s = in->cloud;
    const bool stable = in->theory->stability.stable;
    static const char *const titles[2][2] = {
        {"A recorded run and both theories’ 3σ ellipses",
         "A recorded run and both theories’ densities"},
        {"Walkers and both theories’ 3σ ellipses", "Walkers and both theories’ densities"}};
    c->title = titles[s->walkers > 0][scatter_is_line(in)];
    set_axes(in, c);
    if (s->walkers > 0)
        draw_walkers(in, scatter_covariance(in, THEORY_DISCRETE), c);
    for (int i = 0; i < DRAWN; i++)
        draw_theory(in, c, &series_style[drawn[i]], scatter_covariance(in, drawn[i]));
    if (in->run != NULL && in->run->count > 0 && !view_hides(in, INK_RUN))
        draw_run(in, c);
    draw_averages(in, c);
    for (int i = DRAWN - 1; i >= 0; i--)
        theory_legend(in, c, drawn[i], "");
    averages_legend(in, c);
    if (in->show_sample && !scatter_is_line(in) && isfinite(s->covariance[0]) && stable) {
        canvas_ellipse(c, INK_SAMPLE, DASH_DOTTED, s->covariance[0], s->covariance[1],
                       s->covariance[2], ELLIPSE_SIGMAS);
        canvas_legend(c, MARK_CURVE, INK_SAMPLE, DASH_DOTTED, "the cloud's own 3σ");
    }
    if (in->follow && !scatter_is_line(in) && s->trail > 0) {
        size_t last = s->trail - 1;
        canvas_curve(c, INK_WALKER, DASH_SOLID, s->trail, s->trail_x, s->trail_y);
        canvas_points(c, INK_WALKER_NOW, 1, &s->trail_x[last], &s->trail_y[last], NULL);
        canvas_legend(c, MARK_CURVE, INK_WALKER, DASH_SOLID, "one walker’s last steps");
    }
    if (!stable)
        draw_verdict(in, c);
}

/* --- in small, along a schedule --------------------------------------------------------------- */

static const char *walkers_title(const struct view_input *in, struct canvas *c)
{
    const struct cloud_snapshot *w = in->cloud;
    char text[60];
    if (isnan(cloud_schedule_step(w)))
        return "Walkers at λ";
    if (w->steps < w->schedule_from)
        return "Walkers that settle at λ first";
    (void)snprintf(text, sizeof text, "Walkers at step %.9g of %.9g", cloud_schedule_step(w),
                   w->schedule.steps);
    return canvas_keep(c, text);
}

void walkers_now_draw(const struct view_input *in, struct canvas *c)
{
    const double *now = in->cloud->now;
    set_axes(in, c);
    if (scatter_is_line(in) && now[0] > 0 && !view_hides(in, INK_CLOUD))
        c->y.to = fmax(c->y.to, density_room * gaussian(0, now[0]));
    c->title = walkers_title(in, c);
    if (in->cloud->walkers > 0)
        draw_walkers(in, now, c);
    for (int i = 0; i < DRAWN; i++)
        draw_theory(in, c, &series_style[drawn[i]], scatter_covariance(in, drawn[i]));
    for (int i = DRAWN - 1; i >= 0; i--)
        theory_legend(in, c, drawn[i], " at λ");
}
