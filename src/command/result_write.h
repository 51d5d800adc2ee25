/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_RESULT_WRITE_H
#define SGDSCOPE_SRC_COMMAND_RESULT_WRITE_H

#include "sgdscope/command/options.h"

#include <stdio.h>

/* Write the result, and the verdict unless it is NULL, in the format and to the place that the options
 * give. */
struct status result_write(const struct result *r, const struct verdict *v,
                           const struct options *options);

/* Write them as text. */
void result_write_text(FILE *to, const struct result *r, const struct verdict *v);

#endif
