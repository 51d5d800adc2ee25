/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../sanitized.h"
#include "terminal_private.h"

#include <sys/wait.h>
#include <stdlib.h>

enum { BUILT_SLOW = SANITIZED ? 6 : 1 };
enum { IDLE_LIMIT_MS = 1000 /* how much longer terminal_idle waits for silence */ };

int terminal_slowness(void)
{
    const char *set = getenv("TEST_SLOW");
    int slow = set != NULL ? atoi(set) : BUILT_SLOW;
    return slow < 1 ? 1 : slow;
}

/* Reads up to a time; in short waits once the program has ended, to see when nothing comes. */
static void step_towards(struct terminal *t, int64_t deadline)
{
    int ms = terminal_ms_until(deadline);
    terminal_step(t, t->ended && ms > TERMINAL_END_MS ? TERMINAL_END_MS : ms);
}

static bool await(struct terminal *t, int timeout_ms, bool (*match)(struct terminal *t, void *arg),
                  void *arg)
{
    int64_t deadline = terminal_deadline(timeout_ms);
    terminal_step(t, 0);
    while (!match(t, arg)) {
        if (terminal_ms_until(deadline) == 0 || t->drained)
            return false;
        step_towards(t, deadline);
    }
    return true;
}

static bool complain(struct terminal *t, int timeout_ms, const char *what, const char *text)
{
    fprintf(stderr, "terminal: waited up to %d ms for %s%s\n", timeout_ms, what, text);
    terminal_dump(t, stderr);
    return false;
}

struct sought {
    const char *text;
};

static bool is_there(struct terminal *t, void *arg)
{
    const struct sought *s = arg;
    return terminal_find(t, s->text, NULL, NULL);
}

static bool is_gone(struct terminal *t, void *arg)
{
    return !is_there(t, arg);
}

static bool is_ended(struct terminal *t, void *arg)
{
    (void)arg;
    return t->drained;
}

static bool is_stopped(struct terminal *t, void *arg)
{
    (void)arg;
    return t->stopped;
}

bool terminal_wait_text(struct terminal *t, const char *text, int timeout_ms)
{
    struct sought s = {text};
    return await(t, timeout_ms, is_there, &s) || complain(t, timeout_ms, "the text: ", text);
}

bool terminal_wait_gone(struct terminal *t, const char *text, int timeout_ms)
{
    struct sought s = {text};
    return await(t, timeout_ms, is_gone, &s) || complain(t, timeout_ms, "the end of: ", text);
}

bool terminal_wait_match(struct terminal *t, bool (*match)(struct terminal *t, void *arg),
                         void *arg, int timeout_ms)
{
    return await(t, timeout_ms, match, arg) || complain(t, timeout_ms, "a match", "");
}

bool terminal_wait_stop(struct terminal *t, int timeout_ms)
{
    return await(t, timeout_ms, is_stopped, NULL) || complain(t, timeout_ms, "a stop", "");
}

bool terminal_wait_exit(struct terminal *t, int timeout_ms, int *status)
{
    await(t, timeout_ms, is_ended, NULL);
    if (!t->ended)
        return complain(t, timeout_ms, "the program's end", "");
    if (status != NULL)
        *status = t->status;
    return true;
}

int terminal_shell_status(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

size_t terminal_idle(struct terminal *t, int ms)
{
    int64_t limit = terminal_deadline(ms + IDLE_LIMIT_MS * terminal_slowness());
    int64_t quiet = terminal_deadline(ms);
    size_t sum = 0;
    while (terminal_ms_until(quiet) > 0 && terminal_ms_until(limit) > 0) {
        size_t n = terminal_step(t, terminal_ms_until(quiet));
        sum += n;
        if (n > 0)
            quiet = terminal_deadline(ms);
    }
    return sum;
}

size_t terminal_pump(struct terminal *t, int ms)
{
    int64_t deadline = terminal_deadline(ms);
    size_t sum = terminal_step(t, 0);
    while (terminal_ms_until(deadline) > 0)
        sum += terminal_step(t, terminal_ms_until(deadline));
    return sum;
}
