/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/sim/loss_course.h"
#include "sgdscope/theory/average.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Šidák: n Gaussian numbers are all within z at least as often as n independent ones. */
double verdict_allowed_z(double z_limit, double comparisons, double samples)
{
    double outside = 2 * gsl_cdf_ugaussian_Q(z_limit);
    double p = -expm1(log1p(-outside) / comparisons);
    if (samples < 2 || p < 1e-300)
        return z_limit;
    return gsl_cdf_tdist_Qinv(p / 2, samples - 1);
}

bool verdict_is_decisive(double z_limit, double comparisons, double samples, double relative_error)
{
    static const double many = 1e9, rough = 0.125;
    if (samples < 2 || relative_error > rough)
        return false;
    return verdict_allowed_z(z_limit, comparisons, samples) <=
           3 * verdict_allowed_z(z_limit, comparisons, many);
}

/* Walkers that happen to be close together also have a small error. With that alone a right theory
 * would be called wrong too often. */
double verdict_deviation(const struct compared *c)
{
    double difference = fabs(c->measured - c->theory);
    /* Rounding and the rest of the transient are no disagreement. */
    if (difference <= 1e-9 * c->theory_size + c->rounding)
        return 0;
    double widening = c->measured_size > 0 ? c->theory_size / c->measured_size : 1;
    return difference / (fmax(c->error, 0) * fmax(widening, 1));
}

/* If the minibatch is the whole data set there is no noise, but a sum of large terms leaves a
 * gradient of 1e-16: how large w² may be then along the flattest direction. */
static double rounding_of(const struct problem *p)
{
    double trace = 0, k = p->k_least + p->decay;
    for (size_t i = 0; p->data.batch > 0 && i < p->n; i++)
        trace += p->data.noise->a[i * p->n + i];
    return 1e-26 * trace / (k * k);
}

struct compared verdict_mean(double measured, double error, double theory)
{
    return (struct compared){measured, error, theory, measured, theory, 0};
}

struct compared verdict_element(const double *measured, const double *error,
                                const struct matrix *theory, size_t i, size_t j)
{
    size_t n = theory->n, at = i * n + j, ii = i * n + i, jj = j * n + j;
    return (struct compared){
        .measured = measured[at],
        .error = error[at],
        .theory = theory->a[at],
        .measured_size = sqrt(measured[ii] * measured[jj]),
        .theory_size = sqrt(theory->a[ii] * theory->a[jj]),
    };
}

/* A loss and a covariance beside what theory says. */
static double largest_of(const struct problem *p, const struct compared *loss,
                         const double *measured, const double *error,
                         const struct prediction *theory)
{
    double rounding = rounding_of(p);
    struct compared of_loss = *loss;
    of_loss.rounding = rounding * (p->k_most + p->decay);
    double most = verdict_deviation(&of_loss);
    for (size_t i = 0; i < theory->covariance.n; i++)
        for (size_t j = 0; j <= i; j++) {
            struct compared c = verdict_element(measured, error, &theory->covariance, i, j);
            c.rounding = rounding;
            most = fmax(most, verdict_deviation(&c));
        }
    return most;
}

static double largest_z(const struct result *r, const struct measurement *m,
                        enum theory_kind against)
{
    const struct prediction *one = &r->theory[against], *averaged = &r->average[against];
    const struct compared loss = verdict_mean(m->loss, m->loss_error, one->loss);
    double most = largest_of(r->problem, &loss, m->covariance, m->error, one);
    if (averaged->covariance.n == 0)
        return most;
    const struct measured_average *a = &m->average;
    const struct compared of_average = verdict_mean(a->loss, a->loss_error, averaged->loss);
    return fmax(most, largest_of(r->problem, &of_average, a->covariance, a->error, averaged));
}

/* The unit vector of a drawn axis in the result's coordinates. */
static void drawn_direction(const struct result *r, int which, double *out)
{
    double u[DIMENSION_MAX];
    problem_plane(r->problem, r->experiment->plane, which, r->shape.in_eigen ? u : out);
    if (r->shape.in_eigen)
        problem_turn(r->problem, u, out);
}

