/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/measure.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/base/matrix.h"
#include "sgdscope/sim/tally.h"
#include "step_path.h"

#include <cblas.h>
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Walkers to a sample: each its own while the products are few, sixteen together beyond that. */
enum { OWN_SAMPLE = 4, GROUP = 16, MAX_THREADS = 256 };

/* Steps between two looks at cancel: a multiple of those between two looks for overflow, so that
 * these fall on the same steps as without. */
enum { PATIENCE = 64 };

/* The channels of `rise`. */
enum { RISE_LOSS, RISE_LOG, RISES };

/* What all threads share; written only in the ordered merge, under the lock. */
struct measure_run {
    const struct measure_setting *setting;
    struct ensemble ensemble;
    size_t channels;    /* n(n+1)/2 products, the loss and the trace */
    size_t group;       /* walkers to a sample */
    uint64_t stride;    /* steps between measurements */
    uint64_t per_batch; /* measurements to a stretch of time */
    uint64_t batches;
    double *transform; /* T, or NULL where w is a permutation of scaled y */
    pthread_mutex_t lock;
    pthread_cond_t merged;
    size_t next, done; /* blocks handed out, blocks merged */
    struct tally total;
    struct tally rise; /* of each walker's loss and its logarithm from T/2 to T */
    size_t lost;
    struct status status;
};

/* What one thread owns. */
struct measure_worker {
    struct measure_run *run;
    struct workspace space;
    struct tally tally, rise;
    double *half;   /* the losses of a block's walkers at T/2 */
    double *w;      /* a block in w's coordinates */
    double *sum;    /* products summed over a stretch of time */
    double *sample; /* one sample's channels */
    size_t sums;    /* groups in a block */
};

static size_t product_count(size_t n)
{
    return n * (n + 1) / 2;
}

/* --- one block -------------------------------------------------------------------------------- */

static double lane_loss(const struct ensemble *e, const struct problem *p, const double *y,
                        size_t lane)
{
    double sum = 0;
    for (size_t i = 0; i < e->n; i++)
        sum += p->kp[i] * y[i * e->lanes + lane] * y[i * e->lanes + lane];
    return 0.5 * sum;
}

static void keep_losses(const struct measure_worker *w, size_t block)
{
    const struct ensemble *e = &w->run->ensemble;
    const struct problem *p = w->run->setting->setup->problem;
    for (size_t l = 0; l < ensemble_used(e, block); l++)
        w->half[l] = lane_loss(e, p, ensemble_y(e, block), l);
}

static void tally_rises(struct measure_worker *w, size_t block)
{
    const struct ensemble *e = &w->run->ensemble;
    const struct problem *p = w->run->setting->setup->problem;
    for (size_t l = 0; l < ensemble_used(e, block); l++) {
        double loss = lane_loss(e, p, ensemble_y(e, block), l), half = w->half[l];
        const double rise[RISES] = {
            [RISE_LOSS] = loss - half, [RISE_LOG] = log(loss + DBL_MIN) - log(half + DBL_MIN)};
        tally_add(&w->rise, rise, 1);
    }
}

/* Own samples: sum[channel][lane]; the last channel is twice the loss. */
static void add_lanes(const struct measure_worker *w, const struct ensemble *e, const double *x,
                      const double *y, const double *kp)
{
    const struct step_path *path = step_path_of(draw_isa_best());
    size_t lanes = e->lanes, channel = 0;
    for (size_t i = 0; i < e->n; i++)
        for (size_t j = 0; j <= i; j++, channel++)
            path->product(lanes, x + i * lanes, x + j * lanes, w->sum + channel * lanes);
    double *loss = w->sum + channel * lanes;
    for (size_t i = 0; i < e->n; i++)
        path->square(lanes, kp[i], y + i * lanes, loss);
}

/* Groups: sum[group] is n×n (its lower half) and twice the loss. */
static void add_groups(const struct measure_worker *w, const struct ensemble *e, size_t used,
                       const double *x, const double *y, const double *kp)
{
    size_t n = e->n, lanes = e->lanes;
    for (size_t g = 0; g * GROUP < used; g++) {
        size_t first = g * GROUP, count = used - first < GROUP ? used - first : GROUP;
        double *sum = w->sum + g * (n * n + 1), loss = 0;
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, (int)n, (int)count, 1, x + first,
                    (int)lanes, 1, sum, (int)n);
        for (size_t i = 0; i < n; i++)
            for (size_t l = first; l < first + count; l++)
                loss += kp[i] * y[i * lanes + l] * y[i * lanes + l];
        sum[n * n] += loss;
    }
}

