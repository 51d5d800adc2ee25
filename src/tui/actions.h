/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_TUI_ACTIONS_H
#define SGDSCOPE_SRC_TUI_ACTIONS_H

#include "app.h"

/* What keys do, for the table of keys. Private to tui/. */

typedef void action_function(struct app *a, int code);

/* actions.c */
action_function action_choose, action_change, action_change_coarse, action_type_value,
    action_toggle_pause, action_single_step, action_change_speed, action_restart,
    action_next_choice, action_turn_plane, action_start_sweep, action_command,
    action_write_experiment, action_open_prompt;

/* view_actions.c */
action_function action_switch_view, action_move_start, action_zoom, action_fit,
    action_toggle_follow, action_toggle_sample, action_next_glyphs, action_export_picture;

/* STEM-1ENDING, or the next number of which there is no file yet. */
void action_free_name(const char *stem, const char *ending, char *name, size_t size);

#endif
