/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/restore.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#ifdef __SANITIZE_THREAD__
#include <sys/syscall.h>
#endif

static struct {
    int pipe[2];
    struct termios modes;
    bool has_modes;
    char restore[256]; /* sequences that end full-screen mode */
    size_t restore_length;
    int input;   /* where answers come from */
    int wait_ms; /* how long after the last one another may come */
} saved = {.pipe = {-1, -1}};

/* A signal has come that ends the program; its handler may run in the BLAS's thread. */
static atomic_bool is_ending;

/* The write() of ThreadSanitizer may begin a second handler within the first; then all signals stay
 * blocked in this thread, since its ProcessPendingSignalsImpl has room for one old mask. */
static ssize_t write_in_handler(int fd, const void *bytes, size_t size)
{
#ifdef __SANITIZE_THREAD__
    return syscall(SYS_write, fd, bytes, size);
#else
    return write(fd, bytes, size);
#endif
}

/* Passes the signal to the event loop through a pipe. */
static void tell(int number)
{
    int error = errno;
    char byte = (char)number;
    if (number != SIGWINCH && number != SIGCONT && number != SIGTSTP)
        is_ending = true;
    ssize_t n = write_in_handler(saved.pipe[1], &byte, 1);
    (void)n;
    errno = error;
}

/* Read what the terminal still answers. */
static void take_answers(void)
{
    enum { MOST = 64 }; /* reads */
    char bytes[256];
    struct pollfd wait = {.fd = saved.input, .events = POLLIN};
    for (int i = 0; i < MOST && saved.wait_ms > 0; i++)
        if (poll(&wait, 1, saved.wait_ms) <= 0 || read(saved.input, bytes, sizeof bytes) <= 0)
            return;
}

/* Restores the terminal at once; then the signal has its default effect. */
static void crash(int number)
{
    ssize_t n = write(STDOUT_FILENO, saved.restore, saved.restore_length);
    (void)n;
    take_answers();
    if (saved.has_modes)
        (void)tcsetattr(STDOUT_FILENO, TCSANOW, &saved.modes);
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

/* Those whose default is to end or to stop a program, but for SIGXFSZ, which is ignored; and two
 * that tell of a change. */
static const struct {
    int number;
    void (*handler)(int);
} caught[] = {
    {SIGWINCH, tell},  {SIGCONT, tell}, {SIGTSTP, tell}, {SIGTERM, tell},   {SIGHUP, tell},
    {SIGINT, tell},    {SIGQUIT, tell}, {SIGPIPE, tell}, {SIGALRM, tell},   {SIGUSR1, tell},
    {SIGUSR2, tell},   {SIGXCPU, tell}, {SIGPROF, tell}, {SIGVTALRM, tell}, {SIGSEGV, crash},
    {SIGBUS, crash},   {SIGFPE, crash}, {SIGILL, crash}, {SIGABRT, crash},  {SIGTRAP, crash},
    {SIGSYS, crash},
#ifdef SIGPOLL
    {SIGPOLL, tell},
#endif
#ifdef SIGPWR
    {SIGPWR, tell},
#endif
#ifdef SIGSTKFLT
    {SIGSTKFLT, tell},
#endif
};

enum { CAUGHT = sizeof caught / sizeof *caught };

static struct sigaction before[CAUGHT];

/* Opened once and never closed: a handler may still run in the BLAS's thread after the handlers
 * have been removed. */
static bool open_pipe(void)
{
    if (saved.pipe[0] >= 0)
        return true;
    if (pipe(saved.pipe) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(saved.pipe[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(saved.pipe[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

int restore_begin(void)
{
    if (!open_pipe())
        return -1;
    is_ending = false;
    saved.has_modes = tcgetattr(STDOUT_FILENO, &saved.modes) == 0;
    saved.restore_length = 0;
    saved.wait_ms = 0;
    for (int i = 0; i < CAUGHT; i++) {
        struct sigaction action = {0};
        action.sa_handler = caught[i].handler;
        (void)sigfillset(&action.sa_mask);
        (void)sigaction(caught[i].number, &action, &before[i]);
    }
    return saved.pipe[0];
}

void restore_remember_sequence(const char *first)
{
    static const char *const capability[] = {"sgr0", "rmcup", "rmkx", "cnorm"};
    size_t used = strlen(first);
    memcpy(saved.restore, first, used);
    for (size_t i = 0; i < sizeof capability / sizeof *capability; i++) {
        /* tigetstr takes its argument without const in some versions. */
        char name[8];
        (void)strcpy(name, capability[i]);
        const char *text = tigetstr(name);
        if (text == NULL || text == (const char *)-1)
            continue;
        size_t length = strlen(text);
        if (used + length > sizeof saved.restore)
            break;
        memcpy(saved.restore + used, text, length);
        used += length;
    }
    saved.restore_length = used;
}

void restore_remember_input(int fd, double seconds)
{
    saved.input = fd;
    saved.wait_ms = (int)(1e3 * seconds);
}

int restore_next_signal(void)
{
    char byte = 0;
    return read(saved.pipe[0], &byte, 1) == 1 ? byte : 0;
}

void restore_tell_others(int number)
{
    struct sigaction ours, ignore = {0};
    ignore.sa_handler = SIG_IGN;
    (void)sigaction(number, &ignore, &ours);
    (void)kill(0, number);
    (void)sigaction(number, &ours, NULL);
}

bool restore_in_foreground(int fd)
{
    const pid_t group = tcgetpgrp(fd);
    return group < 0 || group == getpgrp();
}

static void stop(void)
{
    struct sigaction ours, plain = {0};
    plain.sa_handler = SIG_DFL;
    (void)sigaction(SIGTSTP, &plain, &ours);
    (void)raise(SIGTSTP);
    (void)sigaction(SIGTSTP, &ours, NULL);
}

bool restore_await_foreground(void)
{
    enum { MOST = 100 }; /* where a group without a shell cannot stop */
    for (int i = 0; i < MOST && !is_ending && !restore_in_foreground(STDOUT_FILENO); i++)
        stop();
    return !is_ending;
}

bool restore_suspend(bool with_others)
{
    if (with_others)
        restore_tell_others(SIGTSTP);
    stop();
    return restore_await_foreground();
}

void restore_end(void)
{
    for (int i = 0; i < CAUGHT; i++)
        (void)sigaction(caught[i].number, &before[i], NULL);
}
