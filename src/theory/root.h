/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_THEORY_ROOT_H
#define SGDSCOPE_SRC_THEORY_ROOT_H

#include "sgdscope/base/status.h"

/* Roots of a function of one number; private to theory/. */

typedef double root_function(double x, void *context);

/* Two x and what the function is there. */
struct bracket {
    double low, at_low, high, at_high;
};

/* root ← where f is 0 between low and high, by Brent's method, to `relative` of its size. f must
 * have opposite signs there, or be 0 at an end. STATUS_NUMERIC where it does not, or is no number
 * on the way; STATUS_MEMORY. Both name `what` is looked for. */
struct status root_find(const char *what, root_function *f, void *context, const struct bracket *b,
                        double relative, double *root);

#endif
