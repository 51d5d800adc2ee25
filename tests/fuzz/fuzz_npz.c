/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an archive of NumPy's arrays, its only one and the one called A: either good numbers
 * or a good error. */
#include "number_target.h"

#include <stdio.h>
#include <unistd.h>

const char *const fuzz_seeds = "tests/io/data/*.npz";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char archive[100], array[110]; /* the file by another name, which begins with its own */
    fuzz_matrix("PK\3\4", data, size, fuzz_path);
    if (archive[0] == '\0' && fuzz_path[0] != '\0') {
        (void)snprintf(archive, sizeof archive, "%s.npz", fuzz_path);
        (void)snprintf(array, sizeof array, "%s:A", archive);
        fuzz_demand(symlink(fuzz_path, archive) == 0, "a link can be made");
    }
    fuzz_matrix("PK\3\4", data, size, array);
    return 0;
}
