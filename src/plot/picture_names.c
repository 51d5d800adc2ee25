/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <string.h>

/* Names that are written beside their marks, instead of in the legend. */

#define SIZE (0.92 * EM)
#define INSET (0.5 * EM) /* from the frame and its ticks */

static bool boxes_meet(const struct box *a, const struct box *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static bool is_free(const struct box *box, void *context)
{
    const struct picture *p = context;
    for (size_t i = 0; i < p->canvas->count; i++)
        if (p->name[i].width > 0 && boxes_meet(&p->name[i], box))
            return false;
    return picture_hides(p, box, false) == 0;
}

void picture_names_place(struct picture *p)
{
    const struct canvas *c = p->canvas;
    const struct box inside = {p->plot.x + INSET, p->plot.y + INSET, p->plot.width - 2 * INSET,
                               p->plot.height - 2 * INSET};
    memset(p->name, 0, sizeof p->name);
    for (size_t i = 0; i < c->count && !p->bare; i++) {
        const struct mark *m = &c->marks[i];
        if (m->kind == MARK_TEXT || m->text == NULL)
            continue;
        double width = picture_text_width(p, SIZE, TEXT_PLAIN, m->text);
        const struct name_size size = {width, 1.2 * SIZE, 0.5 * EM, 0.25 * EM};
        struct box box;
        if (name_place(m, &p->x.scale, &p->y.scale, &inside, &size, is_free, p, &box))
            p->name[i] = box;
    }
}

bool picture_is_named(const struct picture *p, const struct mark *l)
{
    for (size_t i = 0; i < p->canvas->count; i++) {
        const struct mark *m = &p->canvas->marks[i];
        if (p->name[i].width > 0 && m->ink == l->ink && strcmp(m->text, l->text) == 0)
            return true;
    }
    return false;
}

void picture_names(const struct picture *p)
{
    for (size_t i = 0; i < p->canvas->count; i++) {
        const struct box *b = &p->name[i];
        if (b->width == 0)
            continue;
        picture_patch(p, b->x, b->y, b->width, b->height);
        picture_paint(p, (int)p->canvas->marks[i].ink);
        picture_text(p, SIZE, TEXT_PLAIN, ALIGN_LEFT, b->x, b->y + 0.92 * SIZE,
                     p->canvas->marks[i].text);
    }
}
