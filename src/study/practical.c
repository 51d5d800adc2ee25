/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "practical.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/sim/draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Practical Adam (Kingma and Ba 2015): diagonal, with running averages and bias correction, which
 * is not the paper's full-matrix stationary one. Simulated in w's own coordinates, since it is not
 * invariant under a turn of them; what its loss settles to has no closed form. */

enum { WALKERS = 512, LONGEST_D = 16, STRIDE = 16 };

static const double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

/* Steps until the running averages have forgotten the start, and with them w. */
static const double least_warm_up = 7000, most_warm_up = 200000;

/* A relative error that a mark hides. */
static const double good_enough = 0.002;

struct practical {
    struct job job;
    double x, lambda;
    size_t n, measurements;
    uint64_t step, warm_up, seed;
    enum distribution law;
    double *hessian, *root; /* n×n; C = root·rootᵀ */
    double *direction;      /* n, in w; NULL: the loss */
    double *w, *m, *v;      /* n rows of WALKERS */
    double *gradient, *sum;
    float *z;
    double mean, error;
};

/* g = K w + η for all walkers. */
static void set_gradient(struct practical *p)
{
    size_t n = p->n;
    draw_pairs(p->law, p->seed, p->step, 0, (n + 1) / 2 * WALKERS, p->z,
               p->z + (n + 1) / 2 * WALKERS);
    memset(p->gradient, 0, n * WALKERS * sizeof *p->gradient);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double k = p->hessian[i * n + j], r = p->root[i * n + j];
            for (size_t l = 0; l < WALKERS; l++)
                p->gradient[i * WALKERS + l] +=
                    k * p->w[j * WALKERS + l] + r * (double)p->z[j * WALKERS + l];
        }
}

static void step(struct practical *p)
{
    set_gradient(p);
    p->step++;
    double t = (double)p->step;
    double correct1 = 1 / (1 - pow(beta1, t)), correct2 = 1 / (1 - pow(beta2, t));
    for (size_t i = 0; i < p->n * WALKERS; i++) {
        double g = p->gradient[i];
        p->m[i] = beta1 * p->m[i] + (1 - beta1) * g;
        p->v[i] = beta2 * p->v[i] + (1 - beta2) * g * g;
        p->w[i] -= p->lambda * correct1 * p->m[i] / (sqrt(correct2 * p->v[i]) + epsilon);
    }
}

/* ½ w'Kw, or the square of the part along the direction. */
static double value_of(const struct practical *p, size_t walker)
{
    double loss = 0, along = 0;
    for (size_t i = 0; i < p->n; i++) {
        double w = p->w[i * WALKERS + walker];
        along += p->direction != NULL ? p->direction[i] * w : 0;
        for (size_t j = 0; j < p->n; j++)
            loss += 0.5 * w * p->hessian[i * p->n + j] * p->w[j * WALKERS + walker];
    }
    return p->direction != NULL ? along * along : loss;
}

static void measure_now(struct practical *p)
{
    double total = 0, squares = 0, times = (double)++p->measurements;
    for (size_t l = 0; l < WALKERS; l++) {
        p->sum[l] += value_of(p, l);
        total += p->sum[l] / times;
        squares += p->sum[l] / times * (p->sum[l] / times);
    }
    p->mean = total / WALKERS;
    p->error = sqrt(fmax(squares / WALKERS - p->mean * p->mean, 0) / (WALKERS - 1));
}

static enum job_state advance(struct job *j)
{
    struct practical *p = (struct practical *)j;
    double until = job_clock() + JOB_SECONDS;
    do {
        if (p->measurements > 0 && p->error < good_enough * p->mean)
            return JOB_DONE;
        for (int i = 0; i < STRIDE; i++)
            step(p);
        if (p->step > p->warm_up)
            measure_now(p);
    } while (job_clock() < until);
    return JOB_GOES_ON;
}

