/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_FIGURE_WRITE_H
#define SGDSCOPE_SRC_COMMAND_FIGURE_WRITE_H

#include "sgdscope/command/options.h"
#include "sgdscope/study/figure.h"

#include <stdio.h>

/* A figure as text, JSON, CSV or a picture. Private to command/. */

enum { CAPTION_SIZE = 1600 };

/* What stands under the figure: the settings, the command, notes and, where something was compared,
 * how far it is off (allowed: standard errors). Returns text. */
const char *figure_caption(const struct figure *f, const struct experiment *e, double allowed,
                           char text[CAPTION_SIZE]);

/* For a terminal of 80 columns; Table 1 as a table. */
struct status figure_write_text(const struct figure *f, const char *caption, int ascii,
                                FILE *stream);

/* Write it as the options say, to standard output or to --output. */
struct status figure_write(const struct figure *f, double allowed, const struct options *options);

#endif
