/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/theory/covariance.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is measured beside both theories: the panel's table. */

enum { SHOWN = 2, NAME = 4, NAME_MOST = 4, WIDE = 41, WIDEST = 60, CELL = PANEL_NUMBER };
enum { RUN_WORDS = FIT_REASON + 60 };
enum { SMALL_WIDTH = 8, SHARE_WIDTH = 9 }; /* "2.92e-3", "98.9±.1%", and a blank */
enum { Z_WIDTH = 8 };                      /* "+736.1", and blanks */

/* The rows: the elements of the covariance in the plane, and the loss. */
enum { XX, XY, YY, LOSS };

/* A column each. */
static const enum theory_kind shown[SHOWN] = {THEORY_DISCRETE, THEORY_CONTINUOUS};

struct table_cell {
    enum ink ink;
    char text[CELL];
};

/* The columns of the names, with a blank after them, of what is measured, and of each theory. */
struct table {
    const struct app *a;
    struct area *at;
    bool is_wide, is_tight; /* tight: small numbers, and no room for their zeros */
    int name, measured, theory;
    int columns; /* of all of these; behind them z for each theory, (measured − theory)/error: */
    int z;       /* 0 without room */
};

/* The name of a row; of a covariance, "cov" where it has more than `most` columns. */
static const char *row_name(const struct app *a, int row, int most, char text[DIRECTION_NAME])
{
    if (row == LOSS)
        return "L";
    const char *name = view_element_name(a->experiment.plane, a->theory.n, row, text);
    return row == XY && utf8_columns(name) > most ? "cov" : name;
}

static double predicted(const struct plane_prediction *p, int row)
{
    return row == LOSS ? p->loss : p->covariance[row];
}

static int last_element(const struct app *a)
{
    return a->theory.n == 1 ? XX : YY;
}

static struct table table_of(const struct app *a, struct area *at)
{
    struct table t = {.a = a, .at = at, .is_wide = at->columns >= WIDE, .name = NAME};
    t.z = at->columns >= WIDEST ? Z_WIDTH : 0;
    t.columns = at->columns - SHOWN * t.z;
    const struct plane_prediction *p = a->theory.predicted;
    char text[DIRECTION_NAME];
    bool has_small = false;
    for (int i = 0; i < SHOWN; i++)
        for (int row = XX; row <= LOSS; row++)
            has_small =
                has_small || (row != XY && panel_number_is_small(predicted(&p[shown[i]], row)));
    t.theory = (t.columns - NAME) / (1 + SHOWN) - 1;
    t.is_tight = has_small && t.theory < SMALL_WIDTH;
    for (int row = XX; row <= YY; row++) {
        int width = 1 + utf8_columns(row_name(a, row, NAME_MOST - t.is_tight, text));
        t.name = width > t.name ? width : t.name;
    }
    t.theory = t.is_tight ? SMALL_WIDTH : (t.columns - t.name) / (1 + SHOWN) - 1;
    t.measured = t.columns - t.name - SHOWN * t.theory - (t.is_tight ? 0 : 1);
    return t;
}

/* A name, the measured value, and what the theories say in `width` columns each. The name may have
 * the room of an empty value. */
static void paint_row(const struct table *t, const char *name, int width,
                      const struct table_cell cell[1 + SHOWN])
{
    struct screen *s = t->a->screen;
    struct area *at = t->at;
    int first = t->columns - SHOWN * width;
    if (at->rows <= 0) /* a tour's text has taken them */
        return;
    (void)screen_text(s, at->row, at->column, first, INK_TEXT, name);
    screen_text_right(s, at->row, at->column, first - (t->is_tight ? 0 : 1), cell[0].ink,
                      cell[0].text);
    for (int i = 0; i < SHOWN; i++)
        screen_text_right(s, at->row, at->column + first + i * width, width, cell[1 + i].ink,
                          cell[1 + i].text);
    area_skip(at, 1);
}

/* What the measured column has, in that many columns at most. */
static void measured_head(const struct app *a, int columns, char text[CELL])
{
    (void)snprintf(text, CELL, "simulated");
    if (tour_hides(a, INK_CLOUD))
        return;
    if (!a->theory.stability.stable)
        (void)snprintf(text, CELL, "now");
    else if (!a->theory.error_bars)
        (void)snprintf(text, CELL, columns >= 13 ? "no 4th moment" : "without ±");
    else if (!a->cloud->averaged)
        (void)snprintf(text, CELL, columns >= 15 ? "warming up %.0f %%" : "warmup %.0f%%",
                       100 * a->cloud->warm_up);
}

