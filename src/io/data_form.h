/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"

/* How a data file is written, and what of it is used. */

/* What separates the fields. auto: the first of `candidates` that the line has outside of quotes;
 * '\0' where it has none. */
char data_delimiter(const struct experiment *e, const char *line, const char *candidates);

/* In a header a comma comes first: names seldom have one. */
#define HEADER_DELIMITERS ",;\t"

/* value ← the number in a field. Where something else than the comma separates the fields, a comma
 * is a decimal one. STATUS_INPUT. */
struct status data_number(char delimiter, char *field, double *value);

/* Whether a field says that there is no number: it is empty, NA, nan, null, ? or the like. */
bool data_is_missing(const char *field);

/* used[i] ← whether --columns wants the column name[i]; a target of a data file named by
 * --target is wanted too. A number that is no name counts from 1; name may be NULL.
 * STATUS_INPUT: no such column, or names to use beside names to leave out. */
struct status data_choose(const struct experiment *e, char *const *name, size_t count, bool *used);
