/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TERM_RESTORE_H
#define SGDSCOPE_TERM_RESTORE_H

/* Signals, and the terminal as it was whatever happens. The saved modes are the
 * one piece of global state, since a signal handler needs them. */

/* Before curses starts: remember the terminal's modes and catch signals. Returns a descriptor that
 * becomes readable when a signal has come, or -1. */
int restore_begin(void);

/* After curses has started: what to send to a terminal when the program crashes, `first` (short) in
 * front. */
void restore_remember_sequence(const char *first);

/* The next signal that has come, 0 where none has. */
int restore_next_signal(void);

/* Stop as Ctrl-Z does and return when continued. Curses must be ended. */
void restore_suspend(void);

/* Signals as they were. */
void restore_end(void);

#endif
