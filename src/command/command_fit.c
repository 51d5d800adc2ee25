/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "frame.h"
#include "writing.h"
#include "sgdscope/io/matrix_write.h"
#include "sgdscope/study/verdict.h"

static struct status save(const struct options *o, const struct fit_answer *f)
{
    if (o->save_hessian != NULL)
        STATUS_TRY(matrix_file_write(o->save_hessian, &f->estimate.hessian));
    if (o->save_noise != NULL)
        STATUS_TRY(matrix_file_write(o->save_noise, &f->estimate.noise));
    return status_ok();
}

struct status command_fit(const struct options *options, int *answer)
{
    struct recorded_run run = {0};
    struct fit_answer f = {0};
    struct fit_question question = {&options->experiment, &run, options->z_limit};
    if (!experiment_has_run(&options->experiment))
        return status_error(STATUS_INPUT,
                            "--iterates: a file with the recorded iterates is needed");
    struct status s = fit_read_run(&options->experiment, &run);
    STATUS_NEXT(s, fit_make(&question, &f));
    if (s.code == STATUS_OK && f.is_identity && options->z_limit != VERDICT_Z_LIMIT)
        s = status_error(STATUS_INPUT, "--z-limit: is for the comparison with a K and a C that are "
                                       "given; of this run the assumptions decide, each at 1 %%");
    STATUS_NEXT(s, save(options, &f));
    if (s.code == STATUS_OK) {
        *answer = f.agrees ? 0 : 1;
        s = options->format == FORMAT_PICTURE ? frame_write_run(options, &run)
                                              : fit_write(&question, &f, options);
    }
    if (s.code == STATUS_OK && f.rows_needed > 0)
        s = status_error(STATUS_INPUT,
                         "--iterates: %zu steps are too few to tell whether the run agrees; at "
                         "least %zu are needed",
                         f.rows, f.rows_needed);
    fit_free(&f);
    recorded_run_free(&run);
    return s;
}
