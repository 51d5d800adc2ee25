/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/number.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_blanks(const char *c)
{
    while (*c == ' ' || *c == '\t')
        c++;
    return c;
}

/* "1.0D+00": Fortran writes the exponent of a double with a D. */
static struct status parse_fortran(const char *text, double *value)
{
    char copy[80];
    size_t d = strcspn(text, "dD");
    if (strpbrk(text + d + 1, "dD") == NULL && strlen(text) < sizeof copy) {
        (void)snprintf(copy, sizeof copy, "%s", text);
        copy[d] = 'e';
        if (number_parse(copy, value).code == STATUS_OK)
            return status_ok();
    }
    return status_error(STATUS_INPUT, "'%.60s' is not a number", text);
}

/* mantissa · 10^exponent */
struct decimal {
    uint64_t mantissa;
    int exponent;
};

enum { DECIMAL_DIGITS = 19, DECIMAL_POWERS = 28, EXACT_POWER = 22 };
#define EXACT_MANTISSA (UINT64_C(1) << 53)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits with at most one point; false where there are none, or more than fit. */
static bool scan_digits(const char **c, struct decimal *d)
{
    int digits = 0;
    bool is_fraction = false;
    for (; is_digit(**c) || (**c == '.' && !is_fraction); (*c)++) {
        if (**c == '.') {
            is_fraction = true;
            continue;
        }
        d->mantissa = 10 * d->mantissa + (uint64_t)(**c - '0');
        d->exponent -= is_fraction;
        if (++digits > DECIMAL_DIGITS)
            return false;
    }
    return digits > 0;
}

static bool scan_exponent(const char **c, struct decimal *d)
{
    int exponent = 0;
    if (**c != 'e' && **c != 'E')
        return true;
    bool down = (*c)[1] == '-';
    *c += down || (*c)[1] == '+' ? 2 : 1;
    if (!is_digit(**c))
        return false;
    for (; is_digit(**c) && exponent < DECIMAL_POWERS; (*c)++)
        exponent = 10 * exponent + (**c - '0');
    d->exponent += down ? -exponent : exponent;
    return true;
}

/* What nearly all files hold, several times as fast as by strtod: at most 19 digits and a power of
 * ten, both exact in a long double. Where their quotient is too near to the middle between two
 * doubles, or long double is no longer than double, strtod decides. Numbers that are exact in a
 * double need no more than one, unless the processor computes doubles in more digits
 * (FLT_EVAL_METHOD): that would round twice. */
static bool parse_plain(const char *c, double *value)
{
    static const long double power[DECIMAL_POWERS] = {
        1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
        1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
        1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L,
    };
    struct decimal d = {0};
    bool negative = *c == '-';
    c += negative;
    if (!scan_digits(&c, &d) || !scan_exponent(&c, &d) || *c != '\0' ||
        abs(d.exponent) >= DECIMAL_POWERS)
        return false;
    if (FLT_EVAL_METHOD == 0 && d.mantissa <= EXACT_MANTISSA && abs(d.exponent) <= EXACT_POWER) {
        double v = (double)d.mantissa, scale = (double)power[abs(d.exponent)];
        v = d.exponent < 0 ? v / scale : v * scale;
        *value = negative ? -v : v;
        return true;
    }
    long double v = (long double)d.mantissa;
    v = d.exponent < 0 ? v / power[-d.exponent] : v * power[d.exponent];
    long double slack = v * LDBL_EPSILON;
    *value = negative ? -(double)v : (double)v;
    return (double)(v - slack) == (double)(v + slack);
}

static bool may_be_in_number(char c)
{
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E' ||
           c == 'd' || c == 'D' || c == ' ' || c == '\t';
}

struct status number_parse(const char *text, double *value)
{
    const char *start = skip_blanks(text);
    double plain = 0;
    if (parse_plain(start, &plain)) {
        *value = plain;
        return status_ok();
    }
    if (*start == '\0')
        return status_error(STATUS_INPUT, "a number is missing");
    for (const char *c = start; *c != '\0'; c++) /* no hexadecimal number, no nan */
        if (!may_be_in_number(*c))
            return status_error(STATUS_INPUT, "'%.60s' is not a number", text);
    char *end = NULL;
    errno = 0;
    double v = strtod(start, &end);
    if (end > start && (*end == 'd' || *end == 'D'))
        return parse_fortran(text, value);
    if (end == start || *skip_blanks(end) != '\0')
        return status_error(STATUS_INPUT, "'%.60s' is not a number", text);
    if (!isfinite(v))
        return status_error(STATUS_INPUT, "'%.60s' is out of range", text);
    *value = v;
    return status_ok();
}

struct status number_parse_quotient(const char *text, double *value)
{
    char above[64];
    double a = 0, b = 0;
    size_t length = strcspn(text, "/");
    if (text[length] == '\0' || length >= sizeof above)
        return number_parse(text, value);
    (void)snprintf(above, sizeof above, "%.*s", (int)length, text);
    STATUS_TRY(number_parse(above, &a));
    STATUS_TRY(number_parse(text + length + 1, &b));
    if (b == 0)
        return status_error(STATUS_INPUT, "'%.60s' divides by zero", text);
    if (!isfinite(a / b))
        return status_error(STATUS_INPUT, "'%.60s' is out of range", text);
    *value = a / b;
    return status_ok();
}

