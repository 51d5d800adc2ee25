/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app.h"

/* The table of keys, and what they do. Private to tui/. */

typedef void action_function(struct app *a);
typedef void action_by_code(struct app *a, int code);

struct key {
    const char *names;  /* as shown in help */
    const char *footer; /* short words for the footer, NULL: not there */
    const char *about;
    action_function *act;                /* what it does, or: */
    action_by_code *act_by;              /* what it does, by the key */
    bool (*useful)(const struct app *a); /* NULL: always; else when the footer shows it */
    /* NULL: never; else whether it acts only on theory's answer to the present experiment. */
    bool (*waits)(const struct app *a);
    int code[12]; /* ncurses codes, 0 ends */
};

extern const struct key key_table[];
extern const int key_count;

/* Carry out a key, now or once theory has answered. Others are ignored. */
void keys_dispatch(struct app *a, int code);

/* Once a turn: the keys that waited for theory's answer, if it is there. */
void keys_turn(struct app *a);

/* actions.c */
action_by_code action_choose, action_change, action_change_coarse, action_change_speed,
    action_next_choice, action_turn_plane;
action_function action_type_value, action_toggle_pause, action_single_step, action_restart,
    action_write_experiment, action_open_prompt, action_export_picture;

/* view_actions.c */
action_by_code action_switch_view, action_zoom;
action_function action_next_quantity, action_next_scale, action_move_start, action_fit,
    action_toggle_follow, action_toggle_sample, action_next_glyphs;

/* Whether an arrow key has a meaning of its own in the view that is shown; then it is carried out. */
bool action_arrow(struct app *a, int code);
