/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/parameter.h"

#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const struct noise_info *noise_of(const struct experiment *e)
{
    return &noise_table[e->noise];
}

static bool has_data(const struct experiment *e)
{
    return experiment_data(e) != DATA_NONE;
}

static bool has_data_file(const struct experiment *e)
{
    return experiment_data(e) == DATA_FILE;
}

static bool is_run_of_qhm(const struct experiment *e)
{
    return optimizer_table[e->run_optimizer > 0 ? e->run_optimizer - 1 : e->optimizer].has_nu;
}

/* --- when a parameter has an effect ----------------------------------------------------------- */

/* NULL where the parameter has an effect in this experiment, else why not. */
#define UNUSED_UNLESS(NAME, HAS_EFFECT, WHY)                                                       \
    static const char *NAME(const struct experiment *e)                                            \
    {                                                                                              \
        return (HAS_EFFECT) ? NULL : (WHY);                                                        \
    }

static const char own_hessian[] = "contradicts --data, which has its own K";
static const char own_eigenvalues[] =
    "contradicts --noise regression: the eigenvalues are the data's own";

UNUSED_UNLESS(mu_unused, optimizer_table[e->optimizer].has_momentum,
              "contradicts --optimizer adam, which has no momentum")
UNUSED_UNLESS(nu_unused, optimizer_table[e->optimizer].has_nu, "needs --optimizer qhm")
UNUSED_UNLESS(dampening_unused, optimizer_table[e->optimizer].has_dampening && e->mu > 0,
              optimizer_table[e->optimizer].has_dampening
                  ? "needs --mu above 0: without momentum PyTorch's SGD ignores it"
                  : "needs --optimizer sgd: no other rule has it")
UNUSED_UNLESS(weight_decay_unused,
              !optimizer_follows_sigma(&optimizer_table[e->optimizer]) && !e->hessian.is_estimate,
              e->hessian.is_estimate
                  ? "contradicts --hessian estimate, which has the run's weight decay in it"
                  : "contradicts --optimizer natural and adam, whose Λ is made from K and C alone")
UNUSED_UNLESS(hessian_unused, !has_data_file(e), own_hessian)
UNUSED_UNLESS(hessian_scale_unused, !has_data_file(e) || !noise_of(e)->data, own_eigenvalues)
UNUSED_UNLESS(sigma2_unused, noise_of(e)->white,
              "needs a noise with a part σ²I: 'sgdscope list noises'")
UNUSED_UNLESS(noise_matrix_unused, noise_of(e)->matrix, "needs --noise matrix")
UNUSED_UNLESS(distribution_unused, !noise_of(e)->data,
              "contradicts --noise regression: the data have their own")
UNUSED_UNLESS(needs_data, has_data(e), "needs --data")
UNUSED_UNLESS(needs_data_file, has_data_file(e), "needs --data FILE")
UNUSED_UNLESS(needs_table, has_data_file(e) || experiment_has_run(e),
              "needs --data FILE or --iterates")
UNUSED_UNLESS(needs_run, experiment_has_run(e), "needs --iterates")
UNUSED_UNLESS(run_nu_unused, experiment_has_run(e) && is_run_of_qhm(e),
              experiment_has_run(e) ? "needs --run-optimizer qhm" : "needs --iterates")
UNUSED_UNLESS(schedule_steps_unused, experiment_has_schedule(e),
              "needs --schedule, --warmup or --start")
UNUSED_UNLESS(final_unused, e->schedule.shape != SCHEDULE_CONSTANT,
              "needs --schedule: with a constant one λ stays")
UNUSED_UNLESS(sampling_unused, noise_of(e)->data,
              has_data(e) ? "needs --noise regression" : "needs --data")

