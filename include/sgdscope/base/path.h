/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* text ← path, in which "~/" in front stands for $HOME, as in a shell. False, with text cut, if it
 * does not fit into size bytes. */
bool path_expand(const char *path, char *text, size_t size);

/* text ← path with that ending. The last name in it is cut where both together are longer than a
 * file's name may be (NAME_MAX). False if it is too long without the ending, or if text is cut
 * because the whole does not fit into size bytes. */
bool path_append(const char *path, const char *ending, char *text, size_t size);

/* Whether both lead, through whatever links, to one regular file. */
bool path_is_same(const char *a, const char *b);

/* text ← the way to an existing absolute path from the working directory: "pictures", "../talk";
 * the path itself if it is relative already or the working directory. Cut to fit. */
void path_relative(const char *path, char *text, size_t size);

/* text ← where the user's file or folder of that name is: in $XDG_CONFIG_HOME/sgdscope, by default
 * ~/.config/sgdscope. False, with text "", if that is unknown or does not fit into size bytes. */
bool path_config(const char *name, char *text, size_t size);

/* Make the folders that the path of a file goes through, as far as that is possible. */
void path_make_folders(const char *path);

/* text ← the absolute path of this program's own file, without links. False if that is unknown or
 * does not fit into size bytes. */
bool path_of_program(char *text, size_t size);
