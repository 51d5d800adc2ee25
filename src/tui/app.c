/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double message_seconds = 5, one_change_seconds = 1, long_seconds = 0.3;

void app_say(struct app *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(a->message, sizeof a->message, format, args);
    va_end(args);
    a->message_is_error = 0;
    a->message_until = a->now + message_seconds;
    a->dirty = 1;
}

void app_say_error(struct app *a, const struct status *s)
{
    app_say(a, "%s", status_without_dashes(*s).text);
    a->message_is_error = 1;
}

static void publish(struct app *a)
{
    a->version++;
    a->asked = a->now;
    session_set(a->session, &a->experiment, a->version);
    items_update(a);
    a->dirty = 1;
}

static void remember(struct app *a, const void *source)
{
    int sweeping = source == &a->sweep && a->sweep.stage > 0; /* all of it is one change */
    int same = source != NULL && source == a->undo_source &&
               (sweeping || a->now - a->undo_time < one_change_seconds);
    a->undo_source = source;
    a->undo_time = a->now;
    if (same && a->undos > 0)
        return;
    if (a->undos == UNDO_MAX) {
        struct experiment oldest = a->undo[0];
        memmove(a->undo, a->undo + 1, (UNDO_MAX - 1) * sizeof *a->undo);
        a->undo[UNDO_MAX - 1] = oldest; /* the next one takes its place */
        memmove(a->undo_version, a->undo_version + 1, (UNDO_MAX - 1) * sizeof *a->undo_version);
        a->undos--;
    }
    a->undo_version[a->undos] = a->version;
    experiment_copy(&a->undo[a->undos++], &a->experiment);
}

int app_change(struct app *a, const struct experiment *e, const void *source)
{
    struct status s = experiment_check(e);
    if (s.code != STATUS_OK) {
        app_say_error(a, &s);
        return 0;
    }
    if (experiment_equal(e, &a->experiment))
        return 1;
    remember(a, source);
    experiment_copy(&a->experiment, e);
    a->refused = 0;
    publish(a);
    return 1;
}

void app_undo(struct app *a)
{
    if (a->undos == 0) {
        app_say(a, "nothing to undo");
        return;
    }
    experiment_copy(&a->experiment, &a->undo[--a->undos]);
    a->undo_source = NULL;
    publish(a);
    app_say(a, "undone");
}

/* The solver refused the experiment: go back to the one before, if it has not been answered yet, or
 * to the last one that has. */
static void take_back(struct app *a, const struct status *why)
{
    if (a->good_version == 0 && a->undos == 0) {
        a->failure = *why;
        a->quit = 1;
        return;
    }
    if (a->undos > 0 && a->undo_version[a->undos - 1] > a->good_version) {
        experiment_copy(&a->experiment, &a->undo[--a->undos]);
    } else {
        while (a->undos > 0 && !experiment_equal(&a->undo[a->undos - 1], &a->good))
            a->undos--;
        if (a->undos > 0)
            a->undos--;
        experiment_copy(&a->experiment, &a->good);
    }
    a->undo_source = NULL;
    a->refused = 1;
    publish(a);
    app_say_error(a, why);
}

bool app_is_solving(const struct app *a)
{
    return a->theory.version != a->version && a->now - a->asked >= long_seconds;
}

void app_give_up(struct app *a)
{
    struct status why = status_error(STATUS_CANCEL,
                                     "given up after %.1f s; what is under way ends "
                                     "first",
                                     a->now - a->asked);
    take_back(a, &why);
}

void app_take_theory(struct app *a, const struct theory_snapshot *t)
{
    if (t->version == a->version) {
        experiment_copy(&a->good, &a->experiment);
        a->good_version = a->version;
    }
    a->theory = *t;
    view_state_follow_theory(a);
    items_update(a);
}

void app_take_snapshots(struct app *a)
{
    bool fresh_theory = false, fresh_cloud = false;
    session_drain(a->session);
    const struct theory_snapshot *t = session_theory(a->session, &fresh_theory);
    a->cloud = session_cloud(a->session, &fresh_cloud);
    a->dirty |= fresh_theory || fresh_cloud;
    view_state_take_snapshots(a);
    if (fresh_cloud && a->cloud->status.code != STATUS_OK)
        app_say_error(a, &a->cloud->status);
    else if (fresh_cloud && a->cloud->restarted > 0 && a->cloud->since_change == 0)
        app_say(a, "%zu walkers that were far out start anew", a->cloud->restarted);
    if (!fresh_theory)
        return;
    if (t->status.code != STATUS_OK) {
        if (t->version == a->version)
            take_back(a, &t->status);
        return;
    }
    app_take_theory(a, t);
}

/* --- pace ------------------------------------------------------------------------------------- */

static const struct {
    double steps_per_second;
    const char *name;
} speed_table[] = {
    {1, "1/s"},
    {2, "2/s"},
    {5, "5/s"},
    {10, "10/s"},
    {20, "20/s"},
    {50, "50/s"},
    {100, "100/s"},
    {200, "200/s"},
    {500, "500/s"},
    {1000, "1000/s"},
    {2000, "2000/s"},
    {5000, "5000/s"},
    {INFINITY, "full speed"},
};

void app_set_control(struct app *a)
{
    a->control.steps_per_second = speed_table[a->speed].steps_per_second;
    session_control(a->session, &a->control);
    a->dirty = 1;
}

void app_speed(struct app *a, int change)
{
    int most = (int)(sizeof speed_table / sizeof *speed_table) - 1;
    a->speed += change;
    a->speed = a->speed < 0 ? 0 : a->speed > most ? most : a->speed;
    app_set_control(a);
}

const char *app_speed_name(const struct app *a)
{
    return speed_table[a->speed].name;
}
