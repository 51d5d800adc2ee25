/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include <math.h>
#include <string.h>

const struct view *view_state_view(const struct app *a)
{
    return &view_table[a->view.shown];
}

static struct study_setting setting_of(const struct app *a)
{
    const struct view *view = view_state_view(a);
    return (struct study_setting){
        .kind = (int)view->study,
        .quantity = a->view.quantity[a->view.shown],
        .start = {view->has_start ? a->view.start[0] : 0, view->has_start ? a->view.start[1] : 0},
    };
}

void view_state_give_start(struct app *a, const double start[2])
{
    memcpy(a->view.start, start, sizeof a->view.start);
    a->view.has_start = !isnan(start[0]) && !isnan(start[1]);
}

void view_state_given_start(const struct app *a, double start[2])
{
    double first[2] = {NAN, NAN};
    view_first_start(&a->theory, first);
    for (int i = 0; i < 2; i++)
        start[i] =
            a->view.has_start && a->view.start[i] != first[i] ? a->view.start[i] : (double)NAN;
}

bool view_state_awaits_start(const struct app *a)
{
    return view_state_view(a)->has_start && !a->view.has_start;
}

void view_state_ask(struct app *a)
{
    a->dirty = true;
    if (view_state_awaits_start(a)) {
        if (!app_is_answered(a))
            return; /* it is asked once theory has answered */
        view_first_start(&a->theory, a->view.start);
        a->view.has_start = true;
    }
    struct study_setting s = setting_of(a);
    session_study(a->session, &s);
}

void view_state_show(struct app *a, int view)
{
    a->view.shown = view;
    view_state_ask(a);
}

void view_state_begin(struct app *a)
{
    a->view.curves = session_curves(a->session, NULL);
    a->view.points = session_points(a->session, NULL);
    a->view.has_pictures = picture_support().code == STATUS_OK;
}

void view_state_set_marks(struct app *a, int marks)
{
    a->view.marks = marks;
    a->view.glyphs = raster_glyphs(marks, a->screen->ascii);
    if (marks == MARKS_PIXELS)
        display_try_pixels(&a->display);
}

void view_state_take_snapshots(struct app *a)
{
    bool fresh_curves = false, fresh_points = false;
    a->view.curves = session_curves(a->session, &fresh_curves);
    a->view.points = session_points(a->session, &fresh_points);
    a->dirty |= fresh_curves || fresh_points;
    if (view_state_awaits_start(a) && app_is_answered(a))
        view_state_ask(a);
}

static const struct chart empty;

/* An older experiment's curves stay until the newer ones are there; another study's do not. */
static const struct chart *chart_of(const struct app *a, const struct study_snapshot *s,
                                    struct chart *told)
{
    struct study_setting now = setting_of(a);
    bool same =
        s->version > 0 && s->setting.kind == now.kind && s->setting.quantity == now.quantity;
    unsigned hidden = tour_hidden_inks(a);
    if (!same || now.kind == STUDY_NONE)
        return &empty;
    if (hidden == 0)
        return &s->chart;
    chart_copy_without(&s->chart, hidden, told); /* nor may the axes be made for the rest */
    return told;
}

const struct chart *view_state_curves(const struct app *a)
{
    return chart_of(a, a->view.curves, &a->view.told[0]);
}

/* Points of another setting are no measurement of this one. */
const struct chart *view_state_points(const struct app *a)
{
    const struct study_snapshot *curves = a->view.curves, *points = a->view.points;
    bool belongs = study_snapshot_answers(points, curves->version, &curves->setting);
    return belongs ? chart_of(a, points, &a->view.told[1]) : &empty;
}

bool view_state_is_stale(const struct app *a)
{
    struct study_setting now = setting_of(a);
    return now.kind != STUDY_NONE && !study_snapshot_answers(a->view.curves, a->version, &now);
}

double view_state_dots(const struct raster *r)
{
    return (double)raster_dots_a_cell[r->glyphs] * (r->columns - r->left) * (r->rows - r->bottom);
}

struct view_input view_state_input(const struct app *a)
{
    const struct view_state *v = &a->view;
    return (struct view_input){
        .view = view_state_view(a),
        .experiment = &a->experiment,
        .theory = &a->theory,
        .cloud = a->cloud,
        .run = app_run(a),
        .window = v->window,
        .columns = v->raster.columns - v->raster.left,
        .rows = v->raster.rows - v->raster.bottom,
        .aspect = v->has_image ? v->image.aspect : raster_aspect(&v->raster),
        .dots = view_state_dots(&v->raster),
        .hidden = tour_hidden_inks(a),
        .guess = tour_guess_shown(a),
        .follow = v->follow,
        .show_sample = v->show_sample,
        .curves = view_state_curves(a),
        .points = view_state_points(a),
        .quantity = v->quantity[v->shown],
        .logarithmic = v->other_scale[v->shown],
    };
}
