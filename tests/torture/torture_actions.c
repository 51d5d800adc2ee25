/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torture.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#define PICK(o, table) ((table)[torture_below(o, sizeof(table) / sizeof *(table))])

/* --- what is typed ---------------------------------------------------------------------------- */

/* Neither q nor what Ctrl-C, Ctrl-\ and Ctrl-Z send: how a session ends is chosen at its end. */
static void press_keys(struct torture *o)
{
    static const char *const keys[] = {
        "Up",   "Down", "Left",      "Right",  "S-Left", "S-Right", "C-Right", "PageUp", "PageDown",
        "j",    "k",    "h",         "l",      "H",      "L",       "Tab",     "1",      "2",
        "3",    "4",    "5",         "6",      "7",      "8",       "9",       "0",      "Space",
        "s",    "+",    "-",         "r",      "o",      "n",       "d",       "[",      "]",
        "{",    "}",    "b",         "B",      "x",      "z",       "Z",       "a",      "t",
        "g",    "P",    ">",         "<",      "p",      "w",       "e",       "?",      "Escape",
        ":",    "C-l",  "Backspace", "Enter",  "i",      "m",       "v",       "y",      "c",
        "S-Up", "Home", "End",       "Delete", "Insert", "C-u",     "C-w",     "C-k",
    };
    for (size_t i = 1 + torture_below(o, 8); i > 0; i--)
        (void)terminal_key(o->t, PICK(o, keys));
}

static void type_command(struct torture *o)
{
    static const char *const lines[] = {
        "lambda 1.2",
        "lambda 1e-3",
        "mu 0.9",
        "mu 0",
        "hessian 1,0.1",
        "hessian 3,2,1,0.5",
        "hessian 1",
        "optimizer qhm",
        "noise white",
        "noise minibatch",
        "noise mixed",
        "distribution student",
        "walkers 100",
        "walkers 30000",
        "data synthetic",
        "seed 7",
        "load adam",
        "load lecture",
        "load kept.ini",
        "load nothing",
        "write a.ini",
        "write b.ini",
        "write! a.ini",
        "export a.svg",
        "export b.png",
        "export c.pdf",
        "export no/where.svg",
        "tour lecture",
        "tour 3",
        "guess 3",
        "theme light",
        "theme dark",
        "view mu",
        "view path",
        "view kramers",
        "view nothing",
        "marks pixels",
        "marks blocks",
        "speed inf",
        "max-rate 9600",
        "max-rate 0",
        "undo",
        "help",
        "iterates kept.ini",
        "hessian @kept.ini",
        "lamda 3",
        "",
        "steps 1e999",
        "write /proc/none.ini",
        "angle 30",
        "zoom 3",
        "projector yes",
    };
    char line[200];
    (void)snprintf(line, sizeof line, "\r:%s%s\r", PICK(o, lines),
                   torture_below(o, 8) == 0 ? "\t\t" : "");
    (void)terminal_send(o->t, line);
}

/* Answers that are cut, sequences of terminals that are none of ours, pasted text. */
static void send_garbage(struct torture *o)
{
    static const char *const pieces[] = {
        "\033[0",
        "n",
        "\033[?62;22c",
        "\033]11;rgb:ffff/ff",
        "ff/ffff\033\\",
        "\033P>|",
        "\033\\",
        "\033[200~quit\rq",
        "\033[201~",
        "\033[M !!",
        "\033[<0;12;2M",
        "\033[I",
        "\033Oq",
        "\033[1;2C",
        "\033[113;9u",
        "\033_Gi=2;OK\033\\",
        "\377\376",
        "\303",
        "\251\342\202",
        "\033[?2026;2$y",
        "\033[999999999999;1R",
        "\033[4;600;800t",
        "\033[27;5;99~",
    };
    char bytes[8] = {0};
    o->is_garbled = true;
    for (size_t i = 1 + torture_below(o, 6); i > 0; i--)
        (void)terminal_send(o->t, PICK(o, pieces));
    for (size_t i = torture_below(o, sizeof bytes - 1); i > 0; i--)
        bytes[i - 1] = (char)(0x20 + torture_below(o, 0xdf));
    (void)terminal_send(o->t, bytes);
}

/* --- what else happens ------------------------------------------------------------------------ */

static void resize(struct torture *o)
{
    static const int sizes[][2] = {{24, 80}, {36, 120}, {60, 200}, {20, 60}, {12, 40},
                                   {19, 59}, {5, 10},   {1, 1},    {3, 200}, {60, 12}};
    for (size_t i = 1 + torture_below(o, 4); i > 0; i--) {
        const int *s = PICK(o, sizes);
        (void)terminal_resize(o->t, s[0], s[1]);
        (void)terminal_pump(o->t, (int)torture_below(o, 10));
    }
}

static void send_signal(struct torture *o)
{
    static const int harmless[] = {SIGWINCH, SIGCONT, SIGCHLD, SIGURG};
    (void)terminal_signal(o->t, PICK(o, harmless));
}

/* A signal is lost on a program that has not yet been continued after the last one. */
static bool await_stop(struct torture *o, int number)
{
    enum { PATIENCE_MS = 200, AGAIN = 10 };
    for (int i = 0; i < TORTURE_END_MS / PATIENCE_MS && !terminal_has_stopped(o->t); i++) {
        bool is_due = i % AGAIN == 0;
        if (!terminal_signal(o->t, is_due ? number : 0))
            return false; /* it has ended: Ctrl-C may have been sent before */
        (void)terminal_pump(o->t, PATIENCE_MS);
    }
    if (!terminal_has_stopped(o->t))
        torture_find(o, "it does not stop", "");
    return terminal_has_stopped(o->t);
}

/* Stopped and continued by a shell, perhaps after something else. */
static void stop(struct torture *o)
{
    static const int numbers[] = {SIGTSTP, SIGSTOP};
    if (!await_stop(o, PICK(o, numbers)))
        return;
    terminal_cook(o->t);
    if (torture_below(o, 2) == 0)
        resize(o);
    (void)terminal_continue(o->t);
}

static void change_line(struct torture *o)
{
    static const int delays[] = {0, 0, 5, 30, 120, 400};
    static const int gaps[] = {0, 0, 1, 5, 25};
    static const double rates[] = {0, 0, 1e6, 1e5, 2e4};
    terminal_delay_answers(o->t, PICK(o, delays), PICK(o, gaps));
    terminal_slow_down(o->t, PICK(o, rates));
}

static void rest(struct torture *o)
{
    (void)terminal_pump(o->t, (int)torture_below(o, 300));
}

void torture_wake(struct torture *o)
{
    if (terminal_has_stopped(o->t))
        (void)terminal_continue(o->t);
}

void torture_act(struct torture *o)
{
    static void (*const acts[])(struct torture * o) = {
        press_keys,   press_keys,   press_keys, press_keys,  type_command,
        type_command, type_command, resize,     send_signal, change_line,
        send_garbage, stop,         rest,       rest,
    };
    torture_wake(o);
    PICK(o, acts)(o);
    o->actions++;
}
