/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../tui/terminal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the files of the torture share: sessions of the real program in a terminal, each of random
 * actions that follow from its seed. */

enum { TORTURE_END_MS = 120000 /* in which it ends or stops */ };

struct torture {
    struct terminal *t;
    uint64_t state; /* of the random numbers */
    size_t actions;
    bool is_garbled; /* bytes that are no keys were sent: they may have ended it */
    size_t findings;
};

size_t torture_below(struct torture *o, size_t n);

/* Say what is wrong with this session. */
void torture_find(struct torture *o, const char *what, const char *detail);

/* Continue it if it has stopped again: it may have been told to stop twice. */
void torture_wake(struct torture *o);

/* One thing that can happen to a program in a terminal. */
void torture_act(struct torture *o);

/* The bytes that a file of the session's home had at its beginning; and check what lies there at
 * its end. is_crash: a file may have been left half written beside its place. */
void torture_keep_file(struct torture *o);
void torture_check_files(struct torture *o, bool is_crash);
