/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/theories.h"

#include "sgdscope/theory/stationary.h"

static struct status solve_discrete(const struct problem *p, const struct stability *s,
                                    struct covariance *out, bool *exists)
{
    *exists = s->stable;
    return *exists ? stationary_solve(p, out) : status_ok();
}

/* This one and the next have a covariance wherever the mean converges. */
static struct status solve_constant(const struct problem *p, const struct stability *s,
                                    struct covariance *out, bool *exists)
{
    *exists = stability_mean_converges(p, s);
    return *exists ? constant_solve(p, out) : status_ok();
}

static struct status solve_paper(const struct problem *p, const struct stability *s,
                                 struct covariance *out, bool *exists)
{
    *exists = stability_mean_converges(p, s);
    return *exists ? paper_minibatch_solve(p, out) : status_ok();
}

static struct status solve_continuous(const struct problem *p, const struct stability *s,
                                      struct covariance *out, bool *exists)
{
    (void)s;
    struct status status = continuous_solve(p, out, exists);
    *exists = *exists && status.code == STATUS_OK;
    return status.code == STATUS_NUMERIC ? status_ok() : status;
}

const struct theory theory_table[THEORY_COUNT] = {
    [THEORY_DISCRETE] = {"discrete", "discrete", "discr", false, stationary_is_known,
                         solve_discrete},
    [THEORY_CONSTANT] = {"constant", "constant noise", "const", true, NULL, solve_constant},
    [THEORY_PAPER] = {"paper", "paper, C = K/S", "paper", true, NULL, solve_paper},
    [THEORY_CONTINUOUS] = {"continuous", "continuous", "contin", false, NULL, solve_continuous},
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
    *exists = false;
    return theory_is_known(kind, p) ? theory_table[kind].solve(p, s, out, exists) : status_ok();
}
