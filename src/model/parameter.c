/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/parameter.h"

#include "parameter_rules.h"
#include "sgdscope/base/number.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define AT(MEMBER) offsetof(struct experiment, MEMBER)
#define REAL(MEMBER) .kind = PARAMETER_REAL, .offset = AT(MEMBER)
#define COUNT(MEMBER) .kind = PARAMETER_COUNT, .offset = AT(MEMBER), .scale = SCALE_DECIMAL
#define CHOICE(MEMBER, ID, LIST)                                                                   \
    .kind = PARAMETER_CHOICE, .offset = AT(MEMBER), .choices = sizeof LIST / sizeof *LIST,         \
    .choice = &LIST[0] ID, .stride = sizeof *LIST
#define TEXTS(NAME, SYMBOL, ABOUT, INITIAL)                                                        \
    .name = NAME, .symbol = SYMBOL, .about = ABOUT, .initial = INITIAL
#define TEXT(MEMBER) .offset = AT(MEMBER), .most = sizeof((struct experiment *)0)->MEMBER - 1
#define POSITIVE .least = 0, .least_open = true, .most = 1e12

const struct parameter parameter_table[] = {
    {TEXTS("lambda", "λ", "learning rate", "1.8"), .alias = "lr", .letter = 'l', REAL(lambda),
     POSITIVE, .scale = SCALE_DECIMAL},
    {TEXTS("mu", "μ", "momentum", "0"), .alias = "momentum", .letter = 'm', REAL(mu), .least = 0,
     .most = 1, .most_open = true, .scale = SCALE_LINEAR, .step = 0.01, .unused = mu_unused,
     .in_views = true},
    {TEXTS("nu", "ν", "share of momentum in QHM", "0.7"), .label = "momentum's part", REAL(nu),
     .least = 0, .most = 1, .scale = SCALE_LINEAR, .step = 0.01, .unused = nu_unused,
     .in_views = true},
    {TEXTS("hessian", "K", "eigenvalues 1,0.1 or @FILE with a matrix or a list", "1,0.1"),
     .letter = 'k', .kind = PARAMETER_MATRIX, .offset = AT(hessian), .unused = hessian_unused},
    {TEXTS("hessian-scale", "κ", "common factor on all eigenvalues", "1"), .label = "common factor",
     REAL(hessian_scale), POSITIVE, .scale = SCALE_DECIMAL, .panel = PANEL_LARGE,
     .unused = hessian_scale_unused},
    {TEXTS("eigenvalue", "k", "changed eigenvalues of a Hessian from a file, RANK:VALUE,...", ""),
     .kind = PARAMETER_EDITS, .offset = AT(edits), .unused = eigenvalue_unused},
    {TEXTS("optimizer", "", "update rule", "sgd"), .letter = 'o',
     CHOICE(optimizer, .id, optimizer_table)},
    {TEXTS("noise", "C", "gradient noise covariance", "white"), .letter = 'n',
     CHOICE(noise, .id, noise_table), .check = noise_check},
    {TEXTS("sigma2", "σ²", "strength of the white part", "1"), .label = "white noise", REAL(sigma2),
     .least = 0, .most = 1e12, .scale = SCALE_DECIMAL, .unused = sigma2_unused},
    {TEXTS("batch", "S", "minibatch size", "100"), COUNT(batch), .least = 1, .most = 1e12,
     .unused = batch_unused, .check = batch_check, .in_views = true},
    {TEXTS("samples", "N", "size of the data set", "inf"), .label = "data points", COUNT(samples),
     .least = 1, .most = 1e15, .words = WORD_INFINITE, .unused = samples_unused, .in_views = true},
    {TEXTS("noise-scale", "a",
           "factor on the noise; auto: from S and N, but 1 for a matrix; batch: from S and N",
           "auto"),
     .label = "noise factor", REAL(noise_scale), .least = 0, .most = 1e12,
     .words = WORD_AUTO | WORD_BATCH, .fraction = true, .scale = SCALE_DECIMAL,
     .unused = noise_scale_unused},
    {TEXTS("noise-matrix", "C", "entries c11,c12,c22 (upper triangle, row by row) or @FILE", ""),
     .kind = PARAMETER_MATRIX, .offset = AT(noise_matrix), .unused = noise_matrix_unused},
    {TEXTS("angle", "θ", "rotation of the eigenvectors in the plane of the first two axes, degrees",
           "0"),
     .label = "rotation, deg.", REAL(angle), .least = -360, .most = 360, .scale = SCALE_LINEAR,
     .step = 1, .panel = PANEL_LIST, .unused = angle_unused},
    {TEXTS("distribution", "", "distribution of the noise", "gaussian"),
     CHOICE(distribution, .id, distribution_table), .unused = distribution_unused},
    {TEXTS("data", "", "CSV file with a header, or synthetic: made from K, samples and seed", ""),
     .kind = PARAMETER_FILE, TEXT(data)},
    {TEXTS("target", "y", "column of the data to predict (none: the last)", ""),
     .kind = PARAMETER_TEXT, TEXT(target), .unused = needs_data},
    {TEXTS("sampling", "", "how minibatches are drawn from the data", "replace"),
     CHOICE(sampling, , sampling_table), .unused = sampling_unused},
    {TEXTS("standardize", "", "centre the data's columns and scale them to variance 1", "no"),
     CHOICE(standardize, , no_yes_table), .unused = needs_data},
    {TEXTS("plane", "", "directions drawn where D > 2: 1,2 of K's, w1,w2 coordinates", "1,D"),
     .kind = PARAMETER_PLANE, .offset = AT(plane)},
    {TEXTS("walkers", "W", "independent walkers", "10000"), .label = "walkers", COUNT(walkers),
     .least = 1, .most = 1e9},
    {TEXTS("steps", "T", "steps of each walker in headless commands", "1000"), COUNT(steps),
     .least = 1, .most = 1e12, .panel = PANEL_NEVER},
    {TEXTS("seed", "", "any 64-bit unsigned integer", "1"), .kind = PARAMETER_SEED,
     .offset = AT(seed)},
};

