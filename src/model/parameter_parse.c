/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/parameter.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/path.h"
#include "sgdscope/model/noise.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static struct status check_range(const struct parameter *p, double v)
{
    bool low = p->least_open ? v <= p->least : v < p->least;
    bool high = p->most_open ? v >= p->most : v > p->most;
    char shown[NUMBER_SIZE], bound[NUMBER_SIZE];
    if (!low && !high)
        return status_ok();
    const char *relation = low ? (p->least_open ? "greater than" : "at least")
                               : (p->most_open ? "less than" : "at most");
    return status_error(STATUS_INPUT, "%s is out of range: it must be %s %s",
                        number_exact(v, shown), relation,
                        number_exact(low ? p->least : p->most, bound));
}

static struct status parse_number(const struct parameter *p, const char *text, double *out)
{
    double v = NAN;
    if (parameter_word_value(p, text, out))
        return status_ok();
    STATUS_TRY(number_parse_quotient(text, &v));
    if (p->kind == PARAMETER_COUNT && v != floor(v))
        return status_error(STATUS_INPUT, "'%.60s' is not a whole number", text);
    STATUS_TRY(check_range(p, v));
    *out = v;
    return status_ok();
}

static struct status unknown_choice(const struct parameter *p, const char *text)
{
    struct nearest near = nearest_to(text);
    char all[160] = "", one[PARAMETER_CHOICE_SIZE], question[NEAREST_QUESTION];
    for (size_t i = 0; i < p->choices; i++) {
        size_t used = strlen(all);
        (void)snprintf(all + used, sizeof all - used, "%s%s", i > 0 ? ", " : "",
                       parameter_describe_choice(p, i, one));
        nearest_offer(&near, parameter_choice(p, i)->name);
    }
    return status_error(STATUS_INPUT, "'%.60s' is none of %s%s", text, all,
                        nearest_question(&near, question));
}

static struct status parse_choice(const struct parameter *p, const char *text, int *out)
{
    for (size_t i = 0; i < p->choices; i++) {
        const struct choice *c = parameter_choice(p, i);
        if (strcmp(text, c->name) == 0 || (c->alias != NULL && strcmp(text, c->alias) == 0)) {
            *out = (int)i;
            return status_ok();
        }
    }
    return unknown_choice(p, text);
}

/* The piece of *rest before the next colon, or NULL if there is none left; *rest is changed. */
static char *next_part(char **rest)
{
    char *piece = *rest, *colon = piece != NULL ? strchr(piece, ':') : NULL;
    *rest = colon != NULL ? colon + 1 : NULL;
    if (colon != NULL)
        *colon = '\0';
    return piece;
}

/* The numbers of a form from "100:5", which may be NULL. */
static struct status parse_form_numbers(const struct form *form, char *rest, struct experiment *e)
{
    for (size_t i = 0; i < FORM_NUMBERS && form->number[i] != NULL; i++) {
        const struct parameter *number = form->number[i];
        const char *piece = next_part(&rest);
        if (piece == NULL)
            piece = number->initial;
        if (piece == NULL)
            return status_error(STATUS_INPUT, "%s needs a number: %s:%s, %s", form->id.name,
                                form->id.name, number->symbol, number->about);
        STATUS_TRY(status_prefix(
            parse_number(number, piece, (double *)(void *)((char *)e + number->offset)), "%s",
            number->symbol));
    }
    if (rest != NULL)
        return status_error(STATUS_INPUT, "'%.60s' is too much behind %s", rest, form->id.name);
    return status_ok();
}

static struct status parse_form(const struct parameter *p, const char *text, struct experiment *e)
{
    struct experiment made = *e;
    char copy[120], *rest = copy;
    bool is_whole = (size_t)snprintf(copy, sizeof copy, "%s", text) < sizeof copy;
    STATUS_TRY(parse_choice(p, is_whole ? next_part(&rest) : text,
                            (int *)(void *)((char *)&made + p->offset)));
    STATUS_TRY(parse_form_numbers(parameter_form(p, &made), rest, &made));
    *e = made;
    return status_ok();
}

