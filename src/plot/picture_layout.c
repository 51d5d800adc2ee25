/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>
#include <string.h>

/* In units of the font's size. */
#define TITLE_GAP 0.5 /* between title and plot */
#define CAPTION_GAP 0.8
#define COLUMNS_PER_TICK 5.5 /* length of an axis for each tick at least */
#define ROWS_PER_TICK 3.4
#define PLOT_LEAST_WIDTH 8.0
#define PLOT_LEAST_HEIGHT 6.0
#define LEGEND_CROWDED 1.0 /* what it may hide in a corner, in lengths of curve */

/* What is left out, one after the other, where the page is small. */
enum { ALL, NO_CAPTION, NO_LEGEND, NO_LABELS, NOTHING_LEFT };

static int line_count(const struct picture *p, double size, int style, const char *text)
{
    char line[TEXT_LINE];
    int n = 0;
    while (picture_text_line(p, size, style, p->text_width, &text, line))
        n++;
    return n;
}

static double title_height(const struct picture *p)
{
    double size = TEXT_TITLE * p->font;
    if (!p->shows_title)
        return 0;
    return line_count(p, size, TEXT_BOLD, p->canvas->title) * LINE_STEP * size +
           TITLE_GAP * p->font;
}

static double caption_height(const struct picture *p)
{
    double size = TEXT_SMALL * p->font;
    if (!p->shows_caption)
        return 0;
    return line_count(p, size, TEXT_PLAIN, p->canvas->caption) * LINE_STEP * size +
           CAPTION_GAP * p->font;
}

/* Tick labels of neighbours would touch. */
static int labels_touch(const struct picture *p, const struct picture_scale *s)
{
    double before = -1e300, half_before = 0;
    for (int i = 0; i < s->ticks; i++) {
        double half = 0.5 * picture_text_width(p, p->font, TEXT_PLAIN, s->label[i]);
        double place = scale_place(s, s->tick[i]);
        if (fabs(place - before) < half + half_before + 0.7 * p->font)
            return 1;
        before = place;
        half_before = half;
    }
    return 0;
}

static int room_for_ticks(double length, double each)
{
    double n = floor(length / each);
    return n < 2 ? 2 : n > 12 ? 12 : (int)n;
}

static void make_x(struct picture *p)
{
    p->x.start = p->plot.x;
    p->x.length = p->plot.width;
    int most = room_for_ticks(p->plot.width, COLUMNS_PER_TICK * p->font);
    do
        scale_ticks(&p->x, &p->canvas->x, most);
    while (labels_touch(p, &p->x) && --most >= 1);
}

static void make_y(struct picture *p)
{
    p->y.start = p->plot.y + p->plot.height;
    p->y.length = -p->plot.height;
    scale_ticks(&p->y, &p->canvas->y, room_for_ticks(p->plot.height, ROWS_PER_TICK * p->font));
}

static double widest_label(const struct picture *p, const struct picture_scale *s)
{
    double widest = 0;
    for (int i = 0; i < s->ticks; i++)
        widest = fmax(widest, picture_text_width(p, p->font, TEXT_PLAIN, s->label[i]));
    return widest;
}

/* How far the label of the tick on the right reaches beyond the plot. */
static double overhang(const struct picture *p)
{
    if (p->x.ticks == 0 || !p->shows_labels)
        return 0;
    int last = p->x.reversed ? 0 : p->x.ticks - 1;
    double half = 0.5 * picture_text_width(p, p->font, TEXT_PLAIN, p->x.label[last]);
    return fmax(scale_place(&p->x, p->x.tick[last]) + half - (p->plot.x + p->plot.width), 0);
}

static double bottom_height(const struct picture *p)
{
    double height = MARGIN * p->font + caption_height(p);
    if (!p->shows_labels)
        return height;
    if (!p->canvas->x.hidden)
        height += (TICK_GAP + 1) * p->font;
    if (p->canvas->x.label != NULL)
        height += (LABEL_GAP + 1.1) * p->font;
    return height;
}

static double left_width(struct picture *p)
{
    double width = 0;
    if (!p->shows_labels)
        return MARGIN * p->font;
    if (p->y.ticks > 0)
        width += TICK_GAP * p->font + widest_label(p, &p->y);
    if (p->canvas->y.label != NULL) {
        p->label_gap = width + (LABEL_GAP + 0.5) * p->font;
        width = p->label_gap + 0.6 * p->font;
    }
    return width + MARGIN * p->font;
}

