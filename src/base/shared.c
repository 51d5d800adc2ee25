/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/shared.h"

#include <stdlib.h>

struct status shared_new(struct shared **out, size_t rows, size_t cols)
{
    size_t bytes = sizeof(struct shared) + rows * cols * sizeof(double);
    struct shared *s = calloc(1, bytes);
    if (s == NULL)
        return status_memory("a matrix", (double)bytes);
    atomic_init(&s->references, 1);
    s->rows = rows;
    s->cols = cols;
    *out = s;
    return status_ok();
}

struct shared *shared_keep(struct shared *s)
{
    if (s != NULL)
        atomic_fetch_add(&s->references, 1);
    return s;
}

void shared_drop(struct shared *s)
{
    if (s != NULL && atomic_fetch_sub(&s->references, 1) == 1)
        free(s);
}
