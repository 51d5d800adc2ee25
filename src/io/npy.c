/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NumPy .npy. A file is: the magic \x93NUMPY, the version in two bytes, the length of the header
 * (little endian, two bytes in version 1, four in 2 and 3), the header, which is a Python dict in
 * ASCII or (version 3) UTF-8, and the numbers.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
#include "number_table.h"

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

static struct status parse_header(const struct input *in, const char *text, char descr_out[32],
                                  struct npy_array *h)
{
    static const char digits[] = "0123456789";
    const char *dict[2], *descr[2], *fortran[2], *shape[2];
    if (!match(DICT, text, dict) || !match(DESCR, text, descr) || !match(FORTRAN, text, fortran) ||
        !match(SHAPE, text, shape))
        return input_error(in, "the npy header is not understood: %.90s", text);
    (void)snprintf(descr_out, 32, "%.*s", (int)(descr[1] - descr[0]), descr[0]);
    h->fortran = *fortran[0] == 'T';
    for (const char *c = strpbrk(shape[0], digits); c != NULL && c < shape[1]; h->dimensions++) {
        char *end;
        uint64_t n = strtoull(c, &end, 10); /* the largest value if it is too large */
        if (h->dimensions < NPY_DIMENSIONS)
            h->shape[h->dimensions] = n;
        c = strpbrk(end, digits);
    }
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

/* float16, by its parts: sign, 5 bits of exponent, 10 of the mantissa. */
static double decode_half(uint64_t bits)
{
    int exponent = (int)(bits >> 10 & 31);
    double mantissa = (double)(bits & 1023), value = ldexp(mantissa, -24);
    if (exponent == 31)
        value = mantissa == 0 ? HUGE_VAL : (double)NAN;
    else if (exponent > 0)
        value = ldexp(mantissa + 1024, exponent - 25);
    return bits >> 15 != 0 ? -value : value;
}

static double decode_single(uint64_t bits)
{
    uint32_t narrow = (uint32_t)bits;
    float value;
    memcpy(&value, &narrow, sizeof value);
    return (double)value;
}

static double decode_double(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double decode_unsigned(uint64_t bits)
{
    return (double)bits;
}

static double decode_int8(uint64_t bits)
{
    return (double)(int8_t)(uint8_t)bits;
}

static double decode_int16(uint64_t bits)
{
    return (double)(int16_t)(uint16_t)bits;
}

static double decode_int32(uint64_t bits)
{
    return (double)(int32_t)(uint32_t)bits;
}

static double decode_int64(uint64_t bits)
{
    return (double)(int64_t)bits;
}

static const struct encoding {
    const char *descr; /* after the byte order */
    size_t width;
    double (*decode)(uint64_t bits);
} encoding_table[] = {
    {"f8", 8, decode_double},   {"f4", 4, decode_single},   {"f2", 2, decode_half},
    {"i1", 1, decode_int8},     {"i2", 2, decode_int16},    {"i4", 4, decode_int32},
    {"i8", 8, decode_int64},    {"u1", 1, decode_unsigned}, {"u2", 2, decode_unsigned},
    {"u4", 4, decode_unsigned}, {"u8", 8, decode_unsigned}, {"b1", 1, decode_unsigned},
};

static struct status find_encoding(const struct input *in, const char *descr, struct npy_array *a)
{
    a->big_endian = descr[0] == '>';
    for (size_t i = 0; i < sizeof encoding_table / sizeof *encoding_table; i++) {
        const struct encoding *e = &encoding_table[i];
        bool has_order = descr[0] == '<' || descr[0] == '>' || (descr[0] == '|' && e->width == 1);
        if (has_order && strcmp(descr + 1, e->descr) == 0)
            a->encoding = e;
    }
    if (a->encoding != NULL)
        return status_ok();
    if (strcmp(descr, "|O") == 0)
        return input_error(in, "pickled Python objects; save a plain array of numbers");
    if (descr[0] != '\0' && descr[1] == 'f' && strtol(descr + 2, NULL, 10) > 8) /* long double */
        return input_error(in,
                           "numbers of type '%s', which not every machine has; convert them "
                           "with .astype(float)",
                           descr);
    return input_error(in, "numbers of type '%s', which are not real", descr);
}

struct status npy_read_header(struct input *in, unsigned most, struct npy_array *out)
{
    char text[HEADER_MAX + 1], descr[32];
    size_t length = 0;
    struct npy_array a = {0};
    STATUS_TRY(read_preamble(in, &length, &a.begin));
    STATUS_TRY(input_read(in, text, length));
    text[length] = '\0';
    if (strlen(text) != length)
        return input_error(in, "the npy header is not text: a zero byte");
    STATUS_TRY(parse_header(in, text, descr, &a));
    STATUS_TRY(find_encoding(in, descr, &a));
    if (a.dimensions < 1 || a.dimensions > most)
        return input_error(in, "an array of %u dimensions, not 1 %s %u", a.dimensions,
                           most == 2 ? "or" : "to", most);
    *out = a;
    return status_ok();
}

struct status npy_check_size(const struct input *in, const struct npy_array *a)
{
    uint64_t have = in->size - a->begin, need = a->encoding->width;
    for (unsigned i = 0; i < a->dimensions; i++)
        if (__builtin_mul_overflow(need, a->shape[i], &need))
            need = UINT64_MAX;
    if (have == need)
        return status_ok();
    return input_error(in, "%" PRIu64 " bytes of numbers where the shape needs %" PRIu64, have,
                       need);
}

/* The number's bytes as the lowest ones of 64 bits. */
static uint64_t read_bits(const struct npy_array *a, const unsigned char *b)
{
    uint64_t bits = 0;
    size_t width = a->encoding->width;
    memcpy(&bits, b, width);
    return a->big_endian ? be64toh(bits) >> (64 - 8 * width) : le64toh(bits);
}

/* Where number k of the file belongs, row after row: Fortran's order has the first index
 * fastest. */
static size_t place_of(const struct npy_array *a, size_t k)
{
    size_t place = 0, stride = 1;
    if (!a->fortran)
        return k;
    for (unsigned i = 0; i < a->dimensions; i++) {
        stride = 1;
        for (unsigned j = i + 1; j < a->dimensions; j++)
            stride *= (size_t)a->shape[j];
        place += k % (size_t)a->shape[i] * stride;
        k /= (size_t)a->shape[i];
    }
    return place;
}

struct status npy_read_numbers(struct input *in, const struct npy_array *a, const char *way_on,
                               double *out)
{
    unsigned char bytes[1 << 14];
    size_t width = a->encoding->width, most = sizeof bytes / width, count = 1;
    size_t row = (size_t)a->shape[a->dimensions - 1];
    for (unsigned i = 0; i < a->dimensions; i++)
        count *= (size_t)a->shape[i];
    for (size_t begin = 0; begin < count; begin += most) {
        size_t now = count - begin < most ? count - begin : most;
        STATUS_TRY(input_read(in, bytes, now * width));
        for (size_t k = 0; k < now; k++) {
            size_t place = place_of(a, begin + k);
            out[place] = a->encoding->decode(read_bits(a, bytes + k * width));
            if (!isfinite(out[place]))
                return input_error(in, "row %zu, column %zu is not finite%s", place / row + 1,
                                   place % row + 1, way_on);
        }
    }
    return status_ok();
}

struct status npy_read(struct input *in, struct number_table *t)
{
    struct npy_array a = {0};
    STATUS_TRY(npy_read_header(in, 2, &a));
    t->list = a.dimensions == 1;
    uint64_t rows = t->list ? 1 : a.shape[0], cols = t->list ? a.shape[0] : a.shape[1];
    STATUS_TRY(number_table_check(in, rows, cols));
    STATUS_TRY(npy_check_size(in, &a));
    STATUS_TRY(number_table_new(t, (size_t)rows, (size_t)cols));
    return npy_read_numbers(in, &a, "", t->values);
}
