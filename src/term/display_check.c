/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "display_private.h"

#include "sgdscope/base/builtin.h"
#include "sgdscope/base/clock.h"
#include "sgdscope/base/utf8.h"

#include <ctype.h>
#include <curses.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* Whether the terminal can be drawn on, and with which characters. */

static const char usual[] = "xterm-256color";

/* Whether a terminal's attributes, ESC [ ? ... c, come within some tenths of a second. */
static bool receives_attributes(int fd)
{
    static const double patience = 0.5;
    struct keyboard k;
    struct keyboard_event e;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    keyboard_begin(&k, fd);
    k.awaits = true;
    for (double now = clock_seconds(), end = now + patience; now < end; now = clock_seconds()) {
        (void)poll(&wait, 1, (int)ceil(1e3 * (end - now)));
        while (keyboard_take(&k, clock_seconds(), &e))
            if (e.kind == KEYBOARD_ANSWER && strncmp(e.answer, "\033[?", 3) == 0)
                return true;
    }
    return false;
}

/* Ask a terminal whose name is not known for its attributes (DA1), as xterm and its like have
 * them. */
static bool answers_like_xterm(void)
{
    static const char question[] = "\033[c";
    struct termios before, raw;
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0)
        return false;
    raw = before;
    cfmakeraw(&raw);
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) != 0)
        return false;
    bool answers = write(STDOUT_FILENO, question, strlen(question)) == (ssize_t)strlen(question) &&
                   receives_attributes(STDIN_FILENO);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    return answers;
}

/* Whether curses has a description of it, or else this program. */
static bool is_described(const char *term)
{
    int error = 0;
    char name[100];
    if (setupterm(term, STDOUT_FILENO, &error) == OK)
        return true;
    (void)snprintf(name, sizeof name, BUILTIN_FOLDER "/terminfo/%s", term);
    const struct builtin_file *inside = builtin_find(name);
    return inside != NULL && setenv("TERMINFO", inside->bytes, 1) == 0 &&
           setupterm(term, STDOUT_FILENO, &error) == OK;
}

/* Checked first, since curses would print a message of its own and exit. */
struct status display_check(void)
{
    const char *term = getenv("TERM");
    if (term == NULL || term[0] == '\0')
        return status_error(STATUS_INPUT, "TERM: not set, so it is not known how to draw on this "
                                          "terminal; 'sgdscope theory' and 'check' need none");
    bool is_known = is_described(term);
    if (!is_known && answers_like_xterm() && is_described(usual))
        is_known = setenv("TERM", usual, 1) == 0;
    if (!is_known)
        return status_error(STATUS_INPUT, "TERM: '%.60s' is not known here; try TERM=%s sgdscope",
                            term, usual);
    bool can_move = sequences_capability("cup") != NULL;
    (void)del_curterm(cur_term); /* curses reads it again */
    if (!can_move)
        return status_error(STATUS_INPUT,
                            "TERM: a '%.60s' terminal cannot place its cursor; 'sgdscope theory' "
                            "and 'check' need no such terminal",
                            term);
    return status_ok();
}

/* The consoles are "linux" and its like, and "vt100" with other numbers. */
bool display_has_unicode(void)
{
    const char *term = getenv("TERM");
    bool is_console = strncmp(term, "linux", 5) == 0 ||
                      (strncmp(term, "vt", 2) == 0 && isdigit((unsigned char)term[2]));
    return utf8_locale() && !is_console;
}
