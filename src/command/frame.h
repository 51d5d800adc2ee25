/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_FRAME_H
#define SGDSCOPE_SRC_COMMAND_FRAME_H

#include "sgdscope/command/options.h"

/* One frame of the scatter view as plain text with the table of covariances under it, for a run
 * without a terminal. Private to command/. */
struct status frame_print(const struct options *options);

#endif
