/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"

/* How a data file is written, and what of it is used. */

/* What separates the fields. auto: the comma if the header has one outside of quotes, else the
 * semicolon or the tab that it has. */
char data_delimiter(const struct experiment *e, const char *header);

/* Whether a field says that there is no number: it is empty, NA, nan, null, ? or the like. */
bool data_is_missing(const char *field);

/* used[i] ← whether --columns wants the column name[i]; a target named by --target is wanted too.
 * STATUS_INPUT: no such column, or names to use beside names to leave out. */
struct status data_choose(const struct experiment *e, char *const *name, size_t count, bool *used);
