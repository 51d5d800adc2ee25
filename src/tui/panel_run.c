/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel_table.h"

#include "sgdscope/base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is measured of the recorded run: the lower part of the panel's table. */

enum { RUN_WORDS = FIT_REASON + 60 };

/* Everything that is said of the run is at its own setting; it is dim where another one is
 * table_shown. */
static enum ink run_ink(const struct table *t, enum ink ink)
{
    const struct app *a = t->a;
    struct view_input in = view_state_input(a);
    char own[RUN_OWN];
    return view_run_is_own(&in, own) || a->run->version != a->version ? INK_DIM : ink;
}

/* What is measured of it, and by how many standard errors both theories are off. */
static void paint_run_value(const struct table *t, int row, double value, double error)
{
    const struct run_snapshot *r = t->a->run;
    struct table_cell cell[1 + SHOWN];
    char text[CELL], name[DIRECTION_NAME];
    table_measured(t, run_ink(t, INK_RUN), value, error, &cell[0]);
    for (int i = 0; i < SHOWN; i++) {
        double z = (value - table_predicted(&r->predicted[table_shown[i]], row)) / error;
        /* For " σ", and a blank between. */
        panel_z(z, t->theory - 2 - (i > 0 || t->is_tight), t->a->screen->ascii, text);
        cell[1 + i].ink = run_ink(t, series_style[table_shown[i]].ink);
        (void)snprintf(cell[1 + i].text, CELL, isfinite(z) ? "%.40s σ" : "%s", text);
    }
    table_paint_row(t, table_row_name(t->a, row, t->name - 1, name), t->theory, cell);
}

static void paint_run_inside(const struct table *t)
{
    const struct run_snapshot *r = t->a->run;
    struct table_cell cell[1 + SHOWN] = {{INK_RUN, ""}};
    for (int i = 0; i < SHOWN; i++)
        table_share(t, run_ink(t, series_style[table_shown[i]].ink), r->inside[table_shown[i]],
                    r->inside_error[table_shown[i]], &cell[1 + i]);
    table_paint_row(t, t->is_wide ? "steps inside 3σ" : "inside 3σ", table_share_width(t), cell);
}

/* How many rows it has, and the setting it is judged at where another one is table_shown, or that
 * more may come: as much of that as there is room for. */
static void run_head(const struct table *t, int room, char text[CELL])
{
    static const char *const own_forms[] = {"%zu rows at its own %s", "%zu rows, %s", "%zu, %s"};
    static const char *const open_forms[] = {"%zu rows so far%s", "%zu rows …%s"};
    const struct run_snapshot *r = t->a->run;
    struct view_input in = view_state_input(t->a);
    char own[RUN_OWN];
    bool is_own = view_run_is_own(&in, own);
    const char *const *form = is_own ? own_forms : open_forms;
    int forms = is_own ? 3 : r->is_open ? 2 : 0;
    for (int i = 0; i < forms; i++) {
        (void)snprintf(text, CELL, form[i], r->rows, is_own ? own : "");
        if (utf8_columns(text) <= room)
            return;
    }
    (void)snprintf(text, CELL, "%zu rows", r->rows);
    if (utf8_columns(text) > room)
        (void)snprintf(text, CELL, "%zu", r->rows);
}

static const enum ink verdict_ink[] = {
    [RUN_UNJUDGED] = INK_DIM,      [RUN_AGREES] = INK_GOOD,   [RUN_HOLDS] = INK_GOOD,
    [RUN_DISAGREES] = INK_WARNING, [RUN_TOO_SHORT] = INK_DIM, [RUN_DIVERGES] = INK_WARNING};

static void paint_run_head(const struct table *t)
{
    static const char start[] = "run: ";
    enum run_verdict verdict = t->a->run->verdict;
    const char *word = run_verdict_word[verdict];
    char text[CELL];
    run_head(t, t->at->columns - (int)strlen(start) - 1 - utf8_columns(word), text);
    screen_text_right(t->a->screen, t->at->row, t->at->column, t->at->columns,
                      run_ink(t, verdict_ink[verdict]), word);
    area_print(t->a->screen, t->at, run_ink(t, INK_RUN), "%s%s", start, text);
}

/* What of it is left out, and why it does not agree. */
static void run_words(const struct run_snapshot *r, char text[RUN_WORDS])
{
    int length = 0;
    text[0] = '\0';
    if (r->dropped > 0)
        length = snprintf(text, RUN_WORDS, "burn-in: %zu rows left out", r->dropped);
    if (r->reason[0] != '\0')
        (void)snprintf(text + length, RUN_WORDS - (size_t)length, "%s%s", length > 0 ? "; " : "",
                       r->reason);
}

static void paint_run_words(const struct table *t)
{
    char text[RUN_WORDS];
    struct area at = *t->at;
    run_words(t->a->run, text);
    int rows = area_words_rows(text, at.columns);
    at.rows = rows < at.rows ? rows : at.rows;
    if (rows > 0)
        area_words(t->a->screen, &at, run_ink(t, verdict_ink[t->a->run->verdict]), text);
    area_skip(t->at, rows);
}

void panel_run(const struct table *t)
{
    const struct run_snapshot *r = app_run(t->a);
    if (r == NULL || t->at->rows <= 0)
        return;
    if (tour_hidden_inks(t->a) != 0) { /* its verdict tells of the theories */
        area_print(t->a->screen, t->at, INK_DIM, "run: ? until the answer");
        return;
    }
    paint_run_head(t);
    if (r->is_open && r->status.code != STATUS_OK) { /* what it waits for */
        app_paint_run_reason(t->a, INK_RUN, t->at);
        return;
    }
    paint_run_words(t);
    for (int row = XX; row <= table_last_element(t->a); row += YY - XX)
        paint_run_value(t, row, r->covariance[row], r->error[row]);
    paint_run_value(t, LOSS, r->loss, r->loss_error);
    paint_run_inside(t);
    if (r->status.code != STATUS_OK) /* why it is not judged, where there is room */
        app_paint_run_reason(t->a, run_ink(t, INK_RUN), t->at);
}

int panel_run_rows(const struct app *a, int columns)
{
    enum { HEAD = 1, LOSS_AND_SHARES = 2 };
    char words[RUN_WORDS];
    if (app_run(a) == NULL)
        return 0;
    run_words(app_run(a), words);
    return HEAD + (a->theory.n == 1 ? 1 : 2) + LOSS_AND_SHARES + area_words_rows(words, columns);
}
