/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyboard_private.h"

#include "sgdscope/base/utf8.h"

#include <math.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { ESCAPE = '\033' };

/* How long the rest of a sequence may take, and that of an answer; of an answer whose ESC has
 * already been the key Escape; and of pasted text. */
static const double rest_seconds = 1, answer_seconds = 2, late_seconds = 0.25, paste_seconds = 1;

static const char paste_end[] = "\033[201~";

void keyboard_begin(struct keyboard *k, int fd)
{
    *k = (struct keyboard){.fd = fd, .is_utf8 = utf8_locale(), .patience = 0};
}

static void drop(struct keyboard *k, size_t length)
{
    k->count -= length;
    memmove(k->held, k->held + length, k->count + 1);
}

/* Read what is there. Returns whether anything was. */
static bool fill(struct keyboard *k, double now)
{
    struct pollfd p = {.fd = k->fd, .events = POLLIN};
    if (k->count == KEYBOARD_HELD || poll(&p, 1, 0) <= 0 || !(p.revents & POLLIN))
        return false;
    ssize_t n = read(k->fd, k->held + k->count, KEYBOARD_HELD - k->count);
    if (n <= 0)
        return false;
    k->is_pasting &= now < k->last + paste_seconds;
    k->is_skipping &= now < k->last + rest_seconds;
    k->last = now;
    k->count += (size_t)n;
    k->held[k->count] = '\0';
    return true;
}

/* --- pasted text, and strings that are too long ----------------------------------------------- */

/* In pasted text only its end is a sequence. 0: more must come. */
static size_t pasted_length(const struct keyboard *k)
{
    size_t whole = strlen(paste_end), n = k->count < whole ? k->count : whole;
    if (k->held[0] != ESCAPE)
        return keyboard_length(k->held, k->count, k->is_utf8);
    if (memcmp(k->held, paste_end, n) == 0)
        return n == whole ? whole : 0;
    return 1;
}

static struct keyboard_event pasted(struct keyboard *k, size_t length)
{
    struct keyboard_event e = keyboard_meaning(k->held, length, k->is_utf8);
    k->is_pasting = length < strlen(paste_end);
    if (k->held[0] == ESCAPE || e.kind != KEYBOARD_TEXT)
        return (struct keyboard_event){.kind = KEYBOARD_NOTHING};
    e.kind = KEYBOARD_PASTED;
    return e;
}

/* Nothing of it is used. An ESC at its end stays, for the byte behind it. */
static void skip_string(struct keyboard *k)
{
    size_t length = keyboard_string_length(k->held, k->count, 0);
    bool is_cut = k->count > 0 && k->held[k->count - 1] == ESCAPE;
    k->is_skipping = length == 0;
    drop(k, length > 0 ? length : k->count - is_cut);
}

/* --- answers that arrive in pieces ------------------------------------------------------------ */

/* After ESC has been the key Escape: whether the bytes behind it may still be an answer's. Else, or
 * if they turn out not to be, they are characters. */
static bool may_be_answer(const struct keyboard *k)
{
    return k->awaits && k->count > 1 && keyboard_is_one_of(k->held[1], "[]_");
}

static bool is_whole_answer(const struct keyboard *k, size_t length)
{
    return length > 2 && keyboard_meaning(k->held, length, k->is_utf8).kind == KEYBOARD_ANSWER;
}

static size_t next_length(struct keyboard *k)
{
    if (k->is_pasting)
        return pasted_length(k);
    size_t length = keyboard_length(k->held, k->count, k->is_utf8);
    if (!k->escape_given || k->count == 1)
        return length;
    if (may_be_answer(k) && (length == 0 || is_whole_answer(k, length)))
        return length;
    k->escape_given = false;
    drop(k, 1);
    return keyboard_length(k->held, k->count, k->is_utf8);
}

/* --- time ------------------------------------------------------------------------------------- */

static bool is_lone_escape(const struct keyboard *k)
{
    return k->count == 1 && k->held[0] == ESCAPE;
}

double keyboard_until(const struct keyboard *k)
{
    bool is_done = k->escape_given && k->count == 1;
    if (k->count == 0 || k->is_pasting || k->is_skipping || is_done)
        return INFINITY;
    return k->last + (k->escape_given     ? late_seconds
                      : is_lone_escape(k) ? k->patience
                      : k->awaits         ? answer_seconds
                                          : rest_seconds);
}

/* The rest has not come: an ESC alone was the key, and so was one whose rest may be an answer's. A
 * cut sequence is nothing. */
static struct keyboard_event give_up(struct keyboard *k)
{
    bool is_key = is_lone_escape(k);
    bool stays = is_key && k->awaits;
    if (!stays)
        drop(k, k->escape_given ? 1 : k->count);
    k->escape_given = stays;
    return (struct keyboard_event){.kind = is_key ? KEYBOARD_TEXT : KEYBOARD_NOTHING,
                                   .code = ESCAPE};
}

/* --- events ----------------------------------------------------------------------------------- */

/* Of a string's end: BEL or ESC \. */
static size_t terminator_length(const char *bytes, size_t length)
{
    bool is_st = bytes[length - 2] == ESCAPE && bytes[length - 1] == '\\';
    return bytes[length - 1] == '\a' ? 1 : is_st ? 2 : 0;
}

static struct keyboard_event take(struct keyboard *k, size_t length)
{
    struct keyboard_event e =
        k->is_pasting ? pasted(k, length) : keyboard_meaning(k->held, length, k->is_utf8);
    if (e.kind == KEYBOARD_PASTE_BEGIN)
        k->is_pasting = true;
    if (e.kind == KEYBOARD_ANSWER) {
        size_t end = length - terminator_length(k->held, length);
        memcpy(k->answer, k->held, end);
        k->answer[end] = '\0';
        e.answer = k->answer;
    }
    k->escape_given = false;
    drop(k, length);
    return e;
}

bool keyboard_take(struct keyboard *k, double now, struct keyboard_event *event)
{
    for (;;) {
        if (k->is_skipping && k->count > 0)
            skip_string(k);
        size_t length = k->count > 0 && !k->is_skipping ? next_length(k) : 0;
        *event = (struct keyboard_event){.kind = KEYBOARD_NOTHING};
        if (length > 0)
            *event = take(k, length);
        else if (now >= keyboard_until(k))
            *event = give_up(k);
        else if (k->count == KEYBOARD_HELD)
            k->is_skipping = true;
        else if (!fill(k, now))
            return false;
        if (event->kind != KEYBOARD_NOTHING)
            return true;
    }
}
