/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writing.h"

#include "sgdscope/base/number.h"

#include <inttypes.h>
#include <math.h>

/* What is written of a schedule: a list in JSON, a line for each number in CSV. */

/* Whose numbers: v is NULL where nothing was measured. */
struct schedule_source {
    const struct result *r;
    const struct verdict *v;
};

static double at_step(const double *losses, size_t i)
{
    return losses != NULL ? losses[i] : (double)NAN;
}

static double step_of(const struct schedule_source *s, size_t i)
{
    (void)s;
    return (double)i;
}

static double lambda_of(const struct schedule_source *s, size_t i)
{
    return result_lambda(s->r, i);
}

static double discrete_of(const struct schedule_source *s, size_t i)
{
    return at_step(s->r->schedule.course.discrete, i);
}

static double continuous_of(const struct schedule_source *s, size_t i)
{
    return at_step(s->r->schedule.course.continuous, i);
}

static double time_of(const struct schedule_source *s, size_t i)
{
    return (double)s->v->schedule.time[i];
}

static double mean_of(const struct schedule_source *s, size_t i)
{
    return s->v->schedule.loss[i].mean;
}

static double error_of(const struct schedule_source *s, size_t i)
{
    return s->v->schedule.loss[i].error;
}

/* The first of each kind says at which steps the others are; CSV has it as their row. */
struct schedule_list {
    bool is_measured;
    const char *json, *csv;
    double (*value)(const struct schedule_source *s, size_t i);
};

static const struct schedule_list list_table[] = {
    {false, "t", NULL, step_of},
    {false, "lambda", "schedule_lambda", lambda_of},
    {false, "discrete", "schedule_discrete", discrete_of},
    {false, "continuous", "schedule_continuous", continuous_of},
    {true, "t", NULL, time_of},
    {true, "loss", "schedule_simulated", mean_of},
    {true, "loss_stderr", "schedule_stderr", error_of},
};

enum { LISTS = sizeof list_table / sizeof *list_table };

static size_t length_of(const struct schedule_source *s, const struct schedule_list *l)
{
    double steps = s->r->schedule.schedule.steps;
    if (l->is_measured)
        return s->v != NULL ? s->v->schedule.times : 0;
    return steps > 0 ? (size_t)steps + 1 : 0;
}

/* Infinite and unknown numbers are null; so is a list of nothing else. */
static void write_list(struct json *j, const struct schedule_source *s,
                       const struct schedule_list *l)
{
    size_t known = 0, length = length_of(s, l);
    for (size_t i = 0; i < length; i++)
        known += isnan(l->value(s, i)) ? 0 : 1;
    if (known == 0) {
        json_number(j, l->json, (double)NAN);
        return;
    }
    json_open(j, l->json, '[');
    for (size_t i = 0; i < length; i++)
        json_number(j, NULL, l->value(s, i));
    json_close(j, ']');
}

/* The best λ and what it ends with, by its name in both formats. */
static void each_best(const struct result_schedule *s, void *to,
                      void (*put)(void *to, const char *name, double value))
{
    static const char *const name[2][2] = {{"best_lambda", "best_loss"},
                                           {"best_lambda_continuous", "best_loss_continuous"}};
    for (int i = 0; i < 2 && s->has_best; i++) {
        put(to, name[i][0], s->best.lambda[i]);
        put(to, name[i][1], s->best.loss[i]);
    }
}

static void put_json(void *to, const char *name, double value)
{
    json_number(to, name, value);
}

void schedule_write_json(struct json *j, const struct result *r, const struct verdict *v)
{
    const struct schedule_source s = {r, v};
    if (!(r->schedule.schedule.steps > 0))
        return;
    json_open(j, "schedule", '{');
    for (const struct schedule_list *l = list_table; l < list_table + LISTS; l++)
        if (l->is_measured == (v != NULL))
            write_list(j, &s, l);
    if (v == NULL)
        each_best(&r->schedule, j, put_json);
    json_close(j, '}');
}

static void put_csv(void *to, const char *name, double value)
{
    char text[NUMBER_SIZE];
    fprintf(to, "%s,,,%s\n", name, isfinite(value) ? number_json(value, text) : "");
}

void schedule_write_csv(FILE *stream, const struct result *r, const struct verdict *v)
{
    const struct schedule_source s = {r, v};
    const struct schedule_list *steps = NULL;
    char text[NUMBER_SIZE];
    for (const struct schedule_list *l = list_table; l < list_table + LISTS; l++) {
        steps = l->csv == NULL ? l : steps;
        for (size_t i = 0; l->csv != NULL && i < length_of(&s, l); i++) {
            const double value = l->value(&s, i);
            if (!isnan(value))
                fprintf(stream, "%s,%.0f,,%s\n", l->csv, steps->value(&s, i),
                        isfinite(value) ? number_json(value, text) : "");
        }
    }
    each_best(&r->schedule, stream, put_csv);
}
