/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/plot/ticks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this many steps from zero a double no longer tells one step from the next. */
#define STEPS_MOST 1e15

static const int mantissas[3] = {1, 2, 5};

/* A round step m·10^e, numbered so that the next larger one is number + 1. */
struct step {
    int m, e;
};

static struct step step_number(int number)
{
    int e = number >= 0 ? number / 3 : -((2 - number) / 3);
    return (struct step){mantissas[number - 3 * e], e};
}

/* q·10^e to the last bit, which a product with pow() is not. */
static double decimal(double q, int e)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%.0fe%d", q, e);
    return strtod(text, NULL);
}

/* Number of the largest step that is certainly below x. */
static int number_below(double x)
{
    return 3 * ((int)floor(log10(x)) - 1);
}

double ticks_round_up(double x)
{
    if (!(x > 0) || !isfinite(x))
        return x;
    for (int number = number_below(x);; number++) {
        struct step s = step_number(number);
        double value = decimal(s.m, s.e);
        if (value >= x)
            return value;
    }
}

/* First and last multiple of the step inside [from, to], in units of 10^e. Returns how many there
 * are, or 0 where numbers that large have no such digit any more. */
static double multiples(double from, double to, struct step s, double *first, double *last)
{
    double unit = decimal(s.m, s.e);
    if (!(unit > 0) || !isfinite(unit))
        return 0;
    double k0 = ceil(from / unit), k1 = floor(to / unit);
    if (!(fmax(fabs(k0), fabs(k1)) * s.m < STEPS_MOST))
        return 0;
    /* The quotient may have rounded across a multiple either way. */
    if (decimal((k0 - 1) * s.m, s.e) >= from)
        k0--;
    else if (decimal(k0 * s.m, s.e) < from)
        k0++;
    if (decimal((k1 + 1) * s.m, s.e) <= to)
        k1++;
    else if (decimal(k1 * s.m, s.e) > to)
        k1--;
    *first = k0 * s.m;
    *last = k1 * s.m;
    return k1 >= k0 ? k1 - k0 + 1 : 0;
}

/* q·10^e with a decimal point: "-0.25", "1200". */
static void label_fixed(double q, int e, char text[NUMBER_SIZE])
{
    if (q == 0)
        q = 0; /* no "-0" */
    (void)snprintf(text, NUMBER_SIZE, "%.*f", e < 0 ? (e < -18 ? 18 : -e) : 0, decimal(q, e));
}

/* q·10^e with an exponent and no idle digits: "1.2e-12", "5e8"; 0 is "0". */
static void label_exponent(double q, int e, char text[NUMBER_SIZE])
{
    if (q == 0) {
        (void)snprintf(text, NUMBER_SIZE, "0");
        return;
    }
    while (fmod(q, 10) == 0) {
        q /= 10;
        e++;
    }
    char digits[NUMBER_SIZE];
    (void)snprintf(digits, sizeof digits, "%.0f", fabs(q));
    e += (int)strlen(digits) - 1;
    (void)snprintf(text, NUMBER_SIZE, "%s%c%s%.16se%d", q < 0 ? "-" : "", digits[0],
                   digits[1] != '\0' ? "." : "", digits + 1, e);
}

/* One label a tick, all in the shorter of the two ways to write them. */
static void write_labels(int n, const double *q, const int *e, struct tick *ticks)
{
    size_t fixed = 0, exponent = 0;
    int wide = 0;
    char text[NUMBER_SIZE];
    for (int i = 0; i < n; i++) {
        double digits = fmax(log10(fmax(fabs(q[i]), 1)) + e[i], 0) + (e[i] < 0 ? -e[i] : 0);
        if (digits > 14) { /* would be cut, and would never be the shorter one */
            wide = 1;
            continue;
        }
        label_fixed(q[i], e[i], text);
        size_t length = strlen(text) - (text[0] == '-');
        fixed = length > fixed ? length : fixed;
        label_exponent(q[i], e[i], text);
        length = strlen(text) - (text[0] == '-');
        exponent = length > exponent ? length : exponent;
    }
    int plain = !wide && (fixed <= 5 || fixed <= exponent);
    for (int i = 0; i < n; i++) {
        if (plain)
            label_fixed(q[i], e[i], ticks[i].label);
        else
            label_exponent(q[i], e[i], ticks[i].label);
    }
}

