/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as the name of a preset or a tour: either a file that is there, or a good error. */
#include "target.h"

#include "sgdscope/io/collection.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const fuzz_seeds = "tests/fuzz/collection_seeds/*";

static void find(const struct collection *of, const char *name)
{
    char path[1024];
    struct status s = collection_find(of, name, path, sizeof path);
    if (s.code != STATUS_OK)
        fuzz_check_refusal(&s);
    else
        fuzz_demand(strlen(path) < sizeof path && access(path, R_OK) == 0, "it is there");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *name = fuzz_text(data, size);
    fuzz_enter_folder();
    find(&collection_presets, name);
    find(&collection_tours, name);
    free(name);
    return 0;
}
