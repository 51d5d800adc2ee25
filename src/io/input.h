/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stdint.h>
#include <stdio.h>

/* An input file that is read by bytes or by lines, and the place in it for messages. */
struct input {
    const char *path; /* borrowed */
    FILE *stream;
    uint64_t size; /* bytes in the file when it was opened */
    size_t line;   /* number of the line in text; 0 before the first line and in binary files */
    char *text;    /* that line, without its end */
    char *block;   /* what has been read for lines, of which `at` bytes are in them */
    size_t at, filled;
};

/* Where that file is: of "-" at /dev/stdin. */
const char *input_place(const char *path);

/* Open a regular file; "-" is the one at standard input, where pipe_keep has put one. Anything else
 * (a folder, a pipe, a device) is refused. */
struct status input_open(struct input *in, const char *path);

void input_close(struct input *in);

/* STATUS_INPUT, "FILE: WHY" or "FILE:LINE: WHY"; of a very long path only the end is shown. */
struct status input_error(const struct input *in, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* An error about the current line, with the file and the line in front; STATUS_OK stays. */
struct status input_prefix(const struct input *in, struct status s);

/* Read exactly that many bytes. */
struct status input_read(struct input *in, void *to, size_t bytes);

/* Read the next line into in->text, which the caller may cut up; false at the end of the file, and
 * on an error, which is then in *s. A line ends in LF or CRLF; a UTF-8 byte order mark in front of
 * the first is dropped. It reads ahead: nothing else may read the stream afterwards. */
bool input_line(struct input *in, struct status *s);
