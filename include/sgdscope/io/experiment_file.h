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

/* The same; given[i] ← whether the file names row i of parameter_table; NULL: not asked. */
struct status experiment_file_read_given(const char *path, bool *given, struct experiment *out);

/* The same, but what the file does not say of how the experiment is shown stays as in `show`. */
struct status experiment_file_read_over(const char *path, const struct show *show,
                                        struct experiment *out);

/* Write e so that it reads back as an equal experiment, with names of files that hold from the
 * experiment file's folder. STATUS_OUTPUT; STATUS_INPUT if such a name is too long. On failure an
 * older file of that name is as it was. */
struct status experiment_file_write(const char *path, const struct experiment *e);
