/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal sends besides keys: what is no key does nothing, an answer is recognised however
 * it is cut, pasted text is no keys, and nothing is left for the shell. */
#include "instrument.h"

#include <string.h>

#define COMMAND "sgdscope -l 1.8 -k 1,0.1"
#define PROMPT "Escape leaves"

FIXTURE(NULL, instrument_free_all)

/* --- what is nothing -------------------------------------------------------------------------- */

/* Between two keys that cancel. */
static void expect_nothing(struct terminal *t, const char *bytes)
{
    char row[2048];
    instrument_press(t, "Right");
    expect_command(t, "sgdscope -l 1.81 -k 1,0.1");
    assert_true(terminal_send(t, bytes));
    instrument_press(t, "Left");
    expect_command(t, COMMAND);
    instrument_last_row(t, row, sizeof row);
    if (strcmp(row, COMMAND) != 0 || !terminal_find(t, "paused", NULL, NULL)) {
        print_error("after ESC %s\n", bytes + 1);
        terminal_dump(t, stderr);
        fail();
    }
}

static const char *const nothing[] = {
    "\033q",
    "\033Q",
    "\0332",
    "\033\033q", /* with Alt; Escape comes first in the last one */
    "\033[M !!",
    "\033[M#q2",
    "\033[<0;12;2M",
    "\033[<0;12;2m",
    "\033[32;40;12M", /* a mouse */
    "\033[I",
    "\033[O", /* the focus */
    "\033[?62;22c",
    "\033[>41;376;0c",
    "\033[?1;2c",
    "\033[=0;2c", /* attributes */
    "\033[12;40R",
    "\033[?25;1$y",
    "\033[4;2$y",
    "\033[8;24;80t",
    "\033[3;0;0t",
    "\033]4;1;rgb:0/0/0\033\\",
    "\033]52;c;cTJx\a",
    "\033P1$r0m\033\\",
    "\033P>|xterm(376)\033\\",
    "\033_Gi=2;EINVAL:q\033\\",
    "\033^q2\033\\",
    "\033Xq2\033\\", /* strings */
    "\033[1;2Q",
    "\033[25~",
    "\033[26;5~",
    "\033[57358u",
    "\033[113;9u",
    "\033[113;1:3u",
    "\033[27;7;113~",
    "\033[1;9A",
    "\033[99999999999999u",
    "\033[1;;;;2q", /* no keys of ours */
};

/* Under a TERM whose description knows few sequences, too. */
TEST(what_is_no_key)
{
    static const char *const terms[] = {"TERM=xterm-256color", "TERM=screen", "TERM=vt100"};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        struct terminal *t = instrument_run(24, 80, ARGUMENTS(terms[i]), NO_ARGUMENTS);
        instrument_pause(t);
        for (size_t k = 0; k < sizeof nothing / sizeof *nothing; k++)
            if (strncmp(nothing[k], "\033\033", 2) != 0)
                expect_nothing(t, nothing[k]);
        instrument_quit(t);
    }
}

/* Longer than anything is looked into. */
TEST_PAUSED(long_strings)
{
    char text[6000];
    for (int kind = 0; kind < 3; kind++) {
        memset(text, 'q', sizeof text);
        memcpy(text, kind == 0 ? "\033]52;" : kind == 1 ? "\033P+r" : "\033_Gi=2;", 4);
        memcpy(text + sizeof text - 3, "\033\\", 3);
        expect_nothing(t, text);
    }
}

/* --- keys ------------------------------------------------------------------------------------- */

/* The same keys under every TERM, and of terminals that have been left in a mode of their own. */
TEST(keys_of_all_terminals)
{
    static const char *const terms[] = {
        "xterm",     "xterm-256color", "screen", "screen-256color", "tmux-256color",
        "vt100",     "linux",          "rxvt",   "rxvt-unicode",    "st-256color",
        "alacritty", "vt220",          "konsole"};
    static const struct {
        const char *bytes, *gives;
    } press[] = {
        {"\033[C", "1.81"},         {"\033OD", "1.8"},        {"\033[1;2C", "1.9"},
        {"\033[1;5D", "1.8"},       {"\033[1;5C", "1.9"},     {"\033[1;2D", "1.8"},
        {"\033[5~", "1.9"},         {"\033[6~", "1.8"},       {"\033[108u", "1.81"},
        {"\033[104;1u", "1.8"},     {"\033[108;2u", "1.9"},   {"\033[27;2;72~", "1.8"},
        {"\033[57418u", "1.81"},    {"\033[57417;1u", "1.8"}, {"\033[108:76;2u", "1.9"},
        {"\033[57422;1:1u", "1.8"},
    };
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        char term[40], command[80];
        (void)snprintf(term, sizeof term, "TERM=%s", terms[i]);
        struct terminal *t = instrument_run(24, 80, ARGUMENTS(term), NO_ARGUMENTS);
        instrument_pause(t);
        for (size_t k = 0; k < sizeof press / sizeof *press; k++) {
            assert_true(terminal_send(t, press[k].bytes));
            (void)snprintf(command, sizeof command, "sgdscope -l %s -k 1,0.1", press[k].gives);
            expect_command(t, command);
        }
        instrument_quit(t);
    }
}

/* The keypad in its application mode types numbers. */
TEST_PAUSED(keypad)
{
    press_shows(t, "Enter C-u", "λ =");
    assert_true(terminal_send(t, "\033Oq\033On\033Ou\033OM"));
    expect_command(t, "sgdscope -l 1.5 -k 1,0.1");
    assert_true(terminal_send(t, ":lambda 1\033On\033[57407u\r"));
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
}

