/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { SHIPPED_FOLDERS = 4, SHIPPED_PATH = 1024 };

/* The folders in which presets, tours and data may lie, in the order of the search:
 * $SGDSCOPE_DATADIR and no other where it is set; inside the static program; the source's assets,
 * which a build folder has beside the program; ../share/sgdscope from the program; the folder that
 * configure was told. */
struct shipped_folders {
    size_t count;
    char path[SHIPPED_FOLDERS][SHIPPED_PATH];
};

struct shipped_folders shipped_folders(void);

/* text ← the subfolder, such as "presets", of the first of them that has one. False, with text "",
 * where none has. */
bool shipped_find(const char *subfolder, char *text, size_t size);
