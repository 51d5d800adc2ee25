/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes from a terminal: however they are cut, the same events come of them. */
#include "target.h"

#include "sgdscope/term/keyboard.h"

#include <string.h>
#include <unistd.h>

const char *const fuzz_seeds = "tests/fuzz/keyboard_seeds/*";

enum { MOST = 2048 /* bytes: a pipe takes them without a reader */ };

/* What came, as one number. */
struct events_sum {
    uint64_t print;
    size_t events;
};

static void add(struct events_sum *s, uint64_t number)
{
    s->print = (s->print ^ number) * 0x100000001b3;
}

static void take(struct keyboard *k, struct events_sum *s)
{
    struct keyboard_event e;
    while (keyboard_take(k, 0, &e)) {
        fuzz_demand(e.kind != KEYBOARD_NOTHING, "an event is something");
        fuzz_demand(e.kind != KEYBOARD_ANSWER || strlen(e.answer) > 1, "an answer is a sequence");
        s->events++;
        add(s, e.kind);
        add(s, e.kind == KEYBOARD_ANSWER ? 0 : e.code);
        for (const char *c = e.kind == KEYBOARD_ANSWER ? e.answer : ""; *c != '\0'; c++)
            add(s, (unsigned char)*c);
    }
}

/* The bytes in pieces of that many. */
static struct events_sum read_all(const uint8_t *data, size_t size, size_t piece)
{
    struct events_sum s = {0};
    struct keyboard k;
    int ends[2];
    fuzz_demand(pipe(ends) == 0, "a pipe");
    keyboard_begin(&k, ends[0]);
    k.is_utf8 = true;
    k.patience = 1;
    for (size_t at = 0; at < size; at += piece) {
        size_t n = size - at < piece ? size - at : piece;
        fuzz_demand(write(ends[1], data + at, n) == (ssize_t)n, "the pipe takes it");
        take(&k, &s);
    }
    fuzz_demand(s.events <= size, "no more events than bytes");
    (void)close(ends[0]);
    (void)close(ends[1]);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > MOST)
        return 0;
    struct events_sum whole = read_all(data, size, size);
    for (size_t piece = 1; piece < 4; piece++) {
        struct events_sum cut = read_all(data, size, piece);
        fuzz_demand(cut.print == whole.print && cut.events == whole.events,
                    "the same events, however the bytes are cut");
    }
    return 0;
}