static const char *directions_unused(const struct experiment *e)
{
    if (experiment_has_run(e))
        return "contradicts --iterates, whose columns stay as they are: project the run on the "
               "directions";
    if (optimizer_follows_sigma(&optimizer_table[e->optimizer]))
        return "contradicts --optimizer natural and adam, whose Λ mixes the directions";
    if (noise_of(e)->state)
        return "contradicts --noise state, which comes from all directions";
    if (has_data(e))
        return "contradicts --data, whose minibatches move all directions";
    return e->hessian.is_estimate ? "contradicts --hessian estimate, which is the run's whole"
                                  : NULL;
}

static const char *run_dampening_unused(const struct experiment *e)
{
    struct experiment of_run = *e;
    experiment_become_run(&of_run);
    if (!experiment_has_run(e))
        return needs_run(e);
    return dampening_unused(&of_run) != NULL ? "needs --run-mu above 0 and --run-optimizer sgd"
                                             : NULL;
}

static const char *eigenvalue_unused(const struct experiment *e)
{
    if (has_data_file(e) && noise_of(e)->data)
        return own_eigenvalues;
    return experiment_has_list(e) ? "changes a Hessian from a file; this one is a list: change it "
                                    "in --hessian"
                                  : NULL;
}

static const char *angle_unused(const struct experiment *e)
{
    if (has_data_file(e))
        return own_hessian;
    if (e->hessian.is_estimate)
        return "an estimated Hessian has its own eigenvectors";
    return e->hessian.count == 1 ? "there is nothing to turn in one dimension" : NULL;
}

static bool has_factor(const struct noise_info *noise)
{
    return noise->of_curvature != NULL || noise->state || noise->matrix;
}

static const char *batch_unused(const struct experiment *e)
{
    const struct noise_info *noise = noise_of(e);
    if (noise_uses_batch(e))
        return NULL;
    if (noise->matrix && isnan(e->noise_scale))
        return "does not divide a matrix C, which is taken as it is; --noise-scale batch divides "
               "it by S";
    return has_factor(noise)
               ? "contradicts --noise-scale, which gives the factor that S and N would"
               : "needs a noise with a factor, or minibatches of data: 'sgdscope list noises'";
}

static const char *samples_unused(const struct experiment *e)
{
    if (has_data_file(e))
        return "contradicts --data, which has its own";
    return has_data(e) ? NULL : batch_unused(e);
}

static const char *noise_scale_unused(const struct experiment *e)
{
    const struct noise_info *noise = noise_of(e);
    if (noise->data)
        return "contradicts --noise regression: real minibatches have no factor";
    return has_factor(noise) ? NULL : "needs a noise with a factor a: 'sgdscope list noises'";
}

/* --- what a value stands for ------------------------------------------------------------------ */

static double schedule_steps_meant(const struct experiment *e)
{
    return experiment_schedule(e).steps;
}

static double final_meant(const struct experiment *e)
{
    return experiment_schedule(e).final;
}

/* --- what contradicts a value ----------------------------------------------------------------- */

static struct status noise_check(const struct experiment *e)
{
    const struct noise_info *noise = noise_of(e);
    if (noise->data && !has_data(e))
        return status_error(STATUS_INPUT, "regression needs --data");
    if (noise->state && !isfinite(noise_factor(e)) && !has_data_file(e))
        return status_error(STATUS_INPUT, "state needs --samples or --noise-scale, since a = "
                                          "(N-S)/S is infinite for infinite N");
    if (e->noise == NOISE_ESTIMATE && !experiment_has_run(e))
        return status_error(STATUS_INPUT, "estimate needs --iterates");
    if (noise->matrix && !matrix_spec_is_given(&e->noise_matrix))
        return status_error(STATUS_INPUT, "matrix needs --noise-matrix");
    return status_ok();
}

static struct status hessian_check(const struct experiment *e)
{
    if (!e->hessian.is_estimate || experiment_has_run(e))
        return status_ok();
    return status_error(STATUS_INPUT, "estimate needs --iterates");
}

