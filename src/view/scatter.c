/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/base/number.h"
#include "sgdscope/plot/ticks.h"
#include "sgdscope/theory/ellipse.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Share of the dots inside the discrete ellipse that walkers fill: more would drown the curves. */
static const double fill = 0.2;

/* --- the window ------------------------------------------------------------------------------- */

/* Half the height and width an ellipse of covariance s needs; 0 where there is none. */
static double half_height(const double s[3])
{
    return isfinite(s[2]) ? ELLIPSE_SIGMAS * sqrt(s[2]) : 0;
}

static double half_width(const double s[3])
{
    return isfinite(s[0]) ? ELLIPSE_SIGMAS * sqrt(s[0]) : 0;
}

/* Half the height that shows the ellipses of both covariances. */
static double needed_for(const struct view_input *in, double stretch, const double s[3],
                         const double other[3])
{
    double width = fmax(half_width(s), half_width(other)) / (in->aspect * stretch);
    return in->theory->n == 1 ? width : fmax(width, fmax(half_height(s), half_height(other)));
}

/* Of both theories; where neither has an ellipse the walkers themselves are all there is. */
static double needed(const struct view_input *in, double stretch)
{
    const double *now = in->cloud->now;
    const double *exact =
        in->theory->predicted[THEORY_DISCRETE].covariance; /* of shuffled passes none is known */
    const double *first =
        isfinite(exact[0]) ? exact : in->theory->predicted[THEORY_CONSTANT].covariance;
    double need =
        needed_for(in, stretch, first, in->theory->predicted[THEORY_CONTINUOUS].covariance);
    if (!(need > 0))
        need = needed_for(in, stretch, now, now);
    return need > 0 && isfinite(need) ? need : 1;
}

static struct window fitted(const struct view_input *in, double stretch)
{
    struct window w = {.stretch = stretch};
    w.half = ticks_round_up(1.04 * needed(in, stretch));
    return w;
}

struct window scatter_window(const struct view_input *in, int fit)
{
    struct window w = in->window;
    if (!(w.stretch > 0) || in->theory->n == 1)
        w.stretch = 1;
    if (fit || !(w.half > 0))
        return fitted(in, w.stretch);
    /* Beyond the limit the scale holds: the growth is what is to be seen. */
    if (w.manual || !in->theory->stability.stable)
        return w;
    double need = needed(in, w.stretch);
    if (need > w.half || need < w.half / 3.2)
        return fitted(in, w.stretch);
    return w;
}

size_t view_outside(const struct view_input *in)
{
    const struct cloud_snapshot *c = in->cloud;
    float high = (float)in->window.half;
    float wide = (float)(in->window.half * in->aspect * in->window.stretch);
    int flat = in->theory->n == 1;
    size_t outside = 0;
    for (size_t i = 0; i < c->count; i++)
        outside += !(fabsf(c->x[i]) <= wide && (flat || fabsf(c->y[i]) <= high));
    return outside;
}

/* --- two dimensions --------------------------------------------------------------------------- */

/* "w₂", or of more dimensions "u₁₇₈": the eigen-direction or coordinate that is drawn. */
static const char *axis_name(const struct view_input *in, struct canvas *c, int which)
{
    const struct plane_axis *a = &in->experiment->plane[which];
    int coordinate = in->theory->n <= 2 || a->kind == PLANE_COORDINATE;
    size_t index = in->theory->n <= 2 ? (size_t)which + 1
                   : a->index == 0    ? in->theory->n
                                      : a->index;
    char digits[UTF8_SUBSCRIPT_SIZE], text[80];
    (void)snprintf(text, sizeof text, "%c%s", coordinate ? 'w' : 'u',
                   utf8_subscript(index, digits));
    return canvas_keep(c, text);
}

static void set_axes(const struct view_input *in, struct canvas *c)
{
    double wide = in->window.half * in->aspect * in->window.stretch;
    c->x = (struct axis){.from = -wide, .to = wide, .label = axis_name(in, c, 0)};
    c->y = (struct axis){
        .from = -in->window.half, .to = in->window.half, .label = axis_name(in, c, 1)};
    if (in->window.stretch != 1)
        c->x.label = "axes not to scale";
}

