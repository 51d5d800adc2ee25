/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "input.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a reader found. */
struct number_table {
    size_t rows, cols;
    double *values; /* row by row; owned by the caller of the reader, also when that failed */
    bool list;      /* one dimension: rows = 1, and even one number is a list */
};

/* Each reads an opened file from its beginning to its end into an empty table. */
struct status npy_read(struct input *in, struct number_table *t);
struct status matrix_market_read(struct input *in, struct number_table *t);

/* A NumPy array: the numbers, of any type that is real. */
enum { NPY_DIMENSIONS = 3 };

struct npy_array {
    unsigned dimensions; /* 1 to NPY_DIMENSIONS */
    uint64_t shape[NPY_DIMENSIONS];
    uint64_t begin; /* of the numbers, bytes from the start of the file */
    bool fortran, big_endian;
    const struct encoding *encoding;
};

/* Read the header of an array of 1 to `most` ≤ NPY_DIMENSIONS dimensions. */
struct status npy_read_header(struct input *in, unsigned most, struct npy_array *out);

/* Refuse a file that is not as long as its header says. Call it before allocating. */
struct status npy_check_size(const struct input *in, const struct npy_array *a);

/* out ← the numbers behind the header, the last index fastest, all of them finite; way_on is said
 * behind the place of one that is not. */
struct status npy_read_numbers(struct input *in, const struct npy_array *a, const char *way_on,
                               double *out);

/* Refuse a shape that is neither a square matrix nor a list, or not of 1 to DIMENSION_MAX. Call it
 * before allocating: a file may claim any size. */
struct status number_table_check(const struct input *in, uint64_t rows, uint64_t cols);

/* t->values ← rows×cols numbers, which have no value yet. */
struct status number_table_new(struct number_table *t, size_t rows, size_t cols);
