/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shepherd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { SOCKET = 3, NEWS = 4, PATIENCE_MS = 2000 };

/* --- in the program's process --- */

static void set_mask(int how, int signal_number)
{
    sigset_t set;
    sigemptyset(&set);
    if (signal_number != 0)
        sigaddset(&set, signal_number);
    sigprocmask(how, &set, NULL);
}

/* In the foreground only with its own signal handling: a key typed early must not be ignored. */
static void become_program(const struct shepherd_job *job)
{
    set_mask(SIG_BLOCK, SIGTTOU); /* or taking the tty would stop it */
    for (int s = 1; s < NSIG; s++)
        signal(s, SIG_DFL);
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid());
    set_mask(SIG_SETMASK, 0);
    environ = (char **)job->environment;
    if (chdir(job->directory) == 0)
        execvp(job->argv[0], job->argv);
    dprintf(STDERR_FILENO, "terminal: cannot run %s: %s\r\n", job->argv[0], strerror(errno));
    _exit(127);
}

/* --- in the shepherd's process --- */

static void report(enum shepherd_kind kind, int value)
{
    struct shepherd_note note = {.kind = (int32_t)kind, .value = value};
    send(SOCKET, &note, sizeof note, MSG_NOSIGNAL);
}

static void close_on_exec(int file)
{
    fcntl(file, F_SETFD, FD_CLOEXEC);
}

/* Both ends of a pipe that closes itself with the exec: what is read is its end. */
static void await_exec(const int ends[2])
{
    char none;
    close(ends[1]);
    while (read(ends[0], &none, 1) < 0 && errno == EINTR)
        ;
    close(ends[0]);
}

static pid_t start_program(const struct shepherd_job *job)
{
    int ends[2];
    if (pipe(ends) < 0)
        _exit(1);
    close_on_exec(ends[0]);
    close_on_exec(ends[1]);
    pid_t pid = fork();
    if (pid < 0)
        _exit(1);
    if (pid == 0)
        become_program(job);
    await_exec(ends);
    report(SHEPHERD_STARTED, pid);
    return pid;
}

static void end_program(pid_t program)
{
    if (program > 0) {
        kill(-program, SIGKILL);
        while (waitpid(program, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    _exit(0);
}

static void obey(const struct shepherd_note *note, const struct shepherd_job *job, pid_t *program)
{
    if (note->kind == SHEPHERD_START && *program == 0)
        *program = start_program(job);
    else if (note->kind == SHEPHERD_SIGNAL && *program > 0)
        kill(*program, note->value);
    else if (note->kind == SHEPHERD_RESUME && *program > 0) {
        tcsetpgrp(STDIN_FILENO, *program);
        kill(-*program, SIGCONT);
    }
}

static void follow_program(pid_t *program)
{
    int status = 0;
    while (*program > 0 && waitpid(*program, &status, WNOHANG | WUNTRACED | WCONTINUED) > 0) {
        if (WIFCONTINUED(status)) {
            report(SHEPHERD_RESUMED, 0);
            continue;
        }
        tcsetpgrp(STDIN_FILENO, getpgrp());
        report(WIFSTOPPED(status) ? SHEPHERD_STOPPED : SHEPHERD_EXITED, status);
        if (!WIFSTOPPED(status))
            *program = -1;
    }
}

/* Only the socket and the news of signals stay open, so that no other terminal is kept alive. */
static void keep_own_files(int socket)
{
    sigset_t news;
    if (socket != SOCKET)
        dup2(socket, SOCKET);
    closefrom(SOCKET + 1);
    sigemptyset(&news);
    sigaddset(&news, SIGCHLD);
    sigaddset(&news, SIGHUP);
    sigprocmask(SIG_BLOCK, &news, NULL);
    if (signalfd(-1, &news, SFD_NONBLOCK | SFD_CLOEXEC) != NEWS)
        _exit(1);
    close_on_exec(SOCKET);
}

static void ignore_tty_signals(void)
{
    const int ignored[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
    signal(SIGCHLD, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
}

/* A hangup is told to the leader alone, who tells the job, as a shell does. */
static void follow_signals(pid_t *program)
{
    struct signalfd_siginfo news;
    while (read(NEWS, &news, sizeof news) == (ssize_t)sizeof news)
        if (news.ssi_signo == SIGHUP && *program > 0) {
            kill(-*program, SIGHUP);
            kill(-*program, SIGCONT);
        }
    follow_program(program);
}

static void live(int socket, const struct shepherd_job *job)
{
    pid_t program = 0; /* -1 when it has ended */
    ignore_tty_signals();
    keep_own_files(socket);
    for (;;) {
        struct pollfd wait[] = {{.fd = SOCKET, .events = POLLIN}, {.fd = NEWS, .events = POLLIN}};
        struct shepherd_note note;
        poll(wait, 2, -1);
        follow_signals(&program);
        ssize_t n = recv(SOCKET, &note, sizeof note, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            end_program(program);
        if (n == (ssize_t)sizeof note)
            obey(&note, job, &program);
    }
}

/* --- in the test's process --- */

int shepherd_fork(struct shepherd *s, const struct winsize *size, const struct shepherd_job *job)
{
    int pair[2], master = -1;
    struct winsize window = *size;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return -1;
    fflush(NULL);
    pid_t pid = forkpty(&master, NULL, NULL, &window);
    if (pid == 0)
        live(pair[1], job);
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return -1;
    }
    close_on_exec(master);
    fcntl(master, F_SETFL, O_NONBLOCK);
    *s = (struct shepherd){.pid = pid, .socket = pair[0]};
    return master;
}

int shepherd_tell(struct shepherd *s, enum shepherd_kind kind, int value)
{
    struct shepherd_note note = {.kind = (int32_t)kind, .value = value};
    return s->socket >= 0 &&
           send(s->socket, &note, sizeof note, MSG_NOSIGNAL) == (ssize_t)sizeof note;
}

int shepherd_hear(struct shepherd *s, struct shepherd_note *note)
{
    if (s->socket < 0)
        return 0;
    ssize_t n = recv(s->socket, note, sizeof *note, MSG_DONTWAIT);
    if (n == (ssize_t)sizeof *note)
        return 1;
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
        close(s->socket);
        s->socket = -1;
    }
    return 0;
}

/* The far end closes when the shepherd has ended: that can be waited for with a limit. */
static void await_end(int socket)
{
    struct shepherd_note note;
    struct pollfd wait = {.fd = socket, .events = POLLIN};
    shutdown(socket, SHUT_WR);
    while (poll(&wait, 1, PATIENCE_MS) > 0 && recv(socket, &note, sizeof note, 0) > 0)
        ;
    close(socket);
}

void shepherd_end(struct shepherd *s)
{
    if (s->socket >= 0)
        await_end(s->socket);
    kill(s->pid, SIGKILL);
    while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    s->socket = -1;
}
