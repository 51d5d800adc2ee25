/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program in a real terminal, for tests: forkpty gives the tty, libvterm the screen.
 *
 * Nothing happens behind the test's back: output is read only inside the calls below that wait,
 * pump or send. Every wait has a time limit; one that fails prints what it waited for and the whole
 * screen and returns 0. Rows and columns count from 0. One thread.
 *
 * The program is not the session leader: a small parent (shepherd.h) is, as a shell would be.
 * So C-z works, the tty survives the program's end, and its modes can be read afterwards.
 */
#ifndef SGDSCOPE_TESTS_TUI_TERMINAL_H
#define SGDSCOPE_TESTS_TUI_TERMINAL_H

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
    bool bold, dim, reverse;    /* colours are not exchanged where reverse */
};

/* What a program sets and has to put back. */
struct terminal_mode {
    struct dialect_modes screen; /* alternate screen, cursor, keypad, mouse, ... */
    bool pen_plain;              /* text printed now has default colours and no attributes */
    struct termios tty;
};

/* Times are of the monotonic clock in nanoseconds, 0 for never. */
struct terminal_traffic {
    uint64_t bytes;       /* received since the start */
    uint64_t frames;      /* of synchronized output */
    uint64_t apart;       /* bytes of text outside of them */
    uint64_t not_ascii;   /* bytes received that are no ASCII */
    uint64_t background;  /* questions for the background's colour */
    int64_t sent;         /* when the test last sent text or a key, or resized */
    int64_t first_output; /* the first output after that */
    int64_t last_output;
};

/* --- life --- */

/*
 * Starts argv[0] (looked up in PATH) in a terminal. The environment is PATH, HOME, SHELL,
 * TERM=xterm-256color, LANG=C.UTF-8, and, where set, SGDSCOPE_DATADIR, LD_LIBRARY_PATH, MALLOC_PERTURB_ and the sanitizers' options; `extra`
 * (may be NULL, ends with NULL) adds "NAME=VALUE" or takes away "NAME". The program runs in its
 * HOME, an empty temporary directory. NULL, and a line on stderr, where that fails; a program
 * that cannot be run exits with 127.
 */
struct terminal *terminal_start(int rows, int columns, const char *const extra[],
                                const char *const argv[]);

/* Kills and reaps the program if need be, removes its HOME. NULL is fine. */
void terminal_free(struct terminal *t);

/* The program's HOME and working directory. */
const char *terminal_home(const struct terminal *t);

/* From now on the line takes so many bytes a second from the program, 0 for all there are. */
void terminal_slow_down(struct terminal *t, double bytes_a_second);

/* --- input --- */

/* Types bytes. 0 where the program did not take them within some seconds. */
int terminal_send(struct terminal *t, const char *text);

/*
 * Presses a key as xterm does, with the program's cursor-key mode. Names: Up Down Left Right Home
 * End PageUp PageDown Insert Delete Enter Escape Backspace Tab Space or one character, after S- or
 * C-. 0 for a name that is none, or as terminal_send.
 */
int terminal_key(struct terminal *t, const char *name);

/* Changes the size of terminal and tty; the kernel sends SIGWINCH. 0 where that fails. */
int terminal_resize(struct terminal *t, int rows, int columns);

/* --- waiting --- */

/*
 * These read output until it is so (1) or the time is up or the program has ended and all its
 * output is read (0, with what it waited for on stderr). What is so already is so without waiting.
 */
int terminal_wait_text(struct terminal *t, const char *text, int timeout_ms);
int terminal_wait_gone(struct terminal *t, const char *text, int timeout_ms);
int terminal_wait_match(struct terminal *t, int (*match)(struct terminal *t, void *arg), void *arg,
                        int timeout_ms);

/* Reads until nothing came for `ms`, 10 s at most; the number of bytes received. */
size_t terminal_idle(struct terminal *t, int ms);

/* Reads for `ms`, however much comes; the number of bytes received. */
size_t terminal_pump(struct terminal *t, int ms);

/* Waits for the end and reads the rest of the output; *status (may be NULL) as of waitpid. */
int terminal_wait_exit(struct terminal *t, int timeout_ms, int *status);

/* Waits until the program is stopped (C-z). The tty is then the shepherd's, as it is a shell's. */
int terminal_wait_stop(struct terminal *t, int timeout_ms);

/* --- the process --- */

/* Sends a signal to the program, not to its children. 0 where it has ended. */
int terminal_signal(struct terminal *t, int signal_number);

/* As `fg`: gives a stopped program the tty and lets it go on. 0 where it has ended. */
int terminal_continue(struct terminal *t);

/* Processor time of the program's threads so far, in seconds. */
double terminal_cpu(const struct terminal *t);

/* The most memory that the program has had, in bytes. */
double terminal_memory(const struct terminal *t);

/* Closes the terminal under the program, which gets SIGHUP. Nothing can be sent any more. */
void terminal_hangup(struct terminal *t);

/* --- the screen --- */

void terminal_size(const struct terminal *t, int *rows, int *columns);
void terminal_cursor(const struct terminal *t, int *row, int *column);

/* A row as UTF-8 without the blanks at its end; returns strlen(text), cut to whole characters. */
size_t terminal_row(struct terminal *t, int row, char *text, size_t size);

/* All rows, each ended by a newline; to be freed. */
char *terminal_text(struct terminal *t);

/* The first place of a text, in one row; blanks count. *row and *column only where found. */
int terminal_find(struct terminal *t, const char *text, int *row, int *column);

/* A cell; outside the screen, a blank. */
struct terminal_cell terminal_cell(struct terminal *t, int row, int column);

/* The whole screen in a frame, and the state of everything around it. */
void terminal_dump(struct terminal *t, FILE *file);

/* --- state --- */

struct terminal_mode terminal_mode(const struct terminal *t);

/*
 * Whether the modes of terminal and tty are as they were before the program: 1, or 0 and a line
 * on stderr for each that is not. After an exit, a stop or a signal.
 */
int terminal_restored(struct terminal *t);

struct terminal_traffic terminal_traffic(const struct terminal *t);

/* The clock of struct terminal_traffic. */
int64_t terminal_now(void);

#endif
