/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "writing.h"
#include "sgdscope/io/iterates_file.h"
#include "sgdscope/io/matrix_write.h"

#include <stdlib.h>
#include <string.h>

static struct status name_option(struct status s, const char *option)
{
    return s.code == STATUS_INPUT ? status_prefix(s, "%s", option) : s;
}

static struct status read_run(const struct options *o, struct recorded_run *run)
{
    struct iterates_file w = {0}, g = {0};
    if (o->iterates == NULL)
        return status_error(STATUS_INPUT,
                            "--iterates: a file with the recorded iterates is needed");
    STATUS_TRY(name_option(iterates_file_read(o->iterates, &w), "--iterates"));
    *run = (struct recorded_run){.runs = w.runs, .steps = w.steps, .n = w.columns, .w = w.a};
    if (o->gradients == NULL)
        return status_ok();
    STATUS_TRY(name_option(iterates_file_read(o->gradients, &g), "--gradients"));
    run->gradient = g.a;
    if (g.runs == w.runs && g.steps == w.steps && g.columns == w.columns)
        return status_ok();
    return status_error(STATUS_INPUT,
                        "--gradients: %zu rows of %zu numbers where --iterates has %zu of %zu",
                        g.runs * g.steps, g.columns, w.runs * w.steps, w.columns);
}

static bool given(const struct options *o, const char *name)
{
    return o->given[parameter_index(name)];
}

static struct status ask(const struct options *o, const struct recorded_run *run,
                         struct fit_question *q)
{
    bool from_file = o->word != NULL;
    if (!from_file && !given(o, "lambda") && o->gradients == NULL)
        return status_error(STATUS_INPUT, "--lambda: the run's learning rate is needed to tell the "
                                          "gradients from its steps");
    if (strcmp(o->iterates, "-") == 0 && o->gradients != NULL && strcmp(o->gradients, "-") == 0)
        return status_error(STATUS_INPUT, "--gradients: standard input is taken by --iterates");
    *q = (struct fit_question){
        .experiment = &o->experiment,
        .has_hessian = from_file || given(o, "hessian"),
        .has_noise =
            from_file || given(o, "noise") || given(o, "noise-matrix") || given(o, "sigma2"),
        .run = run,
        .burn_in = o->burn_in,
        .z_limit = o->z_limit,
    };
    return status_ok();
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
    struct fit_question question = {0};
    struct fit_answer f = {0};
    struct status s = read_run(options, &run);
    if (s.code == STATUS_OK)
        s = ask(options, &run, &question);
    if (s.code == STATUS_OK)
        s = fit_make(&question, &f);
    if (s.code == STATUS_OK)
        s = save(options, &f);
    if (s.code == STATUS_OK) {
        *answer = f.agrees ? 0 : 1;
        s = fit_write(&question, &f, options);
    }
    fit_free(&f);
    recorded_run_free(&run);
    return s;
}
