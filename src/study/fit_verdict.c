/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit_private.h"
#include "studies.h"

#include <math.h>

/* Whether a run agrees with the discrete theory, or is too short to tell. */

/* A K that is given shows where the loss is not quadratic, or λ another one than was said. */
static void add_given_hessian(struct fit_answer *f)
{
    struct assumption *a = &f->assumption[ASSUMPTION_QUADRATIC];
    double worst = 0, change = 0;
    size_t direction = 0;
    for (size_t i = 0; i < f->n; i++) {
        const struct fit_direction *d = &f->direction[i];
        double z = fabs(d->k - d->given) / d->k_error;
        if (!(z > worst))
            continue;
        worst = z;
        direction = i;
        change = (d->k - d->given) / d->given;
    }
    double z = assumption_z_of_many(worst, (double)f->n);
    if (z > a->z) {
        a->size = change;
        a->direction = direction;
        a->is_of_given = true;
    }
    a->z = assumption_z_of_many(fmax(z, a->z), 2);
    a->holds = assumption_holds(a->z);
}

/* As verdict_deviation, which knows that a cloud that is too narrow also has errors that are too
 * small. */
static double deviation(const struct fit_answer *f, size_t i, size_t j)
{
    const struct matrix *s = &f->covariance[FIT_DISCRETE], *m = &f->estimate.measured;
    size_t at = i * f->n + j, ii = i * f->n + i, jj = j * f->n + j;
    const struct compared c = {.measured = m->a[at],
                               .error = f->error.a[at],
                               .theory = s->a[at],
                               .measured_size = sqrt(m->a[ii] * m->a[jj]),
                               .theory_size = sqrt(s->a[ii] * s->a[jj])};
    return isnan(c.error) ? (double)NAN : verdict_deviation(&c);
}

static void judge_covariance(double z_limit, struct fit_answer *f)
{
    size_t n = f->n;
    f->z_allowed =
        verdict_allowed_z(z_limit, (double)(n * (n + 1) / 2), (double)f->rows / fmax(f->memory, 1));
    f->z_max = f->covariance[FIT_DISCRETE].n > 0 ? 0 : (double)NAN;
    for (size_t k = 0; k < n * n && f->covariance[FIT_DISCRETE].n > 0; k++) {
        double z = deviation(f, k / n, k % n);
        f->z_max = z > f->z_max || isnan(z) ? z : f->z_max;
    }
    f->agrees = f->z_max <= f->z_allowed;
}

static void judge_loss(double z_limit, struct fit_answer *f)
{
    double allowed = verdict_allowed_z(z_limit, 1, (double)f->rows / fmax(f->memory, 1));
    f->is_refuted = fabs(f->loss.z) > 2 * allowed;
    f->agrees = f->agrees && !f->is_refuted;
    if (f->is_refuted)
        f->z_max = fmax(f->z_max, fabs(f->loss.z));
}

bool fit_rests_on(enum assumption_kind kind)
{
    return kind == ASSUMPTION_STATIONARY || kind == ASSUMPTION_QUADRATIC ||
           kind == ASSUMPTION_WHITE;
}

static void judge_assumptions(struct fit_answer *f)
{
    f->agrees = f->stability.stable;
    f->z_allowed = NAN;
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        const struct assumption *a = &f->assumption[i];
        if (!fit_rests_on((enum assumption_kind)i))
            continue;
        f->z_max = a->z > f->z_max || isnan(a->z) ? a->z : f->z_max;
        f->agrees = f->agrees && a->holds;
        f->is_untested = f->is_untested || !assumption_is_tested(a);
    }
}

/* Two digits, rounded up. */
static size_t round_number(double rows)
{
    double unit = pow(10, floor(log10(rows)) - 1);
    return (size_t)(ceil(rows / unit) * unit);
}

/* Without errors there is no verdict. But a run much longer than the memory of its directions whose
 * mean still moves is not what the theory assumes. */
static void judge_length(struct fit_answer *f)
{
    static const double many = 20; /* relaxation times */
    const struct assumption *stationary = &f->assumption[ASSUMPTION_STATIONARY];
    const double relaxation = f->stability.stable ? f->stability.relaxation : 0;
    double rows = (double)f->rows;
    bool is_short = isnan(f->loss.error) || rows < TIME_AVERAGE_ROWS * relaxation;
    for (size_t k = 0; k < f->n * f->n; k++)
        is_short = is_short || isnan(f->error.a[k]);
    bool moves = isnan(stationary->z) && rows >= many * relaxation;
    bool changes = stationary->row > 0; /* the size of the steps needs no errors */
    bool is_denied = !stationary->holds && rows >= TIME_AVERAGE_ROWS && (moves || changes);
    if (!is_short || is_denied)
        return;
    double needed = TIME_AVERAGE_ROWS * fmax(fmax(f->memory, relaxation), 1);
    f->rows_needed = round_number(fmax(needed, 2 * rows));
    f->z_max = (double)NAN;
    f->agrees = false;
}

void fit_judge(double z_limit, struct fit_answer *f)
{
    if (f->has_hessian)
        add_given_hessian(f);
    if (f->is_given)
        judge_covariance(z_limit, f);
    else
        judge_assumptions(f);
    if (!f->is_given && !f->is_identity)
        judge_loss(z_limit, f);
    judge_length(f);
    f->is_untested = f->is_untested && f->agrees; /* nothing denies the theory */
    f->agrees = f->agrees && !f->is_untested;
}
