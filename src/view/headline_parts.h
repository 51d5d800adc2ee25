/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/view/headline.h"

/* What the headlines' files share. */

typedef void headline_function(const struct view_input *in, struct headline *h);

/* By study; NULL: the view's heading is all. */
extern headline_function *const headline_of_study[STUDY_COUNT];

/* Against λ and μ: the quantity that is drawn, at the present setting. */
headline_function headline_of_variance;

/* Set the first (0) or second number. The error of a measured one is in its caption; NaN: it has
 * none. */
void headline_number(struct headline *h, int which, enum ink ink, double value,
                     const char *caption);
void headline_measured(struct headline *h, int which, enum ink ink, double value, double error,
                       const char *what);

/* Whether a ratio is that of two numbers that agree, as far as the back row is concerned. */
bool headline_agrees(double ratio);

/* By how many percent it differs from 1, rounded up, 1 at least. */
double headline_percent_off(double ratio);

/* The ratio of the two; NaN if there is none. */
void headline_ratio(struct headline *h);
