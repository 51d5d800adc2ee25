/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "input.h"

#include <limits.h>

/* file ← the file of FILE.npz:NAME, or path as it is. Returns the array's name in path, or NULL. */
const char *number_file_split(const char *path, char file[PATH_MAX]);

/* Open a file of numbers for any reader. Of a NumPy archive, FILE.npz or FILE.npz:NAME, in is the
 * array: an .npy file. gzip, HDF5, pickles and other files known by how they begin are refused by
 * name (STATUS_INPUT). */
struct status number_file_open(struct input *in, const char *path);
