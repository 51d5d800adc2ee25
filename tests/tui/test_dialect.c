/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dialect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void expect_dialect(const char *in, const char *expected)
{
    size_t length = strlen(in);
    for (size_t cut = 0; cut <= length; cut++) {
        struct dialect d;
        char out[4096];
        dialect_init(&d);
        size_t n = dialect_feed(&d, in, cut, out);
        n += dialect_feed(&d, in + cut, length - cut, out + n);
        out[n] = '\0';
        assert_string_equal(out, expected);
    }
}

static void test_dialect(void **state)
{
    (void)state;
    expect_dialect("a\033[2;31mb\033[m", "a\033[19;31mb\033[m");
    expect_dialect("\033[0;22;1m", "\033[0;22;10;1m");
    expect_dialect("\033[38;5;2;48;5;22;2m", "\033[38;5;2;48;5;22;19m");
    expect_dialect("\033[38;2;2;2;2;2m", "\033[38;2;2;2;2;19m");
    expect_dialect("\033[38:2::2:2:2m", "\033[38:2::2:2:2m");
    expect_dialect("\033[>4;2m\033[?2m", "\033[>4;2m\033[?2m");
    expect_dialect("\033[2J\033[2;2H\033[2b", "\033[2J\033[2;2H\033[2b");
    expect_dialect("x\033]P0aabbccy\033]Rz", "xyz");
    expect_dialect("\033]0;title\033\\t\033]2;u\007v", "\033]0;title\033\\t\033]2;u\007v");
    expect_dialect("\033[1\0332\033[3\nm", "\033[1\0332\033[3\nm");
    expect_dialect("\033\033[2m\033(B\033)0", "\033\033[19m\033(B\033)0");
    char longest[600] = "\033[", *end = longest + 2;
    memset(end, '2', 590);
    strcpy(end + 590, "m");
    expect_dialect(longest, longest);
}

static void test_one_column(void **state)
{
    (void)state;
    const char in[] =
        "a\u03bb\u2801\u2500\u2212\u6f22\u231a\u1100\xf0\x9f\x98\x80z\xe2\033[2m\xe6\x80";
    struct dialect d;
    char out[1024];
    dialect_init(&d);
    d.one_column = true;
    size_t n = dialect_feed(&d, in, sizeof in - 1, out);
    out[n] = '\0';
    assert_string_equal(out, "a\u03bb\u2801\u2500\u2212????z?\033[19m?");
}

static void test_dialect_modes(void **state)
{
    (void)state;
    struct dialect d;
    char out[1024];
    const char on[] =
        "\033[?1049h\033[?12;25l\033[?1h\033=\033[?7l\033[?1006;1000h\033[4h\016\033(0";
    const char off[] = "\033[?1049l\033[?25h\033[?1l\033>\033[?7h\033[?1000l\033[4l\017\033(B";
    struct dialect start, *s = &start;
    dialect_init(s);
    dialect_init(&d);
    dialect_feed(&d, on, sizeof on - 1, out);
    const struct dialect_modes *m = &d.modes;
    assert_true(m->alternate_screen && m->application_cursor && m->application_keypad && m->mouse &&
                m->insert && m->shifted_out && m->line_drawing);
    assert_false(m->cursor_visible || m->autowrap || m->bracketed_paste || m->focus_events);
    dialect_feed(&d, off, sizeof off - 1, out);
    assert_memory_equal(m, &s->modes, sizeof *m);
    dialect_feed(&d, on, sizeof on - 1, out);
    dialect_feed(&d, "\033[!p", 4, out);
    assert_true(m->alternate_screen && m->cursor_visible && !m->insert);
    dialect_feed(&d, "\033c", 2, out);
    assert_memory_equal(m, &s->modes, sizeof *m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dialect),
        cmocka_unit_test(test_one_column),
        cmocka_unit_test(test_dialect_modes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
