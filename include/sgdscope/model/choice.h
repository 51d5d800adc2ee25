/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_MODEL_CHOICE_H
#define SGDSCOPE_MODEL_CHOICE_H

/* What every row of a table of choices begins with: its names and one line about it. */
struct choice {
    const char *name, *alias; /* alias may be NULL */
    const char *about;
};

#endif
