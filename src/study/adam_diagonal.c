/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/sim/draw.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>

/* Practical Adam (Kingma and Ba 2015): diagonal, with running averages and bias correction, unlike the
 * paper's stationary one with a full matrix. It is simulated in the coordinates of w, as it changes
 * with their rotation; there is no closed form of its loss. */

enum { FEW = 16 };

static const double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

/* Steps until the running averages have forgotten the start, and with them w. */
static const double least_warm_up = 7000, most_warm_up = 200000;

/* out ← beta·out + A·(n rows of walkers), or Aᵀ */
static void multiply(const struct adam_diagonal *p, CBLAS_TRANSPOSE transpose,
                     const struct matrix *a, const double *rows, double beta, double *out)
{
    int n = (int)p->n, walkers = (int)p->walkers;
    cblas_dgemm(CblasRowMajor, transpose, CblasNoTrans, n, walkers, n, 1, a->a, n, rows, walkers,
                beta, out, walkers);
}

/* g = K w + η for all walkers. */
static void set_gradient(struct adam_diagonal *p)
{
    size_t pairs = (p->n + 1) / 2 * p->walkers;
    draw_pairs(p->law, p->seed, p->step, 0, pairs, p->z, p->z + pairs);
    for (size_t i = 0; i < p->n * p->walkers; i++)
        p->noise[i] = (double)p->z[i];
    multiply(p, CblasNoTrans, &p->hessian, p->w, 0, p->gradient);
    multiply(p, CblasTrans, &p->root, p->noise, 1, p->gradient);
}

void adam_diagonal_step(struct adam_diagonal *p)
{
    set_gradient(p);
    p->step++;
    double t = (double)p->step;
    double correct1 = 1 / (1 - pow(beta1, t)), correct2 = 1 / (1 - pow(beta2, t));
    for (size_t i = 0; i < p->n * p->walkers; i++) {
        double g = p->gradient[i];
        p->m[i] = beta1 * p->m[i] + (1 - beta1) * g;
        p->v[i] = beta2 * p->v[i] + (1 - beta2) * g * g;
        p->w[i] -= p->lambda * correct1 * p->m[i] / (sqrt(correct2 * p->v[i]) + epsilon);
    }
}

void adam_diagonal_read(struct adam_diagonal *p, const double *direction, float *out)
{
    if (direction == NULL)
        multiply(p, CblasNoTrans, &p->hessian, p->w, 0, p->gradient);
    for (size_t l = 0; l < p->walkers; l++) {
        double value = 0;
        for (size_t i = 0; i < p->n; i++) {
            size_t at = i * p->walkers + l;
            value += p->w[at] * (direction != NULL ? direction[i] : 0.5 * p->gradient[at]);
        }
        out[l] = (float)value;
    }
}

void adam_diagonal_free(struct adam_diagonal *p)
{
    if (p == NULL)
        return;
    matrix_free(&p->hessian);
    matrix_free(&p->root);
    free(p->w);
    free(p->z);
    free(p);
}

static struct status allocate(struct adam_diagonal *p)
{
    size_t rows = p->n * p->walkers;
    STATUS_NEW(p->w, 5 * rows, "practical Adam");
    STATUS_NEW(p->z, (p->n + 1) * p->walkers, "practical Adam");
    p->m = p->w + rows;
    p->v = p->m + rows;
    p->gradient = p->v + rows;
    p->noise = p->gradient + rows;
    return status_ok();
}

/* root ← diag(√s)·V from C = Vᵀ diag(s) V. The warm-up is seven relaxation times 1/(λk/√v) of the
 * flattest direction. v is at least the largest C_ii, its limit for small λ, when this takes long. */
static struct status set_matrices(struct adam_diagonal *p, const struct problem *problem)
{
    double values[DIMENSION_MAX], noise = 0;
    STATUS_TRY(problem_hessian(problem, p->n, &p->hessian));
    STATUS_TRY(problem_noise_matrix(problem, NULL, p->n, &p->root));
    for (size_t i = 0; i < p->n; i++)
        noise = fmax(noise, p->root.a[i * p->n + i]);
    p->warm_up = fmax(least_warm_up, 7 * sqrt(noise) / (p->lambda * problem->k[p->n - 1]));
    STATUS_TRY(matrix_eigen(p->n, p->root.a, values));
    for (size_t i = 0; i < p->n; i++)
        cblas_dscal((int)p->n, sqrt(fmax(values[i], 0)), p->root.a + i * p->n, 1);
    return status_ok();
}

struct status adam_diagonal_new(const struct experiment *e, const struct problem *problem,
                                double patience, struct adam_diagonal **out)
{
    size_t n = problem->n, walkers = n <= FEW ? 512 : 64;
    double seconds = 2e-10 * (double)(n * n * walkers); /* a step */
    *out = NULL;
    if (problem->state > 0 || !(seconds * least_warm_up < patience))
        return status_ok();
    struct adam_diagonal *p = NULL;
    STATUS_NEW(p, 1, "practical Adam");
    p->n = n;
    p->walkers = walkers;
    p->lambda = e->lambda;
    p->seed = e->seed;
    p->law = problem->law;
    struct status s = allocate(p);
    STATUS_NEXT(s, set_matrices(p, problem));
    p->seconds = seconds * p->warm_up;
    if (s.code == STATUS_OK && p->warm_up <= most_warm_up && p->seconds < patience)
        *out = p;
    else
        adam_diagonal_free(p);
    return s;
}