/* The share of walkers in the 3σ ellipse of a covariance in the drawn plane. */
static double share_inside(const struct result *r, const struct measurement *m,
                           const struct matrix *covariance)
{
    size_t walkers = (size_t)r->experiment->walkers;
    double u[DIMENSION_MAX], v[DIMENSION_MAX];
    if (covariance->n == 0)
        return (double)NAN;
    drawn_direction(r, 0, u);
    drawn_direction(r, 1, v);
    const struct ellipse e =
        ellipse_make(covariance->n == 1 ? 1 : 2, matrix_form(covariance, u, u),
                     matrix_form(covariance, u, v), matrix_form(covariance, v, v));
    return (double)ellipse_count(&e, walkers, m->x, m->y) / (double)walkers;
}

/* The largest --steps. */
static const double most_steps = 1e12;

struct status verdict_burn_in(const struct experiment *e, double steps,
                              const struct stability *stability, const char *of, uint64_t *burn_in)
{
    double transient = stability_transient(stability) + average_memory(&e->average);
    if (!stability->stable) {
        *burn_in = (uint64_t)(steps / 2);
        return status_ok();
    }
    if (2 * transient > most_steps)
        return status_error(STATUS_INPUT,
                            "--steps: the transient takes %.3g steps, too many to be simulated",
                            transient);
    if (transient >= steps)
        return status_error(STATUS_INPUT,
                            "--steps: %.0f steps end before the transient of %.0f%s has passed; "
                            "try --steps %.0f",
                            steps, transient, of, 2 * transient);
    *burn_in = (uint64_t)fmax(transient, steps / 10);
    return status_ok();
}

/* Where theory says that the walkers diverge and no growth is seen, there must have been enough
 * walkers and steps to see it. Between T/2 and T the loss at least doubles. */
static struct status require_visible_growth(const struct result *r, const struct measurement *m)
{
    const struct experiment *e = r->experiment;
    double growth = r->stability.growth * e->steps;
    double expected = growth > log(2) || e->steps < 20 ? growth : log(2);
    if (r->stability.stable || m->diverged)
        return status_ok();
    if (m->loss == 0)
        return status_error(STATUS_INPUT, "--noise: there is none, so the walkers never leave the "
                                          "minimum and cannot show that it is unstable");
    /* The mean square grows, but most walkers may still come back. */
    if (r->problem->state > 0 || r->problem->data.batch > 0)
        return status_error(
            STATUS_INPUT,
            "--lambda: beyond the mean-square limit the walkers diverge in rare bursts, which no "
            "number of walkers shows reliably; a smaller λ can be checked");
    if (e->steps < 4 || expected < measure_visible_rise(e->walkers))
        return status_error(
            STATUS_INPUT,
            "--steps: %.0f steps of %.0f walkers are too few to see a growth of %.3g "
            "per step",
            e->steps, e->walkers, r->stability.spectral_radius);
    return status_ok();
}

/* The losses along a schedule as a theory has them; NULL if it says nothing of them. */
static const double *course_of(const struct result *r, enum theory_kind against)
{
    return against == THEORY_DISCRETE     ? r->schedule.course.discrete
           : against == THEORY_CONTINUOUS ? r->schedule.course.continuous
                                          : NULL;
}

/* The first step at which theory is beyond what walkers can hold; T+1 if there is none. */
static uint64_t overflow_of(const struct result *r, const double *theory)
{
    static const double too_large = 1e200; /* a loss at which walkers overflow */
    uint64_t t = 0;
    while (t <= r->schedule.course.steps && theory[t] < too_large)
        t++;
    return t;
}

/* When walkers are measured along the schedule. */
static uint64_t measured_time(const struct result *r, size_t i)
{
    const double steps = r->schedule.schedule.steps, times = fmin(SCHEDULE_TIMES, steps);
    return (uint64_t)floor(steps * ((double)i + 1) / times);
}

