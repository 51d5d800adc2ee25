/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>
#include <string.h>

#define TITLE_GAP (0.5 * EM)      /* between title and plot */
#define WIDTH_PER_TICK (5.5 * EM) /* least length of an axis for each tick */
#define HEIGHT_PER_TICK (3.4 * EM)
#define LEAST_WIDTH (8 * EM) /* of the plot */
#define LEAST_HEIGHT (6 * EM)
#define BESIDE_LEAST 0.42 /* of the page, for a plot with the legend beside it */

/* Height of a text in lines plus the gap to its neighbour; 0 without a text. */
static double text_height(const struct picture *p, double size, int style, const char *text,
                          double gap)
{
    char line[TEXT_LINE];
    int lines = 0;
    while (!p->bare && text != NULL && picture_text_line(p, size, style, &text, line))
        lines++;
    return lines > 0 ? lines * LINE_STEP * size + gap : 0;
}

double picture_title_height(const struct picture *p)
{
    const char *title = p->setting->no_title ? NULL : p->canvas->title;
    return text_height(p, TEXT_TITLE, TEXT_BOLD, title, TITLE_GAP);
}

double picture_labels_height(const struct picture *p)
{
    const struct axis *x = &p->canvas->x;
    double height = (x->hidden ? 0 : TICK_GAP + EM) + (x->label != NULL ? LABEL_GAP + 1.1 * EM : 0);
    return p->bare ? 0 : height;
}

static double label_width(const struct picture *p, const struct picture_axis *a, int i)
{
    return picture_text_width(p, EM, TEXT_LABEL, a->label[i]);
}

/* Whether tick labels of neighbours would touch. */
static bool labels_touch(const struct picture *p, const struct picture_axis *a)
{
    for (int i = 1; i < a->ticks; i++) {
        double apart = scale_place(&a->scale, a->tick[i]) - scale_place(&a->scale, a->tick[i - 1]);
        if (fabs(apart) < 0.5 * (label_width(p, a, i) + label_width(p, a, i - 1)) + 0.7 * EM)
            return true;
    }
    return false;
}

static void make_x(struct picture *p)
{
    const struct axis *x = &p->canvas->x;
    int most = (int)fmin(fmax(p->plot.width / WIDTH_PER_TICK, 2), 12);
    p->x.scale = scale_make(x, p->plot.x, p->plot.width);
    do
        picture_ticks(&p->x, x, most);
    while (labels_touch(p, &p->x) && --most >= 1);
}

static void make_y(struct picture *p)
{
    const struct axis *y = &p->canvas->y;
    p->y.scale = scale_make(y, p->plot.y + p->plot.height, -p->plot.height);
    picture_ticks(&p->y, y, (int)fmin(fmax(p->plot.height / HEIGHT_PER_TICK, 2), 12));
}

/* How far the label of the tick on the right reaches beyond the plot. */
static double overhang(const struct picture *p)
{
    if (p->x.ticks == 0 || p->bare)
        return 0;
    int last = p->canvas->x.reversed ? 0 : p->x.ticks - 1;
    double end = scale_place(&p->x.scale, p->x.tick[last]) + 0.5 * label_width(p, &p->x, last);
    return fmax(end - (p->plot.x + p->plot.width), 0);
}

static double left_width(struct picture *p)
{
    double widest = 0;
    if (p->bare)
        return MARGIN;
    for (int i = 0; i < p->y.ticks; i++)
        widest = fmax(widest, TICK_GAP + label_width(p, &p->y, i));
    if (p->canvas->y.label == NULL)
        return widest + MARGIN;
    p->label_gap = widest + LABEL_GAP + 0.5 * EM;
    return p->label_gap + 0.6 * EM + MARGIN;
}

/* Make the plot narrower or lower, so that one unit has the same length on both axes if it should.
 * */
static void make_equal(struct picture *p)
{
    const struct axis *x = &p->canvas->x, *y = &p->canvas->y;
    if (!p->canvas->equal || !p->x.scale.ok || !p->y.scale.ok || x->logarithmic || y->logarithmic)
        return;
    double aspect = (x->to - x->from) / (y->to - y->from);
    double width = fmin(p->plot.width, p->plot.height * aspect);
    double height = fmin(p->plot.height, width / aspect);
    if (width > 1 && height > 1)
        p->plot = (struct box){p->plot.x + 0.5 * (p->plot.width - width),
                               p->plot.y + 0.5 * (p->plot.height - height), width, height};
}

static double to_pixel(const struct picture *p, double v)
{
    return nearbyint(v * p->setting->pixels) / p->setting->pixels;
}

/* Put the frame on whole pixels. */
static void snap(struct picture *p)
{
    struct box *b = &p->plot;
    double right = to_pixel(p, b->x + b->width), foot = to_pixel(p, b->y + b->height);
    b->x = to_pixel(p, b->x);
    b->y = to_pixel(p, b->y);
    b->width = right - b->x;
    b->height = foot - b->y;
}

/* The plot in what the other parts leave of the page; false if that is too little. */
static bool make_plot(struct picture *p)
{
    double right = p->legend_beside ? p->legend.width : 0;
    const char *caption = p->setting->no_caption ? NULL : p->canvas->caption;
    p->plot.y = MARGIN + picture_title_height(p);
    p->plot.height = p->setting->height - p->plot.y - MARGIN - picture_labels_height(p) -
                     text_height(p, TEXT_SMALL, TEXT_PLAIN, caption, CAPTION_GAP);
    if (p->plot.height < LEAST_HEIGHT)
        return false;
    make_y(p);
    p->plot.x = left_width(p);
    p->plot.width = p->setting->width - p->plot.x - MARGIN - right - (right > 0 ? 0.5 * EM : 0);
    if (p->plot.width < LEAST_WIDTH)
        return false;
    make_x(p);
    p->plot.width -= fmax(overhang(p) - (right > 0 ? right : 0.5 * MARGIN), 0);
    make_equal(p);
    snap(p);
    make_x(p);
    make_y(p);
    return true;
}

/* Names beside their marks, and what is left of the legend into the emptiest corner, or beside
 * the plot if no corner is empty and the plot stays wide enough. */
static void place_legend(struct picture *p)
{
    picture_names_place(p);
    double hidden = picture_legend_place(p);
    if (p->legend.width == 0)
        return;
    if (hidden <= EM && p->legend.width <= 0.7 * p->plot.width &&
        p->legend.height <= 0.6 * p->plot.height)
        return;
    const struct picture before = *p;
    p->legend_beside = true;
    memset(p->name, 0, sizeof p->name);
    (void)picture_legend_place(p);
    if (!make_plot(p) ||
        p->plot.width < fmin(BESIDE_LEAST * p->setting->width, before.plot.width)) {
        *p = before;
        return;
    }
    picture_names_place(p);
    p->legend.x = fmin(p->plot.x + p->plot.width + 0.5 * EM, p->setting->width - p->legend.width);
    p->legend.y = p->plot.y;
}

void picture_layout(struct picture *p)
{
    p->bare = !make_plot(p);
    if (p->bare)
        (void)make_plot(p);
    else if (p->setting->no_legend)
        picture_names_place(p);
    else
        place_legend(p);
}
