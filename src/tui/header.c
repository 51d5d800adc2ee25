/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/model/noise.h"

#include <math.h>
#include <stdio.h>

/* The line above the plot, and on a small screen the two lines of numbers below it. */

/* The pace that was asked for, and where the walkers cannot keep it, or run as fast as they can,
 * the one that is reached. */
static void pace_text(const struct app *a, char *text, size_t size)
{
    char number[NUMBER_SIZE], speed[NUMBER_SIZE];
    double asked = a->control.steps_per_second, reached = a->cloud->steps_per_second;
    const char *name = a->sweep.on         ? "sweep"
                       : a->control.paused ? "paused"
                                           : app_speed_name(a, speed);
    bool behind = !a->control.paused && reached > 0 && reached < 0.85 * asked;
    if (behind)
        (void)snprintf(text, size, "%s (%s/s)", name, number_short(reached, 6, 2, 1, number));
    else
        (void)snprintf(text, size, "%s", name);
}

/* The present view; if there is room all of them, the present one in brackets. */
static void views_line(const struct app *a, char *text, size_t size)
{
    size_t used = 0;
    bool wide = a->screen->columns >= 170;
    for (int i = 0; i < VIEW_COUNT && used < size; i++) {
        const struct view *v = &view_table[i];
        bool bracket = wide && i == a->view.shown;
        if (wide || i == a->view.shown)
            used += (size_t)snprintf(text + used, size - used, " %s%s %s%s", bracket ? "[" : "",
                                     v->id->alias, v->id->name, bracket ? "]" : "");
    }
}

enum { HEAD = 100 };

/* The program, or how far the tour is: its step, the minutes since it began and of all, and from
 * when to when the step is planned. */
static void head_text(const struct app *a, char text[HEAD])
{
    const struct tour_state *t = &a->tour;
    const struct tour *tour = &t->tour;
    double minutes = floor((a->now - t->began) / 60);
    char of[NUMBER_SIZE] = "", plan[40] = "";
    if (!t->is_on) {
        (void)snprintf(text, HEAD, "sgdscope");
        return;
    }
    if (tour->minutes > 0)
        (void)snprintf(of, sizeof of, "/%g", tour->minutes);
    if (tour_planned(tour, tour->steps) > 0)
        (void)snprintf(plan, sizeof plan, ", planned %g-%g", tour_planned(tour, t->at),
                       tour_planned(tour, t->at + 1));
    (void)snprintf(text, HEAD, "%zu/%zu · %.0f%s min%s", t->at + 1, tour->steps, minutes, of, plan);
}

/* What is simulated, and the view: which comes first if not all has room. */
static void setting_line(const struct app *a, int columns, char *text, size_t size)
{
    char views[160], setting[120], of[32] = "", head[HEAD];
    head_text(a, head);
    const struct experiment *e = &a->experiment;
    views_line(a, views, sizeof views);
    if (tour_step(a) != NULL) { /* its text says it in words */
        (void)snprintf(text, size, " %s  %s", head, views);
        return;
    }
    if (a->theory.left_out.of > 0)
        (void)snprintf(of, sizeof of, " of %zu", a->theory.left_out.of);
    (void)snprintf(setting, sizeof setting, "%s · %s%s%s noise · D=%zu%s",
                   optimizer_table[e->optimizer].title,
                   e->distribution != 0 ? distribution_table[e->distribution].id.name : "",
                   e->distribution != 0 ? " " : "", noise_table[e->noise].id.name, a->theory.n, of);
    (void)snprintf(text, size, " %s  %s  %s", head, setting, views);
    if (utf8_columns(text) > columns)
        (void)snprintf(text, size, "%s · %s", views, setting);
}

/* Two lines of numbers in place of the side panel. */
static void paint_numbers(const struct app *a, struct area at)
{
    char x[NUMBER_SIZE], y[NUMBER_SIZE], z[NUMBER_SIZE], name[DIRECTION_NAME];
    const struct theory_snapshot *t = &a->theory;
    const struct plane_prediction *stationary = table_stationary(a, false);
    const struct item *item = &a->list.item[a->list.chosen];
    struct area line = at;
    bool ascii = a->screen->ascii;
    area_put(a->screen, &line, INK_STRONG, "λ=%s μ=%s k=%s",
             number_short(a->experiment.lambda, 7, 4, ascii, x), number_below_one(t->mu, 9, 3, y),
             number_short(t->k_plane[0], 7, 4, ascii, z));
    if (t->n > 1)
        area_put(a->screen, &line, INK_STRONG, ",%s", number_short(t->k_plane[1], 7, 4, ascii, x));
    area_indent(&line, 2);
    verdict_paint(a, line);
    line = (struct area){at.row + 1, at.column, 1, at.columns};
    struct area bar = line;
    int width = at.columns >= 62 ? 20 : 0;
    bool is_wide = at.columns >= 80;
    if (a->list.count > 0)
        area_put(a->screen, &line, INK_STRONG, "▸%s %s  ", item_name(item),
                 item_number(a, item, 9, 4, x));
    line.columns -= width + 1;
    if (tour_hidden_inks(a) != 0)
        return;
    area_put(a->screen, &line, INK_TEXT, "%s %s %s %s %s %s ",
             view_element_name(a->experiment.plane, t->n, 0, name),
             number_short(a->cloud->covariance[0], 6, 4, ascii, x), is_wide ? "discrete" : "d",
             number_short(stationary[THEORY_DISCRETE].covariance[0], 6, 4, ascii, y),
             is_wide ? "continuous" : "c",
             number_short(stationary[THEORY_CONTINUOUS].covariance[0], 6, 4, ascii, z));
    area_indent(&bar, at.columns - width);
    stability_bar_paint(a, bar);
}

void header_paint(const struct app *a, struct area at)
{
    char text[400], right[120], pace[60];
    double t = (double)a->cloud->steps;
    pace_text(a, pace, sizeof pace);
    if (isfinite(cloud_schedule_step(a->cloud)))
        (void)snprintf(right, sizeof right, "t=%.0f/%.9g  %s ", cloud_schedule_step(a->cloud),
                       a->cloud->schedule.steps, pace);
    else if (t >= 1e4)
        (void)snprintf(right, sizeof right, "t=%.1fk  %s ", t / 1e3, pace);
    else
        (void)snprintf(right, sizeof right, "t=%.0f  %s ", t, pace);
    int wide = utf8_columns(right), left = at.columns - wide - 1;
    setting_line(a, left, text, sizeof text);
    for (int used = screen_text_reverse(a->screen, at.row, 0, left, text); used <= left; used++)
        (void)screen_text_reverse(a->screen, at.row, used, 1, " ");
    (void)screen_text_reverse(a->screen, at.row, at.columns - wide, wide, right);
    area_skip(&at, 1);
    if (at.rows > 0)
        paint_numbers(a, at);
}
