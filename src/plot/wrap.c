/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot_private.h"

#include "sgdscope/base/utf8.h"

#include <string.h>

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
    if (end > 0 && !fits(start, end, context)) { /* a word too long for a line: as much as fits */
        const size_t word = end;
        end = utf8_after(start, 0);
        while (end < word && fits(start, utf8_after(start, end), context))
            end = utf8_after(start, end);
    }
    *line = start;
    *bytes = end;
    *text = start + end + strspn(start + end, " ");
    *text += **text == '\n';
    return true;
}
