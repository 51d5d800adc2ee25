/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/io/data_file.h"

/* Data sets as comma-separated values: what is read, and what is refused in which line. */

static const char path[] = "data.csv";
static struct experiment e = {.data = "data.csv"};

static void write_text(const char *text)
{
    support_write_file(path, text);
    (void)snprintf(support_case, sizeof support_case, "'%.180s'", text);
}

/* Names joined by '|', then the numbers. */
static void expect_table(const char *text, size_t rows, size_t columns, const char *names,
                         const double *want)
{
    struct data_table t = {0};
    char joined[200] = "";
    write_text(text);
    assert_fine(data_file_read(&e, &t));
    assert_int_equal(t.rows, rows);
    assert_int_equal(t.columns, columns);
    for (size_t c = 0; c < columns; c++) {
        size_t used = strlen(joined);
        (void)snprintf(joined + used, sizeof joined - used, "%s%s", c > 0 ? "|" : "", t.name[c]);
    }
    assert_string_equal(joined, names);
    for (size_t i = 0; i < rows * columns; i++)
        assert_near(t.a[i], want[i], 0);
    data_table_free(&t);
    assert_null(t.a);
}

static void expect_error(const char *text, const char *tail)
{
    struct data_table t = {.rows = 77};
    char want[300];
    write_text(text);
    (void)snprintf(want, sizeof want, "%s%s", path, tail);
    assert_refused(data_file_read(&e, &t), STATUS_INPUT, want);
    assert_true(t.rows == 77 && t.a == NULL && t.name == NULL);
}

static const double four[] = {1.5, 2, -3.5, 4e2};

/* These four in two rows of a and b. */
static void expect_four(const char *text)
{
    expect_table(text, 2, 2, "a|b", four);
}

TEST(tables)
{
    expect_four("a,b\n1.5,2\n-3.5,4e2\n");
    expect_four("a,b\n1.5,2\n-3.5,4e2");
    expect_four("a,b\r\n1.5,2\r\n-3.5,4e2\r\n");
    expect_four("\n  \na,b\n\n1.5,2\r\n\r\n-3.5,4e2\n\n\n");
    expect_four("\xef\xbb\xbf"
                "a,b\n1.5,2\n-3.5,4e2\n");
    expect_four(" a , b\t\n 1.5 ,\t2\n -3.5,4e2 \n");
    expect_four("\"a\",\"b\"\n\"1.5\",2\n\"-3.5\" , \"4e2\"\n");
    expect_table("x\n1.5\n2\n", 2, 1, "x", four);
}

TEST(quoted_names)
{
    static const double want[] = {1, 2, 3};
    expect_table("\"a,b\",\"say \"\"hi\"\"\",c\n1,2,3\n", 1, 3, "a,b|say \"hi\"|c", want);
    expect_table("\"two\r\nlines\",b,\" c \"\n1,2,3\n", 1, 3, "two\nlines|b| c ", want);
    expect_table("λ,größe,\"\"\"\"\n1,2,3\n", 1, 3, "λ|größe|\"", want);
}

/* Semicolons, tabs and the decimal comma. */
TEST(delimiters)
{
    expect_four("a;b\n1,5;2\n-3.5;4,0e2\n");
    expect_four("\"a\";b\n\"1,5\" ; 2\n-3.5;4e2\n");
    expect_four("a\tb\n1.5\t2\n -3.5 \t4e2\n");
    expect_table("\"a,\";b\n1,5;2\n-3,5;400\n", 2, 2, "a,|b", four);
    expect_error("a;b\n1;2.000,5\n", ":2: column 'b': '2.000,5' is not a number");
    expect_error("a\tb\n1\t\n", ":2: column 'b': a number is missing; --missing drop");
    expect_error("a;b,c\n1;2,3\n", ":2: column 'a;b': '1;2' is not a number");
    e.delimiter = DELIMITER_SEMICOLON;
    expect_table("a,cm;b\n1,5;2\n-3,5;400\n", 2, 2, "a,cm|b", four);
    e.delimiter = DELIMITER_COMMA;
    expect_error("a;b,c\n1,5,3\n", ":2: 3 fields where the header has 2");
    e.delimiter = DELIMITER_AUTO;
}

static void choose(const char *columns)
{
    (void)snprintf(e.columns, sizeof e.columns, "%s", columns);
}

