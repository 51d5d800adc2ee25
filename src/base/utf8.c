/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/utf8.h"

uint32_t utf8_next(const char **text)
{
    const unsigned char *c = (const unsigned char *)*text;
    uint32_t code = *c++;
    int more = 0;
    if (code == 0)
        return 0;
    if (code >= 0xC2 && code < 0xE0)
        more = 1;
    else if (code >= 0xE0 && code < 0xF0)
        more = 2;
    else if (code >= 0xF0 && code < 0xF5)
        more = 3;
    int bad = (code >= 0x80 && more == 0) || code < 0x20 || code == 0x7F;
    const int length = more;
    if (more > 0)
        code &= 0x3Fu >> more;
    for (; more > 0 && !bad; more--) {
        bad = (*c & 0xC0) != 0x80;
        if (!bad)
            code = code << 6 | (*c++ & 0x3Fu);
    }
    /* Longer than need be, half of a pair of UTF-16, or beyond the last one. */
    static const uint32_t least[4] = {0, 0x80, 0x800, 0x10000};
    bad = bad || code < least[length] || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF;
    *text = (const char *)c;
    return bad || (code >= 0x80 && code < 0xA0) ? '?' : code;
}

uint32_t utf8_ascii(uint32_t code)
{
    static const struct {
        uint32_t code;
        char ascii;
    } table[] = {
        {0xB7, '.'},   {0xD7, 'x'},   {0xB1, '+'},   {0xB2, '2'},   {0xB9, '1'},    {0xBD, 'h'},
        {0x39B, 'L'},  {0x3A3, 'S'},  {0x3B1, 'a'},  {0x3B2, 'b'},  {0x3B3, 'g'},   {0x3B8, 'a'},
        {0x3BA, 'f'},  {0x3BB, 'l'},  {0x3BC, 'm'},  {0x3BD, 'n'},  {0x3C1, 'r'},   {0x3C3, 's'},
        {0x2013, '-'}, {0x2014, '-'}, {0x2016, '|'}, {0x2026, '.'}, {0x2032, '\''}, {0x207B, '-'},
        {0x2190, '<'}, {0x2191, '^'}, {0x2192, '>'}, {0x2193, 'v'}, {0x2212, '-'},  {0x221A, 'v'},
        {0x221E, 'i'}, {0x2248, '~'}, {0x2264, '<'}, {0x2265, '>'}, {0x22C6, '*'},  {0x2500, '-'},
        {0x2502, '|'}, {0x25B6, '>'}, {0x25B8, '>'},
    };
    if (code < 0x80)
        return code;
    if (code >= 0x2080 && code <= 0x2089)
        return '0' + (code - 0x2080);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].code == code)
            return (uint32_t)table[i].ascii;
    return code >= 0x2581 && code <= 0x258F ? '#' : '?';
}

size_t utf8_encode(uint32_t code, char out[4])
{
    size_t more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char lead[4] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[more] | (code >> (6 * more)));
    for (size_t i = 1; i <= more; i++)
        out[i] = (char)(0x80 | ((code >> (6 * (more - i))) & 0x3F));
    return more + 1;
}
