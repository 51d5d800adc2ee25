/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "sgdscope/sweep/journal.h"
#include "writing.h"
#include "sgdscope/sweep/points.h"
#include "progress.h"
#include "sgdscope/base/number.h"
#include "sgdscope/base/outfile.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/io/own_inputs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A sweep, or one shard of it: rows i = 0, 1, … are the points shard, shard + shards, … */
struct sweep_run {
    const struct options *options;
    const struct grid *grid;
    size_t rows, done;   /* of this shard */
    struct journal part; /* with --output: keeps the rows until all are done */
    struct rows table;
    struct progress progress;
    size_t bare;            /* rows without a simulation, or without theory */
    struct status bare_why; /* the reason, for the first of them in this run */
    size_t bare_point;
};

static size_t point_of(const struct sweep_run *s, size_t row)
{
    return s->options->shard + row * s->options->shards;
}

/* --- before anything is simulated ------------------------------------------------------------- */

/* Read the files and resolve everything; the walkers must fit into memory. */
static struct status check_corner(const struct sweep_run *s, struct problem_cache *cache,
                                  const struct experiment *e)
{
    struct problem *p = NULL;
    struct status status = problem_make(cache, e, &p);
    if (status.code == STATUS_NUMERIC) /* such a point has an empty row */
        return status_ok();
    if (status.code == STATUS_OK && !s->options->theory_only)
        status = ensemble_fits(p->n, (size_t)e->walkers, &e->average);
    problem_drop(p);
    return status;
}

/* Check all points of the grid, not only the shard's. Parameters may contradict each other at any
 * point. A value that is too large for the problem stands at an end of its range, and a bad file is
 * bad at all points: so the problem is made at the corners alone. */
static struct status check_points(const struct sweep_run *s)
{
    const struct grid *g = s->grid;
    struct problem_cache *cache = NULL;
    struct experiment e = s->options->experiment;
    char where[120];
    size_t points = grid_points(g);
    struct status status = problem_cache_new(&cache, matrix_file_read, data_file_read);
    for (size_t point = 1; point <= points && status.code == STATUS_OK; point++) {
        grid_set(g, point, &e);
        status = options_check(s->options, &e);
        if (status.code == STATUS_OK && grid_is_corner(g, point))
            status = check_corner(s, cache, &e);
        if (status.code != STATUS_OK) /* there may be ten million points */
            status = status_prefix(status, "--over: point %zu (%s)", point,
                                   grid_describe(g, point, where, sizeof where));
    }
    problem_cache_free(cache);
    return status;
}

/* --- the part of an interrupted run ----------------------------------------------------------- */

static bool is_row(size_t row, const char *text, void *context)
{
    struct sweep_run *s = context;
    if (row >= s->rows)
        return false;
    s->bare += !s->options->theory_only && !rows_has_simulation(text);
    return true;
}

static struct status open_part(struct sweep_run *s)
{
    const struct options *o = s->options;
    char setting[200], z_limit[NUMBER_SIZE], name[JOURNAL_PATH];
    uint64_t digest = 0;
    (void)snprintf(setting, sizeof setting, "%zu/%zu %d %s %s", o->shard, o->shards, o->theory_only,
                   theory_table[o->against].name, number_exact(o->z_limit, z_limit));
    STATUS_TRY(journal_name(o->output, name));
    STATUS_TRY(own_inputs_spare(&o->experiment, o->file, name));
    STATUS_TRY(journal_digest(s->grid, &o->experiment, setting, &digest));
    STATUS_TRY(journal_open(&s->part, o->output, digest, is_row, s));
    s->done = s->part.lines;
    return status_ok();
}

/* --- rows ------------------------------------------------------------------------------------- */

static struct status keep_row(void *context, const struct point_row *row)
{
    struct sweep_run *s = context;
    if (row->refused.code != STATUS_OK) {
        s->bare++;
        if (s->bare_why.code == STATUS_OK) {
            s->bare_why = row->refused;
            s->bare_point = row->point;
        }
    }
    if (s->options->output != NULL) {
        STATUS_TRY(journal_add(&s->part, row->line));
    } else {
        rows_add(&s->table, row->line);
        STATUS_TRY(outfile_flush_stdout());
    }
    progress_show(&s->progress, ++s->done, s->rows);
    return status_ok();
}

