/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/view/view.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/model/parameter.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Command lines longer than this end in dots: a list of eigenvalues may have thousands. */
enum { COMMAND_MOST = 500 };

static void write_command(const struct experiment *e, char *text, size_t size)
{
    static const char dots[] = "…";
    if (experiment_command(e, true, text, size) >= size)
        memcpy(text + utf8_start(text, size - sizeof dots), dots, sizeof dots);
}

static void set_caption(const struct view_input *in, struct canvas *c)
{
    char command[COMMAND_MOST], notes[CHART_NOTES_SIZE], overflowed[60] = "";
    char walkers[140] = "", text[COMMAND_MOST + CHART_NOTES_SIZE + 280];
    const struct cloud_snapshot *s = in->cloud;
    const bool is_early = s->count > 0 && in->theory->stability.stable && !s->averaged &&
                          isnan(cloud_schedule_step(s));
    const char *said = in->curves != NULL && in->hidden == 0 ? chart_notes(in->curves, notes) : "";
    if (in->command != NULL)
        (void)snprintf(command, sizeof command, " %s", in->command);
    else
        write_command(in->experiment, command, sizeof command);
    if (s->overflowed > 0)
        (void)snprintf(overflowed, sizeof overflowed, ", %zu of them overflowed", s->overflowed);
    if (s->count > 0)
        (void)snprintf(walkers, sizeof walkers, "t = %" PRIu64 " steps, %zu walker%s%s, ", s->steps,
                       s->walkers, s->walkers == 1 ? "" : "s", overflowed);
    (void)snprintf(text, sizeof text, "%s%ssgdscope%s\n%sseed %" PRIu64 "%s", said,
                   said[0] != '\0' ? "\n" : "", command, walkers, in->experiment->seed,
                   is_early ? "; warming up" : "");
    c->caption = canvas_keep(c, text);
}

bool view_hides(const struct view_input *in, enum ink ink)
{
    return (in->hidden & 1U << ink) != 0;
}

static void draw_guess(const struct view_guess *g, struct canvas *c)
{
    const struct axis *axis = g->along_x ? &c->x : &c->y, *other = g->along_x ? &c->y : &c->x;
    double at = fmax(fmin(g->number, axis->to), axis->from);
    const double here[2] = {at, at}, across[2] = {other->from, other->to};
    const char *name = at == g->number ? "your guess" : "your guess: outside";
    canvas_curve(c, INK_STRONG, DASH_DASHED, 2, g->along_x ? here : across,
                 g->along_x ? across : here);
    canvas_name(c, name);
    canvas_legend(c, MARK_CURVE, INK_STRONG, DASH_DASHED, name);
}

void view_draw_marks(const struct view_input *in, struct canvas *c)
{
    canvas_clear(c);
    in->view->draw(in, c);
    canvas_hide(c, in->hidden);
    if (in->guess != NULL)
        draw_guess(in->guess, c);
}

void view_draw(const struct view_input *in, struct canvas *c)
{
    view_draw_marks(in, c);
    if (in->title != NULL)
        c->title = in->title;
    else if (c->title == NULL)
        c->title = view_heading(in->view, in->quantity);
    set_caption(in, c);
}

static void draw(void *context, double aspect, struct canvas *c)
{
    struct view_input in = *(const struct view_input *)context;
    in.columns = in.rows = 0; /* no characters, so a table may be as wide as it need be */
    in.window.half *= fmax(1, in.aspect / aspect);
    in.aspect = aspect;
    view_draw(&in, c);
}

struct status view_export(struct view_input in, struct canvas *c, const char *path,
                          const struct picture_setting *setting)
{
    return picture_write(draw, &in, c, setting, path);
}
