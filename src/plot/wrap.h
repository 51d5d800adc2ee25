/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_PLOT_WRAP_H
#define SGDSCOPE_SRC_PLOT_WRAP_H

#include <stdbool.h>
#include <stddef.h>

/* Breaking text into lines. Private to plot/. */

/* Whether that many bytes of the text fit on a line. */
typedef bool wrap_fits(const char *text, size_t bytes, void *context);

/* The next line of *text: `*bytes` bytes at *line; *text advances. A line ends at a newline or at
 * the last blank before which everything fits. A word that is too long for a line is broken between
 * two characters. Returns false at the end of the text. */
bool wrap_next(const char **text, wrap_fits *fits, void *context, const char **line, size_t *bytes);

#endif
