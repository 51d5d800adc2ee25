/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal_private.h"

#include <stdlib.h>
#include <string.h>

/* Answers that come late, or in pieces, as over a long line. */

void terminal_delay_answers(struct terminal *t, int ms, int gap_ms)
{
    t->late.ms = ms;
    t->late.gap_ms = gap_ms;
}

void terminal_answer(struct terminal *t, const char *bytes, size_t length)
{
    struct late_answers *l = &t->late;
    if (l->ms + l->gap_ms == 0) {
        terminal_enqueue(t, bytes, length);
        return;
    }
    for (size_t i = 0; i < length && l->count < TERMINAL_LATE; i++) {
        int64_t due = terminal_deadline(l->ms);
        int64_t next = l->count > 0 ? l->due[l->count - 1] + (int64_t)1000000 * l->gap_ms : due;
        l->bytes[l->count] = bytes[i];
        l->due[l->count++] = next > due ? next : due;
    }
}

int terminal_send_late(struct terminal *t)
{
    struct late_answers *l = &t->late;
    size_t n = 0;
    while (n < l->count && terminal_ms_until(l->due[n]) == 0)
        n++;
    if (n > 0)
        terminal_enqueue(t, l->bytes, n);
    l->count -= n;
    memmove(l->bytes, l->bytes + n, l->count);
    memmove(l->due, l->due + n, l->count * sizeof *l->due);
    return l->count > 0 ? terminal_ms_until(l->due[0]) : -1;
}
