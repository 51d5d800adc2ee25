/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/fit/assumptions.h"

/* A rule with another momentum than the one a run was read with. */
struct momentum_guess {
    enum optimizer optimizer; /* SGD, NESTEROV or QHM */
    double mu, nu;            /* μ NaN: there is none; ν is QHM's */
    bool is_other;            /* the optimizer is another one too */
};

/* out ← the momentum at which the run's noise is white, or at least two times less far from it,
 * where it is not at the reader's: SGD's if it will do, else Nesterov's, else quasi-hyperbolic
 * momentum. white is what assumptions_test says of the reader. STATUS_MEMORY, STATUS_NUMERIC. */
struct status momentum_find(const struct step_reader *reader, const struct assumption *white,
                            struct momentum_guess *out);
