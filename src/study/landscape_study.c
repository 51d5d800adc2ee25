/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/base/number.h"
#include "sgdscope/theory/direction.h"

#include <math.h>
#include <stdlib.h>

/* Sec. 4.6: the loss along the sharpest direction; the effective loss, in which continuous-time
 * noise would give the walkers' density; and that density measured. */

enum { BINS = 41 };

static const double wide = 3.5;           /* standard deviations shown to either side */
static const double samples_wanted = 2e6; /* then the marks hide the errors */

struct histogram {
    struct job job;
    struct probe probe;
    double half, unit;          /* unit: hT, what −ln P is multiplied by */
    uint64_t sample_at, stride; /* sample_at: the step of the next sample */
    double count[BINS], samples, squares;
};

static void take_samples(struct histogram *h)
{
    probe_read(&h->probe, h->probe.value);
    for (size_t w = 0; w < h->probe.walkers; w++) {
        double x = (double)h->probe.value[w], bin = floor((x + h->half) / (2 * h->half) * BINS);
        if (!isfinite(x))
            continue;
        h->samples++;
        h->squares += x * x;
        if (bin >= 0 && bin < BINS)
            h->count[(int)bin]++;
    }
}

/* A sample of all walkers every few relaxation times, so that they are independent. */
static enum job_state advance(struct job *j)
{
    struct histogram *h = (struct histogram *)j;
    if (h->samples >= samples_wanted)
        return JOB_DONE;
    (void)probe_advance(&h->probe, h->sample_at);
    if (h->probe.step == h->sample_at) {
        take_samples(h);
        h->sample_at += h->stride;
    }
    return JOB_RUNNING;
}

/* −hT ln(P/P(0)), P(0) from the measured variance: a Gaussian's is 1/√(2πΣ). */
static void fill(const struct job *j, struct chart *out)
{
    const struct histogram *h = (const struct histogram *)j;
    struct series *s = chart_add(out, SERIES_SIMULATION);
    double width = 2 * h->half / BINS, peak = sqrt(2 * PI * h->squares / h->samples);
    for (int i = 0; i < BINS; i++) {
        double x = -h->half + (i + 0.5) * width, p = h->count[i] / (h->samples * width);
        if (h->count[i] >= 20)
            series_put(s, x, -h->unit * log(p * peak), h->unit / sqrt(h->count[i]));
    }
}

static void free_histogram(struct job *j)
{
    struct histogram *h = (struct histogram *)j;
    probe_free(&h->probe);
    free(h);
}

static const struct job_class histogram_class = {advance, fill, free_histogram};

/* Along the sharpest direction. */
static struct status start_histogram(const struct study_context *q,
                                     const struct stability *stability, double half, double unit,
                                     struct chart *out, struct job **job)
{
    double direction[DIMENSION_MAX] = {0};
    const struct subject subject = {q->experiment, q->problem, stability, direction,
                                    ENSEMBLE_ITERATES};
    struct histogram *h = NULL;
    STATUS_NEW(h, 1, "the histogram");
    *job = &h->job;
    *h = (struct histogram){.job.class = &histogram_class, .half = half, .unit = unit};
    direction[stability->sharpest] = 1;
    STATUS_TRY(probe_make(q, &subject, &h->probe));
    if (!probe_can_wait(&h->probe, h->probe.transient, out)) {
        free_histogram(*job);
        *job = NULL;
        return status_ok();
    }
    h->sample_at = (uint64_t)h->probe.transient;
    h->stride = (uint64_t)fmax(1, ceil(2 * h->probe.stability.relaxation));
    return probe_start(&h->probe, q->experiment->seed);
}

/* by_data: λT over the exact variance of real minibatches, else NaN. Thm 1 is exact if the noise is
 * constant, else it is the theory of constant noise. */
static void put_curves(const struct problem *p, const struct landscape *l, double by_data,
                       double half, struct chart *out)
{
    const struct {
        enum series_role role;
        double k;
    } curve[] = {
        {SERIES_CONTINUOUS, l->plain},
        {SERIES_PAPER, l->printed},
        {problem_noise_is_constant(p) ? SERIES_DISCRETE : SERIES_CONSTANT, l->exact},
        {SERIES_DISCRETE, by_data},
    };
    for (size_t i = 0; i < sizeof curve / sizeof *curve; i++)
        if (isfinite(curve[i].k))
            series_put_parabola(chart_add(out, curve[i].role), curve[i].k, half);
}

/* The exact variance along mode i for real minibatches, NaN for other noise. */
static struct status variance_of_data(const struct problem *p, const struct stability *stability,
                                      size_t i, double *out)
{
    struct covariance c = {0};
    bool exists = false;
    struct status s = status_ok();
    if (p->data.batch > 0)
        s = theory_solve(THEORY_DISCRETE, p, stability, &c, &exists);
    *out = s.code == STATUS_OK && exists ? covariance_at(&c, i, i) : (double)NAN;
    covariance_free(&c);
    return s;
}

static void put_notes(const struct problem *p, const struct landscape *l, double by_data,
                      struct chart *out)
{
    double felt = isfinite(by_data) ? by_data : l->exact;
    if (isfinite(felt))
        chart_note(out, "they feel a curvature of %.4g instead of %.4g%s", felt, l->plain,
                   problem_noise_is_constant(p) || isfinite(by_data) ? "" : ", were C constant");
    else
        chart_note(out, "they feel no well any more; its curvature is k = %.4g", l->plain);
    if (isfinite(by_data) && isfinite(l->exact))
        chart_note(out, "if the noise C were constant: %.4g", l->exact);
    if (isfinite(l->printed))
        chart_note(out, "Thm 1; sec. 4.6's k+λk²/2 = %.4g: wrong sign", l->printed);
}

/* The theorem is for isotropic noise; along one direction T is that of the direction. */
static void put_temperature(const struct problem *p, double noise, struct chart *out)
{
    if (p->state > 0)
        chart_note(out, "not measured: state noise is not constant");
    else if (!noise_is_isotropic(p->noise))
        chart_note(out, "T = ½ C₁₁ = %.4g of this direction; sec. 4.6: isotropic noise", noise / 2);
    if (p->optimizer->preconditioner != NULL)
        chart_note(out, "w in the coordinates in which Λ = λI");
}

struct status landscape_study(const struct study_context *q, struct chart *out, struct job **job)
{
    const struct problem *p = q->problem;
    struct stability stability;
    STATUS_TRY(stability_solve(p, &stability));
    const struct rule *r = &p->rule;
    size_t i = stability.sharpest;
    struct landscape l = landscape_along(r, p->curvature[i]);
    double noise = problem_noise(p, i, i);
    /* C = 2T·I along this direction; h of landscape_along. */
    double unit = rule_continuous_rate(r) * noise / 2;
    double exact = 0, variance = pair_gain(r, p->curvature[i], p->curvature[i]) * noise;
    STATUS_TRY(variance_of_data(p, &stability, i, &exact));
    if (isfinite(exact))
        variance = exact;
    bool measured = stability.stable && unit > 0 && !(p->state > 0);
    double half = measured ? wide * sqrt(variance) : 1;
    put_curves(p, &l, unit / exact, half, out);
    put_notes(p, &l, unit / exact, out);
    put_temperature(p, noise, out);
    if (!measured)
        return status_ok();
    return start_histogram(q, &stability, half, unit, out, job);
}
