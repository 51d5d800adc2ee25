/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "block_pool.h"
#include "measure_private.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/base/matrix.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

/* --- how the measured steps are divided ------------------------------------------------------- */

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b > 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* With shuffled passes the covariance depends on the step of the pass, and a stride that shares a
 * factor with the pass's length would miss some steps. Each stretch needs a whole pass, so few
 * walkers may get fewer stretches. */
static void meet_all_phases(struct measure_run *r, uint64_t span)
{
    uint64_t period = r->setting->setup->period;
    if (period < 2)
        return;
    while (r->stride > 1 && (common_divisor(r->stride, period) > 1 || span / r->stride < period))
        r->stride--;
    if (r->batches > span / r->stride / period)
        r->batches = span / r->stride / period > 0 ? span / r->stride / period : 1;
}

/* Many dimensions get few measurements, since each costs as much as a step. Time is divided into
 * stretches only if there are too few walkers to estimate the spread from. */
static void divide_time(struct measure_run *r)
{
    const struct measure_setting *s = r->setting;
    uint64_t span = s->steps - s->burn_in;
    uint64_t most = r->ensemble.n <= 16 ? 512 : 64;
    r->stride = (span + most - 1) / most;
    r->batches = 1;
    double samples = ceil((double)s->walkers / (double)r->group);
    double longest = (double)span / fmax(20 * s->relaxation, 1);
    if (samples < 256) {
        double want = ceil(256 / samples);
        r->batches = (uint64_t)fmax(1, fmin(want, longest));
        r->stride = span / (r->batches * most);
        r->stride = r->stride < 1 ? 1 : r->stride;
    }
    meet_all_phases(r, span);
    r->per_batch = span / r->stride / r->batches;
    if (r->per_batch == 0) {
        r->batches = 1;
        r->per_batch = span / r->stride;
    }
    /* Whole passes, so that each step of one has the same weight. */
    uint64_t period = s->setup->period;
    if (r->per_batch > period)
        r->per_batch -= r->per_batch % period;
}

/* --- whether the loss rises in the second half beyond chance ---------------------------------- */

/* The probability of a false alarm: that of a Gaussian number beyond five standard deviations.
 * Below the limit a walker's loss falls as often as it rises, so Student's law holds or errs on the
 * safe side. */
static const double chance = 2.87e-7;

static double student_quantile(double samples)
{
    return gsl_cdf_tdist_Qinv(chance, samples - 1);
}

/* One walker in one direction: the ratio of two squares of Gaussian numbers. */
static double rise_of_one(void)
{
    return log(gsl_cdf_fdist_Qinv(chance, 1, 1));
}

/* How far above 0 the mean of a channel may be by chance. Equal rises, and that of a single walker,
 * have no spread to compare with. */
static double chance_rise(const struct tally *rise, size_t channel)
{
    double error = tally_error(rise, channel);
    if (error > 1e-12 * fabs(rise->mean[channel]))
        return student_quantile(rise->samples) * error;
    return channel == RISE_LOG ? rise_of_one() : (double)INFINITY;
}

double measure_visible_rise(double walkers)
{
    static const double spread = 3; /* of the logarithm, from walker to walker */
    double sure = 2 * rise_of_one();
    return walkers < 2 ? sure : fmin(sure, 2 * student_quantile(walkers) * spread / sqrt(walkers));
}

/* The logarithm sees exponential growth in a few walkers; the loss sees slow growth in many. */
static bool loss_grows(const struct tally *rise)
{
    return rise->weight > 0 && (rise->mean[RISE_LOG] > chance_rise(rise, RISE_LOG) ||
                                rise->mean[RISE_LOSS] > chance_rise(rise, RISE_LOSS));
}

/* --- threads ---------------------------------------------------------------------------------- */

static void do_block(void *worker, size_t block)
{
    ensemble_thread_init();
    measure_block(worker, block);
}

/* In the order of the blocks, so that the sums do not depend on the number of threads. */
static void merge_block(void *worker, size_t block)
{
    const struct measure_worker *w = worker;
    struct measure_run *r = w->run;
    (void)block;
    r->overflowed += w->overflowed;
    for (size_t part = 0; part < r->parts && w->overflowed == 0; part++)
        tally_merge(&r->total[part], &w->tally[part]);
    if (w->overflowed == 0)
        tally_merge(&r->rise, &w->rise);
}

bool measure_takes_products(const struct problem *p)
{
    return p->axis == NULL || p->noise->matrix;
}

static struct status run_threads(struct measure_run *r)
{
    const struct block_pool pool = {.problem = r->setting->setup->problem,
                                    .threads = r->setting->threads,
                                    .blocks = r->ensemble.blocks,
                                    .cancel = r->setting->cancel,
                                    .size = sizeof(struct measure_worker),
                                    .run = r,
                                    .make = measure_worker_new,
                                    .free = measure_worker_free,
                                    .work = do_block,
                                    .merge = merge_block};
    return block_pool_run(&pool);
}

/* --- the measurement -------------------------------------------------------------------------- */

