/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sweep/rows.h"

#include "sgdscope/base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- columns ---------------------------------------------------------------------------------- */

/* The columns after the point and its values: X(what must be asked for, or 0, name, whether it is 0
 * or 1, where its number comes from, the number). What it comes from is NULL if there is none: r is
 * the theory's result, v the verdict, m what was measured of walkers that did not diverge. */
#define QUANTITIES(X)                                                                              \
    X(0, ratio, false, r, r->stability.ratio)                                                      \
    X(0, stable, true, r, r->stability.stable)                                                     \
    X(0, loss_discrete, false, r, r->theory[THEORY_DISCRETE].loss)                                 \
    X(0, loss_continuous, false, r, r->theory[THEORY_CONTINUOUS].loss)                             \
    X(0, loss_simulated, false, m, m->loss)                                                        \
    X(0, loss_stderr, false, m, m->loss_error)                                                     \
    X(0, trace_discrete, false, r, trace_of(&r->theory[THEORY_DISCRETE].covariance))               \
    X(0, trace_continuous, false, r, trace_of(&r->theory[THEORY_CONTINUOUS].covariance))           \
    X(0, trace_simulated, false, m, m->trace)                                                      \
    X(0, trace_stderr, false, m, m->trace_error)                                                   \
    X(ROWS_OF_AVERAGE, average_loss_discrete, false, r, r->average[THEORY_DISCRETE].loss)          \
    X(ROWS_OF_AVERAGE, average_loss_continuous, false, r, r->average[THEORY_CONTINUOUS].loss)      \
    X(ROWS_OF_AVERAGE, average_loss_simulated, false, averaged, averaged->loss)                    \
    X(ROWS_OF_AVERAGE, average_loss_stderr, false, averaged, averaged->loss_error)                 \
    X(ROWS_OF_SCHEDULE, final_loss_discrete, false, r, last_of(r, THEORY_DISCRETE))                \
    X(ROWS_OF_SCHEDULE, final_loss_continuous, false, r, last_of(r, THEORY_CONTINUOUS))            \
    X(ROWS_OF_SCHEDULE, final_loss_simulated, false, last, last->mean)                             \
    X(ROWS_OF_SCHEDULE, final_loss_stderr, false, last, last->error)                               \
    X(0, diverged, true, v, v->simulation.diverged)                                                \
    X(0, agrees, true, v, v->agrees)

#define HEAD(asked, name, truth, source, number) {asked, #name, truth},
#define NUMBER_OR_NAN(asked, name, truth, source, number)                                          \
    (source) != NULL ? (double)(number) : (double)NAN,

static const struct quantity {
    unsigned asked;
    const char *name;
    bool truth;
} quantity[] = {QUANTITIES(HEAD)};

enum { QUANTITY_COUNT = sizeof quantity / sizeof *quantity };

void rows_ask(struct grid *g, const struct experiment *e)
{
    struct experiment at = *e;
    g->asked = 0;
    for (size_t point = 1; point <= grid_points(g); point++) {
        if (!grid_is_corner(g, point))
            continue;
        grid_set(g, point, &at);
        g->asked |= (at.average.kind != AVERAGE_NONE ? ROWS_OF_AVERAGE : 0) |
                    (experiment_has_schedule(&at) ? ROWS_OF_SCHEDULE : 0);
    }
}

static bool has_quantity(const struct grid *g, const struct quantity *q)
{
    return (q->asked & ~g->asked) == 0;
}

/* That of a column behind those of the point and its values; NULL for these. */
static const struct quantity *quantity_of(const struct grid *g, int column)
{
    int left = column - 1 - g->axes;
    for (int i = 0; i < QUANTITY_COUNT && left >= 0; i++)
        if (has_quantity(g, &quantity[i]) && left-- == 0)
            return &quantity[i];
    return NULL;
}

static int column_count(const struct grid *g)
{
    int count = 1 + g->axes;
    for (int i = 0; i < QUANTITY_COUNT; i++)
        count += has_quantity(g, &quantity[i]);
    return count;
}

