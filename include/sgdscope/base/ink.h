/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a mark or a text means, not what colour it has: the terminal and the pictures each have a
 * table of colours. */
enum ink {
    INK_TEXT,
    INK_DIM,        /* grid, axes, stale numbers */
    INK_STRONG,     /* emphasised text */
    INK_CLOUD,      /* the walkers; the back end grades it by density */
    INK_DISCRETE,   /* exact discrete-time theory */
    INK_CONTINUOUS, /* continuous-time theory */
    INK_SAMPLE,     /* a curve of measurements */
    INK_PAPER,      /* the paper's own curve, if it differs from the exact theory's */
    INK_CONSTANT,   /* theory with the noise of the minimum everywhere */
    INK_PREVIOUS,   /* earlier expansions and approximations */
    INK_WALKER,     /* the one walker that is followed, older part */
    INK_WALKER_NOW, /* its newest iterate */
    INK_RUN,        /* a recorded run */
    INK_AVERAGE,    /* averaged iterates: of the walkers, and what theory says of them */
    INK_WARNING,    /* DIVERGES */
    INK_GOOD,       /* stable */
    INK_COUNT
};
