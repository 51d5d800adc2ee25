/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/options.h"

/* A command of the program: one row of the table and usually one file. */
struct command {
    const char *name, *usage, *about;
    int options; /* FOR_… of options.h */
    /* Run it. *answer is the exit status after success (0, or 1 if check or figure disagrees) and
     * after STATUS_CANCEL (128 + the signal's number). */
    struct status (*run)(const struct options *options, int *answer);
};

extern const struct command command_table[];
extern const int command_count;

struct status command_run(const struct options *options, int *answer);
struct status command_theory(const struct options *options, int *answer);
struct status command_check(const struct options *options, int *answer);
struct status command_sweep(const struct options *options, int *answer);
struct status command_figure(const struct options *options, int *answer);
struct status command_fit(const struct options *options, int *answer);
struct status command_tour(const struct options *options, int *answer);
struct status command_list(const struct options *options, int *answer);

/* Run the command that argv names, print the error if there is one, and return the exit status. */
int command_main(int argc, char **argv);
