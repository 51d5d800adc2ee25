/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/options.h"

/* The settings file: options of the instrument, without the dashes, one a line. Private to
 * command/. */

/* Apply the user's settings. A faulty line changes nothing; o->settings says what is wrong with the
 * first one. */
void settings_apply(struct options *o);
