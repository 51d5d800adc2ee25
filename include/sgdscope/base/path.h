/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* text ← path, in which "~/" in front stands for $HOME, as in a shell. False, with text cut, if it
 * does not fit into size bytes. */
bool path_expand(const char *path, char *text, size_t size);
