/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a data file: either a good table or a good error. */
#include "target.h"

#include "sgdscope/io/data_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const fuzz_seeds = "tests/fuzz/data_seeds/*";

static void check_result(const struct data_table *t)
{
    fuzz_demand(t->rows > 0 && t->columns > 0, "neither rows nor columns are missing");
    for (size_t c = 0; c < t->columns; c++)
        fuzz_demand(t->name[c][0] != '\0' && data_table_find(t, t->name[c]) == c,
                    "every column has a name of its own");
    for (size_t i = 0; i < t->rows * t->columns; i++)
        fuzz_demand(isfinite(t->a[i]), "finite numbers");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct experiment e;
    fuzz_put_file(data, size);
    (void)snprintf(e.data, sizeof e.data, "%s", fuzz_path);
    e.delimiter = (int)(size % 4);
    e.missing = size % 3 == 0;
    (void)snprintf(e.columns, sizeof e.columns, "%s", size % 5 == 0 ? "-a" : "");
    struct data_table t = {.rows = 77};
    struct status s = data_file_read(&e, &t);
    if (strncmp(s.text, "--columns: ", 11) == 0)
        return 0; /* names the option before the file */
    if (s.code == STATUS_OK) {
        check_result(&t);
        data_table_free(&t);
    } else {
        fuzz_check_error(&s);
        fuzz_demand(t.rows == 77 && t.a == NULL && t.name == NULL, "untouched on failure");
    }
    return 0;
}
