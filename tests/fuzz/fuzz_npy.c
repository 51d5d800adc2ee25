/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an array of NumPy's: either good numbers or a good error. */
#include "number_target.h"

const char *const fuzz_seeds = "tests/io/data/*.npy";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_matrix("\x93NUMPY", data, size, fuzz_path);
    return 0;
}
