/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_PLAIN_H
#define SGDSCOPE_SRC_COMMAND_PLAIN_H

#include <stdio.h>

/* The way out of all text for people: in a locale whose characters are not UTF-8 its symbols are
 * spelled in ASCII, "lambda" and "sigma^2". Not for JSON, which is UTF-8, nor for plots, whose
 * characters are cells. Private to command/. */
struct plain {
    FILE *stream; /* print here */
    FILE *to;
    char *text; /* what was printed so far, where it is to be spelled */
    size_t size;
};

/* 1 where the locale has no UTF-8. */
int plain_locale(void);

/* Begin to print to `to`, which is the caller's and has to stay open until plain_close; errors stay
 * in it (ferror). Without memory to spell the text it goes out as it is. */
void plain_open(struct plain *p, FILE *to);
void plain_close(struct plain *p);

/* One line on standard error: "sgdscope: TEXT". */
void plain_message(const char *text);

#endif
