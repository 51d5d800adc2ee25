/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stddef.h>

/* A data set: named columns of finite numbers, stored by rows: row n, column c is
 * a[n * columns + c]. The struct owns everything it points to. */
struct data_table {
    size_t rows, columns;
    char **name; /* columns of them, UTF-8, all different */
    double *a;
};

void data_table_free(struct data_table *t);

/* The first column of that name, or `columns`. */
size_t data_table_find(const struct data_table *t, const char *name);
