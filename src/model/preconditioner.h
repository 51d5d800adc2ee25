/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_MODEL_PRECONDITIONER_H
#define SGDSCOPE_SRC_MODEL_PRECONDITIONER_H

#include "sgdscope/model/problem.h"

/* Λ of each optimizer (theory.md section 3), taken into the coordinates of the problem. Private to
 * model/. */

/* Eigenvectors and eigenvalues of K^(−½) (U C Uᵀ) K^(−½) without the factor a. */
struct whitened {
    double *k, *g;
    struct matrix_ref *vectors; /* columns */
};

void whitened_free(struct whitened *w);

/* Sets kp, s1, s2, mix and the noise in the modes, from p's K and C in K's eigenvectors. w is made
 * where it is needed, and kept by the caller for as long as C stays. STATUS_MEMORY,
 * STATUS_NUMERIC. */
struct status precondition(struct whitened *w, struct problem *p);

#endif
