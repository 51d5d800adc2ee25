/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writing.h"

#include "sgdscope/base/number.h"
#include "sgdscope/io/json.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static void write_stability(struct json *j, const struct result *r)
{
    const struct stability *s = &r->stability;
    json_open(j, "stability", '{');
    json_number(j, "lambda_k_max", s->lambda_k_max);
    json_number(j, "limit", s->limit);
    json_number(j, "ratio", s->ratio);
    json_number(j, "lambda_max", s->lambda_max);
    json_truth(j, "stable", s->stable);
    json_number(j, "spectral_radius", s->spectral_radius);
    if (stability_is_of_mean_square(r->problem)) {
        json_number(j, "mean_limit", rule_limit(&r->problem->rule));
        json_number(j, "mean_square_radius", exp(s->square_growth));
    }
    json_number(j, "growth_rate", s->growth);
    json_number(j, "relaxation_time", s->relaxation);
    json_number(j, "amplification", s->amplification);
    json_close(j, '}');
}

/* --- directions ------------------------------------------------------------------------------- */

/* A number that each direction has. */
struct column {
    char name[40];
    size_t offset; /* in struct result_direction */
    bool exists;
};

enum { COLUMNS_MAX = 2 + THEORY_COUNT };

static size_t columns_of(const struct result *r, struct column column[COLUMNS_MAX])
{
    size_t count = 0;
    column[count++] =
        (struct column){"eigenvalues", offsetof(struct result_direction, eigenvalue), true};
    column[count++] = (struct column){"ratio", offsetof(struct result_direction, ratio), true};
    for (size_t t = 0; t < THEORY_COUNT; t++) {
        struct column *c = &column[count];
        if (!theory_applies((enum theory_kind)t, r->problem))
            continue;
        (void)snprintf(c->name, sizeof c->name, "variance_%s", theory_table[t].name);
        c->offset = offsetof(struct result_direction, variance) + t * sizeof(double);
        c->exists = r->theory[t].variance != NULL;
        count++;
    }
    return count;
}

static double number_of(const struct result *r, const struct column *c, size_t i)
{
    return *(const double *)((const char *)&r->directions[i] + c->offset);
}

static void write_column(struct json *j, const struct result *r, const struct column *c)
{
    if (!c->exists) {
        json_number(j, c->name, (double)NAN); /* null */
        return;
    }
    json_open(j, c->name, '[');
    for (size_t i = 0; i < r->problem->n; i++)
        json_number(j, NULL, number_of(r, c, i));
    json_close(j, ']');
}

static void write_directions(struct json *j, const struct result *r)
{
    struct column column[COLUMNS_MAX];
    size_t count = columns_of(r, column);
    json_open(j, "directions", '{');
    for (size_t c = 0; c < count; c++)
        write_column(j, r, &column[c]);
    json_open(j, "regime", '[');
    for (size_t i = 0; i < r->problem->n; i++)
        json_text(j, NULL, regime_name(r->directions[i].regime));
    json_close(j, ']');
    json_close(j, '}');
}