/* What is left out may hold anything. */
TEST(chosen_columns)
{
    static const double want[] = {1, 2, -3.5, 4e2};
    static const char text[] = ",id,a,b,b\nx,p1,1,,2\ny,p2,-3.5,z,4e2\n";
    choose("a");
    expect_table("a,b\n1,x\n", 1, 1, "a", want);
    expect_error(text + 1, ":2: 5 fields where the header has 4");
    (void)snprintf(e.target, sizeof e.target, "y");
    expect_table("y,b,a\n1,x,2\n-3.5,,400\n", 2, 2, "y|a", want);
    e.target[0] = '\0';
    choose("b, a");
    expect_error(text, ":1: columns 4 and 5 are both called 'b'");
    choose("-id, -b");
    expect_table("id,a,c,b\np1,1,2,\np2,-3.5,4e2,z\n", 2, 2, "a|c", want);
    choose("a,ag");
    assert_refused(data_file_read(&e, &(struct data_table){0}), STATUS_INPUT,
                   "--columns: data.csv: no column 'ag'; did you mean 'a'?");
    choose("a,-c");
    assert_refused(data_file_read(&e, &(struct data_table){0}), STATUS_INPUT,
                   "--columns: either names to use or -NAMES to leave out");
    choose("-a");
    expect_error("a\n1\n", ":1: --columns leaves no column");
    choose("");
}

TEST(missing_values)
{
    static const double want[] = {1, 2, -3.5, 4e2};
    static const char text[] = "a,b\n1,2\nNA,3\n4,\n-3.5,4e2\n?,nan\n";
    struct data_table t = {0};
    expect_error(text, ":3: column 'a': 'NA' is not a number; --missing drop leaves out such rows");
    e.missing = 1;
    expect_table(text, 2, 2, "a|b", want);
    assert_fine(data_file_read(&e, &t));
    assert_int_equal(t.dropped, 3);
    data_table_free(&t);
    expect_error("a,b\n1,x\n", ":2: column 'b': 'x' is not a number");
    expect_error("a,b\n1,\n", ": each of its rows (1) has missing values");
    e.missing = 0;
}

TEST(refused)
{
    expect_error("", ": no header: there is nothing in it");
    expect_error("\n\n", ": no header: there is nothing in it");
    expect_error("a,b\n", ": no rows under the header");
    expect_error("a,b\n1,2\n\n3,x y\n", ":4: column 'b': 'x y' is not a number");
    expect_error("a,b\n1,NA\n", ":2: column 'b': 'NA' is not a number");
    expect_error("a,b\n1,nan\n", ":2: column 'b': 'nan' is not a number");
    expect_error("a,b\n1,1e999\n", ":2: column 'b': '1e999' is out of range");
    expect_error("a,b\n,2\n", ":2: column 'a': a number is missing");
    expect_error("a,b\n1,\n", ":2: column 'b': a number is missing");
    expect_error("a,b\n1,2\n3\n", ":3: 1 field where the header has 2");
    expect_error("a,b\n1,2,3\n", ":2: 3 fields where the header has 2");
    expect_error("1,2\n3,4\n", ":1: no header: '1' where the name of column 1 should be");
    expect_error("a,,c\n1,2,3\n", ":1: column 2 has no name");
    expect_error("a,b,\n1,2,3\n", ":1: column 3 has no name");
    expect_error("a,b\n1,\"2\n3,4\n", ":2: a quote is not closed");
    expect_error("a,b\n1,\"2\"3\n", ":2: a delimiter is missing after a closing quote");
    expect_error("\"a\nb\",c\n1,2\n3,x\n", ":4: column 'c': 'x' is not a number");
}

/* A file is read in blocks, and lines begin and end anywhere in them: here with another length of
 * the first line each time. */
TEST(many_rows)
{
    enum { ROWS = 9000, ROW_MOST = 40 };
    char *text = malloc(ROWS * ROW_MOST);
    assert_non_null(text);
    for (int longer = 0; longer < 20; longer++) {
        struct data_table t = {0};
        size_t length = (size_t)sprintf(text, "a,%*s\n", longer + 1, "b");
        for (int i = 0; i < ROWS; i++)
            length += (size_t)sprintf(text + length, "%d.%06d, -%de-3\n", i % 7, i, i);
        support_write_file(path, text);
        assert_fine(data_file_read(&e, &t));
        assert_int_equal(t.rows, ROWS);
        for (int i = 0; i < ROWS; i++) {
            assert_near(t.a[2 * i], i % 7 + i / 1e6, 1e-15);
            assert_near(t.a[2 * i + 1], -i / 1e3, 0);
        }
        data_table_free(&t);
    }
    free(text);
}

TEST(many_columns)
{
    enum { MOST = DIMENSION_MAX + 1, SIZE = MOST * 8 };
    static char text[2 * SIZE];
    for (int extra = 0; extra < 2; extra++) {
        struct data_table t = {0};
        size_t used = 0;
        for (int c = 0; c < MOST + extra; c++)
            used += (size_t)snprintf(text + used, sizeof text - used, "%sc%d", c > 0 ? "," : "", c);
        for (int c = 0; c < MOST + extra; c++)
            used +=
                (size_t)snprintf(text + used, sizeof text - used, "%c%d", c > 0 ? ',' : '\n', c);
        write_text(text);
        if (extra) {
            assert_refused(data_file_read(&e, &t), STATUS_INPUT, ":1: more than 2001 columns");
            continue;
        }
        assert_fine(data_file_read(&e, &t));
        assert_int_equal(t.columns, MOST);
        assert_near(t.a[MOST - 1], MOST - 1, 0);
        data_table_free(&t);
    }
}
