/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as recorded iterates: either rows of finite numbers or a good error. A libFuzzer target
 * (clang -fsanitize=fuzzer,address,undefined); with replay.c a program for make check. */
#include "target.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/io/iterates_file.h"

#include <math.h>
#include <stdlib.h>

const char *const fuzz_seeds = "tests/io/data";

static void check_result(const struct iterates_file *f)
{
    fuzz_demand(f->runs > 0 && f->steps > 0, "there are rows");
    fuzz_demand(f->columns > 0 && f->columns <= DIMENSION_MAX, "1 to DIMENSION_MAX columns");
    for (size_t i = 0; i < f->runs * f->steps * f->columns; i++)
        fuzz_demand(isfinite(f->a[i]), "finite numbers");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_put_file(data, size);
    struct iterates_file f = {.steps = 77};
    struct status s = iterates_file_read(fuzz_path, &f);
    if (s.code == STATUS_OK) {
        check_result(&f);
        free(f.a);
    } else {
        fuzz_check_error(&s);
        fuzz_demand(f.steps == 77 && f.a == NULL, "untouched on failure");
    }
    return 0;
}
