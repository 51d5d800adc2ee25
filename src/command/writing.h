/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/options.h"
#include "sgdscope/io/json.h"
#include "sgdscope/plot/picture.h"
#include "sgdscope/study/figure.h"
#include "sgdscope/study/fit_answer.h"

#include <stdio.h>

/* How commands write their results. Private to command/. */

/* Where all text for people is printed, as it is shown (base/utf8.h): no title and no file name can
 * send sequences to a terminal. In a locale without UTF-8 its symbols are spelled in ASCII,
 * "lambda" and "sigma^2". Not for JSON, which is UTF-8, nor for plots, which have an ASCII form of
 * their own. */
struct ascii_output {
    FILE *stream; /* print here */
    FILE *to;
    char *text; /* what was printed so far */
    size_t size;
};

/* Begin to print to `to`, which must stay open until ascii_output_close and keeps the errors
 * (ferror). Without memory for the text it is printed as it is. */
void ascii_output_open(struct ascii_output *p, FILE *to);
void ascii_output_close(struct ascii_output *p);

/* One line on standard error: "sgdscope: TEXT". */
void ascii_output_message(const char *text);

/* Writes `what` to a stream. */
typedef struct status output_writer(FILE *stream, void *what);

/* Let `write` write to standard output, unless --quiet forbids it, or to the file of --output,
 * which is written whole or not at all. */
struct status output_write(const struct options *options, output_writer *write, void *what);

/* How the options want a picture; and what is not printed in text. */
struct picture_setting picture_setting_of(const struct options *options);
void text_options_apply(const struct options *options, struct canvas *c);

/* Write the result, and the verdict unless it is NULL, in the format and to the place that the
 * options give. */
struct status result_write(const struct result *r, const struct verdict *v,
                           const struct options *options);

/* Of the schedule, if there is one: in JSON what the theories say (v is NULL) or what was measured,
 * in CSV both. */
void schedule_write_json(struct json *j, const struct result *r, const struct verdict *v);
void schedule_write_csv(FILE *stream, const struct result *r, const struct verdict *v);

/* What the theories say in a few sentences, and a blank line. */
void verdict_write_text(FILE *stream, const struct result *r);

/* As text alone. */
void result_write_text(FILE *to, const struct result *r, const struct verdict *v);

/* Write the answer of a fit in the same way. */
struct status fit_write(const struct fit_question *q, const struct fit_answer *f,
                        const struct options *options);
void fit_write_text(FILE *to, const struct fit_question *q, const struct fit_answer *f);

/* Its verdict, and what there is to say of one assumption, in sentences. */
void fit_say_verdict(FILE *out, const struct fit_answer *f);
void fit_say_assumption(FILE *out, const struct fit_answer *f, enum assumption_kind kind);

/* Write a figure in the same way; also as a picture. allowed: standard errors that a point may be
 * off the theory. */
struct status figure_write(const struct figure *f, double allowed, const struct options *options);
