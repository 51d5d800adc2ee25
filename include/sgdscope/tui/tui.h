/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"
#include "sgdscope/io/tour_file.h"
#include "sgdscope/model/experiment.h"
#include "sgdscope/term/display.h"

/* The full-screen instrument. */
struct tui_setting {
    const struct experiment *experiment;
    struct display_setting display;
    bool offers_tour;            /* until the first key: the tour first-steps, on > */
    const char *tour;            /* its path, in place of the experiment; NULL: none */
    const struct status *notice; /* an error to begin with, or STATUS_OK */
    bool marks_are_given;        /* by an option: g is for this session alone */
    const char *record;          /* a file to record the session in (cast.h); NULL: none */
};

/* What steps of tours can name. */
extern const struct tour_words tui_tour_words;

/* Run until the user quits or a signal comes. The terminal is afterwards as it was. last: the
 * experiment at the end. *signal_number: the signal that ended it, 0 if the user did.
 * STATUS_INPUT if the terminal cannot show it; STATUS_OUTPUT if the recording cannot be written. */
struct status tui_run(const struct tui_setting *setting, struct experiment *last,
                      int *signal_number);

/* The keys of the i-th row of the table of keys, and what they do; NULL behind the last. */
const char *tui_key(size_t i, const char **about);
