/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* --- stationary covariance, SGD with momentum ------------------------------------------------- */

/* Eq. 7 multiplied by 1−μ². Its denominator
 *     (1−μ)(1−μ²)(a+b) − (1+μ²)ab + μ(a²+b²)
 * is written with the two distances from the stability limit 2(1+μ), which are taken first: near
 * the limit the sum as printed loses its digits. */
double paper_sgdm_element(double lambda, double mu, double ki, double kj, double cij)
{
    double a = lambda * ki, b = lambda * kj, rest = 1 - mu;
    double left_a = 2 * (1 + mu) - a, left_b = 2 * (1 + mu) - b;
    double denominator = 0.5 * rest * rest * (a * left_b + b * left_a) + mu * (a - b) * (a - b);
    return lambda * lambda * cij * (1 - mu * mu) / denominator;
}

double paper_sgd_residual(size_t n, double lambda, const double *k, const double *sigma,
                          const double *c)
{
    double most = 0, size = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double right = lambda * c[i * n + j];
            double left = (k[i] + k[j] - lambda * k[i] * k[j]) * sigma[i * n + j]; /* Eq. 6 */
            most = fmax(most, fabs(left - right));
            size = fmax(size, fabs(right));
        }
    return most > 0 ? most / size : 0;
}

double paper_sgdm(double lambda, double mu, double k, double c)
{
    double x = lambda * k / (1 + mu);
    double left = (2 * (1 + mu) - lambda * k) / (1 + mu);            /* 2 − x */
    return lambda * lambda * c / ((1 - mu) * (1 + mu)) / (x * left); /* Eq. 8 */
}

double paper_continuous_element(double lambda, double mu, double ki, double kj, double cij)
{
    return lambda / (1 - mu) * cij / (ki + kj); /* Eq. 1 */
}

double paper_mixed(double lambda, double k, double sigma2, double a)
{
    return lambda * (sigma2 + a * k) / (k * (2 - lambda * k)); /* Thm 4 */
}

double paper_minibatch(double lambda, double k, double a)
{
    return a * lambda / (2 - lambda * k); /* Cor. 2 */
}

double paper_white(double lambda, double k, double sigma2)
{
    return lambda * sigma2 / (k * (2 - lambda * k)); /* Cor. 3 */
}

/* --- other optimizers ------------------------------------------------------------------------- */

/* Table 1's h(k), Eq. 89 as w_t = φ₁ w_{t−1} + φ₂ w_{t−2} − λ(β₀ η_t − β₁ η_{t−1}): an ARMA(2,1)
 * process, whose variance Eq. 90 is. (1−φ₂)² − φ₁² = (1−φ₂−φ₁)(1−φ₂+φ₁), and the factors are
 * written out: x(1−μ), and the distance from the limit, 2(1+μ) − (1+μ−2νμ)x. */
static double qhm_h(double lambda, double mu, double nu, double k)
{
    double x = lambda * k, beta0 = 1 - nu * mu, beta1 = (1 - nu) * mu;
    double phi1 = 1 + mu - x * beta0, phi2 = -(mu - x * beta1);
    double first = x * (1 - mu), second = 2 * (1 + mu) - (1 + mu - 2 * nu * mu) * x;
    double noise = (1 - phi2) * (beta0 * beta0 + beta1 * beta1) - 2 * phi1 * beta0 * beta1;
    return (1 + phi2) * first * second / noise;
}

double paper_qhm(double lambda, double mu, double nu, double k, double c)
{
    return lambda * lambda * c / qhm_h(lambda, mu, nu, k);
}

/* With u_t = g_t + μm_t, w_t = w_{t−1} − λu_t and u_t − μu_{t−1} = (1+μ)g_t − μg_{t−1}. So, with
 * y = 1 − λk,
 *     w_t = (1+μ)y w_{t−1} − μy w_{t−2} − λ((1+μ)η_t − μη_{t−1}),
 * an ARMA(2,1) process again. Its variance is, with θ₀ = 1+μ, θ₁ = −μ and φ₂ = −μy,
 *     λ²C [(1−φ₂)(θ₀²+θ₁²) + 2φ₁θ₀θ₁] / {(1+φ₂)(1−φ₂−φ₁)(1−φ₂+φ₁)}:
 * 1−φ₂−φ₁ = λk, 1−φ₂+φ₁ = 2(1+μ) − (1+2μ)λk, and the bracket is 1+2μ+2μ² − μ(1+2μ)y. */
double paper_nesterov(double lambda, double mu, double k, double c)
{
    double x = lambda * k, y = 1 - x;
    double noise = 1 + 2 * mu + 2 * mu * mu - mu * (1 + 2 * mu) * y;
    return lambda * lambda * c * noise / ((1 - mu * y) * x * (2 * (1 + mu) - (1 + 2 * mu) * x));
}

double paper_newton_factor(double lambda, double mu)
{
    return (1 + mu) / (1 - mu) * lambda / (2 * (1 + mu) - lambda);
}

