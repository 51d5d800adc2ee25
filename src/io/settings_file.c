/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/settings_file.h"

#include "ini.h"

#include "sgdscope/base/outfile.h"
#include "sgdscope/base/path.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 1024 };

static const char file_name[] = "config.ini";

static enum ini_kind kind_of(const struct ini_entry *entry)
{
    (void)entry;
    return INI_LIST;
}

bool settings_file_exists(void)
{
    char path[PATH_ROOM];
    return path_config(file_name, path, sizeof path) && access(path, F_OK) == 0;
}

bool settings_file_is(const char *path)
{
    char own[PATH_ROOM];
    return path_config(file_name, own, sizeof own) && path_is_same(path, own);
}

/* --- reading ---------------------------------------------------------------------------------- */

struct settings_reading {
    settings_taker *take;
    void *context;
    struct ini_faults faults;
};

static struct status set_entry(const struct ini_entry *entry, void *context)
{
    const struct settings_reading *r = context;
    return r->take(r->context, entry->name, entry->value);
}

static void take_fault(const struct status *s, size_t line, void *context)
{
    struct settings_reading *r = context;
    ini_faults_take(&r->faults, s, line);
}

struct status settings_file_read(settings_taker *take, void *context)
{
    static const struct ini_handler handler = {
        .kind = kind_of, .set = set_entry, .fault = take_fault};
    char path[PATH_ROOM];
    struct settings_reading r = {.take = take, .context = context};
    if (!path_config(file_name, path, sizeof path) || access(path, F_OK) != 0)
        return status_ok();
    struct status s = ini_read(path, &handler, &r);
    return r.faults.first.code != STATUS_OK ? ini_faults_status(&r.faults) : s;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* Where a setting stands. */
struct settings_place {
    const char *name;
    size_t line; /* 0: nowhere */
};

static struct status find_entry(const struct ini_entry *entry, void *context)
{
    struct settings_place *p = context;
    if (p->line == 0 && strcmp(entry->name, p->name) == 0)
        p->line = entry->line;
    return status_ok();
}

static void pass_over(const struct status *s, size_t line, void *context)
{
    (void)s;
    (void)line;
    (void)context;
}

/* What follows the value in its line: a comment with the blanks before it, the line's end. */
static const char *behind_value(const char *line)
{
    for (const char *c = line + strcspn(line, INI_BLANKS); *c != '\0';
         c += strcspn(c, INI_BLANKS)) {
        const char *blank = c;
        c += strspn(c, INI_BLANKS);
        if (*c == '#' || *c == ';')
            return blank;
    }
    const char *end = line + strcspn(line, "\n");
    return end > line && end[-1] == '\r' ? end - 1 : end;
}

/* The lines of the old file with the setting in its place, or behind them. False if they could not
 * all be read. */
static bool copy_lines(FILE *from, FILE *to, const struct settings_place *p, const char *value)
{
    char *line = NULL;
    size_t room = 0;
    bool ends = true, continues = false;
    ssize_t length = 0;
    for (size_t i = 1; (length = getline(&line, &room, from)) > 0; i++) {
        bool is_kept = ini_is_passed_over(line);
        continues = continues && (is_kept || isspace((unsigned char)line[0])); /* the old value */
        if (i == p->line)
            (void)fprintf(to, "%s = %s%s", p->name, value, behind_value(line));
        else if (!continues || is_kept)
            (void)fwrite(line, 1, (size_t)length, to);
        continues = continues || i == p->line;
        ends = line[length - 1] == '\n';
    }
    free(line);
    if (p->line == 0)
        (void)fprintf(to, "%s%s = %s\n", ends ? "" : "\n", p->name, value);
    return feof(from) != 0;
}

/* The same with a file of that name, which there must be. */
static struct status copy_file(const char *path, FILE *to, struct settings_place *p,
                               const char *value)
{
    static const struct ini_handler handler = {
        .kind = kind_of, .set = find_entry, .fault = pass_over};
    STATUS_TRY(ini_read(path, &handler, p));
    FILE *from = fopen(path, "r");
    bool is_read = from != NULL && copy_lines(from, to, p, value);
    int error = errno;
    if (from != NULL)
        (void)fclose(from);
    return is_read ? status_ok() : status_file(STATUS_INPUT, path, 0, "%s", status_reason(error));
}

struct status settings_file_set(const char *name, const char *value)
{
    char path[PATH_ROOM];
    struct settings_place place = {.name = name};
    struct outfile f = {0};
    struct status s = status_ok();
    if (!path_config(file_name, path, sizeof path))
        return status_error(STATUS_OUTPUT, "%s: there is no home folder for it", file_name);
    bool exists = access(path, F_OK) == 0;
    path_make_folders(path);
    STATUS_TRY(outfile_open(&f, path));
    if (exists)
        s = copy_file(path, f.stream, &place, value);
    else
        (void)fprintf(f.stream, "%s = %s\n", name, value);
    if (s.code == STATUS_OK)
        return outfile_commit(&f);
    outfile_abort(&f);
    return s;
}
