/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/escape.h"

#include "sgdscope/base/number.h"

#include <gsl/gsl_sf_erf.h>
#include <math.h>

void escape_continuous_free(struct escape_continuous *e)
{
    covariance_free(&e->memory);
    *e = (struct escape_continuous){0};
}

/* The modes in continuous time, those of a Λ made from Σ at its own fixed point: curvatures into
 * rate, noise into slope. */
static struct status take_modes(const struct problem *p, struct escape_continuous *out)
{
    struct covariance stationary = {0};
    if (optimizer_follows_sigma(p->optimizer)) {
        STATUS_TRY(covariance_shape(&stationary, p->n, p->covariance == NULL));
        struct status s =
            p->optimizer->preconditioner->continuous(p, stationary.s, out->rate, out->slope);
        covariance_free(&stationary);
        return s;
    }
    for (size_t i = 0; i < p->n; i++) {
        out->rate[i] = p->curvature[i];
        out->slope[i] = problem_noise(p, i, i);
    }
    return status_ok();
}

/* dΣ/dt = −2hk Σ + h²(c + a k²Σ), h = λ(α+βρ/(1−μ)), of which pair_gain_continuous is the
 * stationary h/(2k). */
struct status escape_continuous_solve(const struct problem *p, struct escape_continuous *out)
{
    const struct rule *r = &p->rule;
    double h = rule_continuous_rate(r);
    STATUS_TRY(covariance_shape(&out->memory, 2 * p->n, true));
    out->n = p->n;
    out->slope = out->memory.s;
    out->rate = out->slope + p->n;
    STATUS_TRY(take_modes(p, out));
    for (size_t i = 0; i < p->n; i++) {
        double x = h * out->rate[i];
        out->slope[i] = 0.5 * p->loss[i] / p->curvature[i] * x * h * out->slope[i];
        out->rate[i] = x * (2 - problem_state(p, i) * x);
    }
    return status_ok();
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

/* --- Thm 8 ------------------------------------------------------------------------------------ */

struct status escape_shape_solve(const struct problem *p, struct escape_shape *out)
{
    size_t n = p->n;
    double trace = 0, trace_c = 0, trace_k = 0;
    struct matrix dense = {0};
    if (p->modes != NULL)
        STATUS_TRY(problem_noise_in_eigenbasis(p, NULL, p->n, &dense));
    for (size_t i = 0; i < n; i++) {
        double c = dense.n > 0 ? dense.a[i * n + i]
                               : problem_noise(p, i, i) / (p->stretch[i] * p->stretch[i]);
        trace_k += p->k[i];
        trace_c += c;
        trace += p->k[i] * c;
    }
    matrix_free(&dense);
    double isotropic = trace_c / (double)n * trace_k;
    *out = (struct escape_shape){.isotropic = isotropic, .ratio = trace / isotropic};
    return status_ok();
}

/* --- over a barrier --------------------------------------------------------------------------- */

/* Eq. 23: γ = |k_b|/(2π)·√(2/(2−λk_a))·erf(√(S(2−λk_a)ΔL/(λk_a)))
 *            ·exp[−(2SΔL/λ)(l(1−λk_a/2)/k_a + (1−l)/|k_b|)] */
double kramers_rate(const struct kramers *k)
{
    double x = k->lambda * k->ka, left = 2 - x;
    if (!(left > 0))
        return NAN;
    gsl_sf_result within = {.val = (double)NAN};
    (void)gsl_sf_erf_e(sqrt(k->batch * left * k->height / x), &within);
    double path = k->part * left / (2 * k->ka) + (1 - k->part) / k->kb;
    return k->kb / (2 * PI) * sqrt(2 / left) * within.val *
           exp(-2 * k->batch * k->height / k->lambda * path);
}

/* Eq. 24: γ = |k_b|/(2π)·exp[−(2SΔL/λ)(l/k_a + (1−l)/|k_b|)] */
double kramers_rate_continuous(const struct kramers *k)
{
    double path = k->part / k->ka + (1 - k->part) / k->kb;
    return k->kb / (2 * PI) * exp(-2 * k->batch * k->height / k->lambda * path);
}

struct kramers_potential kramers_potential_make(double ka, double kb, double height)
{
    struct kramers_potential p = {.ka = ka, .kb = kb, .height = height};
    p.part = kb / (ka + kb);
    p.joint = sqrt(2 * p.part * height / ka);
    p.top = p.joint * (1 + ka / kb);
    return p;
}

double kramers_potential_value(const struct kramers_potential *p, double w)
{
    if (w < p->joint)
        return 0.5 * p->ka * w * w;
    return p->height - 0.5 * p->kb * (w - p->top) * (w - p->top);
}
