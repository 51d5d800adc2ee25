/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the harness share; tests include terminal.h only. */
#pragma once

#include <vterm.h>

#include "shepherd.h"
#include "terminal.h"

enum {
    TERMINAL_CHUNK = 16384,
    TERMINAL_HOME = 256,
    TERMINAL_VARIABLES = 64,
    TERMINAL_LATE = 4096, /* bytes of answers that are on their way */
    /* Silence after the end that means that all output is read: the tty is a little late. */
    TERMINAL_END_MS = 100
};

struct late_answers {
    int ms, gap_ms; /* after the question; between two bytes */
    size_t count;
    char bytes[TERMINAL_LATE];
    int64_t due[TERMINAL_LATE];
};

struct terminal {
    VTerm *vt;
    VTermScreen *screen;
    int rows, columns;

    int master; /* -1 when hung up */
    struct shepherd shepherd;
    pid_t program;
    bool stopped, ended;
    bool resumed; /* since terminal_continue was called */
    bool drained; /* ended, and all its output is read */
    int status;   /* of waitpid, when ended */

    char *queue; /* bytes for the program that it has not taken yet */
    size_t queued, queue_size;

    bool is_answering; /* what libvterm says is no key */
    struct late_answers late;

    double rate;       /* bytes a second that are read, 0: all */
    int64_t next_read; /* when, at that rate, the next may be */

    struct dialect dialect;
    struct terminal_traffic traffic;
    struct termios tty_before;
    char home[TERMINAL_HOME];
    char input[TERMINAL_CHUNK];
    char translated[DIALECT_GROWTH * (TERMINAL_CHUNK + DIALECT_HELD)];
};

/* The time in some milliseconds, and the milliseconds to a time: rounded up, 0 when it is past. */
int64_t terminal_deadline(int ms);
int terminal_ms_until(int64_t deadline);

/* One wait for news from the program, then all that is there; the bytes received. */
size_t terminal_step(struct terminal *t, int timeout_ms);

/* Puts bytes at the end of the queue. */
void terminal_enqueue(struct terminal *t, const char *bytes, size_t length);

/* An answer of the terminal's, now or later; and those whose time has come: the milliseconds to the
 * next, -1 if there is none. */
void terminal_answer(struct terminal *t, const char *bytes, size_t length);
int terminal_send_late(struct terminal *t);

/* Sends what is in the queue as the test's own input. 0 where it is not taken in time. */
bool terminal_flush(struct terminal *t);

/* The variables of a program with that HOME (see terminal_start), NULL behind the last; valid until
 * the next call. */
void terminal_environment(const char *home, const char *const extra[],
                          const char *out[TERMINAL_VARIABLES]);
