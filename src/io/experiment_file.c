/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/experiment_file.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/base/outfile.h"
#include "sgdscope/model/parameter.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longest value: a list of DIMENSION_MAX numbers. A line that is written ends at a good place
 * beyond LINE columns, and at any from LINE_MOST on: inih takes 198 bytes. */
enum { VALUE = DIMENSION_MAX * 26, LINE = 130, LINE_MOST = 180, TEXT_LINE = 90 };

/* --- reading ---------------------------------------------------------------------------------- */

struct file_reading {
    FILE *stream;
    const char *path;
    struct experiment *e;
    int line;
    int indented;               /* the line begins with a blank */
    int is_split;               /* the rest of a long list follows, as if in a line of its own */
    int whole;                  /* this value is a file's name, not a list */
    int new_section;            /* a [section] came since the last value */
    char section[32], name[64]; /* of the value that is being gathered */
    int value_line;
    size_t used;
    char *value;
    int *given;           /* the line of each parameter, 0 where it is not there */
    int about[2];         /* the same of title and text */
    int parameters;       /* how many are there */
    struct status status; /* the first error, and its line */
    int status_line;
};

/* Fails once; what comes after the first error is not looked at. */
static void fail(struct file_reading *r, int line, struct status s)
{
    if (r->status.code != STATUS_OK)
        return;
    r->status = status_prefix(s, "%s:%d", r->path, line);
    r->status_line = line;
}

static struct status bad_line(int c, int most)
{
    if (c == '\0') /* also what UTF-16 is full of */
        return status_error(STATUS_INPUT, "not text: a zero byte");
    return status_error(STATUS_INPUT,
                        "longer than %d bytes; a long list can go on in lines that begin with a "
                        "blank",
                        most);
}

static int begins_with_blank(FILE *stream)
{
    int c = getc(stream);
    (void)ungetc(c, stream);
    return c == ' ' || c == '\t';
}

/* inih's reader. Its handler is told neither the line nor whether a value goes on in it. A long
 * list is handed over in pieces, each as a line that goes on. */
static char *read_line(char *text, int size, void *stream)
{
    struct file_reading *r = stream;
    int c, length = 0, most = size - 2;
    r->line += !r->is_split;
    if (r->is_split)
        text[length++] = ' ';
    else
        r->whole &= begins_with_blank(r->stream);
    r->is_split = 0;
    while (!r->is_split && (c = getc(r->stream)) != EOF && c != '\n') {
        if (c == '\0' || length == most) {
            fail(r, r->line, bad_line(c, most));
            return NULL;
        }
        text[length++] = (char)c;
        if (c == '@' && !isspace((unsigned char)text[0]))
            r->whole = 1;
        r->is_split = c == ',' && length > LINE && !r->whole;
    }
    if (c == EOF && length == 0)
        return NULL;
    text[length] = '\n';
    text[length + 1] = '\0';
    r->indented = isspace((unsigned char)text[0]) != 0; /* as inih sees it */
    r->new_section |= text[0] == '[';
    return text;
}

/* A file name in an experiment file is relative to that file. */
static void resolve_path(const char *ini_path, char *name, size_t size)
{
    const char *slash = strrchr(ini_path, '/');
    if (name[0] == '/' || slash == NULL)
        return;
    char whole[2 * MATRIX_SPEC_PATH];
    (void)snprintf(whole, sizeof whole, "%.*s/%s", (int)(slash - ini_path), ini_path, name);
    char *real = realpath(whole, NULL); /* without the "../" of presets, where the file exists */
    (void)snprintf(name, size, "%s", real != NULL && ini_path[0] == '/' ? real : whole);
    free(real);
}

/* *line: where it was given before. */
static struct status require_first(const char *name, int *line, int here)
{
    if (*line != 0)
        return status_error(STATUS_INPUT, "%s: given already in line %d", name, *line);
    *line = here;
    return status_ok();
}

static struct status set_about(struct file_reading *r, const char *name, const char *value)
{
    int is_title = strcmp(name, "title") == 0;
    if (!is_title && strcmp(name, "text") != 0)
        return status_error(STATUS_INPUT, "%.60s: [about] knows title and text", name);
    STATUS_TRY(require_first(name, &r->about[is_title], r->value_line));
    if (is_title)
        (void)snprintf(r->e->title, sizeof r->e->title, "%s", value);
    else
        (void)snprintf(r->e->text, sizeof r->e->text, "%s", value);
    return status_ok();
}

static struct status set_parameter(struct file_reading *r, const char *name, char *value)
{
    const struct parameter *p = parameter_find(name);
    if (p == NULL)
        return parameter_unknown(name);
    STATUS_TRY(require_first(p->name, &r->given[p - parameter_table], r->value_line));
    r->parameters++;
    char *file = parameter_file(p, value);
    if (file != NULL)
        resolve_path(r->path, file, VALUE - 1);
    struct status s = parameter_parse(p, value, r->e);
    return s.code == STATUS_OK ? s : status_prefix(s, "%s", name);
}

