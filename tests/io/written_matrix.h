/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../support.h"

#include "sgdscope/io/matrix_file.h"

/* What the tests of matrix files share. */

/* The file that a test writes by hand. */
extern const char written[];

/* What the fixtures hold. */
extern const double a2[4], a3[9], list3[3];

/* What the file holds, which can be read; free its matrix.a and list. */
struct matrix_file read_well(const char *path);

/* The file holds this n×n matrix, rounded to float if single, or this list of n numbers. */
void expect_matrix(const char *path, size_t n, const double *want, int single);
void expect_list(const char *path, size_t n, const double *want);

/* Reading fails with a text that begins with the path and `tail`. */
void refuse_file(const char *path, const char *tail);

/* The same of that text in a file. */
void accept_text(const char *text, size_t n, const double *want);
void refuse_text(const char *text, const char *tail);
