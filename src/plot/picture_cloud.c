/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>
#include <stdlib.h>

/* A cloud is an image in every format: all its points count, and a file stays small. How often
 * dots cover each pixel is summed first; then colour and opacity follow from that number, so the
 * order of the points does not matter and the densest part never saturates. */

#define DENSEST 0.93  /* opacity there */
#define LEAST_TOP 2.5 /* a single dot does not have the colour of a crowd */

enum { LEVELS = 4096 }; /* of a count */

/* How often dots cover the plot's pixels. */
struct cover {
    int width, height;            /* of the plot in pixels */
    int left, top, right, bottom; /* the pixels that have dots, up to before the last two */
    float *count;                 /* of each pixel, row by row */
};

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* --- memory ----------------------------------------------------------------------------------- */

void picture_room_free(struct picture_room *room)
{
    free(room->count);
    free(room->pixels);
    *room = (struct picture_room){0};
}

static bool make_room(struct picture_room *room, size_t pixels)
{
    if (pixels <= room->size)
        return true;
    picture_room_free(room);
    room->count = calloc(pixels, sizeof *room->count);
    room->pixels = malloc(pixels * sizeof *room->pixels);
    if (room->count == NULL || room->pixels == NULL)
        picture_room_free(room);
    else
        room->size = pixels;
    return room->size > 0;
}

/* --- counting --------------------------------------------------------------------------------- */

/* A disc whose edge is a pixel wide. */
static void add_dot(struct cover *c, double x, double y, double radius)
{
    double reach = radius + 0.5;
    int x0 = larger((int)floor(x - reach), 0), x1 = smaller((int)ceil(x + reach), c->width);
    int y0 = larger((int)floor(y - reach), 0), y1 = smaller((int)ceil(y + reach), c->height);
    for (int j = y0; j < y1; j++) {
        float *count = c->count + (size_t)j * (size_t)c->width;
        double up = j + 0.5 - y;
        for (int i = x0; i < x1; i++) {
            double across = i + 0.5 - x, share = reach - sqrt(across * across + up * up);
            count[i] += share < 0 ? 0 : share > 1 ? 1 : (float)share;
        }
    }
    c->left = smaller(c->left, x0);
    c->right = larger(c->right, x1);
    c->top = smaller(c->top, y0);
    c->bottom = larger(c->bottom, y1);
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

/* --- colours ---------------------------------------------------------------------------------- */

/* How colours follow from a count. */
struct picture_grading {
    float highest;  /* count */
    double top;     /* the count of the full colour */
    double through; /* ln of what one dot lets through of what is below */
};

/* The full colour is that of an average over the dense pixels: Σc⁴/Σc³. */
static struct picture_grading grading_of(const struct cover *c)
{
    double cubes = 0, fourths = 0;
    float highest = 0;
    for (int j = c->top; j < c->bottom; j++)
        for (int i = c->left; i < c->right; i++) {
            float count = c->count[(size_t)j * (size_t)c->width + (size_t)i];
            double n = (double)count, cube = n * n * n;
            cubes += cube;
            fourths += n * cube;
            highest = count > highest ? count : highest;
        }
    double top = cubes > 0 ? fmax(fourths / cubes, 1) : 1;
    double opacity = fmin(0.6, 1 - pow(1 - DENSEST, 1 / top));
    return (struct picture_grading){highest, fmax(top, LEAST_TOP), log1p(-opacity)};
}

static uint32_t channel(double value, double alpha, int shift)
{
    return (uint32_t)(fmin(fmax(value * alpha, 0), 1) * 255 + 0.5) << shift;
}

static uint32_t pixel_of(const struct picture *p, const struct picture_grading *g, enum ink ink,
                         double count)
{
    const struct colour a = picture_colour(p, picture_thin(ink)),
                        b = picture_colour(p, ink == INK_CLOUD ? PAINT_THICK : (int)ink);
    double alpha = -expm1(count * g->through), thick = fmin(count / g->top, 1);
    return channel(1, alpha, 24) | channel(a.red + thick * (b.red - a.red), alpha, 16) |
           channel(a.green + thick * (b.green - a.green), alpha, 8) |
           channel(a.blue + thick * (b.blue - a.blue), alpha, 0);
}

/* The box's pixels, row by row; the counts are 0 again. */
static void fill_pixels(const struct picture *p, const struct cover *c, enum ink ink,
                        uint32_t *pixel)
{
    const struct picture_grading g = grading_of(c);
    uint32_t level[LEVELS + 1];
    float per_count = g.highest > 0 ? LEVELS / g.highest : 0;
    for (int i = 0; i <= LEVELS; i++)
        level[i] = pixel_of(p, &g, ink, (double)g.highest * i / LEVELS);
    for (int j = c->top; j < c->bottom; j++) {
        float *count = c->count + (size_t)j * (size_t)c->width;
        for (int i = c->left; i < c->right; i++) {
            *pixel++ = level[(int)(count[i] * per_count + 0.5F)];
            count[i] = 0;
        }
    }
}

static void paint(const struct picture *p, const struct cover *c, uint32_t *pixels)
{
    const double size = p->setting->pixels;
    const int width = c->right - c->left, height = c->bottom - c->top;
    cairo_surface_t *image = cairo_image_surface_create_for_data(
        (unsigned char *)pixels, CAIRO_FORMAT_ARGB32, width, height, 4 * width);
    cairo_surface_set_device_scale(image, size, size);
    cairo_set_source_surface(p->cairo, image, p->plot.x + c->left / size,
                             p->plot.y + c->top / size);
    cairo_paint(p->cairo);
    cairo_set_source_rgb(p->cairo, 0, 0, 0); /* lets go of the image */
    cairo_surface_destroy(image);
}

void picture_cloud(const struct picture *p, const struct mark *m)
{
    const double pixels = p->setting->pixels;
    struct cover c = {.width = (int)lround(p->plot.width * pixels),
                      .height = (int)lround(p->plot.height * pixels)};
    if (!make_room(p->room, (size_t)c.width * (size_t)c.height))
        return;
    c.count = p->room->count;
    c.left = c.width;
    c.top = c.height;
    add_points(&c, p, m);
    if (c.left >= c.right || c.top >= c.bottom)
        return;
    fill_pixels(p, &c, m->ink, p->room->pixels);
    paint(p, &c, p->room->pixels);
}
