/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "panel.h"
#include "sgdscope/term/text.h"
#include "sgdscope/base/number.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"

#include <curses.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- the plot --------------------------------------------------------------------------------- */

static double dots_of(const struct raster *r)
{
    static const double dots_a_cell[GLYPHS_COUNT] = {8, 4, 1};
    return dots_a_cell[r->glyphs] * (r->columns - r->left) * (r->rows - r->bottom);
}

struct view_input paint_view_input(const struct app *a)
{
    return (struct view_input){
        .experiment = &a->experiment,
        .theory = &a->theory,
        .cloud = a->cloud,
        .window = a->window,
        .columns = a->raster.columns - a->raster.left,
        .rows = a->raster.rows - a->raster.bottom,
        .aspect = raster_aspect(&a->raster),
        .dots = dots_of(&a->raster),
        .follow = a->follow,
        .show_sample = a->show_sample,
        .curves = view_state_curves(a),
        .points = view_state_points(a),
        .study = view_table[a->view].study,
        .quantity = a->quantity[a->view],
        .logarithmic = view_state_shows_other_scale(a),
    };
}

/* One line of words broken at blanks into rows of so many columns; returns the rows used. Where
 * there are not enough of them the last one ends in dots. */
static int paint_words(int row, int column, int columns, int rows, enum ink ink, const char *text)
{
    int used = 0;
    char line[LINE_MAX_BYTES];
    while (*text != '\0' && used < rows) {
        int last = used == rows - 1;
        size_t length = text_fitting(text, columns);
        if (last && text[length] != '\0')
            length = text_fitting(text, columns - 2);
        int cut = last && text[length] != '\0';
        (void)snprintf(line, sizeof line, "%.*s%s", (int)length, text, cut ? " …" : "");
        (void)text_put(row + used++, column, columns, ink, line);
        text += length + (text[length] == ' ');
    }
    return used;
}

/* What a study's view has to say, above its plot; returns the rows used. */
static int paint_notes(const struct app *a, const struct area *at)
{
    const struct view *view = &view_table[a->view];
    const struct chart *const chart[] = {view_state_curves(a), view_state_points(a)};
    int most = at->rows >= 30 ? 6 : at->rows >= 18 ? 4 : at->rows >= 16 ? 2 : 1, used = 0;
    char head[160];
    if (strcmp(view->name, "scatter") == 0)
        return 0;
    int quantities = study_quantities((int)view->study);
    (void)snprintf(head, sizeof head, "%s%s%s%s",
                   quantities > 1 ? study_table[view->study].quantity[a->quantity[a->view]] : "",
                   quantities > 1 ? ", " : "", view->title, view_state_is_stale(a) ? " …" : "");
    used += paint_words(at->row, at->column + 1, at->columns - 2, most, INK_STRONG, head);
    int is_its_own = view->study != STUDY_NONE && a->curves->setting.kind == (int)view->study;
    if (is_its_own && a->curves->status.code != STATUS_OK)
        used += paint_words(at->row + used, at->column + 1, at->columns - 2, most - used,
                            INK_WARNING, status_without_dashes(a->curves->status).text);
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < chart[c]->notes && used < most; i++)
            used += paint_words(at->row + used, at->column + 1, at->columns - 2, most - used,
                                view_state_is_stale(a) ? INK_DIM : INK_TEXT, chart[c]->note[i]);
    return used;
}

static void paint_plot(struct app *a, const struct area *whole)
{
    const struct view *view = &view_table[a->view];
    int notes = paint_notes(a, whole);
    const struct area area = {whole->row + notes, whole->column, whole->rows - notes,
                              whole->columns};
    const struct area *at = &area;
    if (raster_resize(&a->raster, at->columns, at->rows, a->glyphs).code != STATUS_OK)
        return;
    if (view->is_table)
        raster_drop_margins(&a->raster);
    struct view_input in = paint_view_input(a);
    in.dots *= a->thin;
    int current = a->theory.version == a->version;
    if (view->window != NULL) {
        a->window = in.window = view->window(&in, a->fit && current);
        a->fit = a->fit && !current;
    }
    canvas_clear(&a->canvas);
    view->draw(&in, &a->canvas);
    raster_draw(&a->raster, &a->canvas);
    const struct cell *cell = a->raster.cells;
    for (int row = 0; row < at->rows; row++)
        for (int column = 0; column < at->columns; column++, cell++)
            text_put_cell(at->row + row, at->column + column, cell->glyph, (enum ink)cell->ink,
                          cell->grade);
}

