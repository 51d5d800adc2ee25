/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/model/parameter.h"

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

/* The problem of that mode alone: the plain rule with its curvature and noise C̃_ii. */
static struct status make_mode(const struct subject *s, size_t mode, struct problem **out)
{
    const struct problem *p = s->problem;
    struct problem_cache *cache = NULL; /* the study's own keeps the large K */
    struct experiment one;
    experiment_init(&one);
    one.lambda = s->experiment->lambda;
    one.mu = p->rule.mu;
    one.nu = s->experiment->nu;
    one.optimizer = p->optimizer->plain;
    one.hessian = (struct matrix_spec){.count = 1, .value = {p->curvature[mode]}};
    one.noise = NOISE_WHITE;
    one.sigma2 = problem_noise(p, mode, mode);
    one.distribution = s->experiment->distribution;
    STATUS_TRY(problem_cache_new(&cache, NULL, NULL));
    struct status status = problem_make(cache, &one, out);
    problem_cache_free(cache);
    return status;
}

/* That mode's setup and stability. */
static struct status set_mode(const struct subject *s, size_t mode, struct probe *out)
{
    struct problem *one = NULL;
    STATUS_TRY(make_mode(s, mode, &one));
    struct status status = stability_solve(one, &out->stability);
    STATUS_NEXT(status, engine_setup_make(NULL, one, &out->engine.setup));
    problem_drop(one);
    return status;
}

struct status probe_look_along(struct probe *p, const double *direction, size_t n)
{
    STATUS_NEW(p->direction, n, "a direction");
    memcpy(p->direction, direction, n * sizeof *direction);
    return status_ok();
}

struct status probe_make(const struct study_context *q, const struct subject *s, struct probe *out)
{
    const struct problem *p = s->problem;
    bool simpler = probe_is_simpler(p);
    size_t mode = simpler && s->direction != NULL ? mode_of(p, s->direction) : p->n;
    *out = (struct probe){.stability = *s->stability};
    struct status status = mode < p->n ? set_mode(s, mode, out)
                           : simpler && s->direction == NULL
                               ? engine_setup_make_independent(p, &out->engine.setup)
                               : engine_setup_make(q->tools->setups, p, &out->engine.setup);
    if (status.code == STATUS_OK && s->direction != NULL)
        status =
            probe_look_along(out, s->direction + (mode < p->n ? mode : 0), out->engine.setup->n);
    if (status.code != STATUS_OK)
        probe_free(out);
    return status;
}

void probe_free(struct probe *p)
{
    engine_free(&p->engine);
    adam_diagonal_free(p->adam);
    free(p->direction);
    free(p->value);
    *p = (struct probe){0};
}

size_t probe_walkers(const struct probe *p)
{
    size_t n = p->engine.setup->n;
    if (p->engine.setup->batch > 0)
        return 128;
    return n <= 4 ? 1024 : n <= 16 ? 512 : n <= 64 ? 128 : 64;
}

double probe_seconds(const struct probe *p, size_t walkers, double steps)
{
    const struct engine_setup *setup = p->engine.setup;
    double n = (double)setup->n, w = (double)walkers;
    double correlated = setup->factor != NULL ? w * n * (double)setup->rank * 1e-10 : 0;
    /* For real minibatches each point that is drawn. */
    double drawn = w * (double)setup->batch * (4e-10 * n + 2e-9);
    return steps * (w * n * 2e-9 + correlated + drawn);
}

bool probe_can_wait(const struct probe *p, size_t walkers, double steps, struct chart *out)
{
    static const double longest = 1;
    bool can_wait = probe_seconds(p, walkers, steps) < longest;
    if (!can_wait)
        chart_note(out, "too slow to measure here");
    return can_wait;
}

struct status probe_start(struct probe *p, size_t walkers, uint64_t seed)
{
    p->walkers = walkers;
    if (p->adam == NULL)
        STATUS_TRY(engine_new(&p->engine, p->engine.setup, walkers, seed));
    STATUS_NEW(p->value, walkers, "the walkers");
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
        adam_diagonal_step(p->adam);
    return 0;
}

void probe_read(const struct probe *p, float *out)
{
    const struct ensemble *e = &p->engine.ensemble;
    if (p->adam != NULL)
        adam_diagonal_read(p->adam, p->direction, out);
    else if (p->direction != NULL)
        ensemble_project(e, p->direction, e->walkers, out);
    else
        ensemble_loss(e, p->engine.setup->problem->curvature, out);
}
