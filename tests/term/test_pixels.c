/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures as sixels and in kitty's protocol, read back. */
#include "../test.h"

#include "sgdscope/term/kitty.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum { WIDTH = 61, HEIGHT = 32 };

static uint32_t picture[HEIGHT][WIDTH], read_back[HEIGHT][WIDTH];
static const struct pixel_image image = {picture[0], WIDTH, HEIGHT};
static struct bytes out;

/* A background, a frame, and a gradient of as many colours as there are pixels in it. */
static void draw(uint32_t page)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            bool is_inside = x > 8 && x < 50 && y > 4 && y < 30;
            uint32_t shade = (uint32_t)(5 * x) << 16 | (uint32_t)(8 * y) << 8 | (uint32_t)(x + y);
            picture[y][x] = is_inside ? shade : page;
        }
}

/* --- sixels: a reader by DEC's manual --------------------------------------------------------- */

struct sixel_reader {
    const char *at;
    uint32_t colour[SIXEL_COLOURS];
    uint32_t pen;
    int x, y;
};

static int number(struct sixel_reader *r)
{
    char *end = NULL;
    long value = strtol(r->at, &end, 10);
    r->at = end;
    return (int)value;
}

static void read_colour(struct sixel_reader *r)
{
    int n = number(r), percent[3];
    assert_in_range(n, 0, SIXEL_COLOURS - 1);
    if (*r->at != ';') {
        r->pen = r->colour[n];
        return;
    }
    r->at++;
    assert_int_equal(number(r), 2);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(*r->at++, ';');
        percent[i] = number(r);
        r->colour[n] = r->colour[n] << 8 | (uint32_t)((percent[i] * 255 + 50) / 100);
    }
}

static void read_columns(struct sixel_reader *r, int count, char columns)
{
    assert_in_range(columns, '?', '~');
    for (; count > 0; count--, r->x++)
        for (int i = 0; i < 6; i++)
            if ((columns - '?') >> i & 1) {
                assert_in_range(r->x, 0, WIDTH - 1);
                assert_in_range(r->y + i, 0, HEIGHT - 1);
                read_back[r->y + i][r->x] = r->pen;
            }
}

static void read_sixels(const char *text)
{
    static const char head[] = "\033P0;0q\"1;1;61;32";
    struct sixel_reader r = {.at = text};
    assert_memory_equal(text, head, strlen(head));
    r.at += strlen(head) + 1;
    read_colour(&r); /* the first one is the background's */
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            read_back[y][x] = r.colour[0];
    while (*r.at != '\033') {
        char c = *r.at++;
        if (c == '#') {
            read_colour(&r);
        } else if (c == '!') {
            int count = number(&r);
            read_columns(&r, count, *r.at++);
        } else if (c == '$' || c == '-') {
            r.x = 0;
            r.y += c == '-' ? 6 : 0;
        } else {
            read_columns(&r, 1, c);
        }
    }
    assert_string_equal(r.at, "\033\\");
}

static int apart(uint32_t a, uint32_t b)
{
    int most = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        int difference = abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff));
        most = difference > most ? difference : most;
    }
    return most;
}

static void expect_sixels(struct sixel *s, uint32_t page, int colours, int worst)
{
    draw(page);
    out.length = 0;
    assert_true(sixel_write(s, &out, &image, colours));
    assert_true(bytes_reserve(&out, 1));
    out.at[out.length] = '\0';
    read_sixels(out.at);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            assert_in_range(apart(picture[y][x], read_back[y][x]), 0,
                            picture[y][x] == page ? 1 : worst);
}

/* Pages are exact but for sixel's percents; other colours are near, even where there are few. */
TEST(sixels)
{
    struct sixel s = {0};
    expect_sixels(&s, 0x000000, SIXEL_COLOURS, 48);
    expect_sixels(&s, 0xfdf6e3, SIXEL_COLOURS, 48);
    expect_sixels(&s, 0x002b36, 16, 160);
    sixel_free(&s);
}

/* --- kitty ------------------------------------------------------------------------------------ */

static size_t decode(const char *from, size_t length, unsigned char *to)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;
    assert_int_equal(length % 4, 0);
    for (size_t i = 0; i < length; i += 4) {
        uint32_t bits = 0;
        int pads = 0;
        for (size_t j = 0; j < 4; j++) {
            const char *digit = from[i + j] != '=' ? strchr(digits, from[i + j]) : digits;
            assert_non_null(digit);
            pads += from[i + j] == '=';
            bits = bits << 6 | (uint32_t)(digit - digits);
        }
        for (int j = 0; j < 3 - pads; j++)
            to[n++] = (unsigned char)(bits >> (16 - 8 * j));
    }
    return n;
}

/* Puts the chunks' data together; returns their number. */
static int read_chunks(const char *at, unsigned char *data, size_t *length)
{
    static const char head[] = "\033_Ga=T,i=1,p=1,q=2,C=1,f=24,o=z,s=61,v=32,c=10,r=3,m=";
    int chunks = 0;
    assert_memory_equal(at, head, strlen(head));
    for (*length = 0; *at != '\0'; chunks++) {
        const char *from = strchr(at, ';') + 1, *end = strstr(from, "\033\\");
        assert_memory_equal(at, "\033_G", 3);
        assert_non_null(end);
        assert_int_equal(from[-2], end[2] == '\0' ? '0' : '1');
        assert_in_range(end - from, 0, 4096);
        *length += decode(from, (size_t)(end - from), data + *length);
        at = end + 2;
    }
    return chunks;
}

TEST(kitty_picture)
{
    static unsigned char data[8 * WIDTH * HEIGHT], pixels[3 * WIDTH * HEIGHT];
    struct kitty k = {0};
    size_t length = 0;
    draw(0x102030);
    for (int round = 0; round < 2; round++) { /* the second one uses what is there */
        uLongf size = sizeof pixels;
        out.length = 0;
        assert_true(kitty_write(&k, &out, &image, 10, 3));
        assert_true(bytes_reserve(&out, 1));
        out.at[out.length] = '\0';
        assert_true(read_chunks(out.at, data, &length) >= 1);
        assert_int_equal(uncompress(pixels, &size, data, length), Z_OK);
        assert_int_equal(size, sizeof pixels);
        for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
            const unsigned char *p = pixels + 3 * i;
            assert_int_equal((uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2], image.pixels[i]);
        }
    }
    kitty_free(&k);
}

static int stop(void **state)
{
    (void)state;
    free(out.at);
    return 0;
}

GROUP(NULL, stop)
