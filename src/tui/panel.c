/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/view/headline.h"

#include <math.h>
#include <stdio.h>

static void paint_item(const struct app *a, int index, struct area *at)
{
    const struct item *item = &a->list.item[index];
    char number[NUMBER_SIZE];
    bool chosen = index == a->list.chosen;
    enum ink ink = chosen ? INK_STRONG : INK_TEXT;
    (void)item_number(a, item, 9, 5, number);
    (void)screen_text(a->screen, at->row, at->column, 2, ink, chosen ? "▸ " : "  ");
    (void)screen_text(a->screen, at->row, at->column + 2, 5, ink, item->symbol);
    (void)screen_text(a->screen, at->row, at->column + 7, at->columns - 8 - utf8_columns(number),
                      chosen ? INK_TEXT : INK_DIM, item->label);
    screen_text_right(a->screen, at->row, at->column, at->columns, ink, number);
    area_skip(at, 1);
}

/* As many of them as there is room for, the chosen one among them, under a head that says how many
 * are missing; where they have just enough room without a head, there is none. */
static void paint_items(struct app *a, struct area *at, int room)
{
    char more[32] = "";
    bool has_head = a->list.count != room;
    int most = room - has_head, shown = a->list.count < most ? a->list.count : most;
    if (a->list.chosen < a->list.first)
        a->list.first = a->list.chosen;
    if (a->list.chosen >= a->list.first + shown)
        a->list.first = a->list.chosen - shown + 1;
    if (a->list.first > a->list.count - shown)
        a->list.first = a->list.count - shown;
    if (a->list.count > shown)
        (void)snprintf(more, sizeof more, "%d more ↑↓", a->list.count - shown);
    screen_text_right(a->screen, at->row, at->column, at->columns, INK_DIM, more);
    if (has_head)
        area_print(a->screen, at, INK_STRONG, "experiment");
    for (int i = 0; i < shown; i++)
        paint_item(a, a->list.first + i, at);
}

/* A sample of a mark in the legend. text: room for one that is made here. */
static const char *legend_mark(const struct app *a, const struct mark *l, bool in_pixels,
                               char text[16])
{
    static const char *const marks[][2] = {[DASH_SOLID] = {"━━━━", "****"},
                                           [DASH_DASHED] = {"━━ ━", "--- "},
                                           [DASH_MIXED] = {"━━ •", "= = "},
                                           [DASH_DOTTED] = {"• • ", "+ + "}};
    /* As much of the cloud as a cell can show, from thin to dense. */
    static const char *const clouds[GLYPHS_COUNT] = {
        [GLYPHS_BRAILLE] = "⠂⠒⠶⣿", [GLYPHS_BLOCKS] = "▘▚▛█", [GLYPHS_ASCII] = ".:oO"};
    bool ascii = a->screen->ascii, has_discs = in_pixels && !ascii;
    uint32_t own = raster_point_glyph(ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE, l->ink);
    char glyph[4];
    if (l->kind == MARK_BOX || (l->kind == MARK_STEPS && has_discs))
        return ascii ? "oooo" : "████";
    if (l->kind == MARK_CLOUD && has_discs)
        return "····";
    if (l->kind == MARK_CLOUD || l->kind == MARK_STEPS)
        return clouds[ascii ? GLYPHS_ASCII : a->view.glyphs];
    if (l->kind == MARK_TEXT)
        return "    ";
    if (l->kind == MARK_POINTS && own == 0)
        return ascii ? " X  " : has_discs ? " ●  " : " ┼  ";
    if (l->kind == MARK_POINTS) {
        (void)snprintf(text, 16, " %.*s  ", (int)utf8_encode(own, glyph), glyph);
        return text;
    }
    if (l->ink == INK_DIM && l->dash == DASH_DOTTED && ascii)
        return ". . ";
    return marks[l->dash][ascii];
}

void legend_paint(const struct app *a, const struct legend *of, struct area *at)
{
    for (size_t i = 0; i < of->canvas->legends && at->rows > 0; i++) {
        const struct mark *l = &of->canvas->legend[i];
        if (l->kind == MARK_CLOUD && !of->with_cloud)
            continue;
        struct area line = *at;
        char text[16];
        area_put(a->screen, &line, l->ink, "%s ", legend_mark(a, l, of->in_pixels, text));
        area_put(a->screen, &line, INK_TEXT, "%s", l->text);
        area_skip(at, 1);
    }
}

static const char *bar_title(const struct app *a)
{
    bool sgd = a->theory.is_of_thm2;
    return tour_hides_stability(a) ? "stability"
           : sgd                   ? "discreteness s = λk*/(2(1+μ))"
                                   : "stability s = λk*/limit";
}

