/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a tour: either complete steps or a good error. */
#include "target.h"

#include "sgdscope/io/tour_file.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/tui/tui.h"

#include <math.h>
#include <string.h>

const char *const fuzz_seeds = "assets/tours/*";

static void check_step(const struct tour_step *s)
{
    bool is_asked = s->ask[0] != '\0';
    fuzz_demand(s->title[0] != '\0', "a step has a title");
    fuzz_demand(experiment_check(&s->experiment).code == STATUS_OK, "a step can be shown");
    fuzz_demand(is_asked || (s->hidden == 0 && s->reveal[0] == '\0' && isnan(s->answer)),
                "what is answered is asked");
    fuzz_demand(s->right < s->choices && s->choices <= TOUR_CHOICES, "the answer is a choice");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tour t = {.minutes = 0.123}, before = t;
    fuzz_put_file(data, size);
    struct status s = tour_file_read(fuzz_path, &tui_tour_words, &t);
    if (s.code != STATUS_OK) {
        fuzz_check_error(&s);
        fuzz_demand(memcmp(&t, &before, sizeof t) == 0, "untouched on failure");
        return 0;
    }
    fuzz_demand(t.steps > 0, "a tour has steps");
    for (size_t i = 0; i < t.steps; i++)
        check_step(&t.step[i]);
    tour_free(&t);
    return 0;
}
