/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/number.h"
#include "sgdscope/view/view.h"

/* What a class reads from the back row: one sentence, and two numbers with their ratio. */

enum { HEADLINE_NUMBERS = 2, HEADLINE_CAPTION = 40, HEADLINE_DIGITS = NUMBER_SIZE };

struct headline {
    char sentence[160];
    struct headline_number {
        double value;                 /* NaN: not known, or not yet, which the caption says */
        char digits[HEADLINE_DIGITS]; /* as headline_digits writes it; s so that it is not 1 */
        enum ink ink;
        char caption[HEADLINE_CAPTION]; /* "" if there is no such number */
    } number[HEADLINE_NUMBERS];
    double ratio; /* of the first to the second; NaN: none */
};

/* The headline of the view that in holds, of the setting that it shows. Measured numbers have their
 * standard error in the caption, in percent: a small one needs no exponent so. */
void view_headline(const struct view_input *in, struct headline *out);

/* The diagonal element of the covariance in the plane (0 or 2) in which the theories differ
 * most. */
int view_most_distorted(const struct theory_snapshot *t);

/* How wrong the continuous theory of the stationary state is, in the direction of the plane where
 * it is most wrong: "along w₁ the continuous theory is 10 times too small"; "" if that is not
 * known. Returns text. */
enum { EXCESS_WORDS = 120 };
const char *view_excess_words(const struct view_input *in, char text[EXCESS_WORDS]);

/* value in two significant digits, without an exponent from 0.0001 to 99999: "9.0", "0.90", "10",
 * "123"; a dash if it is NaN. Returns text. */
const char *headline_digits(double value, char text[HEADLINE_DIGITS]);
