/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/view/headline.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Two ways to the stability limit in λ: step by step, and a sweep. */

/* λ that leaves 1 − s = slack; NaN if λ alone does not set it. */
static double lambda_for_slack(const struct app *a, double slack)
{
    return (1 - slack) * a->theory.stability.lambda_max;
}

/* The keys b and B. λ follows from where they began and the number of halvings alone, not from the
 * last λ, whose rounding each doubling would double: so the way back is the way there. */

static const double least_slack = 1e-12, rounded_above = 1e-9;

/* Where b was held until the last digit, B held as long ends where b began: only after this pause
 * does it go farther. */
static const double hold_seconds = 1;

bool limit_stepper_continues(const struct app *a)
{
    return a->approach.version > 0 && a->approach.version == a->version;
}

static double without_last_bits(double v)
{
    char text[NUMBER_SIZE];
    double rounded = v;
    (void)snprintf(text, sizeof text, "%.12g", v);
    (void)number_parse(text, &rounded);
    return rounded;
}

static double lambda_after(const struct limit_stepper *p, int halvings)
{
    double lambda = p->lambda, slack = p->slack;
    if (halvings == 0)
        return p->lambda;
    if (isnan(p->limit)) /* natural, adam: 1−s falls about as 1/λ */
        return without_last_bits(ldexp(lambda, halvings));
    if (halvings > 0) {
        slack = ldexp(slack, -halvings);
        lambda = p->limit * (1 - slack);
        return slack > rounded_above ? without_last_bits(lambda) : lambda;
    }
    for (; halvings < 0; halvings++) {
        slack *= 2;
        lambda = slack < 1 ? p->limit * (1 - slack) : lambda / 2;
        slack = 1 - lambda / p->limit;
    }
    return without_last_bits(lambda);
}

/* Begin at an experiment that is not the last step's. */
static void begin(struct app *a)
{
    a->approach = (struct limit_stepper){.version = a->version,
                                         .lambda = a->experiment.lambda,
                                         .slack = a->theory.stability.slack,
                                         .limit = lambda_for_slack(a, 0),
                                         .home = -INFINITY};
}

static void set_halvings(struct app *a, int halvings)
{
    struct experiment e = a->experiment;
    struct limit_stepper *p = &a->approach;
    e.lambda = lambda_after(p, halvings);
    if (!app_change(a, &e, "distance"))
        return;
    if (p->halvings > 0 && halvings == 0)
        p->home = clock_seconds();
    p->halvings = halvings;
    p->version = a->version;
}

void limit_stepper_step(struct app *a, int code)
{
    struct limit_stepper *p = &a->approach;
    if (tour_refuses(a, INK_WARNING))
        return;
    if (!limit_stepper_continues(a)) {
        if (!a->theory.stability.stable) {
            app_say(a, "beyond the limit: lower λ first");
            return;
        }
        begin(a);
    }
    if (code == 'b' && ldexp(p->slack, -p->halvings - 1) < least_slack) {
        p->reached_last = true;
        app_say(a, "1−s is at the last digit already");
    } else if (code == 'B' && p->reached_last && p->halvings == 0 &&
               clock_seconds() - p->home < hold_seconds) {
        p->home = clock_seconds();
        app_say(a, "back where b began; B again goes farther");
    } else {
        set_halvings(a, p->halvings + (code == 'b' ? 1 : -1));
    }
}

/* A stage ends when the average is this many seconds old, or at the latest after this many. */
static const double stage_averaged = 2, stage_longest = 8, beyond_seconds = 8;

/* Beyond the limit the walkers go this many times farther out in that time, so that they are seen
 * to leave. */
static const double beyond_growth = 300;

enum { LAST_STAGE = 9 }; /* how often 1−s is halved before the limit is crossed */

/* 1 − s of the present stage; the last one is beyond the limit. */
static double stage_slack(const struct sweep *s)
{
    return s->stage == LAST_STAGE ? -0.02 : ldexp(s->start_slack, -s->stage);
}