/* --- lines above and below -------------------------------------------------------------------- */

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
    if (text_columns(text) > columns)
        (void)snprintf(text, size, "%s · %s", views, setting);
}

static void paint_header(const struct app *a, const struct area *at)
{
    char text[320], right[80], pace[60];
    double t = (double)a->cloud->steps;
    pace_text(a, pace, sizeof pace);
    if (t >= 1e4)
        (void)snprintf(right, sizeof right, "t=%.1fk  %s ", t / 1e3, pace);
    else
        (void)snprintf(right, sizeof right, "t=%.0f  %s ", t, pace);
    for (int i = 0; i < at->columns; i++)
        (void)text_put_reverse(at->row, i, 1, " ");
    int wide = text_columns(right);
    setting_line(a, at->columns - wide - 1, text, sizeof text);
    (void)text_put_reverse(at->row, 0, at->columns - wide - 1, text);
    (void)text_put_reverse(at->row, at->columns - wide, wide, right);
}

/* Two lines of numbers in place of the side panel. */
static void paint_small_head(const struct app *a, const struct area *at)
{
    char text[160], number[4][NUMBER_SIZE];
    const struct theory_snapshot *t = &a->theory;
    (void)snprintf(text, sizeof text, "λ=%s μ=%s k=%s",
                   number_short(a->experiment.lambda, 7, 4, text_ascii, number[0]),
                   number_short(t->mu, 6, 3, text_ascii, number[1]),
                   number_short(t->k_plane[0], 7, 4, text_ascii, number[2]));
    int used = text_put(at->row + 1, 0, at->columns, INK_STRONG, text);
    if (t->n > 1) {
        (void)snprintf(text, sizeof text, ",%s",
                       number_short(t->k_plane[1], 7, 4, text_ascii, number[3]));
        used += text_put(at->row + 1, used, at->columns - used, INK_STRONG, text);
    }
    verdict_paint(a, at->row + 1, used + 2, at->columns - used - 2);
    const struct item *item = &a->item[a->chosen];
    int used_here = 0;
    if (a->items > 0) {
        (void)snprintf(text, sizeof text, "▸%s %s  ",
                       item->symbol[0] != '\0' ? item->symbol : item->label,
                       number_short(item->value, 7, 4, text_ascii, number[3]));
        used_here = text_put(at->row + 2, 0, at->columns, INK_STRONG, text);
    }
    (void)snprintf(text, sizeof text, "Σ₁₁ %s d %s c %s ",
                   number_short(a->cloud->covariance[0], 6, 4, text_ascii, number[0]),
                   number_short(t->discrete[0], 6, 4, text_ascii, number[1]),
                   number_short(t->continuous[0], 6, 4, text_ascii, number[2]));
    int gauge = at->columns >= 62 ? 20 : 0;
    (void)text_put(at->row + 2, used_here, at->columns - gauge - 1 - used_here, INK_TEXT, text);
    if (gauge > 0)
        stability_bar_paint(a, at->row + 2, at->columns - gauge, gauge);
}

/* One key of the footer: its name in reverse, a word for it. Returns the columns it takes; paints
 * only where `paint` is set. */
static int footer_key(const struct key *k, int row, int column, int paint)
{
    char names[16];
    (void)snprintf(names, sizeof names, "%.*s", (int)strcspn(k->names, " "), k->names);
    /* The first name of several is enough here; the arrows have signs of their own. */
    const char *shown = strncmp(k->names, "Up", 2) == 0     ? "↑↓"
                        : strncmp(k->names, "Left", 4) == 0 ? "←→"
                                                            : names;
    if (paint) {
        int used = text_put_reverse(row, column, COLS - column, shown);
        (void)text_put(row, column + used + 1, COLS - column - used, INK_TEXT, k->footer);
    }
    return text_columns(shown) + text_columns(k->footer) + 2;
}

static int in_footer(const struct app *a, const struct key *k)
{
    return k->footer != NULL && (k->useful == NULL || k->useful(a));
}

