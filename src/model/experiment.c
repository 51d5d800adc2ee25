/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/experiment.h"

#include <math.h>
#include <string.h>

const struct choice sampling_table[SAMPLING_COUNT] = {
    [SAMPLING_REPLACE] = {"replace", NULL, "each point drawn from all, with replacement"},
    [SAMPLING_SUBSET] = {"subset", NULL, "different points, drawn afresh each step"},
    [SAMPLING_EPOCH] = {"epoch", NULL, "one shuffled pass after another"},
};

const struct choice delimiter_table[4] = {
    [DELIMITER_AUTO] = {"auto", NULL, "the one in the header; a comma before others"},
    [DELIMITER_COMMA] = {"comma", NULL, "1.5,2"},
    [DELIMITER_SEMICOLON] = {"semicolon", NULL, "1.5;2 or 1,5;2"},
    [DELIMITER_TAB] = {"tab", NULL, "as spreadsheets copy cells"},
};

const struct choice missing_table[2] = {
    {"refuse", NULL, "a missing value is an error"},
    {"drop", NULL, "rows with a missing value are left out and counted"},
};

const struct choice no_yes_table[2] = {
    {"no", NULL, "the data as they are"},
    {"yes", NULL, "every column, the target too, of mean 0 and variance 1 (1/N)"},
};

const struct choice schedule_table[SCHEDULE_COUNT] = {
    [SCHEDULE_CONSTANT] = {"constant", NULL, "λ all the time"},
    [SCHEDULE_LINEAR] = {"linear", NULL, "a straight line from λ to rλ"},
    [SCHEDULE_COSINE] = {"cosine", NULL, "half a period of a cosine from λ to rλ"},
    [SCHEDULE_EXPONENTIAL] = {"exponential", NULL, "by the same factor each step, from λ to rλ"},
    [SCHEDULE_STEP] = {"step", NULL, "λ for the first half, then rλ"},
};

const struct choice run_optimizer_table[4] = {
    {"auto", NULL, "as the experiment's"},
    [1 + OPTIMIZER_SGD] = {"sgd", NULL, "SGD with momentum"},
    [1 + OPTIMIZER_NESTEROV] = {"nesterov", NULL, "SGD with Nesterov momentum"},
    [1 + OPTIMIZER_QHM] = {"qhm", NULL, "quasi-hyperbolic momentum"},
};

enum { SYNTHETIC_SAMPLES = 1000 }; /* where N is infinite: the paper's (section 5) */

enum data_kind experiment_data(const struct experiment *e)
{
    if (e->data[0] == '\0')
        return DATA_NONE;
    return strcmp(e->data, "synthetic") == 0 ? DATA_SYNTHETIC : DATA_FILE;
}

double experiment_samples(const struct experiment *e)
{
    if (experiment_data(e) == DATA_SYNTHETIC && isinf(e->samples))
        return SYNTHETIC_SAMPLES;
    return e->samples;
}

bool experiment_has_schedule(const struct experiment *e)
{
    return e->schedule.shape != SCHEDULE_CONSTANT || e->schedule.warmup > 0 ||
           e->start.kind != START_STATIONARY;
}

struct schedule experiment_schedule(const struct experiment *e)
{
    static const double least_share = 0.01; /* where λ cannot fall to 0 without ending the run */
    struct schedule s = e->schedule;
    bool falls_to_zero = s.shape == SCHEDULE_LINEAR || s.shape == SCHEDULE_COSINE;
    if (isnan(s.steps))
        s.steps = e->steps;
    if (isnan(s.final))
        s.final = falls_to_zero ? 0 : least_share;
    return s;
}

void experiment_copy(struct experiment *to, const struct experiment *from)
{
    struct experiment copy = *from;
    copy.hessian = copy.noise_matrix = (struct matrix_spec){0};
    matrix_spec_copy(&copy.hessian, &from->hessian);
    matrix_spec_copy(&copy.noise_matrix, &from->noise_matrix);
    experiment_free(to);
    *to = copy;
}

