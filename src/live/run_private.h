/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "live_private.h"
#include "sgdscope/io/iterates_file.h"

/* Private to run_*.c. */

/* A run in the drawn plane. */
struct run_plane {
    const struct recorded_run *run, *whole; /* whole: with the rows that diverge */
    size_t from;                            /* rows of each run before it are left out */
    double *centre, *axis[2];               /* n numbers each, one behind the other */
};

/* Find centre and axes; out ← points. is_open: the newest rows. problem: with the run's own rule.
 * STATUS_INPUT if it has another dimension. */
struct status run_plane_place(const struct run_plane *p, const struct experiment *e,
                              const struct problem *problem, bool is_open,
                              struct run_snapshot *out);

/* Then out ← its covariance, what the theories say, and its shares in their ellipses. */
struct status run_plane_measure(const struct run_plane *p, const struct experiment *e,
                                const struct problem *problem, struct run_snapshot *out);

/* out ← the rows of each run before those at which some run grows without end: all where none does.
 * They are the run's own, or *copy, which is to be freed. STATUS_MEMORY. */
struct status run_before_growth(const struct recorded_run *run, struct recorded_run *out,
                                double **copy);

/* Rows from standard input. */
struct run_stream {
    struct iterates_text text;
    bool is_open, is_binary; /* is_binary: it begins like no text, and is read no further */
    char *line;              /* one that has come in part */
    size_t used, room;
    size_t lines, refused;
    char refusal[120];
    size_t *gap; /* the rows before which one was refused */
    size_t gaps, gap_room;
};

/* Take what has come, but no more than is read in a few milliseconds. Never waits: call it when the
 * descriptor is readable. Rows that are none are counted and the last of them named. */
void run_stream_read(struct run_stream *s, const struct experiment *e, int descriptor);
void run_stream_free(struct run_stream *s);
