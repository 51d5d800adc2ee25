/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include "sgdscope/plot/raster.h"

#include <math.h>

/* In units of the font's size. */
#define SIZE 0.92   /* of the text */
#define SAMPLE 3.04 /* width of a sample: three dashes */
#define GAP 0.6     /* between it and the text */
#define STEP 1.4    /* from line to line */
#define PADDING 0.4
#define INSET 0.75 /* from the frame */

/* Width of a column. */
static double entry_width(const struct picture *p)
{
    const struct canvas *c = p->canvas;
    double widest = 0;
    for (size_t i = 0; i < c->legends; i++)
        widest = fmax(widest, picture_text_width(p, SIZE * p->font, TEXT_LABEL, c->legend[i].text));
    return widest + (SAMPLE + GAP) * p->font;
}

static void set_columns(struct picture *p, size_t columns)
{
    size_t rows = (p->canvas->legends + columns - 1) / columns;
    p->legend_columns = columns;
    p->legend.width = (double)columns * (entry_width(p) + 2 * PADDING * p->font);
    p->legend.height = ((double)rows * STEP + 2 * PADDING) * p->font;
}

void picture_legend_size(struct picture *p)
{
    set_columns(p, 1);
}

void picture_legend_flatten(struct picture *p, double width)
{
    size_t columns = p->canvas->legends;
    do
        set_columns(p, columns);
    while (p->legend.width > width && --columns >= 1);
}

/* --- where ------------------------------------------------------------------------------------ */

/* How much of the drawing each candidate box hides. */
struct legend_search {
    const struct picture *picture;
    struct box box[4];
    double hidden[4];
};

static void count_place(struct legend_search *s, double x, double y, double weight)
{
    for (int i = 0; i < 4; i++) {
        const struct box *b = &s->box[i];
        if (x >= b->x && x <= b->x + b->width && y >= b->y && y <= b->y + b->height)
            s->hidden[i] += weight;
    }
}

/* A line in steps of a point. */
static void count_line(struct legend_search *s, double x0, double y0, double x1, double y1,
                       double weight)
{
    struct picture_point a = {x0, y0}, b = {x1, y1};
    if (!picture_clip(s->picture, &a, &b))
        return;
    int steps = (int)ceil(hypot(b.x - a.x, b.y - a.y));
    for (int i = 0; i < steps; i++) {
        double t = (i + 0.5) / steps;
        count_place(s, a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), weight);
    }
}

static void count_curve(struct legend_search *s, const struct mark *m)
{
    const struct picture *p = s->picture;
    double x0 = (double)NAN, y0 = (double)NAN;
    for (size_t i = 0; i < m->n; i++) {
        double x = scale_place(&p->x, m->x[i]), y = scale_place(&p->y, m->y[i]);
        if (!isnan(x0 + y0 + x + y))
            count_line(s, x0, y0, x, y, 1);
        x0 = x;
        y0 = y;
    }
}

/* A bar hides as a curve along its top does. */
static void count_steps(struct legend_search *s, const struct mark *m)
{
    const struct picture *p = s->picture;
    double foot = p->plot.y + p->plot.height;
    for (size_t i = 0; i < m->n; i++) {
        double x0 = scale_place(&p->x, m->x[i]), x1 = scale_place(&p->x, m->x[i + 1]);
        double top = scale_place(&p->y, m->y[i]);
        if (isnan(x0 + x1 + top))
            continue;
        for (double y = fmax(top, p->plot.y); y < foot; y += 4)
            count_line(s, x0, y, x1, y, 1);
    }
}

static void count_points(struct legend_search *s, const struct mark *m)
{
    const struct picture *p = s->picture;
    for (size_t i = 0; i < m->n; i++) {
        double x = scale_place(&p->x, m->x[i]), y = scale_place(&p->y, m->y[i]);
        double e = m->e != NULL && m->e[i] > 0 ? m->e[i] : 0;
        count_place(s, x, y, 0.6 * p->font);
        count_place(s, x, scale_place(&p->y, m->y[i] + e), 0.2 * p->font);
        count_place(s, x, scale_place(&p->y, m->y[i] - e), 0.2 * p->font);
    }
}

/* A thousandth of the cloud is as bad as a point of curve. */
static void count_cloud(struct legend_search *s, const struct mark *m)
{
    const struct picture *p = s->picture;
    for (size_t i = 0; i < m->n; i++)
        count_place(s, scale_place(&p->x, (double)m->fx[i]), scale_place(&p->y, (double)m->fy[i]),
                    1e3 / (double)m->n);
}

/* A line may pass behind where there is no better place. */
static void count_rule(struct legend_search *s, const struct mark *m)
{
    const struct box *b = &s->picture->plot;
    double x = scale_place(&s->picture->x, m->x[0]), y = scale_place(&s->picture->y, m->y[0]);
    if (!isnan(x))
        count_line(s, x, b->y, x, b->y + b->height, 0.3);
    if (!isnan(y))
        count_line(s, b->x, y, b->x + b->width, y, 0.3);
}

