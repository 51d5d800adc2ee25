/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/rule.h"

#include <stddef.h>

/* Autocorrelation of w along a direction of curvature k in the stationary state (theory.md section
 * 6). State noise does not change it: it scales the whole stationary block of (w, m). */

/* out[h] ← r(h), h = 0 … lags−1: the autocovariance of w at lag h over its variance, the top left
 * element of A^h X over that of X. All NaN if the direction is not stable. */
void autocorrelation(const struct rule *r, double k, size_t lags, double *out);

/* 1 + 2 Σ_{h≥1} r(h)², in closed form: the integrated autocorrelation time of w² for Gaussian w, in
 * steps. A variance averaged over T steps of one walker has the relative standard error
 * √(2·(this)/T). The squares matter: 1 + 2 Σ r(h) is for the error of a mean, and can be less than
 * one. NaN if the direction is not stable. */
double autocorrelation_time_of_square(const struct rule *r, double k);
