/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that print one result: theory without a simulation, check with its verdict. */
#include "sgdscope/command/command.h"

#include "writing.h"
#include "sgdscope/study/verdict.h"

struct status command_theory(const struct options *options, int *answer)
{
    struct result r = {0};
    (void)answer;
    const struct result_shape shape = {
        .rows = options->format == FORMAT_TEXT ? RESULT_SHOWN : 0,
        .in_eigen = options->in_eigen,
    };
    STATUS_TRY(result_make(&options->experiment, &shape, &r));
    struct status s = result_write(&r, NULL, options);
    result_free(&r);
    return s;
}

struct status command_check(const struct options *options, int *answer)
{
    struct result r = {0};
    struct verdict v = {0};
    const struct verdict_setting setting = {
        .against = options->against,
        .z_limit = options->z_limit,
        .seed = options->experiment.seed,
        .threads = options->threads,
        .plane = true,
    };
    const struct result_shape shape = {.in_eigen = options->in_eigen};
    STATUS_TRY(result_make(&options->experiment, &shape, &r));
    struct status s = verdict_make(&r, &setting, &v);
    if (s.code == STATUS_OK) {
        *answer = v.agrees ? 0 : 1;
        s = result_write(&r, &v, options);
    }
    measurement_free(&v.simulation);
    result_free(&r);
    return s;
}
