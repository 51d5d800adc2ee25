/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyboard_private.h"

#include "sgdscope/base/utf8.h"

#include <string.h>

enum { ESCAPE = '\033', BELL = '\a' };

bool keyboard_is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static size_t character_length(const char *bytes, size_t n, bool is_utf8)
{
    size_t length = is_utf8 ? utf8_length(bytes) : 1;
    return length > 0 ? length : utf8_is_cut(bytes, n) ? 0 : 1;
}

/* rxvt sends Shift with a key as "ESC [ 2 $"; elsewhere $ comes before a final byte. */
static bool is_rxvt(const char *bytes, size_t at)
{
    return bytes[at] == '$' && at > 2 && strspn(bytes + 2, "0123456789") == at - 2;
}

/* ESC [, parameters, intermediate bytes, final byte. Two older forms are longer: the Linux console
 * sends F1 as "ESC [ [ A", and an old mouse report is "ESC [ M" and three bytes. */
static size_t csi_length(const char *bytes, size_t n)
{
    enum { CONSOLE_KEY = 4, MOUSE = 6 };
    size_t whole = n > 2 && bytes[2] == '[' ? CONSOLE_KEY : n > 2 && bytes[2] == 'M' ? MOUSE : 0;
    if (whole > 0)
        return n >= whole ? whole : 0;
    for (size_t i = 2; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < 0x20 || c > 0x7e)
            return i;
        if (c >= 0x40 || is_rxvt(bytes, i))
            return i + 1;
    }
    return 0;
}

/* ESC O and a final byte; a modifier may come before that. */
static size_t ss3_length(const char *bytes, size_t n)
{
    size_t at = 2;
    while (at < n && keyboard_is_one_of(bytes[at], "0123456789;"))
        at++;
    if (at == n)
        return 0;
    return bytes[at] > 0x20 && bytes[at] < 0x7f ? at + 1 : at;
}

bool keyboard_is_string(const char *bytes, size_t n)
{
    return n > 1 && bytes[0] == ESCAPE && keyboard_is_one_of(bytes[1], "]P_^X");
}

size_t keyboard_string_length(const char *bytes, size_t n, size_t from)
{
    for (size_t i = from; i < n; i++) {
        if (bytes[i] == BELL)
            return i + 1;
        if (bytes[i] == ESCAPE && i + 1 < n)
            return bytes[i + 1] == '\\' ? i + 2 : i;
    }
    return 0;
}

size_t keyboard_length(const char *bytes, size_t n, bool is_utf8)
{
    if (bytes[0] != ESCAPE)
        return character_length(bytes, n, is_utf8);
    if (n == 1)
        return 0;
    if (bytes[1] == ESCAPE)
        return 1;
    if (bytes[1] == '[')
        return csi_length(bytes, n);
    if (bytes[1] == 'O')
        return ss3_length(bytes, n);
    if (keyboard_is_string(bytes, n))
        return keyboard_string_length(bytes, n, 2);
    size_t length = character_length(bytes + 1, n - 1, is_utf8);
    return length > 0 ? 1 + length : 0;
}
