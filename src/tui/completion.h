/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/parameter.h"

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

/* What may stand behind a command, a sum of these: files, with a / after a folder, presets, views,
 * themes. */
enum { OFFER_FILES = 1, OFFER_PRESETS = 2, OFFER_VIEWS = 4, OFFER_THEMES = 8 };
void completion_offer_kinds(struct completion *c, int kinds);

/* The values of a parameter: choices or files. */
void completion_offer_values(struct completion *c, const struct parameter *p);
