/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/options.h"
#include "sgdscope/plot/raster.h"
#include "sgdscope/view/view.h"

#include <stdio.h>

/* One frame of the instrument without a terminal. Private to command/. */

/* What a picture says of itself; NULL: the view's title, and the experiment's command. */
struct frame_names {
    const char *title, *command;
};

/* A frame's state; large. */
struct frame {
    const struct options *options;
    const struct frame_names *names;
    struct experiment experiment; /* with the estimates of a run where it asks for them */
    const struct view *view;
    bool is_of_run; /* no walkers */
    struct run_snapshot run;
    struct problem_cache *problems;
    struct engine_setup_cache setups;
    struct problem *problem;
    struct engine_setup *setup;
    struct theory_snapshot theory;
    struct cloud_snapshot cloud;
    struct chart curves, points; /* of a view with a study */
    double direction[2][DIMENSION_MAX];
    struct canvas canvas;
    struct raster raster;
};

/* Write the view of --view: as plain text, under the scatter with the table of covariances, or as a
 * picture. */
struct status frame_write(const struct options *options, const struct frame_names *names);

/* Write the scatter of a recorded run as a picture, without walkers. */
struct status frame_write_run(const struct options *options, const struct recorded_run *run);

/* That table. */
void frame_print_table(FILE *stream, const struct frame *f);
