/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The static program has another table, which is linked first. */
#include "sgdscope/base/builtin.h"

const struct builtin_file builtin_table[] = {{NULL, NULL, 0}};
