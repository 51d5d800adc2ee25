/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stddef.h>

/* The least value of f at `count` rising places, 3 or more, where it has these values, and between
 * them: the `valleys` lowest valleys that the values show are searched by GSL's minimiser
 * (Brent's), to 1e-9 of their width. Where the least is at the last place, again close to it: the
 * least of all may be just inside. STATUS_MEMORY. Private to theory/. */
struct status minimum_search(double (*f)(double x, void *context), void *context, size_t count,
                             const double *place, const double *value, size_t valleys, double *at,
                             double *least);
