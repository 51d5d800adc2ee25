/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/matrix_file.h"

#include "number_table.h"

#include <stdlib.h>
#include <string.h>

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
