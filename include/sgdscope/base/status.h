/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Errors are values: a function that can fail returns a struct status and fills its out parameters
 * only on success. Nothing below the command layer prints or exits. */

enum status_code {
    STATUS_OK = 0,
    STATUS_INPUT,   /* bad usage or bad input: exit status 2 */
    STATUS_OUTPUT,  /* a result could not be written: exit status 3 */
    STATUS_MEMORY,  /* not enough memory: exit status 2 */
    STATUS_NUMERIC, /* an iteration did not converge, LAPACK failed: exit status 2 */
    STATUS_CANCEL,  /* given up on request */
};

struct status {
    enum status_code code;
    char text[400]; /* "WHAT: WHY" in one line, without the program's name; empty when OK */
};

/* Success. */
struct status status_ok(void);

/* An error: text is "WHAT: WHY", printf style, as it is shown (base/utf8.h), cut to
 * fit. */
struct status status_error(enum status_code code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* An error about a file: "PATH: WHY", or "PATH:LINE: WHY" if line is not 0. Of a long path only the
 * end is shown, so that there is room for the reason. */
struct status status_file(enum status_code code, const char *path, size_t line, const char *format,
                          ...) __attribute__((format(printf, 4, 5)));

/* What an errno means for a file; of a name that is too long, also how long it may be. */
const char *status_reason(int error);

/* The same error with "PREFIX: " in front, for the caller that knows the option or the file.
 * STATUS_OK is returned unchanged. */
struct status status_prefix(struct status s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same error for the instrument, where parameters have no dashes: "--batch" at the beginning
 * of a word becomes "batch". */
struct status status_without_dashes(struct status s);

/* Out of memory for the thing named, with the number of bytes it would have needed. */
struct status status_memory(const char *what, double bytes);

/* Return from the calling function when EXPR is an error. */
#define STATUS_TRY(EXPR)                                                                           \
    do {                                                                                           \
        struct status status_try_ = (EXPR);                                                        \
        if (status_try_.code != STATUS_OK)                                                         \
            return status_try_;                                                                    \
    } while (0)

/* The next step of a function that has to clean up: S ← EXPR unless S is already an error. */
#define STATUS_NEXT(S, EXPR)                                                                       \
    do {                                                                                           \
        if ((S).code == STATUS_OK)                                                                 \
            (S) = (EXPR);                                                                          \
    } while (0)

/* P ← COUNT elements of its type, all zero (calloc), or return from the calling function with
 * STATUS_MEMORY, which says WHAT they were for. */
#define STATUS_NEW(P, COUNT, WHAT)                                                                 \
    do {                                                                                           \
        (P) = calloc((COUNT), sizeof *(P));                                                        \
        if ((P) == NULL)                                                                           \
            return status_memory((WHAT), (double)(COUNT) * (double)sizeof *(P));                   \
    } while (0)
