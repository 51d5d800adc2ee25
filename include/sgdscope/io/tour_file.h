/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"

/* Tours: prepared lectures. An INI file with a section [tour] (title, minutes, which are else those
 * of its steps), then sections [step] in their order. A step has
 *
 *   any parameter, or `preset = NAME` for all of them; else they are those of the step before;
 *   zoom, stretch, start, pause, follow and own-ellipse are for this step alone; another
 *   view begins with its first quantity and its own scale
 *   noise-free = yes or no      the view path without noise, or with it
 *   projector                   until something else is chosen
 *   minutes                     what the step is planned to take
 *   title                       one line of TOUR_TITLE columns; there must be one
 *   text                        what is on the screen, TOUR_LINES lines at most of TOUR_COLUMNS
 *   ask                         a question; with it, until the answer is asked for:
 *   hide                        what would give it away
 *   choices = A | B | C         and `answer`, the right one; or
 *   answer = NUMBER             right `within` that share of it (10% if it does not say); with %, a
 *                               guess is a number of percent too, with or without the sign
 *   axis = x or y               along which a number is marked in the picture
 *   reveal                      the text that comes with the answer, TOUR_LINES lines at most
 *   notes                       for the speaker
 *
 * File names are relative to the tour's folder. */

enum {
    TOUR_LINES = 3,
    TOUR_COLUMNS = 78,
    TOUR_TITLE = 50,
    TOUR_CHOICES = 6,
    TOUR_TEXT = 1000,
    TOUR_NOTES = 2400
};

enum tour_axis { TOUR_AXIS_NONE, TOUR_AXIS_X, TOUR_AXIS_Y };

struct tour_step {
    struct experiment experiment; /* complete; its title is the step's */
    int projector;                /* 1: yes, 0: no; -1: as it is */
    double minutes;               /* 0: not said */
    char preset[TOUR_COLUMNS];    /* its name, if the experiment is that of no file and changed in
                                     nothing; else "" */
    char file[1024];              /* that the preset was read from; "" without one */
    char title[TOUR_TEXT];
    char text[TOUR_TEXT], ask[TOUR_TEXT], reveal[TOUR_TEXT]; /* lines, without one at the end */
    char notes[TOUR_NOTES];
    unsigned hidden; /* until the answer: a bit each, by struct tour_words */
    int choices;
    char choice[TOUR_CHOICES][TOUR_COLUMNS];
    int right;             /* which choice; -1: none */
    double answer, within; /* a number and the share that a guess may be off; NaN: none */
    bool is_percent;       /* the answer has the sign % */
    enum tour_axis axis;
};

struct tour {
    char title[TOUR_TEXT];
    double minutes; /* of all steps if it is not said; 0: neither is */
    size_t steps;
    struct tour_step *step;
};

/* What a step can hide: the number of the name, below 32, or -1. */
struct tour_words {
    int (*hidden)(const char *name);
};

/* Read a tour. STATUS_INPUT names the file and line of the first fault, and the lines of the
 * others; *out is then as it was, else it is freed by tour_free. */
struct status tour_file_read(const char *path, const struct tour_words *words, struct tour *out);

/* When a step is planned to begin: the minutes of those before it. */
double tour_planned(const struct tour *t, size_t step);

/* A guess at the step's number as people type it: "0.1", "1/10", "0,1", "10%", "10 %". Returns
 * false if it is none of these. */
bool tour_guess_parse(const struct tour_step *s, const char *text, double *out);

/* Back to {0}. */
void tour_free(struct tour *t);
