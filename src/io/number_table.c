/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "number_table.h"

#include "sgdscope/base/matrix.h"

#include <inttypes.h>

struct status number_table_check(const struct input *in, uint64_t rows, uint64_t cols)
{
    if (rows == 0 || cols == 0)
        return input_error(in, "no numbers in it");
    if (rows > DIMENSION_MAX || cols > DIMENSION_MAX)
        return input_error(in, "%" PRIu64 "x%" PRIu64 " is too large: at most %d", rows, cols,
                           DIMENSION_MAX);
    if (rows != cols && rows != 1 && cols != 1)
        return input_error(in, "%" PRIu64 "x%" PRIu64 " is neither square nor a list", rows, cols);
    return status_ok();
}

struct status number_table_new(struct number_table *t, size_t rows, size_t cols)
{
    t->rows = rows;
    t->cols = cols;
    return numbers_new(&t->values, rows * cols, "a matrix file");
}
