/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include <stdio.h>

/* Pictures of the present view: key `e` and the command `export`. */

static const double usual_aspect = 4.0 / 3;

/* What the screen shows, or would show if it were large enough. */
static struct view_input present(const struct app *a)
{
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
    struct status s = view_export(in, &a->view.canvas, a->export_path, false);
    if (s.code == STATUS_OK)
        app_say(a, "written to %s", a->export_path);
    else
        app_say_error(a, &s);
    a->export_path[0] = '\0';
}

void export_request(struct app *a, const char *path)
{
    (void)snprintf(a->export_path, sizeof a->export_path, "%s", path);
    export_turn(a);
}
