/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/io/tour_file.h"
#include "sgdscope/model/parameter.h"

#include <limits.h>

/* The files that a run reads, which none of its results may replace. */

/* file ← the one that the parameter's value in e names: of an archive the archive, of "-" what is
 * at standard input. False if it names none. */
bool own_inputs_file(const struct parameter *p, const struct experiment *e, char file[PATH_MAX]);

/* STATUS_OUTPUT, naming output, if it leads to a file that e names, to the file `also` (an
 * experiment's, a tour's; "" for none) or to the settings. */
struct status own_inputs_spare(const struct experiment *e, const char *also, const char *output);

/* The same for what each step of a tour reads. */
struct status own_inputs_spare_steps(const struct tour *t, const char *output);