/* The next comma-separated piece of *rest, without blanks around it; false at the end. */
static bool next_piece(const char **rest, char *piece, size_t size)
{
    if (*rest == NULL)
        return false;
    const char *start = *rest + strspn(*rest, " \t");
    size_t length = strcspn(start, ",");
    *rest = start[length] == ',' ? start + length + 1 : NULL;
    while (length > 0 && isspace((unsigned char)start[length - 1]))
        length--;
    bool cut = length >= size;
    if (cut)
        length = size - 1;
    memcpy(piece, start, length);
    piece[length] = '\0';
    if (cut) /* no number is this long: make sure that it is refused */
        piece[length - 1] = '?';
    return true;
}

/* "K.npy", in which the @ was forgotten. */
static bool looks_like_file(const char *text)
{
    const char *dot = strrchr(text, '.');
    return strchr(text, '/') != NULL || (dot != NULL && isalpha((unsigned char)dot[1]));
}

static struct status parse_matrix(const char *text, struct matrix_spec *out)
{
    if (strcmp(text, "estimate") == 0) {
        *out = (struct matrix_spec){.is_estimate = true};
        return status_ok();
    }
    if (text[0] == '@') {
        if (text[1] == '\0')
            return status_error(STATUS_INPUT, "a file name must follow the @");
        matrix_spec_free(out);
        if (path_expand(text + 1, out->file, sizeof out->file))
            return status_ok();
        return status_error(STATUS_INPUT, "the file name is longer than %d bytes",
                            MATRIX_SPEC_PATH - 1);
    }
    double value[DIMENSION_MAX];
    size_t count = 0;
    char piece[64];
    for (const char *rest = text; next_piece(&rest, piece, sizeof piece);) {
        if (count == DIMENSION_MAX)
            return status_error(STATUS_INPUT, "more than %d numbers", DIMENSION_MAX);
        struct status s = number_parse_quotient(piece, &value[count]);
        if (s.code != STATUS_OK && looks_like_file(text))
            return status_error(STATUS_INPUT, "'%.60s' is not a number; a file is @%.60s", text,
                                text);
        STATUS_TRY(s);
        count++;
    }
    return matrix_spec_set_numbers(out, count, value);
}

/* c11,c12,c22 and so on: D(D+1)/2 numbers. */
static struct status check_triangle(const struct matrix_spec *m)
{
    size_t n = 1;
    if (m->is_estimate)
        return status_error(STATUS_INPUT, "the run's noise is --noise estimate");
    while (n * (n + 1) / 2 < m->count)
        n++;
    if (m->count > 0 && n * (n + 1) / 2 != m->count)
        return status_error(STATUS_INPUT,
                            "%zu numbers are no upper triangle of a matrix (1, 3, 6, 10, ...)",
                            m->count);
    return status_ok();
}

static struct status parse_matrix_parameter(const struct parameter *p, const char *text,
                                            struct experiment *e)
{
    struct matrix_spec spec = {0}, *at = (struct matrix_spec *)(void *)((char *)e + p->offset);
    bool is_hessian = p == parameter_find("hessian");
    struct status s = text[0] != '\0' || is_hessian ? parse_matrix(text, &spec) : status_ok();
    STATUS_NEXT(s, is_hessian ? status_ok() : check_triangle(&spec));
    if (s.code == STATUS_OK)
        matrix_spec_copy(at, &spec);
    matrix_spec_free(&spec);
    return s;
}

