/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line being typed, and the lines before it. Private to tui/. */

enum { LINE_MAX_BYTES = 512, HISTORY_LINES = 50 };

struct line_editor {
    char text[LINE_MAX_BYTES];
    size_t length, cursor; /* bytes */
    bool untouched;        /* a first character takes the text's place */
    char history[HISTORY_LINES][LINE_MAX_BYTES];
    int lines, at; /* at == lines: the new line */
};

/* Begin with this text. */
void line_begin(struct line_editor *l, const char *text);

/* Insert at the cursor; nothing where the line would be too long. */
void line_insert(struct line_editor *l, const char *bytes, size_t count);

/* Carry out a key by its curses code (0: none), or insert a character. */
void line_key(struct line_editor *l, int code, uint32_t character);

/* Keep the line in the history, unless it is empty or the last one there. */
void line_remember(struct line_editor *l);

/* Show the line before (−1) or behind (1) in the history. */
void line_recall(struct line_editor *l, int step);
