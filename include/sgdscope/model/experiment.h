/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/matrix.h"
#include "sgdscope/model/averaging.h"
#include "sgdscope/model/schedule.h"

#include <stdbool.h>
#include <stdint.h>

/* Every row of a table of choices begins with its names and one line about it. */
struct choice {
    const char *name, *alias; /* alias may be NULL */
    const char *about;
};

enum { MATRIX_SPEC_PATH = 512, MATRIX_SPEC_IN_PLACE = 64 };

/* A matrix or a list of eigenvalues as the user gave it: numbers, the name of a file that holds
 * them, or the word "estimate" for what a recorded run says. A few numbers are in the struct;
 * longer lists are shared by all copies. {0} is none. */
struct matrix_spec {
    size_t count; /* numbers given, or 0 */
    double value[MATRIX_SPEC_IN_PLACE];
    struct matrix_ref *many;     /* if count > MATRIX_SPEC_IN_PLACE: 1×count */
    char file[MATRIX_SPEC_PATH]; /* "" if there is none */
    bool is_estimate;            /* the word was given */
    struct matrix_ref *matrix;   /* what stands for it, n×n; NULL as long as it is not known */
};

/* The `count` numbers; they live as long as m is not changed. */
const double *matrix_spec_numbers(const struct matrix_spec *m);

/* Give m these numbers instead of what it has; value may be m's own. STATUS_MEMORY. */
struct status matrix_spec_set_numbers(struct matrix_spec *m, size_t count, const double *value);

/* Give m that n×n matrix, as an estimate. STATUS_MEMORY. */
struct status matrix_spec_set_estimate(struct matrix_spec *m, const struct matrix *value);

/* out ← a copy of the estimate, which there must be. STATUS_MEMORY. */
struct status matrix_spec_get_estimate(const struct matrix_spec *m, struct matrix *out);

bool matrix_spec_is_given(const struct matrix_spec *m);
bool matrix_spec_equal(const struct matrix_spec *a, const struct matrix_spec *b);

/* An independent copy; `to` must be {0} or a spec, which is freed. */
void matrix_spec_copy(struct matrix_spec *to, const struct matrix_spec *from);

/* Back to {0}. */
void matrix_spec_free(struct matrix_spec *m);

/* An experiment is everything the user can set, as a plain value. An assigned copy borrows the
 * lists of its original: it is valid as long as that is, and only its numbers may be changed.
 * experiment_copy makes an independent one. */

#define EXPERIMENT_EDITS 64
#define EXPERIMENT_TARGET 64

/* An eigenvalue of a Hessian from a file that was changed by hand: the rank-th largest of the file
 * (from 1) has this value instead. The eigenvectors stay. */
struct eigenvalue_edit {
    size_t rank;
    double value;
};

/* One axis of the drawn plane. */
enum plane_kind { PLANE_EIGEN, PLANE_COORDINATE };

struct plane_axis {
    enum plane_kind kind;
    size_t index; /* from 1; 0 means D */
};

enum optimizer {
    OPTIMIZER_SGD,
    OPTIMIZER_NESTEROV,
    OPTIMIZER_QHM,
    OPTIMIZER_NEWTON,
    OPTIMIZER_NATURAL,
    OPTIMIZER_ADAM,
    OPTIMIZER_COUNT
};

enum noise {
    NOISE_WHITE,
    NOISE_MINIBATCH,
    NOISE_MIXED,
    NOISE_STATE,
    NOISE_MATRIX,
    NOISE_REGRESSION,
    NOISE_ESTIMATE,
    NOISE_COUNT
};

/* The distribution of one component z of the noise, always of mean 0 and variance 1. Only the
 * covariance C of the noise matters for the covariance of w (theory.md section 1). */
enum distribution {
    DISTRIBUTION_GAUSSIAN,
    DISTRIBUTION_UNIFORM,    /* on (−√3, √3) */
    DISTRIBUTION_LAPLACE,    /* density exp(−√2 |z|)/√2 */
    DISTRIBUTION_RADEMACHER, /* ±1 with equal probability */
    DISTRIBUTION_STUDENT,    /* Student's t with 5 degrees of freedom times √(3/5) */
    DISTRIBUTION_COUNT
};

/* How a minibatch of S points is drawn from a data set of N. */
enum sampling {
    SAMPLING_REPLACE, /* with replacement */
    SAMPLING_SUBSET,  /* S different ones, drawn afresh each step */
    SAMPLING_EPOCH,   /* shuffled passes of ⌊N/S⌋ steps; what is left over is dropped */
    SAMPLING_COUNT
};

extern const struct choice sampling_table[SAMPLING_COUNT];

/* What separates the fields of a data file. With semicolons a comma in a number is the decimal
 * one. */
enum delimiter { DELIMITER_AUTO, DELIMITER_COMMA, DELIMITER_SEMICOLON, DELIMITER_TAB };

extern const struct choice delimiter_table[4];
extern const struct choice missing_table[2];
extern const struct choice no_yes_table[2];
extern const struct choice schedule_table[SCHEDULE_COUNT];

/* The optimizers that a recorded run can be of, behind "auto". */
extern const struct choice run_optimizer_table[4];

/* How the instrument shows an experiment: parameters too, but no part of the experiment, so
 * experiment_equal leaves them out. */

