/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/matrix_ref.h"

#include <stdlib.h>

struct status matrix_ref_new(struct matrix_ref **out, size_t rows, size_t cols)
{
    size_t bytes = sizeof(struct matrix_ref) + rows * cols * sizeof(double);
    struct matrix_ref *s = calloc(1, bytes);
    if (s == NULL)
        return status_memory("a matrix", (double)bytes);
    atomic_init(&s->references, 1);
    s->rows = rows;
    s->cols = cols;
    *out = s;
    return status_ok();
}

struct matrix_ref *matrix_ref_keep(struct matrix_ref *s)
{
    if (s != NULL)
        atomic_fetch_add(&s->references, 1);
    return s;
}

void matrix_ref_drop(struct matrix_ref *s)
{
    if (s != NULL && atomic_fetch_sub(&s->references, 1) == 1)
        free(s);
}
