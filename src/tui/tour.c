/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/base/number.h"
#include "sgdscope/io/collection.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Walking through a prepared lecture (tour_file.h). Whatever is changed in a step stays in it: each
 * step begins with its own setting, also when one comes back to it, and so does its answer. */

/* --- words ------------------------------------------------------------------------------------ */

#define INK_BIT(ink) (1U << (ink))

/* What a step can hide. Colours mean the same in each view, so it is said by them. Where the
 * discrete theory ends is a part of it. */
static const struct {
    const char *name;
    unsigned inks;
} hidden_table[] = {
    {"discrete", INK_BIT(INK_DISCRETE) | INK_BIT(INK_WARNING) | INK_BIT(INK_GOOD)},
    {"continuous", INK_BIT(INK_CONTINUOUS)},
    {"constant", INK_BIT(INK_CONSTANT) | INK_BIT(INK_PAPER)},
    {"simulation",
     INK_BIT(INK_CLOUD) | INK_BIT(INK_SAMPLE) | INK_BIT(INK_WALKER) | INK_BIT(INK_WALKER_NOW)},
    {"averages", INK_BIT(INK_AVERAGE)},
    {"previous", INK_BIT(INK_PREVIOUS)},
    {"run", INK_BIT(INK_RUN)},
    {"stability", INK_BIT(INK_WARNING) | INK_BIT(INK_GOOD)},
};

enum { HIDDEN = sizeof hidden_table / sizeof *hidden_table };

static int find_hidden(const char *name)
{
    for (int i = 0; i < HIDDEN; i++)
        if (strcmp(hidden_table[i].name, name) == 0)
            return i;
    return -1;
}

const struct tour_words tui_tour_words = {find_hidden};

/* --- steps ------------------------------------------------------------------------------------ */

const struct tour_step *tour_step(const struct app *a)
{
    return a->tour.is_on ? &a->tour.tour.step[a->tour.at] : NULL;
}

const struct tour_answer *tour_answer(const struct app *a)
{
    return &a->tour.answer[a->tour.at];
}

bool tour_is_asking(const struct app *a)
{
    const struct tour_step *s = tour_step(a);
    return s != NULL && s->ask[0] != '\0' && !tour_answer(a)->is_shown;
}

unsigned tour_hidden_inks(const struct app *a)
{
    unsigned inks = 0;
    for (int i = 0; i < HIDDEN && tour_is_asking(a); i++)
        if (tour_step(a)->hidden & 1U << i)
            inks |= hidden_table[i].inks;
    return inks;
}

bool tour_hides(const struct app *a, enum ink ink)
{
    return (tour_hidden_inks(a) & INK_BIT(ink)) != 0;
}

bool tour_hides_stability(const struct app *a)
{
    return tour_hides(a, INK_WARNING);
}

bool tour_refuses(struct app *a, enum ink ink)
{
    bool refuses = tour_hides(a, ink);
    if (refuses)
        app_say(a, "that would tell the answer; > shows it");
    return refuses;
}

static void show_step(struct app *a, const struct tour_step *s)
{
    struct view_state *v = &a->view;
    struct show show = s->experiment.show;
    if (show.marks == MARKS_AUTO)
        show.marks = v->marks;
    show.projector = s->projector >= 0 ? s->projector : v->projector;
    v->fit = isnan(show.zoom);
    showing_apply(a, &show);
}

void tour_enter(struct app *a, size_t step)
{
    struct tour_state *t = &a->tour;
    const struct tour_step *s = &t->tour.step[step];
    t->at = step;
    t->is_on = true;
    (void)app_change(a, &s->experiment, NULL);
    a->undo.count = 0; /* what was before belongs to another step */
    a->control.restarts++;
    show_step(a, s);
    a->message_until = 0;
}

/* Whether the picture is the one that the step asks about. */
static bool shows_question(const struct app *a, const struct tour_step *s)
{
    const struct show *asked = &s->experiment.show;
    const struct view *view = &view_table[asked->view];
    return view_state_view(a) == view &&
           a->view.quantity[a->view.shown] == view_quantity_index(view, asked->quantity);
}

static void show_answer(struct app *a, bool is_shown)
{
    struct tour_state *t = &a->tour;
    const struct tour_step *s = tour_step(a);
    t->answer[t->at].is_shown = is_shown;
    if (!shows_question(a, s) || !experiment_equal(&a->experiment, &s->experiment))
        tour_enter(a, t->at);
}

void tour_forward(struct app *a)
{
    struct tour_state *t = &a->tour;
    if (t->tour.steps == 0)
        app_say(a, "there is no tour: :tour NAME begins one");
    else if (!t->is_on)
        tour_enter(a, t->at);
    else if (tour_is_asking(a))
        show_answer(a, true);
    else if (t->at + 1 < t->tour.steps)
        tour_enter(a, t->at + 1);
    else
        app_say(a, "this is the last step");
}

