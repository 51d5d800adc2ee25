/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/sixel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 4, SHADES = 1 << 3 * BITS, BAND = 6, RUN_BYTES = 8, COLOUR_BYTES = 24 };

/* The rounded colours. */
struct sixel_colours {
    struct sixel_colour {
        uint32_t count; /* pixels */
        uint32_t is;    /* the colour of one of them */
    } of[SHADES];
    uint8_t number[SHADES]; /* in the picture's palette; 0: the background */
};

/* One picture in the making. */
struct painting {
    struct sixel *s;
    struct bytes *out;
    const struct pixel_image *image;
    int colours;                                   /* allowed */
    int first[SIXEL_COLOURS], last[SIXEL_COLOURS]; /* columns that the colour has in this band */
};

void sixel_free(struct sixel *s)
{
    free(s->bands);
    free(s->colour);
    *s = (struct sixel){0};
}

static bool make_room(struct sixel *s, int columns)
{
    if (s->colour == NULL)
        s->colour = malloc(sizeof *s->colour);
    if (columns > s->columns) {
        free(s->bands);
        s->bands = calloc(SIXEL_COLOURS, (size_t)columns);
        s->columns = s->bands != NULL ? columns : 0;
    }
    return s->colour != NULL && s->bands != NULL;
}

/* --- colours ---------------------------------------------------------------------------------- */

static unsigned shade_of(uint32_t pixel)
{
    return (pixel >> 12 & 0xf00) | (pixel >> 8 & 0xf0) | (pixel >> 4 & 0xf);
}

static void count_colours(const struct painting *p)
{
    const size_t pixels = (size_t)p->image->width * (size_t)p->image->height;
    const uint32_t page = p->image->pixels[0];
    struct sixel_colour *of = p->s->colour->of;
    memset(of, 0, sizeof p->s->colour->of);
    for (size_t i = 0; i < pixels; i++) {
        const uint32_t pixel = p->image->pixels[i];
        struct sixel_colour *c = &of[shade_of(pixel)];
        if (pixel != page)
            c->is = c->count++ == 0 ? pixel : c->is;
    }
    of[shade_of(page)] = (struct sixel_colour){UINT32_MAX, page};
}

static int by_count(const void *a, const void *b)
{
    const struct sixel_colour *x = *(struct sixel_colour *const *)a,
                              *y = *(struct sixel_colour *const *)b;
    return (x->count < y->count) - (x->count > y->count);
}

static int distance(uint32_t a, uint32_t b)
{
    int sum = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        int apart = (int)(a >> shift & 0xff) - (int)(b >> shift & 0xff);
        sum += apart * apart;
    }
    return sum;
}

static int nearest(struct sixel_colour *const palette[], int n, uint32_t colour)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (distance(palette[i]->is, colour) < distance(palette[best]->is, colour))
            best = i;
    return best;
}

static void define(struct bytes *out, int number, uint32_t colour)
{
    char text[COLOUR_BYTES];
    int percent[3];
    for (int i = 0; i < 3; i++)
        percent[i] = ((int)(colour >> (16 - 8 * i) & 0xff) * 100 + 127) / 255;
    int length =
        snprintf(text, sizeof text, "#%d;2;%d;%d;%d", number, percent[0], percent[1], percent[2]);
    bytes_add(out, text, (size_t)length);
}

/* Number the colours, the background first and then the most frequent ones, and define them. */
static void choose_palette(const struct painting *p)
{
    struct sixel_colour *of = p->s->colour->of, *used[SHADES];
    int n = 0;
    for (int i = 0; i < SHADES; i++)
        if (of[i].count > 0)
            used[n++] = &of[i];
    qsort(used, (size_t)n, sizeof *used, by_count);
    int kept = n < p->colours ? n : p->colours;
    for (int i = 0; i < n; i++)
        p->s->colour->number[used[i] - of] =
            (uint8_t)(i < kept ? i : nearest(used, kept, used[i]->is));
    for (int i = 0; i < kept; i++)
        define(p->out, i, used[i]->is);
}

