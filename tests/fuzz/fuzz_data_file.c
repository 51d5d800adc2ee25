/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a data file: either a good table or a good error. A libFuzzer target
 * (clang -fsanitize=fuzzer,address,undefined); with replay.c a program for make check. */
#include "sgdscope/io/data_file.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern const char *const fuzz_seeds; /* for replay.c */

const char *const fuzz_seeds = "tests/fuzz/data_seeds";

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

static void check_result(const struct data_table *t)
{
    demand(t->rows > 0 && t->columns > 0, "neither rows nor columns are missing");
    for (size_t c = 0; c < t->columns; c++)
        demand(t->name[c][0] != '\0', "every column has a name");
    for (size_t i = 0; i < t->rows * t->columns; i++)
        demand(isfinite(t->a[i]), "finite numbers");
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
    struct data_table t = {.rows = 77};
    struct status s = data_file_read(path, &t);
    if (s.code == STATUS_OK) {
        check_result(&t);
        data_table_free(&t);
    } else {
        check_error(&s);
        demand(t.rows == 77 && t.a == NULL && t.name == NULL, "untouched on failure");
    }
    return 0;
}
