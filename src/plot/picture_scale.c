/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct picture_scale scale_make(const struct axis *axis)
{
    struct picture_scale s = {.logarithmic = axis->logarithmic,
                              .reversed = axis->reversed,
                              .from = axis->from,
                              .to = axis->to};
    if (s.logarithmic && !(s.from > 0))
        return s;
    if (s.logarithmic) {
        s.from = log10(s.from);
        s.to = log10(s.to);
    }
    /* The quotient: a window as narrow as a denormal number has no places either. */
    s.ok = isfinite(s.from) && isfinite(s.to) && s.to > s.from && isfinite(s.to - s.from) &&
           isfinite(1e4 / (s.to - s.from));
    return s;
}

double scale_place(const struct picture_scale *s, double value)
{
    if (s->logarithmic)
        value = value > 0 ? log10(value) : (double)NAN;
    if (!s->ok || !isfinite(value))
        return (double)NAN;
    double along = s->reversed ? s->to - value : value - s->from;
    double place = s->start + along / (s->to - s->from) * s->length;
    return fmin(fmax(place, -1e300), 1e300);
}

/* --- labels ----------------------------------------------------------------------------------- */

/* The number of an exponent as raised digits. */
static void raise(char *out, size_t size, int exponent)
{
    static const char *const digit[10] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    char plain[16];
    size_t used = 0;
    (void)snprintf(plain, sizeof plain, "%d", abs(exponent));
    out[0] = '\0';
    if (exponent < 0)
        used = (size_t)snprintf(out, size, "⁻");
    for (const char *c = plain; *c != '\0' && used < size; c++)
        used += (size_t)snprintf(out + used, size - used, "%s", digit[*c - '0']);
}

/* "-1.5e-7" as "−1.5×10⁻⁷", "1e-7" as "10⁻⁷", "-3" as "−3". */
static void typeset(const char *plain, char out[SCALE_LABEL])
{
    char power[48] = "";
    const char *minus = plain[0] == '-' ? "−" : "";
    plain += plain[0] == '-';
    const char *e = strchr(plain, 'e');
    int digits = e != NULL ? (int)(e - plain) : (int)strlen(plain);
    if (e == NULL) {
        (void)snprintf(out, SCALE_LABEL, "%s%s", minus, plain);
        return;
    }
    raise(power, sizeof power, (int)strtol(e + 1, NULL, 10));
    if (digits == 1 && plain[0] == '1')
        (void)snprintf(out, SCALE_LABEL, "%s10%s", minus, power);
    else
        (void)snprintf(out, SCALE_LABEL, "%s%.*s×10%s", minus, digits, plain, power);
}

/* Whether every tick is a power of ten and they span so many decades that exponents read better. */
static bool reads_as_powers(int n, const struct tick *tick)
{
    for (int i = 0; i < n; i++)
        if (fabs(log10(tick[i].value) - nearbyint(log10(tick[i].value))) > 1e-9)
            return false;
    return n >= 2 && (tick[0].value < 0.0095 || tick[n - 1].value > 1050);
}

/* --- ticks ------------------------------------------------------------------------------------ */

static void add_minor(struct picture_scale *s, double value, double place)
{
    double slack = 1e-9 * (s->to - s->from);
    if (place < s->from - slack || place > s->to + slack || s->minors >= SCALE_MINOR)
        return;
    s->minor[s->minors++] = value;
}

/* 1 to 9 times each power of ten, or the powers alone where there are many; those that are ticks
 * already lie under them. */
static void logarithmic_minors(struct picture_scale *s)
{
    int from = (int)floor(s->from), to = (int)ceil(s->to), decades = to - from;
    int fine = 9 * decades <= SCALE_MINOR && s->to - s->from <= 12;
    for (int k = from; k <= to && decades <= SCALE_MINOR; k++)
        for (int i = 1; i <= (fine ? 9 : 1); i++)
            add_minor(s, i * pow(10, k), k + log10(i));
}

/* A step of 1, 2, 5 times a power of ten in 5, 4, 5 parts. */
static void linear_minors(struct picture_scale *s)
{
    double step = s->ticks > 1 ? s->tick[1] - s->tick[0] : 0;
    if (!(step > 0))
        return;
    double lead = step / pow(10, floor(log10(step) + 1e-9));
    int parts = fabs(lead - 2) < 0.1 ? 4 : 5;
    int before = (int)ceil((s->tick[0] - s->from) / step) * parts;
    for (int i = -before; i <= (s->ticks + 1) * parts; i++)
        if (i % parts != 0)
            add_minor(s, s->tick[0] + i * step / parts, s->tick[0] + i * step / parts);
}

void scale_ticks(struct picture_scale *s, const struct axis *axis, int most)
{
    struct tick tick[TICKS_MAX];
    s->ticks = s->minors = 0;
    if (!s->ok || axis->hidden)
        return;
    s->ticks = ticks_make(axis->from, axis->to, axis->logarithmic, most, tick);
    int powers = s->logarithmic && reads_as_powers(s->ticks, tick);
    for (int i = 0; i < s->ticks; i++) {
        char plain[NUMBER_SIZE];
        s->tick[i] = tick[i].value;
        (void)snprintf(plain, sizeof plain, "1e%d", (int)nearbyint(log10(fabs(tick[i].value))));
        typeset(powers ? plain : tick[i].label, s->label[i]);
    }
    if (s->logarithmic)
        logarithmic_minors(s);
    else
        linear_minors(s);
}
