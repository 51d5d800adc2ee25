/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/json.h"

#include "sgdscope/base/number.h"

#include <string.h>

struct json json_to(FILE *stream)
{
    return (struct json){.stream = stream, .first = 1};
}

/* Length of the UTF-8 sequence at s, 0 where it is none: overlong forms, surrogates and what is
 * beyond U+10FFFF are none (Unicode, table 3-7). */
static size_t utf8_length(const unsigned char *s)
{
    size_t n = s[0] < 0x80                   ? 1
               : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
               : (s[0] & 0xf0) == 0xe0       ? 3
               : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                             : 0;
    unsigned char least = s[0] == 0xe0 ? 0xa0 : s[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char most = s[0] == 0xed ? 0x9f : s[0] == 0xf4 ? 0x8f : 0xbf;
    if (n > 1 && (s[1] < least || s[1] > most))
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

static void write_string(FILE *stream, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    fputc('"', stream);
    while (*s != '\0') {
        size_t n = utf8_length(s);
        if (*s == '"' || *s == '\\')
            fprintf(stream, "\\%c", *s);
        else if (*s < 0x20)
            fprintf(stream, "\\u%04x", (unsigned)*s);
        else if (n > 0)
            fwrite(s, 1, n, stream);
        else
            fputs("\\ufffd", stream);
        s += n > 0 ? n : 1;
    }
    fputc('"', stream);
}

static void begin(struct json *j, const char *name)
{
    if (!j->first)
        fputc(',', j->stream);
    if (j->depth > 0)
        fprintf(j->stream, "\n%*s", 2 * j->depth, "");
    j->first = 0;
    if (name == NULL)
        return;
    write_string(j->stream, name);
    fputs(": ", j->stream);
}

void json_open(struct json *j, const char *name, char bracket)
{
    begin(j, name);
    fputc(bracket, j->stream);
    j->depth++;
    j->first = 1;
}

void json_close(struct json *j, char bracket)
{
    j->depth--;
    if (!j->first)
        fprintf(j->stream, "\n%*s", 2 * j->depth, "");
    fputc(bracket, j->stream);
    j->first = 0;
    if (j->depth == 0)
        fputc('\n', j->stream);
}

void json_number(struct json *j, const char *name, double value)
{
    char text[NUMBER_SIZE];
    begin(j, name);
    fputs(number_json(value, text), j->stream);
}

void json_whole(struct json *j, const char *name, uint64_t value)
{
    begin(j, name);
    fprintf(j->stream, "%llu", (unsigned long long)value);
}

void json_truth(struct json *j, const char *name, int value)
{
    begin(j, name);
    fputs(value ? "true" : "false", j->stream);
}

void json_none(struct json *j, const char *name)
{
    begin(j, name);
    fputs("null", j->stream);
}

void json_text(struct json *j, const char *name, const char *text)
{
    begin(j, name);
    write_string(j->stream, text);
}

void json_matrix(struct json *j, const char *name, size_t n, const double *a)
{
    char text[NUMBER_SIZE];
    begin(j, name);
    if (a == NULL) {
        fputs("null", j->stream);
        return;
    }
    fputc('[', j->stream);
    for (size_t i = 0; i < n; i++) {
        fprintf(j->stream, "%s[", i > 0 ? ",\n    " : "");
        for (size_t k = 0; k < n; k++)
            fprintf(j->stream, "%s%s", k > 0 ? "," : "", number_json(a[i * n + k], text));
        fputc(']', j->stream);
    }
    fputc(']', j->stream);
}
