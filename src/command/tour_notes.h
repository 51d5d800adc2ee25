/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/options.h"
#include "sgdscope/io/tour_file.h"

/* Print the tour as a handout in Markdown to standard output, with a picture of each step in the
 * folder of --output if that is given. Private to command/. */
struct status tour_notes_write(const struct tour *tour, const struct options *options);
