/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/options.h"

/* One frame of the scatter view, for a run without a terminal or with --output: as plain text with
 * the table of covariances under it, or as a picture. Private to command/. */
struct status frame_write(const struct options *options);
