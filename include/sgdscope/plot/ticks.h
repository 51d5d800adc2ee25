/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/number.h"

#include <stdbool.h>

#define TICKS_MAX 32

struct tick {
    double value;
    char label[NUMBER_SIZE]; /* e.g. "-4", "0.25", "1e-6"; never two the same */
};

/* Ticks at round numbers (steps 1, 2, 5 × 10^k; decades and, with room, 2 and 5 on a logarithmic
 * axis) inside [from, to], ends included, at most `most` of them (at least two if there is room
 * for two). Labels have just the decimals they need to differ, and reading one gives the value to
 * the bit. Returns the number of ticks: 0 if from < to does not hold, or if so narrow a range
 * has no round numbers a double can tell apart. */
int ticks_make(double from, double to, bool logarithmic, int most, struct tick ticks[TICKS_MAX]);

/* The smallest of 1, 2, 5 × 10^k that is ≥ x (infinity above 10^308). x > 0 and finite; any other x
 * is returned as it is. */
double ticks_round_up(double x);
