/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writing.h"

#include "sgdscope/base/number.h"
#include "sgdscope/io/json.h"

#include <math.h>

/* --- JSON ------------------------------------------------------------------------------------- */

static void write_list(struct json *j, const char *name, const double *a, size_t n)
{
    json_open(j, name, '[');
    for (size_t i = 0; i < n; i++)
        json_number(j, NULL, a[i]);
    json_close(j, ']');
}

static void write_estimate(struct json *j, const struct run_estimate *e)
{
    json_open(j, "estimate", '{');
    json_matrix(j, "hessian", e->n, e->hessian.a);
    json_matrix(j, "noise", e->n, e->noise.a);
    write_list(j, "minimum", e->minimum, e->n);
    write_list(j, "eigenvalues", e->k, e->n);
    write_list(j, "eigenvalues_stderr", e->k_error, e->n);
    write_list(j, "eigenvalues_bias", e->k_bias, e->n);
    json_matrix(j, "eigenvectors", e->n, e->vectors.a);
    json_close(j, '}');
}

static void write_stability(struct json *j, const struct fit_answer *f)
{
    const struct stability *s = &f->stability;
    double relative = f->ratio_error / s->ratio;
    json_open(j, "stability", '{');
    json_number(j, "lambda_k_max", s->lambda_k_max);
    json_number(j, "lambda_k_max_stderr", relative * s->lambda_k_max);
    json_number(j, "limit", s->limit);
    json_number(j, "ratio", s->ratio);
    json_number(j, "ratio_stderr", f->ratio_error);
    json_number(j, "lambda_max", s->lambda_max);
    json_truth(j, "stable", s->stable);
    json_close(j, '}');
}

static void write_covariance(struct json *j, const struct fit_answer *f)
{
    json_open(j, "covariance", '{');
    json_matrix(j, "measured", f->n, f->estimate.measured.a);
    json_matrix(j, "stderr", f->n, f->error.a);
    for (int t = 0; t < FIT_THEORIES; t++)
        json_matrix(j, theory_table[fit_theory_kind[t]].name, f->covariance[t].n,
                    f->covariance[t].n > 0 ? f->covariance[t].a : NULL);
    json_close(j, '}');
    json_open(j, "loss", '{');
    json_number(j, "measured", f->loss.measured);
    json_number(j, "stderr", f->loss.error);
    for (int t = 0; t < FIT_THEORIES; t++)
        json_number(j, theory_table[fit_theory_kind[t]].name, f->loss.theory[t]);
    json_close(j, '}');
    json_open(j, "explained", '{');
    json_open(j, "directions", '[');
    for (size_t i = 0; i < f->n; i++)
        json_number(j, NULL, f->direction[i].variance.explained);
    json_close(j, ']');
    json_open(j, "stderr", '[');
    for (size_t i = 0; i < f->n; i++)
        json_number(j, NULL, f->direction[i].variance.explained_error);
    json_close(j, ']');
    json_number(j, "loss", f->loss.explained);
    json_close(j, '}');
}

/* null where nobody can tell */
static void write_answer(struct json *j, const char *name, bool is_known, bool answer)
{
    if (is_known)
        json_truth(j, name, answer);
    else
        json_number(j, name, (double)NAN);
}

static void write_json(FILE *stream, const struct fit_question *q, const struct fit_answer *f)
{
    struct json j = json_to(stream);
    json_open(&j, NULL, '{');
    json_text(&j, "sgdscope", PACKAGE_VERSION);
    json_experiment(&j, q->experiment, 0, NULL);
    json_open(&j, "run", '{');
    json_whole(&j, "rows", f->rows);
    json_whole(&j, "dropped", f->dropped);
    json_whole(&j, "dimension", f->n);
    write_list(&j, "mean", f->estimate.mean, f->n);
    json_close(&j, '}');
    write_estimate(&j, &f->estimate);
    write_stability(&j, f);
    write_covariance(&j, f);
    json_open(&j, "assumptions", '[');
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        json_open(&j, NULL, '{');
        json_text(&j, "name", assumption_name[i]);
        json_number(&j, "z", f->assumption[i].z);
        json_number(&j, "size", f->assumption[i].size);
        write_answer(&j, "holds", assumption_is_tested(&f->assumption[i]), f->assumption[i].holds);
        json_close(&j, '}');
    }
    json_close(&j, ']');
    json_text(&j, "source", f->is_given ? "given" : "estimated");
    json_number(&j, "z_max", f->z_max);
    write_answer(&j, "agrees", f->rows_needed == 0 && !f->is_untested, f->agrees);
    if (f->rows_needed > 0)
        json_whole(&j, "rows_needed", f->rows_needed);
    json_close(&j, '}');
}

/* --- CSV: a direction a line ------------------------------------------------------------------ */

static void csv_cell(FILE *stream, double value)
{
    char text[NUMBER_SIZE];
    fprintf(stream, ",%s", isfinite(value) ? number_json(value, text) : "");
}

static void csv_comparison(FILE *stream, const struct fit_comparison *c)
{
    csv_cell(stream, c->measured);
    csv_cell(stream, c->error);
    for (int t = 0; t < FIT_THEORIES; t++)
        csv_cell(stream, c->theory[t]);
    csv_cell(stream, c->z);
    csv_cell(stream, c->explained);
    csv_cell(stream, c->explained_error);
    fputc('\n', stream);
}

static void write_csv(FILE *stream, const struct fit_question *q, const struct fit_answer *f)
{
    (void)q;
    fputs("quantity,eigenvalue,eigenvalue_stderr,measured,stderr,discrete,continuous,z,explained,"
          "explained_stderr\n",
          stream);
    for (size_t i = 0; i < f->n; i++) {
        fprintf(stream, "variance_%zu", i + 1);
        csv_cell(stream, f->direction[i].k);
        csv_cell(stream, f->direction[i].k_error);
        csv_comparison(stream, &f->direction[i].variance);
    }
    fputs("loss,,", stream);
    csv_comparison(stream, &f->loss);
}

/* --- where it goes ---------------------------------------------------------------------------- */

struct written_fit {
    const struct fit_question *question;
    const struct fit_answer *answer;
    enum format format;
};

static struct status write_as(FILE *stream, void *what)
{
    static void (*const writer[])(FILE *, const struct fit_question *,
                                  const struct fit_answer *) = {fit_write_text, write_json,
                                                                write_csv};
    const struct written_fit *w = what;
    writer[w->format](stream, w->question, w->answer);
    return status_ok();
}

struct status fit_write(const struct fit_question *q, const struct fit_answer *f,
                        const struct options *options)
{
    return output_write(options, write_as, &(struct written_fit){q, f, options->format});
}
