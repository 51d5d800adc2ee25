/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/model/optimizer.h"

#include <curses.h>
#include <math.h>
#include <string.h>

/* Which view is shown, and what it is asked: its quantity, its scale, the start of a path. */

const struct view *view_state_view(const struct app *a)
{
    return &view_table[a->view];
}

static struct study_setting setting_of(const struct app *a)
{
    return (struct study_setting){
        .kind = (int)view_state_view(a)->study,
        .quantity = a->quantity[a->view],
        .start = {a->start[0], a->start[1]},
    };
}

static bool is_answered(const struct app *a)
{
    return a->theory.version == a->version && a->theory.status.code == STATUS_OK;
}

static double rounded(double v)
{
    double decade = pow(10, floor(log10(v)));
    return decade * fmax(floor(v / decade), 1);
}

/* Some deviations of the stationary state out, in round numbers: there the drift is seen above the
 * noise, and the noise is still seen. */
static void first_start(struct app *a)
{
    const double *s = isfinite(a->theory.predicted[THEORY_DISCRETE].covariance[0])
                          ? a->theory.predicted[THEORY_DISCRETE].covariance
                          : a->theory.predicted[THEORY_CONTINUOUS].covariance;
    static const double deviations[2] = {4, 3};
    for (int i = 0; i < 2; i++) {
        double v = s[2 * i];
        a->start[i] = isfinite(v) && v > 0 ? rounded(deviations[i] * sqrt(v)) : 1;
    }
    a->has_start = is_answered(a);
}

static void ask(struct app *a)
{
    if (view_state_awaits_start(a))
        first_start(a);
    struct study_setting s = setting_of(a);
    session_study(a->session, &s);
    a->dirty = 1;
}

void view_state_show(struct app *a, int view)
{
    a->view = view;
    ask(a);
}

void view_state_begin(struct app *a, const char *view)
{
    int at = view_find(view);
    a->curves = session_curves(a->session, NULL);
    a->points = session_points(a->session, NULL);
    view_state_show(a, at < 0 ? 0 : at);
}

void view_state_take_snapshots(struct app *a)
{
    bool fresh_curves = false, fresh_points = false;
    a->curves = session_curves(a->session, &fresh_curves);
    a->points = session_points(a->session, &fresh_points);
    a->dirty |= fresh_curves || fresh_points;
    if (view_state_awaits_start(a) && is_answered(a))
        ask(a);
}

static const struct chart empty;

/* An older experiment's curves stay until the newer ones are there; another study's do not. */
static const struct chart *chart_of(const struct app *a, const struct study_snapshot *s)
{
    struct study_setting now = setting_of(a);
    int same = s->version > 0 && s->setting.kind == now.kind && s->setting.quantity == now.quantity;
    return same && now.kind != STUDY_NONE ? &s->chart : &empty;
}

const struct chart *view_state_curves(const struct app *a)
{
    return chart_of(a, a->curves);
}

/* Points of another setting are no measurement of this one. */
const struct chart *view_state_points(const struct app *a)
{
    int belongs = study_snapshot_answers(a->points, a->curves->version, &a->curves->setting);
    return belongs ? chart_of(a, a->points) : &empty;
}

bool view_state_is_stale(const struct app *a)
{
    struct study_setting now = setting_of(a);
    return now.kind != STUDY_NONE && !study_snapshot_answers(a->curves, a->version, &now);
}

/* --- keys ------------------------------------------------------------------------------------- */

void view_state_next_quantity(struct app *a, int code)
{
    (void)code;
    int kind = (int)view_state_view(a)->study, count = study_quantities(kind);
    if (count < 2) {
        app_say(a, "this view shows one quantity");
        return;
    }
    a->quantity[a->view] = (a->quantity[a->view] + 1) % count;
    app_say(a, "%s", study_table[kind].quantity[a->quantity[a->view]]);
    ask(a);
}

bool view_state_shows_other_scale(const struct app *a)
{
    enum scale_choice choice = a->scale[a->view];
    return choice == SCALE_AUTOMATIC ? a->own_scale[a->view] : choice == SCALE_OTHER;
}

/* The scale that is not shown now. Where that is the view's own choice, it chooses again. */
void view_state_next_scale(struct app *a, int code)
{
    (void)code;
    if (!view_state_view(a)->has_scales) {
        app_say(a, "this view has one scale");
        return;
    }
    bool other = !view_state_shows_other_scale(a);
    a->scale[a->view] = other == a->own_scale[a->view] ? SCALE_AUTOMATIC
                        : other                        ? SCALE_OTHER
                                                       : SCALE_FIRST;
    a->dirty = 1;
}

void view_state_follow_theory(struct app *a)
{
    for (int i = 0; i < view_count; i++) {
        const struct view *view = &view_table[i];
        bool before = a->own_scale[i];
        if (view->chooses_scale == NULL)
            continue;
        a->own_scale[i] = view->chooses_scale(&a->theory, before);
        if (i == a->view && a->scale[i] == SCALE_AUTOMATIC && a->own_scale[i] && !before)
            app_say(a, "%s", view->scale_notice);
    }
}

/* A path starts anew where theory suggests: of another experiment that is another place. */
bool view_state_fit(struct app *a)
{
    if (!view_state_view(a)->has_start)
        return false;
    a->has_start = 0;
    ask(a);
    app_say(a, "the path starts some deviations out");
    return true;
}

bool view_state_awaits_start(const struct app *a)
{
    return view_state_view(a)->has_start && !a->has_start;
}

/* A tenth of how far it is, so that it moves alike on every scale. */
static void move_start(struct app *a, const double move[2])
{
    if (!a->has_start)
        first_start(a);
    double step = 0.1 * fmax(hypot(a->start[0], a->start[1]), 0.01);
    for (int i = 0; i < 2; i++)
        a->start[i] += move[i] * step;
    app_say(a, "start at (%.3g, %.3g)", a->start[0], a->start[1]);
    ask(a);
}

/* The line that changes it becomes the chosen one. */
static void step_parameter(struct app *a, const char *name, int steps)
{
    for (int i = 0; i < a->items; i++)
        if (strcmp(a->item[i].parameter->name, name) == 0) {
            a->chosen = i;
            item_step(a, steps);
            return;
        }
    app_say(a, "%s has no %s", optimizer_table[a->experiment.optimizer].title, name);
}

bool view_state_arrow(struct app *a, int code)
{
    static const struct {
        int code, shifted;
    } keys[ARROWS] = {[ARROW_LEFT] = {KEY_LEFT, KEY_SLEFT},
                      [ARROW_RIGHT] = {KEY_RIGHT, KEY_SRIGHT},
                      [ARROW_UP] = {KEY_UP, KEY_SR},
                      [ARROW_DOWN] = {KEY_DOWN, KEY_SF}};
    const struct view *view = view_state_view(a);
    for (int i = 0; i < ARROWS; i++) {
        const struct view_arrow *of = code == keys[i].code      ? view->arrow
                                      : code == keys[i].shifted ? view->big_arrow
                                                                : NULL;
        if (of == NULL)
            continue;
        if (of[i].parameter != NULL)
            step_parameter(a, of[i].parameter, of[i].steps);
        else
            move_start(a, of[i].move);
        return true;
    }
    return false;
}
