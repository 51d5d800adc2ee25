/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "display_private.h"

#include <string.h>

/* The picture of pixels on the screen: when it can be there, and how it comes and goes. */

static bool is_recorded(const struct display *d)
{
    return d->output.cast != NULL && d->output.cast->is_on;
}

bool display_can_show_pixels(const struct display *d, int rows, int columns)
{
    return d->picture.is_fast && d->output.rate == 0 && !is_recorded(d) && d->output.pacing.asks &&
           d->screen.colours.count > 0 && graphics_can(&d->graphics, columns, rows);
}

void display_try_pixels(struct display *d)
{
    d->picture.is_fast &= !d->graphics.is_slow;
    d->graphics.is_slow = false;
    d->graphics.late = 0;
}

static bool fill(void *context, struct bytes *out)
{
    struct display *d = context;
    size_t before = out->length;
    if (!graphics_write(&d->graphics, out, &d->picture.image)) {
        out->length = before;
        return false;
    }
    d->picture.bytes = out->length - before;
    d->picture.is_there = true;
    return true;
}

void display_pixels(struct display *d, int row, int column, int rows, int columns,
                    const struct pixel_image *image)
{
    uint64_t print = graphics_print(image);
    d->picture.image = *image;
    d->screen.hole.is_filled &= print == d->graphics.shown;
    d->graphics.shown = print;
    screen_hole(&d->screen, row, column, rows, columns, fill, d);
}

/* A terminal that shows pictures has more colours than TERM may say, and text has the picture's. */
void display_know_graphics(struct display *d)
{
    int *colours = &d->screen.colours.count;
    if (d->graphics.kind == GRAPHICS_NONE || *colours == 0 || *colours == SEQUENCES_COLOURS)
        return;
    *colours = SEQUENCES_COLOURS;
    sequences_take_256(&d->screen.codes);
}

/* Sixels go with the cells that they cover. */
void display_remove_picture(struct display *d)
{
    if (d->picture.is_there && d->graphics.kind == GRAPHICS_KITTY)
        bytes_add(&d->screen.out, kitty_remove, strlen(kitty_remove));
    d->picture.is_there = false;
}

/* Text says what a picture would have taken. */
void display_judge_line(struct display *d)
{
    enum { LEAST_BYTES = 400, USUAL_BYTES = 100000 };
    static const double fast_seconds = 1;
    double bytes = (double)d->output.pacing.last.bytes, took = d->output.pacing.last.seconds;
    double picture = d->picture.bytes > 0 ? (double)d->picture.bytes : USUAL_BYTES;
    if (d->picture.bytes > 0 && bytes > 0.5 * picture)
        graphics_took(&d->graphics, took);
    else if (bytes >= LEAST_BYTES)
        d->picture.is_fast |= took * picture / bytes < fast_seconds;
}

void display_ask_again(struct display *d)
{
    const char *question = d->graphics.question;
    if (question != NULL && d->output.pacing.asks && !is_recorded(d))
        bytes_add(&d->screen.out, question, strlen(question));
    d->graphics.question = NULL;
}
