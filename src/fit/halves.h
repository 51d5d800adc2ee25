/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/fit/assumptions.h"

/* Private to fit/: whether the first half of a run is like the second, by the means of the
 * coordinates z along K̂'s eigenvectors and of their products. */
struct status halves_test(const struct step_reader *reader, const struct run_estimate *e,
                          struct assumption *out);
