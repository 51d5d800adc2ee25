/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/command/options.h"

/* The options that are not parameters, and the format that the ending of --output asks for. Private
 * to command/. */

enum {
    FOR_RESULTS = FOR_THEORY | FOR_CHECK | FOR_SWEEP | FOR_FIGURE | FOR_FIT,
    FOR_EXPERIMENTS = FOR_RUN | FOR_RESULTS,
    FOR_ALL = 0xff
};

struct option {
    const char *name, *argument, *about; /* argument: NULL for a flag, "a|b" for a choice */
    int commands;                        /* FOR_… of those that have it */
    struct status (*set)(struct options *o, const char *text);
    /* If set is NULL: the place in struct options of the bool, or of the text where there is an
     * argument. */
    size_t member;
};

extern const struct option option_table[];
extern const size_t option_count;

/* The commands that know a parameter. */
int parameter_commands(const struct parameter *p);

/* The option of that name, or NULL. */
const struct option *option_find(const char *name);

/* Apply the option with its argument; of options that have `set` it need not stay. */
struct status option_set(const struct option *e, struct options *o, const char *text);

struct ending {
    const char *ending;
    int commands;
    enum format format;
};

/* The ending of a file's name, or NULL. */
const struct ending *ending_find(const char *name);

/* Append a word to a list of words, with `between` in front if it is not the first; cut to `size`
 * bytes. Returns text. */
const char *append_word(char *text, size_t size, const char *between, const char *word);

/* The endings that a command knows: ".txt, .json, .csv". Returns text. */
const char *ending_list(int command, char *text, size_t size);

/* What stands in brackets behind the option: the endings that --output knows; NULL for others. */
const char *option_initial(const struct option *e, int commands, char *text, size_t size);
