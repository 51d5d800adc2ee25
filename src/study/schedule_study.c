/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/study/schedule_start.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The expected loss along a schedule of the learning rate, which is the last series (theory.md
 * section 17). */

/* Multiplications for theory while somebody waits. */
static const double most = 5e8;

/* What each part of the study asks. */
struct course_question {
    const struct study_context *context;
    struct stability stability;
    struct schedule schedule;
    double *start;       /* y, or NULL: the stationary state */
    const double *along; /* the direction whose variance is asked for; NULL: the loss */
};

/* --- the times -------------------------------------------------------------------------------- */

struct course_times {
    size_t count;
    uint64_t t[SERIES_POINTS]; /* rising, from 0 to the last step */
};

static void add_time(struct course_times *at, uint64_t t)
{
    size_t i = at->count;
    while (i > 0 && at->t[i - 1] > t)
        i--;
    if (i > 0 && at->t[i - 1] == t)
        return;
    for (size_t j = at->count++; j > i; j--)
        at->t[j] = at->t[j - 1];
    at->t[i] = t;
}

/* When walkers are measured: from the stationary state at its start too. */
static size_t measured_times(const struct experiment *e, const struct schedule *s,
                             uint64_t time[TRANSIENT_JOB_TIMES])
{
    const bool is_late = e->start.kind == START_STATIONARY;
    return spread_times(is_late ? 0 : 1, (uint64_t)s->steps, TRANSIENT_JOB_TIMES, time);
}

/* Evenly spread, where walkers are measured, and both sides of a jump of the learning rate. */
static void spread(const struct experiment *e, const struct schedule *s, struct course_times *at)
{
    enum { SPREAD = SERIES_POINTS - TRANSIENT_JOB_TIMES - 2 };
    const uint64_t last = (uint64_t)s->steps, jump = (last + 1) / 2 + 1;
    uint64_t measured[TRANSIENT_JOB_TIMES];
    const size_t count = measured_times(e, s, measured);
    at->count = spread_times(0, last, SPREAD, at->t);
    for (size_t i = 0; i < count; i++)
        add_time(at, measured[i]);
    if (s->shape != SCHEDULE_STEP || jump > last)
        return;
    add_time(at, jump - 1);
    add_time(at, jump);
}

/* --- the curves ------------------------------------------------------------------------------- */

static double rate_at(const struct course_question *q, uint64_t t)
{
    const double share = schedule_share(&q->schedule, t > 0 ? t : 1);
    return q->context->problem->rule.lambda * share;
}

static void put_rate(const struct course_question *q, const struct course_times *at,
                     struct chart *out)
{
    struct series *s = chart_add(out, SERIES_RATE);
    for (size_t i = 0; i < at->count; i++)
        series_put(s, (double)at->t[i], rate_at(q, at->t[i]), 0);
}

static void put_course(const struct course_times *at, const double *loss, enum series_role role,
                       struct chart *out)
{
    struct series *s = loss != NULL ? chart_add(out, role) : NULL;
    for (size_t i = 0; i < at->count && s != NULL; i++)
        series_put(s, (double)at->t[i], loss[at->t[i]], 0);
}

static void put_level(const struct schedule *s, double lambda, enum series_role role,
                      struct chart *out)
{
    struct series *level = chart_add(out, role);
    series_put(level, 0, lambda, 0);
    series_put(level, s->steps, lambda, 0);
}

/* The learning rate that is best for a start which does not depend on it. */
static struct status note_best(const struct course_question *q, struct chart *out)
{
    const struct study_context *c = q->context;
    struct course_best best;
    if (!schedule_has_best(c->experiment, c->problem, most))
        return status_ok();
    STATUS_TRY(study_still_wanted(c));
    STATUS_TRY(
        course_best(c->problem, &q->schedule, q->start, q->stability.lambda_max, most, &best));
    if (course_best_at_end(&best) != NULL) {
        chart_note(out, "from this start %s", course_best_at_end(&best));
        return status_ok();
    }
    put_level(&q->schedule, best.lambda[1], SERIES_BEST_LEVEL_CONTINUOUS, out);
    put_level(&q->schedule, best.lambda[0], SERIES_BEST_LEVEL, out);
    chart_note(out, "best λ = %.4g ends at %.4g; continuous: %.4g, %.4g", best.lambda[0],
               best.loss[0], best.lambda[1], best.loss[1]);
    return status_ok();
}

