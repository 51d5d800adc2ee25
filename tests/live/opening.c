/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opening.h"

#include "../support.h"

#include "sgdscope/model/parameter.h"

struct experiment e;
struct session *session;
uint64_t version;
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
