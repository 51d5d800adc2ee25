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
    double aspect;   /* of the plot's area on the screen, width to height */
    double dots;     /* dots the area has */
    int follow;      /* draw the followed walker's trail */
    int show_sample; /* draw the cloud's own ellipse */
};

struct view {
    const char *name, *title, *about;
    char key;
    void (*draw)(const struct view_input *in, struct canvas *c);
    /* The window for what is to be seen now: holds still as long as it can. fit: forget
     * the old one. */
    struct window (*window)(const struct view_input *in, int fit);
};

extern const struct view view_table[];
extern const int view_count;

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
