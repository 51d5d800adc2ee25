/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation_private.h"

#include <math.h>

/* How many steps the simulation takes at a time. */

/* The most that a round of steps may take, if it has more than one. */
static const double round_seconds = 0.004;

enum { CHUNK_MAX = 16 };

size_t simulation_steps_due(struct simulation *m, double time)
{
    size_t chunk = m->engine.setup->period > 1 ? 1 : m->chunk;
    double passed = time - m->last_time, rate = m->control.steps_per_second;
    m->last_time = time;
    if (m->control.single_steps > m->single_steps_done && m->control.paused) {
        m->single_steps_done++;
        return 1;
    }
    m->single_steps_done = m->control.single_steps;
    if (m->control.paused) {
        m->owed = 0;
        return 0;
    }
    if (isinf(rate))
        return chunk;
    /* Drop the backlog if the simulation cannot keep up. */
    m->owed = fmin(m->owed + passed * rate, fmax(rate * 0.1, 1));
    size_t due = m->owed < (double)chunk ? (size_t)m->owed : chunk;
    m->owed -= (double)due;
    return due;
}

void simulation_adapt_chunk(struct simulation *m, size_t taken, double seconds)
{
    if (taken < m->chunk)
        return;
    if (seconds > round_seconds && m->chunk > 1)
        m->chunk /= 2;
    else if (seconds < round_seconds / 4 && m->chunk < CHUNK_MAX)
        m->chunk *= 2;
}

void simulation_measure_rate(struct simulation *m, double time)
{
    double passed = time - m->rate_time;
    if (passed < 0.5)
        return;
    m->steps_per_second = (double)(m->engine.step - m->rate_steps) / passed;
    if (m->engine.step < m->rate_steps)
        m->steps_per_second = 0;
    m->rate_time = time;
    m->rate_steps = m->engine.step;
}
