/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/theory/average.h"

#include "sgdscope/base/blas_buffers.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/sim/draw.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Walkers in few dimensions are simulated as they are. */
enum { FEW = 16 };

bool probe_is_simpler(const struct problem *p)
{
    return p->n > FEW && problem_noise_is_constant(p);
}

/* The mode that a direction consists of, up to rounding; D if there are several. */
static size_t mode_of(const struct problem *p, const double *direction)
{
    size_t mode = 0;
    for (size_t i = 0; i < p->n; i++)
        if (fabs(direction[i]) > fabs(direction[mode]))
            mode = i;
    for (size_t i = 0; i < p->n; i++)
        if (i != mode && fabs(direction[i]) > 1e-9 * fabs(direction[mode]))
            return p->n;
    return mode;
}

void probe_note(const struct problem *p, const double *direction, struct chart *out)
{
    if (!probe_is_simpler(p))
        return;
    if (direction == NULL)
        chart_note(out, "measured: each of the %zu directions simulated by itself", p->n);
    else if (mode_of(p, direction) < p->n)
        chart_note(out, "measured: this direction simulated by itself");
}

/* Setup and stability of that mode alone: the plain rule with its curvature and noise C̃_ii. */
static struct status set_mode(const struct subject *s, size_t mode, struct probe *out)
{
    const struct problem *p = s->problem;
    struct problem_cache *cache = NULL; /* the study's own keeps the large K */
    struct problem *alone = NULL;
    struct experiment one;
    experiment_init(&one);
    one.lambda = s->experiment->lambda;
    one.mu = p->rule.mu;
    one.nu = s->experiment->nu;
    one.dampening = optimizer_dampening(s->experiment);
    one.optimizer = (int)p->optimizer->plain;
    one.hessian = (struct matrix_spec){.count = 1, .value = {p->loss[mode]}};
    one.weight_decay = p->curvature[mode] - p->loss[mode];
    one.noise = NOISE_WHITE;
    one.sigma2 = problem_noise(p, mode, mode);
    one.distribution = s->experiment->distribution;
    STATUS_TRY(problem_cache_new(&cache, NULL, NULL));
    struct status status = problem_make(cache, &one, &alone);
    STATUS_NEXT(status, stability_solve(alone, &out->stability));
    STATUS_NEXT(status, engine_setup_make(NULL, alone, &out->engine.setup));
    problem_drop(alone);
    problem_cache_free(cache);
    return status;
}

static struct status look_along(struct probe *p, const double *direction, size_t n)
{
    STATUS_NEW(p->direction, n, "a direction");
    memcpy(p->direction, direction, n * sizeof *direction);
    return status_ok();
}

/* The costlier a step, the fewer walkers. */
static size_t walkers_for(const struct engine_setup *setup)
{
    if (setup->batch > 0)
        return 128;
    return setup->n <= 4 ? 1024 : setup->n <= 16 ? 512 : setup->n <= 64 ? 128 : 64;
}

struct status probe_make(const struct study_context *q, const struct subject *s, struct probe *out)
{
    const struct problem *p = s->problem;
    bool simpler = probe_is_simpler(p);
    size_t mode = simpler && s->direction != NULL ? mode_of(p, s->direction) : p->n;
    const struct average *average = &s->experiment->average;
    *out = (struct probe){.stability = *s->stability, .part = s->part};
    out->mode = mode < p->n ? mode : 0;
    struct status status = mode < p->n ? set_mode(s, mode, out)
                           : simpler && s->direction == NULL
                               ? engine_setup_make_independent(p, &out->engine.setup)
                               : engine_setup_make(q->tools->setups, p, &out->engine.setup);
    if (status.code == STATUS_OK && s->direction != NULL)
        status = look_along(out, s->direction + out->mode, out->engine.setup->n);
    if (status.code != STATUS_OK) {
        probe_free(out);
        return status;
    }
    out->walkers = walkers_for(out->engine.setup);
    out->transient = stability_transient(&out->stability);
    if (s->part == ENSEMBLE_AVERAGES) {
        out->engine.setup->average = *average;
        out->transient += average_memory(average);
    }
    return status;
}

/* --- practical Adam --------------------------------------------------------------------------- */

/* That of Kingma and Ba (2015): diagonal, with running averages and bias correction, unlike the
 * paper's stationary one with a full matrix. It is simulated in the coordinates of w, as it changes
 * with their rotation; there is no closed form of its loss. */

struct practical_adam {
    size_t n, walkers;
    double lambda, decay, seconds; /* seconds: about how long a step takes */
    uint64_t step, seed;
    enum distribution law;
    struct matrix hessian, root;          /* C = rootᵀ·root */
    double *w, *m, *v, *gradient, *noise; /* n rows of one number per walker; w is the allocation */
    float *z;
};

static const double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

/* Steps until the running averages have forgotten the start, and with them w. */
static const double least_warm_up = 7000, most_warm_up = 200000;

/* out ← beta·out + A·(n rows of walkers), or Aᵀ */
static void multiply(const struct practical_adam *p, CBLAS_TRANSPOSE transpose,
                     const struct matrix *a, const double *rows, double beta, double *out)
{
    int n = (int)p->n, walkers = (int)p->walkers;
    cblas_dgemm(CblasRowMajor, transpose, CblasNoTrans, n, walkers, n, 1, a->a, n, rows, walkers,
                beta, out, walkers);
}

