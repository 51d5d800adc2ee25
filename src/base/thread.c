/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/thread.h"

#include <sys/resource.h>

int thread_start(pthread_t *thread, void *(*run)(void *state), void *state)
{
    pthread_attr_t attributes;
    (void)pthread_attr_init(&attributes);
    (void)pthread_attr_setstacksize(&attributes, 2 << 20);
    int failed = pthread_create(thread, &attributes, run, state);
    (void)pthread_attr_destroy(&attributes);
    return failed;
}

struct status thread_require_stack(void)
{
    static const rlim_t least = 1 << 20;
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= least)
        return status_ok();
    limit.rlim_cur = least;
    if (setrlimit(RLIMIT_STACK, &limit) == 0)
        return status_ok();
    return status_error(STATUS_MEMORY,
                        "the stack: its limit is %llu kB, and 1024 kB are needed; see ulimit -s",
                        (unsigned long long)limit.rlim_max >> 10);
}
