/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>
#include <string.h>

const char *const picture_ending[PICTURE_FORMATS] = {".svg", ".png", ".pdf"};

bool picture_format_of(const char *file_name, enum picture_format *format)
{
    const char *dot = strrchr(file_name, '.');
    for (int i = 0; i < PICTURE_FORMATS && dot != NULL; i++)
        if (strcmp(dot, picture_ending[i]) == 0) {
            *format = (enum picture_format)i;
            return true;
        }
    return false;
}

/* --- the page --------------------------------------------------------------------------------- */

/* Pixels a point has in the cloud's image within a vector format: 216 an inch. */
#define IMAGE_PIXELS 3.0
#define IMAGE_MOST 4000.0  /* pixels of its longer side */
#define SIDE_MOST 5000.0   /* points */
#define PIXELS_MOST 8000.0 /* of a side */

static double or_default(double value, double usual, double least, double most)
{
    if (!(value > 0) || !isfinite(value))
        return usual;
    return fmin(fmax(value, least), most);
}

struct picture_setting picture_complete(const struct picture_setting *setting)
{
    struct picture_setting s = *setting;
    s.width = or_default(s.width, 432, 16, SIDE_MOST);
    s.height = or_default(s.height, 324, 16, SIDE_MOST);
    s.scale = or_default(s.scale, 3, 0.1, PIXELS_MOST / fmax(s.width, s.height));
    return s;
}

static struct picture begin(const struct canvas *c, const struct picture_setting *s, cairo_t *cairo)
{
    double longest = fmax(s->width, s->height);
    struct picture p = {
        .cairo = cairo,
        .canvas = c,
        .palette = picture_palette(s->dark),
        .width = s->width,
        .height = s->height,
        .snaps = s->format == PICTURE_PNG,
        .pixels = s->format == PICTURE_PNG ? s->scale : fmin(IMAGE_PIXELS, IMAGE_MOST / longest),
        .font = fmin(fmax(0.024 * sqrt(s->width * s->height), 6.5), 24),
    };
    /* Letters have the same widths in all formats and at all sizes. */
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(cairo, options);
    cairo_font_options_destroy(options);
    picture_layout(&p);
    return p;
}

/* Centred over the plot as long as it stays on the page. */
static void draw_title(const struct picture *p)
{
    char line[TEXT_LINE];
    const char *text = p->canvas->title;
    double size = TEXT_TITLE * p->font, y = p->title_y;
    picture_ink(p, INK_STRONG);
    for (; picture_text_line(p, size, TEXT_BOLD, p->text_width, &text, line);
         y += LINE_STEP * size) {
        double half = 0.5 * picture_text_width(p, size, TEXT_BOLD, line);
        double margin = half + 0.5 * (p->width - p->text_width);
        double x = fmin(fmax(p->plot.x + 0.5 * p->plot.width, margin), p->width - margin);
        picture_text(p, size, TEXT_BOLD, ALIGN_CENTRE, x, y, line);
    }
}

static void draw_caption(const struct picture *p)
{
    char line[TEXT_LINE];
    const char *text = p->canvas->caption;
    double size = TEXT_SMALL * p->font, y = p->caption_y;
    picture_ink(p, INK_DIM);
    for (; picture_text_line(p, size, TEXT_PLAIN, p->text_width, &text, line);
         y += LINE_STEP * size)
        picture_text(p, size, TEXT_PLAIN, ALIGN_LEFT, 0.5 * (p->width - p->text_width), y, line);
}

void picture_draw(cairo_t *cairo, const struct canvas *c, const struct picture_setting *setting)
{
    const struct picture made = begin(c, setting, cairo), *p = &made;
    picture_colour(p, p->palette->background, 1);
    cairo_paint(p->cairo);
    picture_axes_below(p);
    picture_marks(p);
    picture_axes_above(p);
    if (p->shows_legend)
        picture_legend(p);
    if (p->shows_title)
        draw_title(p);
    if (p->shows_caption)
        draw_caption(p);
}

double picture_aspect(const struct canvas *c, const struct picture_setting *setting)
{
    struct picture_setting s = picture_complete(setting);
    struct canvas free = *c; /* shares the pool, which is only read */
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cairo = cairo_create(surface);
    free.equal = 0;
    struct picture p = begin(&free, &s, cairo);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return p.plot.width / p.plot.height;
}
