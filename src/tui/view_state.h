/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/plot/canvas.h"
#include "sgdscope/plot/picture.h"
#include "sgdscope/plot/raster.h"
#include "sgdscope/view/view.h"

/* Which view is shown, what it is asked, and its picture. Private to tui/. */

struct app;

enum { VIEWS_MAX = 16 };

struct view_state {
    int shown; /* row of view_table */
    /* Of each view. */
    int quantity[VIEWS_MAX];
    bool other_scale[VIEWS_MAX];
    double start[2]; /* of the path, in the drawn plane */
    bool has_start;  /* false: where it is NaN, theory has not yet said where */
    const struct study_snapshot *curves, *points;
    struct chart *told; /* two: curves and points without what a question hides */
    /* The picture. */
    struct window window;
    struct canvas canvas;
    struct raster raster;
    int marks;         /* enum marks: what was asked for, and what that is on this terminal */
    bool has_pictures; /* this program can draw with pixels */
    bool keeps_marks;  /* the settings file remembers what is chosen */
    enum glyphs glyphs;
    struct small_view { /* beside it */
        struct window window;
        struct canvas canvas;
        struct raster raster;
    } small;
    bool has_image; /* the last picture was one of pixels: */
    struct picture_image image;
    bool follow, show_sample;
    bool projector; /* for the back row: no panel, thick strokes, large digits */
    bool fit;       /* fit the window to the next answer */
};

/* The view that is shown. */
const struct view *view_state_view(const struct app *a);

void view_state_begin(struct app *a);
void view_state_show(struct app *a, int view);
void view_state_set_marks(struct app *a, int marks); /* enum marks */
void view_state_take_snapshots(struct app *a);

/* Ask the view's study again: its quantity or start has changed. */
void view_state_ask(struct app *a);

/* Start the path there when its view is shown; where it is NaN, let theory say where. */
void view_state_give_start(struct app *a, const double start[2]);

/* start ← what brings this start back; NaN where theory would say the same. */
void view_state_given_start(const struct app *a, double start[2]);

/* What the view's study says; empty charts if it has not answered yet, or there is none. */
const struct chart *view_state_curves(const struct app *a);
const struct chart *view_state_points(const struct app *a);

/* Whether the curves belong to an older question. */
bool view_state_is_stale(const struct app *a);

/* The view's start waits for theory to say where. */
bool view_state_awaits_start(const struct app *a);

/* The dots of a raster's plot. */
double view_state_dots(const struct raster *r);

/* What the view is given now, the window as it is. */
struct view_input view_state_input(const struct app *a);
