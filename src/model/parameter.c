/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/parameter.h"

#include "sgdscope/base/number.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *text;
    double value;
} word_table[PARAMETER_WORDS] = {{"auto", NAN},
                                 {"inf", INFINITY},
                                 {"batch", NOISE_SCALE_BATCH},
                                 {"all", DIRECTIONS_ALL},
                                 {"positive", DIRECTIONS_POSITIVE}};

const struct parameter *parameter_find(const char *name)
{
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (strcmp(name, p->name) == 0 || (p->alias != NULL && strcmp(name, p->alias) == 0))
            return p;
    }
    return NULL;
}

const struct parameter *parameter_at_fault(const char *text)
{
    char name[40];
    text += strncmp(text, "--", 2) == 0 ? 2 : 0;
    (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(text, ":"), text);
    return parameter_find(name);
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

struct nearest nearest_to(const char *wanted)
{
    size_t half = strlen(wanted) / 2;
    return (struct nearest){.wanted = wanted, .distance = half < 3 ? half + 1 : 4};
}

void nearest_offer(struct nearest *n, const char *name)
{
    size_t distance = typing_distance(n->wanted, name);
    if (distance >= n->distance)
        return;
    n->distance = distance;
    (void)snprintf(n->name, sizeof n->name, "%s", name);
}

const char *nearest_question(const struct nearest *n, char text[NEAREST_QUESTION])
{
    text[0] = '\0';
    if (n->name[0] != '\0')
        (void)snprintf(text, NEAREST_QUESTION, "; did you mean '%s'?", n->name);
    return text;
}

struct status parameter_unknown(const char *name)
{
    struct nearest near = nearest_to(name);
    for (size_t i = 0; i < parameter_count; i++)
        nearest_offer(&near, parameter_table[i].name);
    if (near.name[0] != '\0')
        return status_error(STATUS_INPUT, "%.60s: no such parameter; did you mean '%s'?", name,
                            near.name);
    return status_error(STATUS_INPUT, "%.60s: no such parameter; see 'sgdscope list parameters'",
                        name);
}

struct status parameter_no_column(const char *option, const struct experiment *e, char *const *name,
                                  size_t count, const char *wanted)
{
    const char *run = strcmp(e->iterates, "-") == 0 ? "standard input" : e->iterates;
    const char *file = experiment_data(e) == DATA_FILE ? e->data : run;
    struct nearest near = nearest_to(wanted);
    char question[NEAREST_QUESTION];
    if (name == NULL)
        return status_error(STATUS_INPUT,
                            "--%s: %.150s: no column '%.60s': there are %zu, without names", option,
                            file, wanted, count);
    for (size_t c = 0; c < count; c++)
        nearest_offer(&near, name[c]);
    return status_error(STATUS_INPUT, "--%s: %.150s: no column '%.60s'%s", option, file, wanted,
                        nearest_question(&near, question));
}

const struct choice *parameter_choice(const struct parameter *p, size_t i)
{
    return (const struct choice *)(const void *)((const char *)p->choice + i * p->stride);
}

const char *parameter_describe_choice(const struct parameter *p, size_t i,
                                      char text[PARAMETER_CHOICE_SIZE])
{
    const struct choice *c = parameter_choice(p, i);
    const struct form *form = (const void *)c;
    size_t used = (size_t)snprintf(text, PARAMETER_CHOICE_SIZE, "%s", c->name);
    for (size_t n = 0; p->kind == PARAMETER_FORM && n < FORM_NUMBERS && form->number[n]; n++)
        used += (size_t)snprintf(text + used, PARAMETER_CHOICE_SIZE - used,
                                 form->number[n]->initial != NULL ? "[:%s]" : ":%s",
                                 form->number[n]->symbol);
    return text;
}

const struct form *parameter_form(const struct parameter *p, const struct experiment *e)
{
    size_t chosen = (size_t) * (const int *)(const void *)((const char *)e + p->offset);
    return (const struct form *)(const void *)parameter_choice(p, chosen);
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

const char *parameter_word_allowed(const struct parameter *p, size_t i)
{
    for (size_t word = 0; word < PARAMETER_WORDS; word++)
        if ((p->words & 1 << word) && i-- == 0)
            return word_table[word].text;
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
    /* 0.30000000000000004 is 0.3 to the user. */
    char text[NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%.12g", v);
    double round_value = v;
    (void)number_parse(text, &round_value);
    return p->most_open && round_value >= p->most ? v : round_value;
}

/* --- the parameters of an experiment together ------------------------------------------------- */

void experiment_init(struct experiment *e)
{
    memset(e, 0, sizeof *e);
    for (size_t i = 0; i < parameter_count; i++)
        (void)parameter_parse(&parameter_table[i], parameter_table[i].initial, e);
}

static bool same_parameter(const struct parameter *p, const struct experiment *a,
                           const struct experiment *b)
{
    char x[MATRIX_SPEC_PATH], y[MATRIX_SPEC_PATH]; /* room for all other kinds */
    if (p->kind == PARAMETER_MATRIX)
        return matrix_spec_equal((const void *)((const char *)a + p->offset),
                                 (const void *)((const char *)b + p->offset));
    if (p->kind == PARAMETER_EDITS)
        return experiment_same_edits(a, b);
    (void)parameter_format(p, a, x, sizeof x);
    (void)parameter_format(p, b, y, sizeof y);
    return strcmp(x, y) == 0;
}

bool experiment_equal(const struct experiment *a, const struct experiment *b)
{
    for (size_t i = 0; i < parameter_count; i++)
        if (!parameter_table[i].of_show && !same_parameter(&parameter_table[i], a, b))
            return false;
    return true;
}

/* A run that is given is one of the present rule, unless its own is given. "auto" stands for a rule
 * that no run can be of. */
static void imply_rule_of_run(struct experiment *e, const bool *given)
{
    char text[64];
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (p->of_rule == NULL || given[i])
            continue;
        const struct parameter *own = parameter_find(p->of_rule);
        (void)parameter_format(own, e, text, sizeof text);
        if (parameter_parse(p, parameter_why_unused(own, e) != NULL ? own->initial : text, e)
                .code != STATUS_OK)
            (void)parameter_parse(p, p->initial, e);
    }
}

void experiment_become_run(struct experiment *e)
{
    char text[64];
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++)
        if (p->of_rule != NULL) {
            (void)parameter_format(p, e, text, sizeof text);
            if (strcmp(text, p->initial) != 0) /* auto: the experiment's */
                (void)parameter_parse(parameter_find(p->of_rule), text, e);
        }
}

/* Whether a run's parameter is the experiment's. */
static bool is_as_experiments(const struct parameter *p, const struct experiment *e)
{
    struct experiment implied = *e;
    const bool given[PARAMETERS_MAX] = {false};
    char own[64], implied_text[64];
    imply_rule_of_run(&implied, given);
    (void)parameter_format(p, e, own, sizeof own);
    (void)parameter_format(p, &implied, implied_text, sizeof implied_text);
    return strcmp(own, implied_text) == 0;
}

void experiment_imply(struct experiment *e, const bool *given)
{
    bool gives_data = given[parameter_index("data")];
    /* Another Hessian has other eigenvalues: what was changed of the old one's means nothing. */
    if ((gives_data || given[parameter_index("hessian")]) && !given[parameter_index("eigenvalue")])
        e->edits = 0;
    if (gives_data && experiment_data(e) == DATA_FILE && !given[parameter_index("hessian-scale")])
        e->hessian_scale = 1;
    if (given[parameter_index("view")] && !given[parameter_index("quantity")])
        e->show.quantity = 1;
    if (given[parameter_index("view")] && !given[parameter_index("scale")])
        e->show.scale = VIEW_SCALE_OWN;
    bool gives_run = given[parameter_index("iterates")] && experiment_has_run(e);
    if (gives_run)
        imply_rule_of_run(e, given);
    /* A run brings its own K and C, unless others have been chosen. */
    if (gives_run && !gives_data && !given[parameter_index("hessian")] &&
        parameter_is_default(parameter_find("hessian"), e)) {
        matrix_spec_free(&e->hessian);
        e->hessian.is_estimate = true;
    }
    if (given[parameter_index("noise")])
        return;
    if (gives_run && e->noise == NOISE_WHITE && !given[parameter_index("sigma2")] &&
        parameter_is_default(parameter_find("sigma2"), e))
        e->noise = NOISE_ESTIMATE;
    if (given[parameter_index("noise-matrix")] && matrix_spec_is_given(&e->noise_matrix))
        e->noise = NOISE_MATRIX;
    else if (gives_data && experiment_data(e) != DATA_NONE)
        e->noise = NOISE_REGRESSION;
    else if (gives_data && noise_table[e->noise].data)
        e->noise = NOISE_WHITE;
}

bool parameter_is_default(const struct parameter *p, const struct experiment *e)
{
    char text[64]; /* longer than every initial value: a cut text differs from it */
    if (p->of_rule != NULL && experiment_has_run(e))
        return is_as_experiments(p, e);
    if (p != parameter_find("noise"))
        return parameter_format(p, e, text, sizeof text) == strlen(p->initial) &&
               strcmp(text, p->initial) == 0;
    bool given[PARAMETERS_MAX] = {false};
    struct experiment fresh = *e;
    given[parameter_index("data")] = given[parameter_index("noise-matrix")] = true;
    given[parameter_index("iterates")] = true;
    fresh.noise = NOISE_WHITE;
    experiment_imply(&fresh, given);
    return fresh.noise == e->noise;
}

struct status experiment_check(const struct experiment *e)
{
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (p->check != NULL)
            STATUS_TRY(status_prefix(p->check(e), "--%s", p->name));
    }
    return status_ok();
}
