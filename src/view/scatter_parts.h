/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views.h"

/* What scatter.c and scatter_window.c share. */

/* A theory's covariance in the plane; NaN where it has none, and where it is not to be told. */
const double *scatter_covariance(const struct view_input *in, enum theory_kind kind);

/* Whether there is one direction, and so densities in place of ellipses. */
bool scatter_is_line(const struct view_input *in);
