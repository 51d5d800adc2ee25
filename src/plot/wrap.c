/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot_private.h"

#include "sgdscope/base/utf8.h"

#include <string.h>

/* The most characters of a word too long for a line. */
static size_t part_of_word(const char *text, size_t end, wrap_fits *fits, void *context)
{
    size_t at = utf8_after(text, 0);
    while (at < end && fits(text, utf8_after(text, at), context))
        at = utf8_after(text, at);
    return at;
}

bool wrap_next(const char **text, wrap_fits *fits, void *context, const char **line, size_t *bytes)
{
    const char *start = *text + strspn(*text, " ");
    size_t end = 0; /* bytes that fit for certain */
    if (*start == '\0')
        return false;
    for (size_t at = 0; start[at] != '\0' && start[at] != '\n';) {
        size_t word = at + strspn(start + at, " ");
        word += strcspn(start + word, " \n");
        if (!fits(start, word, context))
            break;
        end = at = word;
    }
    if (end == 0)
        end = strcspn(start, " \n");
    if (end > 0 && !fits(start, end, context))
        end = part_of_word(start, end, fits, context);
    *line = start;
    *bytes = end;
    *text = start + end + strspn(start + end, " ");
    *text += **text == '\n';
    return true;
}
