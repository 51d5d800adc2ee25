/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_BASE_UTF8_H
#define SGDSCOPE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Text as code points. Our texts have no wide and no combining characters. */

/* Bytes of the character at text, 0 where that is no UTF-8: overlong forms, surrogates and what is
 * beyond U+10FFFF are none (Unicode, table 3-7). */
size_t utf8_length(const char *text);

/* The next code point of UTF-8 text, which is moved on; '?' for what is not UTF-8 or not a
 * printable character. 0 at the end. */
uint32_t utf8_next(const char **text);

/* The columns that a text takes. */
int utf8_columns(const char *text);

/* Whether a byte continues a character that began before it. */
bool utf8_continues(char byte);

/* Where the character begins that the byte `at` belongs to: a text may be cut there. */
size_t utf8_start(const char *text, size_t at);

/* Where the character after that at `at` begins; the end where there is none. */
size_t utf8_after(const char *text, size_t at);

/* A number in subscripts, "₁₂". Returns text. */
enum { UTF8_SUBSCRIPT_SIZE = 64 };
const char *utf8_subscript(size_t number, char text[UTF8_SUBSCRIPT_SIZE]);

/* UTF-8 of a code point into out; returns the number of bytes. */
size_t utf8_encode(uint32_t code, char out[4]);

/* What stands for a character where there is ASCII alone: a letter for each symbol of ours, # for a
 * block; '?' for others. */
uint32_t utf8_ascii(uint32_t code);

/* The i-th of our symbols, as text, and how it is spelled in ASCII; NULL behind the last. */
const char *utf8_symbol(size_t i, char symbol[5]);

/* Write the text with these symbols spelled in ASCII, λk as "lambda k", σ²I as "sigma^2 I". What
 * has no spelling, an ä in the name of a file, say, stays as it is. */
void utf8_spell(const char *text, FILE *stream);

#endif