static void add_measurement(const struct measure_worker *w, size_t block)
{
    const struct measure_run *r = w->run;
    const struct ensemble *e = &r->ensemble;
    const double *y = ensemble_y(e, block), *x = y;
    if (r->transform != NULL) {
        int n = (int)e->n, lanes = (int)e->lanes;
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, lanes, n, 1, r->transform, n, y,
                    lanes, 0, w->w, lanes);
        x = w->w;
    }
    const double *kp = r->setting->setup->problem->kp;
    if (r->group == 1)
        add_lanes(w, e, x, y, kp);
    else
        add_groups(w, e, ensemble_used(e, block), x, y, kp);
}

/* Row i of what is measured is w's coordinate times 1/scale, see fill_matrix. */
static double row_scale(const struct measure_run *r, size_t i)
{
    const struct problem *p = r->setting->setup->problem;
    return r->transform == NULL ? p->s1[i] * p->s2[i] : 1;
}

/* Tr[w wᵀ] of one sample out of its products: by linearity its spread is that of the trace. */
static double sample_trace(const struct measure_run *r, const double *sample)
{
    double trace = 0;
    for (size_t i = 0; i < r->ensemble.n; i++)
        trace += row_scale(r, i) * row_scale(r, i) * sample[product_count(i + 1) - 1];
    return trace;
}

/* The sums of one stretch of time become samples. */
static void close_batch(struct measure_worker *w, size_t block)
{
    const struct measure_run *r = w->run;
    const struct ensemble *e = &r->ensemble;
    size_t n = e->n, products = product_count(n), used = ensemble_used(e, block);
    for (size_t g = 0; g * r->group < used; g++) {
        size_t left = used - g * r->group, count = left < r->group ? left : r->group;
        double weight = (double)count * (double)r->per_batch;
        if (r->group == 1) {
            for (size_t c = 0; c <= products; c++)
                w->sample[c] = w->sum[c * e->lanes + g] / weight;
        } else {
            const double *sum = w->sum + g * (n * n + 1);
            for (size_t i = 0, c = 0; i < n; i++)
                for (size_t j = 0; j <= i; j++, c++)
                    w->sample[c] = sum[i * n + j] / weight;
            w->sample[products] = sum[n * n] / weight;
        }
        w->sample[products] *= 0.5;
        w->sample[products + 1] = sample_trace(r, w->sample);
        tally_add(&w->tally, w->sample, weight);
    }
    memset(w->sum, 0, w->sums * sizeof *w->sum);
}

static int cancelled(const struct measure_run *r)
{
    const atomic_int *cancel = r->setting->cancel;
    return cancel != NULL && atomic_load_explicit(cancel, memory_order_relaxed) != 0;
}

/* `count` steps after step `at`. Returns the walkers lost. */
static size_t advance(struct measure_worker *w, size_t block, uint64_t at, uint64_t count)
{
    struct measure_run *r = w->run;
    size_t lost = 0;
    for (uint64_t done = 0; done < count && !cancelled(r); done += PATIENCE) {
        size_t steps = (size_t)(count - done < PATIENCE ? count - done : PATIENCE);
        lost =
            ensemble_advance(&r->ensemble, r->setting->setup, &w->space, block, at + done, steps);
    }
    return lost;
}

/* All steps of one block. Returns the walkers lost; a block that loses one is given up. */
static size_t run_block(struct measure_worker *w, size_t block)
{
    struct measure_run *r = w->run;
    const struct measure_setting *s = r->setting;
    uint64_t first_measured = s->steps - r->stride * r->per_batch * r->batches;
    uint64_t at = 0, in_batch = 0;
    tally_clear(&w->tally);
    tally_clear(&w->rise);
    memset(w->sum, 0, w->sums * sizeof *w->sum);
    while (at < s->steps) {
        /* Stop at whatever comes first: the half, the next measurement, the end. */
        uint64_t next = at < first_measured
                            ? first_measured
                            : first_measured + ((at - first_measured) / r->stride + 1) * r->stride;
        if (at < s->steps / 2 && next > s->steps / 2)
            next = s->steps / 2;
        size_t lost = advance(w, block, at, next - at);
        at = next;
        if (lost > 0 || cancelled(r))
            return lost;
        if (at == s->steps / 2)
            keep_losses(w, block);
        if (at > first_measured && (at - first_measured) % r->stride == 0) {
            add_measurement(w, block);
            if (++in_batch == r->per_batch) {
                close_batch(w, block);
                in_batch = 0;
            }
        }
    }
    if (s->steps / 2 > 0)
        tally_rises(w, block);
    return 0;
}

/* --- threads ---------------------------------------------------------------------------------- */

static int take_block(struct measure_run *r, size_t *block)
{
    pthread_mutex_lock(&r->lock);
    int taken = r->next < r->ensemble.blocks && !cancelled(r);
    if (taken)
        *block = r->next++;
    pthread_mutex_unlock(&r->lock);
    return taken;
}

