/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/experiment_file.h"

#include "experiment_entry.h"

#include "sgdscope/base/outfile.h"
#include "sgdscope/model/parameter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A list is broken after a comma beyond LINE columns, a text before TEXT_LINE. */
enum { LINE = 130, TEXT_LINE = 90 };

/* --- reading ---------------------------------------------------------------------------------- */

struct file_reading {
    const char *path;
    struct experiment *e;
    size_t given[PARAMETERS_MAX]; /* the line of each parameter, 0 if it is missing */
    size_t about[2];              /* the lines of title and text */
};

static struct status set_about(struct file_reading *r, const struct ini_entry *entry)
{
    bool is_title = strcmp(entry->name, "title") == 0;
    if (!is_title && strcmp(entry->name, "text") != 0)
        return status_error(STATUS_INPUT, "%.60s: [about] knows title and text", entry->name);
    STATUS_TRY(ini_require_first(entry->name, &r->about[is_title], entry->line));
    if (is_title)
        ini_copy_text(r->e->title, sizeof r->e->title, entry->value);
    else
        ini_copy_text(r->e->text, sizeof r->e->text, entry->value);
    return status_ok();
}

static struct status set_entry(const struct ini_entry *entry, void *context)
{
    struct file_reading *r = context;
    if (strcmp(entry->section, "experiment") == 0)
        return experiment_entry_set(r->path, entry, r->given, r->e);
    if (strcmp(entry->section, "about") == 0)
        return set_about(r, entry);
    if (entry->section_line == 0)
        return status_error(STATUS_INPUT, "%s: it must follow a line [experiment]", entry->name);
    return status_error(STATUS_INPUT, "[%s]: the sections are [experiment] and [about]",
                        entry->section);
}

static enum ini_kind kind_of(const struct ini_entry *entry)
{
    return strcmp(entry->section, "about") == 0 ? INI_TEXT : experiment_entry_kind(entry);
}

struct status experiment_file_read_over(const char *path, const struct show *show, size_t *line,
                                        struct experiment *out)
{
    static const struct ini_handler handler = {.kind = kind_of, .set = set_entry};
    struct experiment e;
    struct file_reading r = {.path = path, .e = &e};
    experiment_init(&e);
    if (show != NULL)
        e.show = *show;
    struct status s = ini_read(path, &handler, &r);
    if (s.code == STATUS_OK)
        s = experiment_entries_imply(r.given, &e)
                ? status_ok()
                : status_file(STATUS_INPUT, path, 0, "no experiment: there is no parameter in it");
    if (s.code == STATUS_OK)
        experiment_copy(out, &e);
    if (line != NULL)
        memcpy(line, r.given, sizeof r.given);
    experiment_free(&e);
    return s;
}

struct status experiment_file_read(const char *path, struct experiment *out)
{
    return experiment_file_read_over(path, NULL, NULL, out);
}

struct status experiment_file_place(const char *path, const size_t *line, struct status fault)
{
    const struct parameter *p = fault.code == STATUS_INPUT ? parameter_at_fault(fault.text) : NULL;
    if (p == NULL || line[p - parameter_table] == 0)
        return fault;
    return status_file(fault.code, path, line[p - parameter_table], "%s",
                       status_without_dashes(fault).text);
}

/* --- writing ---------------------------------------------------------------------------------- */

/* Whether a line of text may end at the blank at c: there the end of a line stands for one blank.
 * No other blank is lost, and no line becomes a comment. */
static bool may_break(const char *text, const char *c)
{
    return *c == ' ' && c > text && c[-1] != ' ' && strchr(" #;", c[1]) == NULL;
}

/* "NAME = ", but "NAME =" before a value that begins with ; or #: behind a blank it would be a
 * comment. */
static int write_name(FILE *stream, const char *name, const char *value)
{
    bool is_comment = value[0] == ';' || value[0] == '#';
    return fprintf(stream, is_comment ? "%s =" : "%s = ", name);
}

/* A list is cut after commas, words are cut at blanks. */
static void write_value(FILE *stream, const char *name, const char *value, bool words)
{
    int column = write_name(stream, name, value);
    for (const char *c = value; *c != '\0'; c++, column++) {
        const bool full = words ? column + (int)strcspn(c + 1, " ") > TEXT_LINE : column > LINE;
        const bool ends = full && (words ? may_break(value, c) : *c == ',');
        if (!ends || !words)
            fputc(*c, stream);
        if (ends) {
            fputs("\n  ", stream);
            column = 1;
        }
    }
    fputc('\n', stream);
}

/* Turn a name into one that works from the experiment file's folder: the same name if both are
 * in the working directory, else an absolute one. */
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

/* e with the names of its files as the experiment file has them. value: scratch. */
static struct status make_portable(const char *path, struct experiment *e, char *value)
{
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        (void)parameter_format(p, e, value, INI_VALUE);
        char *file = parameter_file(p, value);
        if (file == NULL)
            continue;
        portable_path(path, file, INI_VALUE - 1);
        STATUS_TRY(status_prefix(parameter_parse(p, value, e), "%s", p->name));
    }
    return status_ok();
}

static void write_experiment(FILE *stream, const struct experiment *e, char *value)
{
    if (e->title[0] != '\0' || e->text[0] != '\0') {
        fputs("[about]\n", stream);
        if (e->title[0] != '\0')
            write_value(stream, "title", e->title, true);
        if (e->text[0] != '\0')
            write_value(stream, "text", e->text, true);
        fputc('\n', stream);
    }
    fputs("[experiment]\n", stream);
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        bool always = (p->always & ALWAYS_WRITTEN) && parameter_why_unused(p, e) == NULL;
        if (!always && parameter_is_default(p, e))
            continue;
        (void)parameter_format(p, e, value, INI_VALUE);
        if (parameter_file(p, value) != NULL) {
            (void)write_name(stream, p->name, value);
            (void)fprintf(stream, "%s\n", value);
        } else {
            write_value(stream, p->name, value, false);
        }
    }
}

/* Read back what was written before it gets its name: the name of a file may hold characters that
 * no experiment file can hold, such as a line end. */
static struct status verify(const struct outfile *f, const struct experiment *e)
{
    struct experiment back = {0};
    struct status s = status_ok();
    if (fflush(f->stream) != 0)
        s = status_file(STATUS_OUTPUT, f->path, 0, "%s", status_reason(errno));
    else if (experiment_file_read(f->temporary, &back).code != STATUS_OK ||
             !experiment_equal(&back, e))
        s = status_file(STATUS_OUTPUT, f->path, 0, "this experiment cannot be written");
    experiment_free(&back);
    return s;
}

static struct status write_and_verify(const char *path, const struct experiment *e, char *value)
{
    struct outfile f = {0};
    STATUS_TRY(outfile_open(&f, path));
    write_experiment(f.stream, e, value);
    struct status s = verify(&f, e);
    if (s.code == STATUS_OK)
        return outfile_commit(&f);
    outfile_abort(&f);
    return s;
}

struct status experiment_file_write(const char *path, const struct experiment *e)
{
    struct experiment portable = {0};
    char *value = malloc(INI_VALUE);
    if (value == NULL)
        return status_memory(path, INI_VALUE);
    experiment_copy(&portable, e);
    struct status s = make_portable(path, &portable, value);
    STATUS_NEXT(s, write_and_verify(path, &portable, value));
    experiment_free(&portable);
    free(value);
    return s;
}
