/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/escape.h"

#include "shape.h"

#include "sgdscope/model/adam.h"
#include "sgdscope/theory/transient.h"

#include <math.h>
#include <stdlib.h>

double escape_discrete(const struct problem *p, uint64_t t)
{
    return transient_loss(p, t);
}

/* --- continuous time -------------------------------------------------------------------------- */

void escape_continuous_free(struct escape_continuous *e)
{
    free(e->slope);
    *e = (struct escape_continuous){0};
}

static struct status give_size(struct escape_continuous *e, size_t n)
{
    if (n > e->capacity) {
        double *numbers = malloc(2 * n * sizeof *numbers);
        if (numbers == NULL)
            return status_memory("the escape's modes", 2.0 * (double)n * sizeof *numbers);
        free(e->slope);
        e->slope = numbers;
        e->capacity = n;
    }
    e->n = n;
    e->rate = e->slope + n;
    return status_ok();
}

/* dΣ/dt = −2hk Σ + h²(c + a k²Σ), h = λ(α+βρ/(1−μ)), of which pair_gain_continuous is the
 * stationary h/(2k). */
static void fixed(const struct problem *p, struct escape_continuous *out)
{
    const struct rule *r = &p->rule;
    double h = r->lambda * (r->alpha + r->beta * r->rho / (1 - r->mu));
    for (size_t i = 0; i < p->n; i++) {
        double x = h * p->kp[i];
        out->slope[i] = 0.5 * x * h * problem_noise(p, i, i);
        out->rate[i] = x * (2 - p->state * x);
    }
}

/* A direction of G with m its stationary variance of K^½w (continuous.c), where
 * K^½ΛK^½ = λ/m: dm_t/dt = 2λ/((1−μ)m)·(m − m_t), and the loss is ½ m_t. */
static void natural(const struct problem *p, const struct covariance *stationary,
                    struct escape_continuous *out)
{
    double h = p->rule.lambda / (1 - p->rule.mu);
    for (size_t i = 0; i < p->n; i++) {
        double m = stationary->s[i] * p->kp[i];
        out->slope[i] = m > 0 ? h : 0;
        out->rate[i] = m > 0 ? 2 * h / m : 0;
    }
}

/* Where K and C commute. Stationary, 2ΛkΣ = Λ²C, so the rate 2Λk is 4k²Σ/C. */
static void adam_diagonal(const struct problem *p, const struct covariance *stationary,
                          struct escape_continuous *out)
{
    for (size_t i = 0; i < p->n; i++) {
        double s2 = p->s1[i] * p->s1[i], k = p->k[i], sigma = stationary->s[i] * s2;
        double c = p->noise->state ? p->sigma2 + p->factor * k * k * sigma : p->c[i] / s2;
        double rate = c > 0 ? 4 * k * k * sigma / c : 0;
        out->slope[i] = 0.5 * k * sigma * rate;
        out->rate[i] = rate;
    }
}

/* In the modes of Λ at the continuous-time Σ it is the plain rule with these curvatures, and noise
 * mixᵀ C mix. */
static struct status adam_dense(const struct problem *p, struct escape_continuous *out)
{
    size_t n = p->n;
    double lambda = p->rule.lambda;
    struct matrix c = {0}, sigma = {0}, mix = {0}, product = {0};
    struct status s = noise_in_eigenbasis(p, &c);
    if (s.code == STATUS_OK)
        s = matrix_new(&sigma, n);
    if (s.code == STATUS_OK)
        s = matrix_new(&mix, n);
    if (s.code == STATUS_OK)
        s = matrix_new(&product, n);
    if (s.code == STATUS_OK)
        s = adam_fixed_point(n, lambda, p->k, c.a, 1, sigma.a, mix.a, out->rate);
    if (s.code == STATUS_OK) {
        matrix_product(n, 0, c.a, 0, mix.a, product.a);
        for (size_t i = 0; i < n; i++) {
            double noise = 0;
            for (size_t j = 0; j < n; j++)
                noise += mix.a[j * n + i] * product.a[j * n + i];
            out->slope[i] = 0.5 * out->rate[i] * lambda * lambda * fmax(noise, 0);
            out->rate[i] *= 2 * lambda;
        }
    }
    matrix_free(&c);
    matrix_free(&sigma);
    matrix_free(&mix);
    matrix_free(&product);
    return s;
}

struct status escape_continuous_solve(const struct problem *p, struct escape_continuous *out)
{
    enum preconditioner kind = p->optimizer->preconditioner;
    STATUS_TRY(give_size(out, p->n));
    if (kind != PRECONDITIONER_NATURAL && kind != PRECONDITIONER_ADAM) {
        fixed(p, out);
        return status_ok();
    }
    if (p->covariance != NULL) /* natural has none */
        return adam_dense(p, out);
    struct covariance stationary = {0};
    int exists = 0;
    struct status s = continuous_solve(p, &stationary, &exists);
    if (s.code == STATUS_OK && kind == PRECONDITIONER_NATURAL)
        natural(p, &stationary, out);
    else if (s.code == STATUS_OK)
        adam_diagonal(p, &stationary, out);
    covariance_free(&stationary);
    return s;
}

double escape_continuous_at(const struct escape_continuous *e, double t)
{
    double sum = 0;
    for (size_t i = 0; i < e->n; i++)
        if (e->slope[i] > 0 && t > 0)
            sum += e->slope[i] *
                   (e->rate[i] != 0 ? -expm1(-e->rate[i] * t) / e->rate[i] : t); /* Thm 7 */
    return sum;
}
