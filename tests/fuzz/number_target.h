/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "target.h"

/* Bytes that begin so, put into a file that is read under that name, as a matrix: either good
 * numbers or a good error. */
void fuzz_matrix(const char *beginning, const uint8_t *data, size_t size, const char *name);

void fuzz_demand_finite(const double *a, size_t count);
