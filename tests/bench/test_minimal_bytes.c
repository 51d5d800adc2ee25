/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of what a change of the screen needs, against sequences counted by hand. */
#include "../../bench/minimal_bytes.h"
#include "../support.h"

/* A terminal of 80×20 that shows what is typed, sequences and all. */
static struct terminal *echo_start(void)
{
    static const char *const echo[] = {"sh", "-c", "stty raw -echo; printf ready; exec cat", NULL};
    struct terminal *t = terminal_start(20, 80, NULL, echo);
    assert_non_null(t);
    assert_true(terminal_wait_text(t, "ready", 10000));
    return t;
}

static void expect_needs(struct shown_screen *s, struct terminal *t, const char *text, size_t cells,
                         size_t bytes)
{
    size_t changed = 0;
    uint64_t wanted = terminal_traffic(t).bytes + strlen(text);
    assert_true(terminal_send(t, text));
    for (int i = 0; i < 1000 && terminal_traffic(t).bytes < wanted; i++)
        (void)terminal_pump(t, 10);
    size_t needed = minimal_bytes(s, t, &changed);
    assert_int_equal(changed, cells);
    assert_int_equal(needed, bytes);
}

TEST(test_needs)
{
    (void)state;
    struct terminal *t = echo_start();
    struct shown_screen *s = shown_screen_new(t);
    assert_non_null(s);
    expect_needs(s, t, "\033[H\033[J", 0, 0);
    expect_needs(s, t, "ab", 2, 2);
    /* However it was written: where nothing changed, nothing is needed. */
    expect_needs(s, t, "\033[H\033[1ma\033[m\033[Hab", 0, 0);
    /* ESC[12;40H and three bytes. */
    expect_needs(s, t, "\033[12;40H\xe2\xa1\x87", 1, 8 + 3);
    /* To the right over three blanks is shorter written; over ten ESC[10C. */
    expect_needs(s, t, "\033[3Cx", 1, 3 + 1);
    expect_needs(s, t, "\033[10Cx", 1, 5 + 1);
    /* ESC[38;5;24m, then another colour of the same length, then none. */
    expect_needs(s, t, "\033[38;5;24my\033[38;5;25mz\033[mz", 3, 10 + 1 + 10 + 1 + 3 + 1);
    /* A line feed and a return; a blank has no colour. */
    expect_needs(s, t, "\r\nq\033[31m \033[m", 1, 2 + 1);
    free(s);
    terminal_free(t);
}
