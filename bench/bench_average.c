/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_average.h"

#include "timing.h"

#include "sgdscope/io/matrix_file.h"
#include "sgdscope/model/parameter.h"

#include <stdio.h>

/* The same walkers twice. */
struct twins {
    struct walkers plain, averaging;
};

static struct status time_averaging(void *context, double *seconds)
{
    return walkers_time(&((struct twins *)context)->averaging, seconds);
}

static struct status set_up(const char *const *settings, const char *average, struct twins *t)
{
    enum { WALKERS = 10000 };
    struct experiment e;
    experiment_init(&e);
    for (; settings[0] != NULL; settings += 2)
        STATUS_TRY(parameter_parse(parameter_find(settings[0]), settings[1], &e));
    STATUS_TRY(walkers_new(&t->plain, &e, matrix_file_read, WALKERS));
    STATUS_TRY(parameter_parse(parameter_find("average"), average, &e));
    return walkers_new(&t->averaging, &e, matrix_file_read, WALKERS);
}

static struct status compare(struct twins *t, int turns, double seconds, struct timing *out)
{
    double step = 0;
    t->plain.steps = 4;
    STATUS_TRY(walkers_time(&t->plain, &step));
    size_t walkers = t->plain.engine.ensemble.walkers;
    t->plain.steps = t->averaging.steps = 1 + (size_t)(seconds / (step * (double)walkers));
    return timing_compare(turns, walkers_time, time_averaging, t, out);
}

struct status bench_average(int turns, double seconds)
{
    static const struct {
        const char *what, *settings[9];
    } table[] = {
        {"sgd, white, D=2", {NULL}},
        {"sgd, white, D=10", {"hessian", "1,.9,.8,.7,.6,.5,.4,.3,.2,.1"}},
        {"sgd, real minibatches, S=100, D=2",
         {"data", "synthetic", "noise", "regression", "lambda", "0.5"}},
    };
    static const char *const averages[] = {"ema:0.99", "window:100"};
    printf("\nA step that averages, times as long as one that does not\n\n");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (size_t a = 0; a < 2; a++) {
            struct twins t = {0};
            struct timing found;
            struct status s = set_up(table[i].settings, averages[a], &t);
            STATUS_NEXT(s, compare(&t, turns, seconds, &found));
            walkers_free(&t.plain);
            walkers_free(&t.averaging);
            STATUS_TRY(s);
            printf("%-34s %-12s %6.2f   %.2f to %.2f\n", table[i].what, averages[a], found.ratio,
                   found.least, found.most);
        }
    return status_ok();
}
