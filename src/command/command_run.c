/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instrument; without a terminal, or with --output, one frame of it. */
#include "sgdscope/command/command.h"

#include "writing.h"
#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/plot/raster.h"
#include "sgdscope/sim/estimate.h"
#include "sgdscope/theory/covariance.h"
#include "sgdscope/tui/tui.h"
#include "sgdscope/view/view.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = 78, ROWS = 34 };

/* The shape of the window that a picture must show; the picture itself may have another shape. */
#define PICTURE_ASPECT 1.0

/* Multiplications per frame: about two seconds. */
static const double most_work = 5e10;

/* A frame's state; large. */
struct frame {
    const struct options *options;
    struct problem *problem;
    struct engine_setup *setup;
    struct theory_snapshot theory;
    struct cloud_snapshot cloud;
    double direction[2][DIMENSION_MAX];
    struct canvas canvas;
    struct raster raster;
};

/* As many as --steps says, else twice the transient if that is affordable; beyond the limit, enough to
 * see the growth. */
static double steps_for(const struct frame *f)
{
    const struct experiment *e = &f->options->experiment;
    const struct stability *s = &f->theory.stability;
    if (f->options->given[parameter_index("steps")])
        return e->steps;
    double n = (double)f->problem->n;
    double work = f->setup->batch > 0 ? (double)f->setup->batch * (2 * n + 20) : n * n + 20 * n;
    double affordable = fmax(most_work / (e->walkers * work), 20);
    double wanted = s->stable ? fmax(2 * f->theory.transient, 200)
                              : fmax(4, fmin(log(20) / fmax(0.5 * s->square_growth, 1e-3), 400));
    return floor(fmin(wanted, affordable));
}

/* The covariance of the walkers at this moment; their fourth moments give the errors. */
static void moments_now(struct cloud_snapshot *c, const struct measurement *m)
{
    double total[3] = {0}, squares[3] = {0}, count = 0;
    for (size_t w = 0; w < c->walkers; w++) {
        double x = (double)m->x[w], y = (double)m->y[w];
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
        c->now[i] = c->covariance[i] = one.mean;
        c->error[i] = one.error;
    }
}

static void fill_cloud(struct frame *f, const struct measurement *m, double steps)
{
    struct cloud_snapshot *c = &f->cloud;
    c->walkers = (size_t)f->options->experiment.walkers;
    c->count = c->walkers < CLOUD_MAX ? c->walkers : CLOUD_MAX;
    c->steps = (uint64_t)steps;
    c->overflowed = m->overflowed;
    c->warm_up = fmin(steps / f->theory.transient, 1);
    c->averaged = c->warm_up >= 1;
    memcpy(c->x, m->x, c->count * sizeof *c->x);
    memcpy(c->y, m->y, c->count * sizeof *c->y);
    moments_now(c, m);
    /* Averages over time are more precise, but they exist only in w's own coordinates. */
    if (m->n <= 2 && c->averaged && !m->diverged)
        for (size_t i = 0, k = 0; i < m->n; i++)
            for (size_t j = i; j < m->n; j++, k++) {
                c->covariance[k] = m->covariance[i * m->n + j];
                c->error[k] = m->error[i * m->n + j];
            }
    c->loss = m->loss;
    c->loss_error = m->loss_error;
}

static struct status simulate(struct frame *f)
{
    const struct experiment *e = &f->options->experiment;
    struct measurement m = {0};
    double steps = steps_for(f), transient = f->theory.transient;
    struct measure_setting setting = {
        .setup = f->setup,
        .walkers = (size_t)e->walkers,
        .seed = e->seed,
        .steps = (uint64_t)steps,
        .burn_in = (uint64_t)(transient < steps ? transient : steps - 1),
        .relaxation = steps,
        .plane = {f->direction[0], f->direction[1]},
        .threads = f->options->threads,
    };
    STATUS_TRY(measure(&setting, &m));
    fill_cloud(f, &m, steps);
    measurement_free(&m);
    return status_ok();
}

