/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/theories.h"

#include "sgdscope/theory/direction.h"
#include "sgdscope/theory/minibatch.h"

#include <math.h>

typedef double gain_function(const struct rule *r, double ki, double kj);

static void fill_dense(const struct problem *p, gain_function *gain, struct covariance *out)
{
    size_t n = p->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            out->s[i * n + j] = out->s[j * n + i] =
                gain(&p->rule, p->curvature[i], p->curvature[j]) * problem_noise(p, i, j);
}

/* State noise C = σ²I + aKΣK: Σ_ii = h_ii c_i/(1 − a h_ii k_i²); false if a direction has none. */
static bool fill_diagonal(const struct problem *p, gain_function *gain, struct covariance *out)
{
    for (size_t i = 0; i < p->n; i++) {
        double h = gain(&p->rule, p->curvature[i], p->curvature[i]);
        double left = 1 - problem_state(p, i) * h * p->curvature[i] * p->curvature[i];
        if (!(left > 0))
            return false;
        out->s[i] = h * p->c[i] / left;
    }
    return true;
}

static bool discrete_is_known(const struct problem *p)
{
    return !problem_has_passes(p);
}

static struct status solve_paper(const struct problem *p, struct covariance *out)
{
    STATUS_TRY(covariance_shape(out, p->n, 1));
    for (size_t i = 0; i < p->n; i++)
        out->s[i] = pair_gain(&p->rule, p->curvature[i], p->curvature[i]) * p->loss[i] /
                    (double)p->data.batch;
    return status_ok();
}

static struct status solve_constant(const struct problem *p, struct covariance *out)
{
    if (problem_has_passes(p))
        return minibatch_passes(p, out);
    bool diagonal = p->covariance == NULL;
    STATUS_TRY(covariance_shape(out, p->n, diagonal));
    const struct preconditioner *made = p->optimizer->preconditioner;
    if (made != NULL && made->stationary != NULL)
        made->stationary(p, out->s);
    else if (diagonal)
        (void)fill_diagonal(p, pair_gain, out);
    else
        fill_dense(p, pair_gain, out);
    return status_ok();
}

static struct status solve_discrete(const struct problem *p, struct covariance *out)
{
    return p->data.batch > 0 ? minibatch_solve(p, out) : solve_constant(p, out);
}

static struct status solve_continuous(const struct problem *p, struct covariance *out)
{
    bool diagonal = p->covariance == NULL;
    STATUS_TRY(covariance_shape(out, p->n, diagonal));
    if (optimizer_follows_sigma(p->optimizer))
        return p->optimizer->preconditioner->continuous(p, out->s, NULL, NULL);
    if (!diagonal)
        fill_dense(p, pair_gain_continuous, out);
    else if (!fill_diagonal(p, pair_gain_continuous, out))
        return status_error(STATUS_NUMERIC, "continuous time: the noise outgrows the drift");
    return status_ok();
}

/* --- the table -------------------------------------------------------------------------------- */

static bool is_stable(const struct problem *p, const struct stability *s)
{
    (void)p;
    return s->stable;
}

/* With constant noise there is a covariance wherever the mean converges. */
const struct theory theory_table[THEORY_COUNT] = {
    [THEORY_DISCRETE] = {"discrete", "discrete", false, discrete_is_known, is_stable,
                         solve_discrete},
    [THEORY_CONSTANT] = {"constant", "constant noise", true, NULL, stability_mean_converges,
                         solve_constant},
    [THEORY_PAPER] = {"paper", "paper, C = K/S", true, NULL, stability_mean_converges, solve_paper},
    [THEORY_CONTINUOUS] = {"continuous", "continuous", false, NULL, NULL, solve_continuous},
};

bool theory_applies(enum theory_kind kind, const struct problem *p)
{
    return !theory_table[kind].of_minibatches || p->data.batch > 0;
}

bool theory_is_known(enum theory_kind kind, const struct problem *p)
{
    const struct theory *t = &theory_table[kind];
    return theory_applies(kind, p) && (t->known == NULL || t->known(p));
}

enum theory_kind theory_most_exact(const struct problem *p)
{
    return theory_is_known(THEORY_DISCRETE, p) ? THEORY_DISCRETE : THEORY_CONSTANT;
}

struct status theory_solve(enum theory_kind kind, const struct problem *p,
                           const struct stability *s, struct covariance *out, bool *exists)
{
    const struct theory *t = &theory_table[kind];
    *exists = theory_is_known(kind, p) && (t->exists == NULL || t->exists(p, s));
    struct status status = *exists ? t->solve(p, out) : status_ok();
    *exists = *exists && status.code == STATUS_OK;
    return kind == THEORY_CONTINUOUS && status.code == STATUS_NUMERIC ? status_ok() : status;
}

/* --- previous work ---------------------------------------------------------------------------- */

static bool has_previous(const struct problem *p)
{
    return p->optimizer->has_previous && !(p->state > 0);
}

/* ½k times the exact variance of a direction, λ²C[(1+f)A + 2γαμx]/((1−f)·x·p_minus_one) with A = γ
 * − αμ and the letters of rule_direction, expanded in x = λk: λ/4 C·A/(1−μ)·(1 + slope·x). */
double theory_previous_loss(const struct problem *p)
{
    const struct rule *r = &p->rule;
    double gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu, a = gamma - am;
    double slope = am * (2 * gamma - a) / ((1 + r->mu) * a) - am / (1 - r->mu) +
                   (gamma + am) / (2 * (1 + r->mu));
    double sum = 0;
    if (!has_previous(p))
        return (double)NAN;
    for (size_t i = 0; i < p->n; i++)
        sum += problem_noise(p, i, i) * (1 + slope * r->lambda * p->curvature[i]) *
               (p->loss[i] / p->curvature[i]);
    return r->lambda * a / (4 * (1 - r->mu)) * sum;
}

double theory_previous_variance(const struct problem *p, const double *direction)
{
    double sum = 0;
    if (!has_previous(p))
        return (double)NAN;
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j < p->n; j++)
            sum += direction[i] * direction[j] * problem_noise(p, i, j) *
                   pair_gain_continuous(&p->rule, p->curvature[i], p->curvature[j]);
    return sum;
}
