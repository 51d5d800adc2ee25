/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_BASE_MATRIX_REF_H
#define SGDSCOPE_BASE_MATRIX_REF_H

#include "sgdscope/base/status.h"

#include <stdatomic.h>
#include <stddef.h>

/* A rows×cols array that several owners hold, counted; immutable once more than one has it. */
struct matrix_ref {
    atomic_int references;
    size_t rows, cols;
    double a[];
};

/* Zeros, with one owner. */
struct status matrix_ref_new(struct matrix_ref **out, size_t rows, size_t cols);

/* One owner more; NULL stays NULL. */
struct matrix_ref *matrix_ref_keep(struct matrix_ref *s);

/* One owner fewer; the last one frees it. NULL is allowed. */
void matrix_ref_drop(struct matrix_ref *s);

#endif
