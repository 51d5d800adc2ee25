/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_MODEL_MATRIX_SPEC_H
#define SGDSCOPE_MODEL_MATRIX_SPEC_H

#include "sgdscope/base/matrix_ref.h"

#include <stdbool.h>

enum { MATRIX_SPEC_PATH = 512, MATRIX_SPEC_IN_PLACE = 64 };

/* A matrix or a list of eigenvalues as the user gave it: numbers, or the name of a file that holds
 * them. Few numbers stand in the struct, many are shared by all copies. {0} is none. */
struct matrix_spec {
    size_t count; /* numbers given; 0 where there are none */
    double value[MATRIX_SPEC_IN_PLACE];
    struct matrix_ref *many;     /* where count > MATRIX_SPEC_IN_PLACE: 1×count */
    char file[MATRIX_SPEC_PATH]; /* "" where the numbers are given */
};

/* The `count` numbers; they live as long as m is not changed. */
const double *matrix_spec_numbers(const struct matrix_spec *m);

/* Give m these numbers instead of what it has; value may be m's own. STATUS_MEMORY. */
struct status matrix_spec_set_numbers(struct matrix_spec *m, size_t count, const double *value);

bool matrix_spec_is_given(const struct matrix_spec *m);
bool matrix_spec_equal(const struct matrix_spec *a, const struct matrix_spec *b);

/* A copy that is freed by itself; `to` must be {0} or a spec, which is freed. */
void matrix_spec_copy(struct matrix_spec *to, const struct matrix_spec *from);

/* Back to {0}. */
void matrix_spec_free(struct matrix_spec *m);

#endif
