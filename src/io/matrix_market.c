/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrix Market, https://math.nist.gov/MatrixMarket/formats.html: a banner, lines of comment (%), a
 * line of sizes, and one entry per line.
 *
 * Own code although GSL, which this program uses, has gsl_spmatrix_fscanf: that takes a symmetric
 * file for a general one and leaves its upper half zero, aborts the process on an array file or an
 * index out of range, and cannot say in which line it stopped (tried with 2.7.1). NIST's mmio.c is
 * no Debian package, and does not count lines either. */
#include "number_table.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/base/number.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <strings.h>

struct banner {
    bool coordinate; /* else array */
    bool integer;    /* else real */
    bool symmetric;  /* the lower triangle is stored; else general */
};

/* Cut the line at blanks into at most `most` fields; further ones are only counted. */
static size_t split(char *line, char **fields, size_t most)
{
    size_t count = 0;
    char *rest = NULL;
    for (char *f = strtok_r(line, " \t", &rest); f != NULL; f = strtok_r(NULL, " \t", &rest)) {
        if (count < most)
            fields[count] = f;
        count++;
    }
    return count;
}

/* Which of two words a field of the banner is. */
static struct status choose(const struct input *in, const char *field, const char *first,
                            const char *second, bool *is_second)
{
    *is_second = strcasecmp(field, second) == 0;
    if (*is_second || strcasecmp(field, first) == 0)
        return status_ok();
    return input_error(in, "'%.60s', not %s or %s", field, first, second);
}

static struct status read_banner(struct input *in, struct banner *b)
{
    char *f[5] = {0};
    struct status s = status_ok();
    do {
        if (!input_line(in, &s))
            return s;
    } while (in->text[strspn(in->text, " \t")] == '\0');
    if (split(in->text, f, 5) != 5 || strcasecmp(f[0], "%%MatrixMarket") != 0 ||
        strcasecmp(f[1], "matrix") != 0)
        return input_error(in, "not '%%%%MatrixMarket matrix FORMAT TYPE SYMMETRY'");
    STATUS_TRY(choose(in, f[2], "array", "coordinate", &b->coordinate));
    STATUS_TRY(choose(in, f[3], "real", "integer", &b->integer));
    return choose(in, f[4], "general", "symmetric", &b->symmetric);
}

/* The fields of the next line that is neither blank nor a comment; there have to be `count`. */
static struct status next_fields(struct input *in, char **fields, size_t count)
{
    struct status s = status_ok();
    size_t found = 0;
    while (found == 0) {
        if (!input_line(in, &s))
            return s.code != STATUS_OK ? s : input_error(in, "the file ends too early");
        if (in->text[0] != '%')
            found = split(in->text, fields, count);
    }
    if (found != count)
        return input_error(in, "fields: %zu, not %zu", found, count);
    return status_ok();
}

static struct status parse_count(const struct input *in, const char *field, uint64_t *count)
{
    return input_prefix(in, number_parse_u64(field, count));
}

static struct status parse_value(const struct input *in, const char *field, bool integer,
                                 double *value)
{
    STATUS_TRY(input_prefix(in, number_parse(field, value)));
    if (integer && *value != floor(*value))
        return input_error(in, "'%.60s' is not a whole number", field);
    return status_ok();
}

/* An index counts from 1 in the file. */
static struct status parse_index(const struct input *in, const char *field, const char *what,
                                 size_t count, size_t *index)
{
    uint64_t i = 0;
    STATUS_TRY(parse_count(in, field, &i));
    if (i < 1 || i > count)
        return input_error(in, "%s %s is not from 1 to %zu", what, field, count);
    *index = (size_t)i - 1;
    return status_ok();
}

/* The place of an entry, from its own fields. */
static struct status read_place(struct input *in, const struct banner *b,
                                const struct number_table *t, char *const *f, size_t *i, size_t *j)
{
    STATUS_TRY(parse_index(in, f[0], "row", t->rows, i));
    STATUS_TRY(parse_index(in, f[1], "column", t->cols, j));
    if (b->symmetric && *i < *j)
        return input_error(in, "row %s, column %s is above the diagonal of a symmetric matrix",
                           f[0], f[1]);
    if (!isnan(t->values[*i * t->cols + *j]))
        return input_error(in, "row %s, column %s is there twice", f[0], f[1]);
    return status_ok();
}

/* A coordinate file gives entries with their places, and all others are zero. An array file gives
 * every entry, column after column; those of a symmetric matrix begin at the diagonal. */
static struct status read_entries(struct input *in, const struct banner *b, uint64_t entries,
                                  struct number_table *t)
{
    const size_t fields = b->coordinate ? 3 : 1;
    size_t count = t->rows * t->cols, i = 0, j = 0;
    for (size_t k = 0; k < count; k++)
        t->values[k] = NAN; /* not there yet: no file can hold it */
    for (uint64_t e = 0; e < entries; e++) {
        char *f[3] = {0};
        double value = 0;
        STATUS_TRY(next_fields(in, f, fields));
        if (b->coordinate)
            STATUS_TRY(read_place(in, b, t, f, &i, &j));
        STATUS_TRY(parse_value(in, f[fields - 1], b->integer, &value));
        t->values[i * t->cols + j] = value;
        if (b->symmetric)
            t->values[j * t->cols + i] = value;
        if (!b->coordinate && ++i == t->rows) {
            j++;
            i = b->symmetric ? j : 0;
        }
    }
    for (size_t k = 0; k < count; k++)
        if (isnan(t->values[k]))
            t->values[k] = 0;
    return status_ok();
}

/* Read the line of sizes and make the table. */
static struct status read_sizes(struct input *in, const struct banner *b, struct number_table *t,
                                uint64_t *entries)
{
    char *f[3] = {0};
    uint64_t rows = 0, cols = 0;
    STATUS_TRY(next_fields(in, f, b->coordinate ? 3 : 2));
    STATUS_TRY(parse_count(in, f[0], &rows));
    STATUS_TRY(parse_count(in, f[1], &cols));
    STATUS_TRY(number_table_check(in, rows, cols));
    if (b->symmetric && rows != cols)
        return input_error(in, "%s x %s cannot be symmetric", f[0], f[1]);
    uint64_t most = b->symmetric ? rows * (rows + 1) / 2 : rows * cols;
    *entries = most;
    if (b->coordinate)
        STATUS_TRY(parse_count(in, f[2], entries));
    if (*entries > most)
        return input_error(in, "%" PRIu64 " entries where there is room for %" PRIu64, *entries,
                           most);
    if (*entries > in->size / 2 + 1) /* no entry is shorter than a digit and a line end */
        return input_error(in, "%" PRIu64 " entries do not fit into the file's %" PRIu64 " bytes",
                           *entries, in->size);
    return number_table_new(t, (size_t)rows, (size_t)cols);
}

struct status matrix_market_read(struct input *in, struct number_table *t)
{
    struct banner b = {0};
    uint64_t entries = 0;
    struct status s = status_ok();
    STATUS_TRY(read_banner(in, &b));
    STATUS_TRY(read_sizes(in, &b, t, &entries));
    STATUS_TRY(read_entries(in, &b, entries, t));
    while (input_line(in, &s))
        if (in->text[0] != '%' && in->text[strspn(in->text, " \t")] != '\0')
            return input_error(in, "more than the %" PRIu64 " entries announced", entries);
    return s;
}
