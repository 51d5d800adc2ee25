/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/stationary.h"

#include "shape.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>

void covariance_free(struct covariance *c)
{
    free(c->s);
    *c = (struct covariance){0};
}

struct status covariance_shape(struct covariance *c, size_t n, int diagonal)
{
    size_t need = diagonal ? n : n * n;
    if (need > c->capacity) {
        double *s = malloc(need * sizeof *s);
        if (s == NULL)
            return status_memory("a covariance", (double)need * sizeof *s);
        free(c->s);
        c->s = s;
        c->capacity = need;
    }
    c->n = n;
    c->diagonal = diagonal;
    return status_ok();
}

double covariance_at(const struct covariance *c, size_t i, size_t j)
{
    if (c->diagonal)
        return i == j ? c->s[i] : 0;
    return c->s[i * c->n + j];
}

double covariance_form(const struct covariance *c, const double *v, const double *u)
{
    double sum = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (v[i] == 0)
            continue;
        sum +=
            v[i] * (c->diagonal ? c->s[i] * u[i] : cblas_ddot((int)c->n, c->s + i * c->n, 1, u, 1));
    }
    return sum;
}

double covariance_loss(const struct problem *p, const struct covariance *c)
{
    double sum = 0;
    for (size_t i = 0; i < c->n; i++)
        sum += p->kp[i] * covariance_at(c, i, i);
    return 0.5 * sum;
}

/* Both directions are w_t = φ₁ w_{t−1} − f w_{t−2} + u_t with u_t = −λ(γη_t − αμη_{t−1}). The
 * moments E w_i w_j at lags 0, 1 and −1 solve three linear equations; eliminating the lagged ones
 * leaves (equal-time moment) = numerator/denominator with, in psi = 1+f−φ₁ and gap = 1+f+φ₁,
 *   denominator = ½(1−f_i)(1−f_j)(psi_i·gap_j + psi_j·gap_i)
 *               + (f_i−f_j)(psi_i(1−f_j) − psi_j(1−f_i)) + (psi_i−psi_j)(psi_i·f_j − psi_j·f_i).
 * Written so, each difference is proportional to k_i − k_j and nothing cancels at the limit. */
double pair_gain(const struct rule *r, double ki, double kj)
{
    struct direction a = rule_direction(r, ki), b = rule_direction(r, kj);
    double gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu, lag = -gamma * am;
    double lx = r->lambda * (ki - kj);
    double df = -am * lx, dpsi = (gamma - am) * lx;
    double denominator = 0.5 * (1 - a.f) * (1 - b.f) * (a.psi * b.gap + b.psi * a.gap) +
                         df * (a.psi * (1 - b.f) - b.psi * (1 - a.f)) +
                         dpsi * (a.psi * b.f - b.psi * a.f);
    double delta = 1 - a.f * b.f;
    double numerator = delta * (gamma * gamma + am * am + (a.phi1 + b.phi1) * lag) -
                       lag * (a.phi1 * b.f * (1 - a.f) + b.phi1 * a.f * (1 - b.f));
    return r->lambda * (r->lambda / denominator * numerator); /* λ² may be too small a number */
}

double pair_gain_continuous(const struct rule *r, double ki, double kj)
{
    return r->lambda * (r->alpha + r->beta * r->rho / (1 - r->mu)) / (ki + kj);
}

typedef double gain_function(const struct rule *r, double ki, double kj);

static void fill_dense(const struct problem *p, gain_function *gain, struct covariance *out)
{
    size_t n = p->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            out->s[i * n + j] = out->s[j * n + i] =
                gain(&p->rule, p->kp[i], p->kp[j]) * problem_noise(p, i, j);
}

/* State noise C = σ²I + aKΣK: Σ_ii = h_ii c_i/(1 − a h_ii k_i²); returns 0 where a direction has
 * none. */
static int fill_diagonal(const struct problem *p, gain_function *gain, struct covariance *out)
{
    for (size_t i = 0; i < p->n; i++) {
        double h = gain(&p->rule, p->kp[i], p->kp[i]);
        double left = 1 - p->state * h * p->kp[i] * p->kp[i];
        if (!(left > 0))
            return 0;
        out->s[i] = h * p->c[i] / left;
    }
    return 1;
}

struct status stationary_solve(const struct problem *p, struct covariance *out)
{
    int diagonal = p->covariance == NULL;
    STATUS_TRY(covariance_shape(out, p->n, diagonal));
    /* Natural gradient: Λ is made from Σ, so Σ is known without the small differences to its limit
     * (with little noise 1−s is tiny): in y, whose curvature is kp, it is 1/kp² (Eq. 107 rebuilt).
     */
    if (p->optimizer->preconditioner == PRECONDITIONER_NATURAL)
        for (size_t i = 0; i < p->n; i++)
            out->s[i] = 1 / (p->kp[i] * p->kp[i]);
    else if (diagonal)
        (void)fill_diagonal(p, pair_gain, out);
    else
        fill_dense(p, pair_gain, out);
    return status_ok();
}

struct status fixed_continuous(const struct problem *p, struct covariance *out, int *exists)
{
    int diagonal = p->covariance == NULL;
    STATUS_TRY(covariance_shape(out, p->n, diagonal));
    *exists = 1;
    if (diagonal)
        *exists = fill_diagonal(p, pair_gain_continuous, out);
    else
        fill_dense(p, pair_gain_continuous, out);
    return status_ok();
}