/* What `>` did last is undone: the answer goes before the step does. */
void tour_back(struct app *a)
{
    struct tour_state *t = &a->tour;
    if (t->tour.steps == 0 || !t->is_on)
        tour_forward(a);
    else if (t->answer[t->at].is_shown)
        show_answer(a, false);
    else if (t->at > 0)
        tour_enter(a, t->at - 1);
    else {
        tour_enter(a, 0);
        app_say(a, "this is the first step");
    }
}

void tour_leave(struct app *a)
{
    if (a->tour.is_on)
        app_say(a, "the tour waits: > goes back to it");
    a->tour.is_on = false;
}

struct status tour_load(struct app *a, const char *path)
{
    struct tour_state fresh = {0};
    STATUS_TRY(tour_file_read(path, &tui_tour_words, &fresh.tour));
    fresh.answer = calloc(fresh.tour.steps, sizeof *fresh.answer);
    if (fresh.answer == NULL) {
        tour_free(&fresh.tour);
        return status_memory("the tour", 0);
    }
    fresh.began = a->now;
    (void)snprintf(fresh.file, sizeof fresh.file, "%s", path);
    tour_unload(a);
    a->tour = fresh;
    return status_ok();
}

void tour_unload(struct app *a)
{
    tour_free(&a->tour.tour);
    free(a->tour.answer);
    a->tour = (struct tour_state){0};
}

struct status tour_open(struct app *a, const char *name)
{
    char path[1024];
    if (name[0] == '\0' && a->tour.tour.steps == 0)
        return status_error(STATUS_INPUT, "tour: its name is missing");
    uint64_t number = 0;
    if (a->tour.tour.steps > 0 && number_parse_u64(name, &number).code == STATUS_OK) {
        if (number < 1 || number > a->tour.tour.steps)
            return status_error(STATUS_INPUT, "tour: there are steps 1 to %zu", a->tour.tour.steps);
        a->tour.answer[number - 1].is_shown = false;
        tour_enter(a, (size_t)number - 1);
        return status_ok();
    }
    if (name[0] != '\0') {
        STATUS_TRY(collection_find(&collection_tours, name, path, sizeof path));
        STATUS_TRY(tour_load(a, path));
    }
    tour_enter(a, a->tour.at);
    return name[0] != '\0' ? collection_hidden(&collection_tours, name, path) : status_ok();
}

/* --- guesses ---------------------------------------------------------------------------------- */

/* The choice that is meant: its letter, or how it begins. */
static int find_choice(const struct tour_step *s, const char *text)
{
    int found = -1;
    double guess = 0, choice = 0;
    if (text[1] == '\0' && toupper((unsigned char)text[0]) - 'A' >= 0 &&
        toupper((unsigned char)text[0]) - 'A' < s->choices)
        return toupper((unsigned char)text[0]) - 'A';
    for (int i = 0; i < s->choices; i++)
        if (strncasecmp(s->choice[i], text, strlen(text)) == 0) {
            if (found >= 0) /* it says which no more than nothing */
                return strcasecmp(s->choice[found], text) == 0 ? found : -1;
            found = i;
        }
    bool is_number = found < 0 && tour_guess_parse(s, text, &guess); /* "0,9" is the choice 0.9 */
    for (int i = 0; i < s->choices && is_number; i++)
        if (tour_guess_parse(s, s->choice[i], &choice) && choice == guess)
            return i;
    return found;
}

struct status tour_guess(struct app *a, const char *text)
{
    const struct tour_step *s = tour_step(a);
    struct tour_answer guess = {.guess.number = (double)NAN};
    if (s == NULL || s->ask[0] == '\0')
        return status_error(STATUS_INPUT, "guess: there is no question");
    int choice = s->choices > 0 ? find_choice(s, text) : -1;
    if (s->choices > 0 && choice < 0)
        return status_error(STATUS_INPUT, "guess: '%.40s' is none of the choices, A to %c", text,
                            'A' + s->choices - 1);
    if (choice >= 0)
        text = s->choice[choice];
    bool is_number = tour_guess_parse(s, text, &guess.guess.number);
    if (!is_number && s->choices == 0 && !isnan(s->answer))
        return status_error(STATUS_INPUT, "guess: '%.40s' is not a number", text);
    (void)snprintf(guess.text, sizeof guess.text, "%s", text);
    guess.is_shown = tour_answer(a)->is_shown;
    guess.guess.along_x = s->axis == TOUR_AXIS_X;
    guess.is_right = choice >= 0
                         ? choice == s->right
                         : fabs(guess.guess.number - s->answer) <= s->within * fabs(s->answer);
    a->tour.answer[a->tour.at] = guess;
    return status_ok();
}

const struct view_guess *tour_guess_shown(const struct app *a)
{
    const struct tour_step *s = tour_step(a);
    bool is_shown = s != NULL && s->axis != TOUR_AXIS_NONE && tour_answer(a)->text[0] != '\0' &&
                    shows_question(a, s);
    return is_shown ? &tour_answer(a)->guess : NULL;
}
