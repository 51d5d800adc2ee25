/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What comes from the terminal: characters, keys, pasted text, and its answers to questions. The
 * bytes are cut into sequences by the grammar of ECMA-48, so a sequence that means nothing here is
 * dropped whole and no part of it is taken for a key. Curses' table of keys says what a sequence of
 * this terminal means; those that most terminals share are known besides, since TERM often names
 * another one. */

enum keyboard_kind {
    KEYBOARD_NOTHING,
    KEYBOARD_TEXT,        /* code: a character, also a control character; Escape is 27 */
    KEYBOARD_KEY,         /* code: one of curses' KEY_…, or of those below */
    KEYBOARD_PASTE_BEGIN, /* characters of pasted text follow: */
    KEYBOARD_PASTED,      /* code: one of them */
    KEYBOARD_ANSWER       /* the terminal's, in `answer` */
};

/* Keys that curses has no code for. KEYBOARD_ALT is added to a character. */
enum { KEYBOARD_CONTROL_LEFT = 01100, KEYBOARD_CONTROL_RIGHT, KEYBOARD_ALT = 0x1000000 };

struct keyboard_event {
    enum keyboard_kind kind;
    uint32_t code;
    const char *answer; /* the sequence without the end of a string; valid until the next call */
};

enum { KEYBOARD_HELD = 1024 /* the longest sequence that is looked into */ };

struct keyboard {
    int fd;
    bool is_utf8;    /* else a byte beyond ASCII is a character of Latin-1 */
    bool awaits;     /* an answer is outstanding, and may arrive in pieces */
    double patience; /* seconds after which an Escape that nothing followed is the key */
    double last;     /* when the last bytes came */
    bool is_pasting;
    bool is_skipping;  /* a string that is too long, up to its end */
    bool escape_given; /* the first byte held has been the key Escape, but may begin an answer */
    size_t count;
    char held[KEYBOARD_HELD + 1]; /* bytes not yet handed out */
    char answer[KEYBOARD_HELD + 1];
};

/* Curses must have set up the terminal before the first key is taken. fd: readable, in raw mode. */
void keyboard_begin(struct keyboard *k, int fd);

/* Take the next event; false if there is none yet. Never waits. now: seconds. */
bool keyboard_take(struct keyboard *k, double now, struct keyboard_event *event);

/* When keyboard_take must be called though no byte has come; INFINITY: need not be. */
double keyboard_until(const struct keyboard *k);