/* A head ends where its column does, or before the next one. */
static void paint_head(const struct table *t)
{
    char measured[CELL];
    struct screen *s = t->a->screen;
    struct area *at = t->at;
    int end = t->columns, measured_end = t->name + t->measured;
    for (int i = SHOWN - 1; i >= 0; i--) {
        const char *name = theory_table[shown[i]].name;
        enum ink own = series_style[shown[i]].ink, ink = tour_hides(t->a, own) ? INK_DIM : own;
        if (t->z > 0)
            screen_text_right(s, at->row, at->column, t->columns + (i + 1) * t->z, ink, "z");
        int column = t->columns - (SHOWN - 1 - i) * t->theory;
        end = end < column ? end : column;
        screen_text_right(s, at->row, at->column, end, ink, name);
        end -= utf8_columns(name) + 1;
    }
    end = end < measured_end ? end : measured_end;
    measured_head(t->a, end, measured);
    screen_text_right(s, at->row, at->column, end, INK_CLOUD, measured);
    area_skip(at, 1);
}

/* The measured value of a row, with as much of its error as there is room for. */
static void measured_cell(const struct table *t, enum ink ink, double value, double error,
                          struct table_cell *out)
{
    out->ink = ink;
    panel_number(t->a->screen->ascii, value, error, t->measured, out->text);
}

/* What a tour's question hides. measured: the ink of the first column; is_of_both: the others are
 * made of it too. */
static void conceal(const struct table *t, enum ink measured, bool is_of_both,
                    struct table_cell cell[1 + SHOWN])
{
    bool is_hidden = tour_hides(t->a, measured);
    for (int i = 0; i <= SHOWN; i++)
        if ((is_hidden && (i == 0 || is_of_both)) ||
            (i > 0 && tour_hides(t->a, series_style[shown[i - 1]].ink)))
            cell[i] = (struct table_cell){INK_DIM, "?"};
}

/* By how many errors the measured value is above what each theory says, where there is room. */
static void paint_z(const struct table *t, int row, double value, double error)
{
    const struct app *a = t->a;
    char text[CELL];
    bool hides = tour_hides(a, INK_CLOUD);
    for (int i = 0; i < SHOWN && t->z > 0; i++) {
        enum ink ink = series_style[shown[i]].ink;
        bool is_hidden = hides || tour_hides(a, ink);
        panel_z((value - predicted(&a->theory.predicted[shown[i]], row)) / error, t->z - 1,
                a->screen->ascii, text);
        screen_text_right(a->screen, t->at->row, t->at->column, t->columns + (i + 1) * t->z,
                          is_hidden || !app_is_answered(a) ? INK_DIM : ink, is_hidden ? "?" : text);
    }
}

static void paint_value(const struct table *t, int row, double value, double error)
{
    const struct app *a = t->a;
    struct table_cell cell[1 + SHOWN];
    char text[NUMBER_SIZE], name[DIRECTION_NAME];
    bool is_average = a->cloud->version == a->version && a->cloud->averaged;
    measured_cell(t, is_average ? INK_TEXT : INK_DIM, value,
                  a->theory.error_bars ? error : (double)NAN, &cell[0]);
    for (int i = 0; i < SHOWN; i++) {
        double v = predicted(&a->theory.predicted[shown[i]], row);
        cell[1 + i].ink = !app_is_answered(a) ? INK_DIM : series_style[shown[i]].ink;
        if (t->is_tight && panel_number_is_small(v))
            panel_number_small(v, 0, t->theory, cell[1 + i].text);
        else
            (void)snprintf(
                cell[1 + i].text, CELL, "%s",
                number_short(v, t->theory - 1, t->is_wide ? 6 : 4, a->screen->ascii, text));
    }
    paint_z(t, row, value, is_average && a->theory.error_bars ? error : (double)NAN);
    conceal(t, INK_CLOUD, false, cell);
    paint_row(t, row_name(a, row, t->name - 1, name), t->theory, cell);
}

/* --- shares ----------------------------------------------------------------------------------- */

/* The share of the walkers within a theory's ellipse, and its binomial error; NaN without an
 * ellipse. Where all are inside or none, the error is that of one walker. */
static double walkers_inside(const struct app *a, enum theory_kind kind, double *error)
{
    const double *s = a->theory.predicted[kind].covariance;
    const struct cloud_snapshot *c = a->cloud;
    double count = (double)c->count;
    if (!isfinite(s[0]) || c->count == 0)
        return (double)NAN;
    struct ellipse e = ellipse_make(a->theory.n == 1 ? 1 : 2, s[0], s[1], s[2]);
    double share = (double)ellipse_count(&e, c->count, c->x, c->y) / count;
    *error = fmax(sqrt(share * (1 - share) / count), 1 / count);
    return share;
}

