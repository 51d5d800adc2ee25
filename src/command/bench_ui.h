/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_BENCH_UI_H
#define SGDSCOPE_SRC_COMMAND_BENCH_UI_H

#include "sgdscope/base/status.h"

#include <stdio.h>

/* `bench --ui`: the instrument in a pseudo-terminal, at 80×24 and 200×60. */
struct status bench_ui(FILE *out);

#endif
