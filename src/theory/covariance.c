/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/covariance.h"

#include "sgdscope/base/matrix.h"

#include <stdlib.h>

void covariance_free(struct covariance *c)
{
    free(c->s);
    *c = (struct covariance){0};
}

struct status covariance_shape(struct covariance *c, size_t n, bool diagonal)
{
    size_t need = diagonal ? n : n * n;
    if (need > c->capacity) {
        double *s = NULL;
        STATUS_TRY(numbers_new(&s, need, "a covariance"));
        free(c->s);
        c->s = s;
        c->capacity = need;
    }
    c->n = n;
    c->diagonal = diagonal;
    return status_ok();
}

double covariance_at(const struct covariance *c, size_t i, size_t j)
{
    if (c->diagonal)
        return i == j ? c->s[i] : 0;
    return c->s[i * c->n + j];
}

double covariance_form(const struct covariance *c, const double *v, const double *u)
{
    double sum = 0;
    if (!c->diagonal)
        return matrix_form(&(const struct matrix){c->n, c->s}, v, u);
    for (size_t i = 0; i < c->n; i++)
        sum += v[i] != 0 ? v[i] * c->s[i] * u[i] : 0;
    return sum;
}

double covariance_loss(const struct problem *p, const struct covariance *c)
{
    double sum = 0;
    for (size_t i = 0; i < c->n; i++)
        sum += p->curvature[i] * covariance_at(c, i, i);
    return 0.5 * sum;
}
