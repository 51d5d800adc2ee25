/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/theory/escape.h"

/* L' and L'' of the potential at w; L'' is that of the right side at the joint. */

static inline double potential_slope(const struct kramers_potential *p, double w)
{
    return w < p->joint ? p->ka * w : -p->kb * (w - p->top);
}

static inline double potential_curvature(const struct kramers_potential *p, double w)
{
    return w < p->joint ? p->ka : -p->kb;
}
