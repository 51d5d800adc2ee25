/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The process between a test and the program in its terminal: the session leader, as a shell is.
 *
 * Were the program itself the leader, its process group would be an orphan (C-z ignored), and at
 * its end the kernel would hang up the tty and reset its modes: whatever the program left behind
 * would look restored. The shepherd starts the program as a foreground job, passes on what becomes
 * of it, and kills it when the test lets go of the socket, even by crashing.
 */
#ifndef SGDSCOPE_TESTS_TUI_SHEPHERD_H
#define SGDSCOPE_TESTS_TUI_SHEPHERD_H

#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/types.h>

enum shepherd_kind {
    /* to the shepherd */
    SHEPHERD_START,
    SHEPHERD_SIGNAL, /* value: the signal */
    SHEPHERD_RESUME,
    /* from the shepherd */
    SHEPHERD_STARTED, /* it runs, in the foreground; value: its process */
    SHEPHERD_STOPPED, /* value: status of waitpid */
    SHEPHERD_RESUMED,
    SHEPHERD_EXITED /* value: status of waitpid */
};

struct shepherd_note {
    int32_t kind, value;
};

struct shepherd_job {
    char *const *argv;
    char *const *environment;
    const char *directory;
};

struct shepherd {
    pid_t pid;
    int socket; /* of struct shepherd_note, either way; -1 when the shepherd is gone */
};

/* Forks the shepherd in a new tty; it waits for SHEPHERD_START. The tty's master, or -1. */
int shepherd_fork(struct shepherd *s, const struct winsize *size, const struct shepherd_job *job);

/* 1 where the note was sent. */
int shepherd_tell(struct shepherd *s, enum shepherd_kind kind, int value);

/* The next note without waiting: 1 and *note, or 0. Closes the socket of a dead shepherd. */
int shepherd_hear(struct shepherd *s, struct shepherd_note *note);

/* Ends the program and the shepherd, whatever they do, and reaps them. */
void shepherd_end(struct shepherd *s);

#endif
