/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* Files inside the program. The static one has presets, tours, data and descriptions of terminals;
 * any other has none. Their names look like paths, and a reader of files takes them for such. */

#define BUILTIN_FOLDER "/builtin/sgdscope"

struct builtin_file {
    const char *name; /* BUILTIN_FOLDER "/presets/edge.ini" */
    const char *bytes;
    size_t size; /* without the zero that follows them */
};

/* Ends with a row without a name. `make static` writes it (src/base/builtin.sh). */
extern const struct builtin_file builtin_table[];

/* The file of that name, in which "NAME/../" is left out, or NULL. */
const struct builtin_file *builtin_find(const char *path);

/* The first file in that folder, or the next after `last`; NULL if there is no other. */
const struct builtin_file *builtin_next(const char *folder, const struct builtin_file *last);
