/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live_private.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/study/schedule_start.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The solver thread: always the newest experiment and study, never a queue. */

struct solver {
    struct session *session;
    struct problem_cache *problems;
    struct engine_setup_cache setups;
    unsigned seen; /* count of session->solver_bell */
    /* The newest experiment, and its problem if it has one. */
    struct experiment experiment;
    uint64_t version, solved; /* solved: the version that theory has been asked about, or 0 */
    uint64_t estimates;       /* session->estimates that it has */
    bool must_wait;           /* for the first ones */
    struct status refusal;    /* there will be none */
    struct problem *problem;
    struct study_setting study;
    struct chart chart; /* its answer, until that is published */
    double shown;       /* when what there is of it was shown last, or it was begun */
};

/* With the session's lock held: the newest experiment, and the newest estimates where it asks for
 * them. */
static void take_experiment(struct solver *v)
{
    const struct session *s = v->session;
    bool asks = experiment_asks_estimates(&s->experiment);
    if (v->version != s->version || asks)
        v->solved = 0;
    experiment_copy(&v->experiment, &s->experiment);
    v->version = s->version;
    v->estimates = s->estimates;
    v->must_wait =
        asks &&
        (s->hessian.n == 0 ||
         experiment_take_estimates(&v->experiment, &s->hessian, &s->noise).code != STATUS_OK);
    v->refusal = status_ok();
    if (v->must_wait && s->refused == s->version) {
        v->refusal = s->refusal;
        v->must_wait = false;
    }
}

/* Wait for a newer experiment or study. Returns whether the session is still open. */
static bool next_question(struct solver *v)
{
    struct session *s = v->session;
    pthread_mutex_lock(&s->lock);
    bell_wait(&s->solver_bell, &s->lock, v->seen, INFINITY);
    v->seen = atomic_load(&s->solver_bell.rung);
    if (v->version != s->version || v->estimates != s->estimates)
        take_experiment(v);
    if (study_table[v->study.kind].is_followed != study_table[s->study.kind].is_followed)
        v->solved = 0; /* the walkers get other learning rates */
    v->study = s->study;
    bool is_open = !s->stop;
    pthread_mutex_unlock(&s->lock);
    return is_open;
}

static bool is_outdated(void *context)
{
    const struct solver *v = context;
    return atomic_load(&v->session->solver_bell.rung) != v->seen;
}

static struct status new_request(const struct problem *p, const struct experiment *e,
                                 uint64_t version, struct sim_request **out)
{
    struct sim_request *r = NULL;
    STATUS_NEW(r, 1, "the simulation's request");
    r->version = version;
    r->walkers = (size_t)e->walkers;
    r->seed = e->seed;
    for (int i = 0; i < 2; i++) {
        problem_direction(p, e->plane, i, r->direction[i]);
        r->plane[i] = r->direction[i];
    }
    *out = r;
    return status_ok();
}

/* In the view about schedules the walkers follow that of the experiment, and nothing is stationary
 * that time could average. Where there is no state to start from they do not. */
static struct status follow_schedule(const struct experiment *e, const struct problem *p,
                                     const struct stability *s, struct sim_request *r)
{
    double *start = NULL;
    struct status status = schedule_start(e, p, s, &start);
    if (status.code == STATUS_INPUT)
        return status_ok();
    STATUS_TRY(status);
    r->setup->schedule = experiment_schedule(e);
    r->setup->schedule_from = start == NULL ? stability_transient_steps(s) : 0;
    if (start != NULL)
        memcpy(r->start, start, p->n * sizeof *r->start);
    r->transient = INFINITY;
    free(start);
    return status_ok();
}

/* Fill in the theory and what the simulation needs. */
static struct status solve_problem(struct solver *v, const struct problem *p,
                                   struct theory_snapshot *t, struct sim_request *r)
{
    STATUS_TRY(theory_snapshot_solve(p, &v->experiment, r->plane, t));
    r->transient = t->transient;
    r->scale = t->scale;
    r->stable = t->stability.stable;
    STATUS_TRY(engine_setup_make(&v->setups, p, &r->setup));
    r->setup->average = v->experiment.average;
    if (study_table[v->study.kind].is_followed)
        return follow_schedule(&v->experiment, p, &t->stability, r);
    return status_ok();
}

