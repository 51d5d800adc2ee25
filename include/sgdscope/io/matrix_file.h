/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/matrix.h"

/* Read a matrix file; "-" is standard input. A pipe is waited for. NumPy and Matrix Market
 * files are known by how they begin; all others are text:
 *   NumPy .npy, versions 1 to 3, any real type, either byte order, C or Fortran order; two
 *   dimensions D×D, or one dimension (a list), or D×1 or 1×D (a list; 1×1 is a matrix);
 *   NumPy .npz with one array, or FILE.npz:NAME;
 *   Matrix Market, array or coordinate, real or integer, general or symmetric;
 *   text, one row per line, separated by commas or blanks; # starts a comment; one row or one
 *   column is a list.
 * Every number must be finite. D from 1 to DIMENSION_MAX.
 * Fails with STATUS_INPUT; the text names the file, and the line in text formats
 * ("k.txt:3: 4 numbers where the first row has 3"). out is filled only on success. */
struct status matrix_file_read(const char *path, struct matrix_file *out);
