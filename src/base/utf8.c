/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/utf8.h"

#include <ctype.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

/* Whether a byte continues a character that began before it. */
static bool continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* How long a character is that begins with this byte; 0: none does. */
static size_t announced(unsigned char first)
{
    return first < 0x80                    ? 1
           : first >= 0xc2 && first < 0xe0 ? 2
           : (first & 0xf0) == 0xe0        ? 3
           : first >= 0xf0 && first < 0xf5 ? 4
                                           : 0;
}

bool utf8_is_cut(const char *text, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (!continues(text[i]))
            return false;
    return n < announced((unsigned char)text[0]);
}

size_t utf8_length(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = announced(s[0]);
    unsigned char least = s[0] == 0xe0 ? 0xa0 : s[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char most = s[0] == 0xed ? 0x9f : s[0] == 0xf4 ? 0x8f : 0xbf;
    if (n > 1 && (s[1] < least || s[1] > most))
        return 0;
    for (size_t i = 2; i < n; i++)
        if (!continues(text[i]))
            return 0;
    return n;
}

/* The code point in a valid character of n bytes. */
static uint32_t decode(const char *c, size_t n)
{
    static const unsigned char lead[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = (unsigned char)c[0] & lead[n];
    for (size_t i = 1; i < n; i++)
        code = code << 6 | ((unsigned char)c[i] & 0x3f);
    return code;
}

/* Controls, and what ends a line or turns the direction of writing: it would change how the text
 * around it is shown. */
static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0x200e ||
           code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}

uint32_t utf8_next(const char **text)
{
    const char *c = *text;
    if (*c == '\0')
        return 0;
    const size_t n = utf8_length(c);
    *text += n > 0 ? n : 1;
    return n == 0 || is_control(decode(c, n)) ? '?' : decode(c, n);
}

size_t utf8_shown(const char **text, char out[UTF8_SHOWN])
{
    const char *c = *text;
    size_t n = utf8_length(c), used = 0;
    bool is_shown = n > 0 && !is_control(decode(c, n));
    n = n > 0 ? n : 1;
    *text += n;
    if (is_shown)
        memcpy(out, c, used = n);
    for (size_t i = 0; i < n && !is_shown; i++)
        used += (size_t)snprintf(out + used, UTF8_SHOWN - used, "\\x%02x", (unsigned char)c[i]);
    return used;
}

void utf8_show(const char *text, const char *kept, char *to, size_t size)
{
    char out[UTF8_SHOWN];
    size_t used = 0, n;
    for (; *text != '\0'; used += n) {
        bool is_kept = strchr(kept, *text) != NULL;
        out[0] = *text;
        n = is_kept ? (size_t)1 : utf8_shown(&text, out);
        text += is_kept;
        if (used + n >= size)
            break;
        memcpy(to + used, out, n);
    }
    to[used] = '\0';
}

/* Take the beginning of a longer character from the end of a text that was cut. */
static void drop_cut(char *text)
{
    size_t length = strlen(text), start = utf8_start(text, length - (length > 0));
    if (length > 0 && utf8_is_cut(text + start, length - start))
        text[start] = '\0';
}

void utf8_show_format(char *to, size_t size, const char *format, va_list args)
{
    char text[1024];
    (void)vsnprintf(text, size < sizeof text ? size : sizeof text, format, args);
    drop_cut(text);
    utf8_show(text, "", to, size);
}

bool utf8_is_shown(const char *text)
{
    char out[UTF8_SHOWN];
    bool is_shown = true;
    while (*text != '\0' && is_shown) {
        const char *from = text;
        is_shown = utf8_shown(&text, out) == (size_t)(text - from);
    }
    return is_shown;
}

int utf8_columns(const char *text)
{
    int columns = 0;
    for (; *text != '\0'; columns++)
        (void)utf8_next(&text);
    return columns;
}

size_t utf8_start(const char *text, size_t at)
{
    while (at > 0 && continues(text[at]))
        at--;
    return at;
}

size_t utf8_after(const char *text, size_t at)
{
    if (text[at] != '\0')
        at++;
    while (continues(text[at]))
        at++;
    return at;
}

const char *utf8_subscript(size_t number, char text[UTF8_SUBSCRIPT_SIZE])
{
    char digits[24];
    size_t used = 0;
    (void)snprintf(digits, sizeof digits, "%zu", number);
    for (const char *d = digits; *d != '\0'; d++)
        used += utf8_encode(0x2080 + (uint32_t)(*d - '0'), text + used);
    text[used] = '\0';
    return text;
}

/* Our symbols in ASCII: one character for a cell, and the spelling in a text. */
static const struct spelling {
    uint32_t code;
    char cell;
    const char *word;
} spelling_table[] = {
    {0xB1, '+', "+-"},       {0xB2, '2', "^2"},     {0xB7, '.', "*"},      {0xB9, '1', "1"},
    {0xBD, 'h', "1/2"},      {0xD7, 'x', "x"},      {0x394, 'D', "Delta"}, {0x39B, 'L', "Lambda"},
    {0x3A3, 'S', "Sigma"},   {0x3B1, 'a', "alpha"}, {0x3B2, 'b', "beta"},  {0x3B3, 'g', "gamma"},
    {0x3B5, 'e', "epsilon"}, {0x3B8, 't', "theta"}, {0x3BA, 'f', "kappa"}, {0x3BB, 'l', "lambda"},
    {0x3BC, 'm', "mu"},      {0x3BD, 'n', "nu"},    {0x3C1, 'r', "rho"},   {0x3C3, 's', "sigma"},
    {0x3C4, 't', "tau"},     {0x3C9, 'w', "omega"}, {0x2013, '-', "-"},    {0x2014, '-', "-"},
    {0x2016, '|', "||"},     {0x2026, '.', "..."},  {0x2032, '\'', "'"},   {0x207B, '-', "^-"},
    {0x2190, '<', "<-"},     {0x2191, '^', "^"},    {0x2192, '>', "->"},   {0x2193, 'v', "v"},
    {0x2212, '-', "-"},      {0x221A, 'v', "sqrt"}, {0x221E, 'i', "inf"},  {0x2248, '~', "~"},
    {0x2264, '<', "<="},     {0x2265, '>', ">="},   {0x22C6, '*', "*"},    {0x2500, '-', "-"},
    {0x2502, '|', "|"},      {0x25B6, '>', ">"},    {0x25B8, '>', ">"},
};

/* NULL for others. */
static const struct spelling *find_spelling(uint32_t code)
{
    for (size_t i = 0; i < sizeof spelling_table / sizeof *spelling_table; i++)
        if (spelling_table[i].code == code)
            return &spelling_table[i];
    return NULL;
}

int utf8_ascii_cells(uint32_t code, uint32_t cell[2])
{
    static const uint32_t plus_minus = 0xB1;
    cell[0] = utf8_ascii(code);
    cell[1] = '-';
    return code == plus_minus ? 2 : 1;
}

int utf8_ascii_columns(const char *text)
{
    uint32_t cell[2];
    int columns = 0;
    while (*text != '\0')
        columns += utf8_ascii_cells(utf8_next(&text), cell);
    return columns;
}

uint32_t utf8_ascii(uint32_t code)
{
    if (code < 0x80)
        return code;
    if (code >= 0x2080 && code <= 0x2089)
        return '0' + (code - 0x2080);
    const struct spelling *s = find_spelling(code);
    if (s != NULL)
        return (uint32_t)s->cell;
    return code >= 0x2581 && code <= 0x258F ? '#' : '?';
}

/* The next character as it is shown, but for the ends of lines and tabs; advances *text. */
static void write_character(const char **text, FILE *stream)
{
    char out[UTF8_SHOWN];
    if (**text == '\n' || **text == '\t')
        (void)fputc(*(*text)++, stream);
    else
        (void)fwrite(out, 1, utf8_shown(text, out), stream);
}

void utf8_write(const char *text, FILE *stream)
{
    while (*text != '\0')
        write_character(&text, stream);
}

void utf8_spell(const char *text, FILE *stream)
{
    unsigned char last = ' '; /* the last character written */
    bool after_word = false;
    while (*text != '\0') {
        const char *from = text;
        uint32_t code = utf8_next(&text), ascii = utf8_ascii(code);
        const struct spelling *s = find_spelling(code);
        bool is_word = s != NULL && isalpha((unsigned char)s->word[0]);
        bool joins = is_word || (after_word && isalnum((unsigned char)*from));
        if (joins && isalnum(last)) /* λk is lambda k */
            (void)fputc(' ', stream);
        if (s != NULL)
            (void)fputs(s->word, stream);
        else if (ascii != '?')
            (void)fputc((int)ascii, stream);
        else
            write_character(&from, stream);
        last = s != NULL ? (unsigned char)s->word[strlen(s->word) - 1] : (unsigned char)ascii;
        after_word = s != NULL;
    }
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

const char *utf8_symbol(size_t i, char symbol[5])
{
    if (i >= sizeof spelling_table / sizeof *spelling_table)
        return NULL;
    symbol[utf8_encode(spelling_table[i].code, symbol)] = '\0';
    return spelling_table[i].word;
}

void utf8_write_json(FILE *stream, const char *text, size_t length)
{
    for (const char *end = text + length; text < end;) {
        size_t n = utf8_length(text);
        if (*text == '"' || *text == '\\')
            fprintf(stream, "\\%c", *text);
        else if (n == 0 || n > (size_t)(end - text))
            fputs("\\ufffd", stream);
        else if (is_control(decode(text, n)))
            fprintf(stream, "\\u%04x", (unsigned)decode(text, n));
        else
            fwrite(text, 1, n, stream);
        text += n > 0 ? n : 1;
    }
}

static bool locale_knows_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Whether the locale that the environment names has UTF-8: "de_AT.utf8", "C.UTF-8", "UTF-8". */
static bool is_asked_for(void)
{
    static const char *const variable[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *name = NULL;
    for (size_t i = 0; i < 3 && (name == NULL || name[0] == '\0'); i++)
        name = getenv(variable[i]); /* the first that is set counts */
    const char *dot = name != NULL ? strchr(name, '.') : NULL;
    const char *codeset = dot != NULL ? dot + 1 : name;
    if (codeset == NULL || strncasecmp(codeset, "utf", 3) != 0)
        return false;
    return codeset[codeset[3] == '-' ? 4 : 3] == '8';
}

bool utf8_locale(void)
{
    bool has_none = strcmp(setlocale(LC_CTYPE, NULL), "C") == 0;
    return locale_knows_utf8() || (has_none && is_asked_for());
}

bool utf8_fills_one_cell(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } sure[] = {{0x20, 0x2ff},    {0x370, 0x482},   {0x48a, 0x52f},   {0x1e00, 0x1fff},
                {0x2010, 0x2027}, {0x2030, 0x205e}, {0x2070, 0x20bf}, {0x2100, 0x2319},
                {0x2500, 0x25fc}, {0x2800, 0x28ff}};
    if (locale_knows_utf8())
        return code < 0x300 || wcwidth((wchar_t)code) == 1;
    for (size_t i = 0; i < sizeof sure / sizeof *sure; i++)
        if (code >= sure[i].first && code <= sure[i].last)
            return true;
    return false;
}
