/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/experiment_file.h"

#include "sgdscope/base/outfile.h"
#include "sgdscope/model/parameter.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Longest value: a list of DIMENSION_MAX numbers. */
enum { VALUE = DIMENSION_MAX * 26, LINE = 160 };

/* --- reading ------------------------------------------------------------------------------- */

struct reading {
    FILE *stream;
    const char *path;
    struct experiment *e;
    int line, long_line;
    char section[32], name[64]; /* of the value that is being gathered */
    int value_line;
    size_t used;
    char *value;
    struct status status; /* the first error */
};

/* Fails once; what comes after the first error is not looked at. */
static void fail(struct reading *r, int line, struct status s)
{
    if (r->status.code == STATUS_OK)
        r->status = status_prefix(s, "%s:%d", r->path, line);
}

/* inih's reader: count lines, since its handler is not told them. */
static char *read_line(char *text, int size, void *stream)
{
    struct reading *r = stream;
    if (fgets(text, size, r->stream) == NULL)
        return NULL;
    r->line++;
    size_t length = strlen(text);
    if (length > 0 && text[length - 1] != '\n' && !feof(r->stream)) {
        fail(r, r->line,
             status_error(STATUS_INPUT,
                          "longer than %d bytes; a long list can go on in lines that "
                          "begin with a blank",
                          size - 2));
        return NULL;
    }
    return text;
}

/* A file name in an experiment file is relative to that file. */
static void resolve_path(const char *ini_path, char *value, size_t size)
{
    const char *slash = strrchr(ini_path, '/');
    if (value[0] != '@' || value[1] == '/' || slash == NULL)
        return;
    char whole[2 * EXPERIMENT_PATH];
    (void)snprintf(whole, sizeof whole, "@%.*s/%s", (int)(slash - ini_path), ini_path, value + 1);
    char *real =
        realpath(whole + 1, NULL); /* without the "../" of presets, where the file exists */
    (void)snprintf(value, size, "@%s", real != NULL && ini_path[0] == '/' ? real : whole + 1);
    free(real);
}

static struct status set_about(struct experiment *e, const char *name, const char *value)
{
    if (strcmp(name, "title") == 0)
        (void)snprintf(e->title, sizeof e->title, "%s", value);
    else if (strcmp(name, "text") == 0)
        (void)snprintf(e->text, sizeof e->text, "%s", value);
    else
        return status_error(STATUS_INPUT, "%.60s: [about] knows title and text", name);
    return status_ok();
}

static struct status set_parameter(struct reading *r, const char *name, char *value)
{
    const struct parameter *p = parameter_find(name);
    if (p == NULL)
        return parameter_unknown(name);
    if (p->kind == PARAMETER_MATRIX)
        resolve_path(r->path, value, VALUE);
    struct status s = parameter_parse(p, value, r->e);
    return s.code == STATUS_OK ? s : status_prefix(s, "%s", name);
}

/* The gathered value is whole: the next name begins, or the file ends. */
static void finish_value(struct reading *r)
{
    if (r->name[0] == '\0' || r->status.code != STATUS_OK)
        return;
    struct status s;
    if (strcmp(r->section, "experiment") == 0)
        s = set_parameter(r, r->name, r->value);
    else if (strcmp(r->section, "about") == 0)
        s = set_about(r->e, r->name, r->value);
    else
        s = status_error(STATUS_INPUT, "[%s]: the sections are [experiment] and [about]",
                         r->section);
    if (s.code != STATUS_OK)
        fail(r, r->value_line, s);
    r->name[0] = '\0';
}

/* inih calls this again with the same name for each line that goes on. */
static int handle(void *user, const char *section, const char *name, const char *value)
{
    struct reading *r = user;
    int goes_on = strcmp(section, r->section) == 0 && strcmp(name, r->name) == 0;
    if (goes_on && r->line == r->value_line)
        return 1;
    if (!goes_on) {
        finish_value(r);
        (void)snprintf(r->section, sizeof r->section, "%s", section);
        (void)snprintf(r->name, sizeof r->name, "%s", name);
        r->value_line = r->line;
        r->used = 0;
    }
    int is_text = strcmp(r->section, "about") == 0;
    r->used += (size_t)snprintf(r->value + r->used, VALUE - r->used, "%s%s",
                                goes_on && is_text ? " " : "", value);
    if (r->used >= VALUE) {
        r->used = VALUE - 1;
        fail(r, r->line, status_error(STATUS_INPUT, "%s: the value is too long", r->name));
    }
    return r->status.code == STATUS_OK;
}

