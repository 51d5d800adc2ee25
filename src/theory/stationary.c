/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/stationary.h"

#include "sgdscope/theory/minibatch.h"

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
        double left = 1 - p->state * h * p->curvature[i] * p->curvature[i];
        if (!(left > 0))
            return false;
        out->s[i] = h * p->c[i] / left;
    }
    return true;
}

bool stationary_is_known(const struct problem *p)
{
    return p->data.batch == 0 || p->data.sampling != SAMPLING_EPOCH;
}

struct status stationary_solve(const struct problem *p, struct covariance *out)
{
    return p->data.batch > 0 ? minibatch_solve(p, out) : stationary_constant(p, out);
}

struct status stationary_paper(const struct problem *p, struct covariance *out)
{
    STATUS_TRY(covariance_shape(out, p->n, 1));
    for (size_t i = 0; i < p->n; i++)
        out->s[i] = pair_gain(&p->rule, p->curvature[i], p->curvature[i]) * p->curvature[i] /
                    (double)p->data.batch;
    return status_ok();
}

struct status stationary_constant(const struct problem *p, struct covariance *out)
{
    if (p->data.batch > 0 && p->data.sampling == SAMPLING_EPOCH)
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

struct status stationary_continuous(const struct problem *p, struct covariance *out)
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
