/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A matrix as text: one row a line, separated by commas or blanks, # starts a comment. */
#include "matrix_formats.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/base/number.h"

#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"

static struct status append(struct number_table *t, size_t count, size_t *room, double value)
{
    if (count == *room) {
        size_t more = *room == 0 ? 64 : 2 * *room;
        double *values = realloc(t->values, more * sizeof *values);
        if (values == NULL)
            return status_memory("a matrix file", (double)more * sizeof *values);
        t->values = values;
        *room = more;
    }
    t->values[count] = value;
    return status_ok();
}

/* One number of a row; *cursor moves behind the separator. *more: a number has to follow. */
static struct status next_number(const struct input *in, char **cursor, double *value, int *more)
{
    char *end = *cursor + strcspn(*cursor, BLANKS ",");
    char after = *end;
    *end = '\0';
    struct status s = number_parse(*cursor, value);
    if (s.code != STATUS_OK)
        return input_error(in, "%s", s.text);
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
    int more = *cursor != '\0';
    while (more) {
        double value = 0;
        if (count == DIMENSION_MAX)
            return input_error(in, "more than %d numbers", DIMENSION_MAX);
        STATUS_TRY(next_number(in, &cursor, &value, &more));
        STATUS_TRY(append(t, t->rows * t->cols + count, room, value));
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

struct status matrix_text_read(struct input *in, struct number_table *t)
{
    size_t room = 0;
    int more = 0;
    STATUS_TRY(input_line(in, &more));
    while (more) {
        in->text[strcspn(in->text, "#")] = '\0';
        STATUS_TRY(read_row(in, t, &room));
        STATUS_TRY(input_line(in, &more));
    }
    in->line = 0; /* the shape is a matter of the whole file */
    return matrix_shape_check(in, t->rows, t->cols);
}