static void begin_stage(struct app *a, int stage)
{
    struct experiment e = a->experiment;
    struct sweep *s = &a->sweep;
    s->stage = stage;
    s->stage_start = a->now;
    s->averaged_since = 0;
    e.lambda = s->lambda_limit * (1 - stage_slack(s));
    if (stage == LAST_STAGE) { /* until theory says how fast they grow */
        a->control.steps_per_second = 1;
        session_control(a->session, &a->control);
    }
    (void)app_change(a, &e, s);
}

void sweep_begin(struct app *a)
{
    struct sweep *s = &a->sweep;
    double limit = lambda_for_slack(a, 0);
    if (tour_refuses(a, INK_WARNING))
        return;
    if (study_table[view_state_view(a)->study].is_followed) {
        app_say(a, "the walkers follow the schedule here: x needs another view");
        return;
    }
    if (isnan(limit)) {
        app_say(a, "%s has no limit in λ: its preconditioner follows",
                optimizer_table[a->experiment.optimizer].title);
        return;
    }
    *s = (struct sweep){
        .on = true, .is_shown = true, .lambda_limit = limit, .before = a->control, .pace = 1};
    s->start_slack = a->theory.stability.stable ? fmin(a->theory.stability.slack, 0.5) : 0.5;
    a->control.paused = false;
    a->control.steps_per_second = INFINITY;
    session_control(a->session, &a->control);
    app_say(a, "approaching the limit, 1−s halved each time; + - pace, any other key ends it");
    begin_stage(a, 0);
}

void sweep_end(struct app *a, const char *why)
{
    a->sweep.on = false;
    a->control = a->sweep.before;
    session_control(a->session, &a->control);
    app_say(a, "%s", why);
}

/* Twice as fast, or half as fast. */
void sweep_pace(struct app *a, int change)
{
    struct sweep *s = &a->sweep;
    s->pace = fmin(fmax(change > 0 ? 2 * s->pace : s->pace / 2, 1.0 / 16), 16);
    app_say(a, "pace ×%g", s->pace);
}

/* So slowly that the growth is seen. */
static void walk_beyond(struct app *a)
{
    double growth = fmax(a->theory.stability.square_growth / 2, 1e-6);
    a->control.steps_per_second =
        fmax(log(beyond_growth) / growth / beyond_seconds * a->sweep.pace, 1);
    session_control(a->session, &a->control);
}

static void keep_row(struct app *a)
{
    struct sweep *s = &a->sweep;
    int c = s->element = view_most_distorted(&a->theory);
    bool averaged = a->cloud->averaged;
    if (s->rows == SWEEP_ROWS) {
        memmove(s->row, s->row + 1, (SWEEP_ROWS - 1) * sizeof *s->row);
        s->rows--;
    }
    s->row[s->rows++] = (struct sweep_row){
        a->theory.stability.slack, a->theory.predicted[THEORY_DISCRETE].covariance[c],
        averaged ? a->cloud->covariance[c] : (double)NAN,
        averaged && a->theory.error_bars ? a->cloud->error[c] : (double)NAN};
}

void sweep_turn(struct app *a)
{
    struct sweep *s = &a->sweep;
    if (!s->on || !app_is_answered(a) || a->cloud->version != a->version)
        return;
    double spent = (a->now - s->stage_start) * s->pace;
    if (s->stage == LAST_STAGE) {
        walk_beyond(a);
        if (spent > beyond_seconds)
            sweep_end(a,
                      "beyond the limit there is no stationary state; p brings the setting back");
        return;
    }
    if (a->cloud->averaged && !(s->averaged_since > 0))
        s->averaged_since = a->now;
    bool averaged =
        s->averaged_since > 0 && (a->now - s->averaged_since) * s->pace > stage_averaged;
    if (!averaged && spent < stage_longest)
        return;
    keep_row(a);
    begin_stage(a, s->stage + 1);
}
