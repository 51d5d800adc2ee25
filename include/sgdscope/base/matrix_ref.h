/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stdatomic.h>
#include <stddef.h>

/* A reference-counted rows×cols array, immutable once it has more than one owner. */
struct matrix_ref {
    atomic_int references;
    size_t rows, cols;
    double a[];
};

/* Zeros, with one owner. */
struct status matrix_ref_new(struct matrix_ref **out, size_t rows, size_t cols);

/* Add an owner; NULL stays NULL. */
struct matrix_ref *matrix_ref_keep(struct matrix_ref *s);

/* Remove an owner; the last one frees it. NULL is allowed. */
void matrix_ref_drop(struct matrix_ref *s);
