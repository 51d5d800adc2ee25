/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/data_file.h"

#include "number_file.h"
#include "sgdscope/base/matrix.h"
#include "sgdscope/base/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"

/* A record may take several lines, but not without limit. */
enum { RECORD_MOST = 1 << 20, COLUMNS_MOST = DIMENSION_MAX + 1 };

struct data_reading {
    struct input in;
    size_t first_line, last_line; /* of the record */
    size_t length;
    char record[RECORD_MOST];
    char *field[COLUMNS_MOST]; /* into record, taken apart */
    size_t fields, room;       /* room: numbers that fit into table.a */
    struct data_table table;
};

/* --- records ---------------------------------------------------------------------------------- */

static struct status append_line(struct data_reading *r)
{
    r->length += (size_t)snprintf(r->record + r->length, RECORD_MOST - r->length, "%s%s",
                                  r->length > 0 ? "\n" : "", r->in.text);
    if (r->length >= RECORD_MOST)
        return input_error(&r->in, "a record of more than %d bytes", RECORD_MOST - 1);
    return status_ok();
}

static bool quotes_are_odd(const char *text)
{
    bool odd = false;
    for (; *text != '\0'; text++)
        odd ^= *text == '"';
    return odd;
}

/* The next record that is not blank, over as many lines as its quotes hold together; false at the
 * end of the file and on an error. */
static bool next_record(struct data_reading *r, struct status *s)
{
    r->length = 0;
    r->in.line = r->last_line;
    do {
        if (!input_line(&r->in, s))
            return false;
    } while (r->in.text[strspn(r->in.text, BLANKS)] == '\0');
    r->first_line = r->in.line;
    *s = append_line(r);
    for (bool odd = quotes_are_odd(r->record); odd && s->code == STATUS_OK;
         odd ^= quotes_are_odd(r->in.text)) {
        const bool more = input_line(&r->in, s);
        if (more) {
            *s = append_line(r);
        } else if (s->code == STATUS_OK) {
            r->in.line = r->first_line;
            *s = input_error(&r->in, "a quote is not closed");
        }
    }
    r->last_line = r->in.line;
    r->in.line = r->first_line; /* for messages about the record */
    return s->code == STATUS_OK;
}

/* --- fields ----------------------------------------------------------------------------------- */

/* A quoted field begins behind the quote at *cursor; doubled quotes are removed in place. */
static struct status quoted_field(const struct input *in, char **cursor)
{
    char *from = *cursor + 1, *to = *cursor;
    while (from[0] != '\0' && (from[0] != '"' || from[1] == '"')) {
        from += from[0] == '"';
        *to++ = *from++;
    }
    if (*from == '\0')
        return input_error(in, "a quote is not closed");
    from++;
    from += strspn(from, BLANKS);
    if (*from != ',' && *from != '\0')
        return input_error(in, "a comma is missing after a closing quote");
    bool last = *from == '\0';
    *to = '\0';
    *cursor = last ? NULL : from + 1;
    return status_ok();
}

static void plain_field(char **cursor)
{
    char *end = *cursor + strcspn(*cursor, ",");
    bool last = *end == '\0';
    char *next = end + 1;
    while (end > *cursor && strchr(BLANKS, end[-1]) != NULL)
        end--;
    *end = '\0';
    *cursor = last ? NULL : next;
}

static struct status take_apart(struct data_reading *r)
{
    r->fields = 0;
    for (char *cursor = r->record; cursor != NULL;) {
        if (r->fields == COLUMNS_MOST)
            return input_error(&r->in, "more than %d columns", COLUMNS_MOST);
        cursor += strspn(cursor, BLANKS);
        r->field[r->fields++] = cursor;
        if (*cursor == '"')
            STATUS_TRY(quoted_field(&r->in, &cursor));
        else
            plain_field(&cursor);
    }
    return status_ok();
}

/* --- the header and the rows ------------------------------------------------------------------ */

static bool is_number(const char *text)
{
    double value;
    return number_parse(text, &value).code == STATUS_OK;
}

static struct status take_header(struct data_reading *r)
{
    struct data_table *t = &r->table;
    for (size_t c = 0; c < r->fields; c++) {
        if (r->field[c][0] == '\0')
            return input_error(&r->in, "column %zu has no name", c + 1);
        if (is_number(r->field[c]))
            return input_error(&r->in, "no header: '%.60s' where the name of column %zu should be",
                               r->field[c], c + 1);
    }
    if (r->fields == 1 && strpbrk(r->field[0], ";\t") != NULL)
        return input_error(&r->in, "columns must be separated by commas");
    t->name = calloc(r->fields, sizeof *t->name);
    if (t->name == NULL)
        return status_memory(r->in.path, (double)(r->fields * sizeof *t->name));
    for (; t->columns < r->fields; t->columns++) {
        const char *name = r->field[t->columns];
        size_t before = data_table_find(t, name);
        if (before < t->columns)
            return input_error(&r->in, "columns %zu and %zu are both called '%.60s'", before + 1,
                               t->columns + 1, name);
        t->name[t->columns] = strdup(name);
        if (t->name[t->columns] == NULL)
            return status_memory(r->in.path, (double)strlen(name));
    }
    return status_ok();
}

static struct status take_row(struct data_reading *r)
{
    struct data_table *t = &r->table;
    if (r->fields != t->columns)
        return input_error(&r->in, "%zu field%s where the header has %zu", r->fields,
                           r->fields == 1 ? "" : "s", t->columns);
    STATUS_TRY(input_room(&r->in, &t->a, &r->room, (t->rows + 1) * t->columns));
    for (size_t c = 0; c < t->columns; c++) {
        struct status s = number_parse(r->field[c], &t->a[t->rows * t->columns + c]);
        STATUS_TRY(input_prefix(&r->in, status_prefix(s, "column '%.60s'", t->name[c])));
    }
    t->rows++;
    return status_ok();
}

static struct status read_all(struct data_reading *r)
{
    struct status s = status_ok();
    while (next_record(r, &s)) {
        STATUS_TRY(take_apart(r));
        STATUS_TRY(r->table.columns == 0 ? take_header(r) : take_row(r));
    }
    STATUS_TRY(s);
    r->in.line = 0; /* the message is about the whole file */
    if (r->table.columns == 0)
        return input_error(&r->in, "no header: there is nothing in it");
    return r->table.rows > 0 ? status_ok() : input_error(&r->in, "no rows under the header");
}

struct status data_file_read(const char *path, struct data_table *out)
{
    struct data_reading *r = calloc(1, sizeof *r);
    if (r == NULL)
        return status_memory(path, sizeof *r);
    struct status s = number_file_open(&r->in, path);
    if (s.code == STATUS_OK) {
        s = read_all(r);
        input_close(&r->in);
    }
    if (s.code == STATUS_OK)
        *out = r->table;
    else
        data_table_free(&r->table);
    free(r);
    return s;
}
