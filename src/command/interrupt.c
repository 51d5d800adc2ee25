/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>

static const struct {
    int number;
    const char *name;
} caught[] = {{SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}, {SIGHUP, "SIGHUP"}};

enum { CAUGHT = sizeof caught / sizeof *caught };

/* A handler can reach nothing else. It may run in any thread, the BLAS's too. */
static atomic_int came;
static struct sigaction before[CAUGHT];

atomic_int *const interrupt_signal = &came;

static void note(int number)
{
    atomic_store(&came, number);
}

void interrupt_begin(void)
{
    atomic_store(&came, 0);
    for (int i = 0; i < CAUGHT; i++) {
        struct sigaction action = {0};
        action.sa_handler = note;
        action.sa_flags = SA_RESTART | (int)SA_RESETHAND;
        (void)sigemptyset(&action.sa_mask);
        (void)sigaction(caught[i].number, NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            (void)sigaction(caught[i].number, &action, NULL);
    }
}

void interrupt_end(void)
{
    for (int i = 0; i < CAUGHT; i++)
        (void)sigaction(caught[i].number, &before[i], NULL);
}

const char *interrupt_name(int number)
{
    for (int i = 0; i < CAUGHT; i++)
        if (caught[i].number == number)
            return caught[i].name;
    return "a signal";
}
