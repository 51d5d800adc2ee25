/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "actions.h"

#include <math.h>
#include <stdio.h>

/* What keys do to the view and its window. */

void action_switch_view(struct app *a, int code)
{
    int wanted = -1;
    for (int i = 0; i < view_count; i++)
        if (view_table[i].key == code)
            wanted = i;
    if (code == '\t')
        wanted = (a->view + 1) % view_count;
    if (wanted < 0)
        app_say(a, "there is no view on %c", code);
    else
        view_state_show(a, wanted);
}

void action_move_start(struct app *a, int code)
{
    if (!view_state_arrow(a, code))
        app_say(a, "Shift and up or down move the start of the path (view 2)");
}

/* The next of 1, 2, 5 × 10^k. */
static double next_scale(double half, int larger)
{
    double decade = pow(10, floor(log10(half) + 1e-9)), lead = half / decade;
    if (larger)
        return decade * (lead < 1.5 ? 2 : lead < 3 ? 5 : 10);
    return decade * (lead > 3 ? 2 : lead > 1.5 ? 1 : 0.5);
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
    a->window.half = next_scale(a->window.half, code == 'Z');
    a->window.manual = 1;
}

void action_fit(struct app *a, int code)
{
    (void)code;
    if (view_state_fit(a) || !has_window(a))
        return;
    /* Fitted already: the second press lets the two axes have scales of their own. A window that
     * has only held still is not fitted. */
    const double *s = a->theory.predicted[THEORY_DISCRETE].covariance;
    struct view_input in = paint_view_input(a);
    int was_fitted =
        !a->window.manual && !a->fit && view_state_view(a)->window(&in, 1).half == a->window.half;
    double ratio = isfinite(s[0]) && s[0] > 0 && s[2] > 0 ? sqrt(s[0] / s[2]) : 1;
    if (was_fitted && a->window.stretch == 1 && a->theory.n > 1 &&
        (ratio > 1.5 || ratio < 1 / 1.5)) {
        double step = pow(10, floor(log10(ratio)));
        double lead = ratio / step;
        a->window.stretch = step * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
        app_say(a, "the axes have scales of their own now; a again: one scale");
    } else {
        a->window.stretch = 1;
    }
    a->window.manual = 0;
    a->fit = 1;
}

void action_toggle_follow(struct app *a, int code)
{
    (void)code;
    a->follow = !a->follow;
    app_say(a, "%s", a->follow ? "following one walker; - slows it down" : "not following");
}

void action_toggle_sample(struct app *a, int code)
{
    (void)code;
    a->show_sample = !a->show_sample;
    app_say(a, "the cloud's own 3σ ellipse is %s", a->show_sample ? "dotted in" : "off");
}

void action_next_glyphs(struct app *a, int code)
{
    static const char *const name[GLYPHS_COUNT] = {"braille", "blocks", "ASCII"};
    (void)code;
    a->glyphs = (enum glyphs)((a->glyphs + 1) % GLYPHS_COUNT);
    app_say(a, "%s", name[a->glyphs]);
}

void action_export_picture(struct app *a, int code)
{
    char name[80];
    (void)code;
    action_free_name(view_state_view(a)->name, ".svg", name, sizeof name);
    export_request(a, name);
}