static struct status read_stream(struct reading *r)
{
    int bad_line = ini_parse_stream(read_line, r, handle, r);
    finish_value(r);
    if (r->status.code != STATUS_OK)
        return r->status;
    if (bad_line < 0)
        return status_error(STATUS_MEMORY, "%s: not enough memory to read it", r->path);
    if (bad_line > 0)
        return status_error(STATUS_INPUT, "%s:%d: neither [section] nor name = value", r->path,
                            bad_line);
    if (ferror(r->stream))
        return status_error(STATUS_INPUT, "%s: %s", r->path, strerror(errno));
    return status_ok();
}

struct status experiment_file_read(const char *path, struct experiment *out)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return status_error(STATUS_INPUT, "%s: %s", path, strerror(errno));
    if (!S_ISREG(info.st_mode))
        return status_error(STATUS_INPUT, "%s: not a regular file", path);
    struct experiment *e = malloc(sizeof *e);
    struct reading r = {.path = path, .e = e, .value = malloc(VALUE), .stream = fopen(path, "r")};
    struct status s = status_ok();
    if (e == NULL || r.value == NULL)
        s = status_memory(path, VALUE);
    else if (r.stream == NULL)
        s = status_error(STATUS_INPUT, "%s: %s", path, strerror(errno));
    if (s.code == STATUS_OK) {
        experiment_init(e);
        s = read_stream(&r);
    }
    if (s.code == STATUS_OK)
        *out = *e;
    if (r.stream != NULL)
        (void)fclose(r.stream);
    free(r.value);
    free(e);
    return s;
}

/* --- writing ------------------------------------------------------------------------------- */

/* name = value, broken after commas into lines that inih's buffer can hold. */
static void write_value(FILE *stream, const char *name, const char *value)
{
    int column = fprintf(stream, "%s = ", name);
    for (const char *c = value; *c != '\0'; c++, column++) {
        fputc(*c, stream);
        if (*c == ',' && column > LINE - 30) {
            fputs("\n  ", stream);
            column = 1;
        }
    }
    fputc('\n', stream);
}

/* The same file seen from the experiment file's folder: relative where both are in the working
 * directory, else absolute. */
static void portable_path(const char *ini_path, char *value, size_t size)
{
    if (value[0] != '@' || value[1] == '/' || strchr(ini_path, '/') == NULL)
        return;
    char *absolute = realpath(value + 1, NULL);
    if (absolute != NULL)
        (void)snprintf(value, size, "@%s", absolute);
    free(absolute);
}

static void write_experiment(FILE *stream, const char *path, const struct experiment *e,
                             char *value)
{
    if (e->title[0] != '\0' || e->text[0] != '\0') {
        fputs("[about]\n", stream);
        if (e->title[0] != '\0')
            fprintf(stream, "title = %s\n", e->title);
        if (e->text[0] != '\0')
            fprintf(stream, "text = %.150s\n", e->text);
        fputc('\n', stream);
    }
    fputs("[experiment]\n", stream);
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        int always = p->letter == 'l' || p->letter == 'k';
        if (!always && parameter_is_initial(p, e))
            continue;
        (void)parameter_format(p, e, value, VALUE);
        if (p->kind == PARAMETER_MATRIX)
            portable_path(path, value, VALUE);
        write_value(stream, p->name, value);
    }
}

/* Read what was written before it gets its name. */
static struct status verify(const struct outfile *f, const struct experiment *e)
{
    struct experiment *back = malloc(sizeof *back);
    if (back == NULL)
        return status_memory(f->path, sizeof *back);
    struct status s = fflush(f->stream) == 0
                          ? experiment_file_read(f->temporary, back)
                          : status_error(STATUS_OUTPUT, "%s: %s", f->path, strerror(errno));
    if (s.code == STATUS_OK) {
        /* An absolute name for the same file is the same file. */
        if (back->hessian.file[0] != '\0')
            memcpy(back->hessian.file, e->hessian.file, sizeof back->hessian.file);
        if (back->noise_matrix.file[0] != '\0')
            memcpy(back->noise_matrix.file, e->noise_matrix.file, sizeof back->hessian.file);
        if (!experiment_equal(back, e))
            s = status_error(STATUS_OUTPUT, "%s: this experiment cannot be written", f->path);
    }
    free(back);
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
