/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a matrix file: either a good matrix or a good error. A libFuzzer target
 * (clang -fsanitize=fuzzer,address,undefined); with replay.c a program for make check. */
#include "sgdscope/io/matrix_file.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern const char *const fuzz_seeds; /* for replay.c */

const char *const fuzz_seeds = "tests/io/data";

static char path[64];
static int file = -1;

static void demand(int truth, const char *what)
{
    if (!truth) {
        (void)fprintf(stderr, "not true: %s\n", what);
        abort();
    }
}

static void remove_file(void)
{
    (void)unlink(path);
}

/* One file for all inputs. */
static void put_file(const uint8_t *data, size_t size)
{
    if (file < 0) {
        (void)snprintf(path, sizeof path, "/tmp/sgdscope-fuzz-XXXXXX");
        file = mkstemp(path);
        demand(file >= 0, "a temporary file can be made");
        (void)atexit(remove_file);
    }
    demand(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size,
           "the temporary file can be written");
}

static void check_result(const struct matrix_file *f)
{
    size_t n = f->matrix.n;
    demand((n > 0) != (f->count > 0), "either a matrix or a list");
    demand(n <= DIMENSION_MAX && f->count <= DIMENSION_MAX, "at most DIMENSION_MAX");
    for (size_t i = 0; i < n * n; i++)
        demand(isfinite(f->matrix.a[i]), "finite elements");
    for (size_t i = 0; i < f->count; i++)
        demand(isfinite(f->list[i]), "finite numbers");
}

static void check_error(const struct status *s)
{
    demand(s->code == STATUS_INPUT, "an error is STATUS_INPUT");
    demand(strncmp(s->text, path, strlen(path)) == 0, "an error names the file");
    demand(strchr(s->text, '\n') == NULL, "an error is one line");
    demand(strlen(s->text) > strlen(path) + 2, "an error has a reason");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    put_file(data, size);
    struct matrix_file f = {.single = 77};
    struct status s = matrix_file_read(path, &f);
    if (s.code == STATUS_OK) {
        check_result(&f);
        matrix_file_free(&f);
    } else {
        check_error(&s);
        demand(f.single == 77 && f.matrix.a == NULL && f.list == NULL, "untouched on failure");
    }
    return 0;
}
