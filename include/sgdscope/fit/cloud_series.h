/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/fit/recorded_run.h"
#include "sgdscope/fit/time_average.h"

/* Averages over the iterates of recorded runs: of linear forms y = v·(w − centre), of products of
 * two, and of a weighted sum of squares. */

/* y_a·y_b, or y_a alone where b is CLOUD_ALONE. */
enum { CLOUD_ALONE = -1 };
struct cloud_product {
    int a, b;
};

struct cloud_series {
    const struct recorded_run *run;
    size_t from, rows;    /* these rows of each run */
    const double *centre; /* n numbers */
    size_t forms;
    const double *form; /* forms × n: a row is v */
    size_t products;
    const struct cloud_product *product;
    const double *weight; /* one for each form, or NULL: the last average is then Σ weight y² */
};

/* out has one more than `products` with weights. STATUS_MEMORY. */
struct status cloud_averages(const struct cloud_series *c, struct time_average *out);

/* The same, but the means alone. */
struct status cloud_means(const struct cloud_series *c, struct time_average *out);