struct status number_parse_u64(const char *text, uint64_t *value)
{
    const char *start = skip_blanks(text);
    if (*start == '\0')
        return status_error(STATUS_INPUT, "a whole number is missing");
    if (!isdigit((unsigned char)*start))
        return status_error(STATUS_INPUT, "'%.60s' is not a whole number", text);
    char *end = NULL;
    errno = 0;
    unsigned long long v = strtoull(start, &end, 10);
    if (*skip_blanks(end) != '\0')
        return status_error(STATUS_INPUT, "'%.60s' is not a whole number", text);
    if (errno == ERANGE)
        return status_error(STATUS_INPUT, "'%.60s' is out of range", text);
    *value = v;
    return status_ok();
}

/* value > 0 times the power of ten that leaves 17 digits before the point. */
static long double seventeen_digits(double value)
{
    static const long double ten[] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,
                                      1e7L,  1e8L,  1e9L,  1e10L, 1e11L, 1e12L, 1e13L,
                                      1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L, 1e20L,
                                      1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};
    int shift = 16 - (int)floor(log10(value));
    long double x = value;
    for (; shift > 27; shift -= 27)
        x *= ten[27];
    for (; shift < -27; shift += 27)
        x /= ten[27];
    x = shift < 0 ? x / ten[-shift] : x * ten[shift];
    if (x < ten[16]) /* a logarithm just below a whole number is rounded up */
        return 10 * x;
    return x < ten[17] ? x : x / 10;
}

/* A decimal reads back if it lies within half the gap to the next double; the gap below a power of
 * two is smaller than the one above. A long double tells, except in a narrow band of doubt: there
 * the text is read. */
const char *number_exact(double value, char text[NUMBER_SIZE])
{
    if (value == 0 || !isfinite(value)) {
        (void)snprintf(text, NUMBER_SIZE, "%g", value);
        return text;
    }
    double size = fabs(value);
    long double x = seventeen_digits(size), half = x / size / 2, doubt = 8 * LDBL_EPSILON * x;
    long double surely = half * (size - nextafter(size, 0)) - doubt;
    long double perhaps = half * (nextafter(size, INFINITY) - size) + doubt;
    long double unit = size < DBL_MIN ? 1e16L : 100;
    for (int digits = size < DBL_MIN ? 1 : DBL_DIG; digits < 17; digits++, unit /= 10) {
        long double distance = fabsl(x - unit * rintl(x / unit));
        if (distance > perhaps)
            continue;
        (void)snprintf(text, NUMBER_SIZE, "%.*g", digits, value);
        if (distance < surely || strtod(text, NULL) == value)
            return text;
    }
    (void)snprintf(text, NUMBER_SIZE, "%.17g", value);
    return text;
}

const char *number_json(double value, char text[NUMBER_SIZE])
{
    if (!isfinite(value))
        (void)snprintf(text, NUMBER_SIZE, "null");
    else
        (void)number_exact(value == 0 ? 0 : value, text); /* -0 is 0 */
    return text;
}

/* "1.2e+09" → "1.2e9": a narrow column has no room for a plus and a zero. */
static void shorten_exponent(char *text)
{
    char *e = strchr(text, 'e');
    if (e == NULL)
        return;
    char *from = e + 1, *to = e + 1;
    if (*from == '-')
        *to++ = *from;
    from += strspn(from, "+-0");
    memmove(to, from, strlen(from) + 1);
}

/* The exponent after rounding to that many digits: 9.996 is 10.0 to three. */
static int decimal_exponent(double value, int digits)
{
    char text[NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return (int)strtol(strchr(text, 'e') + 1, NULL, 10);
}

const char *number_short(double value, int width, int digits, bool ascii, char text[NUMBER_SIZE])
{
    if (!isfinite(value)) {
        (void)snprintf(text, NUMBER_SIZE, "%s", ascii ? "-" : "—");
        return text;
    }
    if (value == 0)
        value = 0; /* -0 is 0 to a reader */
    for (int d = digits < 17 ? digits : 17; d >= 1; d--) {
        int exponent = decimal_exponent(value, d);
        int decimals = d - 1 > exponent ? d - 1 - exponent : 0;
        if (exponent >= -3 && exponent < width && exponent < 16) {
            (void)snprintf(text, NUMBER_SIZE, "%.*f", decimals, value);
            if ((int)strlen(text) <= width)
                break;
            if (exponent >= -1 && decimals > 0)
                continue; /* fewer decimals before an exponent */
        }
        (void)snprintf(text, NUMBER_SIZE, "%.*e", d - 1, value);
        shorten_exponent(text);
        if ((int)strlen(text) <= width)
            break;
    }
    return text;
}

const char *number_below_one(double value, int width, int digits, char text[NUMBER_SIZE])
{
    char left[NUMBER_SIZE];
    if (!(value < 1) || strtod(number_short(value, width, digits, true, text), NULL) < 1)
        return number_short(value, width, digits, true, text);
    (void)snprintf(text, NUMBER_SIZE, "1-%s", number_short(1 - value, width - 2, 2, true, left));
    return text;
}
