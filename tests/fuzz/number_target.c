/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "number_target.h"

#include "sgdscope/io/matrix_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void fuzz_demand_finite(const double *a, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fuzz_demand(isfinite(a[i]), "finite numbers");
}

void fuzz_matrix(const char *beginning, const uint8_t *data, size_t size, const char *name)
{
    size_t length = strlen(beginning);
    if (size < length || memcmp(data, beginning, length) != 0)
        return;
    fuzz_put_file(data, size);
    struct matrix_file f = {.count = 77};
    struct status s = matrix_file_read(name, &f);
    if (s.code != STATUS_OK) {
        fuzz_check_error(&s);
        fuzz_demand(f.count == 77 && f.matrix.a == NULL && f.list == NULL, "untouched on failure");
        return;
    }
    size_t n = f.matrix.n;
    fuzz_demand((n > 0) != (f.count > 0), "either a matrix or a list");
    fuzz_demand(n <= DIMENSION_MAX && f.count <= DIMENSION_MAX, "at most DIMENSION_MAX");
    fuzz_demand_finite(f.matrix.a, n * n);
    fuzz_demand_finite(f.list, f.count);
    free(f.matrix.a);
    free(f.list);
}
