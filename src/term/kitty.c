/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/kitty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* The protocol allows 4096 bytes of base64 in a chunk. */
enum { CHUNK = 3072, HEAD_BYTES = 96 };

const char kitty_remove[] = "\033_Ga=d,d=I,i=1,q=2\033\\";

/* One picture in the making. */
struct transfer {
    struct bytes *out;
    unsigned char chunk[CHUNK];
    size_t filled;
    char head[HEAD_BYTES]; /* what the next chunk begins with */
};

void kitty_free(struct kitty *k)
{
    if (k->stream != NULL)
        (void)deflateEnd(k->stream);
    free(k->stream);
    free(k->pixels);
    *k = (struct kitty){0};
}

static bool make_room(struct kitty *k, int columns)
{
    if (k->stream == NULL) {
        z_stream *z = calloc(1, sizeof *z);
        if (z == NULL || deflateInit(z, Z_BEST_SPEED) != Z_OK) {
            free(z);
            return false;
        }
        k->stream = z;
    }
    if (columns > k->columns) {
        free(k->pixels);
        k->pixels = malloc(3 * (size_t)columns);
        k->columns = k->pixels != NULL ? columns : 0;
    }
    return k->pixels != NULL && deflateReset(k->stream) == Z_OK;
}

static void add_base64(struct bytes *out, const unsigned char *from, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = out->at + out->length;
    for (size_t i = 0; i < length; i += 3) {
        uint32_t three = (uint32_t)from[i] << 16;
        three |= i + 1 < length ? (uint32_t)from[i + 1] << 8 : 0;
        three |= i + 2 < length ? from[i + 2] : 0;
        *to++ = digits[three >> 18];
        *to++ = digits[three >> 12 & 63];
        *to++ = digits[three >> 6 & 63];
        *to++ = digits[three & 63];
    }
    for (size_t i = length, back = 1; i % 3 != 0; i++, back++)
        to[-(ptrdiff_t)back] = '=';
    out->length = (size_t)(to - out->at);
}

static bool send_chunk(struct transfer *t, bool is_last)
{
    char text[HEAD_BYTES + 16];
    int length = snprintf(text, sizeof text, "\033_G%sm=%d;", t->head, is_last ? 0 : 1);
    if (!bytes_reserve(t->out, CHUNK / 3 * 4 + sizeof text + 2))
        return false;
    bytes_add(t->out, text, (size_t)length);
    add_base64(t->out, t->chunk, t->filled);
    bytes_add(t->out, "\033\\", 2);
    t->filled = 0;
    t->head[0] = '\0';
    return true;
}

/* Deflate what is next; at the end all of it. */
static bool deflate_all(struct transfer *t, z_stream *z, int flush)
{
    int answer = Z_OK;
    while (z->avail_in > 0 || (flush == Z_FINISH && answer != Z_STREAM_END)) {
        z->next_out = t->chunk + t->filled;
        z->avail_out = (unsigned)(CHUNK - t->filled);
        answer = deflate(z, flush);
        t->filled = CHUNK - z->avail_out;
        if (t->filled == CHUNK && !send_chunk(t, false))
            return false;
    }
    return true;
}

bool kitty_write(struct kitty *k, struct bytes *out, const struct pixel_image *image, int columns,
                 int rows)
{
    struct transfer t = {.out = out};
    if (!make_room(k, image->width))
        return false;
    (void)snprintf(t.head, sizeof t.head, "a=T,i=1,p=1,q=2,C=1,f=24,o=z,s=%d,v=%d,c=%d,r=%d,",
                   image->width, image->height, columns, rows);
    z_stream *z = k->stream;
    for (int y = 0; y < image->height; y++) {
        const uint32_t *pixels = image->pixels + (size_t)y * (size_t)image->width;
        for (int x = 0; x < image->width; x++) {
            k->pixels[3 * x] = (unsigned char)(pixels[x] >> 16);
            k->pixels[3 * x + 1] = (unsigned char)(pixels[x] >> 8);
            k->pixels[3 * x + 2] = (unsigned char)pixels[x];
        }
        z->next_in = k->pixels;
        z->avail_in = 3 * (unsigned)image->width;
        if (!deflate_all(&t, z, Z_NO_FLUSH))
            return false;
    }
    return deflate_all(&t, z, Z_FINISH) && send_chunk(&t, true);
}
