/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys.h"

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
    return !limit_stepper_continues(a);
}

/* The scale that is not shown yet would be turned away from. */
static bool scale_waits(const struct app *a)
{
    return view_state_view(a)->chooses_scale != NULL;
}

/* It opens or ends something: keys typed before it may still wait, those after it are not for the
 * table. */
static bool key_at_once(const struct app *a)
{
    (void)a;
    return false;
}

/* --- the table -------------------------------------------------------------------------------- */

/* A row, and one whose action depends on the key. The last are their codes. */
#define KEY(names, footer, about, act, useful, waits, ...)                                         \
    {                                                                                              \
        names, footer, about, act, NULL, useful, waits,                                            \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define KEYS(names, footer, about, act_by, useful, waits, ...)                                     \
    {                                                                                              \
        names, footer, about, NULL, act_by, useful, waits,                                         \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

const struct key key_table[] = {
    KEYS("Up Down j k", "choose", "choose a parameter", action_choose, NULL, NULL, KEY_UP, KEY_DOWN,
         'j', 'k'),
    KEYS("Left Right h l", "change", "change it one step", action_change, NULL, NULL, KEY_LEFT,
         KEY_RIGHT, 'h', 'l'),
    KEYS("H L Shift+arrow PageUp/Dn", NULL, "change it a coarse step", action_change_coarse, NULL,
         view_state_awaits_start, KEY_SLEFT, KEY_SRIGHT, 'H', 'L', KEY_PPAGE, KEY_NPAGE),
    KEY("Enter", NULL, "type a value for it", action_type_value, NULL, key_at_once, '\n', '\r',
        KEY_ENTER),
    KEYS("b B", "to the limit", "halve / double the distance to the limit, 1−s", limit_stepper_step,
         NULL, step_waits, 'b', 'B'),
    KEY("x", "sweep", "sweep λ up to and over the limit; any key ends it", sweep_begin, NULL,
        always_waits, 'x'),
    KEY("Space", "pause", "pause, continue", action_toggle_pause, NULL, NULL, ' '),
    KEY("s", "step", "one step while paused", action_single_step, is_paused, NULL, 's'),
    KEYS("+ -", "speed", "simulation speed", action_change_speed, NULL, NULL, '+', '=', '-'),
    KEY("r", "restart", "restart the walkers", action_restart, is_beyond, NULL, 'r'),
    KEYS("o", NULL, "next optimizer", action_next_choice, NULL, NULL, 'o'),
    KEYS("n", NULL, "next noise", action_next_choice, NULL, NULL, 'n'),
    KEYS("d", NULL, "next distribution of the noise", action_next_choice, NULL, NULL, 'd'),
    KEY("t", NULL, "follow one walker", action_toggle_follow, NULL, NULL, 't'),
    KEY("c", NULL, "the cloud's own ellipse", action_toggle_sample, NULL, NULL, 'c'),
    KEYS("z Z", NULL, "zoom in / out", action_zoom, NULL, NULL, 'z', 'Z'),
    KEY("a", NULL, "fit; press again for independent axes", action_fit, NULL, NULL, 'a'),
    KEYS("[ ]", "plane", "D > 2: other direction for the horizontal axis", action_turn_plane,
         has_planes, NULL, '[', ']'),
    KEYS("{ }", NULL, "D > 2: other direction for the vertical axis", action_turn_plane, NULL, NULL,
         '{', '}'),
    KEY("g", NULL, "marks: braille, blocks, ASCII", action_next_glyphs, NULL, NULL, 'g'),
    KEYS("Tab 1..9 0", "view", "view", action_switch_view, NULL, NULL, '\t', '1', '2', '3', '4',
         '5', '6', '7', '8', '9', '0'),
    KEY("v", "quantity", "the view's next quantity", action_next_quantity, has_quantities, NULL,
        'v'),
    KEY("y", "scale", "the view's other scale, linear or logarithmic", action_next_scale,
        has_scales, scale_waits, 'y'),
    KEY("Shift+up/down", NULL, "in the view path: move the start", action_move_start, NULL,
        view_state_awaits_start, KEY_SR, KEY_SF),
    KEY("p", NULL, "previous experiment (undo of the last change)", app_undo, NULL, NULL, 'p'),
    KEY("w", NULL, "write the experiment to a file", action_write_experiment, NULL, NULL, 'w'),
    KEY("e", NULL, "export the view as a picture (SVG)", action_export_picture, NULL, NULL, 'e'),
    KEY(":", NULL, "commands: lambda 1.8, load NAME, export FILE; Tab", action_open_prompt, NULL,
        key_at_once, ':'),
    KEY("?", "help", "help", app_help, NULL, key_at_once, '?'),
    KEY("q", "quit", "quit", app_quit, NULL, key_at_once, 'q'),
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

/* A key that waits makes those behind it wait: they keep their order. */
void keys_dispatch(struct app *a, int code)
{
    const struct key *k = key_of(code);
    if (k == NULL)
        return;
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
