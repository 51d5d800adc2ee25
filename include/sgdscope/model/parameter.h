/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"

#include <stdbool.h>

/* The one table of parameters. The options, the experiment files, the side panel, the command line
 * inside the instrument, `list parameters`, --help, the man page and the completions come from it.
 * A new parameter is a member of struct experiment and a row here. */

enum parameter_kind {
    PARAMETER_REAL,   /* double */
    PARAMETER_COUNT,  /* double that is a whole number (or infinity where allowed) */
    PARAMETER_CHOICE, /* int, an index into choices */
    PARAMETER_FORM,   /* the same, of which some have numbers: struct form */
    PARAMETER_SEED,   /* uint64_t */
    PARAMETER_MATRIX, /* struct matrix_spec */
    PARAMETER_EDITS,  /* the changed eigenvalues */
    PARAMETER_PLANE,  /* the two axes */
    PARAMETER_TEXT,   /* char[most + 1] */
    PARAMETER_FILE,   /* char[most + 1], the name of a file or the word "synthetic" */
};

/* How one step of a key changes the value. */
enum parameter_scale {
    SCALE_NONE,
    SCALE_LINEAR,  /* by step, coarse by 10 steps */
    SCALE_DECIMAL, /* by one in the third digit or so: 1.80 → 1.81, 0.300 → 0.301 */
};

/* When a number has a line in the side panel. */
enum parameter_panel {
    PANEL_ALWAYS,   /* if it has an effect */
    PANEL_LARGE,    /* and D > 2 */
    PANEL_LIST,     /* and the Hessian is a list of two eigenvalues or more */
    PANEL_SET,      /* and it is not at its initial value */
    PANEL_SCHEDULE, /* the same, or the view is about schedules */
    PANEL_NEVER,
};

/* Words for numbers. */
enum {
    WORD_AUTO = 1,      /* "auto", stored as NaN */
    WORD_INFINITE = 2,  /* "inf" */
    WORD_BATCH = 4,     /* "batch", stored as NOISE_SCALE_BATCH */
    WORD_ALL = 8,       /* "all", stored as DIRECTIONS_ALL */
    WORD_POSITIVE = 16, /* "positive", stored as DIRECTIONS_POSITIVE */
    PARAMETER_WORDS = 5
};

/* Where a parameter stands even at its initial value, unless it has no effect. */
enum {
    ALWAYS_PRINTED = 1, /* in the command: it identifies the experiment */
    ALWAYS_WRITTEN = 2, /* in a file: one that does not say it leaves it as it is */
};

/* A word with numbers behind it, as window:100:5. The numbers are members of the experiment; one
 * that has an initial value may be left out. */
enum { FORM_NUMBERS = 2 };
struct form {
    struct choice id;
    const struct parameter *number[FORM_NUMBERS]; /* the rest NULL */
};

extern const struct form average_table[AVERAGE_COUNT];
extern const struct form start_table[START_COUNT];

struct parameter {
    const char *name, *alias; /* alias may be NULL */
    char letter;              /* short option, or 0 */
    const char *symbol, *about, *initial;
    const char *label; /* about, short enough for the panel; NULL: about itself */
    enum parameter_kind kind;
    size_t offset;
    double least, most; /* of numbers; the ends are allowed unless open */
    bool least_open, most_open;
    unsigned words; /* allowed instead of a number */
    enum parameter_scale scale;
    double step;
    size_t choices;
    const struct choice *choice; /* the first row's; the rows are stride bytes apart */
    size_t stride;
    enum parameter_panel panel;
    unsigned always;     /* ALWAYS_... */
    bool in_views;       /* some view shows it even if it has no effect */
    bool of_walkers;     /* about simulated walkers, which fit has none of */
    bool of_practice;    /* about averages or a schedule, which fit and figures have none of */
    bool of_run;         /* about a recorded run, which fit and the instrument show */
    const char *of_rule; /* of the rule that made it: the experiment's parameter that it is then */
    bool of_show;        /* how the instrument shows it, in struct show */
    /* NULL, or the number that the value stands for, as N where a data file has it. */
    double (*meant)(const struct experiment *e);
    /* Why the parameter has no effect in this experiment: "needs --data"; NULL if it has one. */
    const char *(*unused)(const struct experiment *e);
    /* STATUS_INPUT if the value contradicts another parameter's. */
    struct status (*check)(const struct experiment *e);
};

enum { PARAMETERS_MAX = 64 }; /* rows of the table at most */

extern const struct parameter parameter_table[];
extern const size_t parameter_count;

/* The parameter of that name or alias, or NULL. */
const struct parameter *parameter_find(const char *name);

/* The parameter that an error's text begins with, as "--final: 2 is not ..." or without the dashes,
 * or NULL. */
const struct parameter *parameter_at_fault(const char *text);

/* The row of the parameter of that name, which there must be. */
size_t parameter_index(const char *name);

/* The i-th value of a CHOICE or FORM parameter. */
const struct choice *parameter_choice(const struct parameter *p, size_t i);

