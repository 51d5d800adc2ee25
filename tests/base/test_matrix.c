/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/base/matrix.h"

enum { MOST = 20, ROUNDS = 60 };

static void fill(uint64_t *seed, size_t n, double *a)
{
    for (size_t i = 0; i < n * n; i++)
        a[i] = support_normal(seed);
}

static double element(size_t n, const double *a, int transposed, size_t i, size_t j)
{
    return transposed ? a[j * n + i] : a[i * n + j];
}

static void naive_product(size_t n, int ta, const double *a, int tb, const double *b, double *c)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            c[i * n + j] = 0;
            for (size_t m = 0; m < n; m++)
                c[i * n + j] += element(n, a, ta, i, m) * element(n, b, tb, m, j);
        }
}

TEST(making)
{
    const double d[] = {3, 0, 0, 0, -1, 0, 0, 0, 2};
    struct matrix m = {0};
    assert_fine(matrix_new(&m, 3));
    assert_int_equal(m.n, 3);
    assert_true(matrix_max_abs(&m) == 0);
    memcpy(m.a, d, sizeof d);
    assert_true(matrix_trace(&m) == 4);
    assert_true(matrix_max_abs(&m) == 3);
    assert_true(matrix_is_diagonal(3, m.a));
    m.a[5] = -7;
    assert_true(matrix_max_abs(&m) == 7);
    assert_false(matrix_is_diagonal(3, m.a));
    matrix_free(&m);
    assert_null(m.a);
    assert_int_equal(m.n, 0);
    matrix_free(&m);
}

TEST(symmetrise)
{
    double a[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    matrix_symmetrise(3, a);
    assert_matrix_near(3, a, ((double[]){1, 3, 5, 3, 5, 7, 5, 7, 9}), 0);
}

TEST(product)
{
    uint64_t seed = 71;
    for (int round = 0; round < ROUNDS; round++) {
        size_t n = 1 + support_below(&seed, MOST);
        int ta = round % 2, tb = round / 2 % 2;
        double a[MOST * MOST], b[MOST * MOST], c[MOST * MOST], naive[MOST * MOST];
        fill(&seed, n, a);
        fill(&seed, n, b);
        matrix_product(n, ta, a, tb, b, c);
        naive_product(n, ta, a, tb, b, naive);
        assert_matrix_near(n, c, naive, 1e-13);
    }
}

/* The first rows of T, or the first columns, which then have another stride. */
TEST(congruence_and_form)
{
    uint64_t seed = 72;
    for (int round = 0; round < ROUNDS; round++) {
        size_t n = 1 + support_below(&seed, MOST), rows = 1 + support_below(&seed, n);
        bool transposed = round % 2;
        double t[MOST * MOST], part[MOST * MOST], s[MOST * MOST], half[MOST * MOST];
        double want[MOST * MOST], out[MOST * MOST], sum = 0;
        const struct matrix sm = {.n = n, .a = s};
        fill(&seed, n, t);
        fill(&seed, n, s);
        matrix_symmetrise(n, s);
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < n; j++)
                part[transposed ? j * rows + i : i * n + j] = element(n, t, transposed, i, j);
        assert_fine(matrix_congruence(rows, n, transposed, part, s, out));
        naive_product(n, transposed, t, 0, s, half);
        naive_product(n, 0, half, !transposed, t, want);
        for (size_t i = 0; i < rows; i++)
            memmove(want + i * rows, want + i * n, rows * sizeof *want);
        assert_matrix_near(rows, out, want, 1e-13);
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < i; j++)
                assert_true(out[i * rows + j] == out[j * rows + i]);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                sum += t[i] * s[i * n + j] * half[j];
        double size = fabs(sum) + 1;
        assert_near(matrix_form(&sm, t, half) + size, sum + size, 1e-12);
    }
}

/* --- eigenvalues ------------------------------------------------------------------------------ */

static void expect_eigen(size_t n, const double *a, const double *values, const double *v)
{
    double back[MOST * MOST], one[MOST * MOST] = {0}, gram[MOST * MOST];
    support_compose(n, v, values, back);
    assert_matrix_near(n, back, a, 1e-13);
    naive_product(n, 0, v, 1, v, gram);
    for (size_t i = 0; i < n; i++)
        one[i * n + i] = 1;
    assert_matrix_near(n, gram, one, 1e-13);
    for (size_t i = 0; i < n; i++) {
        double most = 0;
        assert_true(i == 0 || values[i - 1] >= values[i]);
        for (size_t j = 0; j < n; j++)
            most = fabs(v[i * n + j]) > fabs(most) * (1 + 1e-6) ? v[i * n + j] : most;
        assert_true(most > 0);
    }
}

/* A symmetric matrix, and the singular values of any one. */
TEST(eigen_and_singular)
{
    uint64_t seed = 73;
    for (int round = 0; round < ROUNDS; round++) {
        size_t n = 1 + support_below(&seed, MOST);
        double a[MOST * MOST], v[MOST * MOST], gram[MOST * MOST], values[MOST];
        fill(&seed, n, a);
        naive_product(n, 1, a, 0, a, gram);
        memcpy(v, a, sizeof v);
        assert_fine(matrix_singular(n, v, values));
        for (size_t i = 0; i < n; i++)
            values[i] *= values[i];
        expect_eigen(n, gram, values, v);
        matrix_symmetrise(n, a);
        memcpy(v, a, sizeof v);
        assert_fine(matrix_eigen(n, v, values));
        expect_eigen(n, a, values, v);
    }
}

/* Known ones, and their order and signs. */
TEST(eigen_of_a_known_matrix)
{
    double v[] = {2, -1, -1, 2}, values[2], h = sqrt(0.5);
    assert_fine(matrix_eigen(2, v, values));
    assert_near(values[0], 3, 1e-15);
    assert_near(values[1], 1, 1e-15);
    assert_near(v[0], h, 1e-15); /* two components of equal magnitude: the first decides */
    assert_near(v[1], -h, 1e-15);
    assert_near(v[2], h, 1e-15);
    assert_near(v[3], h, 1e-15);
}

TEST(eigen_refuses_nan)
{
    double a[] = {1, NAN, NAN, 1}, values[2];
    assert_refused(matrix_eigen(2, a, values), STATUS_NUMERIC, "dsyevd");
}

/* --- counted arrays --------------------------------------------------------------------------- */

TEST(shared)
{
    struct matrix_ref *s = NULL;
    assert_fine(matrix_ref_new(&s, 2, 3));
    assert_int_equal(s->rows, 2);
    assert_int_equal(s->cols, 3);
    for (size_t i = 0; i < 6; i++)
        assert_true(s->a[i] == 0);
    assert_ptr_equal(matrix_ref_keep(s), s);
    assert_int_equal(atomic_load(&s->references), 2);
    matrix_ref_drop(s);
    assert_int_equal(atomic_load(&s->references), 1);
    s->a[5] = 1; /* still there */
    matrix_ref_drop(s);
    matrix_ref_drop(NULL);
    assert_null(matrix_ref_keep(NULL));
}
