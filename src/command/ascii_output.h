/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_ASCII_OUTPUT_H
#define SGDSCOPE_SRC_COMMAND_ASCII_OUTPUT_H

#include <stdio.h>

/* The way out of all text for people: in a locale whose characters are not UTF-8 its symbols are
 * spelled in ASCII, "lambda" and "sigma^2". Not for JSON, which is UTF-8, nor for plots, whose
 * characters are cells. Private to command/. */
struct ascii_output {
    FILE *stream; /* print here */
    FILE *to;
    char *text; /* what was printed so far, where it is to be spelled */
    size_t size;
};

/* Whether the locale has no UTF-8. */
int ascii_output_locale(void);

/* Begin to print to `to`, which is the caller's and has to stay open until ascii_output_close; errors stay
 * in it (ferror). Without memory to spell the text it goes out as it is. */
void ascii_output_open(struct ascii_output *p, FILE *to);
void ascii_output_close(struct ascii_output *p);

/* One line on standard error: "sgdscope: TEXT". */
void ascii_output_message(const char *text);

#endif
