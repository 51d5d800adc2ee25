/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

/* The least value of f between two places; *at has one between them where f is lower than at both,
 * and *value is f there. To 1e-9 of the width. STATUS_MEMORY. Private to theory/. */
struct status minimum_refine(double (*f)(double x, void *context), void *context, double from,
                             double to, double *at, double *value);