/* The gathered value is whole: the next name begins, or the file ends. */
static void finish_value(struct file_reading *r)
{
    if (r->name[0] == '\0' || r->status.code != STATUS_OK)
        return;
    struct status s;
    if (strcmp(r->section, "experiment") == 0)
        s = set_parameter(r, r->name, r->value);
    else if (strcmp(r->section, "about") == 0)
        s = set_about(r, r->name, r->value);
    else if (r->section[0] == '\0')
        s = status_error(STATUS_INPUT, "%s: it must follow a line [experiment]", r->name);
    else
        s = status_error(STATUS_INPUT, "[%s]: the sections are [experiment] and [about]",
                         r->section);
    if (s.code != STATUS_OK)
        fail(r, r->value_line, s);
    r->name[0] = '\0';
}

/* Bytes of a line's value without the comment after it; inih cuts those that begin with ';' alone.
 * A file's name may hold a # after a blank, and is taken whole. */
static size_t without_comment(const char *value)
{
    size_t length = strlen(value);
    for (size_t i = 1; i < length; i++)
        if (value[i] == '#' && isspace((unsigned char)value[i - 1]))
            length = i;
    while (length > 0 && isspace((unsigned char)value[length - 1]))
        length--;
    return length;
}

/* inih calls this again with the same name for each line that goes on. */
static int handle(void *user, const char *section, const char *name, const char *value)
{
    struct file_reading *r = user;
    int goes_on = r->indented && !r->new_section && r->name[0] != '\0';
    r->new_section = 0;
    if (!goes_on) {
        finish_value(r);
        (void)snprintf(r->section, sizeof r->section, "%s", section);
        (void)snprintf(r->name, sizeof r->name, "%s", name);
        r->value_line = r->line;
        r->used = 0;
    }
    int is_text = strcmp(r->section, "about") == 0;
    const struct parameter *p = parameter_find(r->name);
    int is_file = (r->used > 0 ? r->value : value)[0] == '@' ||
                  (p != NULL && (p->kind == PARAMETER_FILE || p->kind == PARAMETER_TEXT));
    int length = (int)(is_text || is_file ? strlen(value) : without_comment(value));
    r->used += (size_t)snprintf(r->value + r->used, VALUE - r->used, "%s%.*s",
                                is_text && r->used > 0 ? " " : "", length, value);
    if (r->used >= VALUE) {
        r->used = VALUE - 1;
        fail(r, r->line, status_error(STATUS_INPUT, "%s: the value is too long", r->name));
    }
    return r->status.code == STATUS_OK;
}

static struct status read_stream(struct file_reading *r)
{
    int line = ini_parse_stream(read_line, r, handle, r);
    finish_value(r);
    if (line < 0)
        return status_error(STATUS_MEMORY, "%s: not enough memory to read it", r->path);
    if (ferror(r->stream))
        return status_error(STATUS_INPUT, "%s: %s", r->path, strerror(errno));
    if (line > 0 && (r->status.code == STATUS_OK || line < r->status_line))
        return status_error(STATUS_INPUT, "%s:%d: neither [section] nor name = value", r->path,
                            line);
    if (r->status.code == STATUS_OK && r->parameters == 0)
        return status_error(STATUS_INPUT, "%s: no experiment: there is no parameter in it",
                            r->path);
    return r->status;
}

static void imply(struct file_reading *r)
{
    bool given[PARAMETERS_MAX] = {false};
    for (size_t i = 0; i < parameter_count; i++)
        given[i] = r->given[i] != 0;
    experiment_imply(r->e, given);
}

struct status experiment_file_read(const char *path, struct experiment *out)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return status_error(STATUS_INPUT, "%s: %s", path, strerror(errno));
    if (!S_ISREG(info.st_mode))
        return status_error(STATUS_INPUT, "%s: not a regular file", path);
    struct experiment e;
    struct file_reading r = {.path = path,
                             .e = &e,
                             .value = malloc(VALUE),
                             .given = calloc(parameter_count, sizeof *r.given),
                             .stream = fopen(path, "r")};
    struct status s = status_ok();
    experiment_init(&e);
    if (r.value == NULL || r.given == NULL)
        s = status_memory(path, VALUE);
    else if (r.stream == NULL)
        s = status_error(STATUS_INPUT, "%s: %s", path, strerror(errno));
    else
        s = read_stream(&r);
    if (s.code == STATUS_OK) {
        imply(&r);
        experiment_copy(out, &e);
    }
    experiment_free(&e);
    if (r.stream != NULL)
        (void)fclose(r.stream);
    free(r.given);
    free(r.value);
    return s;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* A line may end between these two: blanks at its ends are lost, and one that begins with # or ; is
 * a comment. */
