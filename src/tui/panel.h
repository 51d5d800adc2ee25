/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app.h"
#include "area.h"

/* The parts of the screen around the plot. Those that take a pointer to an area take the rows that
 * they use away from it (area.h). Private to tui/. */

/* The text of a tour's step; its rows are taken away from the plot and the panel. */
void tour_box_paint(const struct app *a, struct layout *l);

/* The side panel: parameters, stability bar, table, legend and details. */
void panel_paint(struct app *a, struct area at);

/* Its table, and the rows that it takes. */
void panel_table(const struct app *a, struct area *at);

/* Whether the walkers are on their way along a schedule, where no stationary theory holds. */
bool table_follows_schedule(const struct app *a);

/* What the theories say of the stationary state, of w or of averages; NaN along a schedule. */
const struct plane_prediction *table_stationary(const struct app *a, bool of_averages);

/* The notes of a picture of a setting of its own that stand above it; the others are in the table's
 * place. */
enum { NOTES_ABOVE = 1 };

int panel_table_rows(const struct app *a, int columns);

/* Numbers of the table, in `width` columns at most. panel_number: as many digits of the value as
 * its error leaves meaning, "8.97±.13", "2.91(4)e-3" (the error in the last digit), or the value
 * alone. panel_number_plain: with that many decimals. panel_number_small: with an exponent and
 * three digits, which an error of 0 leaves alone. */
enum { PANEL_NUMBER = 64 };
void panel_number(bool ascii, double value, double error, int width, char text[PANEL_NUMBER]);
void panel_number_plain(bool ascii, double value, double error, int decimals,
                        char text[PANEL_NUMBER]);
void panel_number_small(double value, double error, int width, char text[PANEL_NUMBER]);

/* A number of standard errors with its sign, "+736.1", in `width` columns at most; a dash if it is
 * not finite. */
void panel_z(double z, int width, bool ascii, char text[PANEL_NUMBER]);

/* Whether three digits need an exponent where there are few columns. */
bool panel_number_is_small(double value);

/* Numbers, the directions and the loss in time, as much of them as there is room for. */
void panel_details(const struct app *a, struct area at);

/* Whether the view has measured points to show there; and show them: where they are, what is
 * measured and what the discrete theory says. */
bool panel_has_points(const struct app *a, const struct area *at);
void panel_points(const struct app *a, struct area at);

/* The stability bar with its number; ticks in a second row if there is one. */
void stability_bar_paint(const struct app *a, struct area at);

/* "stable" or "DIVERGES", and how strongly, in one row. */
void verdict_paint(const struct app *a, struct area at);

/* What a sweep has measured so far: a head and the last rows that there is room for. */
void sweep_paint(const struct app *a, struct area at);

/* What the marks of a drawn view mean, a line each; without the cloud where the table has its name
 * in its colour. */
struct legend {
    const struct canvas *canvas;
    bool with_cloud, in_pixels;
};
void legend_paint(const struct app *a, const struct legend *of, struct area *at);

/* The band below the plot: a sentence, numbers in large digits, the stability bar. projector_divide
 * gives the plot the rows that an open question, or a picture without numbers, leaves empty. */
void projector_divide(const struct app *a, struct layout *l);
void projector_paint(const struct app *a, struct area at);

/* Where there is no panel: the legend of a picture whose curves do not carry their names, and a
 * sweep's table. side_divide takes their room from the plot. */
void side_divide(const struct app *a, struct layout *l);
void side_paint(const struct app *a, struct area at);

/* Another view in small, where the view has one beside it. small_divide takes its room from the
 * plot, if that has enough. */
void small_divide(const struct app *a, struct layout *l);
void small_paint(struct app *a, struct area at);

/* The line above the plot; on a small screen two lines of numbers in place of the panel. */
void header_paint(const struct app *a, struct area at);

/* The lines below it: keys, message or what the prompt takes; the command line. is_taken: the
 * prompt stands there, and a message above it. */
void footer_paint(const struct app *a, struct area at, bool is_taken);
void footer_paint_command(const struct app *a, struct area at);
void footer_paint_solving(const struct app *a, struct area at);
