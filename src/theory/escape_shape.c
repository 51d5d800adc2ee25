/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/escape.h"

#include <math.h>
#include <stdlib.h>

/* out[i] ← u_iᵀ C u_i for the eigenvectors of K. */
static struct status eigen_noise(const struct problem *p, double *out)
{
    size_t n = p->n;
    struct matrix c = {0};
    if (p->modes != NULL)
        STATUS_TRY(problem_noise_in_eigenbasis(p, &c));
    for (size_t i = 0; i < n; i++)
        out[i] =
            c.n > 0 ? c.a[i * n + i] : problem_noise(p, i, i) / (p->stretch[i] * p->stretch[i]);
    matrix_free(&c);
    return status_ok();
}

static int falling(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* l and d: of all ways to call the first l eigenvalues large, the one whose estimate of Tr K,
 * k₁ l + (D−l) k_{l+1} = k₁(l + (D−l)D^(−d)), is least. k: largest first. */
static void split(size_t n, const double *k, struct escape_shape *out)
{
    double least = INFINITY;
    out->large = n;
    out->decay = 0;
    for (size_t l = 1; l < n; l++) {
        double estimate = k[0] * (double)l + k[l] * (double)(n - l);
        if (!(estimate < least))
            continue;
        least = estimate;
        out->large = l;
        out->decay = log(k[0] / k[l]) / log((double)n);
    }
}

struct status escape_shape_solve(const struct problem *p, struct escape_shape *out)
{
    size_t n = p->n, sharpest = 0;
    double c[DIMENSION_MAX], k[DIMENSION_MAX], trace_c = 0, trace_k = 0;
    struct escape_shape made = {0};
    STATUS_TRY(eigen_noise(p, c));
    for (size_t i = 0; i < n; i++) {
        k[i] = p->k[i];
        trace_k += k[i];
        trace_c += c[i];
        made.trace += k[i] * c[i];
        if (k[i] > k[sharpest])
            sharpest = i;
    }
    double d = (double)n, first = k[sharpest];
    made.isotropic = trace_c / d * trace_k;
    made.ratio = made.trace / made.isotropic;
    made.alignment = c[sharpest] * trace_k / (first * trace_c);
    /* Tr[KC] ≥ k₁ u₁ᵀCu₁ = a k₁² Tr C/Tr K, over Tr C·Tr K/D. */
    made.bound = made.alignment * d * (first / trace_k) * (first / trace_k);
    qsort(k, n, sizeof *k, falling); /* edited eigenvalues need not be in order */
    split(n, k, &made);
    made.holds = made.decay > 0.5 && 10 * made.large <= n;
    made.exponent = made.holds ? 2 * fmin(made.decay, 1) - 1 : NAN; /* Thm 8 */
    *out = made;
    return status_ok();
}
