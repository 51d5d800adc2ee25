/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame.h"

#include "writing.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/sim/estimate.h"
#include "sgdscope/study/fit_answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 78, ROWS = 34, CURVE_ROWS = 26 };

/* The shape of the window that a picture must show; the picture itself may have another shape. */
#define PICTURE_ASPECT 1.0

/* Multiplications per frame: two to three seconds of one thread. */
static const double most_work = 2.5e10;

/* Of a study's job, each about a millisecond or less: the same points on any machine. What the
 * marks do not hide by then has wide error bars. */
static const int most_pieces = 5000;

/* As many as --steps says, else twice the transient if that is affordable; beyond the limit, enough
 * to see the growth. */
static double steps_for(const struct frame *f)
{
    const struct experiment *e = &f->experiment;
    const struct stability *s = &f->theory.stability;
    if (f->options->given[parameter_index("steps")])
        return e->steps;
    double n = (double)f->problem->n, lanes = (double)ensemble_lanes(f->problem->n);
    double work = f->setup->batch > 0 ? (double)f->setup->batch * (4 * n + 40) : n * n + 20 * n;
    double stepped = ceil(e->walkers / lanes) * lanes; /* a block costs the same however full */
    double affordable = fmax(most_work / (stepped * work), 20);
    double wanted = s->stable ? fmax(2 * f->theory.transient, 200)
                              : fmax(4, fmin(log(20) / fmax(0.5 * s->square_growth, 1e-3), 400));
    return floor(fmin(wanted, affordable));
}

/* The covariance of n places at this moment; their fourth moments give the errors. */
static void moments_now(size_t n, const float *px, const float *py, double covariance[3],
                        double error[3])
{
    double total[3] = {0}, squares[3] = {0}, count = 0;
    for (size_t w = 0; w < n; w++) {
        double x = (double)px[w], y = (double)py[w];
        double v[3] = {x * x, x * y, y * y};
        if (!isfinite(x) || !isfinite(y))
            continue;
        count++;
        for (int i = 0; i < 3; i++) {
            total[i] += v[i];
            squares[i] += v[i] * v[i];
        }
    }
    for (int i = 0; i < 3; i++) {
        struct estimate one = estimate_of_sums(count, total[i], squares[i]);
        covariance[i] = one.mean;
        error[i] = one.error;
    }
}

/* The upper triangle of a matrix of two dimensions at most. */
static void copy_triangle(size_t n, const double *from, double to[3])
{
    for (size_t i = 0, k = 0; i < n; i++)
        for (size_t j = i; j < n; j++, k++)
            to[k] = from[i * n + j];
}

static void fill_averages(const struct measurement *m, struct cloud_snapshot *c)
{
    const struct measured_average *from = &m->average;
    struct average_cloud *to = &c->average;
    if (from->x == NULL)
        return;
    to->count = c->count;
    memcpy(to->x, from->x, c->count * sizeof *to->x);
    memcpy(to->y, from->y, c->count * sizeof *to->y);
    moments_now(c->walkers, from->x, from->y, to->covariance, to->error);
    if (m->n <= 2 && c->averaged && !m->diverged) {
        copy_triangle(m->n, from->covariance, to->covariance);
        copy_triangle(m->n, from->error, to->error);
    }
    to->loss = from->loss;
    to->loss_error = from->loss_error;
}

static void fill_cloud(struct frame *f, const struct measurement *m)
{
    struct cloud_snapshot *c = &f->cloud;
    c->walkers = (size_t)f->experiment.walkers;
    c->count = c->walkers < CLOUD_MAX ? c->walkers : CLOUD_MAX;
    c->overflowed = m->overflowed;
    c->warm_up = fmin((double)c->steps / f->theory.transient, 1);
    c->averaged = c->warm_up >= 1;
    memcpy(c->x, m->x, c->count * sizeof *c->x);
    memcpy(c->y, m->y, c->count * sizeof *c->y);
    moments_now(c->walkers, m->x, m->y, c->covariance, c->error);
    memcpy(c->now, c->covariance, sizeof c->now);
    /* Averages over time are more precise, but they exist only in w's own coordinates. */
    if (m->n <= 2 && c->averaged && !m->diverged) {
        copy_triangle(m->n, m->covariance, c->covariance);
        copy_triangle(m->n, m->error, c->error);
    }
    c->loss = m->loss;
    c->loss_error = m->loss_error;
    fill_averages(m, c);
}

