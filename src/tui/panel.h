/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_TUI_PANEL_H
#define SGDSCOPE_SRC_TUI_PANEL_H

#include "app.h"
#include "sgdscope/tui/layout.h"

/* The parts of the screen around the plot. Private to tui/. */

/* The side panel: parameters, gauge, table, legend. */
void panel_paint(struct app *a, struct area area);

/* Its table, and what the view's marks are: each in the rows of `at`; returns the rows used. */
int panel_table(const struct app *a, const struct area *at);
int panel_legend(const struct app *a, const struct area *at);

/* The stability gauge in one row of so many columns. */
void stability_bar_paint(const struct app *a, int row, int column, int columns);

/* Whether the gauge shows 1−s on a logarithmic scale: in the last two percent. */
bool stability_bar_is_magnified(const struct stability *s);

/* "stable", "DIVERGES" and what belongs to it, in one row. */
void verdict_paint(const struct app *a, int row, int column, int columns);

/* What a sweep has measured so far, over the plot's upper left corner. */
void sweep_paint(const struct app *a, const struct area *plot);

/* Whether what is shown belongs to an older experiment than the present one. */
bool panel_is_stale(const struct app *a);

/* The line above the plot; on a small screen two lines of numbers in place of the panel. */
void header_paint(const struct app *a, const struct area *at);
void header_paint_small(const struct app *a, const struct area *at);

/* The lines below it: keys, message or what the prompt takes; the command line. */
void footer_paint(const struct app *a, const struct area *at);
void footer_paint_command(const struct app *a, const struct area *at);
void footer_paint_solving(const struct app *a, int row, int column);

#endif