/* Where one unit is to have the same length on both axes, the plot is made narrower or lower. */
static void make_equal(struct picture *p)
{
    const struct axis *x = &p->canvas->x, *y = &p->canvas->y;
    if (!p->canvas->equal || !p->x.ok || !p->y.ok || x->logarithmic || y->logarithmic)
        return;
    double aspect = (x->to - x->from) / (y->to - y->from);
    struct box b = p->plot;
    b.width = fmin(b.width, b.height * aspect);
    b.height = fmin(b.height, b.width / aspect);
    if (!(b.width > 1 && b.height > 1))
        return;
    b.x += 0.5 * (p->plot.width - b.width);
    b.y += 0.5 * (p->plot.height - b.height);
    p->plot = b;
}

static double to_pixel(const struct picture *p, double v)
{
    return p->snaps ? nearbyint(v * p->pixels) / p->pixels : v;
}

static void snap(struct picture *p)
{
    struct box *b = &p->plot;
    double right = to_pixel(p, b->x + b->width), foot = to_pixel(p, b->y + b->height);
    b->x = to_pixel(p, b->x);
    b->y = to_pixel(p, b->y);
    b->width = right - b->x;
    b->height = foot - b->y;
}

/* Title and caption stay with the plot where it is lower than it might be. */
static void place_texts(struct picture *p)
{
    double margin = MARGIN * p->font, foot = p->plot.y + p->plot.height;
    p->title_y = p->plot.y - title_height(p) + 0.95 * TEXT_TITLE * p->font;
    p->caption_y =
        foot + bottom_height(p) - margin - caption_height(p) + (CAPTION_GAP + TEXT_SMALL) * p->font;
}

/* The plot in what the other parts leave of the page; 0 where that is too little. */
static int make_plot(struct picture *p)
{
    double margin = MARGIN * p->font, top = margin + title_height(p), right = margin;
    if (p->legend_beside)
        right += p->legend.width + 0.5 * p->font;
    p->plot.y = top;
    p->plot.height = p->height - top - bottom_height(p);
    if (!(p->plot.height > 1))
        return 0;
    make_y(p);
    p->plot.x = left_width(p);
    p->plot.width = p->width - p->plot.x - right;
    if (!(p->plot.width > 1))
        return 0;
    make_x(p);
    p->plot.width -= fmax(overhang(p) - (p->legend_beside ? p->legend.width : 0.5 * margin), 0);
    make_equal(p);
    snap(p);
    make_x(p);
    make_y(p);
    place_texts(p);
    return p->plot.width >= PLOT_LEAST_WIDTH * p->font &&
           p->plot.height >= PLOT_LEAST_HEIGHT * p->font;
}

static bool legend_fits(const struct picture *p)
{
    return p->legend.width <= 0.7 * p->plot.width && p->legend.height <= 0.6 * p->plot.height;
}

/* Beside the plot, where that leaves it a good part of the page; false where not. */
static bool move_beside(struct picture *p)
{
    const struct picture before = *p;
    p->legend_beside = true;
    if (!make_plot(p) || p->plot.width < 0.42 * p->width || p->plot.height < 0.42 * p->height) {
        *p = before;
        return false;
    }
    p->legend.x = fmin(p->plot.x + p->plot.width + 0.5 * p->font, p->width - p->legend.width);
    p->legend.y = p->plot.y;
    return true;
}

/* In the emptiest corner, else beside the plot; false where there is no place for it. */
static bool place_legend(struct picture *p)
{
    picture_legend_size(p);
    double hidden = picture_legend_place(p);
    return (legend_fits(p) && hidden <= LEGEND_CROWDED * p->font) || move_beside(p) ||
           legend_fits(p);
}

void picture_layout(struct picture *p)
{
    const struct canvas *c = p->canvas;
    p->x = scale_make(&c->x);
    p->y = scale_make(&c->y);
    p->text_width = p->width - 2 * MARGIN * p->font;
    for (int step = ALL; step < NOTHING_LEFT; step++) {
        p->shows_caption = step < NO_CAPTION && c->caption != NULL && c->caption[0] != '\0';
        p->shows_title = step < NO_LEGEND && c->title != NULL && c->title[0] != '\0';
        p->shows_legend = step < NO_LEGEND && c->legends > 0;
        p->shows_labels = step < NO_LABELS;
        p->legend_beside = false;
        int fits = make_plot(p);
        if (!fits && step < NO_LABELS)
            continue;
        if (!p->shows_legend || place_legend(p))
            break;
    }
    if (p->plot.width > 1 && p->plot.height > 1)
        return;
    p->plot = (struct box){0, 0, p->width, p->height};
    make_x(p);
    make_y(p);
}
