/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cloud is an image in every format: all its points count, and a file stays small. How often
 * dots cover each pixel is summed first; then colour and opacity follow from that number, so the
 * order of the points does not matter and the densest part never saturates. */

#define SIDE_MOST 8000 /* pixels */
#define DENSEST 0.93   /* opacity there */
#define LEAST_TOP 2.5  /* a dot by itself has not the colour of a crowd */

struct cover {
    int width, height;
    double pixels; /* a point has */
    double x, y;   /* the upper left corner on the page, on a whole pixel */
    float *count;  /* dots over each pixel */
};

double picture_cloud_radius(const struct picture *p, size_t n)
{
    double radius = 0.5 * pow((double)(n > 0 ? n : 1), -0.2); /* 0.08 of the font for 10 000 */
    return fmin(fmax(radius, 0.06), 0.22) * p->font;
}

/* A disc whose edge is a pixel wide. */
static void add_dot(struct cover *c, double x, double y, double radius)
{
    double reach = radius + 0.5;
    int x0 = (int)fmax(floor(x - reach), 0), x1 = (int)fmin(ceil(x + reach), c->width);
    int y0 = (int)fmax(floor(y - reach), 0), y1 = (int)fmin(ceil(y + reach), c->height);
    for (int j = y0; j < y1; j++)
        for (int i = x0; i < x1; i++) {
            double dx = i + 0.5 - x, dy = j + 0.5 - y, distance = sqrt(dx * dx + dy * dy);
            double share = fmin(fmax(reach - distance, 0), 1);
            c->count[(size_t)j * (size_t)c->width + (size_t)i] += (float)share;
        }
}

static void add_points(struct cover *c, const struct picture *p, const struct mark *m)
{
    double radius = picture_cloud_radius(p, m->n) * c->pixels;
    for (size_t i = 0; i < m->n; i++) {
        double x = (scale_place(&p->x, (double)m->fx[i]) - c->x) * c->pixels;
        double y = (scale_place(&p->y, (double)m->fy[i]) - c->y) * c->pixels;
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
        cubes += n * n * n;
        fourths += n * n * n * n;
    }
    return cubes > 0 ? fourths / cubes : 1;
}

static uint32_t channel(double value, double alpha, int shift)
{
    return (uint32_t)(fmin(fmax(value * alpha, 0), 1) * 255 + 0.5) << shift;
}

/* How colours follow from a count. */
struct picture_grading {
    const struct palette *palette;
    double top;     /* the count of the full colour */
    double through; /* ln of what one dot lets through of what is below */
};

static struct picture_grading grading_of(const struct palette *palette, double top)
{
    double opacity = fmin(0.6, 1 - pow(1 - DENSEST, 1 / top));
    return (struct picture_grading){palette, fmax(top, LEAST_TOP), log1p(-opacity)};
}

static uint32_t pixel_of(const struct picture_grading *g, double count)
{
    double alpha = -expm1(count * g->through), thick = fmin(count / g->top, 1);
    const struct colour *a = &g->palette->thin, *b = &g->palette->thick;
    return channel(1, alpha, 24) | channel(a->red + thick * (b->red - a->red), alpha, 16) |
           channel(a->green + thick * (b->green - a->green), alpha, 8) |
           channel(a->blue + thick * (b->blue - a->blue), alpha, 0);
}

static void paint(const struct picture *p, const struct cover *c, cairo_surface_t *image)
{
    unsigned char *data = cairo_image_surface_get_data(image);
    size_t stride = (size_t)cairo_image_surface_get_stride(image);
    const struct picture_grading grading = grading_of(p->palette, fmax(densest(c), 1));
    cairo_surface_flush(image);
    for (int j = 0; j < c->height; j++)
        for (int i = 0; i < c->width; i++) {
            float count = c->count[(size_t)j * (size_t)c->width + (size_t)i];
            uint32_t pixel = count > 0 ? pixel_of(&grading, (double)count) : 0;
            memcpy(data + (size_t)j * stride + 4 * (size_t)i, &pixel, sizeof pixel);
        }
    cairo_surface_mark_dirty(image);
    cairo_save(p->cairo);
    cairo_translate(p->cairo, c->x, c->y);
    cairo_scale(p->cairo, 1 / c->pixels, 1 / c->pixels);
    cairo_set_source_surface(p->cairo, image, 0, 0);
    cairo_paint(p->cairo);
    cairo_restore(p->cairo);
}

void picture_cloud(const struct picture *p, const struct mark *m)
{
    struct cover c = {.pixels = p->pixels};
    double longest = fmax(p->plot.width, p->plot.height);
    c.pixels = fmin(c.pixels, SIDE_MOST / longest);
    c.x = floor(p->plot.x * c.pixels) / c.pixels;
    c.y = floor(p->plot.y * c.pixels) / c.pixels;
    c.width = (int)ceil((p->plot.x + p->plot.width - c.x) * c.pixels);
    c.height = (int)ceil((p->plot.y + p->plot.height - c.y) * c.pixels);
    c.count = calloc((size_t)c.width * (size_t)c.height, sizeof *c.count);
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, c.width, c.height);
    if (c.count != NULL && cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
        add_points(&c, p, m);
        paint(p, &c, image);
    }
    free(c.count);
    cairo_surface_destroy(image);
}
