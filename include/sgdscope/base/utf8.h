/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Text as code points. Wide and combining characters are not expected. */

/* The length in bytes of the character at text, or 0 if it is not valid UTF-8 (Unicode, table
 * 3-7). */
size_t utf8_length(const char *text);

/* Whether n bytes may be the beginning of a longer character. */
bool utf8_is_cut(const char *text, size_t n);

/* Read the next code point and advance *text; '?' if it is not valid UTF-8 or not printable, 0 at
 * the end. */
uint32_t utf8_next(const char **text);

/* Text that may hold anything, such as the name of a file, is shown with what is not printable, or
 * not UTF-8, as its bytes: a\x1b[31m. So are marks that turn the direction of writing. */

enum { UTF8_SHOWN = 20 };

/* The next character as it is shown, in out, without an end; advances *text. Returns its bytes. */
size_t utf8_shown(const char **text, char out[UTF8_SHOWN]);

/* to ← the text as it is shown, but for the characters in `kept`. What does not fit into size bytes
 * is left out. */
void utf8_show(const char *text, const char *kept, char *to, size_t size);

/* to ← the formatted text as it is shown, cut after whole characters. At most 1024 bytes. */
void utf8_show_format(char *to, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/* Whether the text is shown as it is. */
bool utf8_is_shown(const char *text);

/* Write the text as it is shown; ends of lines and tabs stay. */
void utf8_write(const char *text, FILE *stream);

/* The number of columns that the text takes. */
int utf8_columns(const char *text);

/* The start of the character that contains byte `at`: the text may be cut there. */
size_t utf8_start(const char *text, size_t at);

/* The start of the character after the one at `at`, or the end. */
size_t utf8_after(const char *text, size_t at);

/* A number in subscripts, "₁₂". Returns text. */
enum { UTF8_SUBSCRIPT_SIZE = 64 };
const char *utf8_subscript(size_t number, char text[UTF8_SUBSCRIPT_SIZE]);

/* UTF-8 of a code point into out; returns the number of bytes. */
size_t utf8_encode(uint32_t code, char out[4]);

/* One ASCII character in place of this one: a letter for each of our symbols, # for a block, '?'
 * for others. */
uint32_t utf8_ascii(uint32_t code);

/* The same for a text on a screen: the one or two characters that stand there for this one. ± is
 * +-, since a number + its error would be another number. */
int utf8_ascii_cells(uint32_t code, uint32_t cell[2]);

/* The columns that the text takes so. */
int utf8_ascii_columns(const char *text);

/* The i-th of our symbols as text; returns its spelling in ASCII, NULL after the last. */
const char *utf8_symbol(size_t i, char symbol[5]);

/* utf8_write with these symbols spelled in ASCII: λk as "lambda k", σ²I as "sigma^2 I". Characters
 * without a spelling, such as an ä in a file name, stay. */
void utf8_spell(const char *text, FILE *stream);

/* Write text as it stands between the quotes of a JSON string; what is not UTF-8 becomes U+FFFD. */
void utf8_write_json(FILE *stream, const char *text, size_t length);

/* Whether text is UTF-8 in the locale that setlocale has set, or, where the machine has no such
 * locale, in the one that LC_ALL, LC_CTYPE or LANG names. */
bool utf8_locale(void);

/* Whether a terminal shows the character in one cell, and not in two or in none. Without a locale
 * that knows, only letters and symbols of the West, mathematics, lines and braille are sure to. */
bool utf8_fills_one_cell(uint32_t code);
