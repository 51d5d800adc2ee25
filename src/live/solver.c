/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live_private.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/live/solve.h"

#include <stdlib.h>

/* The solver thread: always the newest experiment and study, never a queue. */

struct solver {
    struct session *session;
    struct problem_cache *problems;
    struct engine_setup_cache plans;
    double vector[3 * DIMENSION_MAX]; /* two directions and scratch */
    unsigned seen;                    /* of session->asked */
    /* The newest experiment, and its problem where it has one. */
    struct experiment experiment;
    uint64_t version, solved; /* solved: the version that theory has been asked about */
    struct problem *problem;
    struct study_setting study;
    struct chart chart; /* its answer, until that is published */
    double shown;       /* when what there is of it was shown last, or it was begun */
};

void order_free(struct sim_request *o)
{
    if (o == NULL)
        return;
    engine_setup_free(o->setup);
    free(o->plane[0]);
    free(o);
}

/* Wait for an experiment or a study that is newer. Returns 0 when the session ends. */
static int next_question(struct solver *v)
{
    struct session *s = v->session;
    pthread_mutex_lock(&s->lock);
    while (!s->stop && atomic_load(&s->asked) == v->seen)
        pthread_cond_wait(&s->solver_wake, &s->lock);
    int go_on = !s->stop;
    v->seen = atomic_load(&s->asked);
    if (go_on && v->version != s->version)
        experiment_copy(&v->experiment, &s->experiment);
    v->version = s->version;
    v->study = s->study;
    pthread_mutex_unlock(&s->lock);
    return go_on;
}

static bool is_outdated(void *context)
{
    const struct solver *v = context;
    return atomic_load(&v->session->asked) != v->seen;
}

/* Curvature u'Ku along a direction u. */
static double curvature_along(const struct problem *p, const double *u)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++) {
        double along = 0;
        if (p->axis != NULL)
            along = u[p->axis[i]];
        else
            for (size_t j = 0; j < p->n; j++)
                along += p->vectors->a[i * p->n + j] * u[j];
        sum += p->k[i] * along * along;
    }
    return sum;
}

/* The eigenvalue of a drawn direction, or the curvature along a coordinate that belongs to none. */
static double plane_curvature(const struct problem *p, const struct plane_axis *axis, int which,
                              const double *u)
{
    if (p->n <= 2)
        return p->k[which < (int)p->n ? which : 0];
    if (axis->kind == PLANE_EIGEN)
        return p->k[(axis->index == 0 ? p->n : axis->index) - 1];
    return curvature_along(p, u);
}

static struct status make_order(struct solver *solver, const struct experiment *e,
                                const struct problem *p, const struct theory_snapshot *t,
                                struct sim_request **out)
{
    struct sim_request *o = calloc(1, sizeof *o);
    double *plane = malloc(2 * p->n * sizeof *plane);
    if (o == NULL || plane == NULL) {
        free(o);
        free(plane);
        return status_memory("the simulation's order", 2.0 * (double)p->n * sizeof *plane);
    }
    for (size_t i = 0; i < p->n; i++) {
        plane[i] = solver->vector[i];
        plane[p->n + i] = solver->vector[DIMENSION_MAX + i];
    }
    *o = (struct sim_request){
        .version = t->version,
        .walkers = (size_t)e->walkers,
        .seed = e->seed,
        .transient = t->transient,
        .scale = t->scale,
        .stable = t->stability.stable,
        .plane = {plane, plane + p->n},
    };
    struct status s = engine_setup_make(&solver->plans, p, &o->setup);
    if (s.code == STATUS_OK)
        *out = o;
    else
        order_free(o);
    return s;
}

