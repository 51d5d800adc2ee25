/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../../src/live/live_private.h"
#include "../support.h"

#include <pthread.h>

enum { PUBLISHED = 200000, WORDS = 64 };

struct slot {
    unsigned number, word[WORDS];
};

static void *write_slots(void *exchange)
{
    for (unsigned n = 1; n <= PUBLISHED; n++) {
        struct slot *s = exchange_back(exchange);
        s->number = n;
        for (unsigned i = 0; i < WORDS; i++)
            s->word[i] = n * (i + 1);
        exchange_publish(exchange);
    }
    return NULL;
}

/* Whole and newer than the last one. */
static void expect_slot(const struct slot *s, unsigned last)
{
    assert_true(s->number > last);
    for (unsigned i = 0; i < WORDS; i++)
        assert_int_equal(s->word[i], s->number * (i + 1));
}

TEST(exchange_of_two_threads)
{
    struct exchange x;
    pthread_t writer;
    bool fresh = false;
    unsigned last = 0, taken = 0;
    assert_fine(exchange_new(&x, sizeof(struct slot)));
    assert_int_equal(pthread_create(&writer, NULL, write_slots, &x), 0);
    while (last < PUBLISHED) {
        const struct slot *s = exchange_newest(&x, &fresh);
        if (!fresh)
            continue;
        expect_slot(s, last);
        last = s->number;
        taken++;
    }
    assert_int_equal(pthread_join(writer, NULL), 0);
    assert_int_equal(((const struct slot *)exchange_newest(&x, &fresh))->number, PUBLISHED);
    assert_false(fresh);
    exchange_free(&x);
    (void)printf("# %u of %d seen\n", taken, PUBLISHED);
}

/* In one thread: only the newest, once, and never the slot that is being written. */
TEST(exchange_gives_the_newest)
{
    struct exchange x;
    const void *written = NULL;
    bool fresh = true;
    assert_fine(exchange_new(&x, sizeof(struct slot)));
    (void)exchange_newest(&x, &fresh);
    assert_false(fresh);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < round % 4; i++) {
            written = exchange_back(&x);
            exchange_publish(&x);
            assert_ptr_not_equal(exchange_back(&x), written);
        }
        const void *newest = exchange_newest(&x, &fresh);
        assert_int_equal(fresh, round % 4 > 0);
        assert_true(written == NULL || newest == written);
        assert_ptr_not_equal(exchange_back(&x), newest);
        assert_ptr_equal(exchange_newest(&x, &fresh), newest);
        assert_false(fresh);
    }
    exchange_free(&x);
}
