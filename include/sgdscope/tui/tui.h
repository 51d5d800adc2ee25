/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TUI_TUI_H
#define SGDSCOPE_TUI_TUI_H

#include "sgdscope/model/experiment.h"

#include <stdio.h>

/* The full-screen instrument. */
struct tui_setting {
    const struct experiment *experiment;
    int ascii, no_color;
    const char *theme; /* "dark", "light" or NULL: told by the terminal, or COLORFGBG */
    const char *view;
    double fps;
    double max_rate; /* bytes a second to the terminal; 0: as many as it takes */
};

/* Run until the user quits or a signal comes. The terminal is afterwards as it was. last: the
 * experiment at the end. *signal_number: the signal that ended it, 0 where the user did.
 * STATUS_INPUT where the terminal cannot show it. */
struct status tui_run(const struct tui_setting *setting, struct experiment *last,
                      int *signal_number);

/* A limit of the line from text, for `--max-rate` and `:max-rate`: a whole number of bytes a
 * second, at least those of a modem of 2400 baud, or 0 for none. STATUS_INPUT where it is neither.
 */
struct status tui_max_rate_parse(const char *text, double *bytes);

/* The table of keys for `list keys`: one line each. */
void tui_print_keys(FILE *out);

#endif
