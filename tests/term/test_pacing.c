/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many frames are under way: played through with a line that has a speed and a length. */
#include "sgdscope/term/pacing.h"
#include "../support.h"

static const double frame = 1.0 / 60;

/* A line: each frame takes `seconds` of it, the way there and back `way`. Drawing one takes us
 * `drawing`. */
struct line {
    double seconds, way, drawing;
    double busy_until;          /* when the line has taken all frames so far */
    double answer[PACING_MOST]; /* when those under way will be answered */
    int frames, most_under_way; /* sent; at once */
    double oldest;              /* the most that a frame was old when it had arrived, without way */
};

/* Frames at 60 a second for a while, each sent where it may be. */
static void play(struct pacing *f, struct line *l, double from, double to)
{
    for (double now = from; now < to; now += frame / 8) {
        while (f->under_way > 0 && l->answer[0] <= now) {
            pacing_answered(f, now, frame);
            for (int i = 1; i < PACING_MOST; i++)
                l->answer[i - 1] = l->answer[i];
        }
        int is_due = fmod(now - from, frame) < frame / 8;
        if (!is_due || !pacing_may_send(f, now))
            continue;
        now += l->drawing;
        l->busy_until = fmax(l->busy_until, now) + l->seconds;
        l->oldest = fmax(l->oldest, l->busy_until - now);
        pacing_sent(f, 100, now);
        l->answer[f->under_way - 1] = l->busy_until + l->way;
        l->frames++;
        l->most_under_way = f->under_way > l->most_under_way ? f->under_way : l->most_under_way;
    }
}

/* A terminal on this machine: every frame is sent, and never two at once. */
TEST(test_near)
{
    struct pacing f;
    struct line l = {.seconds = 0.002, .way = 0.0005};
    pacing_begin(&f, 1);
    play(&f, &l, 0, 1);
    l.frames = l.most_under_way = 0;
    play(&f, &l, 1, 2);
    assert_in_range(l.frames, 59, 61);
    assert_int_equal(l.most_under_way, 1);
}

/* A slow line: one frame at a time, so that none is older than the line takes for it. */
TEST(test_slow)
{
    struct pacing f;
    struct line l = {.seconds = 0, .way = 0.03};
    pacing_begin(&f, 1);
    play(&f, &l, 0, 0.2); /* the question at the start is short */
    l = (struct line){.seconds = 0.5, .way = 0.03};
    f.under_way = 0;
    play(&f, &l, 1, 3); /* it is noticed */
    l.oldest = 0;
    play(&f, &l, 3, 13);
    assert_true(l.oldest <= 0.5 + 1e-9);
    assert_true(l.frames > 20);
}

/* To another continent and back in 0.2 s, but fast: all frames. Once it is slow, one at a time. */
TEST(test_far)
{
    struct pacing f;
    struct line l = {.seconds = 0.001, .way = 0.2};
    pacing_begin(&f, 1);
    play(&f, &l, 0, 8);
    l.frames = 0;
    play(&f, &l, 8, 9);
    assert_in_range(l.frames, 57, 61);
    l.seconds = 0.4;
    play(&f, &l, 9, 19);
    l.oldest = 0;
    play(&f, &l, 19, 25);
    assert_true(l.oldest <= 0.4 + 1e-9);
}

/* A picture of pixels takes both sides long: while the terminal shows one the next is drawn, and no
 * third one waits. */
TEST(test_overlap)
{
    struct pacing f;
    struct line l = {.way = 0.0005};
    pacing_begin(&f, 1);
    play(&f, &l, 0, 0.2);
    l = (struct line){.seconds = 0.04, .way = 0.0005, .drawing = 0.02};
    f.under_way = 0;
    play(&f, &l, 1, 11);
    assert_in_range(l.frames, 140, 168);
    f.overlaps = true;
    play(&f, &l, 11, 12);
    l.frames = l.most_under_way = 0;
    l.oldest = 0;
    play(&f, &l, 12, 22);
    assert_in_range(l.frames, 230, 252);
    assert_int_equal(l.most_under_way, 2);
    assert_true(l.oldest <= 2 * l.seconds);
    assert_true(fabs(f.last.seconds - l.seconds) < frame / 4); /* the wait does not count */
    /* A long line that several pictures are on: neither its length nor the wait counts. */
    struct line far = {.way = 0.2};
    pacing_begin(&f, 1);
    play(&f, &far, 0, 2);
    far = (struct line){.seconds = 0.1, .way = 0.2, .drawing = 0.02};
    f.overlaps = true;
    f.under_way = 0;
    play(&f, &far, 3, 13);
    assert_true(fabs(f.last.seconds - far.seconds) < frame / 2);
    f.under_way = 0;
    pacing_sent(&f, 100, 30);
    assert_true(pacing_may_send(&f, 30.05));
    assert_false(pacing_may_send(&f, 30.2)); /* a slow terminal: nothing waits behind it */
}

/* One that answers nothing is not asked for long, and one that answers late is asked again. */
TEST(test_silent)
{
    struct pacing f;
    pacing_begin(&f, 1);
    pacing_sent(&f, 100, 0);
    assert_true(pacing_may_send(&f, 0)); /* the first frame does not wait */
    pacing_sent(&f, 100, 0.001);
    assert_false(pacing_may_send(&f, 0.1));
    assert_true(f.asks && pacing_until(&f) <= 0.25);
    assert_true(pacing_may_send(&f, 0.26));
    assert_false(f.asks);
    assert_true(isinf(pacing_until(&f)));
    pacing_answered(&f, 0.4, frame);
    assert_true(f.asks && f.answers);
    pacing_sent(&f, 100, 1);
    pacing_sent(&f, 100, 1);
    assert_false(pacing_may_send(&f, 5.9)); /* now there is more patience */
    assert_true(pacing_may_send(&f, 6.1));
    pacing_answered(&f, 9, frame); /* how long it took is known all the same */
    assert_int_equal(f.last.bytes, 100);
    assert_true(f.last.seconds == 8);
    pacing_begin(&f, 0);
    assert_false(f.asks);
}
