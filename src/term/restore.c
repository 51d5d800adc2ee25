/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/restore.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* These are passed to the event loop through a pipe. */
static const int caught[] = {SIGWINCH, SIGTERM, SIGHUP,  SIGINT,  SIGQUIT, SIGTSTP,
                             SIGCONT,  SIGPIPE, SIGALRM, SIGUSR1, SIGUSR2};
/* These restore the terminal at once and then have their default effect. */
static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

enum {
    CAUGHT = sizeof caught / sizeof *caught,
    FATAL = sizeof fatal / sizeof *fatal,
};

static struct {
    int pipe[2];
    struct sigaction old_caught[CAUGHT], old_fatal[FATAL];
    struct termios modes;
    bool has_modes;
    char restore[256]; /* sequences that end full-screen mode */
    size_t restore_length;
} saved = {.pipe = {-1, -1}};

static void tell(int number)
{
    int error = errno;
    char byte = (char)number;
    ssize_t n = write(saved.pipe[1], &byte, 1);
    (void)n;
    errno = error;
}

static void crash(int number)
{
    ssize_t n = write(STDOUT_FILENO, saved.restore, saved.restore_length);
    (void)n;
    if (saved.has_modes)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &saved.modes);
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static void install(int number, void (*handler)(int), struct sigaction *old)
{
    struct sigaction action = {0};
    action.sa_handler = handler;
    (void)sigfillset(&action.sa_mask);
    (void)sigaction(number, &action, old);
}

/* Opened once and never closed: a handler may still run in the BLAS's thread after the handlers have
 * been removed. */
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
    saved.has_modes = tcgetattr(STDIN_FILENO, &saved.modes) == 0;
    saved.restore_length = 0;
    for (int i = 0; i < CAUGHT; i++)
        install(caught[i], tell, &saved.old_caught[i]);
    for (int i = 0; i < FATAL; i++)
        install(fatal[i], crash, &saved.old_fatal[i]);
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

int restore_next_signal(void)
{
    char byte = 0;
    return read(saved.pipe[0], &byte, 1) == 1 ? byte : 0;
}

void restore_suspend(void)
{
    struct sigaction ours, plain = {0};
    plain.sa_handler = SIG_DFL;
    (void)sigaction(SIGTSTP, &plain, &ours);
    (void)raise(SIGTSTP);
    (void)sigaction(SIGTSTP, &ours, NULL);
}

void restore_end(void)
{
    for (int i = 0; i < CAUGHT; i++)
        (void)sigaction(caught[i], &saved.old_caught[i], NULL);
    for (int i = 0; i < FATAL; i++)
        (void)sigaction(fatal[i], &saved.old_fatal[i], NULL);
}
