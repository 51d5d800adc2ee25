/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

/* The descriptor that a file name stands for: 0 for "-" and /dev/stdin, N for /dev/fd/N, which is
 * what a shell makes of <(...). -1 for other names. */
int pipe_descriptor(const char *path);

/* Read what the pipe sends to its end and put a temporary file in its place, so that its name can be
 * opened again and again, also after exec. A descriptor that is a file already stays. STATUS_INPUT
 * if it is a terminal or cannot be read. */
struct status pipe_keep(int descriptor);
