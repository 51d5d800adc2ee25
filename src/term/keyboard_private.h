/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/term/keyboard.h"

/* Private to term/: the grammar of what a terminal sends, and the meanings. */

bool keyboard_is_one_of(char c, const char *set);

/* The length of the sequence, or the character, that n ≥ 1 bytes begin with; 0 if its end has not
 * come. What breaks the grammar ends before the byte that breaks it. A zero byte must follow. */
size_t keyboard_length(const char *bytes, size_t n, bool is_utf8);

/* Whether the bytes begin a string (OSC, DCS, APC, PM, SOS), and where it ends: the length with its
 * end (BEL or ESC \), 0 if that has not come. */
bool keyboard_is_string(const char *bytes, size_t n);
size_t keyboard_string_length(const char *bytes, size_t n, size_t from);

/* What a whole sequence or character means. Its kind is never KEYBOARD_PASTED. `answer` is left
 * alone. */
struct keyboard_event keyboard_meaning(const char *bytes, size_t n, bool is_utf8);
