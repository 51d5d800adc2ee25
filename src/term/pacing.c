/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/pacing.h"

#include <math.h>
#include <string.h>

static const double first_patience = 0.25, patience = 5;

void pacing_begin(struct pacing *f, bool asks)
{
    /* Two, so that the first frame need not wait for the answer to output_begin's question. */
    *f = (struct pacing){.asks = asks, .window = 2, .way = INFINITY};
}

double pacing_until(const struct pacing *f)
{
    if (f->under_way == 0)
        return INFINITY;
    return f->sent[0] + (f->answers ? patience : first_patience);
}

bool pacing_may_send(struct pacing *f, double now)
{
    if (now >= pacing_until(f)) { /* a later answer brings it back */
        f->lost.sent = f->sent[0];
        f->lost.bytes = f->bytes[0];
        f->under_way = 0;
        f->asks = false;
    }
    return pacing_has_room(f, now);
}

/* A frame may overlap the one before it, but not one that was sent long ago: then the terminal is
 * slow. */
bool pacing_has_room(const struct pacing *f, double now)
{
    static const double overlap_seconds = 0.1;
    bool overlaps = f->overlaps && now - f->last_sent < overlap_seconds;
    return f->under_way < PACING_MOST && f->under_way < f->window + overlaps;
}

double pacing_patience(const struct pacing *f)
{
    static const double least = 0.3, most = 2;
    double seen = 2 * (f->way + f->last.seconds);
    return f->answers ? fmin(fmax(least, seen), most) : most;
}

/* Longer than a single answer takes where several are on their way, and the terminal is busy. */
double pacing_settled(const struct pacing *f)
{
    static const double least = 1;
    return f->last_sent + fmax(least, pacing_patience(f));
}

void pacing_forget(struct pacing *f)
{
    f->under_way = f->unanswered = 0;
}

void pacing_sent(struct pacing *f, size_t bytes, double now)
{
    f->unanswered++;
    f->last_sent = now;
    if (f->under_way == PACING_MOST)
        return;
    f->sent[f->under_way] = now;
    f->bytes[f->under_way++] = bytes;
}

void pacing_answered(struct pacing *f, double now, double frame)
{
    f->asks = f->answers = true;
    f->unanswered -= f->unanswered > 0;
    if (f->under_way == 0) {
        f->last.bytes = f->lost.bytes;
        f->last.seconds = now - f->lost.sent;
        f->lost.bytes = 0;
        return;
    }
    double took = now - f->sent[0];
    double since = now - f->last_answered;
    f->last_answered = now;
    f->under_way--;
    f->last.bytes = f->bytes[0];
    memmove(f->sent, f->sent + 1, (size_t)f->under_way * sizeof *f->sent);
    memmove(f->bytes, f->bytes + 1, (size_t)f->under_way * sizeof *f->bytes);
    f->way = fmin(f->way, took);
    /* What overlaps waited for the frame before it, so it took no longer than since that answer. */
    f->last.seconds = f->overlaps ? fmin(took - f->way, since) : took - f->way;
    double holds = fmin(1 + floor(f->way / frame), PACING_MOST);
    bool in_time = took <= f->way + frame;
    f->window = !in_time ? 1 : f->window < (int)holds ? f->window + 1 : (int)holds;
}