/* Blocks are merged in their order, so that the sums do not depend on the threads. */
static void merge_block(struct measure_run *r, const struct measure_worker *w, size_t block,
                        size_t lost)
{
    pthread_mutex_lock(&r->lock);
    while (r->done != block)
        pthread_cond_wait(&r->merged, &r->lock);
    r->lost += lost;
    if (lost == 0) {
        tally_merge(&r->total, &w->tally);
        tally_merge(&r->rise, &w->rise);
    }
    r->done++;
    pthread_cond_broadcast(&r->merged);
    pthread_mutex_unlock(&r->lock);
}

static void worker_free(struct measure_worker *w)
{
    workspace_free(&w->space);
    tally_free(&w->tally);
    tally_free(&w->rise);
    free(w->half);
    free(w->w);
    free(w->sum);
    free(w->sample);
}

static struct status worker_new(struct measure_worker *w, struct measure_run *r)
{
    const struct ensemble *e = &r->ensemble;
    size_t n = e->n, groups = e->lanes / GROUP;
    *w = (struct measure_worker){.run = r};
    w->sums = r->group == 1 ? (product_count(n) + 1) * e->lanes : groups * (n * n + 1);
    w->sum = calloc(w->sums, sizeof *w->sum);
    w->sample = calloc(r->channels, sizeof *w->sample);
    w->half = calloc(e->lanes, sizeof *w->half);
    w->w = calloc(r->transform != NULL ? n * e->lanes : 1, sizeof *w->w);
    struct status s = status_ok();
    if (w->sum == NULL || w->sample == NULL || w->half == NULL || w->w == NULL)
        s = status_memory("the moments", (double)(w->sums + r->channels) * sizeof *w->sum);
    if (s.code == STATUS_OK)
        s = workspace_new(&w->space, e, r->setting->setup);
    if (s.code == STATUS_OK)
        s = tally_new(&w->tally, r->channels);
    if (s.code == STATUS_OK)
        s = tally_new(&w->rise, RISES);
    if (s.code != STATUS_OK)
        worker_free(w);
    return s;
}

static void *work(void *argument)
{
    struct measure_worker *w = argument;
    size_t block = 0;
    ensemble_thread_init();
    while (take_block(w->run, &block)) {
        size_t lost = run_block(w, block);
        merge_block(w->run, w, block, lost);
    }
    return NULL;
}

static struct status run_threads(struct measure_run *r)
{
    int wanted = r->setting->threads, started = 0;
    if ((size_t)wanted > r->ensemble.blocks)
        wanted = (int)r->ensemble.blocks;
    wanted = wanted < 1 ? 1 : wanted > MAX_THREADS ? MAX_THREADS : wanted;
    struct measure_worker *worker = calloc((size_t)wanted, sizeof *worker);
    pthread_t *thread = calloc((size_t)wanted, sizeof *thread);
    struct status s =
        worker == NULL || thread == NULL ? status_memory("threads", 1e3) : status_ok();
    int ready = 0;
    for (; ready < wanted && s.code == STATUS_OK; ready++)
        s = worker_new(&worker[ready], r);
    if (s.code != STATUS_OK)
        ready = ready > 0 ? ready - 1 : 0;
    /* Where no thread can be had the calling one does the work. */
    for (; s.code == STATUS_OK && started < wanted; started++)
        if (pthread_create(&thread[started], NULL, work, &worker[started]) != 0)
            break;
    if (s.code == STATUS_OK && started == 0)
        (void)work(&worker[0]);
    for (int i = 0; i < started; i++)
        (void)pthread_join(thread[i], NULL);
    for (int i = 0; i < ready; i++)
        worker_free(&worker[i]);
    free(worker);
    free(thread);
    return s;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b > 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Shuffled passes: the covariance differs from step to step of a pass, so a stride that shares a
 * factor with its length would miss some. Many measurements of few walkers may become fewer
 * stretches, that each has a whole pass. */
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

/* How the measured steps are divided. Few measurements of many dimensions, since each costs as much
 * as a step; stretches of time only where there are too few walkers to tell the spread from. */
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
    /* Whole passes, so that every step of one counts alike. */
    uint64_t period = s->setup->period;
    if (r->per_batch > period)
        r->per_batch -= r->per_batch % period;
}

/* What passes for growth happens by chance as rarely as a Gaussian number is five standard
 * deviations out. Below the limit a walker's rise is as often down as up, so that Student's law
 * holds or is on the safe side. */
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

