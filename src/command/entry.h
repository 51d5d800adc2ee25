/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All that can be typed, as one list. What `list` prints, the manual page and what shells complete
 * come from it. Private to command/. */

/* A member without a value is NULL or empty. */
struct entry {
    const char *kind;    /* command, parameter, choice, word (that stands for a number), option,
                            figure, key, preset, tour, symbol */
    const char *of;      /* the commands that know it, separated by blanks; a choice's parameter */
    const char *name;    /* of an option without the dashes */
    const char *other;   /* other spellings, "-l --lr"; the alias of a choice, of a view its key */
    const char *takes;   /* an option's argument, a parameter's kind of value, a command's usage */
    const char *about;   /* what it does; of a symbol its spelling in ASCII */
    const char *initial; /* the value without it; of --output the endings that it knows */
    const char *symbol;  /* of a parameter */
};

typedef void entry_found(const struct entry *e, void *context);

/* Call back for each entry of that kind, or for all of them if it is NULL. Presets and tours are
 * read from their files for it. An entry and its text last for the call. */
void entry_each(const char *kind, entry_found *found, void *context);