static void count_text(struct legend_search *s, const struct mark *m)
{
    static const double share[] = {[ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1};
    const struct picture *p = s->picture;
    double x = scale_place(&p->x, m->x[0]), y = scale_place(&p->y, m->y[0]);
    double width = picture_text_width(p, p->font, TEXT_BOLD, m->text);
    double left = x - share[m->align] * width;
    if (!isnan(x + y))
        count_line(s, left, y, left + width, y, 4);
}

static void count_mark(struct legend_search *s, const struct mark *m)
{
    static void (*const count[])(struct legend_search *, const struct mark *) = {
        [MARK_CLOUD] = count_cloud,   [MARK_CURVE] = count_curve, [MARK_STEPS] = count_steps,
        [MARK_POINTS] = count_points, [MARK_RULE] = count_rule,   [MARK_TEXT] = count_text,
    };
    count[m->kind](s, m);
}

double picture_legend_place(struct picture *p)
{
    const struct box *plot = &p->plot;
    double inset = INSET * p->font, width = p->legend.width, height = p->legend.height;
    double left = plot->x + inset, right = plot->x + plot->width - inset - width;
    double top = plot->y + inset, bottom = plot->y + plot->height - inset - height;
    struct legend_search s = {.picture = p,
                              .box = {{right, top, width, height},
                                      {left, top, width, height},
                                      {right, bottom, width, height},
                                      {left, bottom, width, height}}};
    int best = 0;
    for (size_t i = 0; i < p->canvas->count && p->x.ok && p->y.ok; i++)
        count_mark(&s, &p->canvas->marks[i]);
    for (int i = 1; i < 4; i++)
        if (s.hidden[i] < s.hidden[best] - 0.5)
            best = i;
    p->legend = s.box[best];
    return s.hidden[best];
}

/* --- drawing ---------------------------------------------------------------------------------- */

/* Dots in the order of a sunflower's seeds: they look like chance and fill evenly. */
static void cloud_sample(const struct picture *p, double x, double y)
{
    enum { DOTS = 34 };
    const double golden = 2.399963229728653;
    for (int i = DOTS - 1; i >= 0; i--) {
        double r = pow((i + 0.5) / DOTS, 0.75) * p->font, angle = golden * i;
        struct colour colour = i > DOTS / 2 ? p->palette->thin : p->palette->ink[INK_CLOUD];
        picture_dot(p, colour, 0.085 * p->font, x + 0.5 * SAMPLE * p->font + 1.35 * r * cos(angle),
                    y + 0.47 * r * sin(angle));
    }
}

static void curve_sample(const struct picture *p, const struct legend *l, double x, double y)
{
    cairo_move_to(p->cairo, x, y);
    cairo_rel_line_to(p->cairo, SAMPLE * p->font, 0);
    picture_stroke(p, l->ink, l->dash, picture_line_width(p), 0);
}

static void points_sample(const struct picture *p, const struct legend *l, double x, double y)
{
    double middle = x + 0.5 * SAMPLE * p->font;
    if (raster_point_glyph(GLYPHS_BRAILLE, l->ink) == 0) /* single marks have no error bars */
        picture_bar(p, l->ink, middle, y - 0.52 * p->font, y + 0.52 * p->font);
    picture_point(p, l->ink, 0.24 * p->font, middle, y);
}

static void steps_sample(const struct picture *p, const struct legend *l, double x, double y)
{
    int cloud = l->ink == INK_CLOUD;
    cairo_rectangle(p->cairo, x, y - 0.35 * p->font, SAMPLE * p->font, 0.7 * p->font);
    picture_colour(p, cloud ? p->palette->bars : picture_colour_of(p, l->ink), cloud ? 1 : 0.25);
    cairo_fill_preserve(p->cairo);
    picture_colour(p, cloud ? p->palette->bars_edge : picture_colour_of(p, l->ink), 1);
    cairo_set_line_width(p->cairo, 0.5 * picture_line_width(p));
    cairo_stroke(p->cairo);
}

static void sample(const struct picture *p, const struct legend *l, double x, double y)
{
    switch (l->kind) {
    case MARK_CLOUD:
        cloud_sample(p, x, y);
        break;
    case MARK_CURVE:
    case MARK_RULE:
        curve_sample(p, l, x, y);
        break;
    case MARK_STEPS:
        steps_sample(p, l, x, y);
        break;
    case MARK_POINTS:
        points_sample(p, l, x, y);
        break;
    case MARK_TEXT:
        break;
    }
}

void picture_legend(const struct picture *p)
{
    const struct box *b = &p->legend;
    double column = b->width / (double)p->legend_columns;
    if (p->legend_where == LEGEND_INSIDE) {
        picture_colour(p, p->palette->background, 1);
        cairo_rectangle(p->cairo, b->x, b->y, b->width, b->height);
        cairo_fill(p->cairo);
    }
    for (size_t i = 0; i < p->canvas->legends; i++) {
        const struct legend *l = &p->canvas->legend[i];
        size_t row = i / p->legend_columns;
        double x = b->x + (double)(i % p->legend_columns) * column + PADDING * p->font;
        double y = b->y + (PADDING + ((double)row + 0.5) * STEP) * p->font;
        sample(p, l, x, y);
        picture_ink(p, INK_TEXT);
        picture_text(p, SIZE * p->font, TEXT_LABEL, ALIGN_LEFT, x + (SAMPLE + GAP) * p->font,
                     y + 0.34 * p->font, l->text);
    }
}
