/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lyapunov.h"

#include "../support.h"

#include <lapacke.h>

static double *numbers(size_t n)
{
    double *a = calloc(n > 0 ? n : 1, sizeof *a);
    assert_non_null(a);
    return a;
}

/* out (n×m) ← a (n×l)·b (l×m). Plain loops: independent of matrix_product. */
static void multiply(size_t n, size_t l, size_t m, const double *a, const double *b, double *out)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++) {
            double sum = 0;
            for (size_t c = 0; c < l; c++)
                sum += a[i * l + c] * b[c * m + j];
            out[i * m + j] = sum;
        }
}

void lyapunov_sandwich(size_t n, size_t m, const double *a, const double *s, double *out)
{
    double *half = numbers(n * m);
    multiply(n, m, m, a, s, half);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t c = 0; c < m; c++)
                sum += half[i * m + c] * a[j * m + c];
            out[i * n + j] = sum;
        }
    free(half);
}

void lyapunov_map(const struct rule *r, size_t d, const double *k, const double *precondition,
                  double *a, double *b)
{
    size_t n = 2 * d;
    double direct = r->alpha + r->beta * r->rho; /* of g in the step of w, m's share included */
    double *lk = numbers(d * d);
    multiply(d, d, d, precondition, k, lk);
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++) {
            double one = i == j;
            size_t e = i * d + j;
            a[i * n + j] = one - direct * lk[e];
            a[i * n + d + j] = -r->beta * r->mu * precondition[e] / r->lambda;
            a[(d + i) * n + j] = r->lambda * r->rho * k[e];
            a[(d + i) * n + d + j] = r->mu * one;
            b[e] = -direct * precondition[e];
            b[d * d + e] = r->lambda * r->rho * one;
        }
    free(lk);
}

void lyapunov_state(size_t d, const double *k, const double *b, double *g)
{
    double *bk = numbers(2 * d * d);
    multiply(2 * d, d, d, b, k, bk);
    for (size_t i = 0; i < 2 * d; i++)
        for (size_t j = 0; j < 2 * d; j++)
            g[i * 2 * d + j] = j < d ? bk[i * d + j] : 0;
    free(bk);
}

/* X → A X Aᵀ + s·G X Gᵀ as an n²×n² matrix. */
static double *superoperator(size_t n, const double *a, double s, const double *g)
{
    size_t big = n * n;
    double *m = numbers(big * big);
    for (size_t row = 0; row < big; row++)
        for (size_t col = 0; col < big; col++) {
            size_t left = row / n * n + col / n, right = row % n * n + col % n;
            m[row * big + col] = a[left] * a[right];
            if (g != NULL)
                m[row * big + col] += s * g[left] * g[right];
        }
    return m;
}

static void top_left(size_t d, const double *x, double *sigma)
{
    for (size_t i = 0; i < d; i++)
        memcpy(sigma + i * d, x + i * 2 * d, d * sizeof *sigma);
}

double lyapunov_solve(size_t d, const double *map, const double *b, const double *c, double *sigma)
{
    size_t n = 2 * d, big = n * n;
    double *m = numbers(big * big), *x = numbers(big), reciprocal = 0, norm = 0;
    lapack_int *pivot = malloc(big * sizeof *pivot), size = (lapack_int)big;
    assert_non_null(pivot);
    for (size_t i = 0; i < big * big; i++)
        m[i] = (i / big == i % big) - map[i];
    for (size_t col = 0; col < big; col++) {
        double sum = 0;
        for (size_t row = 0; row < big; row++)
            sum += fabs(m[row * big + col]);
        norm = fmax(norm, sum);
    }
    lyapunov_sandwich(n, d, b, c, x);
    assert_int_equal(LAPACKE_dgesv(LAPACK_ROW_MAJOR, size, 1, m, size, pivot, x, 1), 0);
    assert_int_equal(LAPACKE_dgecon(LAPACK_ROW_MAJOR, '1', size, m, size, norm, &reciprocal), 0);
    top_left(d, x, sigma);
    free(m);
    free(x);
    free(pivot);
    return reciprocal;
}

double lyapunov_vectorised(size_t d, const double *a, double s, const double *g, const double *b,
                           const double *c, double *sigma)
{
    double *map = superoperator(2 * d, a, s, g);
    double reciprocal = lyapunov_solve(d, map, b, c, sigma);
    free(map);
    return reciprocal;
}

/* out (n×n) ← out + s·a x aᵀ in long double; half: n×n of scratch. */
static void add_sandwich(size_t n, const double *a, long double s, const long double *x,
                         long double *half, long double *out)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            half[i * n + j] = 0;
            for (size_t c = 0; c < n; c++)
                half[i * n + j] += a[i * n + c] * x[c * n + j];
        }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            for (size_t c = 0; c < n; c++)
                out[i * n + j] += s * half[i * n + c] * a[j * n + c];
}

void lyapunov_iterate(size_t d, const double *a, double s, const double *g, const double *b,
                      const double *c, size_t t, double *sigma)
{
    size_t n = 2 * d, nn = n * n;
    double *noise = numbers(nn);
    long double *x = calloc(3 * nn, sizeof *x);
    assert_non_null(x);
    lyapunov_sandwich(n, d, b, c, noise);
    for (size_t step = 0; step < t; step++) {
        long double *next = x + nn, *half = x + 2 * nn;
        for (size_t i = 0; i < nn; i++)
            next[i] = noise[i];
        add_sandwich(n, a, 1, x, half, next);
        if (g != NULL)
            add_sandwich(n, g, s, x, half, next);
        memcpy(x, next, nn * sizeof *x);
    }
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            sigma[i * d + j] = (double)x[i * n + j];
    free(noise);
    free(x);
}

double lyapunov_radius(size_t n, const double *a)
{
    double *copy = numbers(n * n), *re = numbers(n), *im = numbers(n), most = 0;
    lapack_int size = (lapack_int)n;
    memcpy(copy, a, n * n * sizeof *copy);
    assert_int_equal(
        LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', size, copy, size, re, im, NULL, size, NULL, size),
        0);
    for (size_t i = 0; i < n; i++)
        most = fmax(most, hypot(re[i], im[i]));
    free(copy);
    free(re);
    free(im);
    return most;
}

double lyapunov_state_radius(size_t d, const double *a, double s, const double *g)
{
    double *m = superoperator(2 * d, a, s, g);
    double radius = lyapunov_radius(4 * d * d, m);
    free(m);
    return radius;
}
