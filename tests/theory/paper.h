/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* The closed forms of Liu, Ziyin and Ueda (ICML 2021) by their own numbers, and the earlier results
 * that its Table 1 sets beside them. They are the second, independent computation: nothing here
 * uses the general solution (theories.h), the rule (optimizer.h) or a problem.
 *
 * Everything is in the eigenbasis of K: k, k_i, k_j are its eigenvalues, c the element of C there.
 * λ the learning rate, μ momentum. Functions of n eigenvalues take arrays: k[n] and the diagonal of
 * C in that basis, c[n]; a loss is ½ Tr[KΣ] and needs no more of C even where C does not commute
 * with K. Nothing checks stability: beyond it the results mean nothing. BEYOND marks what the paper
 * does not have. */

/* --- stationary covariance, SGD with momentum ------------------------------------------------- */

/* Thm 2, Eq. 7: Σ_ij for any C. μ = 0 is Thm 1. */
double paper_sgdm_element(double lambda, double mu, double ki, double kj, double cij);

/* Thm 1, Eq. 6: ΣK + KΣ − λKΣK = λC, what is left of it: the largest |left − right| over the
 * largest |right|. sigma, c: n×n in the eigenbasis of K. Infinite where C is 0 and Σ is not. */
double paper_sgd_residual(size_t n, double lambda, const double *k, const double *sigma,
                          const double *c);

/* Cor. 1, Eq. 8: Σ where C commutes with K, one eigenvalue. */
double paper_sgdm(double lambda, double mu, double k, double c);

/* Eq. 1: Σ_ij of the continuous-time theory, ΣK + KΣ = λ/(1−μ)·C. It exists for every λ. */
double paper_continuous_element(double lambda, double mu, double ki, double kj, double cij);

/* Thm 4: C = σ²I + aK, μ = 0. */
double paper_mixed(double lambda, double k, double sigma2, double a);

/* Cor. 2: C = aK, μ = 0. */
double paper_minibatch(double lambda, double k, double a);

/* Cor. 3: C = σ²I, μ = 0. */
double paper_white(double lambda, double k, double sigma2);

/* --- other optimizers ------------------------------------------------------------------------- */

/* QHM, Σ = λ²c/h(k) where C commutes with K (Eq. 89 and 90). */
double paper_qhm(double lambda, double mu, double nu, double k, double c);

/* BEYOND: Nesterov in PyTorch's form as an ARMA(2,1) process, C commuting with K. */
double paper_nesterov(double lambda, double mu, double k, double c);

/* Damped Newton, any C: Σ = (this factor)·K⁻¹CK⁻¹ (Table 1 writes K⁻²C). */
double paper_newton_factor(double lambda, double mu);

/* Cor. 5: damped Newton with C = (N−S)/(NS)·K; samples N may be infinite. */
double paper_newton_minibatch(double lambda, double mu, double batch, double samples, double k);

/* Eq. 107 rebuilt, natural gradient, any C: for one eigenvalue g of G = K^(−½)CK^(−½) the
 * eigenvalue of K^½ΣK^½, ½[Q + λ/(2(1+μ))], Q² = (λ/(2(1+μ)))² + 2λg/(1−μ). */
double paper_natural(double lambda, double mu, double g);

/* Cor. 6: natural gradient with C = cKΣK, c = (N−S)/S. */
double paper_natural_state(double lambda, double mu, double c, double k);

/* BEYOND: full-matrix Adam, any C that commutes with K. */
double paper_adam(double lambda, double k, double c);

/* Thm 10: Adam with C = cKΣK; Σ is this number times I. */
double paper_adam_state(double lambda, double c);

/* --- loss (Thm 5, Table 1) -------------------------------------------------------------------- */

/* λ/(4(1−μ)) Tr[(I − λK/(2(1+μ)))⁻¹C], exact for any C. */
double paper_sgdm_loss(size_t n, double lambda, double mu, const double *k, const double *c);

/* λ/2 Tr[(2I − λK)⁻¹C]. */
double paper_sgd_loss(size_t n, double lambda, const double *k, const double *c);

/* λ/(4(1−μ)) Tr C. */
double paper_continuous_loss(size_t n, double lambda, double mu, const double *c);

/* λ²/2 Tr[h(K)⁻¹KC]. */
double paper_qhm_loss(size_t n, double lambda, double mu, double nu, const double *k,
                      const double *c);

/* (1+μ)/(1−μ)·λ/(4(1+μ)−2λ)·Tr[K⁻¹C]. */
double paper_newton_loss(size_t n, double lambda, double mu, const double *k, const double *c);

/* ¼ Tr[Q + λ/(2(1+μ))I]; g: the eigenvalues of G. */
double paper_natural_loss(size_t n, double lambda, double mu, const double *g);

/* Thm 10: λ²(1+c)/8 Tr K with C = cKΣK. */
double paper_adam_state_loss(size_t n, double lambda, double c, const double *k);

/* --- "previous work" in Table 1: what was known, to the order given --------------------------- */

/* Σ, C commuting: λ/2 K⁻¹C for SGD, λ/(2(1−μ)) K⁻¹C with momentum; QHM's λ/2 K⁻¹C is SGD's. Each is
 * followed by O(λ²). Damped Newton, natural gradient and Adam had none. */
double paper_previous_sgd(double lambda, double k, double c);
double paper_previous_sgdm(double lambda, double mu, double k, double c);

/* Losses, each followed by O(λ³): λ/4 Tr C + λ²/8 Tr[KC] for SGD, the first term times 1/(1−μ) and
 * the second times 1/(1−μ²) with momentum, and Gitman's for QHM. */
double paper_previous_sgd_loss(size_t n, double lambda, const double *k, const double *c);
double paper_previous_sgdm_loss(size_t n, double lambda, double mu, const double *k,
                                const double *c);
double paper_previous_qhm_loss(size_t n, double lambda, double mu, double nu, const double *k,
                               const double *c);

/* --- escape from the minimum (Thm 7) ---------------------------------------------------------- */

/* E_d = λ/4 Tr[(I − λK/2)⁻¹(I − (I−λK)^2t)C], SGD without momentum, exact for any C, on either side
 * of the stability limit. t whole. */
double paper_escape(size_t n, double lambda, const double *k, const double *c, double t);

/* E_c = λ/4 Tr[(I − e^(−2λKt))C]. */
double paper_escape_continuous(size_t n, double lambda, const double *k, const double *c, double t);

/* --- shape ------------------------------------------------------------------------------------ */

/* Share of a Gaussian of that dimension within `sigmas` standard deviations, {w : wᵀΣ⁻¹w ≤ s²}:
 * 1 − e^(−9/2) for dimension 2 and 3σ, erf(3/√2) for dimension 1. */
double paper_content(size_t dimension, double sigmas);
