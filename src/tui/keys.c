/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/base/utf8.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>

/* One table drives dispatch, the help overlay, the footer and `list keys`. */

/* --- keys that the footer shows only now and then --------------------------------------------- */

static bool is_paused(const struct app *a)
{
    return a->control.paused;
}

static bool is_beyond(const struct app *a)
{
    return !a->theory.stability.stable && !tour_hides_stability(a);
}

static bool has_quantities(const struct app *a)
{
    return study_quantities((int)view_state_view(a)->study) > 1;
}

static bool has_scales(const struct app *a)
{
    return view_state_view(a)->has_scales;
}

static bool has_planes(const struct app *a)
{
    return a->theory.n > 2;
}

static bool may_approach(const struct app *a)
{
    return !tour_hides_stability(a);
}

static bool has_tour(const struct app *a)
{
    return a->tour.tour.steps > 0;
}

/* --- keys that start from theory's answer ----------------------------------------------------- */

/* On an older answer it would jump over the limit. */
static bool always_waits(const struct app *a)
{
    (void)a;
    return true;
}

static bool step_waits(const struct app *a)
{
    return !limit_stepper_continues(a);
}

/* It opens or ends something: keys typed before it may still wait, those after it are not for the
 * table. */
static bool key_at_once(const struct app *a)
{
    (void)a;
    return false;
}

const struct key key_table[] = {
    {"q", "quit", "quit", .act = app_quit, .waits = key_at_once, .is_kept = true, .code = {'q'}},
    {"?", "help", "help", .act = app_help, .waits = key_at_once, .is_kept = true, .code = {'?'}},
    {"> <", "tour", "in a tour: the answer, then the next step; back", .act_by = action_walk_tour,
     .useful = has_tour, .code = {'>', '<'}},
    {"G", "guess", "in a tour: guess the answer", .act = action_guess, .useful = tour_is_asking,
     .waits = key_at_once, .code = {'G'}},
    {"Up Down j k", "choose", "choose a parameter", .act_by = action_choose,
     .code = {KEY_UP, KEY_DOWN, 'j', 'k'}},
    {"Left Right h l", "change", "change it one step", .act_by = action_change,
     .code = {KEY_LEFT, KEY_RIGHT, 'h', 'l'}},
    {"H L Shift+arrow PageUp/Dn", NULL, "change it a coarse step (or Ctrl+arrow)",
     .act_by = action_change_coarse, .waits = view_state_awaits_start,
     .code = {KEY_SLEFT, KEY_SRIGHT, KEYBOARD_CONTROL_LEFT, KEYBOARD_CONTROL_RIGHT, 'H', 'L',
              KEY_PPAGE, KEY_NPAGE}},
    {"Enter", NULL, "type a value for it", .act = action_type_value, .waits = key_at_once,
     .code = {'\n', '\r', KEY_ENTER}},
    {"b B", "to the limit", "halve / double the distance to the limit, 1−s",
     .act_by = limit_stepper_step, .useful = may_approach, .waits = step_waits, .code = {'b', 'B'}},
    {"x", "sweep", "sweep λ up to and over the limit; + - pace, any other key ends it",
     .act = sweep_begin, .useful = may_approach, .waits = always_waits, .code = {'x'}},
    {"Space", "pause", "pause, continue", .act = action_toggle_pause, .code = {' '}},
    {"s", "step", "one step while paused", .act = action_single_step, .useful = is_paused,
     .code = {'s'}},
    {"+ -", "speed", "simulation speed", .act_by = action_change_speed, .code = {'+', '=', '-'}},
    {"r", "restart", "restart the walkers", .act = action_restart, .useful = is_beyond,
     .code = {'r'}},
    {"o", NULL, "next optimizer", .act_by = action_next_choice, .code = {'o'}},
    {"n", NULL, "next noise", .act_by = action_next_choice, .code = {'n'}},
    {"d", NULL, "next distribution of the noise", .act_by = action_next_choice, .code = {'d'}},
    {"t", NULL, "follow one walker", .act = action_toggle_follow, .code = {'t'}},
    {"c", NULL, "the cloud's own ellipse", .act = action_toggle_sample, .code = {'c'}},
    {"z Z", NULL, "zoom in / out", .act_by = action_zoom, .code = {'z', 'Z'}},
    {"a", NULL, "fit; press again for independent axes", .act = action_fit, .code = {'a'}},
    {"[ ]", "plane", "D > 2: other direction for the horizontal axis", .act_by = action_turn_plane,
     .useful = has_planes, .code = {'[', ']'}},
    {"{ }", NULL, "D > 2: other direction for the vertical axis", .act_by = action_turn_plane,
     .code = {'{', '}'}},
    {"P", NULL, "for a projector: no panel, thick strokes, large digits",
     .act = action_toggle_projector, .code = {'P'}},
    {"g", NULL, "marks, from braille to pixels; kept for the next start", .act = action_next_marks,
     .code = {'g'}},
    {"Tab Shift+Tab 1..9 0 u f", "view", "next view, the one before, a view by its key",
     .act_by = action_switch_view, .is_kept = true, .code = {'\t', KEY_BTAB}},
    {"v", "quantity", "the view's next quantity", .act = action_next_quantity,
     .useful = has_quantities, .code = {'v'}},
    {"y", "scale", "the view's other scale, linear or logarithmic", .act = action_next_scale,
     .useful = has_scales, .code = {'y'}},
    {"Shift+up/down", NULL, "in the view path: move the start", .act = action_move_start,
     .waits = view_state_awaits_start, .code = {KEY_SR, KEY_SF}},
    {"p", NULL, "previous experiment (undo of the last change)", .act = app_undo, .code = {'p'}},
    {"w", NULL, "write the experiment to a file", .act = action_write_experiment, .code = {'w'}},
    {"e", NULL, "export the view as a picture (SVG)", .act = action_export_picture, .code = {'e'}},
    {":", NULL, "commands: lambda 1.8 mu 1/2, load NAME, export FILE; Tab",
     .act = action_open_prompt, .waits = key_at_once, .code = {':'}},
};