static struct status parse_edits(const char *text, struct experiment *e)
{
    struct eigenvalue_edit edit[EXPERIMENT_EDITS];
    size_t count = 0;
    char piece[80];
    if (text[0] == '\0') {
        e->edits = 0;
        return status_ok();
    }
    for (const char *rest = text; next_piece(&rest, piece, sizeof piece);) {
        char *colon = strchr(piece, ':');
        uint64_t rank = 0;
        double value = 0;
        if (count == EXPERIMENT_EDITS)
            return status_error(STATUS_INPUT, "more than %d changed eigenvalues", EXPERIMENT_EDITS);
        if (colon == NULL)
            return status_error(STATUS_INPUT, "'%s' is not RANK:VALUE", piece);
        *colon = '\0';
        STATUS_TRY(number_parse_u64(piece, &rank));
        STATUS_TRY(number_parse_quotient(colon + 1, &value));
        if (rank < 1 || rank > DIMENSION_MAX)
            return status_error(STATUS_INPUT, "rank %s is out of range", piece);
        if (!(value > 0))
            return status_error(STATUS_INPUT, "eigenvalue %s must be positive", piece);
        edit[count++] = (struct eigenvalue_edit){(size_t)rank, value};
    }
    memcpy(e->edit, edit, count * sizeof *edit);
    e->edits = count;
    return status_ok();
}

static struct status parse_axis(const char *text, struct plane_axis *out)
{
    uint64_t index = 0;
    bool coordinate = text[0] == 'w';
    if (strcmp(text + coordinate, "D") != 0) {
        STATUS_TRY(number_parse_u64(text + coordinate, &index));
        if (index < 1 || index > DIMENSION_MAX)
            return status_error(STATUS_INPUT, "'%s' is no direction from 1 to D", text);
    }
    *out = (struct plane_axis){coordinate ? PLANE_COORDINATE : PLANE_EIGEN, (size_t)index};
    return status_ok();
}

static struct status parse_plane(const char *text, struct experiment *e)
{
    struct plane_axis axis[2];
    char piece[32];
    int count = 0;
    for (const char *rest = text; next_piece(&rest, piece, sizeof piece); count++) {
        if (count == 2)
            break;
        STATUS_TRY(parse_axis(piece, &axis[count]));
    }
    if (count != 2 || strchr(text, ',') != strrchr(text, ','))
        return status_error(STATUS_INPUT, "'%.60s' is not two directions like 1,2 or w1,w2", text);
    if (axis[0].kind == axis[1].kind && axis[0].index == axis[1].index)
        return status_error(STATUS_INPUT, "'%.60s' names one direction twice", text);
    e->plane[0] = axis[0];
    e->plane[1] = axis[1];
    return status_ok();
}

static struct status parse_text(const struct parameter *p, const char *text, char *out)
{
    size_t most = (size_t)p->most;
    char whole[MATRIX_SPEC_PATH];
    if (p->kind == PARAMETER_FILE && text[0] == '@')
        return status_error(STATUS_INPUT,
                            "'%.60s': give the name without the @, which is for matrices; a name "
                            "that begins with one is ./%.60s",
                            text, text);
    bool fits = p->kind == PARAMETER_FILE ? path_expand(text, whole, sizeof whole)
                                          : snprintf(whole, sizeof whole, "%s", text) >= 0;
    if (!fits || strlen(text) > most || strlen(whole) > most)
        return status_error(STATUS_INPUT, "'%.60s...' is longer than %zu bytes", text, most);
    memset(out, 0, most + 1);
    memcpy(out, whole, strlen(whole));
    return status_ok();
}

struct status parameter_parse(const struct parameter *p, const char *text, struct experiment *e)
{
    char *at = (char *)e + p->offset;
    switch (p->kind) {
    case PARAMETER_REAL:
    case PARAMETER_COUNT:
        return parse_number(p, text, (double *)(void *)at);
    case PARAMETER_CHOICE:
        return parse_choice(p, text, (int *)(void *)at);
    case PARAMETER_FORM:
        return parse_form(p, text, e);
    case PARAMETER_SEED:
        return number_parse_u64(text, (uint64_t *)(void *)at);
    case PARAMETER_MATRIX:
        return parse_matrix_parameter(p, text, e);
    case PARAMETER_EDITS:
        return parse_edits(text, e);
    case PARAMETER_PLANE:
        return parse_plane(text, e);
    case PARAMETER_TEXT:
    case PARAMETER_FILE:
        return parse_text(p, text, at);
    }
    return status_error(STATUS_INPUT, "no such kind of parameter");
}
