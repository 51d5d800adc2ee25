/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program in a real terminal, for tests: forkpty gives the tty, libvterm the screen.
 *
 * Output is read only inside the calls below that wait, pump or send. Every wait has a time limit;
 * one that fails prints what it waited for and the whole screen and returns false. Rows and columns
 * count from 0. One thread.
 *
 * The program is not the session leader: a small parent (shepherd.h) is, as a shell would be. So
 * C-z works, the tty survives the program's end, and its modes can be read afterwards. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <termios.h>

#include "dialect.h"

struct terminal;

/* One character cell. An empty cell is a blank; the right half of a wide character is one too. */
struct terminal_cell {
    uint32_t code;              /* Unicode code point, without combining marks */
    int foreground, background; /* of the palette of 256; −1: the terminal's own, or 24 bits */
    bool bold, dim, reverse;    /* reverse does not exchange the colours above */
};

/* What a program sets and has to put back. */
struct terminal_mode {
    struct dialect_modes screen; /* alternate screen, cursor, keypad, mouse, ... */
    bool pen_plain;              /* text printed now has default colours and no attributes */
    struct termios tty;
};

/* Times are of the monotonic clock in nanoseconds, 0 for never. */
struct terminal_traffic {
    uint64_t bytes;      /* received since the start */
    uint64_t frames;     /* of synchronized output */
    uint64_t apart;      /* bytes of text outside of them */
    uint64_t not_ascii;  /* bytes beyond ASCII */
    uint64_t background; /* questions for the background's colour */
    uint64_t attributes; /* and for the terminal's attributes */
    uint64_t cell;       /* and for the size of a cell in pixels */
    struct pictures_seen pictures;
    int64_t sent; /* when the test last sent text or a key, or resized */
    int64_t last_output;
};

/* --- life --- */

/* Start argv[0] (looked up in PATH) in a terminal. The environment is PATH, HOME, SHELL,
 * TERM=xterm-256color, LANG=C.UTF-8, COLORFGBG=15;0, and what is passed on
 * (terminal_environment.c); `extra` (may be NULL, ends with NULL) adds "NAME=VALUE" or takes away
 * "NAME". The program runs in its HOME, an empty temporary directory. NULL, and a line on stderr,
 * if that fails; a program that cannot be run exits with 127. */
struct terminal *terminal_start(int rows, int columns, const char *const extra[],
                                const char *const argv[]);

/* Kill and reap the program if need be, remove its HOME. NULL is fine. */
void terminal_free(struct terminal *t);

/* The program's HOME and working directory. */
const char *terminal_home(const struct terminal *t);

/* From now on the line takes this many bytes per second from the program; 0: no limit. */
void terminal_slow_down(struct terminal *t, double bytes_a_second);

/* From now on the terminal's answers come that much later, their bytes that far apart. */
void terminal_delay_answers(struct terminal *t, int ms, int gap_ms);

/* --- input --- */

/* Type bytes. False if the program did not take them within some seconds. */
bool terminal_send(struct terminal *t, const char *text);

/* Press a key as xterm does, with the program's cursor-key mode. Names: Up Down Left Right Home End
 * PageUp PageDown Insert Delete Enter Escape Backspace Tab Space or one character, after S- or C-.
 * False if there is no such name, or as terminal_send. */
bool terminal_key(struct terminal *t, const char *name);

/* Change the size of terminal and tty; the kernel sends SIGWINCH. */
bool terminal_resize(struct terminal *t, int rows, int columns);

/* --- waiting --- */

/* How much slower than usual the program is: by a sanitizer, or as TEST_SLOW says. */
int terminal_slowness(void);

/* Read output until the condition holds (true), or the time is up or the program has ended and all
 * its output is read (false). A condition that holds already is not waited for. */
bool terminal_wait_text(struct terminal *t, const char *text, int timeout_ms);
bool terminal_wait_gone(struct terminal *t, const char *text, int timeout_ms);
bool terminal_wait_match(struct terminal *t, bool (*match)(struct terminal *t, void *arg),
                         void *arg, int timeout_ms);

/* Read until nothing came for `ms`, for a second longer at most: not for a screen that moves. The
 * number of bytes received. */
size_t terminal_idle(struct terminal *t, int ms);

/* Read for `ms`, however much comes; the number of bytes received. */
size_t terminal_pump(struct terminal *t, int ms);

/* Wait for the end and read the rest of the output; *status (may be NULL) as of waitpid. */
bool terminal_wait_exit(struct terminal *t, int timeout_ms, int *status);

/* A status as a shell has it: that of exit, or 128 + the signal that it died of. */
int terminal_shell_status(int status);

/* Wait until the program is stopped (C-z). The tty is then the shepherd's, as it is a shell's. */
bool terminal_wait_stop(struct terminal *t, int timeout_ms);
bool terminal_has_stopped(const struct terminal *t);

/* --- the process --- */

/* Send a signal to the program, not to its children. False if it has ended. */
bool terminal_signal(struct terminal *t, int signal_number);

/* As `fg`: give a stopped program the tty, continue it, and wait until that is done: a signal that
 * is sent next cannot find it in the background. False if it has ended. */
bool terminal_continue(struct terminal *t);

/* As a shell does while a program is stopped: the tty's modes are those of before the program. */
void terminal_cook(struct terminal *t);

/* Processor time of the program's threads so far, in seconds. */
double terminal_cpu(const struct terminal *t);

/* The most memory that the program has had, in bytes. */
double terminal_memory(const struct terminal *t);

/* Close the terminal under the program, which gets SIGHUP. Nothing can be sent any more. */
void terminal_hangup(struct terminal *t);

/* --- the screen --- */

void terminal_size(const struct terminal *t, int *rows, int *columns);
void terminal_cursor(const struct terminal *t, int *row, int *column);

/* A row as UTF-8 without the blanks at its end; returns strlen(text), cut to whole characters. */
size_t terminal_row(struct terminal *t, int row, char *text, size_t size);

/* All rows, each ended by a newline; to be freed. */
char *terminal_text(struct terminal *t);

/* The first place of a text, in one row; blanks count. *row and *column only if it is found. */
bool terminal_find(struct terminal *t, const char *text, int *row, int *column);

/* A cell; outside the screen, a blank. */
struct terminal_cell terminal_cell(struct terminal *t, int row, int column);

/* The whole screen, and the state of everything around it. */
void terminal_dump(struct terminal *t, FILE *file);

/* --- state --- */

struct terminal_mode terminal_mode(const struct terminal *t);

/* Whether the modes of terminal and tty are as they were before the program; if not, a line on
 * stderr for each that is not. After an exit, a stop or a signal. */
bool terminal_restored(struct terminal *t);

struct terminal_traffic terminal_traffic(const struct terminal *t);

/* The clock of struct terminal_traffic. */
int64_t terminal_now(void);
