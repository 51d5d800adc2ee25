/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_MODEL_PARTS_H
#define SGDSCOPE_SRC_MODEL_PARTS_H

#include "sgdscope/base/matrix_input.h"
#include "sgdscope/model/problem.h"

/* The parts a problem is made of; private to model/. */

/* K's eigendecomposition as the file or the list has it, before edits and scale. */
struct basis {
    size_t n;
    double *values; /* largest first */
    struct shared *vectors;
    size_t *axis; /* NULL unless every eigenvector is an axis */
};

struct status basis_make(const struct experiment *e, matrix_reader *read, struct basis *out);
void basis_free(struct basis *b);

/* A given C without its factor a: C = root·rootᵀ in w, inner = U C Uᵀ in K's eigenbasis. */
struct noise_shape {
    struct shared *root, *inner;
};

struct status noise_shape_make(const struct experiment *e, matrix_reader *read,
                               const struct basis *basis, struct noise_shape *out);
void noise_shape_free(struct noise_shape *s);

/* a_ij and a_ji may differ by rounding, not more: single means the numbers were float32. Then
 * symmetrised. STATUS_INPUT names the first pair that is not symmetric. */
struct status require_symmetric(struct matrix *m, int single);

#endif
