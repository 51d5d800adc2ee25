/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_VIEW_FIGURE_CANVAS_H
#define SGDSCOPE_VIEW_FIGURE_CANVAS_H

#include "sgdscope/study/figure.h"

/* Draw a figure of the paper: marks, axes with their labels, title and legend; the caption is the
 * caller's. aspect: of the plot's area, width to height. The canvas is cleared first; it refers to
 * the figure's walkers. */
void figure_draw(const struct figure *f, double aspect, struct canvas *c);

#endif