const int key_count = sizeof key_table / sizeof *key_table;

/* A view's own key does what Tab's row does. */
static const struct key *key_of(int code)
{
    const char view[] = {(char)code, '\0'};
    if (code > ' ' && code < 0x80 && view_find(view) >= 0)
        code = '\t';
    for (int i = 0; i < key_count; i++)
        for (size_t c = 0; c < sizeof key_table[i].code / sizeof *key_table[i].code; c++)
            if (key_table[i].code[c] == code && code != 0)
                return &key_table[i];
    return NULL;
}

static bool can_act(const struct app *a, const struct key *k)
{
    return app_is_answered(a) || k->waits == NULL || !k->waits(a);
}

/* The arrows do what the view makes of them. */
static void act(struct app *a, const struct key *k, int code)
{
    a->dirty = true;
    items_update(a);
    if (action_arrow(a, code))
        return;
    if (k->act != NULL)
        k->act(a);
    else
        k->act_by(a, code);
}

/* --- keys that are none ----------------------------------------------------------------------- */

/* The letters of a keyboard, and what its keys give on other layouts, in the same order. */
static const char latin[] = "qwertyuiop[]asdfghjklzxcvbnmQWERTYUIOP{}ASDFGHJKLZXCVBNM:<>";
static const char *const layout_table[] = {
    "йцукенгшщзхъфывапролдячсмитьЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЯЧСМИТЬЖБЮ",
    "йцукенгшщзхїфівапролдячсмитьЙЦУКЕНГШЩЗХЇФІВАПРОЛДЯЧСМИТЬЖБЮ", /* Ukrainian */
    ";ςερτυθιοπ[]ασδφγηξκλζχψωβνμ:ΣΕΡΤΥΘΙΟΠ{}ΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ:<>",
};

/* Which of our keys it is on another layout, or 0. */
static char meant_by(uint32_t character)
{
    for (size_t i = 0; i < sizeof layout_table / sizeof *layout_table; i++) {
        const char *at = layout_table[i];
        for (const char *l = latin; *l != '\0'; l++)
            if (utf8_next(&at) == character)
                return key_of(*l) != NULL ? *l : '\0';
    }
    return '\0';
}

void keys_say_unknown(struct app *a, uint32_t code, bool is_named)
{
    char name[16];
    char meant = is_named ? '\0' : meant_by(code);
    if (is_named || code < ' ')
        (void)snprintf(name, sizeof name, "%s", keyname((int)code));
    else
        name[utf8_encode(code, name)] = '\0';
    if (meant != '\0')
        app_say(a, "%s: did you mean %c? The keys are those of a Latin layout", name, meant);
    else
        app_say(a, "%s is no key; ? shows those there are",
                strncmp(name, "KEY_", 4) == 0 ? name + 4 : name);
}

/* A key that waits makes those behind it wait: they keep their order. */
void keys_dispatch(struct app *a, int code)
{
    const struct key *k = key_of(code);
    if (k == NULL) {
        keys_say_unknown(a, (uint32_t)code, code >= KEY_MIN);
        return;
    }
    if (k->waits == key_at_once || (a->waits == 0 && can_act(a, k)))
        act(a, k, code);
    else if (a->waits < WAITS_MAX)
        a->waiting[a->waits++] = code;
}

void keys_turn(struct app *a)
{
    while (a->waits > 0 && can_act(a, key_of(a->waiting[0]))) {
        int code = a->waiting[0];
        a->waits--;
        memmove(a->waiting, a->waiting + 1, (size_t)a->waits * sizeof *a->waiting);
        act(a, key_of(code), code);
        a->waits = a->sweep.on ? 0 : a->waits; /* any key ends it, those before it do not */
    }
}

const char *tui_key(size_t i, const char **about)
{
    if (i >= (size_t)key_count)
        return NULL;
    *about = key_table[i].about;
    return key_table[i].names;
}
