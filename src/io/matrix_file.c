/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/matrix_file.h"

#include "number_file.h"
#include "number_table.h"
#include "sgdscope/base/number.h"

#include <stdlib.h>
#include <string.h>

/* --- text ------------------------------------------------------------------------------------- */

#define BLANKS " \t"

/* One number of a row; *cursor moves behind the separator. *more: a number has to follow. */
static struct status next_number(const struct input *in, char **cursor, double *value, bool *more)
{
    char *end = *cursor + strcspn(*cursor, BLANKS ",");
    char after = *end;
    *end = '\0';
    STATUS_TRY(input_prefix(in, number_parse(*cursor, value)));
    *end = after;
    end += strspn(end, BLANKS);
    *more = *end != '\0';
    if (*end == ',')
        end += 1 + strspn(end + 1, BLANKS);
    *cursor = end;
    return status_ok();
}

/* Append the numbers of the line to the table. */
static struct status read_row(const struct input *in, struct number_table *t, size_t *room)
{
    char *cursor = in->text + strspn(in->text, BLANKS);
    size_t count = 0;
    bool more = *cursor != '\0';
    while (more) {
        size_t place = t->rows * t->cols + count;
        if (count == DIMENSION_MAX)
            return input_error(in, "more than %d numbers", DIMENSION_MAX);
        STATUS_TRY(numbers_room(&t->values, room, place + 1, in->path));
        STATUS_TRY(next_number(in, &cursor, &t->values[place], &more));
        count++;
    }
    if (count == 0)
        return status_ok();
    if (t->rows == DIMENSION_MAX)
        return input_error(in, "more than %d rows", DIMENSION_MAX);
    if (t->rows > 0 && count != t->cols)
        return input_error(in, "%zu number%s where the first row has %zu", count,
                           count == 1 ? "" : "s", t->cols);
    t->rows++;
    t->cols = count;
    return status_ok();
}

/* One row per line, separated by commas or blanks; # starts a comment. */
static struct status read_text(struct input *in, struct number_table *t)
{
    size_t room = 0;
    struct status s = status_ok();
    while (input_line(in, &s)) {
        in->text[strcspn(in->text, "#")] = '\0';
        STATUS_TRY(read_row(in, t, &room));
    }
    STATUS_TRY(s);
    in->line = 0; /* the message is about the whole file */
    return number_table_check(in, t->rows, t->cols);
}

/* --- any format ------------------------------------------------------------------------------- */

static struct status read_format(struct input *in, struct number_table *t)
{
    char begin[80];
    begin[input_peek(in, begin, sizeof begin - 1)] = '\0';
    if (memcmp(begin, "\x93NUMPY", 6) == 0)
        return npy_read(in, t);
    const char *text = begin + (strncmp(begin, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
    text += strspn(text, BLANKS "\r\n");
    if (strncmp(text, "%%", 2) == 0) /* no text begins so; the reader checks the rest */
        return matrix_market_read(in, t);
    return read_text(in, t);
}

struct status matrix_file_read(const char *path, struct matrix_file *out)
{
    struct input in;
    struct number_table t = {0};
    STATUS_TRY(number_file_open(&in, path));
    struct status s = read_format(&in, &t);
    input_close(&in);
    if (s.code != STATUS_OK) {
        free(t.values);
        return s;
    }
    *out = (struct matrix_file){0};
    if (t.rows == t.cols && !t.list) {
        out->matrix = (struct matrix){.n = t.rows, .a = t.values};
    } else {
        out->count = t.rows * t.cols;
        out->list = t.values;
    }
    return status_ok();
}
