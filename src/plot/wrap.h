/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_PLOT_WRAP_H
#define SGDSCOPE_SRC_PLOT_WRAP_H

#include <stddef.h>

/* Breaking text into lines. Private to plot/. */

/* 1 where so many bytes of text fit on a line. */
typedef int wrap_fits(const char *text, size_t bytes, void *context);

/* The next line of *text, which is moved on: `*bytes` from *line on. It ends at a newline, or at
 * the last blank before which everything fits; within a word only where that word alone is too long
 * (then between two characters of UTF-8, of which there is at least one). 0 at the end of the text.
 */
int wrap_next(const char **text, wrap_fits *fits, void *context, const char **line, size_t *bytes);

#endif
