/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"
#include "sgdscope/theory/direction.h"

#include <math.h>
#include <stdio.h>

/* The map over (λk, μ): where a direction is monotone, spirals, zigzags or diverges, how much
 * larger than the continuous theory's its variance is, the present point and a mark for each
 * eigenvalue. The other scale has 1−s along x, the limit on the right as on the first one, so that
 * the last decades before it are seen. */

enum { ROWS = 80, REGION_LINES = 14, REGION_POINTS = 9 * REGION_LINES };

static const double mu_most = 0.995, nearest = 1e-6;

static const struct optimizer_info *optimizer_of(const struct view_input *in)
{
    return &optimizer_table[in->experiment->optimizer];
}

static struct rule rule_at(const struct view_input *in, double mu)
{
    struct experiment at = *in->experiment;
    at.lambda = 1;
    at.mu = mu;
    return optimizer_rule(&at);
}

static double limit_at(const struct view_input *in, double mu)
{
    struct rule r = rule_at(in, mu);
    return rule_limit(&r);
}

/* A line of the map, x at each μ. */
typedef double edge_function(const struct view_input *in, double mu, double argument);

static double limit_edge(const struct view_input *in, double mu, double argument)
{
    (void)argument;
    return limit_at(in, mu);
}

/* Where the discrete variance is `ratio` times the continuous one. */
static double contour_edge(const struct view_input *in, double mu, double ratio)
{
    struct rule r = rule_at(in, mu);
    double low = 0, high = rule_limit(&r);
    for (int i = 0; i < 40; i++) {
        double x = 0.5 * (low + high);
        if (pair_gain(&r, x, x) < ratio * pair_gain_continuous(&r, x, x))
            low = x;
        else
            high = x;
    }
    return low;
}

/* Between the edges of sign −1 and 1 the eigenvalues are a complex pair: (1+μ−γx)² = 4μ(1−αx). NaN
 * if there are none. */
static double spiral_edge(const struct view_input *in, double mu, double sign)
{
    struct rule r = rule_at(in, mu);
    double gamma = r.alpha + r.beta * r.rho;
    double b = gamma * (1 + r.mu) - 2 * r.mu * r.alpha, c = (1 - r.mu) * (1 - r.mu);
    return (b + sign * sqrt(b * b - gamma * gamma * c)) / (gamma * gamma);
}

bool view_has_own_limit(const struct view_input *in)
{
    double limit = limit_at(in, in->theory->mu);
    return in->theory->n > 0 && in->theory->stability.limit < limit * (1 - 1e-9);
}

static const struct series *own_limit(const struct view_input *in)
{
    return view_has_own_limit(in) ? chart_find(in->curves, SERIES_MEAN_SQUARE) : NULL;
}

/* The limit of s. Until the study has answered, that of the mean square is taken to be at every μ
 * the part of the mean's that it is at the present one. */
static double stable_limit(const struct view_input *in, double mu)
{
    double own = series_at(own_limit(in), mu);
    if (isfinite(own))
        return own;
    double part =
        view_has_own_limit(in) ? in->theory->stability.limit / limit_at(in, in->theory->mu) : 1;
    return part * limit_at(in, mu);
}

/* Where x lies on the present scale. */
static double place(const struct view_input *in, double x, double mu)
{
    return in->logarithmic ? 1 - x / stable_limit(in, mu) : x;
}

static void draw_edge(const struct view_input *in, struct canvas *c, edge_function *edge,
                      double argument, enum ink ink, enum dash dash)
{
    double x[ROWS + 1], y[ROWS + 1];
    for (int i = 0; i <= ROWS; i++) {
        y[i] = mu_most * i / ROWS;
        x[i] = place(in, edge(in, y[i], argument), y[i]);
    }
    canvas_curve(c, ink, dash, ROWS + 1, x, y);
}

static void draw_points(const struct view_input *in, struct canvas *c)
{
    const struct theory_snapshot *t = in->theory;
    double x[MODES_MAX], y[MODES_MAX];
    for (size_t i = 0; i < t->modes; i++) {
        x[i] = place(in, t->mode_x[i], t->mu);
        y[i] = t->mu;
        if (in->logarithmic) /* beyond the limit there is no 1−s */
            x[i] = x[i] > 0 ? fmax(x[i], nearest) : (double)NAN;
    }
    canvas_legend(c, MARK_POINTS, INK_STRONG, DASH_SOLID, "present, sharpest");
    if (t->modes > 1) {
        canvas_legend(c, MARK_POINTS, INK_SAMPLE, DASH_SOLID, "other eigenvalues");
        canvas_points(c, INK_SAMPLE, t->modes - 1, x + 1, y + 1, NULL);
    }
    canvas_points(c, INK_STRONG, t->modes > 0, x, y, NULL); /* the sharpest is the first */
}

/* They are those of constant noise. A Λ made from Σ is another one in continuous time. */
static void draw_contours(const struct view_input *in, struct canvas *c)
{
    static const double ratio[] = {2, 10, 100}, height = 0.86;
    const struct noise_info *noise = &noise_table[in->experiment->noise];
    char text[32];
    if (optimizer_follows_sigma(optimizer_of(in)))
        return;
    for (size_t i = 0; i < sizeof ratio / sizeof *ratio; i++) {
        if (ratio[i] > 10 && !in->logarithmic)
            continue; /* next to the limit */
        draw_edge(in, c, contour_edge, ratio[i], INK_CONTINUOUS, DASH_DASHED);
        (void)snprintf(text, sizeof text, "%s×%.0f ", i == 0 ? "variance " : "", ratio[i]);
        canvas_text(c, INK_CONTINUOUS, ALIGN_RIGHT,
                    place(in, contour_edge(in, height, ratio[i]), height), height, text);
    }
    canvas_legend(c, MARK_CURVE, INK_CONTINUOUS, DASH_DASHED,
                  noise->state || noise->data ? "ratio with constant C" : "discrete/continuous");
}

