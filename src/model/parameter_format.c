/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/model/parameter.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Append to a text that may be full; returns what the whole would need. */
__attribute__((format(printf, 4, 5))) static size_t append(char *text, size_t size, size_t used,
                                                           const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bool fits = used < size;
    int length = vsnprintf(fits ? text + used : NULL, fits ? size - used : 0, format, args);
    va_end(args);
    return used + (size_t)length;
}

static size_t format_matrix(const struct matrix_spec *m, char *text, size_t size)
{
    size_t used = 0;
    char number[NUMBER_SIZE];
    if (m->file[0] != '\0')
        return append(text, size, 0, "@%s", m->file);
    if (m->is_estimate)
        return append(text, size, 0, "estimate");
    for (size_t i = 0; i < m->count; i++)
        used = append(text, size, used, "%s%s", i > 0 ? "," : "",
                      number_exact(matrix_spec_numbers(m)[i], number));
    return used;
}

static size_t format_edits(const struct experiment *e, char *text, size_t size)
{
    size_t used = 0;
    char number[NUMBER_SIZE];
    for (size_t i = 0; i < e->edits; i++)
        used = append(text, size, used, "%s%zu:%s", i > 0 ? "," : "", e->edit[i].rank,
                      number_exact(e->edit[i].value, number));
    return used;
}

static size_t format_plane(const struct experiment *e, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < 2; i++) {
        const struct plane_axis *a = &e->plane[i];
        used = append(text, size, used, "%s%s", i > 0 ? "," : "",
                      a->kind == PLANE_COORDINATE ? "w" : "");
        used = a->index == 0 ? append(text, size, used, "D")
                             : append(text, size, used, "%zu", a->index);
    }
    return used;
}

/* A number that can be left out is, where it is at its initial value. */
static size_t format_form(const struct parameter *p, const struct experiment *e, char *text,
                          size_t size)
{
    const struct form *form = parameter_form(p, e);
    size_t used = append(text, size, 0, "%s", form->id.name);
    char number[NUMBER_SIZE];
    for (size_t i = 0; i < FORM_NUMBERS && form->number[i] != NULL; i++) {
        const struct parameter *n = form->number[i];
        if (n->initial == NULL || !parameter_is_default(n, e))
            used = append(text, size, used, ":%s", number_exact(parameter_number(n, e), number));
    }
    return used;
}

size_t parameter_format(const struct parameter *p, const struct experiment *e, char *text,
                        size_t size)
{
    const void *at = (const char *)e + p->offset;
    char number[NUMBER_SIZE];
    const char *word = NULL;
    if (size > 0)
        text[0] = '\0';
    switch (p->kind) {
    case PARAMETER_REAL:
    case PARAMETER_COUNT:
        word = parameter_word(p, parameter_number(p, e));
        return append(text, size, 0, "%s",
                      word != NULL ? word : number_exact(parameter_number(p, e), number));
    case PARAMETER_CHOICE:
        return append(text, size, 0, "%s", parameter_choice(p, (size_t) * (const int *)at)->name);
    case PARAMETER_FORM:
        return format_form(p, e, text, size);
    case PARAMETER_SEED:
        return append(text, size, 0, "%" PRIu64, *(const uint64_t *)at);
    case PARAMETER_MATRIX:
        return format_matrix(at, text, size);
    case PARAMETER_EDITS:
        return format_edits(e, text, size);
    case PARAMETER_PLANE:
        return format_plane(e, text, size);
    case PARAMETER_TEXT:
    case PARAMETER_FILE:
        return append(text, size, 0, "%s", (const char *)at);
    }
    return 0;
}

static bool names_file(const char *text)
{
    return text[0] != '\0' && strcmp(text, "synthetic") != 0;
}

char *parameter_file(const struct parameter *p, char *value)
{
    bool at = p->kind == PARAMETER_MATRIX && value[0] == '@';
    char *name = value + at;
    if (!at && p->kind != PARAMETER_FILE)
        return NULL;
    return names_file(name) && strcmp(name, "-") != 0 ? name : NULL;
}

const char *parameter_file_of(const struct parameter *p, const struct experiment *e)
{
    const char *at = (const char *)e + p->offset;
    if (p->kind == PARAMETER_MATRIX)
        return ((const struct matrix_spec *)(const void *)at)->file;
    return p->kind == PARAMETER_FILE && names_file(at) ? at : "";
}

/* --- the command ------------------------------------------------------------------------------ */

/* As $'...' of bash, zsh and POSIX has it, since the command is shown too. */
static size_t append_escaped(char *text, size_t size, size_t used, const char *value)
{
    char out[UTF8_SHOWN];
    used = append(text, size, used, "$'");
    while (*value != '\0') {
        const char *quoted = *value == '\'' || *value == '\\' ? "\\" : "";
        int length = (int)utf8_shown(&value, out);
        used = append(text, size, used, "%s%.*s", quoted, length, out);
    }
    return append(text, size, used, "'");
}

size_t parameter_append_quoted(char *text, size_t size, size_t used, const char *value)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_@%+=:,./-";
    if (value[0] != '\0' && strspn(value, plain) == strlen(value))
        return append(text, size, used, "%s", value);
    if (!utf8_is_shown(value))
        return append_escaped(text, size, used, value);
    used = append(text, size, used, "'");
    for (const char *c = value; *c != '\0'; c++)
        used = *c == '\'' ? append(text, size, used, "'\\''") : append(text, size, used, "%c", *c);
    return append(text, size, used, "'");
}

/* Only a list of numbers is longer than a file name, and it needs no quotes. */
static size_t append_value(char *text, size_t size, size_t used, const struct parameter *p,
                           const struct experiment *e)
{
    char value[MATRIX_SPEC_PATH + 2];
    if (parameter_format(p, e, value, sizeof value) < sizeof value)
        return parameter_append_quoted(text, size, used, value);
    size_t at = used < size ? used : size;
    return used + parameter_format(p, e, text + at, size - at);
}

size_t experiment_command(const struct experiment *e, bool with_views, char *text, size_t size)
{
    struct experiment printed = *e; /* what is not printed implies nothing */
    size_t used = 0;
    if (parameter_why_unused(parameter_find("noise-matrix"), e) != NULL)
        printed.noise_matrix = (struct matrix_spec){0};
    if (!with_views)
        printed.iterates[0] = '\0';
    if (size > 0)
        text[0] = '\0';
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        bool is_used = parameter_why_unused(p, e) == NULL, shown = with_views && p->in_views;
        if (!with_views) /* what reads a run alone is not used either */
            is_used &= !p->of_run && !p->of_show && parameter_why_unused(p, &printed) == NULL;
        bool has_effect = is_used || shown;
        if (!has_effect || (!(p->always & ALWAYS_PRINTED) && parameter_is_default(p, &printed)))
            continue;
        used = p->letter != 0 ? append(text, size, used, " -%c ", p->letter)
                              : append(text, size, used, " --%s ", p->name);
        used = append_value(text, size, used, p, e);
    }
    return used;
}

const char *parameter_average(const struct experiment *e, char text[AVERAGE_TEXT])
{
    (void)parameter_format(parameter_find("average"), e, text, AVERAGE_TEXT);
    return text;
}
