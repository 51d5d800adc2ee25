/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/output.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/base/number.h"
#include "sgdscope/term/graphics.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* A frame may take this long to send, so that a key, which is at worst one frame late, is answered
 * within a quarter of a second. */
static const double limit_seconds = 0.1;

/* How long the terminal may take to accept the last frame when the program ends. */
static const double settle_seconds = 0.3;

/* At most so many bytes go before and after a frame. */
enum { AROUND = 64 };

/* Questions (ECMA-48 DSR, DEC's DECRQM and DA1, xterm's OSC 11); modes 2026 and 2004. */
static const char question[] = "\033[5n", sync_begin[] = "\033[?2026h", sync_end[] = "\033[?2026l",
                  pastes_end[] = "\033[?2004l";
#define PASTES_BEGIN "\033[?2004h"
#define QUESTIONS(KITTY) PASTES_BEGIN "\033[?2026$p\033]11;?\a" KITTY GRAPHICS_QUESTIONS "\033[5n"
static const char questions[] = QUESTIONS(KITTY_QUESTION),
                  questions_in_multiplexer[] = QUESTIONS("");

/* --- sending ---------------------------------------------------------------------------------- */

static void set_rest(struct output *w, const char *text, size_t length)
{
    w->rest = text;
    w->left = length;
}

/* A terminal that is gone counts as taking everything: the event loop hears of that elsewhere. */
bool output_turn(struct output *w)
{
    while (w->left > 0) {
        ssize_t n = write(w->fd, w->rest, w->left);
        if (n < 0 && errno == EAGAIN)
            return true;
        if (n > 0)
            set_rest(w, w->rest + n, w->left - (size_t)n);
        else if (n < 0 && errno != EINTR)
            w->left = 0;
    }
    return false;
}

void output_send(struct output *w, struct bytes *frame, bool complete, double now)
{
    const size_t lead = strlen(sync_begin);
    if (frame->length == 0 || !bytes_reserve(frame, AROUND))
        return;
    if (w->has_sync && complete) {
        memmove(frame->at + lead, frame->at, frame->length);
        memcpy(frame->at, sync_begin, lead);
        frame->length += lead;
        bytes_add(frame, sync_end, strlen(sync_end));
    }
    if (w->must_mark_pastes)
        bytes_add(frame, PASTES_BEGIN, strlen(PASTES_BEGIN));
    w->must_mark_pastes = false;
    if (w->cast != NULL)
        cast_add(w->cast, frame->at, frame->length);
    if (w->pacing.asks) {
        bytes_add(frame, question, strlen(question));
        pacing_sent(&w->pacing, frame->length, now);
    }
    if (w->rate > 0)
        w->free_at = fmax(now, w->free_at) + (double)frame->length / w->rate;
    set_rest(w, frame->at, frame->length);
    (void)output_turn(w);
}

/* --- pacing --------------------------------------------------------------------------------- */

bool output_is_free(struct output *w, double now)
{
    return !output_turn(w) && now >= w->free_at && pacing_may_send(&w->pacing, now);
}

double output_free_at(const struct output *w, double now)
{
    if (w->left > 0)
        return (double)INFINITY;
    return now < w->free_at                   ? w->free_at
           : pacing_has_room(&w->pacing, now) ? now
                                              : pacing_until(&w->pacing);
}

size_t output_limit(const struct output *w)
{
    return (size_t)(w->rate * limit_seconds);
}

struct status output_rate_parse(const char *text, double *bytes)
{
    static const double least = 240, most = 1e9;
    double v = 0;
    STATUS_TRY(number_parse_quotient(text, &v));
    if (v != floor(v) || (v != 0 && v < least) || v > most)
        return status_error(
            STATUS_INPUT,
            "'%.60s' is neither 0, for no limit, nor a whole number of at least %.0f bytes "
            "per second",
            text, least);
    *bytes = v;
    return status_ok();
}

/* --- beginning and end ------------------------------------------------------------------------ */

/* Open the terminal again, so that O_NONBLOCK is not set on the file description shared with the
 * shell. */
static int open_terminal(void)
{
    const char *name = ttyname(STDOUT_FILENO);
    int fd = name != NULL ? open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) : -1;
    return fd >= 0 ? fd : STDOUT_FILENO;
}

/* Only terminals with a mouse, which marks the modern ones, are asked for synchronized updates and
 * the colour of their background, and to mark pasted text. (The Linux console has a mouse too, but
 * an old one prints what it does not know.) */
static bool is_modern(void)
{
    return sequences_capability("kmous") != NULL && strcmp(getenv("TERM"), "linux") != 0;
}

/* tmux or screen, which take kitty's question for a window's title. */
static bool is_in_multiplexer(void)
{
    const char *term = getenv("TERM");
    return getenv("TMUX") != NULL || getenv("STY") != NULL || strncmp(term, "tmux", 4) == 0 ||
           strncmp(term, "screen", 6) == 0;
}

void output_begin(struct output *w, double rate)
{
    const char *move = sequences_capability("cup");
    *w = (struct output){.fd = open_terminal(), .rate = rate};
    pacing_begin(&w->pacing, move != NULL && strncmp(move, "\033[", 2) == 0);
    w->marks_pastes = w->pacing.asks && is_modern();
}

void output_ask(struct output *w, double now)
{
    if (!w->pacing.asks)
        return;
    const char *text = !w->marks_pastes      ? question
                       : is_in_multiplexer() ? questions_in_multiplexer
                                             : questions;
    set_rest(w, text, strlen(text));
    pacing_sent(&w->pacing, 0, now);
    (void)output_turn(w);
}

void output_resume(struct output *w)
{
    w->must_mark_pastes = w->marks_pastes;
}

const char *output_leave(const struct output *w, char text[OUTPUT_LEAVE_SIZE])
{
    (void)snprintf(text, OUTPUT_LEAVE_SIZE, "%s%s", w->has_sync ? sync_end : "",
                   w->marks_pastes ? pastes_end : "");
    return text;
}

/* Wait up to `seconds` until the terminal takes something; returns whether it does. */
static bool wait_for(int fd, double seconds)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    return poll(&p, 1, seconds > 0 ? (int)ceil(1e3 * seconds) : 0) > 0 && !(p.revents & POLLHUP);
}

void output_finish(struct output *w)
{
    double end = clock_seconds() + settle_seconds;
    while (output_turn(w) && wait_for(w->fd, end - clock_seconds()))
        continue;
    if (w->left > 0)
        (void)tcflush(w->fd, TCOFLUSH); /* else the next program that writes would wait */
    w->left = 0;
}

void output_settle(struct output *w, struct bytes *last)
{
    char leave[OUTPUT_LEAVE_SIZE]; /* if the last frame was cut, its update has not ended */
    if (bytes_reserve(last, OUTPUT_LEAVE_SIZE))
        bytes_add(last, leave, strlen(output_leave(w, leave)));
    if (w->cast != NULL)
        cast_add(w->cast, last->at, last->length);
    set_rest(w, last->at, last->length);
    output_finish(w);
}

void output_end(struct output *w)
{
    if (w->fd != STDOUT_FILENO)
        (void)close(w->fd);
    w->fd = -1;
}
