/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/data_file.h"

#include "data_form.h"
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
    const struct experiment *e;
    struct input in;
    char delimiter; /* known from the header on */
    size_t width;   /* fields of the header, of which these are used */
    bool used[COLUMNS_MOST];
    size_t first_line, last_line; /* of the record */
    size_t length;
    char record[RECORD_MOST];
    char *field[COLUMNS_MOST]; /* into record, taken apart */
    size_t fields, room;       /* room: numbers that fit into table.a */
    struct data_table table;
};

/* --- records ---------------------------------------------------------------------------------- */

/* Returns whether it has room; *s is touched only where it has none. */
static bool append_line(struct data_reading *r, struct status *s)
{
    const size_t length = strlen(r->in.text), gap = r->length > 0;
    if (r->length + gap + length >= RECORD_MOST) {
        *s = input_error(&r->in, "a record of more than %d bytes", RECORD_MOST - 1);
        return false;
    }
    if (gap > 0)
        r->record[r->length++] = '\n';
    memcpy(r->record + r->length, r->in.text, length + 1);
    r->length += length;
    return true;
}

static bool quotes_are_odd(const char *text)
{
    bool odd = false;
    while ((text = strchr(text, '"')) != NULL) {
        odd = !odd;
        text++;
    }
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
    bool fits = append_line(r, s);
    for (bool odd = quotes_are_odd(r->record); odd && fits;) {
        fits = input_line(&r->in, s) && append_line(r, s);
        if (fits) {
            odd ^= quotes_are_odd(r->in.text);
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

/* Fields are short: a loop is faster than a search by the library. */
static bool is_blank(const struct data_reading *r, char c)
{
    return c == ' ' || (c == '\t' && r->delimiter != '\t');
}

static char *skip_blanks(const struct data_reading *r, char *c)
{
    while (is_blank(r, *c))
        c++;
    return c;
}

/* A quoted field begins behind the quote at *cursor; doubled quotes are removed in place. */
static struct status quoted_field(const struct data_reading *r, char **cursor)
{
    char *from = *cursor + 1, *to = *cursor;
    while (from[0] != '\0' && (from[0] != '"' || from[1] == '"')) {
        from += from[0] == '"';
        *to++ = *from++;
    }
    if (*from == '\0')
        return input_error(&r->in, "a quote is not closed");
    from++;
    from = skip_blanks(r, from);
    if (*from != r->delimiter && *from != '\0')
        return input_error(&r->in, "a delimiter is missing after a closing quote");
    bool last = *from == '\0';
    *to = '\0';
    *cursor = last ? NULL : from + 1;
    return status_ok();
}

static void plain_field(const struct data_reading *r, char **cursor)
{
    char *end = *cursor;
    while (*end != r->delimiter && *end != '\0')
        end++;
    bool last = *end == '\0';
    char *next = end + 1;
    while (end > *cursor && is_blank(r, end[-1]))
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
        cursor = skip_blanks(r, cursor);
        r->field[r->fields++] = cursor;
        if (*cursor == '"')
            STATUS_TRY(quoted_field(r, &cursor));
        else
            plain_field(r, &cursor);
    }
    return status_ok();
}

/* --- the header and the rows ------------------------------------------------------------------ */

static bool is_number(const char *text)
{
    double value;
    return number_parse(text, &value).code == STATUS_OK;
}

/* Refuse a header that is none, in the columns that are used. */
static struct status check_header(const struct data_reading *r)
{
    for (size_t c = 0; c < r->fields; c++) {
        if (!r->used[c])
            continue;
        if (r->field[c][0] == '\0')
            return input_error(&r->in, "column %zu has no name", c + 1);
        if (is_number(r->field[c]))
            return input_error(&r->in, "no header: '%.60s' where the name of column %zu should be",
                               r->field[c], c + 1);
    }
    return status_ok();
}

static struct status take_header(struct data_reading *r)
{
    struct data_table *t = &r->table;
    r->width = r->fields;
    STATUS_TRY(data_choose(r->e, r->field, r->fields, r->used));
    STATUS_TRY(check_header(r));
    t->name = calloc(r->fields, sizeof *t->name);
    if (t->name == NULL)
        return status_memory(r->in.path, (double)(r->fields * sizeof *t->name));
    for (size_t c = 0; c < r->fields; c++) {
        const char *name = r->field[c];
        if (!r->used[c])
            continue;
        for (size_t before = 0; before < c; before++)
            if (r->used[before] && strcmp(r->field[before], name) == 0)
                return input_error(&r->in, "columns %zu and %zu are both called '%.60s'",
                                   before + 1, c + 1, name);
        t->name[t->columns] = strdup(name);
        if (t->name[t->columns] == NULL)
            return status_memory(r->in.path, (double)strlen(name));
        t->columns++;
    }
    return t->columns > 0 ? status_ok() : input_error(&r->in, "--columns leaves no column");
}

/* What a field without a number means: an error, or that its row is left out. */
static struct status explain(const struct data_reading *r, const char *name, const char *field,
                             struct status s)
{
    if (data_is_missing(field) && r->e->missing)
        return status_ok();
    if (data_is_missing(field))
        s = status_error(STATUS_INPUT, "%s; --missing drop leaves out such rows", s.text);
    return input_prefix(&r->in, status_prefix(s, "column '%.60s'", name));
}

static struct status take_row(struct data_reading *r)
{
    struct data_table *t = &r->table;
    bool any_missing = false;
    if (r->fields != r->width)
        return input_error(&r->in, "%zu field%s where the header has %zu", r->fields,
                           r->fields == 1 ? "" : "s", r->width);
    STATUS_TRY(numbers_room(&t->a, &r->room, (t->rows + 1) * t->columns, r->in.path));
    double *to = t->a + t->rows * t->columns;
    for (size_t c = 0, k = 0; c < r->fields; c++) {
        if (!r->used[c])
            continue;
        struct status s = data_number(r->delimiter, r->field[c], &to[k]);
        if (s.code != STATUS_OK) { /* words for a missing value are never numbers */
            STATUS_TRY(explain(r, t->name[k], r->field[c], s));
            any_missing = true;
        }
        k++;
    }
    t->rows += !any_missing;
    t->dropped += any_missing;
    return status_ok();
}

/* The first record says what separates the fields. */
static void settle_form(struct data_reading *r)
{
    if (r->width > 0)
        return;
    r->delimiter = data_delimiter(r->e, r->record, HEADER_DELIMITERS);
    if (r->delimiter == '\0') /* one column */
        r->delimiter = ',';
}

static struct status read_all(struct data_reading *r)
{
    struct status s = status_ok();
    while (next_record(r, &s)) {
        settle_form(r);
        STATUS_TRY(take_apart(r));
        STATUS_TRY(r->width == 0 ? take_header(r) : take_row(r));
    }
    STATUS_TRY(s);
    r->in.line = 0; /* the message is about the whole file */
    if (r->width == 0)
        return input_error(&r->in, "no header: there is nothing in it");
    if (r->table.rows == 0 && r->table.dropped > 0)
        return input_error(&r->in, "each of its rows (%zu) has missing values", r->table.dropped);
    return r->table.rows > 0 ? status_ok() : input_error(&r->in, "no rows under the header");
}

struct status data_file_read(const struct experiment *e, struct data_table *out)
{
    struct data_reading *r = calloc(1, sizeof *r);
    if (r == NULL)
        return status_memory(e->data, sizeof *r);
    r->e = e;
    struct status s = number_file_open(&r->in, e->data);
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
