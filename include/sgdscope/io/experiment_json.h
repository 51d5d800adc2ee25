/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/io/json.h"
#include "sgdscope/model/experiment.h"

/* Write "config": every parameter by its name; a number that is NaN is null. rows: N of the data
 * set, or 0. */
void experiment_json(struct json *j, const struct experiment *e, size_t rows);
