/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_WIDTH (0.075 * EM)
#define ALARM_WIDTH (0.25 * EM)
#define TICK_LENGTH (0.45 * EM)
#define MINOR_LENGTH (0.24 * EM)
#define HALF_DIGIT (0.37 * EM) /* half of a digit's height */

/* "-1.5e-7" as "−1.5×10^{−7}", "1e-7" as "10^{−7}", "-3" as "−3". */
static void typeset(const char *plain, char out[AXIS_LABEL])
{
    const char *minus = plain[0] == '-' ? "−" : "", *e = strchr(plain, 'e');
    plain += plain[0] == '-';
    int digits = e != NULL ? (int)(e - plain) : (int)strlen(plain);
    bool is_power = e != NULL && digits == 1 && plain[0] == '1';
    int used = snprintf(out, AXIS_LABEL, "%s%.*s", minus, is_power ? 0 : digits, plain);
    if (e != NULL)
        (void)snprintf(out + used, (size_t)(AXIS_LABEL - used), "%s10^{%s%d}", is_power ? "" : "×",
                       e[1] == '-' ? "−" : "", abs(atoi(e + 1)));
}

/* Whether every tick is a power of ten and exponents read better than zeros. */
static bool reads_as_powers(int n, const struct tick *tick)
{
    for (int i = 0; i < n; i++)
        if (fabs(log10(tick[i].value) - nearbyint(log10(tick[i].value))) > 1e-9)
            return false;
    return n >= 2 && (tick[0].value < 0.0095 || tick[n - 1].value > 1050);
}

/* 1 to 9 times each power of ten, or the powers alone if there are many. */
static void logarithmic_minors(struct picture_axis *a, const struct axis *axis, double foot)
{
    int from = (int)floor(log10(foot)), to = (int)ceil(log10(axis->to)), decades = to - from;
    int most = 9 * decades <= AXIS_MINORS && log10(axis->to / foot) <= 12 ? 9 : 1;
    for (int k = from; k <= to && decades <= AXIS_MINORS; k++)
        for (int i = 1; i <= most && a->minors < AXIS_MINORS; i++) {
            double value = i * pow(10, k), slack = 1e-9 * value;
            if (value >= foot - slack && value <= axis->to + slack)
                a->minor[a->minors++] = value;
        }
}

/* A step of 1, 2, 5 times a power of ten in 5, 4, 5 parts. */
static void linear_minors(struct picture_axis *a, const struct axis *axis, double foot)
{
    double step = a->ticks > 1 ? a->tick[1] - a->tick[0] : 0;
    double lead = step / pow(10, floor(log10(step) + 1e-9));
    double unit = step / (fabs(lead - 2) < 0.1 ? 4 : 5), slack = 1e-6;
    if (!(step > 0))
        return;
    for (double k = ceil(foot / unit - slack);
         k <= axis->to / unit + slack && a->minors < AXIS_MINORS; k++)
        a->minor[a->minors++] = k * unit;
}

void picture_ticks(struct picture_axis *a, const struct axis *axis, int most)
{
    struct tick tick[TICKS_MAX];
    const double foot = scale_foot(axis);
    a->ticks = a->minors = 0;
    if (!a->scale.ok || axis->hidden)
        return;
    a->ticks = ticks_make(foot, axis->to, axis->logarithmic, most, tick);
    bool powers = axis->logarithmic && reads_as_powers(a->ticks, tick);
    for (int i = 0; i < a->ticks; i++) {
        char power[NUMBER_SIZE];
        a->tick[i] = tick[i].value;
        if (powers)
            (void)snprintf(power, sizeof power, "1e%.0f", log10(fabs(tick[i].value)));
        typeset(powers ? power : tick[i].label, a->label[i]);
    }
    if (axis->logarithmic)
        logarithmic_minors(a, axis, foot);
    else
        linear_minors(a, axis, foot);
}

static void add_line(const struct picture *p, double x, double y, double dx, double dy)
{
    cairo_move_to(p->cairo, x, y);
    cairo_rel_line_to(p->cairo, dx, dy);
}

void picture_axes_below(const struct picture *p)
{
    const struct box *b = &p->plot;
    picture_paint(p, PAINT_ZERO);
    cairo_set_line_width(p->cairo, FRAME_WIDTH);
    if (scale_has_zero(&p->x.scale, &p->canvas->x))
        add_line(p, scale_place(&p->x.scale, 0), b->y, 0, b->height);
    if (scale_has_zero(&p->y.scale, &p->canvas->y))
        add_line(p, b->x, scale_place(&p->y.scale, 0), b->width, 0);
    cairo_stroke(p->cairo);
}

