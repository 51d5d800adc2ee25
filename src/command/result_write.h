/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_RESULT_WRITE_H
#define SGDSCOPE_SRC_COMMAND_RESULT_WRITE_H

#include "sgdscope/command/options.h"

#include <stdio.h>

/* Write the result, with the verdict where there is one, as the options say: to standard output or
 * to --output. */
struct status result_write(const struct result *r, const struct verdict *v,
                           const struct options *options);

/* The same as text to a stream. */
void result_write_text(FILE *to, const struct result *r, const struct verdict *v);

#endif