static struct status simulate(struct frame *f)
{
    const struct experiment *e = &f->experiment;
    struct measurement m = {0};
    double steps = (double)f->cloud.steps, transient = f->theory.transient;
    struct measure_setting setting = {
        .setup = f->setup,
        .walkers = (size_t)e->walkers,
        .seed = e->seed,
        .steps = f->cloud.steps,
        .burn_in = (uint64_t)(transient < steps ? transient : steps - 1),
        .relaxation = steps,
        .plane = {f->direction[0], f->direction[1]},
        .threads = f->options->threads,
    };
    STATUS_TRY(measure(&setting, &m));
    fill_cloud(f, &m);
    measurement_free(&m);
    return status_ok();
}

/* The curves of the view's study and its points, measured until the marks hide their errors. */
static struct status answer_study(struct frame *f)
{
    const struct study_tools tools = {.problems = f->problems, .setups = &f->setups};
    struct study_setting setting = {
        .kind = (int)f->view->study,
        .quantity = view_quantity_index(f->view, f->experiment.show.quantity),
        .start = {f->experiment.show.start[0], f->experiment.show.start[1]}};
    struct job *job = NULL;
    view_first_start(&f->theory, setting.start);
    STATUS_TRY(study_solve(&setting, &tools, &f->experiment, f->problem, &f->curves, &job));
    if (job != NULL) {
        (void)job_advance_pieces(job, most_pieces);
        job_fill(job, &f->points);
    }
    job_free(job);
    return status_ok();
}

/* The recorded run, and its estimates where the experiment asks for them. */
static struct status measure_run(struct frame *f, const struct recorded_run *run)
{
    struct matrix estimate[2] = {{0}};
    run_snapshot_measure(&f->experiment, run, false, DIMENSION_MAX, f->problems, &f->run, estimate);
    f->run.exists = true;
    struct status s = f->run.status;
    STATUS_NEXT(s, experiment_take_estimates(&f->experiment, &estimate[0], &estimate[1]));
    matrix_free(&estimate[0]);
    matrix_free(&estimate[1]);
    return s;
}

static struct status solve(struct frame *f, const struct recorded_run *run)
{
    const struct experiment *e = &f->experiment;
    const double *const direction[2] = {f->direction[0], f->direction[1]};
    STATUS_TRY(problem_cache_new(&f->problems, matrix_file_read, data_file_read));
    if (run != NULL)
        STATUS_TRY(measure_run(f, run));
    STATUS_TRY(problem_make(f->problems, e, &f->problem));
    for (int i = 0; i < 2; i++)
        problem_direction(f->problem, e->plane, i, f->direction[i]);
    STATUS_TRY(theory_snapshot_solve(f->problem, e, direction, &f->theory));
    STATUS_TRY(engine_setup_make(NULL, f->problem, &f->setup));
    f->setup->average = e->average;
    if (f->is_of_run)
        return status_ok();
    f->cloud.steps = (uint64_t)steps_for(f);
    return f->view->window != NULL ? simulate(f) : answer_study(f);
}

/* --- writing ---------------------------------------------------------------------------------- */

