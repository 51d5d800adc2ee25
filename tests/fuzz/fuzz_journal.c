/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the part of an unfinished sweep: either whole rows, in their order, or a good error;
 * and what is not whole is cut off. Bytes without a first line of their own get the right one. */
#include "target.h"

#include "sgdscope/sweep/journal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const fuzz_seeds = "tests/fuzz/journal_seeds/*";

enum { DIGEST = 77 };

static struct grid grid;
static char output[80];

static bool is_row(size_t i, const char *text, void *context)
{
    (void)text;
    (void)context;
    return i < grid_points(&grid);
}

static void take_row(const char *line, void *context)
{
    size_t *count = context;
    (void)line;
    ++*count;
}

/* The bytes behind the first line that a journal begins with. */
static void put_part(const uint8_t *data, size_t size)
{
    static uint8_t part[1 << 16];
    static size_t length;
    if (length == 0) {
        struct journal p;
        fuzz_put_file(data, 0);
        fuzz_demand(journal_open(&p, output, DIGEST, is_row, NULL).code == STATUS_OK, "a new part");
        rewind(p.stream);
        length = fread(part, 1, sizeof part, p.stream);
        journal_close(&p);
    }
    bool is_whole = size > 0 && data[0] == '#';
    if (size + length > sizeof part)
        return;
    memcpy(part + length, data, size);
    fuzz_put_file(is_whole ? data : part, is_whole ? size : size + length);
}

/* It has what was handed over and the row that is added, and nothing else. */
static void check_rows(struct journal *p)
{
    static const char row[] = "1,0.5,0.25,1,1,1,,,1,1,,,,";
    size_t count = 0, before = p->lines;
    fuzz_demand(journal_read(p, take_row, &count).code == STATUS_OK && count == before,
                "all rows are handed over");
    if (before > 0)
        return;
    fuzz_demand(journal_add(p, row).code == STATUS_OK, "a row can be added");
    journal_close(p);
    fuzz_demand(journal_open(p, output, DIGEST, is_row, NULL).code == STATUS_OK && p->lines == 1,
                "the row is there the next time");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct journal p;
    if (grid.axes == 0) {
        fuzz_put_file(data, 0);
        fuzz_demand(grid_add(&grid, "lambda=0.5:1.5:5").code == STATUS_OK, "a grid");
        (void)snprintf(output, sizeof output, "%.*s", (int)(strrchr(fuzz_path, '.') - fuzz_path),
                       fuzz_path);
    }
    put_part(data, size);
    struct status s = journal_open(&p, output, DIGEST, is_row, NULL);
    if (s.code != STATUS_OK) {
        fuzz_check_error(&s);
        return 0;
    }
    check_rows(&p);
    journal_close(&p);
    return 0;
}
