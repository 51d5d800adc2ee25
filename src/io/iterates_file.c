/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/iterates_file.h"

#include "data_form.h"
#include "number_file.h"
#include "number_table.h"
#include "sgdscope/base/matrix.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void iterates_file_free(struct iterates_file *f)
{
    free(f->a);
    free(f->column);
    *f = (struct iterates_file){0};
}

/* --- columns ---------------------------------------------------------------------------------- */

static bool has_choice(const struct experiment *e)
{
    return e->columns[0] != '\0' && experiment_data(e) != DATA_FILE;
}

static struct status check_columns(uint64_t columns)
{
    if (columns < 1 || columns > DIMENSION_MAX)
        return status_error(STATUS_INPUT,
                            "%" PRIu64 " columns, not 1 to %d: each row is a step; --columns "
                            "chooses some",
                            columns, DIMENSION_MAX);
    return status_ok();
}

static struct status keep_used(const bool *used, size_t width, struct iterates_file *f)
{
    size_t count = 0;
    for (size_t i = 0; i < width; i++)
        count += used[i];
    if (count == 0)
        return status_error(STATUS_INPUT, "--columns leaves no column");
    STATUS_TRY(check_columns(count));
    STATUS_NEW(f->column, count, "the columns");
    for (size_t i = 0; i < width; i++)
        if (used[i])
            f->column[f->columns++] = i;
    return status_ok();
}

/* f ← which of the columns are used; name is NULL where they have none. A first column without a
 * name has the labels of the rows. */
static struct status choose_columns(const struct experiment *e, char *const *name, size_t width,
                                    struct iterates_file *f)
{
    bool *used = NULL;
    f->columns = 0;
    const bool has_labels = name != NULL && name[0][0] == '\0';
    if (width == 0 || (!has_choice(e) && !has_labels)) {
        STATUS_TRY(check_columns(width));
        f->columns = width;
        return status_ok();
    }
    STATUS_NEW(used, width, "the columns");
    struct status s = data_choose(e, name, width, used);
    used[0] = used[0] && !has_labels;
    STATUS_NEXT(s, keep_used(used, width, f));
    free(used);
    return s;
}

/* --- npy -------------------------------------------------------------------------------------- */

/* Rows of `width` numbers become rows of those that are used. */
static void drop_columns(struct iterates_file *f, size_t width)
{
    size_t rows = f->runs * f->steps;
    for (size_t t = 0; t < rows && f->column != NULL; t++)
        for (size_t i = 0; i < f->columns; i++)
            f->a[t * f->columns + i] = f->a[t * width + f->column[i]];
}