/* The same ticks on both sides of the plot, pointing inwards. */
static void add_ticks(const struct picture *p, bool across, int n, const double *value,
                      double length)
{
    const struct box *b = &p->plot;
    for (int i = 0; i < n; i++) {
        double at = scale_place(across ? &p->x.scale : &p->y.scale, value[i]);
        if (across) {
            add_line(p, at, b->y + b->height, 0, -length);
            add_line(p, at, b->y, 0, length);
        } else {
            add_line(p, b->x, at, length, 0);
            add_line(p, b->x + b->width, at, -length, 0);
        }
    }
}

static void draw_frame(const struct picture *p)
{
    const struct box *b = &p->plot;
    cairo_set_line_width(p->cairo, FRAME_WIDTH);
    picture_paint(p, PAINT_FRAME);
    add_ticks(p, true, p->x.ticks, p->x.tick, TICK_LENGTH);
    add_ticks(p, true, p->x.minors, p->x.minor, MINOR_LENGTH);
    add_ticks(p, false, p->y.ticks, p->y.tick, TICK_LENGTH);
    add_ticks(p, false, p->y.minors, p->y.minor, MINOR_LENGTH);
    cairo_stroke(p->cairo);
    if (p->canvas->alarm) {
        cairo_set_line_width(p->cairo, ALARM_WIDTH);
        picture_paint(p, INK_WARNING);
    }
    cairo_rectangle(p->cairo, b->x, b->y, b->width, b->height);
    cairo_stroke(p->cairo);
}

static void draw_tick_labels(const struct picture *p)
{
    double foot = p->plot.y + p->plot.height + TICK_GAP + 2 * HALF_DIGIT;
    for (int i = 0; i < p->x.ticks; i++)
        picture_text(p, EM, TEXT_LABEL, ALIGN_CENTRE, scale_place(&p->x.scale, p->x.tick[i]), foot,
                     p->x.label[i]);
    for (int i = 0; i < p->y.ticks; i++)
        picture_text(p, EM, TEXT_LABEL, ALIGN_RIGHT, p->plot.x - TICK_GAP,
                     scale_place(&p->y.scale, p->y.tick[i]) + HALF_DIGIT, p->y.label[i]);
}

/* Where the middle of an axis's label is: in the middle of the plot, or as near to it as the page
 * allows, which has that length. The label is smaller where the page is too short for it. */
static double place_label(const struct picture *p, const char *label, double middle, double page,
                          double *size)
{
    const double edge = 0.25 * EM, room = page - 2 * edge;
    double width = picture_text_width(p, EM, TEXT_LABEL, label), half = 0.5 * fmin(width, room);
    *size = width > room ? EM * room / width : EM;
    return fmin(fmax(middle, edge + half), page - edge - half);
}

static void draw_axis_labels(const struct picture *p)
{
    const struct box *b = &p->plot;
    const struct axis *x = &p->canvas->x, *y = &p->canvas->y;
    double size = EM;
    if (x->label != NULL) {
        double gap = LABEL_GAP + (x->hidden ? 0.8 * EM : TICK_GAP + 1.75 * EM);
        double middle = place_label(p, x->label, b->x + 0.5 * b->width, p->setting->width, &size);
        picture_text(p, size, TEXT_LABEL, ALIGN_CENTRE, middle, b->y + b->height + gap, x->label);
    }
    if (y->label != NULL) {
        double middle = place_label(p, y->label, b->y + 0.5 * b->height, p->setting->height, &size);
        cairo_save(p->cairo);
        cairo_translate(p->cairo, b->x - p->label_gap + HALF_DIGIT, middle);
        cairo_rotate(p->cairo, -acos(0.0));
        picture_text(p, size, TEXT_LABEL, ALIGN_CENTRE, 0, 0, y->label);
        cairo_restore(p->cairo);
    }
}

void picture_axes_above(const struct picture *p)
{
    cairo_set_line_cap(p->cairo, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(p->cairo, CAIRO_LINE_JOIN_MITER);
    cairo_set_dash(p->cairo, NULL, 0, 0);
    draw_frame(p);
    if (p->bare)
        return;
    picture_paint(p, INK_TEXT);
    draw_tick_labels(p);
    draw_axis_labels(p);
}
