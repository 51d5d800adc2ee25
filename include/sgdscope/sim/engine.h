/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sim/ensemble.h"

/* Walkers that one thread steps: what they follow, where they are, and the scratch that a step
 * needs. */
struct engine {
    struct engine_setup *setup; /* owned */
    struct ensemble ensemble;
    struct workspace space;
    uint64_t step; /* steps taken */
};

/* All walkers at w = m = 0. The setup is taken over even if this fails; free with engine_free
 * then too. STATUS_MEMORY. */
struct status engine_new(struct engine *e, struct engine_setup *setup, size_t walkers,
                         uint64_t seed);
void engine_free(struct engine *e);

/* The walkers continue from where they are with another setup (ensemble_change), which is taken
 * over even if this fails. STATUS_MEMORY: the engine can then only be freed. */
struct status engine_change(struct engine *e, struct engine_setup *setup);

/* `steps` steps of all walkers. Returns how many of them have overflowed. */
size_t engine_advance(struct engine *e, size_t steps);

/* All walkers back to w = m = 0, with random numbers of this seed. */
void engine_restart(struct engine *e, uint64_t seed);
