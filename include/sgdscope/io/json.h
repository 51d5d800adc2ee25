/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"

#include <stdint.h>
#include <stdio.h>

/* A JSON writer that streams. Libraries build a tree of objects, too much for a 2000×2000 matrix.
 * It sets commas and indents; the caller gives names and values in order. Write errors stay in the
 * stream (ferror). No function has a name of jansson's, with which the tests read the JSON back. */
struct json {
    FILE *stream;
    int depth;
    bool first; /* nothing written yet at this depth */
};

struct json json_to(FILE *stream);

/* name is NULL for the outermost object and inside arrays. */
void json_open(struct json *j, const char *name, char bracket);   /* '{' or '[' */
void json_close(struct json *j, char bracket);                    /* '}' or ']' */
void json_number(struct json *j, const char *name, double value); /* null if not finite */
void json_whole(struct json *j, const char *name, uint64_t value);
void json_truth(struct json *j, const char *name, bool value);

/* text is UTF-8; bytes that are not become U+FFFD. */
void json_text(struct json *j, const char *name, const char *text);

/* [[..],[..]], one row per line; null if a is NULL. n×n, row-major. */
void json_matrix(struct json *j, const char *name, size_t n, const double *a);

/* Write "config": every parameter by its name; a number that is NaN is null. rows: N of the data
 * set, or 0. open: by row of parameter_table, those without a value, which are null too; NULL: all
 * have one. */
void json_experiment(struct json *j, const struct experiment *e, size_t rows, const bool *open);
