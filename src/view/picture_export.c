/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/view/view.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/plot/picture.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Command lines longer than this end in dots: a list of eigenvalues may have thousands. */
enum { COMMAND_MOST = 500 };

/* The shapes of plot and legend depend on each other; so many rounds settle it. */
enum { ROUNDS = 3 };

static void write_command(const struct experiment *e, char *text, size_t size)
{
    static const char dots[] = "…";
    size_t end = size - sizeof dots;
    if (experiment_command(e, true, text, size) < size)
        return;
    end = utf8_start(text, end);
    memcpy(text + end, dots, sizeof dots);
}

static void set_caption(const struct view_input *in, struct canvas *c)
{
    char command[COMMAND_MOST], notes[CHART_NOTES_SIZE], lost[60] = "";
    char text[COMMAND_MOST + CHART_NOTES_SIZE + 200];
    const struct cloud_snapshot *s = in->cloud;
    const char *said = in->curves != NULL ? chart_notes(in->curves, notes) : "";
    write_command(in->experiment, command, sizeof command);
    if (s->lost > 0)
        (void)snprintf(lost, sizeof lost, ", %zu of them overflowed", s->lost);
    (void)snprintf(text, sizeof text,
                   "%s%ssgdscope%s\nt = %" PRIu64 " steps, %zu walkers%s, seed %" PRIu64, said,
                   said[0] != '\0' ? "\n" : "", command, s->steps, s->walkers, lost,
                   in->experiment->seed);
    canvas_caption(c, text);
}

static void draw(const struct view *view, const struct view_input *in, struct canvas *c)
{
    canvas_clear(c);
    view->draw(in, c);
    if (c->title == NULL)
        canvas_title(c, view->title);
    set_caption(in, c);
}

struct status view_export(const struct view *view, const struct view_input *in, struct canvas *c,
                          const char *path, int dark)
{
    struct picture_setting setting = {.dark = dark};
    struct view_input shown = *in;
    if (!picture_format_of(path, &setting.format))
        return status_error(STATUS_INPUT, "%.200s: the name must end in %s, %s or %s", path,
                            picture_ending[0], picture_ending[1], picture_ending[2]);
    shown.columns = shown.rows = 0; /* no characters, so a table may be as wide as it need be */
    shown.aspect = 2; /* wide: at first, there is room for the legend beside the marks */
    for (int i = 0; i < ROUNDS; i++) {
        shown.window.half = in->window.half * fmax(1, in->aspect / shown.aspect);
        draw(view, &shown, c);
        shown.aspect = picture_aspect(c, &setting);
    }
    return picture_write(c, &setting, path);
}