/* Where directions were chosen: the matrices are in the coordinates of their eigenvectors. */
static void write_left_out(struct json *j, const struct problem *p)
{
    json_open(j, "left_out", '{');
    json_whole(j, "directions", p->left_out.of - p->n);
    json_number(j, "largest_k", p->left_out.largest_k);
    json_number(j, "noise_share", p->left_out.noise_share);
    json_close(j, '}');
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* Under which name a theory of the averaged iterates is written: "average" is the exact one. */
static const char *average_name(enum theory_kind kind, char name[40])
{
    (void)snprintf(name, 40, kind == THEORY_DISCRETE ? "average" : "average_%s",
                   theory_table[kind].name);
    return name;
}

/* Where there is no exact theory of averages, its place is there and empty. */
static bool has_average(const struct result *r, enum theory_kind kind)
{
    return r->experiment->average.kind != AVERAGE_NONE && theory_applies(kind, r->problem);
}

static void write_theories(struct json *j, const struct result *r)
{
    char name[40];
    json_open(j, "covariance", '{');
    for (enum theory_kind t = 0; t < THEORY_COUNT; t++)
        if (theory_applies(t, r->problem))
            json_matrix(j, theory_table[t].name, r->theory[t].covariance.n,
                        r->theory[t].covariance.a);
    for (enum theory_kind t = 0; t < THEORY_COUNT; t++)
        if (has_average(r, t))
            json_matrix(j, average_name(t, name), r->average[t].covariance.n,
                        r->average[t].covariance.a);
    json_close(j, '}');
    json_open(j, "loss", '{');
    for (enum theory_kind t = 0; t < THEORY_COUNT; t++)
        if (theory_applies(t, r->problem))
            json_number(j, theory_table[t].name, r->theory[t].loss);
    for (enum theory_kind t = 0; t < THEORY_COUNT; t++)
        if (has_average(r, t))
            json_number(j, average_name(t, name), r->average[t].loss);
    json_close(j, '}');
}

static void write_verdict(struct json *j, const struct result *r, const struct verdict *v)
{
    const struct experiment *e = r->experiment;
    const struct measurement *m = &v->simulation;
    json_open(j, "simulation", '{');
    json_matrix(j, "covariance", m->n, m->diverged ? NULL : m->covariance);
    json_matrix(j, "stderr", m->n, m->diverged ? NULL : m->error);
    json_number(j, "loss", m->diverged ? (double)NAN : m->loss);
    json_number(j, "loss_stderr", m->diverged ? (double)NAN : m->loss_error);
    if (m->average.covariance != NULL) {
        json_matrix(j, "average", m->n, m->diverged ? NULL : m->average.covariance);
        json_matrix(j, "average_stderr", m->n, m->diverged ? NULL : m->average.error);
        json_number(j, "average_loss", m->diverged ? (double)NAN : m->average.loss);
        json_number(j, "average_loss_stderr", m->diverged ? (double)NAN : m->average.loss_error);
    }
    schedule_write_json(j, r, v);
    json_truth(j, "diverged", m->diverged);
    json_whole(j, "overflowed", m->overflowed);
    json_number(j, "walkers", e->walkers);
    json_number(j, "steps", e->steps);
    json_whole(j, "burn_in", v->burn_in);
    json_number(j, "updates_per_second", v->updates_per_second);
    json_open(j, "inside", '{');
    for (int t = 0; t < THEORY_COUNT; t++)
        if (theory_applies((enum theory_kind)t, r->problem))
            json_number(j, theory_table[t].name, v->inside[t]);
    json_close(j, '}');
    json_close(j, '}');
    json_text(j, "against", theory_table[v->against].name);
    json_number(j, "z_max", v->z_max);
    json_number(j, "z_allowed", v->z_allowed);
    json_truth(j, "agrees", v->agrees);
}

static void write_json(FILE *stream, const struct result *r, const struct verdict *v)
{
    struct json j = json_to(stream);
    json_open(&j, NULL, '{');
    json_text(&j, "sgdscope", PACKAGE_VERSION);
    json_experiment(&j, r->experiment, r->problem->data.rows, NULL);
    if (r->experiment->missing)
        json_whole(&j, "dropped_rows", r->problem->data.dropped);
    json_whole(&j, "dimension", r->problem->n);
    if (r->shape.in_eigen) {
        json_text(&j, "in", "eigen");
        json_matrix(&j, "eigenvectors", r->problem->n, r->problem->vectors->a);
    }
    if (r->problem->left_out.of > 0)
        write_left_out(&j, r->problem);
    json_matrix(&j, "hessian", r->hessian.n, r->hessian.a);
    json_matrix(&j, "noise", r->noise.n, r->noise.a);
    write_stability(&j, r);
    write_directions(&j, r);
    write_theories(&j, r);
    schedule_write_json(&j, r, NULL);
    if (v != NULL)
        write_verdict(&j, r, v);
    json_close(&j, '}');
}

/* --- CSV -------------------------------------------------------------------------------------- */

static void csv_number(FILE *stream, const char *name, double value)
{
    char text[NUMBER_SIZE];
    fprintf(stream, "%s,,,%s\n", name, isfinite(value) ? number_json(value, text) : "");
}

static void csv_matrix(FILE *stream, const char *name, const struct matrix *m)
{
    char text[NUMBER_SIZE];
    for (size_t i = 0; i < m->n; i++)
        for (size_t j = 0; j < m->n; j++)
            fprintf(stream, "covariance_%s,%zu,%zu,%s\n", name, i + 1, j + 1,
                    number_json(m->a[i * m->n + j], text));
}

static void csv_directions(FILE *stream, const struct result *r)
{
    struct column column[COLUMNS_MAX];
    char text[NUMBER_SIZE];
    size_t count = columns_of(r, column);
    for (const struct column *c = column; c < column + count; c++)
        for (size_t i = 0; c->exists && i < r->problem->n; i++)
            fprintf(stream, "directions_%s,%zu,,%s\n", c->name, i + 1,
                    number_json(number_of(r, c, i), text));
    for (size_t i = 0; i < r->problem->n; i++)
        fprintf(stream, "directions_regime,%zu,,%s\n", i + 1, regime_name(r->directions[i].regime));
}

/* n: 0 where the walkers diverge. */
static void csv_average(FILE *stream, const struct measurement *m, size_t n)
{
    const struct matrix average = {n, m->average.covariance}, error = {n, m->average.error};
    csv_number(stream, "loss_average_simulated", n > 0 ? m->average.loss : (double)NAN);
    csv_number(stream, "loss_average_stderr", n > 0 ? m->average.loss_error : (double)NAN);
    csv_matrix(stream, "average_simulated", &average);
    csv_matrix(stream, "average_stderr", &error);
}

/* One quantity a line. */
static void write_csv(FILE *stream, const struct result *r, const struct verdict *v)
{
    const struct problem *p = r->problem;
    char loss[60], name[40];
    fputs("quantity,row,column,value\n", stream);
    if (r->shape.in_eigen)
        fputs("in,,,eigen\n", stream);
    csv_number(stream, "lambda_k_max", r->stability.lambda_k_max);
    csv_number(stream, "limit", r->stability.limit);
    csv_number(stream, "ratio", r->stability.ratio);
    csv_number(stream, "lambda_max", r->stability.lambda_max);
    csv_number(stream, "stable", r->stability.stable);
    csv_number(stream, "spectral_radius", r->stability.spectral_radius);
    if (stability_is_of_mean_square(r->problem)) {
        csv_number(stream, "mean_limit", rule_limit(&r->problem->rule));
        csv_number(stream, "mean_square_radius", exp(r->stability.square_growth));
    }
    for (int t = 0; t < THEORY_COUNT; t++)
        if (theory_applies((enum theory_kind)t, r->problem)) {
            (void)snprintf(loss, sizeof loss, "loss_%s", theory_table[t].name);
            csv_number(stream, loss, r->theory[t].loss);
        }
    for (enum theory_kind t = 0; t < THEORY_COUNT; t++)
        if (has_average(r, t)) {
            (void)snprintf(loss, sizeof loss, "loss_%s", average_name(t, name));
            csv_number(stream, loss, r->average[t].loss);
        }
    for (enum theory_kind t = 0; t < THEORY_COUNT; t++)
        csv_matrix(stream, theory_table[t].name, &r->theory[t].covariance);
    for (enum theory_kind t = 0; t < THEORY_COUNT; t++)
        csv_matrix(stream, average_name(t, name), &r->average[t].covariance);
    csv_directions(stream, r);
    if (p->left_out.of > 0) {
        csv_number(stream, "left_out", (double)(p->left_out.of - p->n));
        csv_number(stream, "left_out_largest_k", p->left_out.largest_k);
        csv_number(stream, "left_out_noise_share", p->left_out.noise_share);
    }
    schedule_write_csv(stream, r, v);
    if (v == NULL)
        return;
    const struct measurement *m = &v->simulation;
    const size_t n = m->diverged ? 0 : m->n;
    const struct matrix covariance = {n, m->covariance}, error = {n, m->error};
    csv_number(stream, "loss_simulated", m->diverged ? (double)NAN : m->loss);
    csv_number(stream, "loss_stderr", m->diverged ? (double)NAN : m->loss_error);
    csv_matrix(stream, "simulated", &covariance);
    csv_matrix(stream, "stderr", &error);
    if (m->average.covariance != NULL)
        csv_average(stream, m, n);
    csv_number(stream, "diverged", m->diverged);
    csv_number(stream, "z_max", v->z_max);
    csv_number(stream, "z_allowed", v->z_allowed);
    csv_number(stream, "agrees", v->agrees);
}

struct written_result {
    const struct result *result;
    const struct verdict *verdict;
    enum format format;
};

static struct status write_as(FILE *stream, void *what)
{
    static void (*const writer[])(FILE *, const struct result *, const struct verdict *) = {
        result_write_text, write_json, write_csv};
    const struct written_result *w = what;
    writer[w->format](stream, w->result, w->verdict);
    return status_ok();
}

struct status result_write(const struct result *r, const struct verdict *v,
                           const struct options *options)
{
    return output_write(options, write_as, &(struct written_result){r, v, options->format});
}