static struct view_input input_of(const struct frame *f, double aspect, double dots)
{
    const struct show *show = &f->experiment.show;
    struct view_input in = {
        .view = f->view,
        .experiment = &f->options->experiment, /* whose command is printed */
        .theory = &f->theory,
        .cloud = &f->cloud,
        .run = f->run.exists ? &f->run : NULL,
        .curves = &f->curves,
        .points = &f->points,
        .aspect = aspect,
        .dots = dots,
        .quantity = view_quantity_index(f->view, f->experiment.show.quantity),
        .logarithmic = f->view->has_scales && show->scale == VIEW_SCALE_OTHER,
        .window = {.half = show->zoom, .stretch = show->stretch, .manual = true},
        .show_sample = show->own_ellipse,
        .title = f->names->title,
        .command = f->names->command,
    };
    if (f->view->window != NULL && isnan(show->zoom))
        in.window = f->view->window(&in, true);
    return in;
}

static struct status write_picture(struct frame *f)
{
    struct view_input in = input_of(f, PICTURE_ASPECT, CLOUD_MAX);
    const struct picture_setting setting = picture_setting_of(f->options);
    return view_export(in, &f->canvas, f->options->output, &setting);
}

/* The picture in characters, and the table under it. */
static struct status write_text(FILE *stream, void *context)
{
    struct frame *f = context;
    struct raster *r = &f->raster;
    const struct options *o = f->options;
    enum glyphs glyphs = raster_glyphs(o->experiment.show.marks, !utf8_locale());
    bool curves = f->view->window == NULL;
    STATUS_TRY(raster_resize(r, o->size[0] > 0 ? o->size[0] : COLUMNS,
                             o->size[1] > 0 ? o->size[1]
                             : curves       ? CURVE_ROWS
                                            : ROWS,
                             glyphs));
    if (f->view->is_table)
        r->left = r->bottom = 0;
    struct view_input in =
        input_of(f, raster_aspect(r), raster_dots_a_cell[glyphs] * (double)r->columns * r->rows);
    in.columns = r->columns - r->left;
    in.rows = r->rows - r->bottom;
    view_draw(&in, &f->canvas);
    if (curves) {
        text_options_apply(o, &f->canvas);
        canvas_print(&f->canvas, r, stream);
        return status_ok();
    }
    raster_draw(r, &f->canvas);
    raster_print(r, stream);
    frame_print_table(stream, f);
    return status_ok();
}

/* run: NULL for none. is_of_run: without walkers. */
static struct status write_frame(const struct options *options, const struct frame_names *names,
                                 const struct recorded_run *run, bool is_of_run)
{
    struct frame *f;
    STATUS_NEW(f, 1, "a frame");
    f->options = options;
    f->names = names;
    f->view = &view_table[is_of_run ? VIEW_SCATTER : options->experiment.show.view];
    f->is_of_run = is_of_run;
    experiment_copy(&f->experiment, &options->experiment);
    if (is_of_run)
        experiment_become_run(&f->experiment);
    struct status s = solve(f, run);
    STATUS_NEXT(s, canvas_new(&f->canvas));
    STATUS_NEXT(s, options->format == FORMAT_PICTURE ? write_picture(f)
                                                     : output_write(options, write_text, f));
    engine_setup_free(f->setup);
    engine_setup_cache_free(&f->setups);
    problem_drop(f->problem);
    problem_cache_free(f->problems);
    canvas_free(&f->canvas);
    raster_free(&f->raster);
    experiment_free(&f->experiment);
    free(f);
    return s;
}

struct status frame_write(const struct options *options, const struct frame_names *names)
{
    struct recorded_run run = {0};
    const struct view *view = &view_table[options->experiment.show.view];
    bool has_run = experiment_has_run(&options->experiment);
    if (view->needs_run && !has_run)
        return status_error(STATUS_INPUT, "--view: %s needs --iterates FILE", view->id->name);
    if (!has_run)
        return write_frame(options, names, NULL, false);
    struct status s = fit_read_run(&options->experiment, &run);
    STATUS_NEXT(s, write_frame(options, names, &run, false));
    recorded_run_free(&run);
    return s;
}

struct status frame_write_run(const struct options *options, const struct recorded_run *run)
{
    return write_frame(options, &(struct frame_names){0}, run, true);
}
