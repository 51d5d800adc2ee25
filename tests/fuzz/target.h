/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stddef.h>
#include <stdint.h>

/* What the fuzz targets share. A target is linked with libFuzzer (make fuzz), or with replay.c,
 * which makes it a program for make check. */

/* The target's own. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The target's seeds, a glob pattern in the source tree. */
extern const char *const fuzz_seeds;

/* Abort with the words where it is not true. */
void fuzz_demand(int truth, const char *what);

/* The bytes as a string, to be freed. It has its exact size, so that the sanitizer guards its end.
 */
char *fuzz_text(const uint8_t *data, size_t size);

/* --- files: in a folder of their own, in memory where possible -------------------------------- */

/* The file, one for all inputs, that holds the last one put there. */
extern char fuzz_path[80];
void fuzz_put_file(const uint8_t *data, size_t size);

/* The folder becomes the working directory and HOME; and delete what is in it. */
void fuzz_enter_folder(void);
void fuzz_clear_folder(void);

/* --- errors ----------------------------------------------------------------------------------- */

/* The error of a text is STATUS_INPUT and one line with a reason; that of a file names it too. */
void fuzz_check_refusal(const struct status *s);
void fuzz_check_error(const struct status *s);
