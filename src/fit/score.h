/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "regressors.h"

/* Private to fit/: score tests. Residuals of least squares are orthogonal to 1 and x; whether they
 * also are to another column f, with f̃ what 1 and x leave of it, is told by Σ f̃ r beside White's
 * variance Σ f̃² r², which is right also where the noise depends on w. */

/* How the size of r_i depends on z_i²: Σ x(|r|−…), its squares, Σ x² and Σ x(r²−…), x = z² −
 * mean. */
struct strength {
    double total, square, gram, growth;
};

struct score {
    size_t shown, products; /* as in struct regressors */
    double rows;
    double *total; /* d × count: Σ f̃ r_i */
    double *square; /* d × count: Σ f̃² r_i², where the column is past or momentum of direction i */
    double *gram;  /* (products + d)²: Σ f̃ f̃ᵀ of the products and cubes */
    double *white; /* d × (products + 1)²: Σ f̃ f̃ᵀ r_i² of the products and cube i */
    double *size, *second, *fourth, *z_second; /* d: Σ |r|, Σ r², Σ r⁴, Σ z² */
    struct strength strength[ASSUMPTION_DIRECTIONS];
    double *memory;
};

struct status score_make(struct step_reader *reader, const struct run_estimate *e,
                         struct regressors *f, struct score *out);
void score_free(struct score *s);
