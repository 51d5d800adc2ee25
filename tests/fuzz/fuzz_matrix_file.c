/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a matrix file: either a good matrix or a good error. A libFuzzer target
 * (clang -fsanitize=fuzzer,address,undefined); with replay.c a program for make check. */
#include "target.h"

#include "sgdscope/io/matrix_file.h"

#include <math.h>
#include <stdlib.h>

const char *const fuzz_seeds = "tests/io/data";

static void check_result(const struct matrix_file *f)
{
    size_t n = f->matrix.n;
    fuzz_demand((n > 0) != (f->count > 0), "either a matrix or a list");
    fuzz_demand(n <= DIMENSION_MAX && f->count <= DIMENSION_MAX, "at most DIMENSION_MAX");
    for (size_t i = 0; i < n * n; i++)
        fuzz_demand(isfinite(f->matrix.a[i]), "finite elements");
    for (size_t i = 0; i < f->count; i++)
        fuzz_demand(isfinite(f->list[i]), "finite numbers");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_put_file(data, size);
    struct matrix_file f = {.count = 77};
    struct status s = matrix_file_read(fuzz_path, &f);
    if (s.code == STATUS_OK) {
        check_result(&f);
        free(f.matrix.a);
        free(f.list);
    } else {
        fuzz_check_error(&s);
        fuzz_demand(f.count == 77 && f.matrix.a == NULL && f.list == NULL, "untouched on failure");
    }
    return 0;
}
