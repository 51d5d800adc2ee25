/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TESTS_SIM_DRAW_CHECK_H
#define SGDSCOPE_TESTS_SIM_DRAW_CHECK_H

#include "sgdscope/model/noise.h"

#include <stdint.h>

/* Statistics of the random numbers of one law against theory: moments, a chi-square and the
 * Kolmogorov–Smirnov distance of the law, tails, and correlations of the numbers and of their
 * squares inside a pair, between near pairs and between consecutive steps. Shared by test_draw,
 * with as many numbers as fit in a make check, and check_long. */

/* Draws `count` numbers (at least one step's worth, 8192), prints every statistic when `verbose`
 * and otherwise those beyond 5 standard deviations, and returns how many those are. */
int draw_check(enum distribution law, uint64_t seed, double count, int verbose);

#endif
