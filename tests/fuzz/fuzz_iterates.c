/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a recorded run: as a file, either good numbers or a good error; as lines that come
 * one by one, either a row or a good error each. */
#include "number_target.h"

#include "sgdscope/io/iterates_file.h"

#include <stdlib.h>
#include <string.h>

const char *const fuzz_seeds = "tests/io/data/*";

static void check_rows(const struct iterates_file *f)
{
    fuzz_demand(f->columns > 0 && f->columns <= DIMENSION_MAX, "1 to DIMENSION_MAX columns");
    fuzz_demand_finite(f->a, f->runs * f->steps * f->columns);
    for (size_t i = 1; f->column != NULL && i < f->columns; i++)
        fuzz_demand(f->column[i - 1] < f->column[i], "columns in their order");
}

static void read_file(const struct experiment *e)
{
    struct iterates_file f = {.steps = 77};
    struct status s = iterates_file_read(e, fuzz_path, &f);
    if (s.code != STATUS_OK) {
        fuzz_check_error(&s);
        fuzz_demand(f.steps == 77 && f.a == NULL, "untouched on failure");
        return;
    }
    fuzz_demand(f.runs > 0 && f.steps > 0, "there are rows");
    check_rows(&f);
    iterates_file_free(&f);
}

static void read_lines(const struct experiment *e, char *text)
{
    struct iterates_text t = {0};
    for (char *line; (line = strsep(&text, "\n")) != NULL;) {
        size_t before = t.rows.steps;
        struct status s = iterates_text_add(&t, e, line);
        if (s.code != STATUS_OK)
            fuzz_check_refusal(&s);
        fuzz_demand(t.rows.steps <= before + (s.code == STATUS_OK), "a line is one row at most");
    }
    if (t.rows.steps > 0)
        check_rows(&t.rows);
    iterates_file_free(&t.rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct experiment e;
    e.delimiter = (int)(size % 4);
    char *text = fuzz_text(data, size);
    fuzz_put_file(data, size);
    read_file(&e);
    read_lines(&e, text);
    free(text);
    return 0;
}
