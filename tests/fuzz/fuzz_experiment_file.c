/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an experiment file: either an experiment that can be written and comes back the
 * same, or a good error. */
#include "target.h"

#include "sgdscope/io/experiment_file.h"
#include "sgdscope/model/parameter.h"

#include <stdio.h>
#include <string.h>

const char *const fuzz_seeds = "assets/presets/*";

static char copy[100]; /* where the experiment is written to */

/* Its text can be cut at a blank, and a word that begins so cannot begin a line. */
static int is_plain(const char *text)
{
    size_t length = strlen(text);
    return strpbrk(text, "#;\t\v\f\r") == NULL && (length == 0 || text[length - 1] != ' ');
}

static void check_copy(const struct experiment *e)
{
    struct experiment back = {0};
    struct status s = experiment_file_write(copy, e);
    if (s.code != STATUS_OK) {
        fuzz_demand(s.code == STATUS_OUTPUT && !is_plain(e->text), "what was read can be written");
        return;
    }
    fuzz_demand(experiment_file_read(copy, &back).code == STATUS_OK,
                "what was written can be read");
    fuzz_demand(experiment_equal(&back, e), "what was written comes back the same");
    if (is_plain(e->title) && is_plain(e->text))
        fuzz_demand(strcmp(back.title, e->title) == 0 && strcmp(back.text, e->text) == 0,
                    "title and text come back the same");
    experiment_free(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct experiment e, before;
    fuzz_put_file(data, size);
    (void)snprintf(copy, sizeof copy, "%s.copy", fuzz_path);
    experiment_init(&e);
    e.lambda = 0.123;
    before = e;
    struct status s = experiment_file_read(fuzz_path, &e);
    if (s.code == STATUS_OK) {
        (void)experiment_check(&e);
        check_copy(&e);
    } else {
        fuzz_check_error(&s);
        fuzz_demand(memcmp(&e, &before, sizeof e) == 0, "untouched on failure");
    }
    experiment_free(&e);
    return 0;
}