static struct status batch_check(const struct experiment *e)
{
    double samples = experiment_samples(e);
    if (has_data_file(e) || !noise_uses_batch(e) || e->batch <= samples)
        return status_ok();
    return status_error(STATUS_INPUT, "%.0f is more than the %.0f samples", e->batch, samples);
}

/* A schedule's losses are kept step by step. */
#define SCHEDULE_MOST 1e7

static struct status schedule_check(const struct experiment *e)
{
    const double steps = experiment_schedule(e).steps;
    if (!experiment_has_schedule(e) || steps <= SCHEDULE_MOST)
        return status_ok();
    return status_error(STATUS_INPUT, "%.6g steps are too many: give --schedule-steps, at most %g",
                        steps, SCHEDULE_MOST);
}

static struct status final_check(const struct experiment *e)
{
    if (e->schedule.shape != SCHEDULE_EXPONENTIAL || experiment_schedule(e).final > 0)
        return status_ok();
    return status_error(STATUS_INPUT, "0 is out of range: an exponential never falls to 0");
}

static struct status warmup_check(const struct experiment *e)
{
    double steps = experiment_schedule(e).steps;
    if (e->schedule.warmup <= steps)
        return status_ok();
    return status_error(STATUS_INPUT, "%.0f steps are more than the %.0f of the schedule",
                        e->schedule.warmup, steps);
}

/* --- the table -------------------------------------------------------------------------------- */

#define AT(MEMBER) offsetof(struct experiment, MEMBER)
#define REAL(MEMBER) .kind = PARAMETER_REAL, .offset = AT(MEMBER)
#define COUNT(MEMBER) .kind = PARAMETER_COUNT, .offset = AT(MEMBER), .scale = SCALE_DECIMAL
#define CHOICE(MEMBER, ID, LIST)                                                                   \
    .kind = PARAMETER_CHOICE, .offset = AT(MEMBER), .choices = sizeof LIST / sizeof *LIST,         \
    .choice = &LIST[0] ID, .stride = sizeof *LIST
#define FORM(MEMBER, LIST)                                                                         \
    .kind = PARAMETER_FORM, .offset = AT(MEMBER), .choices = sizeof LIST / sizeof *LIST,           \
    .choice = &LIST[0].id, .stride = sizeof *LIST
#define TEXTS(NAME, SYMBOL, ABOUT, INITIAL)                                                        \
    .name = NAME, .symbol = SYMBOL, .about = ABOUT, .initial = INITIAL
#define TEXT(MEMBER) .offset = AT(MEMBER), .most = sizeof((struct experiment *)0)->MEMBER - 1
#define POSITIVE .least = 0, .least_open = true, .most = 1e12
#define ANY .least = -1e12, .most = 1e12

