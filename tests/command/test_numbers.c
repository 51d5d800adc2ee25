/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sixty commands print, number by number, as in numbers.txt: each line "$ COMMAND" there is
 * followed by its CSV. A number may differ by its last digits, which depend on the BLAS. After a
 * change that is meant, SGDSCOPE_NEW_NUMBERS=FILE writes the file again. */
#include "../support.h"

#include "../test.h"

#include <unistd.h>

enum { OUTPUT = 1 << 20, LINE = 4096 };

static const double tolerance = 1e-8, smallest = 1e-13;

static char output[OUTPUT], expected[OUTPUT];

/* The next field of the text, which ends at a comma or a line's end; false at the text's. */
static bool next_field(const char **rest, char field[LINE])
{
    size_t length = strcspn(*rest, ",\n");
    if (**rest == '\0')
        return false;
    (void)snprintf(field, LINE, "%.*s", (int)length, *rest);
    *rest += length + ((*rest)[length] != '\0');
    return true;
}

static bool is_near(const char *a, const char *b)
{
    char *a_end, *b_end;
    double x = strtod(a, &a_end), y = strtod(b, &b_end);
    if (a_end == a || b_end == b || *a_end != '\0' || *b_end != '\0')
        return strcmp(a, b) == 0;
    return fabs(x - y) <= fmax(tolerance * fmax(fabs(x), fabs(y)), smallest);
}

/* A rate is the machine's, not the experiment's. */
static bool is_timing(const char *name)
{
    return strcmp(name, "updates_per_second") == 0;
}

static void expect_same_numbers(const char *command)
{
    char want[LINE], got[LINE], name[LINE] = "";
    const char *a = expected, *b = output;
    while (next_field(&a, want)) {
        if (!next_field(&b, got))
            fail_msg("%s: ends before %s", command, want);
        if (!is_near(want, got) && !is_timing(name))
            fail_msg("%s: after %s: %s instead of %s", command, name, got, want);
        if (want[0] >= 'a' && want[0] <= 'z')
            memcpy(name, want, sizeof name);
    }
    assert_false(next_field(&b, got));
}

/* check --against continuous of what is off exits 1, all others 0. */
static void run(const char *command)
{
    char line[LINE];
    (void)snprintf(line, sizeof line, "%.2000s --format csv", command);
    support_program(line, strstr(line, "--against continuous") != NULL, output, sizeof output);
}

static void run_and_compare(const char *command, FILE *new_numbers)
{
    if (command[0] == '\0')
        return;
    run(command);
    if (new_numbers != NULL)
        fprintf(new_numbers, "$ %s\n%s", command, output);
    else
        expect_same_numbers(command);
}

/* The commands find the data under these names. */
static void make_data(void)
{
    char data[LINE];
    (void)snprintf(data, sizeof data, "%s/assets/data/diabetes.csv", getenv("srcdir"));
    assert_int_equal(symlink(data, "DIABETES"), 0);
    support_write_file("K2", "0.8 0.3\n0.3 0.5\n");
}

TEST(numbers_stay)
{
    char path[LINE], line[LINE], command[LINE] = "";
    const char *new_path = getenv("SGDSCOPE_NEW_NUMBERS");
    FILE *new_numbers = new_path != NULL ? fopen(new_path, "w") : NULL;
    (void)snprintf(path, sizeof path, "%s/tests/command/numbers.txt", getenv("srcdir"));
    FILE *stream = fopen(path, "r");
    size_t used = 0, commands = 0;
    assert_non_null(stream);
    make_data();
    while (fgets(line, sizeof line, stream) != NULL) {
        if (line[0] != '$') {
            used += (size_t)snprintf(expected + used, sizeof expected - used, "%s", line);
            continue;
        }
        run_and_compare(command, new_numbers);
        (void)snprintf(command, sizeof command, "%.*s", (int)strcspn(line + 2, "\n"), line + 2);
        used = 0;
        expected[0] = '\0';
        commands++;
    }
    run_and_compare(command, new_numbers);
    assert_int_equal(commands, 60);
    (void)fclose(stream);
    if (new_numbers != NULL)
        (void)fclose(new_numbers);
}
