/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stddef.h>

/* Files that are found by a bare name: presets and tours. */
struct collection {
    const char *folder; /* of the shipped data and of the user's own, and what `list` calls them */
    const char *noun;   /* one of them, in messages */
};

extern const struct collection collection_presets, collection_tours;

/* Find a file by its name or a bare name: the working directory, the user's own folder
 * ($XDG_CONFIG_HOME/sgdscope/presets), the shipped one; NAME or NAME.ini. STATUS_INPUT suggests the
 * nearest name. */
struct status collection_find(const struct collection *of, const char *name, char *path,
                              size_t size);

/* The same by a bare name alone, and not in the working directory. */
struct status collection_find_listed(const struct collection *of, const char *name, char *path,
                                     size_t size);

/* A line that says that the file at `path`, which collection_find has found by a bare name in the
 * working directory, hides a listed one; STATUS_OK if it hides none. */
struct status collection_hidden(const struct collection *of, const char *name, const char *path);

/* Call back for each shipped file in alphabetical order, then for each of the user's, with its bare
 * name and path. */
typedef void collection_found(const char *name, const char *path, void *context);
void collection_each(const struct collection *of, collection_found *found, void *context);

/* STATUS_INPUT, with the folders that were searched, where there is none at all. */
struct status collection_check(const struct collection *of);