const struct parameter parameter_table[] = {
    {TEXTS("lambda", "λ", "learning rate", "1.8"), .alias = "lr", .letter = 'l', REAL(lambda),
     POSITIVE, .scale = SCALE_DECIMAL, .always = ALWAYS_PRINTED | ALWAYS_WRITTEN},
    {TEXTS("mu", "μ", "momentum", "0"), .alias = "momentum", .letter = 'm', REAL(mu), .least = 0,
     .most = 1, .most_open = true, .scale = SCALE_LINEAR, .step = 0.01, .unused = mu_unused,
     .in_views = true},
    {TEXTS("nu", "ν", "share of momentum in QHM", "0.7"), .label = "momentum's part", REAL(nu),
     .least = 0, .most = 1, .scale = SCALE_LINEAR, .step = 0.01, .unused = nu_unused,
     .in_views = true},
    {TEXTS("dampening", "τ", "of SGD with momentum, as PyTorch's: m ← μm + (1−τ)g", "0"),
     .label = "dampening", REAL(dampening), .least = 0, .most = 1, .most_open = true,
     .scale = SCALE_LINEAR, .step = 0.01, .panel = PANEL_SET, .unused = dampening_unused},
    {TEXTS("hessian", "K",
           "eigenvalues 1,0.1, @FILE with a matrix or a list, or estimate, the run's", "1,0.1"),
     .letter = 'k', .always = ALWAYS_PRINTED | ALWAYS_WRITTEN, .kind = PARAMETER_MATRIX,
     .offset = AT(hessian), .unused = hessian_unused, .check = hessian_check},
    {TEXTS("hessian-scale", "κ", "common factor on all eigenvalues", "1"), .label = "common factor",
     REAL(hessian_scale), POSITIVE, .scale = SCALE_DECIMAL, .panel = PANEL_LARGE,
     .unused = hessian_scale_unused},
    {TEXTS("weight-decay", "ω", "adds ωI to K in the dynamics, as PyTorch's SGD does", "0"),
     .label = "weight decay", REAL(weight_decay), .least = 0, .most = 1e12, .scale = SCALE_DECIMAL,
     .panel = PANEL_SET, .unused = weight_decay_unused},
    {TEXTS("directions", "n",
           "keep the n sharpest eigen-directions of K, or positive: those with k > 0", "all"),
     .label = "directions", COUNT(directions), .least = 1, .most = DIMENSION_MAX,
     .words = WORD_ALL | WORD_POSITIVE, .panel = PANEL_SET, .unused = directions_unused},
    {TEXTS("eigenvalue", "k", "changed eigenvalues of a Hessian from a file, RANK:VALUE,...", ""),
     .kind = PARAMETER_EDITS, .offset = AT(edits), .unused = eigenvalue_unused},
    {TEXTS("optimizer", "", "update rule", "sgd"), .letter = 'o',
     CHOICE(optimizer, .id, optimizer_table)},
    {TEXTS("noise", "C", "gradient noise covariance", "white"), .letter = 'n',
     CHOICE(noise, .id, noise_table), .check = noise_check},
    {TEXTS("sigma2", "σ²", "strength of the white part", "1"), .label = "white noise", REAL(sigma2),
     .least = 0, .most = 1e12, .scale = SCALE_DECIMAL, .unused = sigma2_unused},
    {TEXTS("batch", "S", "minibatch size", "100"), COUNT(batch), .least = 1, .most = 1e12,
     .unused = batch_unused, .check = batch_check, .in_views = true},
    {TEXTS("samples", "N", "size of the data set", "inf"), .label = "data points", COUNT(samples),
     .least = 1, .most = 1e15, .words = WORD_INFINITE, .unused = samples_unused,
     .meant = experiment_samples, .in_views = true},
    {TEXTS("noise-scale", "a",
           "factor on the noise; auto: from S and N, but 1 for a matrix; batch: from S and N",
           "auto"),
     .label = "noise factor", REAL(noise_scale), .least = 0, .most = 1e12,
     .words = WORD_AUTO | WORD_BATCH, .scale = SCALE_DECIMAL, .unused = noise_scale_unused,
     .meant = noise_factor},
    {TEXTS("noise-matrix", "C", "entries c11,c12,c22 (upper triangle, row by row) or @FILE", ""),
     .kind = PARAMETER_MATRIX, .offset = AT(noise_matrix), .unused = noise_matrix_unused},
    {TEXTS("angle", "θ", "rotation of the eigenvectors in the plane of the first two axes, degrees",
           "0"),
     .label = "rotation, deg.", REAL(angle), .least = -360, .most = 360, .scale = SCALE_LINEAR,
     .step = 1, .panel = PANEL_LIST, .unused = angle_unused},
    {TEXTS("distribution", "", "distribution of the noise", "gaussian"),
     CHOICE(distribution, .id, distribution_table), .unused = distribution_unused,
     .of_walkers = true},
    {TEXTS("data", "", "CSV file with a header, or synthetic: made from K, samples and seed", ""),
     .kind = PARAMETER_FILE, TEXT(data)},
    {TEXTS("target", "y", "column of the data to predict (none: the last)", ""),
     .kind = PARAMETER_TEXT, TEXT(target), .unused = needs_data},
    {TEXTS("columns", "", "columns of the data, or of a run, to use, a,b, or to leave out, -a,-b",
           ""),
     .kind = PARAMETER_TEXT, TEXT(columns), .unused = needs_table},
    {TEXTS("delimiter", "", "what separates the columns of the data, or of a run as text", "auto"),
     CHOICE(delimiter, , delimiter_table), .panel = PANEL_NEVER, .unused = needs_table},
    {TEXTS("missing", "", "what to do with missing values in the data", "refuse"),
     CHOICE(missing, , missing_table), .panel = PANEL_NEVER, .unused = needs_data_file},
    {TEXTS("sampling", "", "how minibatches are drawn from the data", "replace"),
     CHOICE(sampling, , sampling_table), .unused = sampling_unused},
    {TEXTS("standardize", "", "centre the data's columns and scale them to variance 1", "no"),
     CHOICE(standardize, , no_yes_table), .unused = needs_data},
    {TEXTS("plane", "", "directions drawn where D > 2: 1,2 of K's, w1,w2 coordinates", "1,D"),
     .kind = PARAMETER_PLANE, .offset = AT(plane)},
    {TEXTS("walkers", "W", "independent walkers", "10000"), .label = "walkers", COUNT(walkers),
     .least = 1, .most = 1e9, .of_walkers = true},
    {TEXTS("steps", "T", "steps of each walker in headless commands", "1000"), COUNT(steps),
     .least = 1, .most = 1e12, .panel = PANEL_NEVER, .of_walkers = true},
    {TEXTS("average", "",
           "also watch an average of the iterates: none, ema:γ, window:L or window:L:c", "none"),
     FORM(average.kind, average_table), .of_practice = true},
    {TEXTS("schedule", "", "how the learning rate changes in a run", "constant"),
     CHOICE(schedule.shape, , schedule_table), .check = schedule_check, .of_practice = true},
    {TEXTS("schedule-steps", "T", "steps of the schedule; auto: as steps", "auto"),
     .label = "schedule's steps", COUNT(schedule.steps), .least = 1, .most = SCHEDULE_MOST,
     .words = WORD_AUTO, .panel = PANEL_SCHEDULE, .unused = schedule_steps_unused,
     .meant = schedule_steps_meant, .of_practice = true},
    {TEXTS("final", "r",
           "share of λ at the schedule's end; auto: 0, or 0.01 for exponential and step", "auto"),
     .label = "final share of λ", REAL(schedule.final), .least = 0, .most = 1, .words = WORD_AUTO,
     .scale = SCALE_LINEAR, .step = 0.01, .panel = PANEL_SCHEDULE, .unused = final_unused,
     .meant = final_meant, .check = final_check, .of_practice = true},
    {TEXTS("warmup", "", "steps in which λ rises linearly at first", "0"), .label = "warm-up",
     COUNT(schedule.warmup), .least = 0, .most = 1e9, .panel = PANEL_SCHEDULE, .of_practice = true,
     .check = warmup_check},
    {TEXTS("start", "",
           "where a schedule starts: stationary, minimum, or distance:d, d deviations away",
           "stationary"),
     FORM(start.kind, start_table), .of_practice = true},
    {TEXTS("iterates", "", "a recorded run, a row a step, or - for standard input", ""),
     .kind = PARAMETER_FILE, TEXT(iterates), .of_run = true},
    {TEXTS("gradients", "", "the gradients recorded beside the iterates", ""),
     .kind = PARAMETER_FILE, TEXT(gradients), .unused = needs_run, .of_run = true},
    {TEXTS("burn-in", "", "rows of the run to leave out", "auto"), COUNT(burn_in), .least = 0,
     .most = 1e15, .words = WORD_AUTO, .panel = PANEL_NEVER, .unused = needs_run, .of_run = true},
    {TEXTS("run-lambda", "λ", "the run's learning rate; auto: lambda", "auto"), REAL(run_lambda),
     POSITIVE, .words = WORD_AUTO, .panel = PANEL_NEVER, .unused = needs_run, .of_run = true,
     .of_rule = "lambda"},
    {TEXTS("run-mu", "μ", "the run's momentum; auto: mu", "auto"), REAL(run_mu), .least = 0,
     .most = 1, .most_open = true, .words = WORD_AUTO, .panel = PANEL_NEVER, .unused = needs_run,
     .of_run = true, .of_rule = "mu"},
    {TEXTS("run-nu", "ν", "the run's share of momentum; auto: nu", "auto"), REAL(run_nu),
     .least = 0, .most = 1, .words = WORD_AUTO, .panel = PANEL_NEVER, .unused = run_nu_unused,
     .of_run = true, .of_rule = "nu"},
    {TEXTS("run-dampening", "τ", "the run's dampening; auto: dampening", "auto"),
     REAL(run_dampening), .least = 0, .most = 1, .most_open = true, .words = WORD_AUTO,
     .panel = PANEL_NEVER, .unused = run_dampening_unused, .of_run = true, .of_rule = "dampening"},
    {TEXTS("run-optimizer", "", "the run's update rule", "auto"),
     CHOICE(run_optimizer, , run_optimizer_table), .unused = needs_run, .of_run = true,
     .of_rule = "optimizer"},
    {TEXTS("seed", "", "any 64-bit unsigned integer", "1"), .kind = PARAMETER_SEED,
     .offset = AT(seed)},
    {TEXTS("view", "", "the view", "scatter"), CHOICE(show.view, , view_choices),
     .always = ALWAYS_WRITTEN, .of_show = true},
    {TEXTS("quantity", "", "which of the view's quantities, from 1", "1"), COUNT(show.quantity),
     .least = 1, .most = 9, .panel = PANEL_NEVER, .of_show = true},
    {TEXTS("scale", "", "the view's scale", "own"), CHOICE(show.scale, , scale_table),
     .of_show = true},
    {TEXTS("zoom", "", "half the height of the scatter's window; auto: fitted", "auto"),
     REAL(show.zoom), POSITIVE, .words = WORD_AUTO, .panel = PANEL_NEVER, .of_show = true},
    {TEXTS("stretch", "", "horizontal units of the scatter as long as a vertical one", "1"),
     REAL(show.stretch), POSITIVE, .panel = PANEL_NEVER, .of_show = true},
    {TEXTS("start-x", "", "where the path starts, horizontally; auto: some deviations out", "auto"),
     REAL(show.start[0]), ANY, .words = WORD_AUTO, .panel = PANEL_NEVER, .of_show = true},
    {TEXTS("start-y", "", "and vertically", "auto"), REAL(show.start[1]), ANY, .words = WORD_AUTO,
     .panel = PANEL_NEVER, .of_show = true},
    {TEXTS("marks", "", "what the plot is drawn with", "auto"), CHOICE(show.marks, , marks_table),
     .of_show = true},
    {TEXTS("speed", "", "steps per second; inf: as many as possible", "100"), REAL(show.speed),
     POSITIVE, .words = WORD_INFINITE, .panel = PANEL_NEVER, .of_show = true},
    {TEXTS("pause", "", "the walkers stand still at first", "no"), CHOICE(show.pause, , flag_table),
     .of_show = true},
    {TEXTS("follow", "", "one walker's last steps are drawn", "no"),
     CHOICE(show.follow, , flag_table), .of_show = true},
    {TEXTS("own-ellipse", "", "the cloud's own 3σ ellipse is drawn", "no"),
     CHOICE(show.own_ellipse, , flag_table), .of_show = true},
    {TEXTS("projector", "", "the picture on the whole screen, for the back row (the key P)", "no"),
     CHOICE(show.projector, , flag_table), .of_show = true},
};

const size_t parameter_count = sizeof parameter_table / sizeof *parameter_table;
