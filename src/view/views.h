/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_VIEW_VIEWS_H
#define SGDSCOPE_SRC_VIEW_VIEWS_H

#include "sgdscope/view/view.h"

/* The views' functions, for the table alone. */
void scatter_draw(const struct view_input *in, struct canvas *c);
struct window scatter_window(const struct view_input *in, int fit);

#endif
