/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_TUI_GUARD_H
#define SGDSCOPE_SRC_TUI_GUARD_H

/* Signals, and the terminal as it was whatever happens; private to tui/. The saved modes are the
 * one piece of global state, since a signal handler needs them. */

/* Before curses starts: remember the terminal's modes and catch signals. Returns a descriptor that
 * becomes readable when a signal has come, or -1. */
int guard_begin(void);

/* After curses has started: what to send to a terminal when the program crashes, `first` (short) in
 * front. */
void guard_remember_restore(const char *first);

/* The next signal that has come, 0 where none has. */
int guard_next(void);

/* Stop as Ctrl-Z does and return when continued. Curses must be ended. */
void guard_stop(void);

/* Signals as they were. */
void guard_end(void);

#endif
