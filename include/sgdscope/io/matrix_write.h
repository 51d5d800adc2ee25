/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/matrix.h"

/* Write a matrix as NumPy .npy, version 1, float64 in C order, completely or not at all.
 * STATUS_OUTPUT. */
struct status matrix_file_write(const char *path, const struct matrix *m);
