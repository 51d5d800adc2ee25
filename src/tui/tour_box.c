/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The text of a step, in rows of its own above the plot. */

static void put_lines(struct screen *s, struct area *at, enum ink ink, const char *lines)
{
    char line[TOUR_TEXT];
    while (*lines != '\0' && at->rows > 0) {
        size_t length = strcspn(lines, "\n");
        (void)snprintf(line, sizeof line, "%.*s", (int)length, lines);
        area_words(s, at, ink, line);
        lines += length + (lines[length] == '\n');
    }
}

/* The title, and to its right how to answer, or the guess. */
static void put_title(const struct app *a, struct area *at)
{
    const struct tour_step *step = tour_step(a);
    const char *guess = tour_answer(a)->text;
    char right[TOUR_TEXT] = "";
    if (tour_is_asking(a))
        (void)snprintf(right, sizeof right,
                       guess[0] != '\0' ? "  guess: %s   > answer" : "  G guess   > answer", guess);
    struct area title = {at->row, at->column, 1, at->columns - utf8_columns(right)};
    area_words(a->screen, &title, INK_STRONG, step->title);
    if (at->rows > 0)
        screen_text_right(a->screen, at->row, at->column, at->columns, INK_DIM, right);
    area_skip(at, 1);
}

/* "A 0.9   B 2   C 9" */
static void put_choices(const struct app *a, struct area *at)
{
    const struct tour_step *step = tour_step(a);
    char line[TOUR_TEXT] = "";
    for (int i = 0; i < step->choices; i++) {
        size_t used = strlen(line);
        (void)snprintf(line + used, sizeof line - used, "%s%c %s", i > 0 ? "   " : "", 'A' + i,
                       step->choice[i]);
    }
    if (step->choices > 0)
        area_words(a->screen, at, INK_STRONG, line);
}

/* "Answer: 9   guess: 2, no" */
static void put_answer(const struct app *a, struct area *at)
{
    const struct tour_step *step = tour_step(a);
    const struct tour_answer *answer = tour_answer(a);
    char line[TOUR_TEXT] = "";
    bool is_known = step->right >= 0 || !isnan(step->answer);
    if (step->right >= 0)
        (void)snprintf(line, sizeof line, "Answer: %s", step->choice[step->right]);
    else if (is_known)
        (void)snprintf(line, sizeof line, "Answer: %.6g%s", step->answer,
                       step->is_percent ? " %" : "");
    size_t used = strlen(line);
    if (answer->text[0] != '\0')
        (void)snprintf(line + used, sizeof line - used, "%sguess: %s%s", used > 0 ? "   " : "",
                       answer->text,
                       !is_known          ? ""
                       : answer->is_right ? ", right"
                                          : ", no");
    if (line[0] != '\0')
        area_words(a->screen, at, INK_STRONG, line);
}

/* Write the box with or without the answer; returns its rows. */
static int put_box(const struct app *a, struct area at, bool with_answer)
{
    const struct tour_step *step = tour_step(a);
    int rows = at.rows;
    put_title(a, &at);
    if (with_answer) {
        put_lines(a->screen, &at, INK_DIM, step->ask);
        put_answer(a, &at);
        put_lines(a->screen, &at, INK_TEXT, step->reveal);
        return rows - at.rows;
    }
    if (step->ask[0] == '\0' || at.rows > 2) /* the question is what matters */
        put_lines(a->screen, &at, INK_TEXT, step->text);
    if (step->ask[0] != '\0') {
        put_lines(a->screen, &at, INK_STRONG, step->ask);
        put_choices(a, &at);
    }
    return rows - at.rows;
}

/* The picture keeps its size when the answer comes: the box has room for both. */
void tour_box_paint(const struct app *a, struct layout *l)
{
    if (tour_step(a) == NULL)
        return;
    int most = l->kind == LAYOUT_FULL ? l->plot.rows / 2 : (l->plot.rows + 2) / 3;
    struct area at = {l->plot.row, 1, most, a->screen->columns - 2};
    struct area unseen = at;
    unseen.row = a->screen->rows;
    int rows = put_box(a, unseen, false), other = put_box(a, unseen, true);
    bool has_answer = tour_step(a)->ask[0] != '\0';
    (void)put_box(a, at, has_answer && !tour_is_asking(a));
    rows = has_answer && other > rows ? other : rows;
    area_skip(&l->plot, rows);
    if (l->panel.rows > 0)
        area_skip(&l->panel, rows);
}