/* Alt with a letter, and Control with an arrow, move over words of the command line. */
TEST_PAUSED(words)
{
    press_shows(t, ":", PROMPT);
    assert_true(terminal_send(t, "mu 0.5 lambda 1\033b\033bX\033fY\033[1;5D\033[1;5DZ"));
    expect_text(t, "mu Z0.5 XlambdaY 1");
    assert_true(terminal_send(t, "\033d\033\177"));
    expect_text(t, "mu  XlambdaY 1");
    instrument_press(t, "Escape");
    expect_command(t, COMMAND);
}

/* Escape answers soon, though it may begin an answer. The fastest of five counts, since the machine
 * may be busy. */
TEST_PAUSED(lone_escape)
{
    double fastest = INFINITY;
    for (int i = 0; i < 5; i++) {
        press_shows(t, ":", PROMPT);
        int64_t from = terminal_now();
        assert_true(terminal_send(t, "\033"));
        expect_gone(t, PROMPT);
        fastest = fmin(fastest, 1e-6 * (double)(terminal_now() - from));
    }
    if (fastest > 150 * terminal_slowness())
        fail_msg("Escape took %.0f ms", fastest);
}

/* --- answers ---------------------------------------------------------------------------------- */

/* Late, and byte by byte, slower than a lone Escape is waited for. */
TEST(answers_in_pieces)
{
    static const int delay[][2] = {{0, 15}, {0, 60}, {100, 60}, {10, 150}};
    for (size_t i = 0; i < sizeof delay / sizeof *delay; i++) {
        struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
        expect_text(t, "simulated");
        terminal_delay_answers(t, delay[i][0], delay[i][1]);
        (void)terminal_pump(t, 2000);
        expect_command(t, COMMAND);
        expect_gone(t, "is no key");
        terminal_delay_answers(t, 0, 0);
        (void)terminal_pump(t, 2000);
        instrument_pause(t);
        instrument_quit(t);
    }
}

/* After q, Ctrl-Z and a signal: nothing is typed into the shell, however late the answers are. */
static void expect_nothing_typed(struct terminal *t, int ms)
{
    (void)terminal_pump(t, 2 * ms + 200);
    if (terminal_find(t, "[0n", NULL, NULL) || terminal_find(t, "^[", NULL, NULL)) {
        terminal_dump(t, stderr);
        fail_msg("after %d ms an answer was taken for input", ms);
    }
}

/* The program waits for 2 s at most, of which a sanitizer on a busy machine takes too much for the
 * last one. */
static const int delays[] = {20, 100, 300, 700, 1500};

static size_t delays_count(void)
{
    return sizeof delays / sizeof *delays - (terminal_slowness() > 1);
}

TEST(nothing_is_typed_into_the_shell)
{
    for (size_t i = 0; i < delays_count(); i++) {
        struct terminal *t = instrument_shell("\"$SGDSCOPE\"; sleep 4");
        expect_text(t, "simulated");
        terminal_delay_answers(t, delays[i], 0);
        (void)terminal_pump(t, 2 * delays[i] + 200);
        instrument_press(t, i % 2 == 0 ? "q" : "C-c");
        expect_text(t, COMMAND);
        expect_nothing_typed(t, delays[i]);
        instrument_free(t);
    }
}

TEST(nor_at_once)
{
    for (size_t i = 0; i < delays_count(); i++) {
        struct terminal *t = instrument_shell("sleep 0.3; \"$SGDSCOPE\"; sleep 4");
        terminal_delay_answers(t, delays[i], 0);
        expect_text(t, "simulated");
        instrument_press(t, "q");
        expect_text(t, COMMAND);
        expect_nothing_typed(t, delays[i]);
        instrument_free(t);
    }
}

/* --- pasted text ------------------------------------------------------------------------------ */

#define PASTE(text) "\033[200~" text "\033[201~"

TEST_PAUSED(pasted_text_is_no_keys)
{
    assert_true(terminal_send(t, PASTE("quit 7 q\rq\033[Cl")));
    expect_text(t, "pasted text is taken on the command line");
    press_gives(t, "Right Left", COMMAND);
    expect_text(t, "paused");
}

TEST_PAUSED(pasted_lines_are_commands)
{
    press_shows(t, ":", PROMPT);
    assert_true(terminal_send(t, PASTE("lambda 1.5\r\n:mu 0.25\n\nseed 7\nlambda 0.7")));
    expect_text(t, "lambda 0.7");
    press_gives(t, "Escape", "sgdscope -l 1.5 -m 0.25 -k 1,0.1 --seed 7");
    press_shows(t, ":", PROMPT);
    assert_true(terminal_send(t, PASTE("lambda\t1.25")));
    press_gives(t, "Enter", "sgdscope -l 1.25 -m 0.25 -k 1,0.1 --seed 7");
}

/* A value is one line: what follows it is no command. */
TEST_PAUSED(a_pasted_value_is_one_line)
{
    press_shows(t, "Enter", "λ = 1.8");
    assert_true(terminal_send(t, PASTE("lambda 1\nmu 0.3\nwrite w.ini\n")));
    press_gives(t, "Right", "sgdscope -l 1.81 -k 1,0.1");
    press_shows(t, "Left Enter", "λ = 1.8");
    instrument_press(t, "C-u");
    assert_true(terminal_send(t, PASTE("1.5\n:mu 0.3\n")));
    expect_command(t, "sgdscope -l 1.5 -k 1,0.1");
    press_gives(t, "Right", "sgdscope -l 1.51 -k 1,0.1");
}

/* One whose end never comes keeps the keys only for a while. */
TEST_PAUSED(paste_without_an_end)
{
    assert_true(terminal_send(t, "\033[200~ qqq\033[20"));
    (void)terminal_pump(t, 1300);
    press_gives(t, "Right", "sgdscope -l 1.81 -k 1,0.1");
}