/* A verdict needs something that it compares. */
static struct status require_comparable(const struct result *r, enum theory_kind against)
{
    const double *theory = course_of(r, against);
    const uint64_t overflow = theory != NULL ? overflow_of(r, theory) : 0;
    if (theory == NULL || measured_time(r, 0) < overflow)
        return status_ok();
    return status_error(STATUS_INPUT,
                        "--schedule: the loss is beyond 1e200 from step %llu on, where walkers "
                        "overflow, before the first comparison, at step %llu; lower --lambda or "
                        "--schedule-steps",
                        (unsigned long long)overflow, (unsigned long long)measured_time(r, 0));
}

/* The largest deviation along the schedule, until theory is beyond what walkers can hold. */
static double schedule_z(const struct result *r, const struct verdict *v)
{
    const struct measured_schedule *m = &v->schedule;
    const double *theory = course_of(r, v->against);
    const uint64_t overflow = overflow_of(r, theory);
    double most = 0;
    for (size_t i = 0; i < m->times && m->time[i] < overflow; i++) {
        const uint64_t t = m->time[i];
        const struct compared c = verdict_mean(m->loss[i].mean, m->loss[i].error, theory[t]);
        most = fmax(most, isfinite(c.measured) ? verdict_deviation(&c) : (double)INFINITY);
    }
    return most;
}

/* How many comparisons a verdict makes. */
static double comparisons(const struct result *r, enum theory_kind against)
{
    double n = (double)r->problem->n, of_schedule = course_of(r, against) ? SCHEDULE_TIMES : 0;
    return (n * (n + 1) / 2 + 1) * (r->average[against].covariance.n > 0 ? 2 : 1) + of_schedule;
}

static void compare(const struct result *r, const struct verdict_setting *setting,
                    struct verdict *v)
{
    const struct measurement *m = &v->simulation;
    const struct prediction *one = &r->theory[v->against];
    for (int t = 0; t < THEORY_COUNT; t++)
        v->inside[t] = setting->plane ? share_inside(r, m, &r->theory[t].covariance) : (double)NAN;
    v->z_max = (double)NAN;
    v->z_allowed = verdict_allowed_z(setting->z_limit, comparisons(r, v->against), m->samples);
    const bool exists = one->covariance.n > 0, has_course = course_of(r, v->against) != NULL;
    if (exists && !m->diverged)
        v->z_max = largest_z(r, m, v->against);
    if (has_course)
        v->z_max = fmax(v->z_max, schedule_z(r, v)); /* the one that is a number */
    v->agrees = exists != m->diverged && (v->z_max <= v->z_allowed || (!exists && !has_course));
}

struct status measure_subject(const struct subject *s, const struct verdict_setting *how,
                              uint64_t burn_in, struct measurement *out)
{
    const struct experiment *e = s->experiment;
    struct engine_setup *setup = NULL;
    double direction[2][DIMENSION_MAX];
    STATUS_TRY(engine_setup_make(how->setups, s->problem, &setup));
    setup->average = e->average;
    for (int i = 0; i < 2; i++)
        problem_direction(s->problem, e->plane, i, direction[i]);
    const struct measure_setting setting = {
        .setup = setup,
        .walkers = (size_t)e->walkers,
        .seed = how->seed,
        .steps = (uint64_t)e->steps,
        .burn_in = burn_in,
        .relaxation = fmin(s->stability->relaxation + average_memory(&e->average), e->steps),
        .plane = {how->plane ? direction[0] : NULL, how->plane ? direction[1] : NULL},
        .in_eigen = how->in_eigen,
        .threads = how->threads,
        .cancel = how->cancel,
    };
    struct status status = measure(&setting, out);
    engine_setup_free(setup);
    return status;
}

