/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "score.h"

/* Private to fit/: least squares makes the residuals of a clean run depend on those before, the
 * more the more directions there are for the steps. Take that out of the scores of past and
 * momentum, of all stretches together. Puts the reader at its first step. */
void whiteness_correct(struct step_reader *reader, const struct run_estimate *e,
                       const struct regressors *f, struct score *s);