static const char *column_name(const struct grid *g, int column)
{
    if (column == 0)
        return "point";
    if (column <= g->axes)
        return g->axis[column - 1].parameter->name;
    return quantity_of(g, column)->name;
}

static bool is_word(const struct grid *g, int column)
{
    return column > 0 && column <= g->axes && grid_has_words(&g->axis[column - 1]);
}

static bool is_truth(const struct grid *g, int column)
{
    return column > g->axes && quantity_of(g, column)->truth;
}

/* --- a row as a line -------------------------------------------------------------------------- */

static double trace_of(const struct matrix *m)
{
    return m->n > 0 ? matrix_trace(m) : (double)NAN;
}

/* The loss at the end of the schedule; without one it stays what it is in the stationary state. */
static double last_of(const struct result *r, enum theory_kind kind)
{
    const struct course *c = &r->schedule.course;
    const double *losses = kind == THEORY_DISCRETE ? c->discrete : c->continuous;
    if (!(r->schedule.schedule.steps > 0))
        return r->theory[kind].loss;
    return losses != NULL ? losses[c->steps] : (double)NAN;
}

static struct estimate measured_last(const struct verdict *v)
{
    const struct measured_schedule *s = &v->schedule;
    return s->times > 0 ? s->loss[s->times - 1]
                        : (struct estimate){v->simulation.loss, v->simulation.loss_error};
}

/* "7,qhm,0.5,": the part of a line that the grid alone decides. Returns its length. */
static size_t line_start(const struct grid *g, size_t point, char line[ROWS_LINE])
{
    char value[GRID_VALUE];
    size_t used = (size_t)snprintf(line, ROWS_LINE, "%zu,", point);
    for (int i = 0; i < g->axes; i++)
        used +=
            (size_t)snprintf(line + used, ROWS_LINE - used, "%s,", grid_text(g, point, i, value));
    return used;
}

void rows_line(const struct grid *g, size_t point, const struct result *r, const struct verdict *v,
               char line[ROWS_LINE])
{
    const struct measurement *m = v != NULL && !v->simulation.diverged ? &v->simulation : NULL;
    const struct measured_average *averaged =
        m != NULL && m->average.covariance != NULL ? &m->average : NULL;
    const struct estimate at_end = v != NULL ? measured_last(v) : (struct estimate){0};
    const struct estimate *last =
        v != NULL && (m != NULL || v->schedule.times > 0) ? &at_end : NULL;
    const double q[] = {QUANTITIES(NUMBER_OR_NAN)};
    char number[NUMBER_SIZE];
    size_t used = line_start(g, point, line);
    for (int i = 0; i < QUANTITY_COUNT; i++)
        if (has_quantity(g, &quantity[i]))
            used += (size_t)snprintf(line + used, ROWS_LINE - used, "%s%s", i > 0 ? "," : "",
                                     isfinite(q[i]) ? number_json(q[i], number) : "");
}

/* The next field of *rest, without its comma; returns 0 after the last one. */
static bool next_field(const char **rest, char field[GRID_VALUE])
{
    if (*rest == NULL)
        return false;
    size_t length = strcspn(*rest, ",");
    size_t kept = length < GRID_VALUE ? length : GRID_VALUE - 1;
    memcpy(field, *rest, kept);
    field[kept] = '\0';
    *rest = (*rest)[length] == ',' ? *rest + length + 1 : NULL;
    return true;
}

/* The last field but one, whether the walkers diverged, is empty without a simulation. */
bool rows_has_simulation(const char *line)
{
    const char *last = strrchr(line, ',');
    return last != NULL && last > line && last[-1] != ',';
}

/* --- formats ---------------------------------------------------------------------------------- */

static int column_width(const struct grid *g, int column)
{
    size_t width = column == 0 ? 8 : 12, name = strlen(column_name(g, column));
    width = name > width ? name : width;
    for (size_t i = 0; is_word(g, column) && i < g->axis[column - 1].count; i++) {
        size_t length = strlen(g->axis[column - 1].word[i]);
        width = length > width ? length : width;
    }
    return (int)width;
}