static void fill(const struct job *j, struct chart *out)
{
    const struct practical *p = (const struct practical *)j;
    struct series *s = chart_add(out, "practical Adam", INK_SAMPLE, DASH_SOLID, 1);
    if (p->measurements > 0)
        series_put(s, p->x, p->mean, p->error);
}

static void free_practical(struct job *j)
{
    struct practical *p = (struct practical *)j;
    free(p->hessian); /* all numbers are one allocation */
    free(p->z);
    free(p);
}

static const struct job_class practical_class = {advance, fill, free_practical};

static struct status allocate(struct practical *p)
{
    size_t n = p->n, rows = n * WALKERS;
    double *numbers = calloc(2 * n * n + n + 4 * rows + WALKERS, sizeof *numbers);
    p->hessian = numbers;
    p->z = calloc((n + 1) * WALKERS, sizeof *p->z);
    if (numbers == NULL || p->z == NULL)
        return status_memory("practical Adam", 4.0 * (double)rows * sizeof *numbers);
    p->root = numbers + n * n;
    p->w = p->root + n * n;
    p->m = p->w + rows;
    p->v = p->m + rows;
    p->gradient = p->v + rows;
    p->sum = p->gradient + rows;
    return status_ok();
}

/* root = Vᵀ·diag(√s) from C = Vᵀ diag(s) V, V's rows the eigenvectors. */
static struct status set_root(struct practical *p, const struct matrix *c)
{
    struct matrix vectors = {0};
    double values[LONGEST_D];
    STATUS_TRY(matrix_eigen(c, values, &vectors));
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j < p->n; j++)
            p->root[i * p->n + j] = vectors.a[j * p->n + i] * sqrt(fmax(values[j], 0));
    matrix_free(&vectors);
    return status_ok();
}

static struct status set_matrices(struct practical *p, const struct problem *problem,
                                  const double *direction)
{
    struct matrix k = {0}, c = {0};
    struct status s = problem_hessian(problem, &k);
    if (s.code == STATUS_OK)
        s = problem_noise_matrix(problem, NULL, &c);
    if (s.code == STATUS_OK)
        s = set_root(p, &c);
    if (s.code == STATUS_OK)
        memcpy(p->hessian, k.a, p->n * p->n * sizeof *k.a);
    matrix_free(&k);
    matrix_free(&c);
    if (s.code == STATUS_OK && direction != NULL) {
        p->direction = p->sum + WALKERS;
        memcpy(p->direction, direction, p->n * sizeof *direction);
    }
    return s;
}

/* Seven relaxation times of the flattest direction, 1/(λk/√v), v no less than the largest C_ii,
 * which is what it tends to where λ is small and this is long. */
static double warm_up_steps(const struct practical *p, const struct problem *problem)
{
    double flattest = problem->k[0], noise = 0;
    for (size_t i = 0; i < p->n; i++) {
        double c = 0;
        for (size_t j = 0; j < p->n; j++)
            c += p->root[i * p->n + j] * p->root[i * p->n + j];
        noise = fmax(noise, c);
        flattest = fmin(flattest, problem->k[i]);
    }
    return fmax(least_warm_up, 7 * sqrt(noise) / (p->lambda * flattest));
}

struct status practical_new(const struct experiment *e, const struct problem *problem, double x,
                            const double *direction, struct job **out)
{
    if (problem->n > LONGEST_D || problem->state > 0)
        return status_ok();
    struct practical *p = calloc(1, sizeof *p);
    if (p == NULL)
        return status_memory("practical Adam", sizeof *p);
    p->job.class = &practical_class;
    p->x = x;
    p->lambda = e->lambda;
    p->n = problem->n;
    p->seed = e->seed;
    p->law = problem->law;
    struct status s = allocate(p);
    if (s.code == STATUS_OK)
        s = set_matrices(p, problem, direction);
    double warm_up = s.code == STATUS_OK ? warm_up_steps(p, problem) : 0;
    p->warm_up = (uint64_t)fmin(warm_up, most_warm_up);
    if (s.code == STATUS_OK && warm_up <= most_warm_up)
        *out = &p->job;
    else
        free_practical(&p->job);
    return s;
}
