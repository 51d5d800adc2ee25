/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sweep/grid.h"

#include "sgdscope/base/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_SIZE = 64 };

/* --- FROM:TO:COUNT[:log] ---------------------------------------------------------------------- */

/* A range as it is written: its three or four pieces. */
struct range_text {
    char from[PIECE_SIZE], to[PIECE_SIZE], count[PIECE_SIZE], scale[PIECE_SIZE];
};

static struct status take_range_apart(const char *text, struct range_text *r)
{
    int end = 0;
    int pieces = sscanf(text, "%63[^:]:%63[^:]:%63[^:]%n:%63[^:]%n", r->from, r->to, r->count, &end,
                        r->scale, &end);
    if (pieces < 3 || text[end] != '\0' || (pieces == 4 && strcmp(r->scale, "log") != 0))
        return status_error(STATUS_INPUT, "'%.60s' is not FROM:TO:COUNT or FROM:TO:COUNT:log",
                            text);
    return status_ok();
}

/* An end of the axis: a number that the parameter's own option would take. */
static struct status parse_end(const struct parameter *p, const char *text, double *out)
{
    double v = 0;
    STATUS_TRY(number_parse_quotient(text, &v));
    struct experiment scratch;
    experiment_init(&scratch);
    STATUS_TRY(parameter_parse(p, text, &scratch));
    *out = v;
    return status_ok();
}

static struct status parse_count(const char *text, size_t *out)
{
    uint64_t count = 0;
    STATUS_TRY(number_parse_u64(text, &count));
    if (count < 1 || count > GRID_COUNT_MAX)
        return status_error(STATUS_INPUT, "%.60s points are not from 1 to %d", text,
                            GRID_COUNT_MAX);
    *out = (size_t)count;
    return status_ok();
}

/* All values must differ, also after rounding. */
static struct status check_values(const struct grid_axis *a)
{
    char from[NUMBER_SIZE], to[NUMBER_SIZE], both[NUMBER_SIZE];
    (void)number_exact(a->from, from);
    (void)number_exact(a->to, to);
    if (a->logarithmic && !(a->from > 0 && a->to > 0))
        return status_error(STATUS_INPUT, "%s is not positive, so it has no logarithm",
                            a->from > 0 ? to : from);
    if (a->count == 1 && a->from != a->to)
        return status_error(STATUS_INPUT, "one point cannot be at both %s and %s", from, to);
    const struct grid one = {.axes = 1, .axis = {*a}};
    double before = a->from;
    for (size_t i = 1; i < a->count; i++) {
        double v = grid_value(&one, i + 1, 0);
        if (v == before)
            return status_error(STATUS_INPUT, "two of %zu values from %s to %s are %s; take fewer",
                                a->count, from, to, number_exact(v, both));
        before = v;
    }
    return status_ok();
}

static struct status read_range(const char *text, struct grid_axis *a)
{
    struct range_text r = {0};
    STATUS_TRY(take_range_apart(text, &r));
    a->logarithmic = r.scale[0] != '\0';
    STATUS_TRY(parse_end(a->parameter, r.from, &a->from));
    STATUS_TRY(parse_end(a->parameter, r.to, &a->to));
    STATUS_TRY(parse_count(r.count, &a->count));
    return check_values(a);
}

/* --- WORD,WORD,... ---------------------------------------------------------------------------- */

/* The parameter itself decides what is a word, and which of two mean the same. */
static struct status add_word(struct grid_axis *a, const char *text, struct experiment *scratch)
{
    if (a->count == GRID_WORDS)
        return status_error(STATUS_INPUT, "more than %d words", GRID_WORDS);
    char *word = a->word[a->count];
    STATUS_TRY(parameter_parse(a->parameter, text, scratch));
    if (parameter_format(a->parameter, scratch, word, GRID_VALUE) >= GRID_VALUE)
        return status_error(STATUS_INPUT, "'%.60s' has more than %d bytes", text, GRID_VALUE - 1);
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->word[i], word) == 0)
            return status_error(STATUS_INPUT, "two of the words mean %s; give it once", word);
    a->count++;
    return status_ok();
}

static struct status read_words(const char *text, struct grid_axis *a)
{
    struct experiment scratch;
    struct status s = status_ok();
    char *list = strdup(text), *rest = list;
    if (list == NULL)
        return status_memory("a list of words", (double)strlen(text) + 1);
    experiment_init(&scratch);
    for (char *word; s.code == STATUS_OK && (word = strsep(&rest, ",")) != NULL;)
        s = add_word(a, word, &scratch);
    experiment_free(&scratch);
    free(list);
    return s;
}

/* --- axes ------------------------------------------------------------------------------------- */

typedef struct status read_values(const char *text, struct grid_axis *a);

/* What reads the values of an axis, by the parameter's kind; NULL: it cannot have one. */
static read_values *reader_of(const struct parameter *p)
{
    static read_values *const of_kind[] = {
        [PARAMETER_REAL] = read_range,
        [PARAMETER_COUNT] = read_range,
        [PARAMETER_CHOICE] = read_words,
        [PARAMETER_FORM] = read_words,
    };
    const size_t kind = (size_t)p->kind;
    return p->of_show || p->of_run || kind >= sizeof of_kind / sizeof *of_kind ? NULL
                                                                               : of_kind[kind];
}

bool grid_can_sweep(const struct parameter *p)
{
    return reader_of(p) != NULL;
}

/* The parameter before the "=", and what stands behind it. */
static struct status find_parameter(const char *text, const struct parameter **out,
                                    const char **values)
{
    char name[PIECE_SIZE];
    const size_t length = strcspn(text, "=");
    if (length == 0 || length >= sizeof name || text[length] == '\0')
        return status_error(STATUS_INPUT, "'%.60s' is not " GRID_SYNTAX, text);
    (void)snprintf(name, sizeof name, "%.*s", (int)length, text);
    const struct parameter *p = parameter_find(name);
    if (p == NULL)
        return parameter_unknown(name);
    if (!grid_can_sweep(p))
        return status_error(STATUS_INPUT,
                            "%s: cannot be swept; numbers and choices of the experiment can", name);
    *out = p;
    *values = text + length + 1;
    return status_ok();
}

struct status grid_add(struct grid *g, const char *text)
{
    struct grid_axis a = {0};
    const char *values = NULL;
    if (g->axes == GRID_AXES)
        return status_error(STATUS_INPUT, "'%.60s' is one too many: a table has one or two", text);
    STATUS_TRY(find_parameter(text, &a.parameter, &values));
    if (grid_axis_of(g, a.parameter) != NULL)
        return status_error(STATUS_INPUT, "%s: given twice", a.parameter->name);
    STATUS_TRY(status_prefix(reader_of(a.parameter)(values, &a), "%s", a.parameter->name));
    if (g->axes > 0 && grid_points(g) * a.count > GRID_POINTS_MAX)
        return status_error(STATUS_INPUT, "%zu times %zu points are more than %d", grid_points(g),
                            a.count, GRID_POINTS_MAX);
    g->axis[g->axes++] = a;
    return status_ok();
}
