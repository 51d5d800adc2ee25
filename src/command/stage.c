/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage.h"

#include "sgdscope/base/clock.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* --- the program ------------------------------------------------------------------------------ */

/* In the child: the terminal becomes its own, and the program takes its place. */
static void become_instrument(const char *terminal)
{
    char name[] = "sgdscope", command[] = "run", *const argv[] = {name, command, NULL};
    int fd = setsid() > 0 ? open(terminal, O_RDWR) : -1;
    for (int i = 0; i < 3 && fd >= 0; i++)
        if (dup2(fd, i) < 0)
            _exit(127);
    (void)setenv("TERM", "xterm-256color", 1);
    (void)setenv("LC_ALL", "C.UTF-8", 1);
    (void)unsetenv("NO_COLOR");
    if (fd > 2)
        (void)close(fd);
    if (fd >= 0)
        (void)execv("/proc/self/exe", argv);
    _exit(127);
}

static int open_terminal(struct stage *s, int rows, int columns, char *name, size_t size)
{
    struct winsize window = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    s->master = posix_openpt(O_RDWR | O_NOCTTY);
    if (s->master < 0 || grantpt(s->master) != 0 || unlockpt(s->master) != 0)
        return 0;
    const char *slave = ptsname(s->master);
    if (slave == NULL || strlen(slave) >= size)
        return 0;
    (void)strcpy(name, slave);
    (void)fcntl(s->master, F_SETFD, FD_CLOEXEC);
    return ioctl(s->master, TIOCSWINSZ, &window) == 0;
}

struct status stage_open(struct stage *s, int rows, int columns)
{
    char name[64];
    *s = (struct stage){.master = -1};
    if (!mirror_new(&s->mirror, rows, columns))
        return status_memory("the screen", (double)rows * columns * sizeof(struct need_cell));
    if (!open_terminal(s, rows, columns, name, sizeof name)) {
        stage_close(s, NULL);
        return status_error(STATUS_OUTPUT, "--ui: there is no pseudo-terminal");
    }
    s->started = clock_seconds();
    s->program = fork();
    if (s->program == 0)
        become_instrument(name);
    if (s->program < 0 || clock_getcpuclockid(s->program, &s->clock) != 0) {
        stage_close(s, NULL);
        return status_error(STATUS_OUTPUT, "--ui: there is no process for the instrument");
    }
    return status_ok();
}

/* Its own most memory where the system tells it; what rusage says of all children is no less. */
static double resident_bytes(void)
{
    struct rusage used;
    return getrusage(RUSAGE_CHILDREN, &used) == 0 ? 1024.0 * (double)used.ru_maxrss : (double)NAN;
}

void stage_close(struct stage *s, double *resident)
{
    int status = 0;
    if (s->program > 0) {
        stage_type(s, "q");
        stage_wait(s, clock_seconds() + 1);
        if (waitpid(s->program, &status, WNOHANG) == 0) {
            (void)kill(s->program, SIGKILL);
            (void)waitpid(s->program, &status, 0);
        }
    }
    if (s->master >= 0)
        (void)close(s->master);
    if (resident != NULL)
        *resident = resident_bytes();
    mirror_free(&s->mirror);
    s->master = -1;
    s->program = 0;
}

double stage_cpu(const struct stage *s)
{
    struct timespec t;
    if (clock_gettime(s->clock, &t) != 0)
        return NAN;
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- in and out ------------------------------------------------------------------------------- */

void stage_type(struct stage *s, const char *keys)
{
    size_t left = strlen(keys);
    while (left > 0) {
        ssize_t n = write(s->master, keys, left);
        if (n <= 0)
            return;
        keys += n;
        left -= (size_t)n;
    }
}

/* 1 where there is something to take. */
static int fill(struct stage *s, double until)
{
    if (s->at < s->left)
        return 1;
    struct pollfd p = {.fd = s->master, .events = POLLIN};
    double wait = until - clock_seconds();
    if (poll(&p, 1, wait > 0 ? (int)ceil(1e3 * wait) : 0) <= 0)
        return 0;
    s->at = 0;
    s->left = read(s->master, s->input, sizeof s->input);
    s->bytes += s->left > 0 ? (size_t)s->left : 0;
    return s->left > 0;
}

int stage_frame(struct stage *s, double until)
{
    while (fill(s, until))
        while (s->at < s->left) {
            enum mirror_event event = mirror_take(&s->mirror, s->input[s->at++]);
            if (event == MIRROR_SYNC)
                stage_type(s, "\033[?2026;2$y");
            if (event != MIRROR_FRAME)
                continue;
            stage_type(s, "\033[0n");
            /* The first question is asked before anything is drawn. */
            if (mirror_row_is(&s->mirror, s->mirror.rows - 1, "sgdscope") && s->frames++ == 0)
                s->first_frame = clock_seconds() - s->started;
            return 1;
        }
    return 0;
}

void stage_wait(struct stage *s, double until)
{
    while (clock_seconds() < until && s->left >= 0)
        (void)stage_frame(s, until);
}