static int can_break(char before, char after)
{
    return !isspace((unsigned char)before) && !isspace((unsigned char)after) && after != '#' &&
           after != ';' && after != '\0' && !utf8_continues(after);
}

/* name = value, broken into lines that inih's buffer can hold; after a comma where there is one. */
static void write_value(FILE *stream, const char *name, const char *value)
{
    int column = fprintf(stream, "%s = ", name);
    for (const char *c = value; *c != '\0'; c++, column++) {
        fputc(*c, stream);
        if (((*c == ',' && column > LINE) || column > LINE_MOST) && can_break(c[0], c[1])) {
            fputs("\n  ", stream);
            column = 1;
        }
    }
    fputc('\n', stream);
}

/* The same for words: the end of a line stands for one blank. */
static void write_text(FILE *stream, const char *name, const char *text)
{
    int column = fprintf(stream, "%s = ", name);
    for (const char *c = text; *c != '\0'; c++, column++) {
        int full = column + (int)strcspn(c + 1, " ") > TEXT_LINE;
        if (*c == ' ' && full && c > text && can_break(c[-1], c[1])) {
            fputs("\n  ", stream);
            column = 1;
        } else {
            fputc(*c, stream);
        }
    }
    fputc('\n', stream);
}

/* The same file seen from the experiment file's folder: relative where both are in the working
 * directory, else absolute. */
static void portable_path(const char *ini_path, char *name, size_t size)
{
    char folder[2 * MATRIX_SPEC_PATH], whole[3 * MATRIX_SPEC_PATH];
    if (name[0] == '/' || strchr(ini_path, '/') == NULL)
        return;
    char *absolute = realpath(name, NULL);
    if (absolute == NULL && getcwd(folder, sizeof folder) != NULL) { /* it is not there yet */
        (void)snprintf(whole, sizeof whole, "%s/%s", folder, name);
        (void)snprintf(name, size, "%s", whole);
    } else if (absolute != NULL) {
        (void)snprintf(name, size, "%s", absolute);
    }
    free(absolute);
}

static void write_experiment(FILE *stream, const char *path, const struct experiment *e,
                             char *value)
{
    if (e->title[0] != '\0' || e->text[0] != '\0') {
        fputs("[about]\n", stream);
        if (e->title[0] != '\0')
            write_text(stream, "title", e->title);
        if (e->text[0] != '\0')
            write_text(stream, "text", e->text);
        fputc('\n', stream);
    }
    fputs("[experiment]\n", stream);
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        bool always = p->letter == 'l' || (p->letter == 'k' && experiment_data(e) != DATA_FILE);
        if (!always && parameter_is_default(p, e))
            continue;
        (void)parameter_format(p, e, value, VALUE);
        char *file = parameter_file(p, value);
        if (file != NULL)
            portable_path(path, file, VALUE - 1);
        write_value(stream, p->name, value);
    }
}

/* 1 where `back`, which was read, is the file that `given` names; then it gets that name. */
static int same_file(const char *ini_path, const char *given, char *back)
{
    char name[3 * MATRIX_SPEC_PATH];
    (void)snprintf(name, sizeof name, "%s", given);
    if (given[0] != '\0' && strcmp(given, "synthetic") != 0)
        portable_path(ini_path, name, sizeof name);
    if (strcmp(name, back) != 0)
        return 0;
    memcpy(back, given, MATRIX_SPEC_PATH);
    return 1;
}

/* Read what was written before it gets its name: a file name may hold what no experiment file
 * can, a line end, say. */
static struct status verify(const struct outfile *f, const struct experiment *e)
{
    struct experiment back = {0};
    struct status s = status_ok();
    if (fflush(f->stream) != 0)
        s = status_error(STATUS_OUTPUT, "%s: %s", f->path, strerror(errno));
    else if (experiment_file_read(f->temporary, &back).code != STATUS_OK ||
             !same_file(f->path, e->hessian.file, back.hessian.file) ||
             !same_file(f->path, e->noise_matrix.file, back.noise_matrix.file) ||
             !same_file(f->path, e->data, back.data) || !experiment_equal(&back, e))
        s = status_error(STATUS_OUTPUT, "%s: this experiment cannot be written", f->path);
    experiment_free(&back);
    return s;
}

struct status experiment_file_write(const char *path, const struct experiment *e)
{
    struct outfile f = {0};
    char *value = malloc(VALUE);
    if (value == NULL)
        return status_memory(path, VALUE);
    struct status s = outfile_open(&f, path);
    if (s.code == STATUS_OK) {
        write_experiment(f.stream, path, e, value);
        s = verify(&f, e);
        if (s.code == STATUS_OK)
            s = outfile_commit(&f);
        else
            outfile_abort(&f);
    }
    free(value);
    return s;
}