static size_t dots_for(const struct view_input *in)
{
    const double *s = in->theory->predicted[THEORY_DISCRETE].covariance;
    if (!isfinite(s[0])) /* they spread over the whole window and leave it */
        return (size_t)fmin(fill * in->dots, (double)in->cloud->count);
    double determinant = fmax(s[0] * s[2] - s[1] * s[1], 0);
    double area = PI * ELLIPSE_SIGMAS * ELLIPSE_SIGMAS * sqrt(determinant);
    double half = in->window.half;
    double window = 4 * half * half * in->aspect * in->window.stretch;
    double dots = fill * in->dots * fmin(area / window, 1);
    return (size_t)fmin(fmax(dots, 60), (double)in->cloud->count);
}

static bool shows_sample(const struct view_input *in)
{
    return in->show_sample && in->theory->n > 1 && isfinite(in->cloud->covariance[0]) &&
           in->theory->stability.stable;
}

static bool shows_trail(const struct view_input *in)
{
    return in->follow && in->theory->n > 1 && in->cloud->trail > 0;
}

/* The theories that are drawn, the most important one last and so on top. The paper's C = K/S lies
 * too near the constant one's: the panel has its numbers. */
static const enum theory_kind drawn[] = {THEORY_CONTINUOUS, THEORY_CONSTANT, THEORY_DISCRETE};
enum { DRAWN = sizeof drawn / sizeof *drawn };

static const double *covariance_of(const struct view_input *in, enum theory_kind kind)
{
    return in->theory->predicted[kind].covariance;
}

static void theory_legend(const struct view_input *in, enum theory_kind kind, struct canvas *c)
{
    const struct series_style *style = &series_style[kind];
    char text[60];
    (void)snprintf(text, sizeof text, "%s %s", theory_table[kind].label,
                   in->theory->n == 1 ? "±3σ" : "3σ");
    if (isfinite(covariance_of(in, kind)[0]))
        canvas_legend(c, MARK_CURVE, style->ink, style->dash, text);
    else if (kind == THEORY_DISCRETE)
        canvas_legend(c, MARK_TEXT, style->ink, style->dash,
                      in->theory->stability.stable ? "exact: unknown for passes"
                                                   : "no stationary state");
}

static void cloud_legend(const struct view_input *in, struct canvas *c)
{
    const struct cloud_snapshot *s = in->cloud;
    char text[60];
    if (s->overflowed > 0)
        (void)snprintf(text, sizeof text, "%zu of %zu overflowed", s->overflowed, s->walkers);
    else if (s->count < s->walkers)
        (void)snprintf(text, sizeof text, "%zu of %zu walkers", s->count, s->walkers);
    else
        (void)snprintf(text, sizeof text, "%zu walker%s", s->walkers, s->walkers == 1 ? "" : "s");
    canvas_legend(c, in->theory->n == 1 ? MARK_STEPS : MARK_CLOUD, INK_CLOUD, DASH_SOLID, text);
}

static void add_legend(const struct view_input *in, struct canvas *c)
{
    const struct theory_snapshot *t = in->theory;
    canvas_title(c, t->n == 1 ? "Walkers and both theories’ densities"
                              : "Walkers and both theories’ 3σ ellipses");
    cloud_legend(in, c);
    for (int i = DRAWN - 1; i >= 0; i--)
        theory_legend(in, drawn[i], c);
    if (shows_sample(in))
        canvas_legend(c, MARK_CURVE, INK_SAMPLE, DASH_DOTTED, "the cloud's own 3σ");
    if (shows_trail(in))
        canvas_legend(c, MARK_CURVE, INK_WALKER, DASH_SOLID, "one walker’s last steps");
}

