/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/matrix_file.h"

#include "matrix_formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct status matrix_shape_check(const struct input *in, uint64_t rows, uint64_t cols)
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
    double *values = calloc(rows * cols, sizeof *values);
    if (values == NULL)
        return status_memory("a matrix file", (double)rows * (double)cols * sizeof *values);
    t->rows = rows;
    t->cols = cols;
    t->values = values;
    return status_ok();
}

static struct status read_format(struct input *in, struct number_table *t)
{
    char magic[6] = {0};
    (void)fread(magic, 1, sizeof magic, in->stream); /* an error will occur again in the reader */
    rewind(in->stream);
    if (memcmp(magic, "\x93NUMPY", 6) == 0)
        return npy_read(in, t);
    if (memcmp(magic, "%%", 2) == 0) /* no text begins so; the reader checks the rest */
        return matrix_market_read(in, t);
    return matrix_text_read(in, t);
}

struct status matrix_file_read(const char *path, struct matrix_file *out)
{
    struct input in;
    struct number_table t = {0};
    STATUS_TRY(input_open(&in, path));
    struct status s = read_format(&in, &t);
    input_close(&in);
    if (s.code != STATUS_OK) {
        free(t.values);
        return s;
    }
    *out = (struct matrix_file){0};
    if (t.rows == t.cols && !t.list) {
        out->matrix = (struct matrix){.n = t.rows, .a = t.values};
    } else {
        out->count = t.rows * t.cols;
        out->list = t.values;
    }
    return status_ok();
}
