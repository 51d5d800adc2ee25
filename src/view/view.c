/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/view/view.h"

#include "views.h"

const struct view view_table[] = {
    {"scatter", "scatter", "walkers and both theories' 3 sigma ellipses (Thm 2, Eq. 1)", '1',
     scatter_draw, scatter_window},
};

const int view_count = sizeof view_table / sizeof *view_table;