static void draw_trail(const struct view_input *in, struct canvas *c)
{
    const struct cloud_snapshot *s = in->cloud;
    canvas_curve(c, INK_WALKER, DASH_SOLID, s->trail, s->trail_x, s->trail_y);
    canvas_points(c, INK_WALKER_NOW, 1, &s->trail_x[s->trail - 1], &s->trail_y[s->trail - 1], NULL);
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

static void draw_verdict(const struct view_input *in, struct canvas *c)
{
    char verdict[60], text[80];
    double height = c->y.to - c->y.from;
    view_verdict(in->theory, verdict, sizeof verdict);
    (void)snprintf(text, sizeof text, " %s ", verdict);
    canvas_text(c, INK_WARNING, ALIGN_CENTRE, 0, c->y.to - 0.1 * height, text);
    c->alarm = !in->theory->marginal;
    if (in->theory->marginal)
        return;
    size_t outside = view_outside(in);
    if (in->cloud->count == 0)
        return;
    (void)snprintf(text, sizeof text, " %.0f %% of the walkers have left ",
                   100 * (double)outside / (double)in->cloud->count);
    canvas_text(c, INK_WARNING, ALIGN_CENTRE, 0, c->y.from + 0.08 * height, text);
}

static void draw_plane(const struct view_input *in, struct canvas *c)
{
    const struct cloud_snapshot *s = in->cloud;
    canvas_cloud(c, INK_CLOUD, s->count, s->x, s->y, dots_for(in));
    for (int i = 0; i < DRAWN; i++) {
        const struct series_style *style = &series_style[drawn[i]];
        const double *v = covariance_of(in, drawn[i]);
        if (isfinite(v[0]))
            canvas_ellipse(c, style->ink, style->dash, v[0], v[1], v[2], ELLIPSE_SIGMAS);
    }
    if (shows_sample(in))
        canvas_ellipse(c, INK_SAMPLE, DASH_DOTTED, s->covariance[0], s->covariance[1],
                       s->covariance[2], ELLIPSE_SIGMAS);
}

/* --- one dimension: histogram and densities --------------------------------------------------- */

enum { BINS = 64, CURVE = 481 };

static double gaussian(double x, double variance)
{
    return exp(-x * x / (2 * variance)) / sqrt(2 * PI * variance);
}

static void draw_density(const struct view_input *in, struct canvas *c, enum ink ink,
                         enum dash dash, double variance)
{
    double x[CURVE], y[CURVE], wide = in->window.half * in->aspect;
    if (!isfinite(variance) || !(variance > 0))
        return;
    for (int i = 0; i < CURVE; i++) {
        x[i] = wide * (2.0 * i / (CURVE - 1) - 1);
        y[i] = gaussian(x[i], variance);
    }
    canvas_curve(c, ink, dash, CURVE, x, y);
    for (int side = -1; side <= 1; side += 2)
        canvas_rule(c, ink, dash, side * ELLIPSE_SIGMAS * sqrt(variance), (double)NAN);
}

static void draw_histogram(const struct view_input *in, struct canvas *c)
{
    const struct cloud_snapshot *s = in->cloud;
    double edges[BINS + 1], heights[BINS] = {0}, wide = in->window.half * in->aspect;
    double width = 2 * wide / BINS;
    for (int i = 0; i <= BINS; i++)
        edges[i] = -wide + i * width;
    for (size_t i = 0; i < s->count; i++) {
        double bin = floor(((double)s->x[i] + wide) / width);
        if (bin >= 0 && bin < BINS)
            heights[(int)bin] += 1 / ((double)s->count * width);
    }
    canvas_steps(c, INK_CLOUD, BINS, edges, heights);
}

static void draw_line(const struct view_input *in, struct canvas *c)
{
    double tallest = 0, now = in->cloud->now[0];
    for (int i = 0; i < DRAWN; i++) {
        double variance = covariance_of(in, drawn[i])[0];
        if (isfinite(variance) && variance > 0)
            tallest = fmax(tallest, gaussian(0, variance));
    }
    if (!(tallest > 0) && now > 0)
        tallest = gaussian(0, now);
    c->y = (struct axis){.from = 0, .to = tallest > 0 ? 1.15 * tallest : 1, .label = "density"};
    draw_histogram(in, c);
    for (int i = 0; i < DRAWN; i++) {
        const struct series_style *style = &series_style[drawn[i]];
        draw_density(in, c, style->ink, style->dash, covariance_of(in, drawn[i])[0]);
    }
}

void scatter_draw(const struct view_input *in, struct canvas *c)
{
    set_axes(in, c);
    c->equal = in->theory->n > 1 && in->window.stretch == 1;
    add_legend(in, c);
    if (in->theory->n == 1)
        draw_line(in, c);
    else
        draw_plane(in, c);
    if (shows_trail(in))
        draw_trail(in, c);
    if (!in->theory->stability.stable)
        draw_verdict(in, c);
}
