/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_VIEW_VIEW_H
#define SGDSCOPE_VIEW_VIEW_H

#include "sgdscope/live/snapshot.h"
#include "sgdscope/model/experiment.h"
#include "sgdscope/plot/canvas.h"

/* A view is a pure function from snapshots to marks on a canvas. A new view is one file and one row
 * of the table. */

/* The piece of the plane that is shown: |y| ≤ half, |x| ≤ half·aspect·stretch. */
struct window {
    double half;    /* one of 1, 2, 5 × 10^k; 0 before the first fit */
    double stretch; /* 1 where a circle is a circle */
    int manual;     /* zoomed by hand: not moved until the next fit */
};

struct view_input {
    const struct experiment *experiment;
    const struct theory_snapshot *theory;
    const struct cloud_snapshot *cloud;
    struct window window;
    int columns, rows; /* of the plot's area in characters; 0 where there are none */
    double aspect;     /* of the plot's area on the screen, width to height */
    double dots;       /* dots the area has */
    int follow;        /* draw the followed walker's trail */
    int show_sample;   /* draw the cloud's own ellipse */
    /* Of views with a study; empty charts until the first answer. */
    const struct chart *curves, *points;
    enum study_kind study;
    int quantity;    /* which of the study's quantities */
    int logarithmic; /* the view's other scale */
};

struct view {
    const char *name, *title;
    const char *about; /* the question and the theorem, in one line */
    char key;
    void (*draw)(const struct view_input *in, struct canvas *c);
    /* The window for what is to be seen now: holds still as long as it can. fit: forget
     * the old one. NULL where the view has none. */
    struct window (*window)(const struct view_input *in, int fit);
    enum study_kind study;
    int scales;              /* 1: it has another, logarithmic scale */
    int is_table;            /* 1: no axes, so no room for their labels */
    const char *const *help; /* lines on what is seen and what to try, NULL ends */
};

extern const struct view view_table[];
extern const int view_count;

/* The index of the view of that name, or of that key, or -1. */
int view_find(const char *name);

/* Write the view as a picture: the ending of the name says the format (STATUS_INPUT where it is
 * none of plot/picture.h's), the light theme or the dark one. Title: the view's own; caption: the
 * command that makes the experiment, steps, walkers, seed. Of in->window and in->aspect everything
 * is inside the picture, whose shape may be another one. The canvas is drawn anew. Errors as
 * picture_write. */
struct status view_export(const struct view *view, const struct view_input *in, struct canvas *c,
                          const char *path, int dark);

/* Walkers outside the window. */
size_t view_outside(const struct view_input *in);

#endif
