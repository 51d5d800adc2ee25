/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Escape over a barrier in one dimension (Thm 9; theory.md section 9). */

struct kramers {
    double lambda; /* learning rate; μ = 0 */
    double ka, kb; /* curvatures: k_a > 0 at the minimum, |k_b| > 0 at the barrier's top */
    double height; /* ΔL > 0 between them */
    double batch;  /* S; the noise is C = |L''|/S on either side */
    double part;   /* l: the share of the height below the point where the curvature changes */
};

/* Eq. 23, the discrete-time rate, per unit of λ·(steps). NaN if λk_a ≥ 2: nothing rests in the
 * minimum. Its trend in λ is right but its constant is not, and it is not corrected here. */
double kramers_rate(const struct kramers *k);

/* Eq. 24, the same in continuous time; it exists for every λ. */
double kramers_rate_continuous(const struct kramers *k);

/* The test potential of section 9: ½k_a w² up to the joint, ΔL − ½|k_b|(w−top)² beyond it, joined
 * with equal slopes. Both parabolas continue to infinity: a walker beyond the top has escaped. */
struct kramers_potential {
    double ka, kb, height;
    double part;  /* l = |k_b|/(k_a+|k_b|), fixed by the equal slopes */
    double joint; /* w_l = √(2lΔL/k_a) */
    double top;   /* w_l(1 + k_a/|k_b|) */
};

struct kramers_potential kramers_potential_make(double ka, double kb, double height);

/* L at w. */
double kramers_potential_value(const struct kramers_potential *p, double w);
