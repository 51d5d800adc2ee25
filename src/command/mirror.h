/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_MIRROR_H
#define SGDSCOPE_SRC_COMMAND_MIRROR_H

#include "need.h"

/* A terminal for `bench --ui`: of an xterm what the instrument makes use of, into cells. */

enum mirror_event {
    MIRROR_NOTHING,
    MIRROR_FRAME, /* the question that a frame ends with (DSR): to be answered "ESC [ 0 n" */
    MIRROR_SYNC   /* whether it has mode 2026: "ESC [ ? 2026 ; 2 $ y" */
};

enum { MIRROR_HELD = 64 };

struct mirror {
    int rows, columns;
    struct need_cell *cell; /* rows × columns */
    int row, column;
    struct need_style pen;
    /* What has come of a character or a sequence. */
    int state;
    char held[MIRROR_HELD];
    size_t count;
};

/* An empty screen; 0 where there is no memory for it. mirror_free frees. */
int mirror_new(struct mirror *m, int rows, int columns);
void mirror_free(struct mirror *m);

/* The next byte from the program. */
enum mirror_event mirror_take(struct mirror *m, char byte);

/* 1 where a row begins with this text of ASCII. */
int mirror_row_is(const struct mirror *m, int row, const char *text);

#endif
