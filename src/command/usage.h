/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/command.h"

/* Print the help of one command, or of the program if c is NULL. */
void usage_print(const struct command *c);