static struct status work_out_rows(struct sweep_run *s)
{
    const struct options *o = s->options;
    const struct sweep_points points = {
        .experiment = &o->experiment,
        .grid = s->grid,
        .first = point_of(s, s->done),
        .step = o->shards,
        .count = s->rows - s->done,
        .theory_only = o->theory_only,
        .against = o->against,
        .z_limit = o->z_limit,
        .threads = o->threads,
        .cancel = interrupt_signal,
        .take = keep_row,
        .context = s,
    };
    progress_show(&s->progress, s->done, s->rows);
    return points_run(&points);
}

static void table_take(const char *line, void *context)
{
    struct sweep_run *s = context;
    rows_add(&s->table, line);
}

static struct status write_table(FILE *stream, void *context)
{
    struct sweep_run *s = context;
    const struct options *o = s->options;
    rows_begin(&s->table, stream, o->format, s->grid, &o->experiment, o->shard == 1);
    STATUS_TRY(journal_read(&s->part, table_take, s));
    rows_end(&s->table);
    return status_ok();
}

/* When all rows are done, the part becomes the table. */
static struct status run_to_file(struct sweep_run *s)
{
    STATUS_TRY(open_part(s));
    progress_begin(&s->progress, !s->options->quiet, s->done);
    struct status status = work_out_rows(s);
    progress_end(&s->progress);
    STATUS_NEXT(status, output_write(s->options, write_table, s));
    if (status.code == STATUS_OK)
        journal_delete(&s->part);
    journal_close(&s->part);
    return status;
}

/* On a terminal the rows themselves show the progress. */
static struct status run_to_stdout(struct sweep_run *s)
{
    const struct options *o = s->options;
    progress_begin(&s->progress, !o->quiet && !isatty(STDOUT_FILENO), 0);
    rows_begin(&s->table, stdout, o->format, s->grid, &o->experiment, o->shard == 1);
    struct status status = outfile_flush_stdout();
    STATUS_NEXT(status, work_out_rows(s));
    progress_end(&s->progress);
    if (status.code == STATUS_OK)
        rows_end(&s->table);
    return status;
}

/* --- the end ---------------------------------------------------------------------------------- */

static struct status interrupted(const struct sweep_run *s, int number)
{
    if (s->options->output == NULL)
        return status_error(STATUS_CANCEL,
                            "%s: ended after %zu of %zu points; with --output the same command "
                            "could continue from there",
                            interrupt_name(number), s->done, s->rows);
    return status_error(STATUS_CANCEL,
                        "%s: %zu of %zu points are in %s; the same command continues from there",
                        interrupt_name(number), s->done, s->rows, s->part.path);
}

/* One line about the rows that have gaps. */
static void remark(const struct sweep_run *s)
{
    const char *what = s->options->theory_only ? "theory" : "simulation";
    char text[sizeof s->bare_why.text + 120], why[sizeof s->bare_why.text + 40];
    if (s->bare == 0 || s->options->quiet)
        return;
    (void)snprintf(why, sizeof why, "such as point %zu: %s", s->bare_point, s->bare_why.text);
    (void)snprintf(text, sizeof text, "%zu of %zu points have no %s, %s", s->bare, s->rows, what,
                   s->bare_why.code != STATUS_OK ? why
                                                 : "all of them worked out before an interruption");
    ascii_output_message(text);
}

struct status command_sweep(const struct options *options, int *answer)
{
    struct sweep_run s = {.options = options, .grid = &options->grid};
    const size_t points = grid_points(s.grid);
    s.rows = options->shard > points ? 0 : (points - options->shard) / options->shards + 1;
    STATUS_TRY(check_points(&s));
    interrupt_begin();
    struct status status = options->output != NULL ? run_to_file(&s) : run_to_stdout(&s);
    int number = *interrupt_signal;
    interrupt_end();
    if (status.code == STATUS_CANCEL) {
        *answer = 128 + number;
        status = interrupted(&s, number);
    } else if (status.code == STATUS_OK) {
        remark(&s);
    }
    return status;
}
