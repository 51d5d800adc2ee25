/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/fit/assumptions.h"

/* Private to fit/: whether the residuals of the steps from row `from` on are as large at each time
 * of the run. Where they are not, `out`, which has the test of the halves, is denied too. */
struct status levels_test(const struct step_reader *reader, const struct run_estimate *e,
                          size_t from, struct assumption *out);
