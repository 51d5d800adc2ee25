/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal of `bench --ui`, and the model of what its changes need, both by hand. */
#include "../../src/command/mirror.h"
#include "../support.h"

static enum mirror_event feed(struct mirror *m, const char *text)
{
    enum mirror_event last = MIRROR_NOTHING;
    for (; *text != '\0'; text++)
        last = mirror_take(m, *text);
    return last;
}

static const struct need_cell *cell(const struct mirror *m, int row, int column)
{
    return &m->cell[row * m->columns + column];
}

TEST(test_text_and_moves)
{
    struct mirror m;
    assert_true(mirror_new(&m, 5, 20));
    (void)feed(&m, "ab\033[3;10Hλ\xe2\xa1\x87\033[2C.\033[5Gx\r\n\n|\033(B\033=y");
    assert_true(mirror_row_is(&m, 0, "ab "));
    assert_int_equal(cell(&m, 2, 9)->code, 0x3bb);
    assert_int_equal(cell(&m, 2, 10)->code, 0x2847);
    assert_int_equal(cell(&m, 2, 13)->code, '.');
    assert_int_equal(cell(&m, 2, 4)->code, 'x');
    assert_true(mirror_row_is(&m, 4, "|y "));
    (void)feed(&m, "\033[3;12H\033[J");
    assert_int_equal(cell(&m, 2, 13)->code, ' ');
    assert_int_equal(cell(&m, 2, 10)->code, 0x2847);
    assert_true(mirror_row_is(&m, 4, "  "));
    mirror_free(&m);
}

TEST(test_styles)
{
    struct mirror m;
    assert_true(mirror_new(&m, 2, 20));
    (void)feed(&m, "\033[1;38;5;24ma\033[;2;91mb\033[7;33mc\033[md");
    assert_int_equal(cell(&m, 0, 0)->style.foreground, 24);
    assert_true(cell(&m, 0, 0)->style.bold);
    assert_int_equal(cell(&m, 0, 1)->style.foreground, 9);
    assert_true(cell(&m, 0, 1)->style.dim && !cell(&m, 0, 1)->style.bold);
    assert_int_equal(cell(&m, 0, 2)->style.foreground, 3);
    assert_true(cell(&m, 0, 2)->style.reverse);
    assert_int_equal(cell(&m, 0, 3)->style.foreground, -1);
    assert_false(cell(&m, 0, 3)->style.reverse);
    mirror_free(&m);
}

TEST(test_questions)
{
    struct mirror m;
    assert_true(mirror_new(&m, 2, 20));
    assert_int_equal(feed(&m, "\033[?2026$p"), MIRROR_SYNC);
    assert_int_equal(feed(&m, "\033[5n"), MIRROR_FRAME);
    assert_int_equal(feed(&m, "\033[?2026h"), MIRROR_NOTHING);
    assert_int_equal(feed(&m, "\033[?25l"), MIRROR_NOTHING);
    assert_int_equal(feed(&m, "\033]11;?\a"), MIRROR_NOTHING);
    assert_true(mirror_row_is(&m, 0, "    "));
    mirror_free(&m);
}

static void expect_needs(struct need_screen *s, struct mirror *m, const char *text, size_t cells,
                         size_t bytes)
{
    size_t changed = 0;
    (void)feed(m, text);
    size_t needed = need_update(s, m->cell, &changed);
    assert_int_equal(changed, cells);
    assert_int_equal(needed, bytes);
}

TEST(test_needs)
{
    struct mirror m;
    struct need_screen s;
    assert_true(mirror_new(&m, 20, 80));
    assert_true(need_new(&s, 20, 80));
    expect_needs(&s, &m, "", 0, 0);
    expect_needs(&s, &m, "ab", 2, 2);
    /* However it was written: where nothing changed, nothing is needed. */
    expect_needs(&s, &m, "\033[H\033[1ma\033[m\033[Hab", 0, 0);
    /* ESC[12;40H and three bytes. */
    expect_needs(&s, &m, "\033[12;40H\xe2\xa1\x87", 1, 8 + 3);
    /* To the right over three blanks is shorter written; over ten ESC[10C. */
    expect_needs(&s, &m, "\033[3Cx", 1, 3 + 1);
    expect_needs(&s, &m, "\033[10Cx", 1, 5 + 1);
    /* ESC[38;5;24m, then another colour of the same length, then none. */
    expect_needs(&s, &m, "\033[38;5;24my\033[38;5;25mz\033[mz", 3, 10 + 1 + 10 + 1 + 3 + 1);
    /* A line feed and a return; a blank has no colour. */
    expect_needs(&s, &m, "\r\nq\033[31m \033[m", 1, 2 + 1);
    need_free(&s);
    mirror_free(&m);
}
