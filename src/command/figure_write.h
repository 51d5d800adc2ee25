/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/options.h"
#include "sgdscope/study/figure.h"

#include <stdio.h>

/* A figure as text, JSON, CSV or a picture. Private to command/. */

enum { CAPTION_SIZE = 1600 };

/* The caption: the settings, notes, the verdict if something was compared (allowed: standard errors)
 * and the command. Returns text. */
const char *figure_caption(const struct figure *f, const struct experiment *e, double allowed,
                           char text[CAPTION_SIZE]);

/* For a terminal of 80 columns; Table 1 as a table. */
struct status figure_write_text(const struct figure *f, const char *caption, bool ascii,
                                FILE *stream);

/* Write it as the options say, to standard output or to --output. */
struct status figure_write(const struct figure *f, double allowed, const struct options *options);