/* --- regions ---------------------------------------------------------------------------------- */

/* A region of the map, each in its own colour and with its name. */
struct region {
    size_t n;
    double x[REGION_POINTS], y[REGION_POINTS];
    double from, to, height; /* its longest line where a name hides nothing */
};

static const enum ink region_ink[] = {
    [REGIME_MONOTONE] = INK_GOOD,
    [REGIME_ZIGZAG] = INK_CONSTANT,
    [REGIME_SPIRAL] = INK_PAPER,
    [REGIME_DIVERGES] = INK_WARNING,
};

/* present: the height of the mark of the present point. */
static void region_add(struct region *r, double from, double to, double y, double present)
{
    if (r->n + 3 > REGION_POINTS)
        return;
    const double x[] = {from, to, (double)NAN};
    for (int i = 0; i < 3; i++) {
        r->x[r->n] = x[i];
        r->y[r->n++] = y;
    }
    bool has_room = y > 0.1 && y < 0.6 && fabs(y - present) > 0.06;
    if (has_room && to - from > r->to - r->from) {
        r->from = from;
        r->to = to;
        r->height = y;
    }
}

/* Line by line: from each change of the regime to the next. */
static void fill_line(const struct view_input *in, double mu, double most, struct region *region)
{
    enum { PARTS = 210 };
    struct rule rule = rule_at(in, mu);
    double from = 0;
    enum regime last = REGIME_MONOTONE;
    for (int i = 1; i <= PARTS; i++) {
        double x = most * i / PARTS;
        struct direction d = rule_direction(&rule, x);
        enum regime here = direction_regime(&d);
        if (i > 1 && here != last) {
            region_add(&region[last], from, x, mu, in->theory->mu);
            from = x;
        }
        last = here;
    }
    region_add(&region[last], from, most, mu, in->theory->mu);
}

static void draw_regions(const struct view_input *in, struct canvas *c)
{
    struct region region[REGIME_DIVERGES + 1] = {0};
    for (int i = 0; i < REGION_LINES; i++)
        fill_line(in, (i + 0.5) / REGION_LINES, c->x.to, region);
    for (int r = 0; r <= REGIME_DIVERGES; r++) {
        const struct region *one = &region[r];
        bool is_first = one->from == 0; /* it may be too narrow for its name */
        canvas_hatch(c, region_ink[r], one->n, one->x, one->y);
        if (one->to > one->from)
            canvas_text(c, region_ink[r], is_first ? ALIGN_LEFT : ALIGN_CENTRE,
                        is_first ? 0.02 * c->x.to : 0.5 * (one->from + one->to), one->height,
                        regime_name((enum regime)r));
    }
}

/* On the logarithmic scale. */
static void draw_spirals(const struct view_input *in, struct canvas *c)
{
    if (!optimizer_of(in)->has_momentum)
        return;
    draw_edge(in, c, spiral_edge, -1, INK_DIM, DASH_DOTTED);
    draw_edge(in, c, spiral_edge, 1, INK_DIM, DASH_DOTTED);
    canvas_legend(c, MARK_CURVE, INK_DIM, DASH_DOTTED, "spirals between");
}

/* The limit of the mean and, where the noise depends on w, of the mean square, which until the
 * study has come to the present μ is known for that alone. */
static void draw_limits(const struct view_input *in, struct canvas *c)
{
    const struct series *own = own_limit(in);
    bool has_own = view_has_own_limit(in);
    if (in->logarithmic) {
        canvas_text(c, INK_WARNING, ALIGN_RIGHT, 2 * nearest, 0.25, "limit →");
        return;
    }
    draw_edge(in, c, limit_edge, 0, INK_WARNING, DASH_SOLID);
    canvas_legend(c, MARK_CURVE, INK_WARNING, DASH_SOLID, has_own ? "limit of the mean" : "limit");
    if (own != NULL)
        canvas_curve(c, INK_WARNING, DASH_DASHED, own->n, own->y, own->x);
    if (has_own && isnan(series_at(own, in->theory->mu)))
        canvas_points(c, INK_WARNING, 1, &in->theory->stability.limit, &in->theory->mu, NULL);
    if (has_own)
        canvas_legend(c, own != NULL ? MARK_CURVE : MARK_POINTS, INK_WARNING,
                      own != NULL ? DASH_DASHED : DASH_SOLID, "of the mean square");
}

void stability_draw(const struct view_input *in, struct canvas *c)
{
    double most = fmax(4.2, fmin(1.2 * in->theory->stability.lambda_k_max, 10));
    c->x = (struct axis){.from = 0, .to = most, .label = "learning rate × curvature λk"};
    if (in->logarithmic)
        c->x = (struct axis){nearest, 1, .logarithmic = true, .label = "distance to the limit 1−s",
                             .reversed = true};
    c->y = (struct axis){.from = -0.02, .to = 1, .label = "momentum μ"};
    c->title = view_heading(in->view, 0);
    if (view_hides(in, INK_WARNING) || view_hides(in, INK_DISCRETE)) {
        canvas_text(c, INK_TEXT, ALIGN_CENTRE, in->logarithmic ? sqrt(nearest) : 0.5 * most, 0.5,
                    " ? until the answer ");
        return;
    }
    if (in->logarithmic)
        draw_spirals(in, c);
    else
        draw_regions(in, c);
    draw_points(in, c);
    draw_contours(in, c);
    draw_limits(in, c);
}
