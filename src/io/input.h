/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

/* An input file that is read by bytes or by lines, and the place in it for messages. A pipe is read
 * by lines as it comes, so that an error in one is told while more lines are being made. */
struct input {
    const char *path; /* borrowed */
    FILE *stream;     /* NULL: a pipe, which input_settle has not made a file */
    int pipe;         /* its descriptor, also after that; -1: it was a file from the beginning */
    int error;        /* why reading has ended early; 0: it has not */
    uint64_t size;    /* bytes in the file when it was opened; of a pipe the most there can be */
    size_t line;      /* number of the line in text; 0 before the first line and in binary files */
    char *text;       /* that line, without its end */
    char *block;      /* what has been read for lines, of which `at` bytes are in them */
    size_t at, filled;
};

/* Where that file is: of "-" at /dev/stdin. */
const char *input_place(const char *path);

/* The descriptor that a file name stands for ("-", /dev/stdin, /dev/fd/N), or -1. */
int input_descriptor(const char *path);

/* What a file name leads to. */
bool input_look(const char *path, struct stat *info);

/* A descriptor of a pipe, to be closed; −1 and errno if that fails. A pipe with a name is waited
 * for, as cat does, unless flags has O_NONBLOCK. */
int input_pipe(const char *path, int flags);

/* Open a regular file, or if takes_pipes is true a pipe, which is waited for; "-" is standard
 * input. Anything else (a folder, a device) is refused. */
struct status input_open(struct input *in, const char *path, bool takes_pipes);

/* Copy all that comes from a descriptor. STATUS_INPUT. */
struct status input_copy(int from, FILE *to);

/* to ← the first bytes, with zeros behind the last; they will be read again. Returns how many there
 * are. Before anything else is read. */
size_t input_peek(struct input *in, char *to, size_t size);

/* Make a pipe a file, for readers that do not go by lines. Nothing has been read yet. */
struct status input_settle(struct input *in);

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
