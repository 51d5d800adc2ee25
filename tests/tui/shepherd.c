/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shepherd.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { SOCKET = 3 };

static pid_t program; /* in the shepherd's process, for its signal handler */

/* In the program's process: signals as a shell leaves them, then the program. */
static void become_program(const struct shepherd_job *job)
{
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid()); /* SIGTTOU is still ignored */
    for (int s = 1; s < NSIG; s++)
        signal(s, SIG_DFL);
    environ = (char **)(uintptr_t)job->environment;
    if (chdir(job->directory) == 0)
        execvp(job->argv[0], (char *const *)(uintptr_t)job->argv);
    dprintf(STDERR_FILENO, "terminal: cannot run %s: %s\r\n", job->argv[0], strerror(errno));
    _exit(127);
}

static void report(enum shepherd_kind kind, int value)
{
    struct shepherd_note note = {.kind = (int32_t)kind, .value = value};
    send(SOCKET, &note, sizeof note, MSG_NOSIGNAL);
}

/* A hangup is told to the leader alone, who tells the job, as a shell does. */
static void pass_on_hangup(int number)
{
    kill(-program, number);
    kill(-program, SIGCONT);
}

/* Only the socket stays open, so that no other terminal is kept alive. */
static void prepare(int socket)
{
    static const int ignored[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
    dup2(socket, SOCKET);
    closefrom(SOCKET + 1);
    fcntl(SOCKET, F_SETFD, FD_CLOEXEC);
    signal(SIGCHLD, SIG_DFL);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
}

/* Until the test says something, or lets go of its end: 1 or 0. */
static bool await_word(void)
{
    char word;
    ssize_t n;
    do
        n = recv(SOCKET, &word, 1, 0);
    while (n < 0 && errno == EINTR);
    return n > 0;
}

/* Until the program stops or ends. A signal, such as a hangup, interrupts only the wait. */
static bool await_program(int *status)
{
    pid_t pid;
    do
        pid = waitpid(program, status, WUNTRACED);
    while (pid < 0 && errno == EINTR);
    return pid == program;
}

static void live(int socket, const struct shepherd_job *job)
{
    int status = 0;
    prepare(socket);
    if (!await_word())
        _exit(0);
    program = fork();
    if (program == 0)
        become_program(job);
    setpgid(program, program);
    tcsetpgrp(STDIN_FILENO, program);
    signal(SIGHUP, pass_on_hangup);
    report(SHEPHERD_STARTED, program);
    while (await_program(&status)) {
        tcsetpgrp(STDIN_FILENO, getpgrp());
        report(WIFSTOPPED(status) ? SHEPHERD_STOPPED : SHEPHERD_EXITED, status);
        if (!await_word() || !WIFSTOPPED(status))
            break;
        tcsetpgrp(STDIN_FILENO, program);
        kill(-program, SIGCONT);
        report(SHEPHERD_RESUMED, 0);
    }
    _exit(0);
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
    fcntl(master, F_SETFD, FD_CLOEXEC);
    fcntl(master, F_SETFL, O_NONBLOCK);
    *s = (struct shepherd){.pid = pid, .socket = pair[0]};
    return master;
}

bool shepherd_resume(const struct shepherd *s)
{
    return s->socket >= 0 && send(s->socket, "", 1, MSG_NOSIGNAL) == 1;
}

bool shepherd_hear(struct shepherd *s, struct shepherd_note *note)
{
    if (s->socket < 0)
        return false;
    ssize_t n = recv(s->socket, note, sizeof *note, MSG_DONTWAIT);
    if (n == (ssize_t)sizeof *note)
        return true;
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
        close(s->socket);
        s->socket = -1;
    }
    return false;
}

void shepherd_end(struct shepherd *s, pid_t program_there)
{
    if (program_there > 0)
        kill(-program_there, SIGKILL);
    kill(s->pid, SIGKILL);
    while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    if (s->socket >= 0)
        close(s->socket);
    s->socket = -1;
}
