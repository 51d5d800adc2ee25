/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char fuzz_path[64];

void fuzz_demand(int truth, const char *what)
{
    if (!truth) {
        (void)fprintf(stderr, "not true: %s\n", what);
        abort();
    }
}

static void remove_file(void)
{
    (void)unlink(fuzz_path);
}

void fuzz_put_file(const uint8_t *data, size_t size)
{
    static int file = -1;
    if (file < 0) {
        (void)snprintf(fuzz_path, sizeof fuzz_path, "/tmp/sgdscope-fuzz-XXXXXX");
        file = mkstemp(fuzz_path);
        fuzz_demand(file >= 0, "a temporary file can be made");
        (void)atexit(remove_file);
    }
    fuzz_demand(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size,
                "the temporary file can be written");
}

void fuzz_check_error(const struct status *s)
{
    fuzz_demand(s->code == STATUS_INPUT, "an error is STATUS_INPUT");
    fuzz_demand(strncmp(s->text, fuzz_path, strlen(fuzz_path)) == 0, "an error names the file");
    fuzz_demand(strchr(s->text, '\n') == NULL, "an error is one line");
    fuzz_demand(strlen(s->text) > strlen(fuzz_path) + 2, "an error has a reason");
}
