/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The statistics of test_draw with many more numbers, which no make check has time for: some
 * minutes a law. Usage: check_long [NUMBERS [SEED]]; 10¹⁰ numbers of every law by default. */

#include "draw_check.h"

#include "sgdscope/sim/draw.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    const double count = argc > 1 ? strtod(argv[1], NULL) : 1e10;
    const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    if (!(count >= 1)) {
        (void)fprintf(stderr, "usage: check_long [NUMBERS [SEED]]\n");
        return 2;
    }
    (void)printf("# %g numbers of each law, seed %llu, path %s\n", count, (unsigned long long)seed,
                 draw_isa_name());
    int failed = 0;
    for (int law = 0; law < DISTRIBUTION_COUNT; law++)
        failed += draw_check((enum distribution)law, seed, count, 1);
    (void)printf("# %d beyond 5 standard deviations\n", failed);
    return failed > 0;
}
