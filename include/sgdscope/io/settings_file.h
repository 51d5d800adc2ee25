/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

/* The user's settings: lines name = value in $XDG_CONFIG_HOME/sgdscope/config.ini (by default
 * ~/.config/sgdscope/config.ini), read as experiment files are. */

/* Takes one setting. The value holds during the call only. */
typedef struct status settings_taker(void *context, const char *name, const char *value);

/* Whether there is such a file. */
bool settings_file_exists(void);

/* Hand each line of the file to `take`. Where there is no file, there are no settings. A faulty
 * line is left out; the first fault is returned, as STATUS_INPUT with the file and the line in
 * front. */
struct status settings_file_read(settings_taker *take, void *context);
