/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/fit_answer.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Why a run does not agree, in as few words as a panel has room for. */

static const char *say_stationary(const struct assumption *a)
{
    if (a->row > 0)
        return "its steps change";
    return isnan(a->z) || a->is_of_mean ? "its mean moves" : "its variance changes";
}

static const char *say_quadratic(const struct assumption *a)
{
    return a->is_of_given ? "another K or λ fits" : "the curvature changes";
}

static const char *say_white(const struct assumption *a)
{
    return a->steps == 0 ? "the noise depends on the momentum" : "the noise remembers";
}

static const char *(*const say[ASSUMPTION_COUNT])(const struct assumption *a) = {
    [ASSUMPTION_STATIONARY] = say_stationary,
    [ASSUMPTION_QUADRATIC] = say_quadratic,
    [ASSUMPTION_WHITE] = say_white,
};

/* One more of them. */
__attribute__((format(printf, 2, 3))) static void add(char text[FIT_REASON], const char *format,
                                                      ...)
{
    size_t used = strlen(text);
    va_list args;
    if (used > 0)
        used += (size_t)snprintf(text + used, FIT_REASON - used, "; ");
    va_start(args, format);
    if (used < FIT_REASON)
        (void)vsnprintf(text + used, FIT_REASON - used, format, args);
    va_end(args);
}

/* One with its reason, several by their names. */
static void add_denied(const struct fit_answer *f, char text[FIT_REASON])
{
    char names[FIT_REASON] = "";
    int last = 0, count = 0;
    for (int i = 0; i < ASSUMPTION_COUNT; i++)
        if (fit_rests_on((enum assumption_kind)i) && !f->assumption[i].holds) {
            size_t used = strlen(names);
            (void)snprintf(names + used, sizeof names - used, "%s%s", count > 0 ? ", " : "",
                           assumption_name[i]);
            last = i;
            count++;
        }
    if (count == 1)
        add(text, "%s: %s", names, say[last](&f->assumption[last]));
    else if (count > 1)
        add(text, "fails: %.120s", names);
}

const char *fit_suggested_options(const struct fit_answer *f, char text[FIT_OPTIONS])
{
    const struct momentum_guess *g = &f->guess;
    const struct optimizer_info *o = &optimizer_table[g->optimizer];
    size_t used = 0;
    text[0] = '\0';
    if (g->is_other)
        used += (size_t)snprintf(text, FIT_OPTIONS, "-o %s ", o->id.name);
    used +=
        (size_t)snprintf(text + used, FIT_OPTIONS - used, "-m %.*g", g->mu < 0.95 ? 2 : 3, g->mu);
    if (o->has_nu)
        (void)snprintf(text + used, FIT_OPTIONS - used, " --nu %.*g", g->nu < 0.95 ? 2 : 3, g->nu);
    return text;
}

void fit_reason(const struct fit_answer *f, char text[FIT_REASON])
{
    text[0] = '\0';
    if (f->rows_needed > 0)
        add(text, "at least %zu are needed", f->rows_needed);
    else if (f->is_untested)
        add(text, "too short to tell whether it is stationary");
    if (f->rows_needed > 0 || f->is_untested || f->agrees)
        return;
    if (f->covariance[FIT_DISCRETE].n == 0)
        add(text, "no stationary state at this λ");
    add_denied(f, text);
    char options[FIT_OPTIONS];
    if (isfinite(f->guess.mu))
        add(text, "%s suits better", fit_suggested_options(f, options));
    if (f->is_refuted)
        add(text, "the loss is %.0f σ off", fabs(f->loss.z));
    if (text[0] == '\0' && f->z_max > f->z_allowed)
        add(text, "the covariance is %.1f σ off, %.1f allowed", f->z_max, f->z_allowed);
    if (text[0] == '\0')
        add(text, "sgdscope fit says why");
}
