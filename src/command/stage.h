/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_STAGE_H
#define SGDSCOPE_SRC_COMMAND_STAGE_H

#include "mirror.h"
#include "sgdscope/base/status.h"

#include <sys/types.h>
#include <time.h>

/* The instrument in a pseudo-terminal, for `bench --ui`. */
struct stage {
    int master;
    pid_t program;
    clockid_t clock; /* of the processor time of the program's threads */
    struct mirror mirror;
    double started;
    size_t bytes, frames; /* so far; a frame ends with a question to the terminal */
    double first_frame;   /* seconds from the start */
    char input[16384];
    ssize_t left, at; /* what of it has not been taken */
};

/* Start this program as the instrument, with default parameters. STATUS_OUTPUT where there is no
 * pseudo-terminal. */
struct status stage_open(struct stage *s, int rows, int columns);

/* Quit it. *resident: the most memory it had, in bytes. */
void stage_close(struct stage *s, double *resident);

/* Type keys. */
void stage_type(struct stage *s, const char *keys);

/* Take what comes until a frame has ended (1) or the time, of the monotonic clock, is there (0). */
int stage_frame(struct stage *s, double until);

/* Take what comes until a time. */
void stage_wait(struct stage *s, double until);

/* Seconds of processor time so far. */
double stage_cpu(const struct stage *s);

#endif
