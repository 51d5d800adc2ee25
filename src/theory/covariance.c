/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/covariance.h"

#include <math.h>
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
        sum += p->loss[i] * covariance_at(c, i, i);
    return 0.5 * sum;
}

/* --- the 3σ ellipse --------------------------------------------------------------------------- */

struct ellipse ellipse_make(int dimension, double xx, double xy, double yy)
{
    struct ellipse e = {.dimension = dimension};
    double x = xx, y = yy;
    /* A flat ellipse is a segment, and one of zeros a point: give it a width far below what a dot
     * or a float can show, in proportion to either axis, so that its length stays as it is. */
    if (!(xx * yy - xy * xy > 1e-11 * xx * yy)) {
        x += 1e-12 * xx + 1e-24 * yy + 1e-100;
        y += 1e-12 * yy + 1e-24 * xx + 1e-100;
    }
    if (dimension == 1) {
        e.a = 1 / x;
        return e;
    }
    double determinant = fmax(x * y - xy * xy, 1e-12 * x * y);
    e.a = y / determinant;
    e.b = -xy / determinant;
    e.c = x / determinant;
    return e;
}

static bool holds(const struct ellipse *e, double x, double y)
{
    double q = e->a * x * x;
    if (e->dimension == 2)
        q += 2 * e->b * x * y + e->c * y * y;
    return q <= ELLIPSE_SIGMAS * ELLIPSE_SIGMAS; /* false for NaN */
}

size_t ellipse_count(const struct ellipse *e, size_t n, const float *x, const float *y)
{
    size_t inside = 0;
    for (size_t i = 0; i < n; i++)
        inside += holds(e, (double)x[i], (double)y[i]);
    return inside;
}
