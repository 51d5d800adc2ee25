/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NumPy .npy. A file is: the magic \x93NUMPY, the version in two bytes, the length of the header
 * (little endian, two bytes in version 1, four in 2 and 3), the header, which is a Python dict in
 * ASCII or (version 3) UTF-8, and the numbers.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
#include "matrix_formats.h"

#include "sgdscope/base/matrix.h"

#include <endian.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_MAX 10000 /* NumPy writes 118 bytes for a plain array and itself stops at this */

/* The header's dict. */
struct header {
    char descr[32];
    int fortran;
    unsigned dimensions;
    uint64_t shape[2]; /* the first two of them */
    unsigned seen;     /* one bit a key */
};

/* The parsing functions below move *c forward and return 0 where it does not point at what they
 * read. */

static int eat(const char **c, char what)
{
    *c += strspn(*c, " \t\r\n");
    if (**c != what)
        return 0;
    ++*c;
    return 1;
}

static int parse_string(const char **c, char *to, size_t size)
{
    char quote = '\'';
    if (!eat(c, quote)) {
        quote = '"';
        if (!eat(c, quote))
            return 0;
    }
    const char *end = strchr(*c, quote);
    if (end == NULL || (size_t)(end - *c) >= size)
        return 0;
    memcpy(to, *c, (size_t)(end - *c));
    to[end - *c] = '\0';
    *c = end + 1;
    return 1;
}

static int parse_bool(const char **c, int *value)
{
    *c += strspn(*c, " \t\r\n");
    *value = strncmp(*c, "True", 4) == 0;
    if (!*value && strncmp(*c, "False", 5) != 0)
        return 0;
    *c += *value ? 4 : 5;
    return 1;
}

/* A Python tuple: (), (3,), (3, 3) or (3, 3,), but not (3). */
static int parse_shape(const char **c, struct header *h)
{
    if (!eat(c, '('))
        return 0;
    int comma = 1;
    while (!eat(c, ')')) {
        if (!comma || **c < '0' || **c > '9')
            return 0;
        char *end;
        uint64_t n = strtoull(*c, &end, 10); /* the largest value where it is too large for it */
        *c = end;
        if (**c == 'L') /* Python 2 wrote long integers so */
            ++*c;
        if (h->dimensions < 2)
            h->shape[h->dimensions] = n;
        h->dimensions++;
        comma = eat(c, ',');
    }
    return comma || h->dimensions != 1;
}

static int parse_item(const char **c, struct header *h)
{
    static const char *const keys[] = {"descr", "fortran_order", "shape"};
    char key[16];
    unsigned k = 0;
    if (!parse_string(c, key, sizeof key) || !eat(c, ':'))
        return 0;
    while (k < 3 && strcmp(key, keys[k]) != 0)
        k++;
    if (k == 3 || (h->seen & (1u << k)) != 0)
        return 0;
    h->seen |= 1u << k;
    if (k == 0)
        return parse_string(c, h->descr, sizeof h->descr);
    return k == 1 ? parse_bool(c, &h->fortran) : parse_shape(c, h);
}

static int parse_dict(const char **c, struct header *h)
{
    if (!eat(c, '{'))
        return 0;
    int comma = 1;
    while (!eat(c, '}')) {
        if (!comma || !parse_item(c, h))
            return 0;
        comma = eat(c, ',');
    }
    *c += strspn(*c, " \t\r\n");
    return 1;
}

/* Read what is in front of the header: *length is the header's, *begin where the numbers begin. */
static struct status read_preamble(struct input *in, size_t *length, uint64_t *begin)
{
    unsigned char b[12] = {0};
    STATUS_TRY(input_read(in, b, 8));
    if (b[6] < 1 || b[6] > 3 || b[7] != 0)
        return input_error(in, "version %d.%d of the npy format is not known", b[6], b[7]);
    size_t width = b[6] == 1 ? 2 : 4;
    STATUS_TRY(input_read(in, b + 8, width));
    uint32_t bytes =
        (uint32_t)b[8] | (uint32_t)b[9] << 8 | (uint32_t)b[10] << 16 | (uint32_t)b[11] << 24;
    if (bytes > HEADER_MAX)
        return input_error(in, "an npy header of %" PRIu32 " bytes is too long", bytes);
    *length = bytes;
    *begin = 8 + width + bytes;
    return status_ok();
}

