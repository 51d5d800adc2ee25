/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stddef.h>
#include <stdint.h>

/* What the fuzz targets share. A target is what libFuzzer calls (clang
 * -fsanitize=fuzzer,address,undefined, with target.c), or, with replay.c, a program for make check.
 */

/* The target's own. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The folder of seeds in the source tree, given by the target, for replay.c. */
extern const char *const fuzz_seeds;

/* Abort with the words where it is not true. */
void fuzz_demand(int truth, const char *what);

/* The temporary file, one for all inputs, that holds the last one put there. */
extern char fuzz_path[64];
void fuzz_put_file(const uint8_t *data, size_t size);

/* The error of a file that was read is STATUS_INPUT, one line that names it and has a reason. */
void fuzz_check_error(const struct status *s);
