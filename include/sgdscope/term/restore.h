/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

/* Signals, and a terminal restored whatever happens. The terminal's saved modes and the pipe that
 * signals are told through are global: signal handlers need them. */

/* Before curses starts: save the terminal's modes and catch signals. Returns a descriptor that is
 * readable when a signal has come, or −1. */
int restore_begin(void);

/* After curses has started: compose what a crash sends to the terminal. first: a short sequence
 * sent before the others. */
void restore_remember_sequence(const char *first);

/* Where the terminal's answers come from, and for how many seconds a crash reads them, so that the
 * shell does not take them for input. */
void restore_remember_input(int fd, double seconds);

/* The next signal that has come, 0 if there is none. */
int restore_next_signal(void);

/* Send a signal to the rest of the process group, as the terminal does for its keys: a shell gets
 * its prompt back when each process of a pipeline has stopped or ended. */
void restore_tell_others(int number);

/* Whether that terminal is this process's to use: that of a job in the background is the shell's.
 * True where there are no jobs. */
bool restore_in_foreground(int fd);

/* Stop until the process is in the foreground, as whoever is continued in the background must.
 * Returns false as soon as a signal is to end it instead: then the terminal is another's. */
bool restore_await_foreground(void);

/* Stop, with_others the process group as Ctrl-Z does, and return when continued in the foreground;
 * false as restore_await_foreground. Curses must have ended. */
bool restore_suspend(bool with_others);

/* Signals as they were. */
void restore_end(void);
