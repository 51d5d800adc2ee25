/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_MODEL_PARAMETER_H
#define SGDSCOPE_MODEL_PARAMETER_H

#include "sgdscope/model/experiment.h"

/* The one table of parameters. The options, the experiment files, the side panel, the command line
 * inside the instrument, `list parameters`, --help, the man page and the completions come from it.
 * A new parameter is a member of struct experiment and a row here. */

enum parameter_kind {
    PARAMETER_REAL,   /* double */
    PARAMETER_COUNT,  /* double that is a whole number (or infinity where allowed) */
    PARAMETER_CHOICE, /* int, an index into choices */
    PARAMETER_SEED,   /* uint64_t */
    PARAMETER_MATRIX, /* struct matrix_spec */
    PARAMETER_EDITS,  /* the changed eigenvalues */
    PARAMETER_PLANE,  /* the two axes */
    PARAMETER_TEXT,   /* char[most + 1] */
    PARAMETER_FILE,   /* the same, and it names a file unless it is the word "synthetic" */
};

/* How one step of a key changes the value. */
enum parameter_scale {
    SCALE_NONE,
    SCALE_LINEAR,  /* by step, coarse by 10 steps */
    SCALE_DECIMAL, /* by one in the third digit or so: 1.80 → 1.81, 0.300 → 0.301 */
};

struct parameter {
    const char *name, *alias; /* alias may be NULL */
    char letter;              /* short option; 0 where there is none */
    const char *symbol, *about, *initial;
    enum parameter_kind kind;
    size_t offset;
    double least, most; /* of numbers; the ends are allowed unless open */
    int least_open, most_open;
    int infinite;  /* "inf" is allowed */
    int automatic; /* "auto" is allowed and stored as NaN */
    enum parameter_scale scale;
    double step;
    size_t choices;
    const struct choice *choice; /* the first row's; the rows are stride bytes apart */
    size_t stride;
};

extern const struct parameter parameter_table[];
extern const size_t parameter_count;

/* The parameter of that name or alias, or NULL. */
const struct parameter *parameter_find(const char *name);

/* The i-th value of a CHOICE parameter. */
const struct choice *parameter_choice(const struct parameter *p, size_t i);

/* STATUS_INPUT: "NAME: no such parameter; did you mean 'lambda'?" */
struct status parameter_unknown(const char *name);

/* The nearest of `count` names within a few typing errors, or NULL. name_at(i, context) gives a
 * name. */
const char *parameter_nearest(const char *name, size_t count,
                              const char *(*name_at)(size_t i, const void *context),
                              const void *context);

/* Set one parameter from text; on failure e is as it was. The error says what is allowed and does
 * not name the option: the caller knows how it was spelled. */
struct status parameter_parse(const struct parameter *p, const char *text, struct experiment *e);

/* The value as text that parameter_parse reads back to the same value. size bytes at most, the
 * terminator included; returns the length it needs, like snprintf. */
size_t parameter_format(const struct parameter *p, const struct experiment *e, char *text,
                        size_t size);

/* Where in a value of this parameter, given as text, the name of a file begins; NULL where it names
 * none. */
char *parameter_file(const struct parameter *p, char *value);

/* 1 where the parameter has its initial value. */
int parameter_is_initial(const struct parameter *p, const struct experiment *e);

/* NULL where the parameter does something in this experiment, else why not: "needs --data". Only
 * those that belong to one choice are ever idle, ν of QHM, say, and not the noise's S or σ². */
const char *parameter_idle(const struct parameter *p, const struct experiment *e);

/* The number behind a REAL or COUNT parameter. */
double parameter_number(const struct parameter *p, const struct experiment *e);

/* Set it, unchecked: for values whose range is known. */
void parameter_set_number(const struct parameter *p, double value, struct experiment *e);

/* `value` moved by `steps` steps of this parameter's scale (coarse ones are ten), on round values,
 * inside its range. Near an open end the step halves the distance instead of jumping over it. */
double parameter_stepped(const struct parameter *p, double value, int steps);

/* The experiment with every parameter at its initial value. */
void experiment_init(struct experiment *e);

/* The options that bring back e, as they would be typed after "sgdscope": " -l 1.8 -k 1,0.1".
 * Parameters that are at their initial value are left out but for λ and K; those that are idle in
 * this experiment are too. Returns the length it needs, like snprintf. */
size_t experiment_command(const struct experiment *e, char *text, size_t size);

#endif