double paper_newton_minibatch(double lambda, double mu, double batch, double samples, double k)
{
    double a = (1 - batch / samples) / batch; /* (N−S)/(NS); 1/S for infinite N */
    return paper_newton_factor(lambda, mu) * a / k;
}

double paper_natural(double lambda, double mu, double g)
{
    double least = lambda / (2 * (1 + mu));
    double q = sqrt(least * least + 2 * lambda / (1 - mu) * g);
    return 0.5 * (q + least); /* Eq. 107 rebuilt */
}

double paper_natural_state(double lambda, double mu, double c, double k)
{
    return lambda * ((1 + mu) * c + 1 - mu) / (2 * (1 - mu * mu)) / k; /* Cor. 6 */
}

double paper_adam(double lambda, double k, double c)
{
    return lambda / 4 * (lambda / 2 + sqrt(lambda * lambda / 4 + 4 * c / (k * k)));
}

double paper_adam_state(double lambda, double c)
{
    return lambda * lambda * (1 + c) / 4; /* Thm 10 */
}

/* --- loss (Thm 5, Table 1) -------------------------------------------------------------------- */

static double trace(size_t n, const double *c)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += c[i];
    return sum;
}

/* Tr[KC] */
static double trace_product(size_t n, const double *k, const double *c)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += k[i] * c[i];
    return sum;
}

double paper_sgdm_loss(size_t n, double lambda, double mu, const double *k, const double *c)
{
    double sum = 0, limit = 2 * (1 + mu);
    for (size_t i = 0; i < n; i++)
        sum += limit / (limit - lambda * k[i]) * c[i];
    return lambda / (4 * (1 - mu)) * sum; /* Thm 5 */
}

double paper_sgd_loss(size_t n, double lambda, const double *k, const double *c)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += c[i] / (2 - lambda * k[i]);
    return lambda / 2 * sum;
}

double paper_continuous_loss(size_t n, double lambda, double mu, const double *c)
{
    return lambda / (4 * (1 - mu)) * trace(n, c);
}

double paper_qhm_loss(size_t n, double lambda, double mu, double nu, const double *k,
                      const double *c)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += k[i] * c[i] / qhm_h(lambda, mu, nu, k[i]);
    return lambda * lambda / 2 * sum;
}

double paper_newton_loss(size_t n, double lambda, double mu, const double *k, const double *c)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += c[i] / k[i];
    return (1 + mu) / (1 - mu) * lambda / (4 * (1 + mu) - 2 * lambda) * sum;
}

double paper_natural_loss(size_t n, double lambda, double mu, const double *g)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += paper_natural(lambda, mu, g[i]);
    return 0.5 * sum;
}

double paper_adam_state_loss(size_t n, double lambda, double c, const double *k)
{
    return lambda * lambda * (1 + c) / 8 * trace(n, k); /* Thm 10 */
}

/* --- "previous work" in Table 1 --------------------------------------------------------------- */

double paper_previous_sgd(double lambda, double k, double c)
{
    return lambda / 2 * c / k;
}

double paper_previous_sgdm(double lambda, double mu, double k, double c)
{
    return lambda / (2 * (1 - mu)) * c / k;
}

double paper_previous_sgd_loss(size_t n, double lambda, const double *k, const double *c)
{
    return lambda / 4 * trace(n, c) + lambda * lambda / 8 * trace_product(n, k, c);
}

double paper_previous_sgdm_loss(size_t n, double lambda, double mu, const double *k,
                                const double *c)
{
    return lambda / (4 * (1 - mu)) * trace(n, c) +
           lambda * lambda / (8 * (1 - mu * mu)) * trace_product(n, k, c);
}

double paper_previous_qhm_loss(size_t n, double lambda, double mu, double nu, const double *k,
                               const double *c)
{
    double share = 2 * mu * nu;
    double second = 1 + share / (1 - mu) * (share / (1 + mu) - 1);
    return lambda / 4 * trace(n, c) + lambda * lambda / 8 * second * trace_product(n, k, c);
}

/* --- escape from the minimum (Thm 7) ---------------------------------------------------------- */

/* With y = 1−x, 1−y² = x(2−x), so the factor of λ/4·c is 2x·(1−y^2t)/(1−y²). Where |y| = 1 that
 * fraction is t. */
double paper_escape(size_t n, double lambda, const double *k, const double *c, double t)
{
    double sum = 0;
    for (size_t i = 0; i < n && t > 0; i++) {
        double x = lambda * k[i], rest = x * (2 - x);
        double fraction = rest != 0 ? -expm1(t * log1p(-rest)) / rest : t;
        sum += 2 * x * fraction * c[i];
    }
    return lambda / 4 * sum;
}

double paper_escape_continuous(size_t n, double lambda, const double *k, const double *c, double t)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += -expm1(-2 * lambda * k[i] * t) * c[i];
    return lambda / 4 * sum;
}

/* --- shape ------------------------------------------------------------------------------------ */

double paper_content(size_t dimension, double sigmas)
{
    return gsl_cdf_chisq_P(sigmas * sigmas, (double)dimension);
}
