/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/json.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/model/parameter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct json json_to(FILE *stream)
{
    return (struct json){.stream = stream, .first = true};
}

static void write_string(FILE *stream, const char *text)
{
    fputc('"', stream);
    utf8_write_json(stream, text, strlen(text));
    fputc('"', stream);
}

static void begin(struct json *j, const char *name)
{
    if (!j->first)
        fputc(',', j->stream);
    if (j->depth > 0)
        fprintf(j->stream, "\n%*s", 2 * j->depth, "");
    j->first = false;
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
    j->first = true;
}

void json_close(struct json *j, char bracket)
{
    j->depth--;
    if (!j->first)
        fprintf(j->stream, "\n%*s", 2 * j->depth, "");
    fputc(bracket, j->stream);
    j->first = false;
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

void json_truth(struct json *j, const char *name, bool value)
{
    begin(j, name);
    fputs(value ? "true" : "false", j->stream);
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
        for (size_t k = 0; k < n; k++) {
            if (k > 0)
                fputc(',', j->stream);
            fputs(number_json(a[i * n + k], text),
                  j->stream); /* fprintf would take as long again */
        }
        fputc(']', j->stream);
    }
    fputc(']', j->stream);
}

void json_experiment(struct json *j, const struct experiment *e, size_t rows, const bool *open)
{
    char *text = malloc(PARAMETER_TEXT_SIZE);
    json_open(j, "config", '{');
    for (size_t i = 0; i < parameter_count && text != NULL; i++) {
        const struct parameter *p = &parameter_table[i];
        if (p->of_show)
            continue;
        bool number = p->kind == PARAMETER_REAL || p->kind == PARAMETER_COUNT;
        (void)parameter_format(p, e, text, PARAMETER_TEXT_SIZE);
        if (open != NULL && open[i])
            json_number(j, p->name, (double)NAN);
        else if (p->kind == PARAMETER_SEED)
            json_whole(j, p->name, e->seed);
        else if (rows > 0 && strcmp(p->name, "samples") == 0)
            json_number(j, p->name, (double)rows);
        else if (number && (parameter_has_number(p, e) || isnan(parameter_number(p, e))))
            json_number(j, p->name, parameter_number(p, e));
        else
            json_text(j, p->name, text);
    }
    json_close(j, '}');
    free(text);
}