static struct status put_theories(const struct course_question *q, const struct course_times *at,
                                  struct chart *out)
{
    const struct problem *p = q->context->problem;
    struct course c;
    if (!course_is_known_along(p, &q->schedule, q->along)) {
        chart_note(out, "simulation alone: no theory of schedules is known here");
        return status_ok();
    }
    if (course_cost(p, &q->schedule, q->along) > most) {
        chart_note(out, "T = %.9g: the curves take too long here", q->schedule.steps);
        return status_ok();
    }
    STATUS_TRY(study_still_wanted(q->context));
    STATUS_TRY(course_solve_along(p, &q->schedule, q->start, q->along, &c));
    put_course(at, c.continuous, SERIES_CONTINUOUS, out);
    put_course(at, c.discrete, SERIES_DISCRETE, out);
    const double *last[] = {c.discrete + c.steps,
                            c.continuous != NULL ? c.continuous + c.steps : NULL};
    if (last[1] != NULL)
        chart_note(out, "at the end: exact %.4g, continuous %.4g", *last[0], *last[1]);
    else
        chart_note(out, "at the end: exact %.4g", *last[0]);
    course_free(&c);
    if (q->along == NULL)
        return note_best(q, out);
    if (q->context->experiment->start.kind == START_DISTANCE)
        chart_note(out, "about the minimum: the square of the mean is part of it");
    return status_ok();
}

static void note_schedule(const struct course_question *q, struct chart *out)
{
    const struct schedule *s = &q->schedule;
    const uint64_t last = (uint64_t)s->steps;
    char warmup[60] = "";
    if (s->warmup > 0)
        (void)snprintf(warmup, sizeof warmup, ", warm-up %.9g", s->warmup);
    chart_note(out, "%s, T = %.9g, λ from %.4g to %.4g%s", schedule_table[s->shape].name, s->steps,
               rate_at(q, 1), rate_at(q, last), warmup);
}

/* --- the study -------------------------------------------------------------------------------- */

static struct status measure_course(const struct course_question *q, struct chart *out,
                                    struct job **job)
{
    const struct study_context *c = q->context;
    const struct subject subject = {c->experiment, c->problem, &q->stability, q->along,
                                    ENSEMBLE_ITERATES};
    struct transient_times at = {
        .is_late = q->start == NULL, .schedule = q->schedule, .start = q->start};
    at.count = measured_times(c->experiment, &q->schedule, at.time);
    return transient_job_new(c, &subject, &at, out, job);
}

struct status schedule_study(const struct study_context *q, struct chart *out, struct job **job)
{
    struct course_question asked = {.context = q, .schedule = experiment_schedule(q->experiment)};
    struct course_times at;
    double along[DIMENSION_MAX];
    const int which = study_table[STUDY_SCHEDULE].along[q->setting->quantity] - 1;
    if (which >= 0) {
        problem_direction(q->problem, q->experiment->plane, which, along);
        asked.along = along;
    }
    spread(q->experiment, &asked.schedule, &at);
    STATUS_TRY(stability_solve(q->problem, &asked.stability));
    struct status s = schedule_start(q->experiment, q->problem, &asked.stability, &asked.start);
    if (s.code == STATUS_OK) {
        s = put_theories(&asked, &at, out);
        STATUS_NEXT(s, measure_course(&asked, out, job));
    } else if (s.code == STATUS_INPUT) {
        chart_note(out, "%s", status_without_dashes(s).text);
        s = status_ok();
    }
    free(asked.start);
    note_schedule(&asked, out);
    put_rate(&asked, &at, out);
    return s;
}
