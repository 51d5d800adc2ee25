/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_LIST_TSV_H
#define SGDSCOPE_SRC_COMMAND_LIST_TSV_H

#include <stdio.h>

/* `list tsv`: all there is to type, for the man page and the completions of shells. One row each of
 * eight columns, separated by tabs; a column that says nothing is empty:
 *
 *   1 kind     command, parameter, choice, option, figure, view, key, preset or symbol
 *   2 of       the commands that know a parameter or an option, separated by blanks; the parameter
 *              that has this choice
 *   3 name     without the dashes of an option
 *   4 other    other spellings, "-l --lr"; of a choice its alias, of a view its key
 *   5 takes    an option's argument, VALUE, FILE or @FILE for a parameter, empty for a flag; a
 *              command's usage
 *   6 about    what it does; of a symbol its spelling in ASCII
 *   7 initial  the value without it; of --output the endings that it knows
 *   8 symbol   of a parameter */
void list_tsv(FILE *out);

#endif