static void print_names(const struct rows *t)
{
    const bool aligned = t->format == FORMAT_TEXT;
    for (int i = 0; i < column_count(t->grid); i++)
        fprintf(t->stream, "%s%*s",
                i == 0    ? ""
                : aligned ? " "
                          : ",",
                aligned ? column_width(t->grid, i) : 0, column_name(t->grid, i));
    fputc('\n', t->stream);
}

static const char *text_field(const struct rows *t, int column, const char *field,
                              char text[NUMBER_SIZE])
{
    const bool as_it_is = column == 0 || is_word(t->grid, column);
    if (field[0] == '\0')
        return "-";
    if (is_truth(t->grid, column))
        return field[0] == '1' ? "yes" : "no";
    return as_it_is ? field : number_short(strtod(field, NULL), 12, 6, 1, text);
}

static void text_row(const struct rows *t, const char *line)
{
    char field[GRID_VALUE], text[NUMBER_SIZE];
    const char *rest = line;
    for (int i = 0; next_field(&rest, field); i++)
        fprintf(t->stream, "%s%*s", i > 0 ? " " : "", column_width(t->grid, i),
                text_field(t, i, field, text));
    fputc('\n', t->stream);
}

static void json_range(struct json *j, const struct grid_axis *a)
{
    json_number(j, "from", a->from);
    json_number(j, "to", a->to);
    json_whole(j, "count", a->count);
    json_truth(j, "log", a->logarithmic);
}

static void json_words(struct json *j, const struct grid_axis *a)
{
    json_open(j, "values", '[');
    for (size_t i = 0; i < a->count; i++)
        json_text(j, NULL, a->word[i]);
    json_close(j, ']');
}

static void json_axes(struct rows *t)
{
    json_open(&t->json, "over", '[');
    for (int i = 0; i < t->grid->axes; i++) {
        const struct grid_axis *a = &t->grid->axis[i];
        json_open(&t->json, NULL, '{');
        json_text(&t->json, "name", a->parameter->name);
        if (grid_has_words(a))
            json_words(&t->json, a);
        else
            json_range(&t->json, a);
        json_close(&t->json, '}');
    }
    json_close(&t->json, ']');
}

/* What is swept has no value of its own. */
static void json_config(struct rows *t, const struct experiment *e)
{
    bool swept[PARAMETERS_MAX] = {false};
    for (int i = 0; i < t->grid->axes; i++)
        swept[t->grid->axis[i].parameter - parameter_table] = true;
    json_experiment(&t->json, e, 0, swept);
}

static void json_row(struct rows *t, const char *line)
{
    char field[GRID_VALUE];
    const char *rest = line;
    json_open(&t->json, NULL, '{');
    for (int i = 0; next_field(&rest, field); i++) {
        const char *name = column_name(t->grid, i);
        if (is_truth(t->grid, i) && field[0] != '\0')
            json_truth(&t->json, name, field[0] == '1');
        else if (is_word(t->grid, i))
            json_text(&t->json, name, field);
        else
            json_number(&t->json, name, field[0] != '\0' ? strtod(field, NULL) : (double)NAN);
    }
    json_close(&t->json, '}');
}

void rows_begin(struct rows *t, FILE *stream, enum format format, const struct grid *g,
                const struct experiment *e, bool names)
{
    *t = (struct rows){.stream = stream, .format = format, .grid = g, .json = json_to(stream)};
    if (format == FORMAT_JSON) {
        json_open(&t->json, NULL, '{');
        json_text(&t->json, "sgdscope", PACKAGE_VERSION);
        json_config(t, e);
        json_axes(t);
        json_open(&t->json, "rows", '[');
    } else if (names) {
        print_names(t);
    }
}

void rows_add(struct rows *t, const char *line)
{
    if (t->format == FORMAT_JSON)
        json_row(t, line);
    else if (t->format == FORMAT_CSV)
        fprintf(t->stream, "%s\n", line);
    else
        text_row(t, line);
}

void rows_end(struct rows *t)
{
    if (t->format != FORMAT_JSON)
        return;
    json_close(&t->json, ']');
    json_close(&t->json, '}');
}