static struct status read_header(struct input *in, struct header *h, uint64_t *begin)
{
    char text[HEADER_MAX + 1];
    size_t length = 0;
    STATUS_TRY(read_preamble(in, &length, begin));
    STATUS_TRY(input_read(in, text, length));
    text[length] = '\0';
    const char *c = text;
    if (!parse_dict(&c, h) || c != text + length)
        return input_error(in, "the npy header is not understood at '%.30s'", c);
    if (h->seen != 7)
        return input_error(in, "the npy header lacks one of descr, fortran_order and shape");
    if (h->dimensions < 1 || h->dimensions > 2)
        return input_error(in, "an array of %u dimensions, not 1 or 2", h->dimensions);
    return status_ok();
}

/* The bytes of a number and their order, from descr. */
struct encoding {
    size_t width;
    int big_endian;
};

static struct status find_encoding(const struct input *in, const char *descr, struct encoding *e)
{
    int known = (descr[0] == '<' || descr[0] == '>') && descr[1] == 'f' &&
                (descr[2] == '4' || descr[2] == '8') && descr[3] == '\0';
    if (!known)
        return input_error(in, "numbers of type '%s', not float32 or float64 ('<f4', '<f8')",
                           descr);
    *e = (struct encoding){.width = (size_t)(descr[2] - '0'), .big_endian = descr[0] == '>'};
    return status_ok();
}

static double decode(const struct encoding *e, const unsigned char *b)
{
    if (e->width == 8) {
        uint64_t bits;
        double value;
        memcpy(&bits, b, sizeof bits);
        bits = e->big_endian ? be64toh(bits) : le64toh(bits);
        memcpy(&value, &bits, sizeof value);
        return value;
    }
    uint32_t bits;
    float value;
    memcpy(&bits, b, sizeof bits);
    bits = e->big_endian ? be32toh(bits) : le32toh(bits);
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

/* The numbers, row after row (in Fortran order: column after column), as many at a time as fit. */
static struct status read_numbers(struct input *in, const struct encoding *e, int fortran,
                                  struct number_table *t)
{
    unsigned char bytes[8 * DIMENSION_MAX];
    size_t count = t->rows * t->cols, length = fortran ? t->rows : t->cols;
    size_t most = sizeof bytes / e->width;
    for (size_t begin = 0; begin < count; begin += most) {
        size_t now = count - begin < most ? count - begin : most;
        STATUS_TRY(input_read(in, bytes, now * e->width));
        for (size_t k = begin; k < begin + now; k++) {
            size_t line = k / length, place = k % length;
            double value = decode(e, bytes + (k - begin) * e->width);
            if (!isfinite(value))
                return input_error(in, "row %zu, column %zu is not finite",
                                   (fortran ? place : line) + 1, (fortran ? line : place) + 1);
            t->values[fortran ? place * t->cols + line : k] = value;
        }
    }
    return status_ok();
}

struct status npy_read(struct input *in, struct number_table *t)
{
    struct header h = {0};
    struct encoding e = {0};
    uint64_t begin = 0;
    STATUS_TRY(read_header(in, &h, &begin));
    STATUS_TRY(find_encoding(in, h.descr, &e));
    t->list = h.dimensions == 1;
    uint64_t rows = t->list ? 1 : h.shape[0], cols = t->list ? h.shape[0] : h.shape[1];
    STATUS_TRY(matrix_shape_check(in, rows, cols));
    uint64_t need = rows * cols * e.width, have = in->size - begin;
    if (have != need)
        return input_error(in, "%" PRIu64 " bytes of numbers where the shape needs %" PRIu64, have,
                           need);
    STATUS_TRY(number_table_new(t, (size_t)rows, (size_t)cols));
    return read_numbers(in, &e, h.fortran, t);
}
