/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include "sgdscope/base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void basis_free(struct basis *b)
{
    free(b->values);
    free(b->axis);
    matrix_ref_drop(b->vectors);
    matrix_ref_drop(b->given);
    *b = (struct basis){0};
}

struct status basis_new(struct basis *b, size_t n)
{
    *b = (struct basis){.n = n};
    STATUS_TRY(numbers_new(&b->values, n, "the eigenvalues"));
    return matrix_ref_new(&b->vectors, n, n);
}

struct status basis_new_axis(struct basis *b)
{
    STATUS_NEW(b->axis, b->n, "the axes");
    return status_ok();
}

struct status basis_eigenvalues(const struct basis *b, const struct experiment *e, double *out)
{
    for (size_t i = 0; i < b->n; i++)
        out[i] = e->hessian_scale * b->values[i];
    for (size_t i = 0; i < e->edits; i++) {
        size_t rank = e->edit[i].rank;
        if (rank > b->n)
            return status_error(STATUS_INPUT, "--eigenvalue: there is no eigenvalue %zu; D is %zu",
                                rank, b->n);
        out[rank - 1] = e->hessian_scale * e->edit[i].value;
    }
    return status_ok();
}

static double exact_cos(double degrees)
{
    double d = fmod(fabs(degrees), 360);
    if (d == 90 || d == 270)
        return 0;
    return d == 180 ? -1 : cos(d * PI / 180);
}

static double exact_sin(double degrees)
{
    return exact_cos(degrees - 90);
}

/* The unit vector e_index, turned by the angle in the plane of the first two axes. */
static void turned_axis(size_t n, size_t index, double angle, double *u)
{
    memset(u, 0, n * sizeof *u);
    if (index > 1 || n < 2) {
        u[index] = 1;
        return;
    }
    u[index] = exact_cos(angle);
    u[1 - index] = index == 0 ? exact_sin(angle) : -exact_sin(angle);
}

/* K = R diag(list) Rᵀ needs no eigensolver. Equal eigenvalues stay in the order given. */
static struct status basis_of_list(size_t n, const double *list, double angle, struct basis *b)
{
    size_t order[DIMENSION_MAX];
    STATUS_TRY(basis_new(b, n));
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && list[order[at - 1]] < list[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    if (angle == 0)
        STATUS_TRY(basis_new_axis(b));
    for (size_t i = 0; i < n; i++) {
        b->values[i] = list[order[i]];
        turned_axis(n, order[i], angle, b->vectors->a + i * n);
        if (b->axis != NULL)
            b->axis[i] = order[i];
    }
    return status_ok();
}

static struct status basis_of_matrix(struct matrix *m, struct basis *b)
{
    size_t n = m->n;
    struct rounding rounding = matrix_rounding(m);
    STATUS_TRY(require_symmetric(m, &rounding));
    STATUS_TRY(basis_new(b, n));
    STATUS_TRY(matrix_ref_new(&b->given, n, n));
    memcpy(b->given->a, m->a, n * n * sizeof *m->a);
    memcpy(b->vectors->a, m->a, n * n * sizeof *m->a);
    STATUS_TRY(matrix_eigen(n, b->vectors->a, b->values));
    /* What is zero to rounding becomes 0. The eigenvalues of a diagonal matrix are its numbers. */
    double most = fmax(fabs(b->values[0]), fabs(b->values[n - 1]));
    double zero = matrix_is_diagonal(n, m->a) ? 0 : (double)n * rounding.unit * most;
    for (size_t i = 0; i < n; i++)
        b->values[i] = fabs(b->values[i]) <= zero ? 0 : b->values[i];
    return status_ok();
}

static struct status basis_of_file(const struct experiment *e, struct matrix_file *file,
                                   struct basis *b)
{
    if (file->count > 0)
        return basis_of_list(file->count, file->list, e->angle, b);
    if (e->angle != 0)
        return status_error(STATUS_INPUT, "--angle: turns the eigenvectors of a Hessian given by "
                                          "eigenvalues; this one is a matrix");
    return status_prefix(basis_of_matrix(&file->matrix, b), "%s", e->hessian.file);
}

static struct status basis_of_estimate(const struct matrix_spec *spec, struct basis *b)
{
    struct matrix copy = {0};
    if (spec->matrix == NULL)
        return status_error(STATUS_INPUT, "estimate needs --iterates, and fit or the instrument");
    STATUS_TRY(matrix_spec_get_estimate(spec, &copy));
    struct status s = status_prefix(basis_of_matrix(&copy, b), "estimate");
    matrix_free(&copy);
    return s;
}

struct status basis_make(const struct experiment *e, matrix_reader *read, struct basis *out)
{
    struct basis made = {0};
    struct matrix_file file = {0};
    struct status s = status_ok();
    if (experiment_has_list(e)) {
        s = basis_of_list(e->hessian.count, matrix_spec_numbers(&e->hessian), e->angle, &made);
    } else if (e->hessian.is_estimate) {
        s = basis_of_estimate(&e->hessian, &made);
    } else {
        s = read(e->hessian.file, &file);
        STATUS_NEXT(s, basis_of_file(e, &file, &made));
        matrix_free(&file.matrix);
        free(file.list);
    }
    if (s.code == STATUS_OK)
        *out = made;
    else
        basis_free(&made);
    return s;
}
