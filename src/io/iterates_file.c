/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/iterates_file.h"

#include "number_file.h"
#include "number_table.h"
#include "sgdscope/base/matrix.h"
#include "sgdscope/base/number.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SEPARATORS " \t,"

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
static char *next_field(char **cursor)
{
    char *field = *cursor + strspn(*cursor, SEPARATORS);
    if (*field == '\0')
        return NULL;
    char *end = field + strcspn(field, SEPARATORS);
    *cursor = *end == '\0' ? end : end + 1;
    *end = '\0';
    return field;
}

static size_t count_fields(const char *line)
{
    size_t count = 0;
    for (line += strspn(line, SEPARATORS); *line != '\0'; line += strspn(line, SEPARATORS)) {
        line += strcspn(line, SEPARATORS);
        count++;
    }
    return count;
}

/* A first line of names: no field reads as a number, not even as nan or inf. */
static bool is_header(const char *line)
{
    bool is_names = false;
    for (line += strspn(line, SEPARATORS); *line != '\0'; line += strspn(line, SEPARATORS)) {
        char *end = NULL;
        size_t length = strcspn(line, SEPARATORS);
        (void)strtod(line, &end);
        if (end == line + length)
            return false;
        is_names = true;
        line += length;
    }
    return is_names;
}

static struct status add_row(struct iterates_text *t, char *line)
{
    struct iterates_file *f = &t->rows;
    double *row = f->a + f->steps * f->columns;
    for (size_t i = 0; i < f->columns; i++)
        STATUS_TRY(number_parse(next_field(&line), &row[i]));
    f->steps++;
    return status_ok();
}

struct status iterates_text_add(struct iterates_text *t, char *line)
{
    struct iterates_file *f = &t->rows;
    line[strcspn(line, "#")] = '\0';
    size_t count = count_fields(line);
    bool is_names = count > 0 && !t->is_begun && is_header(line);
    t->is_begun = t->is_begun || count > 0;
    f->runs = 1;
    if (count == 0 || is_names)
        return status_ok();
    if (f->columns == 0)
        STATUS_TRY(check_columns(count));
    f->columns = f->columns == 0 ? count : f->columns;
    if (count != f->columns)
        return status_error(STATUS_INPUT, "%zu number%s where the first row has %zu", count,
                            count == 1 ? "" : "s", f->columns);
    STATUS_TRY(numbers_room(&f->a, &t->room, (f->steps + 1) * f->columns, "the iterates"));
    return add_row(t, line);
}

static struct status read_text(struct input *in, struct iterates_file *out)
{
    struct iterates_text t = {0};
    struct status s = status_ok();
    while (s.code == STATUS_OK && input_line(in, &s))
        s = input_prefix(in, iterates_text_add(&t, in->text));
    *out = t.rows;
    if (s.code != STATUS_OK)
        return s;
    in->line = 0;
    return t.rows.steps > 0 ? s : input_error(in, "no rows in it");
}

static struct status read_any(struct input *in, struct iterates_file *out)
{
    char magic[6] = {0};
    if (in->stream == stdin)
        return read_text(in, out);
    (void)fread(magic, 1, sizeof magic, in->stream); /* what goes wrong here goes wrong again */
    rewind(in->stream);
    return memcmp(magic, "\x93NUMPY", 6) == 0 ? read_npy(in, out) : read_text(in, out);
}

struct status iterates_file_read(const char *path, struct iterates_file *out)
{
    struct input in;
    struct iterates_file f = {0};
    struct stat info;
    bool is_stream = strcmp(path, "-") == 0 && fstat(0, &info) == 0 && !S_ISREG(info.st_mode);
    STATUS_TRY(is_stream ? input_open_standard(&in) : number_file_open(&in, path));
    struct status s = read_any(&in, &f);
    input_close(&in);
    if (s.code == STATUS_OK)
        *out = f;
    else
        free(f.a);
    return s;
}
