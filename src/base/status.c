/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct status status_ok(void)
{
    return (struct status){.code = STATUS_OK};
}

/* Bytes of the UTF-8 character at text, 0 where there is none. */
static size_t character_bytes(const char *text)
{
    unsigned char first = (unsigned char)text[0];
    size_t n = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first >= 0x80 && (first < 0xc2 || first >= 0xf5))
        return 0;
    for (size_t i = 1; i < n; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

/* A file and its name may hold anything; the message must stay one line that a terminal shows as it
 * is. */
static void keep_one_line(char *text)
{
    for (char *c = text; *c != '\0';) {
        size_t n = character_bytes(c);
        int control = (unsigned char)*c < 0x20 || *c == 0x7f ||
                      (n == 2 && (unsigned char)c[0] == 0xc2 && (unsigned char)c[1] < 0xa0);
        if (n == 0 || control)
            *c = '?';
        c += n == 0 || control ? 1 : n;
    }
}

struct status status_error(enum status_code code, const char *format, ...)
{
    struct status s = {.code = code};
    va_list args;
    va_start(args, format);
    (void)vsnprintf(s.text, sizeof s.text, format, args);
    va_end(args);
    keep_one_line(s.text);
    return s;
}

struct status status_prefix(struct status s, const char *format, ...)
{
    char prefix[sizeof s.text];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(prefix, sizeof prefix, format, args);
    va_end(args);
    return status_error(s.code, "%s: %s", prefix, s.text);
}

struct status status_without_dashes(struct status s)
{
    char *to = s.text;
    for (const char *from = s.text; *from != '\0';) {
        int begins = from == s.text || from[-1] == ' ';
        if (begins && from[0] == '-' && from[1] == '-' && from[2] >= 'a' && from[2] <= 'z')
            from += 2;
        else
            *to++ = *from++;
    }
    *to = '\0';
    return s;
}

struct status status_memory(const char *what, double bytes)
{
    return status_error(STATUS_MEMORY, "%s: would need %.0f bytes of memory", what, bytes);
}
