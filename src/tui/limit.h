/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/live/session.h"

#include <stdbool.h>
#include <stdint.h>

/* Two ways to the stability limit in λ: the keys b and B, and the sweep of key x. Private to tui/. */

struct app;

/* λ that leaves 1 − s = slack; NaN where λ alone does not set it. */
double lambda_for_slack(const struct app *a, double slack);

/* --- limit_stepper.c -------------------------------------------------------------------------- */

/* Where the keys began and how often the distance was halved, net. */
struct limit_stepper {
    uint64_t version; /* of the experiment they made last; in another one they begin again */
    int halvings;
    double lambda, slack, limit; /* where they began; limit: λ at s = 1, NaN where there is none */
    bool reached_last;           /* b was refused at the last digit */
    double home;                 /* when B came back to where b began, or was last pressed there */
};

/* Halve (b) or double (B) the distance to the limit. */
void limit_stepper_step(struct app *a, int code);

/* Whether it continues from the last step, so that it need not wait for theory's answer. */
bool limit_stepper_continues(const struct app *a);

/* --- limit_sweep.c ---------------------------------------------------------------------------- */

enum { SWEEP_ROWS = 14 };

struct sweep_row {
    double slack, predicted, measured, error;
};

struct sweep {
    bool on;
    bool is_shown; /* its table: until a key after its end */
    int stage;
    double start_slack, lambda_limit; /* λ at s = 1 */
    double stage_start, averaged_since;
    struct control before;
    struct sweep_row row[SWEEP_ROWS];
    int rows;
    int element; /* whose variance the rows have: 0 of Σ₁₁, 2 of Σ₂₂ */
};

void sweep_begin(struct app *a);
void sweep_end(struct app *a, const char *why);
void sweep_turn(struct app *a); /* once a turn */