/* The views; the alias is the key. */
enum view_kind {
    VIEW_SCATTER,
    VIEW_PATH,
    VIEW_LAMBDA,
    VIEW_MU,
    VIEW_ESCAPE,
    VIEW_KRAMERS,
    VIEW_STABILITY,
    VIEW_BAYES,
    VIEW_METHODS,
    VIEW_LANDSCAPE,
    VIEW_RUN,
    VIEW_SCHEDULE,
    VIEW_COUNT
};

enum marks { MARKS_AUTO, MARKS_PIXELS, MARKS_BRAILLE, MARKS_BLOCKS, MARKS_ASCII, MARKS_COUNT };

enum view_scale { VIEW_SCALE_OWN, VIEW_SCALE_OTHER };

extern const struct choice view_choices[VIEW_COUNT];
extern const struct choice marks_table[MARKS_COUNT];
extern const struct choice scale_table[2];
extern const struct choice flag_table[2];

struct show {
    int view;        /* enum view_kind */
    double quantity; /* of the view, from 1 */
    int scale;       /* enum view_scale */
    double zoom;     /* half the height of the plane's window; NaN: fitted */
    double stretch;  /* horizontal units there that are as long as a vertical one */
    double start[2]; /* of the path, in the plane; NaN: where theory suggests */
    int marks;       /* enum marks */
    double speed;    /* steps per second; infinite: as many as possible */
    int pause, follow, own_ellipse, projector; /* rows of flag_table */
};

/* Back to what fits any experiment: the window and the start of the path. */
void show_fit(struct show *show);

/* The words for how many of K's eigen-directions are kept. */
#define DIRECTIONS_ALL 0.0
#define DIRECTIONS_POSITIVE (-1.0)

/* The noise scale that stands for the word "batch". */
#define NOISE_SCALE_BATCH (-1.0)

struct experiment {
    double lambda, mu, nu, dampening;
    double weight_decay; /* ω: the dynamics has K + ωI */
    double directions;   /* n, DIRECTIONS_ALL or DIRECTIONS_POSITIVE */
    struct matrix_spec hessian;
    double angle;         /* degrees */
    double hessian_scale; /* a common factor on all eigenvalues */
    size_t edits;
    struct eigenvalue_edit edit[EXPERIMENT_EDITS];
    int optimizer;    /* enum optimizer */
    int noise;        /* enum noise */
    int distribution; /* enum distribution */
    double sigma2;
    double batch;       /* S, a whole number */
    double samples;     /* N, a whole number or infinity */
    double noise_scale; /* a; NaN: auto, NOISE_SCALE_BATCH: what S and N give */
    struct matrix_spec noise_matrix;
    char data[MATRIX_SPEC_PATH];    /* a data file, "synthetic", or "" for none */
    char target[EXPERIMENT_TARGET]; /* the column to predict; "" for the last one */
    char columns[MATRIX_SPEC_PATH]; /* to use, or with - to leave out, by commas; "" for all */
    int delimiter;                  /* enum delimiter */
    int missing;                    /* 1: rows with missing values are left out */
    int sampling;                   /* enum sampling */
    int standardize;                /* 1: columns centred and of variance 1 */
    struct plane_axis plane[2];
    double walkers, steps; /* whole numbers */
    struct average average;
    struct schedule schedule; /* as given: NaN steps or final are auto (experiment_schedule) */
    struct start start;
    /* A recorded run, and the rule that made it. */
    char iterates[MATRIX_SPEC_PATH];  /* "" for none, "-" for standard input */
    char gradients[MATRIX_SPEC_PATH]; /* recorded beside them, or "" */
    double burn_in;                   /* rows to leave out; NaN: as many as needed */
    double run_lambda, run_mu, run_nu, run_dampening; /* NaN: the experiment's */
    int run_optimizer; /* 0: the experiment's, else 1 + enum optimizer */
    uint64_t seed;
    struct show show; /* how it is shown */
    char title[100];  /* [about] of an experiment file; not a parameter */
    char text[400];
};

/* An independent copy; `to` must be {0} or an experiment, which is freed. */
void experiment_copy(struct experiment *to, const struct experiment *from);
void experiment_free(struct experiment *e);

/* Where K and the number of points come from: no data set, points made from the seed (synthetic),
 * or a file. */
enum data_kind { DATA_NONE, DATA_SYNTHETIC, DATA_FILE };
enum data_kind experiment_data(const struct experiment *e);

/* N if known without reading a file: 1000 for synthetic data if it is infinite. */
double experiment_samples(const struct experiment *e);

/* Whether λ changes in the run, or the run starts elsewhere than in the stationary state. */
bool experiment_has_schedule(const struct experiment *e);

/* The schedule with its length and its final share, where these are given by other parameters. */
struct schedule experiment_schedule(const struct experiment *e);

/* Whether both change the same eigenvalues to the same values. */
bool experiment_same_edits(const struct experiment *a, const struct experiment *b);

/* Whether a recorded run belongs to the experiment. */
bool experiment_has_run(const struct experiment *e);

/* Whether both have the same recorded run, or none. */
bool experiment_same_run(const struct experiment *a, const struct experiment *b);

/* Give e the rule that made the run: optimizer, λ, μ, ν and dampening. */
void experiment_become_run(struct experiment *e);

/* Whether K or the noise is to be what the run says. */
bool experiment_asks_estimates(const struct experiment *e);

/* Put the estimates from a run where the experiment asks for them. STATUS_MEMORY. */
struct status experiment_take_estimates(struct experiment *e, const struct matrix *hessian,
                                        const struct matrix *noise);

/* Whether the Hessian is given as a list of eigenvalues; for synthetic data it is the covariance of
 * x. */
bool experiment_has_list(const struct experiment *e);
