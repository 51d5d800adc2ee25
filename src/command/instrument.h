/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/options.h"

/* Run the instrument with these options, with the tour at that path if there is one (else NULL),
 * and print the command that brings the last experiment back. Private to command/. */
struct status instrument_run(const struct options *options, const char *tour, int *answer);