/* The problem stays the solver's, for the study. */
static struct status solve(struct solver *solver, struct theory_snapshot *t,
                           struct sim_request **order)
{
    const struct experiment *e = &solver->experiment;
    struct problem *p = NULL;
    double *u = solver->vector + (size_t)2 * DIMENSION_MAX;
    const double *const direction[2] = {solver->vector, solver->vector + DIMENSION_MAX};
    problem_drop(solver->problem);
    solver->problem = NULL;
    STATUS_TRY(problem_make(solver->problems, e, &p));
    struct status s = ensemble_fits(p->n, (size_t)e->walkers);
    for (int i = 0; i < 2; i++) {
        problem_plane(p, e->plane, i, u);
        problem_direction(p, e->plane, i, solver->vector + (size_t)i * DIMENSION_MAX);
        t->k_plane[i] = plane_curvature(p, &e->plane[i], i, u);
    }
    if (s.code == STATUS_OK)
        s = solve_snapshot(p, direction, t);
    if (s.code == STATUS_OK)
        s = make_order(solver, e, p, t, order);
    if (s.code == STATUS_OK)
        solver->problem = p;
    else
        problem_drop(p);
    return s;
}

/* Hand the order over; one that was never taken is replaced. */
static void send_order(struct session *s, struct sim_request *order)
{
    pthread_mutex_lock(&s->lock);
    struct sim_request *old = s->order;
    s->order = order;
    atomic_fetch_add(&s->news, 1);
    pthread_cond_signal(&s->simulation_wake);
    pthread_mutex_unlock(&s->lock);
    order_free(old);
}

static void answer_experiment(struct solver *v)
{
    struct session *s = v->session;
    struct theory_snapshot *t = &s->theory[s->theory_exchange.back];
    struct sim_request *order = NULL;
    *t = (struct theory_snapshot){.version = v->version};
    t->status = solve(v, t, &order);
    if (t->status.code == STATUS_OK)
        send_order(s, order);
    exchange_publish(&s->theory_exchange);
    session_notify(s);
    v->solved = v->version;
}

/* Hand the task over; one that was never taken is replaced. */
static void send_task(struct session *s, const struct study_job *task)
{
    pthread_mutex_lock(&s->lock);
    struct job *old = s->task.job;
    s->task = *task;
    s->task_is_new = 1;
    atomic_fetch_add(&s->news, 1);
    pthread_cond_signal(&s->simulation_wake);
    pthread_mutex_unlock(&s->lock);
    job_free(old);
}

static void publish_study(struct solver *v, const struct status *status, const struct chart *chart)
{
    struct session *s = v->session;
    struct study_snapshot *out = &s->curves[s->curves_exchange.back];
    out->version = v->version;
    out->setting = v->study;
    out->status = *status;
    out->chart = *chart;
    exchange_publish(&s->curves_exchange);
    session_notify(s);
}

/* An answer that takes long grows on the screen; one that does not leaves the last one there. */
static void show_so_far(void *context, const struct chart *chart)
{
    static const double long_seconds = 0.25;
    struct solver *v = context;
    const struct status fine = status_ok();
    if (clock_seconds() - v->shown < long_seconds)
        return;
    publish_study(v, &fine, chart);
    v->shown = clock_seconds();
}

/* An answer that is no longer wanted is dropped: the next round gives a newer one. */
static void answer_study(struct solver *v)
{
    struct study_job task = {.version = v->version, .setting = v->study};
    const struct study_tools tools = {v->problems, &v->plans, is_outdated, v, show_so_far};
    v->shown = clock_seconds();
    struct status s =
        study_solve(&v->study, &tools, &v->experiment, v->problem, &v->chart, &task.job);
    if (s.code == STATUS_CANCEL)
        return;
    send_task(v->session, &task);
    publish_study(v, &s, &v->chart);
}

struct status solver_new(struct session *s, struct solver **out)
{
    struct solver *v = calloc(1, sizeof *v);
    if (v == NULL)
        return status_memory("the solver", sizeof *v);
    v->session = s;
    struct status status = problem_cache_new(&v->problems, s->read, s->read_data);
    if (status.code == STATUS_OK)
        *out = v;
    else
        solver_free(v);
    return status;
}

void solver_free(struct solver *v)
{
    if (v == NULL)
        return;
    experiment_free(&v->experiment);
    problem_drop(v->problem);
    problem_cache_free(v->problems);
    engine_setup_cache_free(&v->plans);
    free(v);
}

void *solver_main(void *solver)
{
    struct solver *v = solver;
    while (next_question(v)) {
        if (v->version != v->solved)
            answer_experiment(v);
        if (v->problem != NULL && !is_outdated(v))
            answer_study(v);
    }
    return NULL;
}