/* The rows of its parts, in an area that may have too few for all. */
struct panel_rows {
    int items; /* with their head */
    int ticks, words;
    int cloud; /* its row in the legend */
    int blank; /* between the parts */
};

/* What is left is given first to what is missed most. */
static struct panel_rows divide_rows(const struct app *a, const struct area *at)
{
    enum { ITEMS_LEAST = 4, BAR = 3, BLANKS = 3, WIDE = 50, SWEEP = 6, NAMES = 2 };
    struct panel_rows r = {.items = ITEMS_LEAST};
    int legends = (int)a->view.canvas.legends, clouds = 0;
    for (int i = 0; i < legends; i++)
        clouds += a->view.canvas.legend[i].kind == MARK_CLOUD;
    int last = a->sweep.is_shown ? SWEEP : legends - clouds;
    int left = at->rows - r.items - BAR - panel_table_rows(a, at->columns) - last;
    /* The eigenvalues are needed more than the names of the averages' curves. */
    if (left < 1 && a->cloud->average.count > 0)
        left = left + NAMES < 1 ? left + NAMES : 1;
    const struct {
        int *rows, wanted;
        bool whole;                   /* all of them or none */
    } share[] = {{&r.items, 1, true}, /* λ, μ and two eigenvalues */
                 {&r.ticks, 1, true},
                 {&r.words, at->columns < WIDE ? 2 : 1, true},
                 {&r.items, a->list.count - r.items - 1, false},
                 {&r.cloud, clouds, true},
                 {&r.blank, BLANKS, true}};
    for (size_t i = 0; i < sizeof share / sizeof *share; i++) {
        int taken = share[i].wanted <= left || share[i].whole ? share[i].wanted : left;
        if (taken > left || taken < 0)
            continue;
        *share[i].rows += taken;
        left -= taken;
    }
    r.items += left > 0;
    r.blank = r.blank > 0;
    return r;
}

/* How wrong the continuous theory is, in words. */
static void paint_excess(const struct app *a, struct area *at, int rows)
{
    struct view_input in = view_state_input(a);
    struct area words = {at->row, at->column, rows, at->columns};
    char text[EXCESS_WORDS];
    (void)view_excess_words(&in, text);
    if (table_follows_schedule(a))
        (void)snprintf(text, sizeof text, "along a schedule nothing is stationary: see the curves");
    if (rows > 0 && tour_hidden_inks(a) == 0)
        area_words(a->screen, &words, app_is_answered(a) ? INK_TEXT : INK_DIM, text);
    area_skip(at, rows);
}

/* What a picture of another setting says beside it: the experiment's walkers are not in it. */
static void paint_own_setting(const struct app *a, struct area *at)
{
    const struct chart *const chart[] = {view_state_curves(a), view_state_points(a)};
    int rows = panel_table_rows(a, at->columns);
    struct area box = {at->row, at->column, rows < at->rows ? rows : at->rows, at->columns};
    bool is_told = tour_hidden_inks(a) == 0;
    area_print(a->screen, &box, INK_STRONG, "this picture's own setting");
    for (int c = 0; c < 2; c++)
        for (size_t i = c == 0 ? NOTES_ABOVE : 0; i < chart[c]->notes && is_told; i++)
            area_words(a->screen, &box, INK_TEXT, chart[c]->note[i]);
    area_skip(at, rows);
}

void panel_paint(struct app *a, struct area at)
{
    struct panel_rows rows = divide_rows(a, &at);
    for (int i = 0; i < at.rows; i++)
        (void)screen_text(a->screen, at.row + i, at.column - 1, 1, INK_DIM, "│");
    paint_items(a, &at, rows.items);
    area_skip(&at, rows.blank);
    area_print(a->screen, &at, INK_STRONG, "%s", bar_title(a));
    stability_bar_paint(a, (struct area){at.row, at.column, 1 + rows.ticks, at.columns});
    area_skip(&at, 1 + rows.ticks);
    verdict_paint(a, at);
    area_skip(&at, 1);
    if (!view_state_view(a)->has_own_setting)
        paint_excess(a, &at, rows.words);
    else
        area_skip(&at, rows.words);
    area_skip(&at, rows.blank);
    if (view_state_view(a)->has_own_setting)
        paint_own_setting(a, &at);
    else
        panel_table(a, &at);
    area_skip(&at, rows.blank);
    if (a->sweep.is_shown) {
        sweep_paint(a, at);
        return;
    }
    legend_paint(a, &(struct legend){&a->view.canvas, rows.cloud > 0, a->view.has_image}, &at);
    area_skip(&at, 1);
    if (at.rows >= 4 && tour_hidden_inks(a) == 0) /* they would give it away */
        panel_details(a, at);
}
