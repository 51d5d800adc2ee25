/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ini.h"

#include "sgdscope/model/parameter.h"

/* A parameter in an INI file, for all files that hold experiments. Private to io/. */

/* How its value is read: a file's name may hold a # after a blank. */
enum ini_kind experiment_entry_kind(const struct ini_entry *entry);

/* Set the parameter in e; a file name is relative to the INI file at `path`. given: the line of
 * each parameter that was given before, 0 if none was. */
struct status experiment_entry_set(const char *path, const struct ini_entry *entry,
                                   size_t given[PARAMETERS_MAX], struct experiment *e);

/* Apply what the given parameters imply. Returns whether any was given. */
bool experiment_entries_imply(const size_t given[PARAMETERS_MAX], struct experiment *e);
