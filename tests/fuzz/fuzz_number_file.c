/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a matrix file and as recorded iterates: either good numbers or a good error. A
 * libFuzzer target (clang -fsanitize=fuzzer,address,undefined); with replay.c a program for make
 * check. */
#include "target.h"

#include "sgdscope/io/iterates_file.h"
#include "sgdscope/io/matrix_file.h"

#include <math.h>
#include <stdlib.h>

const char *const fuzz_seeds = "tests/io/data";

static void demand_finite(const double *a, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fuzz_demand(isfinite(a[i]), "finite numbers");
}

static void read_matrix(void)
{
    struct matrix_file f = {.count = 77};
    struct status s = matrix_file_read(fuzz_path, &f);
    if (s.code != STATUS_OK) {
        fuzz_check_error(&s);
        fuzz_demand(f.count == 77 && f.matrix.a == NULL && f.list == NULL, "untouched on failure");
        return;
    }
    size_t n = f.matrix.n;
    fuzz_demand((n > 0) != (f.count > 0), "either a matrix or a list");
    fuzz_demand(n <= DIMENSION_MAX && f.count <= DIMENSION_MAX, "at most DIMENSION_MAX");
    demand_finite(f.matrix.a, n * n);
    demand_finite(f.list, f.count);
    free(f.matrix.a);
    free(f.list);
}

static void read_iterates(int delimiter)
{
    const struct experiment e = {.delimiter = delimiter};
    struct iterates_file f = {.steps = 77};
    struct status s = iterates_file_read(&e, fuzz_path, &f);
    if (s.code != STATUS_OK) {
        fuzz_check_error(&s);
        fuzz_demand(f.steps == 77 && f.a == NULL, "untouched on failure");
        return;
    }
    fuzz_demand(f.runs > 0 && f.steps > 0, "there are rows");
    fuzz_demand(f.columns > 0 && f.columns <= DIMENSION_MAX, "1 to DIMENSION_MAX columns");
    demand_finite(f.a, f.runs * f.steps * f.columns);
    iterates_file_free(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_put_file(data, size);
    read_matrix();
    read_iterates((int)(size % 4));
    return 0;
}
