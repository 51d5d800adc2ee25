/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

/* The user's settings: lines name = value in $XDG_CONFIG_HOME/sgdscope/config.ini (by default
 * ~/.config/sgdscope/config.ini), read as experiment files are. */

/* Takes one setting. The value holds during the call only. */
typedef struct status settings_taker(void *context, const char *name, const char *value);

/* Whether there is such a file. */
bool settings_file_exists(void);

/* Whether path leads to it. */
bool settings_file_is(const char *path);

/* Hand each line of the file to `take`. Where there is no file, there are no settings. Faulty lines
 * are left out; then STATUS_INPUT has file, line and reason of the first, and the others' lines. */
struct status settings_file_read(settings_taker *take, void *context);

/* Give the setting of that name this value in the file, where all else stays as it is: the other
 * lines, comments, and a link that it may be. Where there is no file, it is made, with its folders.
 * On failure it is as it was: STATUS_OUTPUT, STATUS_INPUT if the old one cannot be read. */
struct status settings_file_set(const char *name, const char *value);
