/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>
#include <stdlib.h>

/* The plot's shape may differ by this share from the one that was drawn for. */
static const double aspect_slack = 0.002;

static void free_cairo(struct picture_image *i)
{
    if (i->cairo != NULL)
        cairo_destroy(i->cairo);
    if (i->surface != NULL)
        cairo_surface_destroy(i->surface);
    i->cairo = i->surface = NULL;
}

void picture_image_free(struct picture_image *i)
{
    free_cairo(i);
    if (i->room != NULL)
        picture_room_free(i->room);
    free(i->room);
    free(i->pixels);
    *i = (struct picture_image){0};
}

struct status picture_image_resize(struct picture_image *i, int width, int height)
{
    size_t bytes = (size_t)width * (size_t)height * sizeof *i->pixels;
    if (width == i->width && height == i->height)
        return status_ok();
    free_cairo(i);
    if (i->room == NULL)
        i->room = calloc(1, sizeof(struct picture_room));
    uint32_t *pixels = i->room != NULL ? realloc(i->pixels, bytes) : NULL;
    if (pixels == NULL)
        return status_memory("the picture", (double)bytes);
    i->pixels = pixels;
    i->width = width;
    i->height = height;
    i->aspect = (double)width / height;
    i->surface = cairo_image_surface_create_for_data((unsigned char *)pixels, CAIRO_FORMAT_RGB24,
                                                     width, height, 4 * width);
    i->cairo = cairo_create(i->surface);
    return cairo_status(i->cairo) == CAIRO_STATUS_SUCCESS
               ? status_ok()
               : status_memory("the picture", (double)bytes);
}

void picture_image_draw(struct picture_image *i, picture_drawer *draw, void *context,
                        struct canvas *c, double text, bool dark, uint32_t page)
{
    enum { ROUNDS = 3 };
    const double pixels = text / EM;
    const struct picture_setting setting = {
        .dark = dark,
        .no_title = true,
        .no_caption = true,
        .no_legend = true,
        .has_page = true,
        .page = page,
        .width = i->width / pixels,
        .height = i->height / pixels,
        .pixels = pixels,
    };
    cairo_surface_set_device_scale(i->surface, pixels, pixels);
    for (int round = 0; round < ROUNDS; round++) {
        double before = i->aspect;
        draw(context, before, c);
        i->aspect = picture_aspect(c, &setting, i->cairo);
        if (fabs(i->aspect / before - 1) < aspect_slack)
            break;
    }
    struct picture p = picture_begin(c, &setting, i->cairo);
    p.room = i->room;
    picture_draw(&p);
    cairo_surface_flush(i->surface);
}
