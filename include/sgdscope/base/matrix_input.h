/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_BASE_MATRIX_INPUT_H
#define SGDSCOPE_BASE_MATRIX_INPUT_H

#include "sgdscope/base/matrix.h"

/* What a matrix file held. Exactly one of the two is there. */
struct matrix_file {
    struct matrix matrix; /* a square matrix as given, not symmetrised; n = 0 where it is a list */
    size_t count;         /* a list of numbers (one row or one column); 0 where it is a matrix */
    double *list;
};

#endif