/* Help and quit, the last two of the table, always have their place. */
static void paint_keys(const struct app *a, const struct area *at)
{
    int column = 0, last = 0;
    for (int i = key_count - 2; i < key_count; i++)
        last += footer_key(&key_table[i], at->row, 0, 0);
    for (int i = 0; i < key_count; i++) {
        const struct key *k = &key_table[i];
        int reserved = i < key_count - 2 ? last : 0;
        if (!in_footer(a, k))
            continue;
        if (column + footer_key(k, at->row, 0, 0) + reserved <= at->columns + 1)
            column += footer_key(k, at->row, column, 1);
    }
}

static void paint_solving(const struct app *a, int row, int column)
{
    char text[80];
    (void)snprintf(text, sizeof text, "solving for %.1f s; Escape gives up", a->now - a->asked);
    (void)text_put(row, column, COLS, INK_STRONG, text);
}

/* One that is too long ends in dots after a whole word. */
static void paint_message(const struct app *a, const struct area *at)
{
    enum ink ink = a->message_is_error ? INK_WARNING : INK_STRONG;
    int fits = text_columns(a->message) <= at->columns;
    int most = fits ? at->columns : at->columns - 2;
    char text[sizeof a->message];
    (void)snprintf(text, sizeof text, "%.*s", (int)text_fitting(a->message, most), a->message);
    int used = text_put(at->row, 0, at->columns, ink, text);
    if (!fits)
        (void)text_put(at->row, used, at->columns - used, ink, " …");
}

static void paint_footer(const struct app *a, const struct area *at)
{
    if (app_is_solving(a))
        paint_solving(a, at->row, 0);
    else if (a->now < a->message_until)
        paint_message(a, at);
    else if (a->prompt.active)
        (void)text_put(at->row, 0, at->columns, INK_DIM,
                       a->prompt.for_item ? "Enter sets it, Escape leaves it"
                                          : "NAME VALUE, load NAME, write FILE, export FILE; Tab "
                                            "completes, Escape leaves");
    else if (a->sweep.on)
        (void)text_put(at->row, 0, at->columns, INK_STRONG, "any key ends the sweep");
    else
        paint_keys(a, at);
}

static void paint_command(const struct app *a, const struct area *at)
{
    char text[600];
    const struct prompt *p = &a->prompt;
    if (p->active) {
        char label[40];
        (void)snprintf(label, sizeof label, "%s",
                       !p->for_item                ? ":"
                       : p->item.symbol[0] != '\0' ? p->item.symbol
                                                   : p->item.label);
        int used = text_put(at->row, 0, at->columns, INK_STRONG, label);
        if (p->for_item)
            used += text_put(at->row, used, at->columns, INK_STRONG, " = ");
        (void)text_put(at->row, used, at->columns - used, INK_TEXT, p->text);
        (void)snprintf(text, sizeof text, "%.*s", (int)p->cursor, p->text);
        int column = used + text_columns(text);
        text_cursor(at->row, column < at->columns ? column : at->columns - 1);
        return;
    }
    int n = snprintf(text, sizeof text, "sgdscope");
    (void)experiment_command(&a->experiment, true, text + n, sizeof text - (size_t)n);
    int wide = text_columns(text);
    (void)text_put(at->row, 0, at->columns, INK_DIM, text);
    if (wide > at->columns)
        (void)text_put(at->row, at->columns - 1, 1, INK_DIM, "…");
}

/* --- the whole -------------------------------------------------------------------------------- */

void paint(struct app *a)
{
    struct layout l = layout_of(LINES, COLS);
    screen_clear(text_screen);
    if (l.kind == LAYOUT_TINY) {
        (void)text_put(LINES / 2, 0, COLS, INK_STRONG, "sgdscope needs 40x12");
    } else if (a->help) {
        help_paint(a);
    } else if (a->theory.version == 0) {
        paint_solving(a, l.plot.row, 1);
    } else {
        paint_header(a, &l.header);
        if (l.kind == LAYOUT_SMALL)
            paint_small_head(a, &l.header);
        paint_plot(a, &l.plot);
        if (a->sweep.is_shown)
            sweep_paint(a, &l.plot);
        if (l.panel.rows > 0)
            panel_paint(a, l.panel);
        paint_footer(a, &l.footer);
        paint_command(a, &l.command);
    }
}
