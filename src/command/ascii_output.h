/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* Where all text for people is printed: in a locale without UTF-8 its symbols are spelled in ASCII,
 * "lambda" and "sigma^2". Not for JSON, which is UTF-8, nor for plots, which have an ASCII form of
 * their own. Private to command/. */
struct ascii_output {
    FILE *stream; /* print here */
    FILE *to;
    char *text; /* what was printed so far, if it is to be spelled */
    size_t size;
};

/* Whether the locale has no UTF-8. */
bool ascii_output_locale(void);

/* Begin to print to `to`, which must stay open until ascii_output_close and keeps the errors
 * (ferror). Without memory to spell the text it is printed as it is. */
void ascii_output_open(struct ascii_output *p, FILE *to);
void ascii_output_close(struct ascii_output *p);

/* One line on standard error: "sgdscope: TEXT". */
void ascii_output_message(const char *text);