/* How far above 0 the mean of a channel may be. Rises that are all alike, and that of a single
 * walker, have no spread to go by. */
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
static int still_grows(const struct measure_run *r)
{
    const struct tally *rise = &r->rise;
    return rise->weight > 0 && (rise->mean[RISE_LOG] > chance_rise(rise, RISE_LOG) ||
                                rise->mean[RISE_LOSS] > chance_rise(rise, RISE_LOSS));
}

static void fill_matrix(const struct measure_run *r, struct measurement *m)
{
    const struct problem *p = r->setting->setup->problem;
    size_t n = m->n;
    for (size_t i = 0, c = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++, c++) {
            size_t row = i, column = j;
            double scale = row_scale(r, i) * row_scale(r, j);
            if (r->transform == NULL) {
                row = p->axis[i];
                column = p->axis[j];
            }
            m->covariance[row * n + column] = m->covariance[column * n + row] =
                scale * r->total.mean[c];
            m->error[row * n + column] = m->error[column * n + row] =
                scale * tally_error(&r->total, c);
        }
}

static struct status measurement_new(const struct measure_setting *s, struct measurement *m)
{
    size_t n = s->setup->n;
    *m = (struct measurement){.n = n};
    m->covariance = calloc(n * n, sizeof *m->covariance);
    m->error = calloc(n * n, sizeof *m->error);
    if (s->plane[0] != NULL) {
        m->x = calloc(s->walkers, sizeof *m->x);
        m->y = calloc(s->walkers, sizeof *m->y);
    }
    if (m->covariance == NULL || m->error == NULL ||
        (s->plane[0] != NULL && (m->x == NULL || m->y == NULL))) {
        measurement_free(m);
        return status_memory("the measurement", 2.0 * (double)(n * n) * sizeof *m->error);
    }
    return status_ok();
}

void measurement_free(struct measurement *m)
{
    free(m->covariance);
    free(m->error);
    free(m->x);
    free(m->y);
    *m = (struct measurement){0};
}

static struct status prepare(struct measure_run *r)
{
    const struct measure_setting *s = r->setting;
    const struct problem *p = s->setup->problem;
    size_t n = s->setup->n;
    STATUS_TRY(ensemble_new(&r->ensemble, n, s->walkers, s->seed));
    STATUS_TRY(ensemble_equip(&r->ensemble, s->setup));
    r->channels = product_count(n) + 2;
    r->group = n <= OWN_SAMPLE ? 1 : GROUP;
    divide_time(r);
    STATUS_TRY(tally_new(&r->total, r->channels));
    STATUS_TRY(tally_new(&r->rise, RISES));
    if (p->axis != NULL && p->mix == NULL)
        return status_ok();
    r->transform = calloc(n * n, sizeof *r->transform);
    if (r->transform == NULL)
        return status_memory("a transformation", (double)(n * n) * sizeof *r->transform);
    return problem_transform(p, r->transform, NULL);
}

static void collect(struct measure_run *r, struct measurement *m)
{
    const struct measure_setting *s = r->setting;
    m->lost = r->lost;
    m->diverged = r->lost > 0 || still_grows(r);
    m->samples = r->total.samples;
    fill_matrix(r, m);
    m->loss = r->total.mean[r->channels - 2];
    m->loss_error = tally_error(&r->total, r->channels - 2);
    m->trace = r->total.mean[r->channels - 1];
    m->trace_error = tally_error(&r->total, r->channels - 1);
    if (m->x != NULL) {
        ensemble_project(&r->ensemble, s->plane[0], s->walkers, m->x);
        ensemble_project(&r->ensemble, s->plane[1], s->walkers, m->y);
    }
}

struct status measure(const struct measure_setting *setting, struct measurement *out)
{
    struct measure_run r = {.setting = setting};
    struct measurement m = {0};
    if (setting->steps <= setting->burn_in)
        return status_error(STATUS_INPUT, "--steps: %llu steps end before the transient of %llu",
                            (unsigned long long)setting->steps,
                            (unsigned long long)setting->burn_in);
    (void)pthread_mutex_init(&r.lock, NULL);
    (void)pthread_cond_init(&r.merged, NULL);
    struct status s = prepare(&r);
    if (s.code == STATUS_OK)
        s = measurement_new(setting, &m);
    if (s.code == STATUS_OK) {
        double start = clock_seconds();
        s = run_threads(&r);
        m.seconds = clock_seconds() - start;
        if (s.code == STATUS_OK && cancelled(&r))
            s = status_error(STATUS_CANCEL, "the simulation: given up on request");
    }
    if (s.code == STATUS_OK) {
        collect(&r, &m);
        *out = m;
    } else {
        measurement_free(&m);
    }
    tally_free(&r.total);
    tally_free(&r.rise);
    free(r.transform);
    ensemble_free(&r.ensemble);
    (void)pthread_cond_destroy(&r.merged);
    (void)pthread_mutex_destroy(&r.lock);
    return s;
}
