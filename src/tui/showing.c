/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include <math.h>

/* How the experiment is shown: what the screen knows of it, and struct show, which is printed,
 * written and read. */

/* The steps per second. */
static double speed_of(const struct app *a)
{
    return a->sweep.on ? a->sweep.before.steps_per_second : a->control.steps_per_second;
}

struct show showing_now(const struct app *a)
{
    const struct view_state *v = &a->view;
    struct show show = {
        .view = v->shown,
        .quantity = 1 + v->quantity[v->shown],
        .scale = v->other_scale[v->shown] ? VIEW_SCALE_OTHER : VIEW_SCALE_OWN,
        .zoom = v->window.manual ? v->window.half : (double)NAN,
        .stretch = v->window.stretch > 0 ? v->window.stretch : 1,
        .marks = v->marks,
        .speed = speed_of(a),
        .pause = a->sweep.on ? a->sweep.before.paused : a->control.paused,
        .follow = v->follow,
        .own_ellipse = v->show_sample,
        .projector = v->projector,
    };
    view_state_given_start(a, show.start);
    return show;
}

/* Whoever stops the walkers to look does not want them to stand still at their start. Only the path
 * has a start. */
const struct experiment *showing_keep(struct app *a)
{
    struct show *show = &a->experiment.show;
    *show = showing_now(a);
    show->pause = 0;
    for (int i = 0; i < 2 && !view_state_view(a)->has_start; i++)
        show->start[i] = (double)NAN;
    return &a->experiment;
}

void showing_apply(struct app *a, const struct show *s)
{
    struct view_state *v = &a->view;
    v->quantity[s->view] = view_quantity_index(&view_table[s->view], s->quantity);
    v->other_scale[s->view] = s->scale == VIEW_SCALE_OTHER && view_table[s->view].has_scales;
    view_state_give_start(a, s->start);
    view_state_show(a, s->view);
    v->fit |= v->projector != s->projector || v->window.stretch != s->stretch;
    v->window.stretch = s->stretch;
    v->window.manual = !isnan(s->zoom);
    if (v->window.manual)
        v->window.half = s->zoom;
    view_state_set_marks(a, s->marks);
    v->follow = s->follow;
    v->show_sample = s->own_ellipse;
    v->projector = s->projector;
    a->control.paused = s->pause;
    a->control.steps_per_second = s->speed;
    app_set_control(a);
}
