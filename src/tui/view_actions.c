/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/io/settings_file.h"
#include "sgdscope/plot/ticks.h"

#include <curses.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What keys do to the view and its window. */

void action_switch_view(struct app *a, int code)
{
    const char key[] = {(char)code, '\0'};
    int step = code == '\t' ? 1 : code == KEY_BTAB ? VIEW_COUNT - 1 : 0;
    view_state_show(a, step > 0 ? (a->view.shown + step) % VIEW_COUNT : view_find(key));
}

void action_next_quantity(struct app *a)
{
    struct view_state *v = &a->view;
    const struct view *view = view_state_view(a);
    int count = study_quantities((int)view->study);
    char name[QUANTITY_NAME];
    if (count < 2) {
        app_say(a, "this view shows one quantity");
        return;
    }
    v->quantity[v->shown] = (v->quantity[v->shown] + 1) % count;
    struct view_input in = view_state_input(a);
    app_say(a, "%s", view_quantity_name(&in, name));
    view_state_ask(a);
}

void action_next_scale(struct app *a)
{
    bool *other = &a->view.other_scale[a->view.shown];
    if (view_state_view(a)->has_scales)
        *other = !*other;
    else
        app_say(a, "this view has one scale");
}

/* A tenth of how far it is, so that it moves alike on every scale. */
static void move_start(struct app *a, const double move[2])
{
    double *start = a->view.start;
    double step = 0.1 * fmax(hypot(start[0], start[1]), 0.01);
    for (int i = 0; i < 2; i++) { /* few digits: they are printed */
        char text[NUMBER_SIZE];
        (void)snprintf(text, sizeof text, "%.5g", start[i] + move[i] * step);
        (void)number_parse(text, &start[i]);
    }
    app_say(a, "start at (%.3g, %.3g)", start[0], start[1]);
    view_state_ask(a);
}

/* The line that changes it becomes the chosen one. */
static void step_parameter(struct app *a, const char *name, int steps)
{
    for (int i = 0; i < a->list.count; i++)
        if (strcmp(a->list.item[i].parameter->name, name) == 0) {
            a->list.chosen = i;
            item_step(a, steps);
            return;
        }
    app_say(a, "%s has no %s", optimizer_table[a->experiment.optimizer].title, name);
}

bool action_arrow(struct app *a, int code)
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

void action_move_start(struct app *a)
{
    app_say(a, "Shift and up or down move the start of the path (view 2)");
}

/* Views of curves choose their own window. */
static bool has_window(struct app *a)
{
    if (view_state_view(a)->window != NULL)
        return true;
    app_say(a, "this view fits its window itself");
    return false;
}

void action_zoom(struct app *a, int code)
{
    if (!has_window(a))
        return;
    /* To the next of 1, 2, 5 × 10^k; their reciprocals are such numbers too. */
    double *half = &a->view.window.half;
    *half = code == 'Z' ? ticks_round_up(1.5 * *half) : 1 / ticks_round_up(1.5 / *half);
    a->view.window.manual = true;
}

/* Start the path where theory suggests for this experiment. */
static bool fit_start(struct app *a)
{
    if (!view_state_view(a)->has_start)
        return false;
    view_state_give_start(a, (const double[]){NAN, NAN});
    view_state_ask(a);
    app_say(a, "the path starts some deviations out");
    return true;
}

/* The width over the height of the discrete theory's ellipse. */
static double ratio_of(const struct app *a)
{
    const double *s = a->theory.predicted[THEORY_DISCRETE].covariance;
    return a->theory.n > 1 && isfinite(s[0]) && s[0] > 0 && s[2] > 0 ? sqrt(s[0] / s[2]) : 1;
}

/* Where the window is fitted already, the second press lets the two axes have scales of their own.
 * A window that has only held still is not fitted. */
void action_fit(struct app *a)
{
    struct view_state *v = &a->view;
    if (fit_start(a) || !has_window(a))
        return;
    struct view_input in = view_state_input(a);
    bool was_fitted =
        !v->window.manual && !v->fit && in.view->window(&in, 1).half == v->window.half;
    double ratio = ratio_of(a);
    if (was_fitted && v->window.stretch == 1 && (ratio > 1.5 || ratio < 1 / 1.5)) {
        double step = pow(10, floor(log10(ratio))), lead = ratio / step;
        v->window.stretch = step * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
        app_say(a, "the axes have scales of their own now; a again: one scale");
    } else {
        v->window.stretch = 1;
    }
    v->window.manual = false;
    v->fit = true;
}

void action_toggle_follow(struct app *a)
{
    if (tour_refuses(a, INK_WALKER))
        return;
    a->view.follow = !a->view.follow;
    app_say(a, "%s", a->view.follow ? "following one walker; - slows it down" : "not following");
}

void action_toggle_sample(struct app *a)
{
    if (tour_refuses(a, INK_SAMPLE))
        return;
    a->view.show_sample = !a->view.show_sample;
    app_say(a, "the cloud's own 3σ ellipse is %s", a->view.show_sample ? "dotted in" : "off");
}

void action_toggle_projector(struct app *a)
{
    a->view.projector = !a->view.projector;
    a->view.fit = true;
}

void action_next_marks(struct app *a)
{
    bool can = a->view.has_pictures && a->display.graphics.kind != GRAPHICS_NONE;
    int now = a->view.marks;
    if (now == MARKS_AUTO || (now == MARKS_PIXELS && !can))
        now = a->view.has_image ? MARKS_PIXELS : MARKS_BRAILLE;
    int next = now % (MARKS_COUNT - 1) + 1;
    if (next == MARKS_PIXELS && !can)
        next++;
    view_state_set_marks(a, next);
    bool is_kept = a->view.keeps_marks;
    struct status s = is_kept ? settings_file_set("marks", marks_table[next].name) : status_ok();
    app_say(a, "marks: %s%s", marks_table[next].name, is_kept ? ", also next time" : "");
    app_say_error(a, status_prefix(s, "marks: %s, but not next time", marks_table[next].name));
}

static const double usual_aspect = 4.0 / 3;

/* What the screen shows, or would show if it were large enough. */
static struct view_input present(struct app *a)
{
    (void)showing_keep(a); /* the caption's command */
    struct view_input in = view_state_input(a);
    if (!(in.aspect > 0))
        in.aspect = usual_aspect;
    if (view_state_view(a)->window != NULL)
        in.window = view_state_view(a)->window(&in, a->view.fit);
    return in;
}

void export_turn(struct app *a)
{
    /* With an answer to an older experiment it would be a picture of two. */
    if (a->export_path[0] == '\0' || !app_is_answered(a) || view_state_is_stale(a))
        return;
    struct view_input in = present(a);
    struct status s =
        view_export(in, &a->view.canvas, a->export_path, &(struct picture_setting){0});
    if (s.code == STATUS_OK) {
        written_add(a, a->export_path);
        app_say(a, "written to %s", a->export_path);
    }
    app_say_error(a, s);
    a->export_path[0] = '\0';
}

void export_request(struct app *a, const char *path)
{
    (void)snprintf(a->export_path, sizeof a->export_path, "%s", path);
    export_turn(a);
}
