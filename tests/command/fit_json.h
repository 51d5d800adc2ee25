/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../test.h"

#include <jansson.h>

/* What `sgdscope fit` answers, through the program. */

/* The answer to these arguments, which must end with that status; to be given back with
 * json_decref. */
json_t *fit_json(const char *arguments, int status);

/* root.first.second[i][j]; second NULL, i or j −1: there is no such level. */
double fit_number(const json_t *root, const char *first, const char *second, int i, int j);

/* Whether the assumption of that name holds. */
bool fit_holds(const json_t *root, const char *name);
