/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_IO_JSON_H
#define SGDSCOPE_IO_JSON_H

#include "sgdscope/base/matrix.h"

#include <stdint.h>
#include <stdio.h>

/* A JSON writer that streams: a 2000×2000 matrix never exists as a tree of objects, which is why no
 * library does this. Commas and nesting are kept here; the caller gives names and values in order.
 * Write errors stay in the stream (ferror). No name here is one of jansson's, with which the tests
 * read it back. */
struct json {
    FILE *stream;
    int depth, first; /* first: nothing written yet at this depth */
};

struct json json_to(FILE *stream);

/* name is NULL for the outermost object and inside arrays. */
void json_open(struct json *j, const char *name, char bracket);   /* '{' or '[' */
void json_close(struct json *j, char bracket);                    /* '}' or ']' */
void json_number(struct json *j, const char *name, double value); /* null where not finite */
void json_whole(struct json *j, const char *name, uint64_t value);
void json_truth(struct json *j, const char *name, int value);
void json_none(struct json *j, const char *name);

/* text is UTF-8; bytes that are not become U+FFFD. */
void json_text(struct json *j, const char *name, const char *text);

/* [[..],[..]], one row a line; null where a is NULL. n×n, row-major. */
void json_matrix(struct json *j, const char *name, size_t n, const double *a);

#endif