/* The problem stays the solver's, for the study. */
static struct status solve(struct solver *v, struct theory_snapshot *t, struct sim_request **out)
{
    const struct experiment *e = &v->experiment;
    struct problem *p = NULL;
    struct sim_request *r = NULL;
    problem_drop(v->problem);
    v->problem = NULL;
    STATUS_TRY(v->refusal);
    STATUS_TRY(problem_make(v->problems, e, &p));
    struct status s = ensemble_fits(p->n, (size_t)e->walkers, &e->average);
    STATUS_NEXT(s, new_request(p, e, v->version, &r));
    STATUS_NEXT(s, solve_problem(v, p, t, r));
    if (s.code == STATUS_OK) {
        v->problem = p;
        *out = r;
    } else {
        problem_drop(p);
        sim_request_free(r);
    }
    return s;
}

/* Hand over a request, or a job, or both; those that were never taken are replaced. */
static void send(struct session *s, struct sim_request *request, struct study_job *job)
{
    struct sim_request *old_request = NULL;
    struct study_job *old_job = NULL;
    pthread_mutex_lock(&s->lock);
    if (request != NULL) {
        old_request = s->request;
        s->request = request;
    }
    if (job != NULL) {
        old_job = s->job;
        s->job = job;
    }
    bell_ring(&s->simulation_bell);
    pthread_mutex_unlock(&s->lock);
    sim_request_free(old_request);
    study_job_free(old_job);
}

static void answer_experiment(struct solver *v)
{
    struct session *s = v->session;
    struct theory_snapshot *t = exchange_back(&s->theory);
    struct sim_request *request = NULL;
    *t = (struct theory_snapshot){.version = v->version};
    t->status = solve(v, t, &request);
    if (t->status.code == STATUS_OK)
        send(s, request, NULL);
    session_publish(s, &s->theory);
    v->solved = v->version;
}

static void publish_curves(struct solver *v, const struct status *status, const struct chart *chart)
{
    struct session *s = v->session;
    struct study_snapshot *out = exchange_back(&s->curves);
    out->version = v->version;
    out->setting = v->study;
    out->status = *status;
    out->chart = *chart;
    session_publish(s, &s->curves);
}

/* An answer that takes long is drawn as it grows; until a quick one comes the last one stays. */
static void show_so_far(void *context, const struct chart *chart)
{
    static const double long_seconds = 0.25;
    struct solver *v = context;
    const struct status fine = status_ok();
    if (clock_seconds() - v->shown < long_seconds)
        return;
    publish_curves(v, &fine, chart);
    v->shown = clock_seconds();
}

/* An answer that is no longer wanted is dropped: the next round gives a newer one. */
static void answer_study(struct solver *v)
{
    const struct study_tools tools = {v->problems, &v->setups, is_outdated, v, show_so_far};
    struct study_job *job = calloc(1, sizeof *job);
    struct status s = status_memory("the study", sizeof *job);
    v->shown = clock_seconds();
    chart_clear(&v->chart);
    if (job != NULL) {
        *job = (struct study_job){.version = v->version, .setting = v->study};
        s = study_solve(&v->study, &tools, &v->experiment, v->problem, &v->chart, &job->job);
    }
    if (s.code == STATUS_CANCEL) {
        study_job_free(job);
        return;
    }
    send(v->session, NULL, job);
    publish_curves(v, &s, &v->chart);
}

struct status solver_new(struct session *s, struct solver **out)
{
    struct solver *v = NULL;
    STATUS_NEW(v, 1, "the solver");
    v->session = s;
    *out = v;
    return problem_cache_new(&v->problems, s->read, s->read_data);
}

void solver_free(struct solver *v)
{
    if (v == NULL)
        return;
    experiment_free(&v->experiment);
    problem_drop(v->problem);
    problem_cache_free(v->problems);
    engine_setup_cache_free(&v->setups);
    free(v);
}

void *solver_main(void *solver)
{
    struct solver *v = solver;
    while (next_question(v)) {
        if (v->version != v->solved && !v->must_wait)
            answer_experiment(v);
        if (v->problem != NULL && !v->must_wait && !is_outdated(v))
            answer_study(v);
    }
    return NULL;
}