static struct status solve(struct frame *f)
{
    const struct experiment *e = &f->options->experiment;
    struct problem_cache *cache = NULL;
    const double *const direction[2] = {f->direction[0], f->direction[1]};
    STATUS_TRY(problem_cache_new(&cache, matrix_file_read, data_file_read));
    struct status s = problem_make(cache, e, &f->problem);
    problem_cache_free(cache);
    STATUS_TRY(s);
    for (int i = 0; i < 2; i++)
        problem_direction(f->problem, e->plane, i, f->direction[i]);
    STATUS_TRY(theory_snapshot_solve(f->problem, direction, &f->theory));
    return engine_setup_make(NULL, f->problem, &f->setup);
}

static struct view_input input_of(const struct frame *f, double aspect, double dots)
{
    struct view_input in = {
        .view = &view_table[0],
        .experiment = &f->options->experiment,
        .theory = &f->theory,
        .cloud = &f->cloud,
        .aspect = aspect,
        .dots = dots,
    };
    in.window = view_table[0].window(&in, 1);
    return in;
}

static struct status write_picture(struct frame *f)
{
    bool dark = f->options->theme != NULL && strcmp(f->options->theme, "dark") == 0;
    struct view_input in = input_of(f, PICTURE_ASPECT, CLOUD_MAX);
    return view_export(in, &f->canvas, f->options->output, dark);
}

static void print_row(FILE *stream, const char *name, double cloud, double error, double discrete,
                      double continuous)
{
    char text[4][NUMBER_SIZE];
    fprintf(stream, "%-10s %12s +- %-9s %12s %12s\n", name, number_short(cloud, 12, 5, 1, text[0]),
            number_short(error, 9, 2, 1, text[1]), number_short(discrete, 12, 6, 1, text[2]),
            number_short(continuous, 12, 6, 1, text[3]));
}

static void print_inside(FILE *stream, const struct frame *f)
{
    const struct cloud_snapshot *c = &f->cloud;
    const double *s[2] = {f->theory.predicted[THEORY_DISCRETE].covariance,
                          f->theory.predicted[THEORY_CONTINUOUS].covariance};
    fprintf(stream, "%-10s %27s", "inside 3 sigma", "");
    for (int i = 0; i < 2; i++) {
        struct ellipse e = ellipse_make(f->theory.n == 1 ? 1 : 2, s[i][0], s[i][1], s[i][2]);
        double share = (double)ellipse_count(&e, c->count, c->x, c->y) / (double)c->count;
        if (isfinite(s[i][0]))
            fprintf(stream, "%*.2f%%", i == 0 ? 10 : 12, 100 * share);
        else
            fprintf(stream, "%*s", i == 0 ? 11 : 13, "-");
    }
    fputc('\n', stream);
}

