/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow.h"

#include <math.h>
#include <string.h>

static const double first_patience = 0.25, patience = 5;

void flow_begin(struct flow *f, int asks)
{
    /* Two: the first frame does not wait for the answer to the question before it. */
    *f = (struct flow){.asks = asks, .window = 2, .way = INFINITY};
}

double flow_until(const struct flow *f)
{
    if (f->under_way == 0)
        return INFINITY;
    return f->sent[0] + (f->answers ? patience : first_patience);
}

int flow_may_send(struct flow *f, double now)
{
    if (now >= flow_until(f)) { /* a later answer brings it back */
        f->under_way = 0;
        f->asks = 0;
    }
    return f->under_way < f->window;
}

void flow_sent(struct flow *f, double now)
{
    if (f->under_way < FLOW_MOST)
        f->sent[f->under_way++] = now;
}

void flow_answered(struct flow *f, double now, double frame)
{
    f->asks = f->answers = 1;
    if (f->under_way == 0)
        return;
    double took = now - f->sent[0];
    f->under_way--;
    memmove(f->sent, f->sent + 1, (size_t)f->under_way * sizeof *f->sent);
    f->way = fmin(f->way, took);
    double holds = fmin(1 + floor(f->way / frame), FLOW_MOST);
    int in_time = took <= f->way + frame;
    f->window = !in_time ? 1 : f->window < (int)holds ? f->window + 1 : (int)holds;
}
