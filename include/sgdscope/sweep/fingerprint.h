/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sweep/grid.h"

/* A number that tells whether two sweeps would give the same table: 64-bit FNV-1a, no protection
 * against forgery, of the grid, of all parameters and the contents of the files that they name, and of
 * `setting`, the rest as text. STATUS_MEMORY, or STATUS_INPUT naming the file. */
struct status fingerprint_make(const struct grid *g, const struct experiment *e,
                               const char *setting, uint64_t *digest);
