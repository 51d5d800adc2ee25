/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/base/number.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"
#include "sgdscope/term/text.h"

#include <curses.h>
#include <stdio.h>

/* The line above the plot, and on a small screen the two lines of numbers below it. */

/* The pace that was asked for, and where the walkers cannot keep it, or go as fast as they can, the
 * one that is reached. */
static void pace_text(const struct app *a, char *text, size_t size)
{
    char number[NUMBER_SIZE];
    double asked = a->control.steps_per_second, reached = a->cloud->steps_per_second;
    const char *name = a->sweep.on ? "sweep" : a->control.paused ? "paused" : app_speed_name(a);
    int behind = !a->control.paused && reached > 0 && reached < 0.85 * asked;
    if (behind)
        (void)snprintf(text, size, "%s (%s/s)", name, number_short(reached, 6, 2, 1, number));
    else
        (void)snprintf(text, size, "%s", name);
}

/* The present view, and where there is room all of them, the present one in brackets. */
static void views_line(const struct app *a, int wide, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < view_count && used < size; i++) {
        const struct view *v = &view_table[i];
        int present = i == a->view;
        if (wide || present)
            used +=
                (size_t)snprintf(text + used, size - used, " %s%c %s%s", wide && present ? "[" : "",
                                 v->key, v->name, wide && present ? "]" : "");
    }
}

/* What is simulated, and the view: which comes first where not all has room. */
static void setting_line(const struct app *a, int columns, char *text, size_t size)
{
    char views[160], setting[120];
    const struct experiment *e = &a->experiment;
    views_line(a, COLS >= 170, views, sizeof views);
    (void)snprintf(setting, sizeof setting, "%s · %s%s%s noise · D=%zu",
                   optimizer_table[e->optimizer].title,
                   e->distribution != 0 ? distribution_table[e->distribution].id.name : "",
                   e->distribution != 0 ? " " : "", noise_table[e->noise].id.name, a->theory.n);
    (void)snprintf(text, size, " sgdscope  %s  %s", setting, views);
    if (utf8_columns(text) > columns)
        (void)snprintf(text, size, "%s · %s", views, setting);
}

void header_paint(const struct app *a, const struct area *at)
{
    char text[320], right[80], pace[60];
    double t = (double)a->cloud->steps;
    pace_text(a, pace, sizeof pace);
    if (t >= 1e4)
        (void)snprintf(right, sizeof right, "t=%.1fk  %s ", t / 1e3, pace);
    else
        (void)snprintf(right, sizeof right, "t=%.0f  %s ", t, pace);
    for (int i = 0; i < at->columns; i++)
        (void)text_put_reverse(a->screen, at->row, i, 1, " ");
    int wide = utf8_columns(right);
    setting_line(a, at->columns - wide - 1, text, sizeof text);
    (void)text_put_reverse(a->screen, at->row, 0, at->columns - wide - 1, text);
    (void)text_put_reverse(a->screen, at->row, at->columns - wide, wide, right);
}

/* Two lines of numbers in place of the side panel. */
void header_paint_small(const struct app *a, const struct area *at)
{
    char text[160], number[4][NUMBER_SIZE];
    const struct theory_snapshot *t = &a->theory;
    (void)snprintf(text, sizeof text, "λ=%s μ=%s k=%s",
                   number_short(a->experiment.lambda, 7, 4, a->screen->ascii, number[0]),
                   number_short(t->mu, 6, 3, a->screen->ascii, number[1]),
                   number_short(t->k_plane[0], 7, 4, a->screen->ascii, number[2]));
    int used = text_put(a->screen, at->row + 1, 0, at->columns, INK_STRONG, text);
    if (t->n > 1) {
        (void)snprintf(text, sizeof text, ",%s",
                       number_short(t->k_plane[1], 7, 4, a->screen->ascii, number[3]));
        used += text_put(a->screen, at->row + 1, used, at->columns - used, INK_STRONG, text);
    }
    verdict_paint(a, at->row + 1, used + 2, at->columns - used - 2);
    const struct item *item = &a->item[a->chosen];
    int used_here = 0;
    if (a->items > 0) {
        (void)snprintf(text, sizeof text, "▸%s %s  ",
                       item->symbol[0] != '\0' ? item->symbol : item->label,
                       number_short(item->value, 7, 4, a->screen->ascii, number[3]));
        used_here = text_put(a->screen, at->row + 2, 0, at->columns, INK_STRONG, text);
    }
    (void)snprintf(text, sizeof text, "Σ₁₁ %s d %s c %s ",
                   number_short(a->cloud->covariance[0], 6, 4, a->screen->ascii, number[0]),
                   number_short(t->predicted[THEORY_DISCRETE].covariance[0], 6, 4, a->screen->ascii,
                                number[1]),
                   number_short(t->predicted[THEORY_CONTINUOUS].covariance[0], 6, 4,
                                a->screen->ascii, number[2]));
    int gauge = at->columns >= 62 ? 20 : 0;
    (void)text_put(a->screen, at->row + 2, used_here, at->columns - gauge - 1 - used_here, INK_TEXT,
                   text);
    if (gauge > 0)
        stability_bar_paint(a, at->row + 2, at->columns - gauge, gauge);
}
