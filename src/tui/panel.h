/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_TUI_PANEL_H
#define SGDSCOPE_SRC_TUI_PANEL_H

#include "app.h"
#include "sgdscope/tui/layout.h"

/* The side panel: parameters, gauge, table, legend. Private to tui/. */
void panel_paint(struct app *a, struct area area);

/* The stability gauge in one row of so many columns. */
void stability_bar_paint(const struct app *a, int row, int column, int columns);

/* 1 where the gauge shows 1−s on a logarithmic scale: in the last two percent. */
int stability_bar_is_magnified(const struct stability *s);

/* "stable", "DIVERGES" and what belongs to it, in one row. */
void verdict_paint(const struct app *a, int row, int column, int columns);

/* What a sweep has measured so far, over the plot's upper left corner. */
void sweep_paint(const struct app *a, const struct area *plot);

/* 1 where what is shown belongs to an older experiment than the present one. */
int panel_is_stale(const struct app *a);

#endif
