/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "actions.h"

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
    return !a->theory.stability.stable;
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

/* --- keys that start from theory's answer ----------------------------------------------------- */

/* On an older answer it would jump over the limit. */
static bool always_waits(const struct app *a)
{
    (void)a;
    return true;
}

static bool step_waits(const struct app *a)
{
    return !limit_stepper_goes_on(a);
}

/* The scale that is not shown yet would be turned away from. */
static bool scale_waits(const struct app *a)
{
    return view_state_view(a)->chooses_scale != NULL;
}

/* --- the table -------------------------------------------------------------------------------- */

const struct key key_table[] = {
    {.names = "Up Down j k",
     .code = {KEY_UP, KEY_DOWN, 'j', 'k'},
     .footer = "choose",
     .about = "choose a parameter",
     .action = action_choose},
    {.names = "Left Right h l",
     .code = {KEY_LEFT, KEY_RIGHT, 'h', 'l'},
     .footer = "change",
     .about = "change it one step",
     .action = action_change},
    {.names = "H L Shift+arrow PageUp/Dn",
     .code = {KEY_SLEFT, KEY_SRIGHT, 'H', 'L', KEY_PPAGE, KEY_NPAGE},
     .about = "change it a coarse step",
     .action = action_change_coarse,
     .waits = view_state_awaits_start},
    {.names = "Enter",
     .code = {'\n', '\r', KEY_ENTER},
     .about = "type a value for it",
     .action = action_type_value,
     .is_at_once = true},
    {.names = "b B",
     .code = {'b', 'B'},
     .footer = "to the limit",
     .about = "halve / double the distance to the limit, 1−s",
     .action = limit_stepper_step,
     .waits = step_waits},
    {.names = "x",
     .code = {'x'},
     .footer = "sweep",
     .about = "sweep λ up to and over the limit; any key ends it",
     .action = action_start_sweep,
     .waits = always_waits},
    {.names = "Space",
     .code = {' '},
     .footer = "pause",
     .about = "pause, go on",
     .action = action_toggle_pause},
    {.names = "s",
     .code = {'s'},
     .footer = "step",
     .about = "one step while paused",
     .action = action_single_step,
     .useful = is_paused},
    {.names = "+ -",
     .code = {'+', '=', '-'},
     .footer = "speed",
     .about = "simulation speed",
     .action = action_change_speed},
    {.names = "r",
     .code = {'r'},
     .footer = "restart",
     .about = "restart the walkers",
     .action = action_restart,
     .useful = is_beyond},
    {.names = "o", .code = {'o'}, .about = "next optimizer", .action = action_next_optimizer},
    {.names = "n", .code = {'n'}, .about = "next noise", .action = action_next_noise},
    {.names = "d",
     .code = {'d'},
     .about = "next distribution of the noise",
     .action = action_next_distribution},
    {.names = "t", .code = {'t'}, .about = "follow one walker", .action = action_toggle_follow},
    {.names = "c",
     .code = {'c'},
     .about = "the cloud's own ellipse",
     .action = action_toggle_sample},
    {.names = "z Z", .code = {'z', 'Z'}, .about = "zoom in / out", .action = action_zoom},
    {.names = "a",
     .code = {'a'},
     .about = "fit; again: axes with scales of their own",
     .action = action_fit},
    {.names = "[ ]",
     .code = {'[', ']'},
     .footer = "plane",
     .about = "D > 2: other direction for the horizontal axis",
     .action = action_turn_plane,
     .useful = has_planes},
    {.names = "{ }",
     .code = {'{', '}'},
     .about = "D > 2: other direction for the vertical axis",
     .action = action_turn_plane},
    {.names = "g",
     .code = {'g'},
     .about = "marks: braille, blocks, ASCII",
     .action = action_next_glyphs},
    {.names = "Tab 1..9 0",
     .code = {'\t', '1', '2', '3', '4', '5', '6', '7', '8', '9', '0'},
     .footer = "view",
     .about = "view",
     .action = action_switch_view},
    {.names = "v",
     .code = {'v'},
     .footer = "quantity",
     .about = "the view's next quantity",
     .action = view_state_next_quantity,
     .useful = has_quantities},
    {.names = "y",
     .code = {'y'},
     .footer = "scale",
     .about = "the view's other scale, linear or logarithmic",
     .action = view_state_next_scale,
     .useful = has_scales,
     .waits = scale_waits},
    {.names = "Shift+up/down",
     .code = {KEY_SR, KEY_SF},
     .about = "in the view path: move the start",
     .action = action_move_start,
     .waits = view_state_awaits_start},
    {.names = "p",
     .code = {'p'},
     .about = "previous experiment (undo of the last change)",
     .action = action_undo},
    {.names = "w",
     .code = {'w'},
     .about = "write the experiment to a file",
     .action = action_write_experiment},
    {.names = "e",
     .code = {'e'},
     .about = "export the view as a picture (SVG)",
     .action = action_export_picture},
    {.names = ":",
     .code = {':'},
     .about = "commands: lambda 1.8, load NAME, export FILE; Tab",
     .action = action_open_prompt,
     .is_at_once = true},
    {.names = "?",
     .code = {'?'},
     .footer = "help",
     .about = "help",
     .action = action_toggle_help,
     .is_at_once = true},
    {.names = "q",
     .code = {'q'},
     .footer = "quit",
     .about = "quit",
     .action = action_quit,
     .is_at_once = true},
};

const int key_count = sizeof key_table / sizeof *key_table;

static const struct key *key_of(int code)
{
    for (int i = 0; i < key_count; i++)
        for (size_t c = 0; c < sizeof key_table[i].code / sizeof *key_table[i].code; c++)
            if (key_table[i].code[c] == code && code != 0)
                return &key_table[i];
    return NULL;
}

static bool can_act(const struct app *a, const struct key *k)
{
    return a->theory.version == a->version || k->waits == NULL || !k->waits(a);
}

/* A key that waits makes those behind it wait: they keep their order. */
int key_dispatch(struct app *a, int code)
{
    const struct key *k = key_of(code);
    if (k == NULL)
        return 0;
    if (k->is_at_once || (a->waits == 0 && can_act(a, k)))
        k->action(a, code);
    else if (a->waits < WAITS_MAX)
        a->waiting[a->waits++] = code;
    a->dirty = 1;
    return 1;
}

void keys_turn(struct app *a)
{
    while (a->waits > 0 && can_act(a, key_of(a->waiting[0]))) {
        int code = a->waiting[0];
        a->waits--;
        memmove(a->waiting, a->waiting + 1, (size_t)a->waits * sizeof *a->waiting);
        key_of(code)->action(a, code);
        a->waits = a->sweep.on ? 0 : a->waits; /* any key ends it, those before it do not */
        a->dirty = 1;
    }
}

const char *tui_key(size_t i, const char **about)
{
    if (i >= (size_t)key_count)
        return NULL;
    *about = key_table[i].about;
    return key_table[i].names;
}
