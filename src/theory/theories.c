/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/theories.h"

#include "sgdscope/theory/stationary.h"

static bool is_stable(const struct problem *p, const struct stability *s)
{
    (void)p;
    return s->stable;
}

/* The constant noise has a covariance wherever the mean converges. */
const struct theory theory_table[THEORY_COUNT] = {
    [THEORY_DISCRETE] = {"discrete", "discrete", "discr", false, stationary_is_known, is_stable,
                         stationary_solve},
    [THEORY_CONSTANT] = {"constant", "constant noise", "const", true, NULL,
                         stability_mean_converges, stationary_constant},
    [THEORY_PAPER] = {"paper", "paper, C = K/S", "paper", true, NULL, stability_mean_converges,
                      stationary_paper},
    [THEORY_CONTINUOUS] = {"continuous", "continuous", "contin", false, NULL, NULL,
                           stationary_continuous},
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
