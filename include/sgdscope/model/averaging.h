/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An average of a walker's iterates that is watched beside the iterates themselves (theory.md
 * section 16). */

enum average_kind {
    AVERAGE_NONE,
    AVERAGE_EMA,    /* e ← γe + (1−γ)w, each step */
    AVERAGE_WINDOW, /* the mean of L iterates, one every c steps */
    AVERAGE_COUNT
};

struct average {
    int kind;               /* enum average_kind */
    double gamma;           /* γ, 0 ≤ γ < 1 */
    double length, spacing; /* L ≥ 1 and c ≥ 1, whole numbers */
};
