/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "writing.h"
#include "sgdscope/io/iterates_file.h"
#include "sgdscope/io/matrix_write.h"

#include <math.h>

static struct status name_option(struct status s, const char *option)
{
    return s.code == STATUS_INPUT ? status_prefix(s, "%s", option) : s;
}

/* λ has an initial value, but no run is known to have been made with it. */
static struct status require_lambda(const struct options *o)
{
    const struct experiment *e = &o->experiment;
    if (o->word != NULL || o->given[parameter_index("lambda")] || !isnan(e->run_lambda) ||
        e->gradients[0] != '\0')
        return status_ok();
    return status_error(STATUS_INPUT, "--lambda: the run's learning rate is needed to tell the "
                                      "gradients from its steps");
}

static struct status read_run(const struct options *o, struct recorded_run *run)
{
    const struct experiment *e = &o->experiment;
    struct iterates_file w = {0}, g = {0};
    if (!experiment_has_run(e))
        return status_error(STATUS_INPUT,
                            "--iterates: a file with the recorded iterates is needed");
    STATUS_TRY(require_lambda(o));
    STATUS_TRY(name_option(iterates_file_read(e->iterates, &w), "--iterates"));
    *run = (struct recorded_run){.runs = w.runs, .steps = w.steps, .n = w.columns, .w = w.a};
    if (e->gradients[0] == '\0')
        return status_ok();
    STATUS_TRY(name_option(iterates_file_read(e->gradients, &g), "--gradients"));
    run->gradient = g.a;
    if (g.runs == w.runs && g.steps == w.steps && g.columns == w.columns)
        return status_ok();
    return status_error(STATUS_INPUT,
                        "--gradients: %zu rows of %zu numbers where --iterates has %zu of %zu",
                        g.runs * g.steps, g.columns, w.runs * w.steps, w.columns);
}

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
    struct status s = read_run(options, &run);
    STATUS_NEXT(s, fit_make(&question, &f));
    STATUS_NEXT(s, save(options, &f));
    if (s.code == STATUS_OK) {
        *answer = f.agrees ? 0 : 1;
        s = fit_write(&question, &f, options);
    }
    fit_free(&f);
    recorded_run_free(&run);
    return s;
}
