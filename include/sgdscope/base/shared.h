/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_BASE_SHARED_H
#define SGDSCOPE_BASE_SHARED_H

#include "sgdscope/base/status.h"

#include <stdatomic.h>
#include <stddef.h>

/* A rows×cols array that several owners hold, counted; immutable once more than one has it. */
struct shared {
    atomic_int references;
    size_t rows, cols;
    double a[];
};

/* Zeros, with one owner. */
struct status shared_new(struct shared **out, size_t rows, size_t cols);

/* One owner more; NULL stays NULL. */
struct shared *shared_keep(struct shared *s);

/* One owner fewer; the last one frees it. NULL is allowed. */
void shared_drop(struct shared *s);

#endif
