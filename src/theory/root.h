/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

/* Roots of a function of one number; private to theory/. */

typedef double root_function(double x, void *context);

/* Two x and the values of the function there. */
struct bracket {
    double low, at_low, high, at_high;
};

/* root ← a zero of f between low and high, by Brent's method, to `relative` of its size. f must
 * have opposite signs there, or be 0 at an end. STATUS_NUMERIC if not, or if it becomes NaN;
 * STATUS_MEMORY. The message begins with `what`. */
struct status root_find(const char *what, root_function *f, void *context, const struct bracket *b,
                        double relative, double *root);
