/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/options.h"

#include <stdio.h>

/* Write the result, and the verdict unless it is NULL, in the format and to the place that the options
 * give. */
struct status result_write(const struct result *r, const struct verdict *v,
                           const struct options *options);

/* Write them as text. */
void result_write_text(FILE *to, const struct result *r, const struct verdict *v);
