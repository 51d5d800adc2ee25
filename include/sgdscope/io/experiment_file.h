/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"

/* Experiment files: INI, one section [experiment] with parameters by their names, an optional
 * [about] with title and text. A long list continues in lines that begin with a blank. File names
 * in it are relative to the file's own folder. */

/* Read an experiment. A parameter that the file does not name has its initial value, or what the
 * others imply. out is {0} or an experiment, which is replaced; free it with experiment_free.
 * STATUS_INPUT names the file and the line ("my.ini:3: lamda: no such parameter; did you mean
 * 'lambda'?"). */
struct status experiment_file_read(const char *path, struct experiment *out);

/* The same, but what the file does not say of how the experiment is shown is as in `show`; NULL: as
 * it is initially. line[i] ← the line that gives row i of parameter_table, 0 if none does; NULL:
 * not asked. */
struct status experiment_file_read_over(const char *path, const struct show *show, size_t *line,
                                        struct experiment *out);

/* A fault of the experiment that was read from path: with the file and the line of the parameter
 * that its text begins with in place of the option's dashes, if the file gives that. */
struct status experiment_file_place(const char *path, const size_t *line, struct status fault);

/* Write e so that it reads back as an equal experiment, with names of files that hold from the
 * experiment file's folder. STATUS_OUTPUT; STATUS_INPUT if such a name is too long. On failure an
 * older file of that name is as it was. */
struct status experiment_file_write(const char *path, const struct experiment *e);
