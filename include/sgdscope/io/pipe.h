/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/parameter.h"

/* Pipes: standard input ("-", /dev/stdin), /dev/fd/N, which is what a shell makes of <(...), and
 * those with a name (mkfifo). */

/* Whether a file name leads to a pipe. */
bool pipe_is(const char *path);

/* A descriptor of it, to be closed, or -1. A pipe with a name is not waited for: poll says when
 * there is something to read. */
int pipe_open(const char *path);

/* STATUS_INPUT if a parameter of e, but for `streamed`, names a pipe: what is read more than once
 * cannot come from one. */
struct status pipe_refuse(const struct experiment *e, const struct parameter *streamed);

/* See to it that the files that the parameters of e name can be read. What the command reads once
 * may come from any pipe. What it reads again (is_read_again: everything in the instrument and in a
 * sweep; always matrices and data beside a recorded run) cannot: a pipe at a descriptor is read to
 * its end and a temporary file takes its place, so that several threads can open it, and again
 * after exec; a pipe with a name is refused. What `streamed` names (or NULL) stays as it is.
 * STATUS_INPUT, naming the option: such a pipe with a name, a terminal, a pipe that cannot be read,
 * or two parameters from one pipe. */
struct status pipe_keep(const struct experiment *e, bool is_read_again,
                        const struct parameter *streamed);
