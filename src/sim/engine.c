/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/engine.h"

struct status engine_new(struct engine *e, struct engine_setup *setup, size_t walkers,
                         uint64_t seed)
{
    *e = (struct engine){.setup = setup};
    STATUS_TRY(ensemble_new(&e->ensemble, setup, walkers, seed));
    return workspace_new(&e->space, setup);
}

void engine_free(struct engine *e)
{
    workspace_free(&e->space);
    ensemble_free(&e->ensemble);
    engine_setup_free(e->setup);
    *e = (struct engine){0};
}

struct status engine_change(struct engine *e, struct engine_setup *setup)
{
    struct status s = ensemble_change(&e->ensemble, e->setup, setup);
    engine_setup_free(e->setup);
    e->setup = setup;
    workspace_free(&e->space);
    STATUS_TRY(s);
    return workspace_new(&e->space, setup);
}

size_t engine_advance(struct engine *e, size_t steps)
{
    size_t overflowed = 0;
    for (size_t b = 0; b < e->ensemble.blocks; b++)
        overflowed += ensemble_advance(&e->ensemble, e->setup, &e->space, b, e->step, steps);
    e->step += steps;
    return overflowed;
}

void engine_restart(struct engine *e, uint64_t seed)
{
    e->ensemble.seed = seed;
    ensemble_restart(&e->ensemble);
    e->step = 0;
}