static int make_linear(double from, double to, int most, struct tick *ticks)
{
    double width = to - from;
    if (!(width > 0) || !isfinite(width))
        return 0;
    double first = 0, last = 0, count = 0, finer_first = 0, finer_last = 0;
    struct step s = {0}, finer = {0};
    for (int number = number_below(width / most), tries = 0; tries < 12; number++, tries++) {
        s = step_number(number);
        count = multiples(from, to, s, &first, &last);
        if (count > 0 && count <= most)
            break;
        if (count > most) {
            finer = s;
            finer_first = first;
            finer_last = last;
        }
    }
    /* The next step went from too many to less than two: the ends of the too many are two. */
    if (most >= 2 && count < 2 && finer.m != 0) {
        s = finer;
        first = finer_first;
        last = finer_last;
        count = 2;
    }
    if (!(count >= 1 && count <= most))
        return 0;
    int n = (int)count, e[TICKS_MAX];
    double q[TICKS_MAX];
    for (int i = 0; i < n; i++) {
        q[i] = i == n - 1 ? last : first + (double)i * s.m;
        e[i] = s.e;
        ticks[i].value = decimal(q[i], s.e);
    }
    write_labels(n, q, e, ticks);
    return n;
}

/* Decades, every stride-th of them counted from 10^anchor, with 2 and 5 between where fine is 1.
 * Returns how many there are; fills q and e with as many as TICKS_MAX. */
static int decades(double from, double to, int stride, int anchor, int fine, double *q, int *e)
{
    int n = 0;
    int k0 = (int)floor(log10(from)) - 1, k1 = (int)ceil(log10(to)) + 1;
    for (int k = k0; k <= k1; k++) {
        if ((k - anchor) % stride != 0)
            continue;
        for (int i = 0; i < (fine ? 3 : 1); i++) {
            double value = decimal(mantissas[i], k);
            if (value < from || value > to)
                continue;
            if (n < TICKS_MAX) {
                q[n] = mantissas[i];
                e[n] = k;
            }
            n++;
        }
    }
    return n;
}

static int make_logarithmic(double from, double to, int most, struct tick *ticks)
{
    double q[TICKS_MAX];
    int e[TICKS_MAX];
    if (!(from > 0) || !(to > from) || !isfinite(to))
        return 0;
    /* The range of double has 632 decades: do not begin by counting them all. */
    int stride = (int)(log10(to) - log10(from)) / most;
    int n = stride == 0 ? decades(from, to, 1, 0, 1, q, e) : most + 1;
    for (stride = stride > 1 ? stride : 1; n > most && stride <= 1000; stride++) {
        n = decades(from, to, stride, 0, 0, q, e);
        /* Even exponents are steadier when the window moves, but may be too few. */
        if (n < 2 && stride > 1)
            n = decades(from, to, stride, (int)ceil(log10(from)), 0, q, e);
    }
    if (n < 2 || n > most) /* hardly a decade wide: as if linear */
        return make_linear(from, to, most, ticks);
    for (int i = 0; i < n; i++) {
        ticks[i].value = decimal(q[i], e[i]);
        label_fixed(q[i], e[i], ticks[i].label);
        if (e[i] < -3 || e[i] > 4)
            label_exponent(q[i], e[i], ticks[i].label);
    }
    return n;
}

int ticks_make(double from, double to, int logarithmic, int most, struct tick ticks[TICKS_MAX])
{
    if (most > TICKS_MAX)
        most = TICKS_MAX;
    if (most < 1 || !isfinite(from) || !isfinite(to))
        return 0;
    return logarithmic ? make_logarithmic(from, to, most, ticks)
                       : make_linear(from, to, most, ticks);
}