/* --- bands ------------------------------------------------------------------------------------ */

static void note_pixels(struct painting *p, int row)
{
    const int width = p->image->width;
    const uint32_t *pixels = p->image->pixels + (size_t)row * (size_t)width,
                   page = p->image->pixels[0];
    const uint8_t bit = (uint8_t)(1 << row % BAND);
    for (int x = 0; x < width; x++) {
        int number = pixels[x] == page ? 0 : p->s->colour->number[shade_of(pixels[x])];
        if (number == 0)
            continue;
        p->s->bands[(size_t)number * (size_t)p->s->columns + (size_t)x] |= bit;
        p->first[number] = x < p->first[number] ? x : p->first[number];
        p->last[number] = x > p->last[number] ? x : p->last[number];
    }
}

static void add_run(struct bytes *out, int count, int pixels)
{
    char text[RUN_BYTES], *at = text + RUN_BYTES;
    *--at = (char)('?' + pixels);
    if (count <= 3) {
        for (int i = 1; i < count; i++)
            *--at = (char)('?' + pixels);
    } else {
        for (; count > 0; count /= 10)
            *--at = (char)('0' + count % 10);
        *--at = '!';
    }
    memcpy(out->at + out->length, at, (size_t)(text + RUN_BYTES - at));
    out->length += (size_t)(text + RUN_BYTES - at);
}

/* Where columns like the one at x end. Most have no pixel, so they are passed by the word. */
static int run_end(const uint8_t *columns, int x, int end)
{
    uint64_t alike, word;
    int next = x + 1;
    memset(&alike, columns[x], sizeof alike);
    for (; next + (int)sizeof word <= end; next += (int)sizeof word) {
        memcpy(&word, columns + next, sizeof word);
        if (word != alike)
            break;
    }
    while (next < end && columns[next] == columns[x])
        next++;
    return next;
}

/* The columns of one colour, from the left; they are cleared for the next band. */
static bool write_colour(const struct painting *p, int number)
{
    uint8_t *columns = p->s->bands + (size_t)number * (size_t)p->s->columns;
    const int first = p->first[number], end = p->last[number] + 1;
    char text[COLOUR_BYTES];
    if (!bytes_reserve(p->out, (size_t)(end - first + 4) * RUN_BYTES))
        return false;
    bytes_add(p->out, text, (size_t)snprintf(text, sizeof text, "#%d", number));
    if (first > 0)
        add_run(p->out, first, 0);
    for (int x = first, next; x < end; x = next) {
        next = run_end(columns, x, end);
        add_run(p->out, next - x, columns[x]);
    }
    bytes_add(p->out, "$", 1);
    memset(columns + first, 0, (size_t)(end - first));
    return true;
}

static bool write_band(struct painting *p, int row)
{
    for (int i = 0; i < p->colours; i++) {
        p->first[i] = p->image->width;
        p->last[i] = -1;
    }
    for (int i = row; i < row + BAND && i < p->image->height; i++)
        note_pixels(p, i);
    for (int i = 1; i < p->colours; i++)
        if (p->last[i] >= 0 && !write_colour(p, i))
            return false;
    bytes_add(p->out, "-", 1);
    return true;
}

bool sixel_write(struct sixel *s, struct bytes *out, const struct pixel_image *image, int colours)
{
    struct painting p = {.s = s, .out = out, .image = image};
    char begin[48];
    p.colours = colours < SIXEL_COLOURS ? colours : SIXEL_COLOURS;
    if (!make_room(s, image->width) || !bytes_reserve(out, SIXEL_COLOURS * COLOUR_BYTES))
        return false;
    /* What no colour covers has the background's, number 0. */
    bytes_add(
        out, begin,
        (size_t)snprintf(begin, sizeof begin, "\033P0;0q\"1;1;%d;%d", image->width, image->height));
    count_colours(&p);
    choose_palette(&p);
    for (int row = 0; row < image->height; row += BAND)
        if (!write_band(&p, row))
            return false;
    bytes_add(out, "\033\\", 2);
    return true;
}
