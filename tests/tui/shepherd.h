/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process between a test and the program in its terminal: the session leader, as a shell is.
 *
 * If the program itself were the leader, its process group would be an orphan (C-z ignored), and at
 * its end the kernel would hang up the tty and reset its modes: whatever the program left behind
 * would look restored. The shepherd starts the program as a foreground job and passes on what
 * becomes of it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/types.h>

enum shepherd_kind {
    SHEPHERD_STARTED, /* in the foreground; value: its process */
    SHEPHERD_STOPPED, /* value: status of waitpid */
    SHEPHERD_RESUMED, /* in the foreground again */
    SHEPHERD_EXITED   /* value: status of waitpid */
};

struct shepherd_note {
    int32_t kind, value;
};

struct shepherd_job {
    const char *const *argv;
    const char *const *environment;
    const char *directory;
};

struct shepherd {
    pid_t pid;
    int socket; /* notes come from it; -1 when the shepherd is gone */
};

/* Forks the shepherd in a new tty, where it waits for shepherd_resume. The tty's master, or -1. */
int shepherd_fork(struct shepherd *s, const struct winsize *size, const struct shepherd_job *job);

/* Starts the job in the foreground, or continues it; true if the shepherd has been told. */
bool shepherd_resume(const struct shepherd *s);

/* The next note without waiting; false if there is none. Closes the socket of a dead shepherd. */
bool shepherd_hear(struct shepherd *s, struct shepherd_note *note);

/* Ends the program (0: there is none) and the shepherd, whatever they do. */
void shepherd_end(struct shepherd *s, pid_t program);