static struct status read_npy(const struct experiment *e, struct input *in,
                              struct iterates_file *out)
{
    struct npy_array a = {0};
    STATUS_TRY(npy_read_header(in, NPY_DIMENSIONS, &a));
    uint64_t width = a.dimensions == 1 ? 1 : a.shape[a.dimensions - 1];
    out->steps = (size_t)a.shape[a.dimensions == 3 ? 1 : 0];
    out->runs = a.dimensions == 3 ? (size_t)a.shape[0] : 1;
    if (out->runs == 0 || out->steps == 0)
        return input_error(in, "no rows in it");
    STATUS_TRY(npy_check_size(in, &a)); /* before memory of its width is taken */
    struct status s = choose_columns(e, NULL, (size_t)width, out);
    STATUS_TRY(has_choice(e) ? s : input_prefix(in, s));
    STATUS_TRY(numbers_new(&out->a, out->runs * out->steps * (size_t)width, "the iterates"));
    STATUS_TRY(npy_read_numbers(in, &a, "; keep the rows before it", out->a));
    drop_columns(out, (size_t)width);
    return status_ok();
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

/* Row labels have no name: pandas writes the numbers of the rows so. */
static bool has_labels(const char *line)
{
    return line[0] == ',' || line[0] == ';' || strncmp(line, "\"\",", 3) == 0;
}

/* A first line of names: no field begins with a number, not even nan or inf, behind what Python
 * prints around numbers. */
static bool is_header(const struct experiment *e, const char *line)
{
    const char delimiter = data_delimiter(e, line, HEADER_DELIMITERS);
    const char separators[] = {delimiter == '\0' ? ' ' : delimiter, '\0'};
    if (line[0] == '[' || strncmp(line, "tensor(", 7) == 0 || strncmp(line, "array(", 6) == 0)
        return false;
    for (const char *field = line + strspn(line, separators); *field != '\0';) {
        char *end = NULL;
        (void)strtod(field, &end);
        if (end != field && (*end == '\0' || strchr(" \t,;", *end) != NULL))
            return has_labels(line);
        field += strcspn(field, separators);
        field += strspn(field, separators);
    }
    return true;
}

/* Each field of a line of names, cut off where the delimiter is; NULL at its end. */
static char *next_name(char delimiter, char **cursor)
{
    static const char around[] = " \t\"'";
    char *name = *cursor;
    if (name == NULL)
        return NULL;
    char *end = strchr(name, delimiter);
    *cursor = end != NULL ? end + 1 : NULL;
    end = end != NULL ? end : name + strlen(name);
    name += strspn(name, around);
    while (end > name && strchr(around, end[-1]) != NULL)
        end--;
    *end = '\0';
    return name;
}

/* The names of the columns tell which are used. */
static struct status take_names(struct iterates_text *t, const struct experiment *e, char *line)
{
    char delimiter = t->delimiter == '\0' ? ' ' : t->delimiter;
    char **name = NULL;
    size_t width = 0;
    if (!has_choice(e) && !has_labels(line))
        return status_ok();
    line += strspn(line, " ");
    STATUS_NEW(name, strlen(line) + 1, "the names of the columns");
    for (char *next; (next = next_name(delimiter, &line)) != NULL;)
        if (delimiter != ' ' || *next != '\0') /* several blanks are one */
            name[width++] = next;
    struct status s = choose_columns(e, name, width, &t->rows);
    if (s.code == STATUS_OK)
        t->width = width;
    free(name);
    return s;
}

/* Whether the line has tabs, and commas only where decimal ones are. */
static bool has_decimal_commas(const char *line)
{
    if (strchr(line, '\t') == NULL || strchr(line, '.') != NULL)
        return false;
    for (const char *c = strchr(line, ','); c != NULL; c = strchr(c + 1, ','))
        if (c == line || !isdigit((unsigned char)c[-1]) || !isdigit((unsigned char)c[1]))
            return false;
    return true;
}

/* In a row of numbers the semicolon says that commas are decimal ones, and a tab may. */
static char find_delimiter(const struct experiment *e, const char *line, bool is_names)
{
    const char *candidates = is_names ? HEADER_DELIMITERS : has_decimal_commas(line) ? ";\t" : ";";
    return data_delimiter(e, line, candidates);
}

static struct status add_row(struct iterates_text *t, const char *separators, char *line)
{
    struct iterates_file *f = &t->rows;
    double *row = f->a + f->steps * f->columns;
    for (size_t i = 0, k = 0; k < f->columns; i++) {
        char *field = next_field(separators, &line);
        if (f->column == NULL || f->column[k] == i)
            STATUS_TRY(data_number(t->delimiter, field, &row[k++]));
    }
    f->steps++;
    return status_ok();
}

/* Python prints a list, and NumPy a short array, as [1, 2, 3]. */
static char *inside_brackets(char *line)
{
    line += strspn(line, " \t");
    char *end = line + strlen(line);
    while (end > line && strchr(" \t", end[-1]) != NULL)
        end--;
    if (*line != '[' || end[-1] != ']')
        return line;
    end[-1] = '\0';
    return line + 1;
}

/* What separates the numbers, and which columns are used where they have names. */
static struct status begin(struct iterates_text *t, const struct experiment *e, char *line,
                           bool is_names)
{
    t->delimiter = find_delimiter(e, line, is_names);
    t->is_begun = true;
    return is_names ? take_names(t, e, line) : status_ok();
}

static struct status check_width(struct iterates_text *t, const struct experiment *e, size_t count)
{
    if (t->width == 0)
        STATUS_TRY(choose_columns(e, NULL, count, &t->rows));
    if (t->width != 0 && t->width != count)
        return status_error(STATUS_INPUT, "%zu number%s where the first row has %zu", count,
                            count == 1 ? "" : "s", t->width);
    t->width = count;
    return status_ok();
}

struct status iterates_text_add(struct iterates_text *t, const struct experiment *e, char *line)
{
    struct iterates_file *f = &t->rows;
    line[strcspn(line, "#")] = '\0';
    f->runs = 1;
    line = inside_brackets(line);
    if (line[strspn(line, " \t")] == '\0')
        return status_ok();
    if (!t->is_begun) {
        const bool is_names = is_header(e, line);
        t->choice = begin(t, e, line, is_names);
        if (is_names)
            return t->choice;
    }
    STATUS_TRY(t->choice);
    const char separators[] = {' ', '\t', t->delimiter == '\0' ? ',' : t->delimiter, '\0'};
    size_t count = count_fields(separators, line);
    if (count == 0)
        return status_ok();
    STATUS_TRY(check_width(t, e, count));
    STATUS_TRY(numbers_room(&f->a, &t->room, (f->steps + 1) * f->columns, "the iterates"));
    return add_row(t, separators, line);
}

/* The line is named, but not where an option is. */
static struct status prefix(const struct input *in, struct status s)
{
    return s.text[0] == '-' ? s : input_prefix(in, s);
}

static struct status read_text(const struct experiment *e, struct input *in,
                               struct iterates_file *out)
{
    struct iterates_text t = {0};
    struct status s = status_ok();
    while (s.code == STATUS_OK && input_line(in, &s))
        s = prefix(in, iterates_text_add(&t, e, in->text));
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
    char magic[6];
    STATUS_TRY(number_file_open(&in, path));
    (void)input_peek(&in, magic, sizeof magic);
    struct status s =
        memcmp(magic, "\x93NUMPY", 6) == 0 ? read_npy(e, &in, &f) : read_text(e, &in, &f);
    input_close(&in);
    if (s.code == STATUS_OK)
        *out = f;
    else
        iterates_file_free(&f);
    return s;
}
