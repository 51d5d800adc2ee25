/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/io/format.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/study/verdict.h"
#include "sgdscope/sweep/grid.h"
#include "sgdscope/term/colours.h"

/* Which commands an option belongs to. */
enum {
    FOR_RUN = 1,
    FOR_THEORY = 2,
    FOR_CHECK = 4,
    FOR_SWEEP = 8,
    FOR_FIGURE = 16,
    FOR_LIST = 32,
    FOR_FIT = 64,
    FOR_TOUR = 128,
    FOR_SETTINGS = 0x8000 /* not a command: the settings file */
};

/* What a command line asks for. */
struct options {
    struct experiment experiment;
    const char *word; /* the argument that is no option, or NULL. For commands with parameters the
                           experiment file, already read; for figure its name, whose settings the
                           experiment has */
    char file[1024];  /* the experiment file or the tour that it names; "" for none */
    struct status hidden; /* STATUS_OK, or what says that this file hides a preset or tour */
    enum format format;   /* from --format or --output's ending */
    const char *output;   /* NULL: standard output */
    const char *record;   /* NULL: no recording */
    int threads;
    bool quiet, no_color, help, theory_only, no_title, no_caption;
    bool in_eigen; /* matrices along K's eigenvectors */
    int size[2]; /* width and height, in points of a picture, in characters of text; 0: as usual */
    int fps;     /* frames per second */
    double max_rate; /* bytes per second to the terminal; 0: no limit */
    enum theme theme;
    bool full_screen;       /* of run, tour: the instrument rather than one frame, a handout */
    bool notes;             /* of tour: the handout */
    struct status settings; /* of the instrument: the first fault in the settings file */
    enum theory_kind against;
    double z_limit;
    struct grid grid;                      /* of sweep */
    size_t shard, shards;                  /* this one, from 1, and how many there are */
    const char *save_hessian, *save_noise; /* of fit: files for the estimates; NULL: none */
    bool given[PARAMETERS_MAX];            /* by row of parameter_table: given as an option */
    size_t line[PARAMETERS_MAX];           /* and its line in the experiment's file, or 0 */
};

/* Parse what follows the command's name. The experiment file is read first, so every option changes
 * it, wherever it stands; the last of several equal options counts, except for --over. What the
 * settings file says holds where no option says otherwise, in the instrument alone. sweep does
 * not check here whether parameters contradict each other: its points have other values.
 * STATUS_INPUT names the option. Free out->experiment, also after an error. */
struct status options_parse(int command, int argc, char **argv, struct options *out);

/* The same error, or with file and line in place of the option where the experiment's file alone
 * gives the parameter that it is about. */
struct status options_place(const struct options *o, struct status s);

/* Whether these options make sense for an experiment, which may be a point of the sweep: parameters
 * that contradict each other, a theory of --against that is about another noise. STATUS_INPUT
 * names the option. */
struct status options_check(const struct options *o, const struct experiment *e);