/* What may be written for it, "window:L[:c]"; returns text. */
enum { PARAMETER_CHOICE_SIZE = 80 };
const char *parameter_describe_choice(const struct parameter *p, size_t i,
                                      char text[PARAMETER_CHOICE_SIZE]);

/* The chosen form of a FORM parameter. */
const struct form *parameter_form(const struct parameter *p, const struct experiment *e);

/* STATUS_INPUT: "NAME: no such parameter; did you mean 'lambda'?" */
struct status parameter_unknown(const char *name);

/* What a name was probably meant to be: begin with nearest_to, offer each name there is. */
struct nearest {
    const char *wanted;
    size_t distance; /* typing errors; fewer make another name nearer */
    char name[32];   /* "" if none is within a few errors */
};

enum { NEAREST_QUESTION = 64 };

struct nearest nearest_to(const char *wanted);
void nearest_offer(struct nearest *n, const char *name);

/* "; did you mean 'lambda'?", or "" if no name is near. Returns text. */
const char *nearest_question(const struct nearest *n, char text[NEAREST_QUESTION]);

/* STATUS_INPUT: "--OPTION: FILE: no column 'x'; did you mean 'y'?", of the data file of e. */
struct status parameter_no_column(const char *option, const struct experiment *e, char *const *name,
                                  size_t count, const char *wanted);

/* Set one parameter from text; on failure e is as it was. The error says what is allowed and does
 * not name the option: the caller knows how it was spelled. */
struct status parameter_parse(const struct parameter *p, const char *text, struct experiment *e);

/* The value as text that parameter_parse reads back to the same value. size bytes at most, the
 * terminator included; returns the length it needs, like snprintf. */
size_t parameter_format(const struct parameter *p, const struct experiment *e, char *text,
                        size_t size);

/* The average that e asks for, as text: "ema:0.9". Returns text. */
enum { AVERAGE_TEXT = 80 };
const char *parameter_average(const struct experiment *e, char text[AVERAGE_TEXT]);

/* The file name inside a value of this parameter given as text, or NULL. */
char *parameter_file(const struct parameter *p, char *value);

/* The file that the parameter's value in e is, or "". */
const char *parameter_file_of(const struct parameter *p, const struct experiment *e);

/* Room for every value as text, the terminator included. */
enum { PARAMETER_TEXT_SIZE = DIMENSION_MAX * 26 };

/* Whether the parameter may be left out of a file or a command, because it would get the same
 * value: its initial one, or the one that the others imply. */
bool parameter_is_default(const struct parameter *p, const struct experiment *e);

/* Why the parameter has no effect in this experiment, or NULL if it has one. On the command line
 * such a parameter is a mistake; in a file or a preset it waits for the choice it belongs to. */
const char *parameter_why_unused(const struct parameter *p, const struct experiment *e);

/* The word for this value of the parameter, or NULL if it is a number. */
const char *parameter_word(const struct parameter *p, double v);

/* The i-th of the words that are allowed instead of a number, or NULL. */
const char *parameter_word_allowed(const struct parameter *p, size_t i);

/* The value of that word; false if the parameter has no such word. */
bool parameter_word_value(const struct parameter *p, const char *text, double *v);

/* Whether a REAL or COUNT parameter has a number rather than a word. */
bool parameter_has_number(const struct parameter *p, const struct experiment *e);

/* The number behind a REAL or COUNT parameter. */
double parameter_number(const struct parameter *p, const struct experiment *e);

/* Set it, unchecked: for values whose range is known. */
void parameter_set_number(const struct parameter *p, double value, struct experiment *e);

/* `value` moved by `steps` steps of this parameter's scale (coarse ones are ten), on round values,
 * inside its range. Near an open end the step halves the distance instead of jumping over it. */
double parameter_stepped(const struct parameter *p, double value, int steps);

/* --- what the parameters of an experiment mean together --------------------------------------- */

/* The experiment with every parameter at its initial value. */
void experiment_init(struct experiment *e);

/* Whether every parameter has the same value; title, text and how it is shown do not count. */
bool experiment_equal(const struct experiment *a, const struct experiment *b);

/* Apply what the given parameters imply: data imply regression, a noise matrix its noise. given: by
 * row, the parameters that the user has just given in one file, command line or prompt line. */
void experiment_imply(struct experiment *e, const bool *given);

/* Checks that need no file: parameters that contradict each other (S > N). STATUS_INPUT, naming the
 * option. */
struct status experiment_check(const struct experiment *e);

/* Append a value at text + used, quoted for the shell unless all its characters are plain. Returns
 * the length that the whole needs, like snprintf. */
size_t parameter_append_quoted(char *text, size_t size, size_t used, const char *value);

/* The options that bring back e, as typed after "sgdscope": " -l 1.8 -k 1,0.1". Parameters at
 * their default, except λ and K, and those without effect are left out. with_views: keep those that
 * some view shows. Returns the length it needs, like snprintf. */
size_t experiment_command(const struct experiment *e, bool with_views, char *text, size_t size);
