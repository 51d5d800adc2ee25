/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "-1.5e-7" as "−1.5×10^{−7}", "1e-7" as "10^{−7}", "-3" as "−3". */
static void typeset(const char *plain, char out[AXIS_LABEL])
{
    const char *minus = plain[0] == '-' ? "−" : "", *e = strchr(plain, 'e');
    plain += plain[0] == '-';
    int digits = e != NULL ? (int)(e - plain) : (int)strlen(plain);
    bool is_power = e != NULL && digits == 1 && plain[0] == '1';
    int used = snprintf(out, AXIS_LABEL, "%s%.*s", minus, is_power ? 0 : digits, plain);
    if (e != NULL)
        (void)snprintf(out + used, (size_t)(AXIS_LABEL - used), "%s10^{%s%d}", is_power ? "" : "×",
                       e[1] == '-' ? "−" : "", abs(atoi(e + 1)));
}

/* Whether every tick is a power of ten and they span so many decades that exponents read better. */
static bool reads_as_powers(int n, const struct tick *tick)
{
    for (int i = 0; i < n; i++)
        if (fabs(log10(tick[i].value) - nearbyint(log10(tick[i].value))) > 1e-9)
            return false;
    return n >= 2 && (tick[0].value < 0.0095 || tick[n - 1].value > 1050);
}

static void add_minor(struct picture_axis *a, const struct axis *axis, double value)
{
    double slack = 1e-9 * (axis->logarithmic ? value : axis->to - axis->from);
    if (value >= axis->from - slack && value <= axis->to + slack && a->minors < AXIS_MINORS)
        a->minor[a->minors++] = value;
}

/* 1 to 9 times each power of ten, or the powers alone where there are many; those that are ticks
 * already lie under them. */
static void logarithmic_minors(struct picture_axis *a, const struct axis *axis)
{
    int from = (int)floor(log10(axis->from)), to = (int)ceil(log10(axis->to)), decades = to - from;
    int most = 9 * decades <= AXIS_MINORS && log10(axis->to / axis->from) <= 12 ? 9 : 1;
    for (int k = from; k <= to && decades <= AXIS_MINORS; k++)
        for (int i = 1; i <= most; i++)
            add_minor(a, axis, i * pow(10, k));
}

/* A step of 1, 2, 5 times a power of ten in 5, 4, 5 parts. */
static void linear_minors(struct picture_axis *a, const struct axis *axis)
{
    double step = a->ticks > 1 ? a->tick[1] - a->tick[0] : 0;
    if (!(step > 0))
        return;
    double lead = step / pow(10, floor(log10(step) + 1e-9));
    int parts = fabs(lead - 2) < 0.1 ? 4 : 5;
    int before = (int)ceil((a->tick[0] - axis->from) / step) * parts;
    for (int i = -before; i <= (a->ticks + 1) * parts; i++)
        if (i % parts != 0)
            add_minor(a, axis, a->tick[0] + i * step / parts);
}

void picture_ticks(struct picture_axis *a, const struct axis *axis, int most)
{
    struct tick tick[TICKS_MAX];
    a->ticks = a->minors = 0;
    if (!a->scale.ok || axis->hidden)
        return;
    a->ticks = ticks_make(axis->from, axis->to, axis->logarithmic, most, tick);
    bool powers = axis->logarithmic && reads_as_powers(a->ticks, tick);
    for (int i = 0; i < a->ticks; i++) {
        char power[NUMBER_SIZE];
        a->tick[i] = tick[i].value;
        (void)snprintf(power, sizeof power, "1e%d", (int)nearbyint(log10(fabs(tick[i].value))));
        typeset(powers ? power : tick[i].label, a->label[i]);
    }
    if (axis->logarithmic)
        logarithmic_minors(a, axis);
    else
        linear_minors(a, axis);
}
