/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

/* Roots of a function of one number; private to theory/. */

typedef double root_function(double x, void *context);

/* A function, two x and its values there. */
struct bracket {
    root_function *f;
    void *context;
    double low, high, at_low, at_high;
};

struct bracket bracket_make(root_function *f, void *context, double low, double high);

/* root ← a zero of f between low and high, by Brent's method, to `relative` of its size. f must
 * have opposite signs there, or be 0 at an end. STATUS_NUMERIC if not, or if it becomes NaN;
 * STATUS_MEMORY. The message begins with `what`. */
struct status root_find(const char *what, const struct bracket *b, double relative, double *root);
