/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/iterates_file.h"

#include "data_form.h"
#include "number_file.h"
#include "number_table.h"
#include "sgdscope/base/matrix.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct status check_columns(uint64_t columns)
{
    if (columns < 1 || columns > DIMENSION_MAX)
        return status_error(STATUS_INPUT, "%" PRIu64 " columns, not 1 to %d", columns,
                            DIMENSION_MAX);
    return status_ok();
}

static struct status read_npy(struct input *in, struct iterates_file *out)
{
    struct npy_array a = {0};
    STATUS_TRY(npy_read_header(in, NPY_DIMENSIONS, &a));
    uint64_t columns = a.dimensions == 1 ? 1 : a.shape[a.dimensions - 1];
    STATUS_TRY(input_prefix(in, check_columns(columns)));
    out->columns = (size_t)columns;
    out->steps = (size_t)a.shape[a.dimensions == 3 ? 1 : 0];
    out->runs = a.dimensions == 3 ? (size_t)a.shape[0] : 1;
    if (out->runs == 0 || out->steps == 0)
        return input_error(in, "no rows in it");
    STATUS_TRY(npy_check_size(in, &a));
    STATUS_TRY(numbers_new(&out->a, out->runs * out->steps * out->columns, "the iterates"));
    return npy_read_numbers(in, &a, out->a);
}

/* --- text ------------------------------------------------------------------------------------- */

/* Cut the next field of the line off; NULL at its end. */
static char *next_field(const char *separators, char **cursor)
{
    char *field = *cursor + strspn(*cursor, separators);
    if (*field == '\0')
        return NULL;
    char *end = field + strcspn(field, separators);
    *cursor = *end == '\0' ? end : end + 1;
    *end = '\0';
    return field;
}

static size_t count_fields(const char *separators, const char *line)
{
    size_t count = 0;
    for (line += strspn(line, separators); *line != '\0'; line += strspn(line, separators)) {
        line += strcspn(line, separators);
        count++;
    }
    return count;
}

/* A first line of names: no field reads as a number, not even as nan or inf. */
static bool is_header(const char *line)
{
    static const char separators[] = " ;\t,";
    for (line += strspn(line, separators); *line != '\0'; line += strspn(line, separators)) {
        char *end = NULL;
        size_t length = strcspn(line, separators);
        (void)strtod(line, &end);
        if (end == line + length)
            return false;
        line += length;
    }
    return true;
}

/* In a row of numbers only the semicolon says that commas are decimal ones. */
static char find_delimiter(const struct experiment *e, const char *line, bool is_names)
{
    return data_delimiter(e, line, is_names ? HEADER_DELIMITERS : ";");
}

static struct status add_row(struct iterates_text *t, const char *separators, char *line)
{
    struct iterates_file *f = &t->rows;
    double *row = f->a + f->steps * f->columns;
    for (size_t i = 0; i < f->columns; i++)
        STATUS_TRY(data_number(t->delimiter, next_field(separators, &line), &row[i]));
    f->steps++;
    return status_ok();
}

struct status iterates_text_add(struct iterates_text *t, const struct experiment *e, char *line)
{
    struct iterates_file *f = &t->rows;
    bool is_names = false;
    line[strcspn(line, "#")] = '\0';
    f->runs = 1;
    if (line[strspn(line, " \t")] == '\0')
        return status_ok();
    if (!t->is_begun) {
        is_names = is_header(line);
        t->delimiter = find_delimiter(e, line, is_names);
        t->is_begun = true;
    }
    const char separators[] = {' ', '\t', t->delimiter == '\0' ? ',' : t->delimiter, '\0'};
    size_t count = count_fields(separators, line);
    if (count == 0 || is_names)
        return status_ok();
    if (f->columns == 0)
        STATUS_TRY(check_columns(count));
    f->columns = f->columns == 0 ? count : f->columns;
    if (count != f->columns)
        return status_error(STATUS_INPUT, "%zu number%s where the first row has %zu", count,
                            count == 1 ? "" : "s", f->columns);
    STATUS_TRY(numbers_room(&f->a, &t->room, (f->steps + 1) * f->columns, "the iterates"));
    return add_row(t, separators, line);
}

static struct status read_text(const struct experiment *e, struct input *in,
                               struct iterates_file *out)
{
    struct iterates_text t = {0};
    struct status s = status_ok();
    while (s.code == STATUS_OK && input_line(in, &s))
        s = input_prefix(in, iterates_text_add(&t, e, in->text));
    *out = t.rows;
    if (s.code != STATUS_OK)
        return s;
    in->line = 0;
    return t.rows.steps > 0 ? s : input_error(in, "no rows in it");
}

struct status iterates_file_read(const struct experiment *e, const char *path,
                                 struct iterates_file *out)
{
    struct input in;
    struct iterates_file f = {0};
    char magic[6] = {0};
    STATUS_TRY(number_file_open(&in, path));
    (void)fread(magic, 1, sizeof magic, in.stream); /* what goes wrong here goes wrong again */
    rewind(in.stream);
    struct status s =
        memcmp(magic, "\x93NUMPY", 6) == 0 ? read_npy(&in, &f) : read_text(e, &in, &f);
    input_close(&in);
    if (s.code == STATUS_OK)
        *out = f;
    else
        free(f.a);
    return s;
}