/* g = K w + η for all walkers. */
static void set_gradient(struct practical_adam *p)
{
    size_t pairs = (p->n + 1) / 2 * p->walkers;
    draw_pairs(p->law, p->seed, p->step, 0, pairs, p->z, p->z + pairs);
    for (size_t i = 0; i < p->n * p->walkers; i++)
        p->noise[i] = (double)p->z[i];
    multiply(p, CblasNoTrans, &p->hessian, p->w, 0, p->gradient);
    multiply(p, CblasTrans, &p->root, p->noise, 1, p->gradient);
    cblas_daxpy((int)(p->n * p->walkers), p->decay, p->w, 1, p->gradient, 1);
}

static void adam_step(struct practical_adam *p)
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

/* out ← each walker's coordinate along the direction in w, or if that is NULL its loss. */
static void adam_read(struct practical_adam *p, const double *direction, float *out)
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

static void adam_free(struct practical_adam *p)
{
    if (p == NULL)
        return;
    matrix_free(&p->hessian);
    matrix_free(&p->root);
    free(p->w);
    free(p->z);
    free(p);
}

static struct status allocate(struct practical_adam *p)
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
 * flattest direction. v is at least the largest C_ii, its limit for small λ if this takes long. */
static struct status set_matrices(struct practical_adam *p, const struct problem *problem,
                                  double *warm_up)
{
    double values[DIMENSION_MAX], noise = 0;
    STATUS_TRY(problem_hessian(problem, p->n, &p->hessian));
    STATUS_TRY(problem_noise_matrix(problem, NULL, p->n, &p->root));
    for (size_t i = 0; i < p->n; i++)
        noise = fmax(noise, p->root.a[i * p->n + i]);
    *warm_up =
        fmax(least_warm_up, 7 * sqrt(noise) / (p->lambda * (problem->k_least + problem->decay)));
    STATUS_TRY(matrix_eigen(p->n, p->root.a, values));
    for (size_t i = 0; i < p->n; i++)
        cblas_dscal((int)p->n, sqrt(fmax(values[i], 0)), p->root.a + i * p->n, 1);
    return status_ok();
}

struct status probe_make_adam(const struct experiment *e, const struct problem *problem,
                              const double *direction, double patience, struct probe *out)
{
    size_t n = problem->n, walkers = n <= FEW ? 512 : 64;
    double seconds = 2e-10 * (double)(n * n * walkers);
    struct practical_adam *p = NULL;
    *out = (struct probe){.walkers = walkers};
    /* Its Λ is diagonal in w, so it does not leave the eigen-directions of K alone. */
    if (problem->state > 0 || problem->left_out.of > 0 || !(seconds * least_warm_up < patience))
        return status_ok();
    STATUS_TRY(blas_buffers_require());
    STATUS_NEW(p, 1, "practical Adam");
    *p = (struct practical_adam){.n = n,
                                 .walkers = walkers,
                                 .lambda = e->lambda,
                                 .decay = problem->decay,
                                 .seconds = seconds,
                                 .seed = e->seed,
                                 .law = problem->law};
    out->adam = p;
    struct status s = allocate(p);
    STATUS_NEXT(s, set_matrices(p, problem, &out->transient));
    if (direction != NULL)
        STATUS_NEXT(s, look_along(out, direction, n));
    if (s.code != STATUS_OK || out->transient > most_warm_up ||
        !(seconds * out->transient < patience))
        probe_free(out);
    return s;
}

/* --- any probe -------------------------------------------------------------------------------- */

void probe_free(struct probe *p)
{
    engine_free(&p->engine);
    adam_free(p->adam);
    free(p->direction);
    free(p->value);
    *p = (struct probe){0};
}

double probe_seconds(const struct probe *p, double steps)
{
    const struct engine_setup *setup = p->engine.setup;
    if (p->adam != NULL)
        return steps * p->adam->seconds;
    double n = (double)setup->n, w = (double)p->walkers;
    double correlated = setup->factor != NULL ? w * n * (double)setup->rank * 1e-10 : 0;
    /* For real minibatches each point that is drawn. */
    double drawn = w * (double)setup->batch * (4e-10 * n + 2e-9);
    return steps * (w * n * 2e-9 + correlated + drawn);
}

bool probe_can_wait(const struct probe *p, double steps, struct chart *out)
{
    static const double longest = 1;
    bool can_wait = probe_seconds(p, steps) < longest;
    if (!can_wait)
        chart_note(out, "too slow to measure here");
    return can_wait;
}

struct status probe_start(struct probe *p, uint64_t seed)
{
    if (p->adam == NULL)
        STATUS_TRY(engine_new(&p->engine, p->engine.setup, p->walkers, seed));
    STATUS_NEW(p->value, p->walkers, "the walkers");
    return status_ok();
}

void probe_restart(struct probe *p, uint64_t seed)
{
    p->step = 0;
    engine_restart(&p->engine, seed);
}

size_t probe_advance(struct probe *p, uint64_t to)
{
    enum { LONGEST = 64, FEW_OF_ADAM = 4 };
    uint64_t most = p->adam != NULL ? FEW_OF_ADAM : LONGEST;
    uint64_t steps = to - p->step < most ? to - p->step : most;
    p->step += steps;
    if (p->adam == NULL)
        return engine_advance(&p->engine, (size_t)steps);
    for (uint64_t i = 0; i < steps; i++)
        adam_step(p->adam);
    return 0;
}

void probe_read(const struct probe *p, float *out)
{
    const struct ensemble *e = &p->engine.ensemble;
    if (p->adam != NULL)
        adam_read(p->adam, p->direction, out);
    else if (p->direction != NULL)
        ensemble_project(e, p->part, p->direction, e->walkers, out);
    else
        ensemble_loss(e, p->part, p->engine.setup->problem->loss, out);
}
