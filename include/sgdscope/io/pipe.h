/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/parameter.h"

/* Read each pipe that a parameter of e names to its end and put a temporary file in its place, so
 * that several threads can open it, and again after exec: standard input ("-", /dev/stdin) and
 * /dev/fd/N, which is what a shell makes of <(...). A file at a descriptor stays, and so does what
 * `streamed` names (or NULL). STATUS_INPUT, naming the option: a terminal, a pipe that cannot be
 * read, or two parameters at standard input. */
struct status pipe_keep(const struct experiment *e, const struct parameter *streamed);
