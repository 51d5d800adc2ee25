/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NumPy .npy. A file is: the magic \x93NUMPY, the version in two bytes, the length of the header
 * (little endian, two bytes in version 1, four in 2 and 3), the header, which is a Python dict in
 * ASCII or (version 3) UTF-8, and the numbers.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
#include "number_table.h"

#include "sgdscope/base/matrix.h"

#include <endian.h>
#include <inttypes.h>
#include <math.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_MAX 10000 /* NumPy writes 118 bytes for a plain array and itself stops at this */

/* Regular expressions for the dict, which holds three keys in any order. */
#define S "[[:space:]]*"
#define KEY(name) "['\"]" name "['\"]" S ":" S
#define DESCR KEY("descr") "['\"]([^'\"]*)['\"]"
#define FORTRAN KEY("fortran_order") "(True|False)"
#define NUMBER S "[0-9]+L?" S /* Python 2 wrote an L behind long integers */
#define SHAPE KEY("shape") "\\((" S "|" NUMBER ",|" NUMBER "(," NUMBER ")+,?)" S "\\)"
#define ITEM S "(" DESCR "|" FORTRAN "|" SHAPE ")" S
#define DICT "^(" S "\\{" ITEM "," ITEM "," ITEM ",?" S "\\}" S ")$"

/* Whether the text matches; value[0] is then where the first parenthesis of the expression begins
 * and value[1] where it ends. */
static bool match(const char *expression, const char *text, const char *value[2])
{
    regex_t compiled;
    regmatch_t found[2];
    if (regcomp(&compiled, expression, REG_EXTENDED) != 0)
        return false;
    bool matches = regexec(&compiled, text, 2, found, 0) == 0;
    regfree(&compiled);
    if (!matches)
        return false;
    value[0] = text + found[1].rm_so;
    value[1] = text + found[1].rm_eo;
    return true;
}

struct header {
    char descr[32];
    bool fortran;
    unsigned dimensions;
    uint64_t shape[2]; /* the first two of them */
};

static struct status parse_header(const struct input *in, const char *text, struct header *h)
{
    static const char digits[] = "0123456789";
    const char *dict[2], *descr[2], *fortran[2], *shape[2];
    if (!match(DICT, text, dict) || !match(DESCR, text, descr) || !match(FORTRAN, text, fortran) ||
        !match(SHAPE, text, shape))
        return input_error(in, "the npy header is not understood: %.90s", text);
    (void)snprintf(h->descr, sizeof h->descr, "%.*s", (int)(descr[1] - descr[0]), descr[0]);
    h->fortran = *fortran[0] == 'T';
    for (const char *c = strpbrk(shape[0], digits); c != NULL && c < shape[1]; h->dimensions++) {
        char *end;
        uint64_t n = strtoull(c, &end, 10); /* the largest value if it is too large */
        if (h->dimensions < 2)
            h->shape[h->dimensions] = n;
        c = strpbrk(end, digits);
    }
    if (h->dimensions < 1 || h->dimensions > 2)
        return input_error(in, "an array of %u dimensions, not 1 or 2", h->dimensions);
    return status_ok();
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
    if (strlen(text) != length)
        return input_error(in, "the npy header is not text: a zero byte");
    return parse_header(in, text, h);
}

/* The bytes of a number and their order, from descr. */
struct encoding {
    size_t width;
    bool big_endian;
};

static struct status find_encoding(const struct input *in, const char *descr, struct encoding *e)
{
    bool known = (descr[0] == '<' || descr[0] == '>') && descr[1] == 'f' &&
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
static struct status read_numbers(struct input *in, const struct encoding *e, bool fortran,
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
    STATUS_TRY(number_table_check(in, rows, cols));
    uint64_t need = rows * cols * e.width, have = in->size - begin;
    if (have != need)
        return input_error(in, "%" PRIu64 " bytes of numbers where the shape needs %" PRIu64, have,
                           need);
    STATUS_TRY(number_table_new(t, (size_t)rows, (size_t)cols));
    return read_numbers(in, &e, h.fortran, t);
}
