/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stddef.h>
#include <stdint.h>

#define PI 3.14159265358979323846

#define NUMBER_SIZE 32 /* enough for every function below */

/* Read all of text as a finite double, whatever the locale; also "1.0D+00", as Fortran writes it.
 * Leading and trailing blanks are allowed; empty text, trailing text, nan, inf, hexadecimal numbers
 * and overflow are refused with STATUS_INPUT ("'1e400' is out of range"). */
struct status number_parse(const char *text, double *value);

/* A number as a person types it: as number_parse reads it, or a quotient of two ("1/256"). */
struct status number_parse_quotient(const char *text, double *value);

/* The same as number_parse for an unsigned 64-bit integer in decimal; signs and fractions are
 * refused. */
struct status number_parse_u64(const char *text, uint64_t *value);

/* The shortest decimal that reads back to the same double ("0.1", "1e-05", "1.8"). Returns text. */
const char *number_exact(double value, char text[NUMBER_SIZE]);

/* For JSON: as number_exact, or "null" if the value is not finite. -0 is "0". Returns text. */
const char *number_json(double value, char text[NUMBER_SIZE]);

/* For people, at most width characters: as many of `digits` significant digits as fit, always with
 * the right magnitude ("0.8998", "12345", "1.2e9"); every number fits into 7. "—" (one column), or
 * "-" if ascii, for a value that is not finite. Returns text. */
const char *number_short(double value, int width, int digits, bool ascii, char text[NUMBER_SIZE]);

/* The same of a number below 1 that never looks as if it were 1: "1-2.5e-7". width: 9 or more. */
const char *number_below_one(double value, int width, int digits, char text[NUMBER_SIZE]);