static void fill_matrix(const struct measure_run *r, const struct tally *from, double *covariance,
                        double *error)
{
    const struct problem *p = r->setting->setup->problem;
    size_t n = r->ensemble.n;
    for (size_t i = 0, c = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++, c++) {
            size_t row = i, column = j;
            double scale = measure_row_scale(r, i) * measure_row_scale(r, j);
            if (r->transform == NULL && !r->setting->in_eigen) {
                row = p->axis[i];
                column = p->axis[j];
            }
            covariance[row * n + column] = covariance[column * n + row] = scale * from->mean[c];
            error[row * n + column] = error[column * n + row] = scale * tally_error(from, c);
        }
}

static struct status measurement_new(const struct measure_setting *s, struct measurement *m)
{
    size_t n = s->setup->n;
    *m = (struct measurement){.n = n};
    bool has_average = s->setup->average.kind != AVERAGE_NONE;
    STATUS_TRY(numbers_new(&m->covariance, (has_average ? 4 : 2) * n * n, "the measurement"));
    m->error = m->covariance + n * n;
    if (has_average) {
        m->average.covariance = m->error + n * n;
        m->average.error = m->average.covariance + n * n;
    }
    if (s->plane[0] == NULL)
        return status_ok();
    STATUS_NEW(m->x, (has_average ? 4 : 2) * s->walkers, "the measurement");
    m->y = m->x + s->walkers;
    if (has_average) {
        m->average.x = m->y + s->walkers;
        m->average.y = m->average.x + s->walkers;
    }
    return status_ok();
}

void measurement_free(struct measurement *m)
{
    free(m->covariance);
    free(m->x);
    *m = (struct measurement){0};
}

static struct status prepare(struct measure_run *r)
{
    const struct measure_setting *s = r->setting;
    const struct problem *p = s->setup->problem;
    size_t n = s->setup->n;
    STATUS_TRY(ensemble_new(&r->ensemble, s->setup, s->walkers, s->seed));
    r->parts = s->setup->average.kind != AVERAGE_NONE ? 2 : 1;
    r->channels = measure_products(n) + 2;
    r->group = n <= OWN_SAMPLE ? 1 : GROUP;
    divide_time(r);
    for (size_t part = 0; part < r->parts; part++)
        STATUS_TRY(tally_new(&r->total[part], r->channels));
    STATUS_TRY(tally_new(&r->rise, RISES));
    if (p->modes == NULL && (p->axis != NULL || s->in_eigen))
        return status_ok();
    STATUS_TRY(numbers_new(&r->transform, n * n, "a transformation"));
    if (!s->in_eigen)
        return problem_transform(p, r->transform, NULL);
    for (size_t i = 0; i < n * n; i++) /* U T */
        r->transform[i] = p->modes->a[i] * p->stretch[i % n];
    return status_ok();
}

static void collect(struct measure_run *r, struct measurement *m)
{
    const struct measure_setting *s = r->setting;
    m->overflowed = r->overflowed;
    m->diverged = r->overflowed > 0 || loss_grows(&r->rise);
    const struct tally *iterates = &r->total[ENSEMBLE_ITERATES];
    const struct tally *averages = &r->total[ENSEMBLE_AVERAGES];
    size_t loss = r->channels - 2, trace = r->channels - 1;
    m->samples = iterates->samples;
    fill_matrix(r, iterates, m->covariance, m->error);
    m->loss = iterates->mean[loss];
    m->loss_error = tally_error(iterates, loss);
    m->trace = iterates->mean[trace];
    m->trace_error = tally_error(iterates, trace);
    if (r->parts > 1) {
        fill_matrix(r, averages, m->average.covariance, m->average.error);
        m->average.loss = averages->mean[loss];
        m->average.loss_error = tally_error(averages, loss);
    }
    float *const place[2][2] = {{m->x, m->y}, {m->average.x, m->average.y}};
    for (enum ensemble_part part = 0; part < r->parts && m->x != NULL; part++)
        for (int i = 0; i < 2; i++)
            ensemble_project(&r->ensemble, part, s->plane[i], s->walkers, place[part][i]);
}

struct status measure(const struct measure_setting *setting, struct measurement *out)
{
    struct measure_run r = {.setting = setting};
    struct measurement m = {0};
    if (setting->steps <= setting->burn_in)
        return status_error(STATUS_INPUT, "--steps: %llu steps end before the transient of %llu",
                            (unsigned long long)setting->steps,
                            (unsigned long long)setting->burn_in);
    struct status s = prepare(&r);
    STATUS_NEXT(s, measurement_new(setting, &m));
    if (s.code == STATUS_OK) {
        double start = clock_seconds();
        s = run_threads(&r);
        m.seconds = clock_seconds() - start;
    }
    if (s.code == STATUS_OK) {
        collect(&r, &m);
        *out = m;
    } else {
        measurement_free(&m);
    }
    for (size_t part = 0; part < r.parts; part++)
        tally_free(&r.total[part]);
    tally_free(&r.rise);
    free(r.transform);
    ensemble_free(&r.ensemble);
    return s;
}