void experiment_free(struct experiment *e)
{
    matrix_spec_free(&e->hessian);
    matrix_spec_free(&e->noise_matrix);
}

bool experiment_same_edits(const struct experiment *a, const struct experiment *b)
{
    return a->edits == b->edits && memcmp(a->edit, b->edit, a->edits * sizeof *a->edit) == 0;
}

bool experiment_has_list(const struct experiment *e)
{
    return e->hessian.count > 0 && experiment_data(e) != DATA_FILE;
}

bool experiment_has_run(const struct experiment *e)
{
    return e->iterates[0] != '\0';
}

bool experiment_same_run(const struct experiment *a, const struct experiment *b)
{
    return strcmp(a->iterates, b->iterates) == 0 && strcmp(a->gradients, b->gradients) == 0 &&
           a->delimiter == b->delimiter && strcmp(a->columns, b->columns) == 0;
}

bool experiment_asks_estimates(const struct experiment *e)
{
    return e->hessian.is_estimate || e->noise == NOISE_ESTIMATE;
}

struct status experiment_take_estimates(struct experiment *e, const struct matrix *hessian,
                                        const struct matrix *noise)
{
    if (e->hessian.is_estimate)
        STATUS_TRY(matrix_spec_set_estimate(&e->hessian, hessian));
    if (e->noise != NOISE_ESTIMATE)
        return status_ok();
    e->noise = NOISE_MATRIX;
    e->noise_scale = 1;
    return matrix_spec_set_estimate(&e->noise_matrix, noise);
}

const double *matrix_spec_numbers(const struct matrix_spec *m)
{
    return m->many != NULL ? m->many->a : m->value;
}

struct status matrix_spec_set_numbers(struct matrix_spec *m, size_t count, const double *value)
{
    struct matrix_spec made = {.count = count};
    if (count > MATRIX_SPEC_IN_PLACE)
        STATUS_TRY(matrix_ref_new(&made.many, 1, count));
    memcpy(made.many != NULL ? made.many->a : made.value, value, count * sizeof *value);
    matrix_spec_free(m);
    *m = made;
    return status_ok();
}

struct status matrix_spec_set_estimate(struct matrix_spec *m, const struct matrix *value)
{
    struct matrix_spec made = {.is_estimate = true};
    size_t n = value->n;
    STATUS_TRY(matrix_ref_new(&made.matrix, n, n));
    memcpy(made.matrix->a, value->a, n * n * sizeof *value->a);
    matrix_spec_free(m);
    *m = made;
    return status_ok();
}

struct status matrix_spec_get_estimate(const struct matrix_spec *m, struct matrix *out)
{
    size_t n = m->matrix->rows;
    STATUS_TRY(matrix_new(out, n));
    memcpy(out->a, m->matrix->a, n * n * sizeof *out->a);
    return status_ok();
}

bool matrix_spec_is_given(const struct matrix_spec *m)
{
    return m->count > 0 || m->file[0] != '\0' || m->is_estimate;
}

bool matrix_spec_equal(const struct matrix_spec *a, const struct matrix_spec *b)
{
    return a->count == b->count && strcmp(a->file, b->file) == 0 &&
           a->is_estimate == b->is_estimate && a->matrix == b->matrix &&
           memcmp(matrix_spec_numbers(a), matrix_spec_numbers(b), a->count * sizeof(double)) == 0;
}

void matrix_spec_copy(struct matrix_spec *to, const struct matrix_spec *from)
{
    struct matrix_spec copy = *from;
    (void)matrix_ref_keep(copy.many);
    (void)matrix_ref_keep(copy.matrix);
    matrix_spec_free(to);
    *to = copy;
}

void matrix_spec_free(struct matrix_spec *m)
{
    matrix_ref_drop(m->many);
    matrix_ref_drop(m->matrix);
    *m = (struct matrix_spec){0};
}
