/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In place of all that draws pictures, in a program without cairo. */
#include "sgdscope/plot/picture.h"

struct status picture_support(void)
{
    return status_error(STATUS_INPUT,
                        "this sgdscope draws no pictures, since it was built without cairo");
}

struct status picture_write(picture_drawer *draw, void *context, struct canvas *c,
                            const struct picture_setting *setting, const char *path)
{
    (void)draw;
    (void)context;
    (void)c;
    (void)setting;
    return status_prefix(picture_support(), "%.200s", path);
}

void picture_image_free(struct picture_image *i)
{
    (void)i;
}

struct status picture_image_resize(struct picture_image *i, int width, int height)
{
    (void)i;
    (void)width;
    (void)height;
    return picture_support();
}

void picture_image_draw(struct picture_image *i, picture_drawer *draw, void *context,
                        struct canvas *c, double text, bool dark, uint32_t page)
{
    (void)i;
    (void)draw;
    (void)context;
    (void)c;
    (void)text;
    (void)dark;
    (void)page;
}
