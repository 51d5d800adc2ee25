/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"
#include "area.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/io/own_inputs.h"
#include "sgdscope/io/pipe.h"
#include "sgdscope/plot/ticks.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double message_seconds = 5, one_change_seconds = 1, long_seconds = 0.3;

void app_say(struct app *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    utf8_show_format(a->message, sizeof a->message, format, args);
    va_end(args);
    a->message_is_error = a->message_is_above = false;
    a->message_until = a->now + message_seconds;
    a->dirty = true;
}

void app_paint_run_reason(const struct app *a, enum ink ink, struct area *at)
{
    static const char option[] = "iterates: "; /* the run is what is spoken of anyway */
    const struct status s = status_without_dashes(a->run->status);
    bool begins = strncmp(s.text, option, strlen(option)) == 0;
    area_words(a->screen, at, ink, s.text + (begins ? strlen(option) : 0));
}

void app_say_error(struct app *a, struct status s)
{
    if (s.code == STATUS_OK)
        return;
    app_say(a, "%s", status_without_dashes(s).text);
    a->message_is_error = true;
}

void app_hide_message(struct app *a)
{
    if (!a->held.replays)
        a->message_until = 0;
}

static bool names_new_file(const struct app *a)
{
    char file[PATH_MAX], before[PATH_MAX];
    bool is_new = false;
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++)
        is_new |= own_inputs_file(p, &a->experiment, file) &&
                  !(own_inputs_file(p, &a->good, before) && strcmp(file, before) == 0);
    return is_new;
}

void app_publish(struct app *a)
{
    a->version++;
    a->awaits_file = a->good_version > 0 && names_new_file(a);
    a->asked = a->now;
    session_set(a->session, &a->experiment, a->version);
    a->dirty = true;
}

static void remember(struct app *a, const void *source)
{
    struct undo *u = &a->undo;
    bool sweeping = source == &a->sweep && a->sweep.stage > 0; /* all of it is one change */
    bool same = source != NULL && source == u->source &&
                (sweeping || a->now - u->time < one_change_seconds);
    u->source = source;
    u->time = a->now;
    if (same && u->count > 0)
        return;
    if (u->count == UNDO_MAX) {
        struct undo_step oldest = u->step[0];
        memmove(u->step, u->step + 1, (UNDO_MAX - 1) * sizeof *u->step);
        u->step[--u->count] = oldest; /* the next one takes its place */
    }
    u->step[u->count].version = a->version;
    experiment_copy(&u->step[u->count++].experiment, &a->experiment);
}

struct status app_check(const struct experiment *e)
{
    STATUS_TRY(experiment_check(e));
    return pipe_refuse(e, parameter_find("iterates")); /* which is read as it comes */
}

bool app_change(struct app *a, const struct experiment *e, const void *source)
{
    struct status s = app_check(e);
    if (s.code != STATUS_OK) {
        app_say_error(a, s);
        return false;
    }
    if (experiment_equal(e, &a->experiment))
        return true;
    remember(a, source);
    experiment_copy(&a->experiment, e);
    a->refused = false;
    app_publish(a);
    return true;
}

static void go_back_to(struct app *a, const struct experiment *e)
{
    experiment_copy(&a->experiment, e);
    a->undo.source = NULL;
    app_publish(a);
}

void app_undo(struct app *a)
{
    bool any = a->undo.count > 0;
    if (any)
        go_back_to(a, &a->undo.step[--a->undo.count].experiment);
    app_say(a, any ? "undone" : "nothing to undo");
}

void app_help(struct app *a)
{
    a->help = true;
    a->help_row = 0;
    a->help_most = INT_MAX; /* until it has been drawn */
}

void app_quit(struct app *a)
{
    a->quit = true;
}

/* The solver refused the experiment: go back to the one before, if it has not been answered yet, or
 * to the last one that has. */
static void take_back(struct app *a, const struct status *why)
{
    struct undo *u = &a->undo;
    if (a->good_version == 0 && u->count == 0) {
        a->failure = *why;
        a->quit = true;
        return;
    }
    a->refused = true;
    if (u->count > 0 && u->step[u->count - 1].version > a->good_version) {
        go_back_to(a, &u->step[--u->count].experiment);
    } else {
        while (u->count > 0 && !experiment_equal(&u->step[u->count - 1].experiment, &a->good))
            u->count--;
        u->count -= u->count > 0;
        go_back_to(a, &a->good);
    }
    app_say_error(a, *why);
}

