/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/sim/draw.h"
#include "sgdscope/sim/estimate.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Practical Adam (Kingma and Ba 2015): diagonal, with running averages and bias correction, which
 * is not the paper's full-matrix stationary one. Simulated in w's own coordinates, since it is not
 * invariant under a turn of them; what its loss settles to has no closed form. */

enum { FEW = 16, STRIDE = 16 };

static const double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

/* Steps until the running averages have forgotten the start, and with them w. */
static const double least_warm_up = 7000, most_warm_up = 200000;

/* Seconds that they may take, and how many of them go unmentioned. */
static const double patience = 60, brief = 0.5;

/* A relative error that a mark hides. */
static const double good_enough = 0.002;

struct practical {
    struct job job;
    double x, lambda;
    size_t n, walkers, measurements;
    uint64_t step, warm_up, seed;
    enum distribution law;
    struct matrix hessian, root;          /* C = rootᵀ·root */
    double *direction;                    /* n, in w; NULL: the loss */
    double *w, *m, *v, *gradient, *noise; /* n rows of a number for each walker */
    double *sum;                          /* of each walker's measurements */
    float *z;
    struct estimate estimate;
};

/* out ← beta·out + A·(n rows of walkers), or Aᵀ */
static void multiply(const struct practical *p, CBLAS_TRANSPOSE transpose, const struct matrix *a,
                     const double *rows, double beta, double *out)
{
    int n = (int)p->n, walkers = (int)p->walkers;
    cblas_dgemm(CblasRowMajor, transpose, CblasNoTrans, n, walkers, n, 1, a->a, n, rows, walkers,
                beta, out, walkers);
}

/* g = K w + η for all walkers. */
static void set_gradient(struct practical *p)
{
    size_t pairs = (p->n + 1) / 2 * p->walkers;
    draw_pairs(p->law, p->seed, p->step, 0, pairs, p->z, p->z + pairs);
    for (size_t i = 0; i < p->n * p->walkers; i++)
        p->noise[i] = (double)p->z[i];
    multiply(p, CblasNoTrans, &p->hessian, p->w, 0, p->gradient);
    multiply(p, CblasTrans, &p->root, p->noise, 1, p->gradient);
}

static void step(struct practical *p)
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

/* ½ w'Kw of all walkers, or the square of the part along the direction, added to their sums. */
static void measure_now(struct practical *p)
{
    if (p->direction == NULL)
        multiply(p, CblasNoTrans, &p->hessian, p->w, 0, p->gradient);
    for (size_t l = 0; l < p->walkers; l++) {
        double loss = 0, along = 0;
        for (size_t i = 0; i < p->n; i++) {
            double w = p->w[i * p->walkers + l];
            if (p->direction != NULL)
                along += p->direction[i] * w;
            else
                loss += 0.5 * w * p->gradient[i * p->walkers + l];
        }
        p->sum[l] += p->direction != NULL ? along * along : loss;
    }
    p->estimate = estimate_of_averages(p->walkers, p->sum, (double)++p->measurements);
}

static enum job_state advance(struct job *j)
{
    struct practical *p = (struct practical *)j;
    if (p->measurements > 0 && p->estimate.error < good_enough * p->estimate.mean)
        return JOB_DONE;
    step(p);
    if (p->step > p->warm_up && p->step % STRIDE == 0)
        measure_now(p);
    return JOB_RUNNING;
}

/* About how long so many steps take. */
static double seconds(const struct practical *p, double steps)
{
    return 2e-10 * (double)p->n * (double)p->n * (double)p->walkers * steps;
}

static void fill(const struct job *j, struct chart *out)
{
    const struct practical *p = (const struct practical *)j;
    struct series *s = chart_add(out, SERIES_PRACTICAL_ADAM);
    if (p->measurements > 0)
        series_put(s, p->x, p->estimate.mean, p->estimate.error);
    else if (seconds(p, (double)p->warm_up) > brief)
        chart_note(out, "practical Adam is still warming up");
}

static void free_practical(struct job *j)
{
    struct practical *p = (struct practical *)j;
    matrix_free(&p->hessian);
    matrix_free(&p->root);
    free(p->w); /* and the rows behind it */
    free(p->z);
    free(p);
}

static const struct job_class practical_class = {advance, fill, free_practical};

static struct status allocate(struct practical *p, const double *direction)
{
    size_t rows = p->n * p->walkers, all = 5 * rows + p->walkers + p->n;
    p->w = calloc(all, sizeof *p->w);
    p->z = calloc((p->n + 1) * p->walkers, sizeof *p->z);
    if (p->w == NULL || p->z == NULL)
        return status_memory("practical Adam", (double)all * sizeof *p->w);
    p->m = p->w + rows;
    p->v = p->m + rows;
    p->gradient = p->v + rows;
    p->noise = p->gradient + rows;
    p->sum = p->noise + rows;
    if (direction == NULL)
        return status_ok();
    p->direction = p->sum + p->walkers;
    memcpy(p->direction, direction, p->n * sizeof *direction);
    return status_ok();
}

/* Seven relaxation times of the flattest direction, 1/(λk/√v), v no less than the largest C_ii,
 * which is what it tends to where λ is small and this is long. */
static double warm_up_steps(const struct practical *p, const struct problem *problem,
                            const struct matrix *c)
{
    double noise = 0;
    for (size_t i = 0; i < p->n; i++)
        noise = fmax(noise, c->a[i * p->n + i]);
    return fmax(least_warm_up, 7 * sqrt(noise) / (p->lambda * problem->k[p->n - 1]));
}

/* root ← diag(√s)·V from C = Vᵀ diag(s) V. */
static struct status set_matrices(struct practical *p, const struct problem *problem,
                                  double *warm_up)
{
    double values[DIMENSION_MAX];
    STATUS_TRY(problem_hessian(problem, p->n, &p->hessian));
    STATUS_TRY(problem_noise_matrix(problem, NULL, p->n, &p->root));
    *warm_up = warm_up_steps(p, problem, &p->root);
    STATUS_TRY(matrix_eigen(p->n, p->root.a, values));
    for (size_t i = 0; i < p->n; i++)
        cblas_dscal((int)p->n, sqrt(fmax(values[i], 0)), p->root.a + i * p->n, 1);
    return status_ok();
}

struct status adam_diagonal_new(const struct experiment *e, const struct problem *problem, double x,
                                const double *direction, struct job **out)
{
    double warm_up = 0;
    struct practical *p = calloc(1, sizeof *p);
    if (p == NULL)
        return status_memory("practical Adam", sizeof *p);
    *p = (struct practical){.job.class = &practical_class,
                            .x = x,
                            .lambda = e->lambda,
                            .n = problem->n,
                            .walkers = problem->n <= FEW ? 512 : 64,
                            .seed = e->seed,
                            .law = problem->law};
    struct status s = status_ok();
    bool offered = !(problem->state > 0) && seconds(p, least_warm_up) < patience;
    if (offered)
        s = allocate(p, direction);
    if (offered && s.code == STATUS_OK)
        s = set_matrices(p, problem, &warm_up);
    p->warm_up = (uint64_t)fmin(warm_up, most_warm_up);
    if (offered && s.code == STATUS_OK && warm_up <= most_warm_up && seconds(p, warm_up) < patience)
        *out = &p->job;
    else
        free_practical(&p->job);
    return s;
}
