/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "experiment_entry.h"

#include "sgdscope/io/tour_file.h"

/* What the reader of tours and the names that a step knows share. Private to io/. */

enum { TOUR_KEYS_MAX = 24 };

struct tour_reading {
    const char *path;
    const struct tour_words *words;
    struct tour *tour;
    struct tour_step *step;       /* that is being read; NULL in [tour] */
    size_t given[PARAMETERS_MAX]; /* the line of each parameter in this step, 0 if it is missing */
    size_t line[TOUR_KEYS_MAX];   /* the same of each row of the section's table */
    size_t minutes, title;        /* the same in [tour] */
    struct ini_faults faults;
    bool is_faulty;            /* a fault was found in this step, so its end is not checked */
    bool is_unknown;           /* the section is unknown or misplaced: its lines are skipped */
    bool is_noise_free;        /* what the step says, if it does */
    char answer[TOUR_COLUMNS]; /* as it stands in the file */
};

/* A key of a step: a text of some lines, or set by a function. */
struct tour_key {
    const char *name;
    bool needs_question; /* it says something only together with `ask` */
    struct status (*set)(struct tour_reading *r, const char *value);
    int lines, columns; /* of a text; lines = 0: as many as there are, of any length */
    size_t offset, size;
};

extern const struct tour_key tour_key_table[];
extern const size_t tour_key_count; /* TOUR_KEYS_MAX at most */

/* The key of that name, or NULL. */
const struct tour_key *tour_key_find(const char *name);

/* Set what the key stands for in the step that is being read. */
struct status tour_key_set(struct tour_reading *r, const struct tour_key *k, const char *value);

/* STATUS_INPUT, with the nearest name of a key or parameter. */
struct status tour_key_unknown(const char *name);

/* At most that many lines and columns, in `size` bytes; lines = 0: as many as there are. */
struct status tour_lines_copy(const char *value, int lines, int columns, char *to, size_t size);

/* A number above 0; with % a hundredth. */
struct status tour_number_parse(const char *value, double *out);

/* A number with or without %, which is then left out. */
struct status tour_percent_parse(const char *value, double *out, bool *is_percent);
