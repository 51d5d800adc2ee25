/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "progress.h"
#include "writing.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/study/figure.h"

#include <stdlib.h>

static struct status make(const struct figure_info *info, const struct options *options,
                          struct figure *out)
{
    struct problem_cache *problems = NULL;
    struct engine_setup_cache setups = {0};
    struct progress progress;
    STATUS_TRY(problem_cache_new(&problems, matrix_file_read, data_file_read));
    const struct figure_tools tools = {
        .problems = problems,
        .setups = &setups,
        .threads = options->threads,
        .cancel = interrupt_signal,
        .progress = progress_show,
        .context = &progress,
    };
    interrupt_begin();
    progress_begin(&progress, !options->quiet, 0);
    struct status s = figure_make(info, &tools, &options->experiment, out);
    interrupt_end();
    progress_end(&progress);
    engine_setup_cache_free(&setups);
    problem_cache_free(problems);
    return s;
}

/* Error bars that are too wide give no verdict. */
static void drop_comparison(struct figure *f, double z_limit)
{
    if (f->compared == 0 ||
        verdict_is_decisive(z_limit, (double)f->compared, f->samples, f->relative_error))
        return;
    chart_note(&f->chart, "no verdict: %.0f samples give errors of %.0f %%; raise --walkers",
               f->samples, 100 * f->relative_error);
    f->compared = 0;
}

struct status command_figure(const struct options *options, int *answer)
{
    struct figure *f;
    STATUS_NEW(f, 1, "a figure");
    struct status s = make(figure_find(options->word), options, f);
    if (s.code == STATUS_CANCEL) {
        *answer = 128 + *interrupt_signal;
        s = status_error(STATUS_CANCEL, "%s: the figure is not finished, nothing was written",
                         interrupt_name(*interrupt_signal));
    }
    if (s.code == STATUS_OK) {
        drop_comparison(f, options->z_limit);
        double allowed = verdict_allowed_z(options->z_limit, (double)f->compared, f->samples);
        *answer = f->compared > 0 && !(f->z_max <= allowed);
        s = figure_write(f, allowed, options);
    }
    figure_free(f);
    free(f);
    return s;
}
