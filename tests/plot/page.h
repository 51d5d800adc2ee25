/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../support.h"

#include "sgdscope/plot/picture.h"

#include <cairo.h>

/* A picture that was written as PNG and read back: its pixels, and where on it data are, found from
 * the frame that is seen on it. */

struct page {
    struct canvas canvas;
    bool dark;
    double aspect; /* the last one that the drawer was told */
    cairo_surface_t *image;
    int width, height;               /* pixels */
    double left, right, top, bottom; /* of the plot, in pixels: the middle of the frame's lines */
};

#define PAGE_WHITE 0xffffff
#define PAGE_FRAME 0x222222
#define PAGE_BARS 0xc5e1f4
#define PAGE_DISCRETE 0xd17a00
#define PAGE_CONTINUOUS 0xa63d7e
#define PAGE_SAMPLE 0x00795a
#define PAGE_WARNING 0xc4161c

static inline int page_setup(void **state)
{
    struct page *p = calloc(1, sizeof *p);
    *state = p;
    if (p == NULL || canvas_new(&p->canvas).code != STATUS_OK)
        return 1;
    p->canvas.x = (struct axis){.from = -10, .to = 10};
    p->canvas.y = (struct axis){.from = -10, .to = 10};
    return 0;
}

static inline int page_teardown(void **state)
{
    struct page *p = *state;
    if (p->image != NULL)
        cairo_surface_destroy(p->image);
    canvas_free(&p->canvas);
    free(p);
    return 0;
}

/* 0xRRGGBB; −1 outside of the page. */
static inline int page_pixel(const struct page *p, double x, double y)
{
    uint32_t pixel;
    if (!(x >= 0 && y >= 0 && x < p->width && y < p->height))
        return -1;
    const unsigned char *row = cairo_image_surface_get_data(p->image) +
                               (size_t)y * (size_t)cairo_image_surface_get_stride(p->image);
    memcpy(&pixel, row + 4 * (size_t)x, sizeof pixel);
    return (int)(pixel & 0xffffff);
}

/* Largest difference of a channel. */
static inline int page_difference(int a, int b)
{
    int most = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        int d = abs((a >> shift & 0xff) - (b >> shift & 0xff));
        most = d > most ? d : most;
    }
    return a < 0 ? 255 : most;
}

static inline int page_is(const struct page *p, double x, double y, int colour)
{
    return page_difference(page_pixel(p, x, y), colour) <= 6;
}

/* Pixels of that colour in a row or a column. */
static inline int page_count_line(const struct page *p, int across, int at, int colour)
{
    int n = 0, length = across ? p->width : p->height;
    for (int i = 0; i < length; i++)
        n += page_is(p, across ? i : at, across ? at : i, colour);
    return n;
}

/* Pixels of the colour on the page outside of the plot. */
static inline int page_outside(const struct page *p, int colour)
{
    int n = 0;
    for (int y = 0; y < p->height; y++)
        for (int x = 0; x < p->width; x++)
            if (x < p->left - 3 || x > p->right + 3 || y < p->top - 3 || y > p->bottom + 3)
                n += page_is(p, x, y, colour);
    return n;
}

/* The middles of the first and the last line of a frame that colour has. */
static inline void page_find_lines(const struct page *p, int across, int colour, double *first,
                                   double *last)
{
    int length = across ? p->height : p->width, most = 0, begin = -1, end = 0, lines = 0;
    for (int i = 0; i < length; i++)
        most = page_count_line(p, across, i, colour) > most ? page_count_line(p, across, i, colour)
                                                            : most;
    for (int i = 0; i < length; i++) {
        if (page_count_line(p, across, i, colour) < 0.8 * most)
            continue;
        begin = begin < 0 ? i : begin;
        end = i + 1;
        lines++;
    }
    /* Both lines have the same width, half of the pixels counted. */
    *first = begin + 0.25 * lines;
    *last = end - 0.25 * lines;
}

/* The canvas is drawn already. */
static inline void page_drawer(void *context, double aspect, struct canvas *c)
{
    struct page *p = context;
    assert_ptr_equal(c, &p->canvas);
    p->aspect = aspect;
}

static inline struct status page_write(struct page *p, const char *path)
{
    const struct picture_setting setting = {.dark = p->dark};
    return picture_write(page_drawer, p, &p->canvas, &setting, path);
}

static inline void page_draw_framed(struct page *p, int frame)
{
    const char *path = "page.png";
    if (p->image != NULL)
        cairo_surface_destroy(p->image);
    assert_fine(page_write(p, path));
    p->image = cairo_image_surface_create_from_png(path);
    assert_int_equal(cairo_surface_status(p->image), CAIRO_STATUS_SUCCESS);
    p->width = cairo_image_surface_get_width(p->image);
    p->height = cairo_image_surface_get_height(p->image);
    assert_true(p->width == 1296 && p->height == 972);
    page_find_lines(p, 1, frame, &p->top, &p->bottom);
    page_find_lines(p, 0, frame, &p->left, &p->right);
    assert_true(p->right - p->left > 0.3 * p->width);
    assert_true(p->bottom - p->top > 0.3 * p->height);
}

static inline void page_draw(struct page *p)
{
    page_draw_framed(p, PAGE_FRAME);
}

/* Data to pixels. */
static inline double page_share(const struct axis *a, double v)
{
    return a->logarithmic ? log(v / a->from) / log(a->to / a->from)
                          : (v - a->from) / (a->to - a->from);
}

static inline double page_x(const struct page *p, double x)
{
    return p->left + page_share(&p->canvas.x, x) * (p->right - p->left);
}

static inline double page_y(const struct page *p, double y)
{
    return p->bottom - page_share(&p->canvas.y, y) * (p->bottom - p->top);
}

static inline int page_has(const struct page *p, double x, double y, int colour)
{
    return page_is(p, page_x(p, x), page_y(p, y), colour);
}
