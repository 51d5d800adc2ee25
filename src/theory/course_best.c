/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/course.h"

#include "course_walk.h"
#include "minimum.h"

#include <float.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

/* The learning rate at which a schedule ends with the least loss. */

struct best_search {
    struct course_walk walk;
    const struct schedule *schedule;
    const double *y; /* at the start */
    bool is_continuous;
};

/* The loss at the end. */
static double final_loss(struct best_search *q, double lambda)
{
    course_walk_place(&q->walk, q->y);
    for (uint64_t t = 1; t <= (uint64_t)q->schedule->steps; t++)
        course_walk_step(&q->walk, lambda * schedule_share(q->schedule, t), !q->is_continuous,
                         q->is_continuous);
    return course_walk_sum(&q->walk, q->is_continuous);
}

/* A finite number for GSL. */
static double log_final(double log_lambda, void *context)
{
    return log(fmax(fmin(final_loss(context, exp(log_lambda)), DBL_MAX), DBL_MIN));
}

/* A valley takes some thirty steps of the minimiser. */
enum { PLACES_LEAST = 40, PLACES_MOST = 4000, VALLEY = 30, VALLEYS_LEAST = 2, VALLEYS_MOST = 200 };

double course_best_cost(const struct problem *p, const struct schedule *s)
{
    return 2 * (PLACES_LEAST + VALLEYS_LEAST * VALLEY) * course_cost(p, s, NULL);
}

/* How many λ there is time for: half for places, as many as the oscillations of that many steps
 * need, half for valleys. */
static size_t places_for(double tries, const struct schedule *s)
{
    return (size_t)fmax(fmin(0.5 * tries, fmin(PLACES_MOST, 600 + 8 * s->steps)), PLACES_LEAST);
}

static size_t valleys_for(double tries)
{
    return (size_t)fmax(fmin(0.5 * tries / VALLEY, VALLEYS_MOST), VALLEYS_LEAST);
}

/* The largest share of λ that a step of the schedule has. */
static double largest_share(const struct schedule *s)
{
    double most = 0;
    for (uint64_t t = 1; t <= (uint64_t)s->steps; t++)
        most = fmax(most, schedule_share(s, t));
    return most;
}

/* Values of log λ, rising: half of them evenly spaced, which covers the decades, and half evenly
 * spaced in √λ, as the oscillations are that momentum makes. */
static void spread_places(double least, double most, size_t count, double *place)
{
    const size_t half = count / 2;
    for (size_t i = 0; i < count; i++) {
        const double share =
            i < half ? (double)i / (double)half : (double)(i - half + 1) / (double)(count - half);
        place[i] = i < half ? log(least) + share * log(most / least) : log(most) + 2 * log(share);
        place[i] = fmax(place[i], log(least) + 1e-9 * (double)i); /* no two are the same */
    }
    gsl_sort(place, 1, count);
}

/* Of one theory. Where the loss only grows with λ, 0. */
static struct status best_of(struct best_search *q, size_t count, const double *place,
                             double *value, size_t valleys, double *lambda, double *loss)
{
    double at = 0, least = 0;
    for (size_t i = 0; i < count; i++)
        value[i] = log_final(place[i], q);
    STATUS_TRY(minimum_search(log_final, q, count, place, value, valleys, &at, &least));
    *lambda = at == place[0] ? 0 : exp(at);
    *loss = final_loss(q, *lambda);
    return status_ok();
}

struct status course_best(const struct problem *p, const struct schedule *s, const double *y,
                          double limit, double work, struct course_best *out)
{
    const double below = 1 - 1e-9, most = limit / largest_share(s) * below;
    const double tries = 0.5 * work / course_cost(p, s, NULL);
    const size_t count = places_for(tries, s);
    struct best_search q = {.schedule = s, .y = y};
    double *place = NULL;
    STATUS_TRY(numbers_new(&place, 2 * count, "learning rates"));
    struct status status = course_walk_new(p, NULL, &q.walk);
    spread_places(most * fmin(1e-5, 1e-2 / s->steps), most, count, place);
    for (int continuous = 0; continuous < 2; continuous++) {
        q.is_continuous = continuous;
        STATUS_NEXT(status, best_of(&q, count, place, place + count, valleys_for(tries),
                                    &out->lambda[continuous], &out->loss[continuous]));
    }
    out->most = exp(place[count - 1]);
    course_walk_free(&q.walk);
    free(place);
    return status;
}

const char *course_best_at_end(const struct course_best *best)
{
    return best->lambda[0] == 0 ? "the loss only grows: the smaller λ, the better"
           : best->lambda[0] == best->most
               ? "the loss falls up to the limit: the larger λ, the better"
               : NULL;
}
