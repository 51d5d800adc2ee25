/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/status.h"

#include "sgdscope/base/utf8.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct status status_ok(void)
{
    struct status s; /* readers ask for one for each number: the text is not all set to 0 */
    s.code = STATUS_OK;
    s.text[0] = '\0';
    return s;
}

struct status status_error(enum status_code code, const char *format, ...)
{
    struct status s = {.code = code};
    va_list args;
    va_start(args, format);
    /* Files and their names may contain anything; the message must stay one printable line. */
    utf8_show_format(s.text, sizeof s.text, format, args);
    va_end(args);
    return s;
}

struct status status_file(enum status_code code, const char *path, size_t line, const char *format,
                          ...)
{
    enum { PATH_SHOWN = 250 };
    char why[sizeof(struct status)], place[24] = "";
    size_t length = strlen(path), skipped = length > PATH_SHOWN ? length - PATH_SHOWN : 0;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, sizeof why, format, args);
    va_end(args);
    if (line > 0)
        (void)snprintf(place, sizeof place, ":%zu", line);
    return status_error(code, "%s%s%s: %s", skipped > 0 ? "..." : "",
                        path + utf8_start(path, skipped), place, why);
}

#define TEXT_OF(NUMBER) #NUMBER
#define NUMBER_TEXT(MACRO) TEXT_OF(MACRO)

const char *status_reason(int error)
{
    if (error == ENAMETOOLONG)
        return "File name too long: at most " NUMBER_TEXT(NAME_MAX) " bytes between slashes";
    return strerror(error);
}

struct status status_prefix(struct status s, const char *format, ...)
{
    char prefix[sizeof s.text];
    va_list args;
    if (s.code == STATUS_OK)
        return s;
    va_start(args, format);
    (void)vsnprintf(prefix, sizeof prefix, format, args);
    va_end(args);
    return status_error(s.code, "%s: %s", prefix, s.text);
}

struct status status_without_dashes(struct status s)
{
    char *to = s.text;
    for (const char *from = s.text; *from != '\0';) {
        bool begins = from == s.text || from[-1] == ' ';
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
