/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dense.h"

#include "lyapunov.h"

int dense_start(void **state)
{
    (void)scene_start(state);
    support_regression(2, &scene.e);
    scene.e.lambda = 0.7;
    return 0;
}

void dense_data(size_t rows, size_t columns, const double *table)
{
    support_give_data("t.csv", rows, columns, table);
    support_new_cache(&scene.cache);
}

void dense_one_direction(void)
{
    (void)snprintf(scene.e.data, sizeof scene.e.data, "synthetic");
    scene.e.hessian.count = 1;
    scene.e.hessian.value[0] = 1;
    scene.e.batch = 100;
}

void dense_program(dense_solver *with, double *sigma)
{
    struct covariance y = {0};
    struct matrix w = {0};
    assert_fine(with(scene.p, &y));
    assert_fine(problem_to_w(scene.p, y.s, y.diagonal, scene.p->n, &w));
    memcpy(sigma, w.a, scene.p->n * scene.p->n * sizeof *sigma);
    matrix_free(&w);
    covariance_free(&y);
}

void dense_draw(struct dense *d, size_t n, uint64_t *seed)
{
    d->n = n;
    for (size_t r = 0; r < DENSE_ROWS; r++) {
        double *row = d->table + r * (n + 1), common = support_normal(seed);
        row[n] = support_normal(seed);
        for (size_t i = 0; i < n; i++) {
            row[i] = (0.5 * common + support_normal(seed)) / (1 + (double)i);
            row[n] += row[i];
        }
    }
    dense_data(DENSE_ROWS, n + 1, d->table);
}

/* f(M₄(Σ) − KΣK) from the rows of the table. */
static void fed_back(const struct dense *d, const double *sigma, double *out)
{
    size_t n = d->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double ksk = 0, m = 0;
            for (size_t u = 0; u < n; u++)
                for (size_t v = 0; v < n; v++)
                    ksk += d->k[i * n + u] * sigma[u * n + v] * d->k[v * n + j];
            for (size_t r = 0; r < DENSE_ROWS; r++) {
                const double *x = d->table + r * (n + 1);
                double q = 0;
                for (size_t u = 0; u < n; u++)
                    for (size_t v = 0; v < n; v++)
                        q += x[u] * sigma[u * n + v] * x[v];
                m += q * x[i] * x[j] / DENSE_ROWS;
            }
            out[i * n + j] = scene.p->factor * (m - ksk);
        }
}

/* Λ = λ T Tᵀ; C_0 and K from the problem, which test_regression holds against the data. */
void dense_build(struct dense *d)
{
    size_t n = d->n, n2 = 2 * n, big = n2 * n2;
    double t[DENSE_SQUARE], precondition[DENSE_SQUARE], unit[4 * DENSE_SQUARE], top[DENSE_SQUARE],
        fed[DENSE_SQUARE], part[4 * DENSE_SQUARE];
    struct matrix m = {0};
    assert_fine(problem_hessian(scene.p, scene.p->n, &m));
    memcpy(d->k, m.a, n * n * sizeof *m.a);
    matrix_free(&m);
    assert_fine(problem_noise_matrix(scene.p, NULL, scene.p->n, &m));
    memcpy(d->c, m.a, n * n * sizeof *m.a);
    matrix_free(&m);
    assert_fine(problem_transform(scene.p, t, NULL));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            precondition[i * n + j] = 0;
            for (size_t l = 0; l < n; l++)
                precondition[i * n + j] += scene.p->rule.lambda * t[i * n + l] * t[j * n + l];
        }
    lyapunov_map(&scene.p->rule, n, d->k, precondition, d->a, d->b);
    for (size_t col = 0; col < big; col++) {
        memset(unit, 0, sizeof unit);
        unit[col] = 1;
        for (size_t i = 0; i < n; i++)
            memcpy(top + i * n, unit + i * n2, n * sizeof *top);
        fed_back(d, top, fed);
        lyapunov_sandwich(n2, n, d->b, fed, part);
        for (size_t row = 0; row < big; row++)
            d->map[row * big + col] =
                part[row] + d->a[row / n2 * n2 + col / n2] * d->a[row % n2 * n2 + col % n2];
    }
}

double dense_solve(const struct dense *d, double *sigma)
{
    return lyapunov_solve(d->n, d->map, d->b, d->c, sigma);
}

void dense_draw_setting(struct dense *d, uint64_t *seed, double share)
{
    static const enum optimizer fixed[] = {OPTIMIZER_SGD, OPTIMIZER_SGD, OPTIMIZER_NESTEROV,
                                           OPTIMIZER_QHM, OPTIMIZER_NEWTON};
    dense_draw(d, 1 + support_below(seed, DENSE_MOST), seed);
    scene.e.optimizer = (int)fixed[support_below(seed, 5)];
    scene.e.sampling = (int)support_below(seed, SAMPLING_EPOCH);
    scene.e.mu = support_below(seed, 3) == 0 ? 0 : support_uniform(seed, 0, 0.95);
    scene.e.nu = support_uniform(seed, 0, 1);
    scene.e.batch = (double)(1 + support_below(seed, DENSE_ROWS - 1));
    scene.e.lambda = 0.01;
    scene_make();
    struct stability s = support_stability(scene.p);
    scene.e.lambda *= share * s.limit / s.lambda_k_max;
    scene_make();
    (void)snprintf(support_case, sizeof support_case,
                   "D=%zu %s sampling %d S=%.0f λ=%.17g μ=%.17g ν=%.17g", d->n,
                   scene.p->optimizer->id.name, scene.e.sampling, scene.e.batch, scene.e.lambda,
                   scene.e.mu, scene.e.nu);
}
