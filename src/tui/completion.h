/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_TUI_COMPLETION_H
#define SGDSCOPE_SRC_TUI_COMPLETION_H

#include "sgdscope/model/experiment.h"

#include <stddef.h>

/* What the word under the cursor can become. Private to tui/. */
struct completion {
    const char *stem; /* what has been typed of it */
    size_t length;
    char common[MATRIX_SPEC_PATH + 2]; /* what all matches begin with */
    char all[300];                     /* the matches, as many as fit */
    int count;
};

struct completion completion_begin(const char *stem);

/* One more name, if the stem is its beginning. */
void completion_offer(struct completion *c, const char *name);

/* The arguments that a command, or a parameter, of that name takes: presets, views, choices, files.
 */
void completion_offer_arguments(struct completion *c, const char *word);

#endif