static void print_table(FILE *stream, const struct frame *f)
{
    const struct experiment *e = &f->options->experiment;
    const struct theory_snapshot *t = &f->theory;
    const struct cloud_snapshot *c = &f->cloud;
    const struct stability *s = &t->stability;
    static const char *const name[3] = {"Sigma_11", "Sigma_12", "Sigma_22"};
    char text[3][NUMBER_SIZE];
    fprintf(stream, "\n%s, %s noise, D = %zu: lambda = %s, mu = %s, s = %s, ",
            optimizer_table[e->optimizer].title, noise_table[e->noise].id.name, t->n,
            number_short(e->lambda, 9, 6, 1, text[0]), number_short(t->mu, 9, 6, 1, text[1]),
            number_short(s->ratio, 9, 6, 1, text[2]));
    if (s->stable)
        fprintf(stream, "stable\n");
    else if (s->spectral_radius >= 1)
        fprintf(stream, "DIVERGES x%.4g per step\n", s->spectral_radius);
    else
        fprintf(stream, "DIVERGES in mean square, variance x%.4g per step\n",
                exp(s->square_growth));
    if (t->n > 2)
        fprintf(stream, "in the plane of two directions, --plane to choose them\n");
    fprintf(stream, "\n%-10s %12s    %-9s %12s %12s\n",
            c->averaged ? ""
            : s->stable ? "(warming up)"
                        : "(now)",
            "simulated", "", "discrete", "continuous");
    for (int i = 0; i < (t->n == 1 ? 1 : 3); i++)
        print_row(stream, name[i], c->covariance[i], c->error[i],
                  t->predicted[THEORY_DISCRETE].covariance[i],
                  t->predicted[THEORY_CONTINUOUS].covariance[i]);
    if (c->averaged)
        print_row(stream, "L", c->loss, c->loss_error, t->predicted[THEORY_DISCRETE].loss,
                  t->predicted[THEORY_CONTINUOUS].loss);
    print_inside(stream, f);
    fprintf(stream, "\n%zu walker%s after %llu steps", c->walkers, c->walkers == 1 ? "" : "s",
            (unsigned long long)c->steps);
    if (c->overflowed > 0)
        fprintf(stream, ", %zu overflowed", c->overflowed);
    fprintf(stream, "; * or solid line: discrete theory, dashes: continuous\n");
}

/* The picture in characters, and the table under it. */
static struct status write_text(FILE *stream, void *context)
{
    struct frame *f = context;
    bool ascii = f->options->ascii || !utf8_locale();
    STATUS_TRY(raster_resize(&f->raster, COLUMNS, ROWS, ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE));
    struct view_input in =
        input_of(f, raster_aspect(&f->raster), (ascii ? 1 : 8) * (double)COLUMNS * ROWS);
    view_table[0].draw(&in, &f->canvas);
    raster_draw(&f->raster, &f->canvas);
    raster_print(&f->raster, stream);
    print_table(stream, f);
    return status_ok();
}

/* One frame of the scatter view: as plain text with the table of covariances under it, or as a
 * picture. */
static struct status frame_write(const struct options *options)
{
    if (strcmp(options->view, "scatter") != 0)
        return status_error(STATUS_INPUT, "--view: without the instrument there is only the "
                                          "scatter; ':export FILE' in it writes the others");
    struct frame *f;
    STATUS_NEW(f, 1, "a frame");
    f->options = options;
    struct status s = solve(f);
    STATUS_NEXT(s, simulate(f));
    STATUS_NEXT(s, canvas_new(&f->canvas));
    STATUS_NEXT(s, options->format == FORMAT_PICTURE ? write_picture(f)
                                                     : output_write(options, write_text, f));
    engine_setup_free(f->setup);
    problem_drop(f->problem);
    canvas_free(&f->canvas);
    raster_free(&f->raster);
    free(f);
    return s;
}

/* Print the command that brings the last experiment back. */
static void print_command(const struct experiment *e)
{
    size_t size = experiment_command(e, true, NULL, 0) + 1;
    char *text = calloc(size, 1);
    if (text != NULL && experiment_command(e, true, text, size) < size)
        printf("sgdscope%s\n", text);
    free(text);
}

struct status command_run(const struct options *options, int *answer)
{
    struct experiment last = {0};
    int signal_number = 0;
    struct tui_setting setting = {
        .experiment = &options->experiment,
        .view = options->view,
        .display = {.ascii = options->ascii,
                    .no_color = options->no_color,
                    .theme = options->theme,
                    .fps = options->fps,
                    .max_rate = options->max_rate},
    };
    if (options->output != NULL || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return frame_write(options);
    STATUS_TRY(tui_run(&setting, &last, &signal_number));
    if (signal_number != 0)
        *answer = 128 + signal_number;
    if (signal_number == 0 || signal_number == SIGINT || signal_number == SIGTERM)
        print_command(&last);
    experiment_free(&last);
    return status_ok();
}
