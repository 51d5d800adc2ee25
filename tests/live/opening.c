/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opening.h"

#include "../support.h"

#include "sgdscope/model/parameter.h"

#include <poll.h>
#include <time.h>

struct experiment e;
struct session *session;
uint64_t version;
const struct cloud_snapshot *cloud;
const double patience = 60;

int open_session(void **state)
{
    (void)state;
    experiment_init(&e);
    e.lambda = 1.8;
    e.hessian = (struct matrix_spec){.count = 2, .value = {1, 0.1}};
    e.walkers = 1000;
    version = 0;
    support_case[0] = '\0';
    return (int)session_new(&session, support_read, support_read_data).code;
}

int close_session(void **state)
{
    (void)state;
    session_free(session);
    session = NULL;
    return 0;
}

void set_experiment(void)
{
    session_set(session, &e, ++version);
}

void run_at(double steps_per_second)
{
    session_control(session, &(struct control){.steps_per_second = steps_per_second});
}

void pause_with(uint64_t single_steps, uint64_t restarts)
{
    session_control(session, &(struct control){.paused = true,
                                               .steps_per_second = INFINITY,
                                               .single_steps = single_steps,
                                               .restarts = restarts});
}

void wait_for_news(double since, const char *what)
{
    struct pollfd fd = {.fd = session_fd(session), .events = POLLIN};
    if (clock_seconds() - since > patience)
        fail_msg("%s: no %s after %.0f s", support_case, what, patience);
    (void)poll(&fd, 1, 100);
    session_drain(session);
}

const struct theory_snapshot *theory(void)
{
    double since = clock_seconds();
    const struct theory_snapshot *t = session_theory(session, NULL);
    while (t->version != version) {
        assert_true(t->version < version);
        wait_for_news(since, "theory");
        t = session_theory(session, NULL);
    }
    return t;
}

double processor_seconds(double seconds)
{
    clock_t before = clock();
    support_nap(seconds);
    return (double)(clock() - before) / CLOCKS_PER_SEC;
}