/* The loss along the schedule, at times that are evenly spaced. */
static struct status measure_schedule(const struct result *r, const struct verdict_setting *how,
                                      struct measured_schedule *out)
{
    const struct result_schedule *asked = &r->schedule;
    struct engine_setup *setup = NULL;
    if (!(asked->schedule.steps > 0))
        return status_ok();
    out->times = (size_t)fmin(SCHEDULE_TIMES, asked->schedule.steps);
    for (size_t i = 0; i < out->times; i++)
        out->time[i] = measured_time(r, i);
    STATUS_TRY(engine_setup_make(how->setups, r->problem, &setup));
    setup->schedule = asked->schedule;
    if (asked->start == NULL)
        setup->schedule_from = stability_transient_steps(&r->stability);
    const struct loss_course course = {
        .setup = setup,
        .walkers = (size_t)r->experiment->walkers,
        .seed = how->seed,
        .start = asked->start,
        .times = out->times,
        .time = out->time,
        .threads = how->threads,
        .cancel = how->cancel,
    };
    struct status s = loss_course_measure(&course, out->loss);
    engine_setup_free(setup);
    return s;
}

/* Errors for what no simulation can decide. */
static struct status require_testable(const struct result *r, enum theory_kind against,
                                      uint64_t burn_in)
{
    const struct problem *p = r->problem;
    if (stability_is_marginal(p, &r->stability))
        return status_error(STATUS_INPUT,
                            "--noise: there is none along a direction, which this optimizer then "
                            "takes to its limit; the walkers never leave the minimum along it");
    if (!r->stability.stable)
        return status_ok();
    if (!theory_is_known(against, p))
        return status_error(STATUS_INPUT,
                            "--sampling: no exact theory of shuffled passes is known; "
                            "try --against constant");
    if (problem_has_passes(p)) {
        size_t pass = p->data.rows / p->data.batch;
        if (r->experiment->steps - (double)burn_in < (double)pass)
            return status_error(STATUS_INPUT,
                                "--steps: after the transient of %llu there is not one pass of "
                                "%zu steps",
                                (unsigned long long)burn_in, pass);
    }
    if (stability_has_fourth_moment(p, &r->stability))
        return status_ok();
    if (p->data.batch > 0)
        return status_error(STATUS_INPUT,
                            "--lambda: so close to the mean-square limit minibatches leave w "
                            "without a fourth moment, so a measured covariance has no error bar; "
                            "lower --lambda or raise --batch");
    return status_error(STATUS_INPUT, "--noise: state noise so close to its limit leaves w without "
                                      "a fourth moment, so a measured covariance has no error "
                                      "bar; lower --lambda or --noise-scale");
}

static struct status require_samples(const struct result *r, const struct measurement *m,
                                     const struct verdict_setting *setting)
{
    if (m->diverged || verdict_is_decisive(setting->z_limit, comparisons(r, setting->against),
                                           m->samples, m->loss_error / m->loss))
        return status_ok();
    return status_error(STATUS_INPUT,
                        "--walkers: error bars from %.0f independent samples are too rough to "
                        "decide; raise --walkers or --steps",
                        m->samples);
}

struct status verdict_make(const struct result *r, const struct verdict_setting *setting,
                           struct verdict *v)
{
    const struct experiment *e = r->experiment;
    struct verdict made = {.against = setting->against};
    STATUS_TRY(r->schedule.refused);
    STATUS_TRY(verdict_burn_in(e, e->steps, &r->stability, "", &made.burn_in));
    STATUS_TRY(require_testable(r, setting->against, made.burn_in));
    STATUS_TRY(require_comparable(r, setting->against));
    const struct subject subject = {e, r->problem, &r->stability, NULL, ENSEMBLE_ITERATES};
    struct verdict_setting how = *setting;
    how.in_eigen = r->shape.in_eigen;
    STATUS_TRY(measure_subject(&subject, &how, made.burn_in, &made.simulation));
    struct status s = require_visible_growth(r, &made.simulation);
    STATUS_NEXT(s, measure_schedule(r, &how, &made.schedule));
    STATUS_NEXT(s, require_samples(r, &made.simulation, setting));
    if (s.code == STATUS_OK) {
        made.updates_per_second = e->walkers * e->steps / fmax(made.simulation.seconds, 1e-9);
        compare(r, setting, &made);
        *v = made;
    } else {
        measurement_free(&made.simulation);
    }
    return s;
}
