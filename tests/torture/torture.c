/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random keys, signals, sizes, delays and cut answers against the program in a terminal, session
 * after session. After each: the exit status, the terminal as it was, nothing typed into the shell,
 * and the files. SGDSCOPE: the program; TORTURE_SECONDS: how long (600); TORTURE_SEED: of the first
 * session, the next has the next number; TORTURE_SESSIONS: at most so many. The actions follow from
 * the seed; when they come does not. */
#include "torture.h"

#include "../support.h"

#include <inttypes.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

enum { ACTIONS_MOST = 60, TRIES = 5 };

static uint64_t seed;

size_t torture_below(struct torture *o, size_t n)
{
    return support_below(&o->state, n);
}

void torture_find(struct torture *o, const char *what, const char *detail)
{
    printf("FOUND with TORTURE_SEED=%" PRIu64 " TORTURE_SESSIONS=1: %s: %s\n", seed, what, detail);
    if (o->findings++ == 0)
        terminal_dump(o->t, stdout);
    (void)fflush(stdout);
}

/* --- how it begins and ends ------------------------------------------------------------------- */

enum { ARGUMENTS = 7 };

static bool begin(struct torture *o)
{
    static const char *const arguments[][ARGUMENTS] = {
        {NULL},
        {NULL},
        {"adam"},
        {"ten-dimensions"},
        {"tour", "lecture"},
        {"tour", "first-steps"},
        {"network-run"},
        {"digits", "--view", "run"},
        {"--view", "lambda", "--walkers", "500"},
        {"--data", "synthetic", "--noise", "regression", "-l", "0.1"},
        {"--marks", "pixels", "--view", "stability"},
        {"--max-rate", "20000", "--projector"},
        {"--hessian", "1", "--view", "escape"},
    };
    static const char *const terms[] = {"xterm-256color", "screen", "tmux-256color", "vt100",
                                        "linux",          "xterm",  "xterm-direct"};
    const char *argv[ARGUMENTS + 2] = {getenv("SGDSCOPE")};
    const char *const *chosen = arguments[torture_below(o, sizeof arguments / sizeof *arguments)];
    char term[40];
    (void)snprintf(term, sizeof term, "TERM=%s",
                   terms[torture_below(o, sizeof terms / sizeof *terms)]);
    memcpy(argv + 1, chosen, sizeof *arguments);
    o->t = terminal_start(24, 80, (const char *const[]){term, NULL}, argv);
    if (o->t == NULL)
        return false;
    torture_keep_file(o);
    (void)terminal_pump(o->t, (int)torture_below(o, 600));
    return true;
}

/* Whether it has ended meanwhile: q, Ctrl-C or Ctrl-\ may be among what was sent. */
static bool has_ended(struct torture *o)
{
    return !terminal_signal(o->t, 0);
}

static void check_status(struct torture *o, int number, int status)
{
    char text[60];
    bool good = number == 0 ? status == 0 : terminal_shell_status(status) == 128 + number;
    (void)snprintf(text, sizeof text, "status 0x%x after signal %d", (unsigned)status, number);
    if (!good)
        torture_find(o, "it ended otherwise", text);
}

/* Out of whatever is open, then q, and not between the bytes of a late answer. A paste or string
 * whose end never came keeps the keys a while, and on a slow line Escape and q are one key unless
 * there is a rest between them. */
static void press_quit(struct torture *o)
{
    enum { REST_MS = 1500 };
    terminal_delay_answers(o->t, 0, 0);
    (void)terminal_pump(o->t, REST_MS);
    if (!has_ended(o) && terminal_key(o->t, "Escape")) {
        (void)terminal_pump(o->t, REST_MS);
        (void)terminal_send(o->t, "q");
    }
}

/* Tell it to end, by q (0) or that signal, and wait until it has. */
static bool await_end(struct torture *o, int number, int *status)
{
    for (int i = 0; i < TRIES && !has_ended(o); i++) {
        torture_wake(o);
        if (number == 0)
            press_quit(o);
        else if (i == 0)
            (void)terminal_signal(o->t, number);
        if (terminal_wait_exit(o->t, TORTURE_END_MS / TRIES, status))
            return true;
    }
    return has_ended(o) && terminal_wait_exit(o->t, TORTURE_END_MS, status);
}

/* No answer is echoed by the terminal of the shell, as keys are that were pressed while it had it.
 */
static void check_shell(struct torture *o)
{
    static const char answer[] = "^[[0n";
    (void)terminal_pump(o->t, 300);
    if (terminal_find(o->t, answer, NULL, NULL))
        torture_find(o, "it was sent on to the shell", answer);
}

static void end(struct torture *o)
{
    static const int numbers[] = {0,       0,       0,       0,       SIGTERM,
                                  SIGHUP,  SIGINT,  SIGQUIT, SIGUSR1, SIGSEGV,
                                  SIGABRT, SIGXCPU, SIGPIPE, SIGALRM, SIGKILL};
    int number = numbers[torture_below(o, sizeof numbers / sizeof *numbers)], status = -1;
    bool is_early = has_ended(o),
         is_crash = number == SIGKILL || number == SIGSEGV || number == SIGABRT;
    if (is_early && !o->is_garbled)
        torture_find(o, "it ended unasked", "");
    if (!await_end(o, number, &status)) {
        torture_find(o, "it does not end", "");
        return;
    }
    const int ended = terminal_shell_status(status);
    bool by_key = ended == 128 + SIGINT || ended == 128 + SIGQUIT || ended == 0;
    if (!(o->is_garbled && by_key))
        check_status(o, is_early ? 0 : number, status);
    if (number != SIGKILL && !terminal_restored(o->t))
        torture_find(o, "the terminal is not as it was", strsignal(number));
    if (number == 0 && !o->is_garbled)
        check_shell(o);
    torture_check_files(o, is_crash);
}

static size_t run_session(size_t *actions)
{
    struct torture o = {.state = seed};
    if (!begin(&o))
        return 1;
    for (size_t i = torture_below(&o, ACTIONS_MOST); i > 0 && !has_ended(&o); i--)
        torture_act(&o);
    end(&o);
    terminal_free(o.t);
    *actions += o.actions;
    return o.findings;
}

static uint64_t number_of(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);
    return text == NULL || text[0] == '\0' ? otherwise : strtoull(text, NULL, 10);
}

int main(void)
{
    uint64_t seconds = number_of("TORTURE_SECONDS", 600), sessions = 0;
    uint64_t most = number_of("TORTURE_SESSIONS", UINT64_MAX);
    size_t actions = 0, findings = 0;
    int64_t last = terminal_now() + (int64_t)seconds * 1000000000;
    seed = number_of("TORTURE_SEED", (uint64_t)time(NULL));
    if (getenv("SGDSCOPE") == NULL) {
        (void)fprintf(stderr, "torture: SGDSCOPE: the program to torture is missing\n");
        return 2;
    }
    printf("TORTURE_SEED=%" PRIu64 "\n", seed);
    for (; sessions < most && terminal_now() < last; sessions++, seed++)
        findings += run_session(&actions);
    printf("%" PRIu64 " sessions, %zu actions, %zu findings\n", sessions, actions, findings);
    return findings > 0;
}