/* "98.9±.1%" */
static void share_cell(const struct table *t, enum ink ink, double share, double error,
                       struct table_cell *out)
{
    double percent = 100 * share, plus = 100 * error;
    int decimals = t->is_wide ? 2 : plus < 0.95 ? 1 : 0;
    bool ascii = t->a->screen->ascii;
    char text[CELL];
    out->ink = ink;
    if (isnan(share))
        (void)snprintf(out->text, CELL, ascii ? "-" : "—");
    else if (isnan(error))
        (void)snprintf(out->text, CELL, "%.*f%%", decimals, percent);
    else { /* an error is never shown as 0 */
        panel_number_plain(ascii, percent, fmax(plus, pow(10, -decimals)), decimals, text);
        (void)snprintf(out->text, CELL, "%.60s%%", text);
    }
}

static int share_width(const struct table *t)
{
    return t->theory < SHARE_WIDTH ? SHARE_WIDTH : t->theory;
}

static void paint_inside(const struct table *t)
{
    struct table_cell cell[1 + SHOWN] = {{INK_TEXT, ""}};
    for (int i = 0; i < SHOWN; i++) {
        double error = 0, share = walkers_inside(t->a, shown[i], &error);
        share_cell(t, series_style[shown[i]].ink, share, error, &cell[1 + i]);
    }
    conceal(t, INK_CLOUD, true, cell);
    paint_row(t, t->is_wide ? "walkers inside 3σ" : "inside 3σ", share_width(t), cell);
}

/* --- the recorded run, below it --------------------------------------------------------------- */

/* Everything that is said of the run is at its own setting; it is dim where another one is
 * shown. */
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
    measured_cell(t, run_ink(t, INK_RUN), value, error, &cell[0]);
    for (int i = 0; i < SHOWN; i++) {
        double z = (value - predicted(&r->predicted[shown[i]], row)) / error;
        /* For " σ", and a blank between. */
        panel_z(z, t->theory - 2 - (i > 0 || t->is_tight), t->a->screen->ascii, text);
        cell[1 + i].ink = run_ink(t, series_style[shown[i]].ink);
        (void)snprintf(cell[1 + i].text, CELL, isfinite(z) ? "%.40s σ" : "%s", text);
    }
    paint_row(t, row_name(t->a, row, t->name - 1, name), t->theory, cell);
}

static void paint_run_inside(const struct table *t)
{
    const struct run_snapshot *r = t->a->run;
    struct table_cell cell[1 + SHOWN] = {{INK_RUN, ""}};
    for (int i = 0; i < SHOWN; i++)
        share_cell(t, run_ink(t, series_style[shown[i]].ink), r->inside[shown[i]],
                   r->inside_error[shown[i]], &cell[1 + i]);
    paint_row(t, t->is_wide ? "steps inside 3σ" : "inside 3σ", share_width(t), cell);
}

/* How many rows it has, and the setting it is judged at where another one is shown, or that more
 * may come: as much of that as there is room for. */
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

static void paint_run(const struct table *t)
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
    for (int row = XX; row <= last_element(t->a); row += YY - XX)
        paint_run_value(t, row, r->covariance[row], r->error[row]);
    paint_run_value(t, LOSS, r->loss, r->loss_error);
    paint_run_inside(t);
    if (r->status.code != STATUS_OK) /* why it is not judged, where there is room */
        app_paint_run_reason(t->a, run_ink(t, INK_RUN), t->at);
}

int panel_table_rows(const struct app *a, int columns)
{
    char words[RUN_WORDS] = "";
    enum { HEAD = 1, LOSS_AND_SHARES = 2 };
    int elements = last_element(a) + 1, of_run = a->theory.n == 1 ? 1 : 2;
    if (app_run(a) != NULL)
        run_words(app_run(a), words);
    return HEAD + elements + LOSS_AND_SHARES + (columns >= WIDEST) +
           (app_run(a) == NULL ? 0
                               : HEAD + of_run + LOSS_AND_SHARES + area_words_rows(words, columns));
}

void panel_table(const struct app *a, struct area *at)
{
    const struct cloud_snapshot *c = a->cloud;
    struct table t = table_of(a, at);
    paint_head(&t);
    for (int row = XX; row <= last_element(a); row++)
        paint_value(&t, row, c->covariance[row], c->error[row]);
    paint_value(&t, LOSS, c->loss, c->loss_error);
    paint_inside(&t);
    if (t.z > 0)
        area_print(a->screen, at, INK_DIM, "z: (measured − theory)/error");
    paint_run(&t);
}
