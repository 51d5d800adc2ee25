/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_COMMAND_OPTIONS_H
#define SGDSCOPE_COMMAND_OPTIONS_H

#include "sgdscope/io/format.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/study/verdict.h"

#include <stdio.h>

/* Which commands an option belongs to. */
enum { FOR_RUN = 1, FOR_THEORY = 2, FOR_CHECK = 4, FOR_SWEEP = 8, FOR_FIGURE = 16, FOR_LIST = 32 };

/* What a command line asks for. */
struct options {
    struct experiment experiment;
    const char *word;   /* the argument that is no option, or NULL; for commands with parameters the
                           experiment file, already read; of figure its name, whose settings
                           the experiment has */
    enum format format; /* from --format or --output's ending */
    int format_given;
    const char *output; /* NULL: standard output */
    int threads;
    int quiet, ascii, no_color, help;
    double fps;
    double max_rate; /* bytes a second to the terminal; 0: no limit */
    const char *view;
    const char *theme;
    enum theory_kind against;
    double z_limit;
    const char *over[2]; /* of sweep: NAME=FROM:TO:COUNT[:log], as given */
    int overs;
    size_t shard, shards; /* this one, from 1, of so many */
    int theory_only;
    bool given[PARAMETERS_MAX]; /* by row of parameter_table: given as an option */
};

/* Parse what follows the command's name: options in any order, the experiment file read first so
 * that every option changes it, whatever its place; of an option given twice the last one counts,
 * but for --over. What parameters say against each other is not looked at for sweep, whose points
 * have other values. STATUS_INPUT names the option. In any case free out->experiment. */
struct status options_parse(int command, int argc, char **argv, struct options *out);

/* Whether the parameter was given as an option rather than in a file or a preset. */
bool options_given(const struct options *o, const struct parameter *p);

/* The table of options that `command` knows, with the parameters, for --help. */
void options_print(int command, FILE *out);

#endif
