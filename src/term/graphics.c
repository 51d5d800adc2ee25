/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/graphics.h"

#include <stdlib.h>
#include <string.h>

/* A picture that takes longer is late; after several in a row, or one that takes much longer, the
 * line is slow. */
static const double late_seconds = 0.4, slow_seconds = 1;
enum { LATE_MOST = 3 };

/* Asked again when the terminal's size changes: the cell's size, and of terminals with sixels the
 * number of colours and the size of the largest picture (xterm's XTSMGRAPHICS). */
static const char *const question_table[] = {
    [GRAPHICS_NONE] = NULL,
    [GRAPHICS_SIXEL] = "\033[16t\033[?1;1;0S\033[?2;1;0S",
    [GRAPHICS_KITTY] = "\033[16t",
};

void graphics_free(struct graphics *g)
{
    sixel_free(&g->sixel);
    kitty_free(&g->kitty);
    *g = (struct graphics){0};
}

/* --- what the terminal says ------------------------------------------------------------------- */

/* The number behind the n-th semicolon of "a;b;c", counted from 1; 0 if there is none. */
static int field(const char *text, int n)
{
    for (; n > 0 && text != NULL; n--) {
        text = strchr(text, ';');
        text = text != NULL ? text + 1 : NULL;
    }
    return text != NULL ? atoi(text) : 0;
}

static void become(struct graphics *g, enum graphics_kind kind)
{
    g->kind = kind;
    g->colours = SIXEL_COLOURS;
    g->question = question_table[kind];
}

/* rest: behind the first digit. */
static void take_attributes(struct graphics *g, const char *rest)
{
    char ends_with = rest[0] != '\0' ? rest[strlen(rest) - 1] : '\0';
    if (ends_with == 'S' && field(rest, 1) == 0 && field(rest, 2) > 1)
        g->colours = field(rest, 2);
    for (const char *at = strchr(rest, ';'); ends_with == 'c' && at != NULL;
         at = strchr(at + 1, ';'))
        if (atoi(at + 1) == 4 && g->kind == GRAPHICS_NONE)
            become(g, GRAPHICS_SIXEL);
}

static void take_size(struct graphics *g, const char *rest)
{
    if (field(rest, 0) != 0)
        return;
    g->most_width = field(rest, 1);
    g->most_height = field(rest, 2);
}

static void take_cell(struct graphics *g, const char *rest)
{
    int height = field(rest, 0), width = field(rest, 1);
    if (width <= 0 || height <= 0)
        return;
    g->cell_width = width;
    g->cell_height = height;
}

static void take_protocol(struct graphics *g, const char *rest)
{
    if (strstr(rest, ";OK") != NULL)
        become(g, GRAPHICS_KITTY);
}

void graphics_take(struct graphics *g, enum graphics_answer answer, const char *rest)
{
    static void (*const take[])(struct graphics *, const char *) = {
        [GRAPHICS_ATTRIBUTES] = take_attributes,
        [GRAPHICS_SIZE] = take_size,
        [GRAPHICS_CELL] = take_cell,
        [GRAPHICS_PROTOCOL] = take_protocol,
    };
    take[answer](g, rest);
}

/* The kernel's size may have a border in it, which is less than a pixel for each cell. */
void graphics_fit(struct graphics *g, int columns, int rows, int width, int height)
{
    g->cell_width = columns > 0 ? width / columns : 0;
    g->cell_height = rows > 0 ? height / rows : 0;
    g->most_width = g->most_height = 0;
    g->question = question_table[g->kind];
}

bool graphics_can(const struct graphics *g, int columns, int rows)
{
    int width = columns * g->cell_width, height = rows * g->cell_height;
    return g->kind != GRAPHICS_NONE && !g->is_slow && width > 0 && height > 0 &&
           (g->most_width == 0 || (width <= g->most_width && height <= g->most_height));
}

/* --- pictures --------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t print, uint64_t with)
{
    print = (print ^ with) * 0x9e3779b97f4a7c15;
    return print ^ print >> 32;
}

/* In lanes, since each step waits for the one before it. */
uint64_t graphics_print(const struct pixel_image *image)
{
    enum { LANES = 4 };
    const size_t pixels = (size_t)image->width * (size_t)image->height;
    uint64_t lane[LANES] = {(uint64_t)image->width, (uint64_t)image->height, 2, 3}, print = 0;
    for (size_t i = 0; i + LANES <= pixels; i += LANES)
        for (size_t l = 0; l < LANES; l++)
            lane[l] = mix(lane[l], image->pixels[i + l] & 0xffffff);
    for (size_t i = pixels - pixels % LANES; i < pixels; i++)
        print = mix(print, image->pixels[i] & 0xffffff);
    for (size_t l = 0; l < LANES; l++)
        print = mix(print, lane[l]);
    return print;
}

bool graphics_write(struct graphics *g, struct bytes *out, const struct pixel_image *image)
{
    return g->kind == GRAPHICS_KITTY
               ? kitty_write(&g->kitty, out, image, image->width / g->cell_width,
                             image->height / g->cell_height)
               : sixel_write(&g->sixel, out, image, g->colours);
}

void graphics_took(struct graphics *g, double seconds)
{
    g->late = seconds > late_seconds ? g->late + 1 : 0;
    g->is_slow |= g->late >= LATE_MOST || seconds > slow_seconds;
}