void app_leave_file(struct app *a)
{
    if (a->awaits_file)
        go_back_to(a, &a->good);
}

bool app_is_answered(const struct app *a)
{
    return a->theory.version == a->version;
}

bool app_is_solving(const struct app *a)
{
    return !app_is_answered(a) && a->now - a->asked >= long_seconds;
}

void app_give_up(struct app *a)
{
    struct status why =
        status_error(STATUS_CANCEL, "given up after %.1f s%s", a->now - a->asked,
                     a->theory.version > 0 ? "; the step under way still ends" : "");
    take_back(a, &why);
}

static void take_theory(struct app *a, const struct theory_snapshot *t)
{
    if (t->version == a->version) {
        experiment_copy(&a->good, &a->experiment);
        a->good_version = a->version;
        a->awaits_file = false;
    }
    a->theory = *t;
}

const struct run_snapshot *app_run(const struct app *a)
{
    return a->run->exists && experiment_has_run(&a->experiment) ? a->run : NULL;
}

/* Say why the run cannot be read, which lines were left out, and that it has ended. */
static void take_run(struct app *a)
{
    char end[60] = "", lines[200] = "";
    bool fresh = false;
    a->run = session_run(a->session, &fresh);
    const struct run_snapshot *r = a->run;
    bool has_ended = r->has_ended && !a->run_had_ended;
    if (!fresh)
        return;
    a->dirty = true;
    if (has_ended)
        (void)snprintf(end, sizeof end, " has ended after %zu rows", r->rows);
    if (r->refused > a->run_refused || (has_ended && r->refused > 0))
        (void)snprintf(lines, sizeof lines, ": %zu line%s left out%s %s", r->refused,
                       r->refused == 1 ? " was" : "s were",
                       r->refused == 1 ? "," : "; the last one is", r->refusal);
    bool is_new = strcmp(r->status.text, a->run_status.text) != 0;
    if (r->status.code != STATUS_OK && !r->is_open && (is_new || !r->exists))
        app_say_error(a, r->status);
    else if (end[0] != '\0' || lines[0] != '\0')
        app_say(a, "the run%s%s", end, lines);
    if (r->version == a->version && r->is_open) /* its rows may take hours */
        a->awaits_file = false;
    a->run_refused = r->refused;
    a->run_status = r->status;
    a->run_had_ended = r->has_ended;
}

void app_take_snapshots(struct app *a)
{
    bool fresh_theory = false, fresh_cloud = false;
    session_drain(a->session);
    const struct theory_snapshot *t = session_theory(a->session, &fresh_theory);
    a->cloud = session_cloud(a->session, &fresh_cloud);
    take_run(a);
    a->dirty |= fresh_theory || fresh_cloud;
    if (fresh_cloud && a->cloud->status.code != STATUS_OK)
        app_say_error(a, a->cloud->status);
    else if (fresh_cloud && a->cloud->restarted > 0 && a->cloud->since_change == 0)
        app_say(a, "%zu walkers that were far out start again", a->cloud->restarted);
    if (fresh_theory && t->status.code == STATUS_OK)
        take_theory(a, t);
    else if (fresh_theory && t->version == a->version)
        take_back(a, &t->status);
}

void app_set_control(struct app *a)
{
    session_control(a->session, &a->control);
    a->dirty = true;
}

/* To the next of 1, 2, 5 × 10^k; beyond the last the walkers run as fast as they can. */
void app_speed(struct app *a, int change)
{
    static const double fastest = 5000;
    double speed = fmin(a->control.steps_per_second, 2 * fastest);
    char text[NUMBER_SIZE];
    speed = change > 0 ? ticks_round_up(1.5 * speed) : 1 / ticks_round_up(1.5 / speed);
    a->control.steps_per_second = speed > fastest ? INFINITY : fmax(speed, 1);
    app_set_control(a);
    app_say(a, "%s", app_speed_name(a, text));
}

const char *app_speed_name(const struct app *a, char text[NUMBER_SIZE])
{
    double speed = a->control.steps_per_second;
    (void)snprintf(text, NUMBER_SIZE, isinf(speed) ? "full speed" : "%.4g/s", speed);
    return text;
}
