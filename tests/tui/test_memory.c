/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the instrument takes of memory: nothing a frame or a step, little at all, and no more than
 * there is. */
#include "instrument.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

/* --- allocations ------------------------------------------------------------------------------ */

/* What tests/tui/allocations.c shares with the test. */
struct allocations {
    _Atomic unsigned long count;
    _Atomic unsigned long until_refused; /* large allocations up to one that fails; 0: none does */
};

struct watch {
    struct allocations *shared;
    char path[40], preload[1100], file[100];
    const char *extra[3]; /* the environment that the program needs; ends with NULL */
};

static void watch_begin(struct watch *w)
{
    *w = (struct watch){.path = "/tmp/sgdscope-allocations-XXXXXX"};
    int fd = mkstemp(w->path);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, sizeof *w->shared), 0);
    w->shared = mmap(NULL, sizeof *w->shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    assert_true(w->shared != MAP_FAILED);
    (void)close(fd);
    (void)snprintf(w->preload, sizeof w->preload, "LD_PRELOAD=%s/tests/tui/allocations.so",
                   getenv("builddir"));
    (void)snprintf(w->file, sizeof w->file, "ALLOCATIONS=%s", w->path);
    w->extra[0] = w->preload;
    w->extra[1] = w->file;
}

static void watch_end(struct watch *w)
{
    (void)munmap(w->shared, sizeof *w->shared);
    (void)unlink(w->path);
}

/* The first second or two allocate, then frames and steps need none. */
static void expect_none(const char *view, int rows, int columns)
{
    struct watch w;
    watch_begin(&w);
    struct terminal *t = instrument_run(rows, columns, w.extra, ARGUMENTS("--view", view));
    (void)terminal_pump(t, 1500);
    unsigned long before = atomic_load(&w.shared->count);
    uint64_t frames = terminal_traffic(t).frames;
    (void)terminal_pump(t, 1000);
    unsigned long after = atomic_load(&w.shared->count);
    frames = terminal_traffic(t).frames - frames;
    print_message("# %s at %dx%d: %lu allocations at the start, %lu in %lu frames\n", view, columns,
                  rows, before, after - before, (unsigned long)frames);
    assert_true(before > 100); /* it does count */
    assert_true(frames > 10);
    assert_int_equal(after, before);
    instrument_quit(t);
    watch_end(&w);
}

FIXTURE(NULL, instrument_free_all)

TEST(test_no_allocation)
{
    instrument_skip_with_sanitizers();
    expect_none("scatter", 24, 80);
    expect_none("scatter", 60, 200);
    /* The other views set up walkers for each point that they measure. */
    static const char *const view[] = {"path", "escape", "kramers", "stability", "landscape"};
    for (size_t i = 0; i < sizeof view / sizeof *view; i++)
        expect_none(view[i], 24, 80);
}

static bool says_or_shows(struct terminal *t, void *arg)
{
    int row, column;
    bool *said = arg;
    *said = terminal_find(t, "would need", &row, &column);
    return *said || terminal_find(t, "present λ", &row, &column);
}

/* Whichever large allocation fails at the start, in the UI thread or in a worker, the program says
 * what it would need or does without. It never waits for an answer that does not come. */
TEST(test_a_failed_allocation)
{
    enum { MOST = 24 };
    int messages = 0;
    instrument_skip_with_sanitizers();
    for (unsigned long n = 1; n <= MOST; n++) {
        struct watch w;
        bool said = false;
        watch_begin(&w);
        atomic_store(&w.shared->until_refused, n);
        struct terminal *t = instrument_start(24, 80, w.extra, ARGUMENTS("--view", "lambda"));
        expect_match(t, says_or_shows, &said);
        messages += said;
        instrument_free(t);
        watch_end(&w);
    }
    assert_true(messages >= MOST / 2);
}

/* A matrix that BLAS has no room for is refused, and what is there goes on. */
TEST(test_no_room_for_a_matrix)
{
    instrument_skip_with_sanitizers();
    struct terminal *t = instrument_shell("ulimit -v 400000; exec \"$SGDSCOPE\"");
    expect_text(t, "simulated");
    line_shows(t, ":angle 30", "OpenBLAS would need");
    line_shows(t, ":lambda 2.1", "DIVERGES");
    instrument_quit(t);
}

/* --- how much --------------------------------------------------------------------------------- */

TEST(test_resident)
{
    instrument_skip_with_sanitizers();
    struct terminal *t = instrument_run(60, 200, NULL, NO_ARGUMENTS);
    instrument_press(t, "? Escape 3 1");
    (void)terminal_pump(t, 1000);
    double bytes = terminal_memory(t);
    print_message("# %.1f MB resident at most\n", 1e-6 * bytes);
    assert_true(bytes > 1e6);
    assert_true(bytes < 30e6);
    instrument_quit(t);
}

/* More walkers than fit are refused with what they would need, at the start and later; the
 * experiment before them continues. */
TEST_RUNNING(test_too_many_walkers)
{
    struct terminal *start = instrument_start(
        24, 80, NULL, ARGUMENTS("--walkers", "1000000000", "-k", "4,3,2,1,1,1,1,1"));
    expect_text(start, "bytes");
    instrument_expect_exit(start, 2, 1);
    line_shows(t, ":walkers 1000000000", "would need");
    expect_text(t, "bytes");
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
}
