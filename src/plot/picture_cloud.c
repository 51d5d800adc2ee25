/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cloud is an image in every format: all its points count, and a file stays small. How often
 * dots cover each pixel is summed first; then colour and opacity follow from that number, so the
 * order of the points does not matter and the densest part never saturates. */

#define DENSEST 0.93  /* opacity there */
#define LEAST_TOP 2.5 /* a single dot does not have the colour of a crowd */

struct cover {
    int width, height; /* pixels */
    float *count;      /* dots over each pixel */
};

/* A disc whose edge is a pixel wide. */
static void add_dot(struct cover *c, double x, double y, double radius)
{
    double reach = radius + 0.5;
    int x0 = (int)fmax(floor(x - reach), 0), x1 = (int)fmin(ceil(x + reach), c->width);
    int y0 = (int)fmax(floor(y - reach), 0), y1 = (int)fmin(ceil(y + reach), c->height);
    for (int j = y0; j < y1; j++)
        for (int i = x0; i < x1; i++) {
            double distance = hypot(i + 0.5 - x, j + 0.5 - y);
            double share = fmin(fmax(reach - distance, 0), 1);
            c->count[(size_t)j * (size_t)c->width + (size_t)i] += (float)share;
        }
}

static void add_points(struct cover *c, const struct picture *p, const struct mark *m)
{
    double radius = 0.5 * pow((double)(m->n > 0 ? m->n : 1), -0.2); /* 0.08 of 10 000 points */
    radius = fmin(fmax(radius, 0.06), 0.22) * EM * p->setting->pixels;
    for (size_t i = 0; i < m->n; i++) {
        double x = (scale_place(&p->x.scale, (double)m->fx[i]) - p->plot.x) * p->setting->pixels;
        double y = (scale_place(&p->y.scale, (double)m->fy[i]) - p->plot.y) * p->setting->pixels;
        if (x >= -radius && x <= c->width + radius && y >= -radius && y <= c->height + radius)
            add_dot(c, x, y, radius);
    }
}

/* An average over the dense pixels: Σc⁴/Σc³. */
static double densest(const struct cover *c)
{
    double cubes = 0, fourths = 0;
    for (size_t i = 0; i < (size_t)c->width * (size_t)c->height; i++) {
        double n = (double)c->count[i];
        if (n == 0)
            continue;
        cubes += n * n * n;
        fourths += n * n * n * n;
    }
    return cubes > 0 ? fmax(fourths / cubes, 1) : 1;
}

/* How colours follow from a count. */
struct picture_grading {
    struct colour thin, thick;
    double top;     /* the count of the full colour */
    double through; /* ln of what one dot lets through of what is below */
};

static uint32_t channel(double value, double alpha, int shift)
{
    return (uint32_t)(fmin(fmax(value * alpha, 0), 1) * 255 + 0.5) << shift;
}

static uint32_t pixel_of(const struct picture_grading *g, double count)
{
    double alpha = -expm1(count * g->through), thick = fmin(count / g->top, 1);
    const struct colour *a = &g->thin, *b = &g->thick;
    return channel(1, alpha, 24) | channel(a->red + thick * (b->red - a->red), alpha, 16) |
           channel(a->green + thick * (b->green - a->green), alpha, 8) |
           channel(a->blue + thick * (b->blue - a->blue), alpha, 0);
}

static void paint(const struct picture *p, const struct cover *c, cairo_surface_t *image)
{
    unsigned char *data = cairo_image_surface_get_data(image);
    size_t stride = (size_t)cairo_image_surface_get_stride(image);
    const double top = densest(c), opacity = fmin(0.6, 1 - pow(1 - DENSEST, 1 / top));
    const struct picture_grading grading = {picture_colour(p, PAINT_THIN),
                                            picture_colour(p, PAINT_THICK), fmax(top, LEAST_TOP),
                                            log1p(-opacity)};
    cairo_surface_flush(image);
    for (int j = 0; j < c->height; j++)
        for (int i = 0; i < c->width; i++) {
            float count = c->count[(size_t)j * (size_t)c->width + (size_t)i];
            uint32_t pixel = count > 0 ? pixel_of(&grading, (double)count) : 0;
            memcpy(data + (size_t)j * stride + 4 * (size_t)i, &pixel, sizeof pixel);
        }
    cairo_surface_mark_dirty(image);
    cairo_surface_set_device_scale(image, p->setting->pixels, p->setting->pixels);
    cairo_set_source_surface(p->cairo, image, p->plot.x, p->plot.y);
    cairo_paint(p->cairo);
}

void picture_cloud(const struct picture *p, const struct mark *m)
{
    const double pixels = p->setting->pixels;
    struct cover c = {(int)lround(p->plot.width * pixels), (int)lround(p->plot.height * pixels),
                      NULL};
    c.count = calloc((size_t)c.width * (size_t)c.height, sizeof *c.count);
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, c.width, c.height);
    if (c.count != NULL && cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
        add_points(&c, p, m);
        paint(p, &c, image);
    }
    free(c.count);
    cairo_surface_destroy(image);
}
