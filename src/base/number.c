/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/number.h"

#include <ctype.h>
#include <errno.h>
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

struct status number_parse(const char *text, double *value)
{
    const char *start = skip_blanks(text);
    if (*start == '\0')
        return status_error(STATUS_INPUT, "a number is missing");
    if (strspn(start, "+-.0123456789eE \t") != strlen(start))
        return status_error(STATUS_INPUT, "'%.60s' is not a number", text);
    char *end = NULL;
    errno = 0;
    double v = strtod(start, &end);
    if (end == start || *skip_blanks(end) != '\0')
        return status_error(STATUS_INPUT, "'%.60s' is not a number", text);
    if (!isfinite(v))
        return status_error(STATUS_INPUT, "'%.60s' is out of range", text);
    *value = v;
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

const char *number_exact(double value, char text[NUMBER_SIZE])
{
    for (int digits = 1; digits <= 17; digits++) {
        (void)snprintf(text, NUMBER_SIZE, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    /* "1e+01" is how %g writes 10 with one digit. */
    if (strchr(text, 'e') != NULL && fabs(value) >= 1 && fabs(value) < 1e15) {
        char plain[NUMBER_SIZE];
        (void)snprintf(plain, sizeof plain, "%.15g", value);
        if (strtod(plain, NULL) == value)
            memcpy(text, plain, sizeof plain);
    }
    return text;
}

const char *number_json(double value, char text[NUMBER_SIZE])
{
    if (!isfinite(value))
        (void)snprintf(text, NUMBER_SIZE, "null");
    else
        (void)snprintf(text, NUMBER_SIZE, "%.17g", value == 0 ? 0 : value); /* -0 is 0 */
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