static const struct {
    const char *text;
    double value;
} word_table[PARAMETER_WORDS] = {{"auto", NAN}, {"inf", INFINITY}, {"batch", NOISE_SCALE_BATCH}};

const size_t parameter_count = sizeof parameter_table / sizeof *parameter_table;

const struct parameter *parameter_find(const char *name)
{
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (strcmp(name, p->name) == 0 || (p->alias != NULL && strcmp(name, p->alias) == 0))
            return p;
    }
    return NULL;
}

size_t parameter_index(const char *name)
{
    return (size_t)(parameter_find(name) - parameter_table);
}

/* Edits needed to turn a into b (insert, delete, replace, swap of neighbours). */
static size_t typing_distance(const char *a, const char *b)
{
    enum { MOST = 24 };
    size_t n = strlen(a), m = strlen(b), d[MOST + 1][MOST + 1];
    if (n > MOST || m > MOST)
        return MOST;
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            size_t best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
            best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

const char *parameter_nearest(const char *name, size_t count,
                              const char *(*name_at)(size_t i, const void *context),
                              const void *context)
{
    const char *nearest = NULL;
    size_t least = strlen(name) / 2 < 3 ? strlen(name) / 2 + 1 : 4;
    for (size_t i = 0; i < count; i++) {
        size_t distance = typing_distance(name, name_at(i, context));
        if (distance < least) {
            least = distance;
            nearest = name_at(i, context);
        }
    }
    return nearest;
}

static const char *table_name(size_t i, const void *context)
{
    (void)context;
    return parameter_table[i].name;
}

struct status parameter_unknown(const char *name)
{
    const char *nearest = parameter_nearest(name, parameter_count, table_name, NULL);
    if (nearest != NULL)
        return status_error(STATUS_INPUT, "%.60s: no such parameter; did you mean '%s'?", name,
                            nearest);
    return status_error(STATUS_INPUT, "%.60s: no such parameter; see 'sgdscope list parameters'",
                        name);
}

const struct choice *parameter_choice(const struct parameter *p, size_t i)
{
    return (const struct choice *)(const void *)((const char *)p->choice + i * p->stride);
}

const char *parameter_why_unused(const struct parameter *p, const struct experiment *e)
{
    return p->unused != NULL ? p->unused(e) : NULL;
}

double parameter_number(const struct parameter *p, const struct experiment *e)
{
    return *(const double *)(const void *)((const char *)e + p->offset);
}

const char *parameter_word(const struct parameter *p, double v)
{
    for (size_t i = 0; i < PARAMETER_WORDS; i++)
        if (isnan(v) ? isnan(word_table[i].value)
                     : v == word_table[i].value && (isinf(v) || p->words & 1 << i))
            return word_table[i].text;
    return NULL;
}

bool parameter_word_value(const struct parameter *p, const char *text, double *v)
{
    for (size_t i = 0; i < PARAMETER_WORDS; i++)
        if ((p->words & 1 << i) && strcmp(text, word_table[i].text) == 0) {
            *v = word_table[i].value;
            return true;
        }
    return false;
}

bool parameter_has_number(const struct parameter *p, const struct experiment *e)
{
    return parameter_word(p, parameter_number(p, e)) == NULL;
}

void parameter_set_number(const struct parameter *p, double value, struct experiment *e)
{
    *(double *)(void *)((char *)e + p->offset) = value;
}

/* The grid of one key press: three digits for 5 ≤ v/10^k < 50, so that 1.80 → 1.81, 0.49 → 0.5. */
static double decimal_step(double v, bool finer)
{
    double low = finer ? v * (1 - 1e-9) : v * (1 + 1e-9);
    return pow(10, floor(log10(2 * fabs(low)) + 1e-12) - 2);
}

static double step_once(const struct parameter *p, double v, bool up, bool coarse)
{
    double step = p->step, tens = coarse ? 10 : 1;
    if (p->scale == SCALE_DECIMAL)
        step = v > 0 ? decimal_step(v, !up) : p->kind == PARAMETER_COUNT ? 1 : 1e-3;
    step *= tens;
    if (p->kind == PARAMETER_COUNT && step < 1)
        step = 1;
    double to = (up ? floor(v / step + 1e-6) + 1 : ceil(v / step - 1e-6) - 1) * step;
    if (p->scale == SCALE_DECIMAL && p->least_open && to <= p->least)
        to = step_once(p, v, up, 0);
    return to;
}

double parameter_stepped(const struct parameter *p, double value, int steps)
{
    bool up = steps > 0, coarse = steps >= 10 || steps <= -10;
    int count = (up ? steps : -steps) / (coarse ? 10 : 1);
    double v = value;
    if (p->scale == SCALE_NONE || !isfinite(v))
        return v;
    for (int i = 0; i < count; i++) {
        double to = step_once(p, v, up, coarse);
        if (p->most_open && to >= p->most)
            to = step_once(p, v, up, 0) < p->most ? step_once(p, v, up, 0) : (v + p->most) / 2;
        if (p->least_open && to <= p->least)
            to = (v + p->least) / 2;
        if (p->most_open && to >= p->most)
            to = v; /* the last double before the end */
        v = fmin(fmax(to, p->least), p->most);
    }
    /* 0.30000000000000004 is 0.3 to the user; keep what no decimal grid made. */
    char text[NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%.12g", v);
    double round_value = v;
    (void)number_parse(text, &round_value);
    return p->most_open && round_value >= p->most ? v : round_value;
}
