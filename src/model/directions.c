/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include <cblas.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- K and C along the eigenvectors ----------------------------------------------------------- */

/* Count the eigenvalues that keep K + ωI from being positive definite, and say the two ways on. */
static struct status refuse_indefinite(const struct experiment *e, const struct problem *p)
{
    size_t negative = 0, zero = 0;
    char decay[60] = "", most[60] = "";
    for (size_t i = 0; i < p->n; i++) {
        negative += p->curvature[i] < 0;
        zero += p->curvature[i] == 0;
    }
    if (p->decay > 0)
        (void)snprintf(decay, sizeof decay, " with this --weight-decay");
    if (negative > 0)
        (void)snprintf(most, sizeof most, ", the most negative %.6g,", p->k_least);
    return status_error(STATUS_INPUT,
                        "--hessian: %.200s%sthe Hessian is not positive definite%s: of %zu "
                        "eigenvalues %zu %s negative%s and %zu zero to rounding; --weight-decay W "
                        "adds W to all of them (more than %.6g is needed), --directions positive "
                        "leaves these out",
                        e->hessian.file, e->hessian.file[0] != '\0' ? ": " : "", decay, p->n,
                        negative, negative == 1 ? "is" : "are", most, zero, 0 - p->k_least);
}

/* λk, beside which a product with another small number is still one. */
static const double progress_least = 1e-290;

struct status directions_set_curvatures(const struct experiment *e, const struct basis *basis,
                                        struct problem *p)
{
    bool of_file = experiment_data(e) == DATA_FILE;
    if (experiment_data(e) == DATA_SYNTHETIC) /* its points already have scale and edits */
        memcpy(p->k, basis->values, p->n * sizeof *p->k);
    else
        STATUS_TRY(basis_eigenvalues(basis, e, p->k));
    gsl_stats_minmax(&p->k_least, &p->k_most, p->k, 1, p->n);
    p->decay = e->weight_decay;
    for (size_t i = 0; i < p->n; i++) {
        p->loss[i] = p->k[i];
        p->curvature[i] = p->k[i] + p->decay;
    }
    for (size_t i = 0; i < p->n; i++) {
        if (p->curvature[i] <= 0)
            return refuse_indefinite(e, p);
        if (!(p->curvature[i] >= CURVATURE_LEAST) || !(p->curvature[i] <= CURVATURE_MOST))
            return status_error(STATUS_INPUT,
                                "--%s: eigenvalue %zu is %g; it must be from %g to %g%s",
                                of_file ? "data" : "hessian", i + 1, p->k[i], CURVATURE_LEAST,
                                CURVATURE_MOST, of_file ? "; use --standardize yes" : "");
        if (p->rule.lambda * p->curvature[i] < progress_least)
            return status_error(STATUS_INPUT,
                                "--lambda: λk is %.3g along eigenvalue %zu; below %g there are no "
                                "digits left: choose other units",
                                p->rule.lambda * p->curvature[i], i + 1, progress_least);
    }
    return status_ok();
}

/* The variance of the noise along the i-th eigenvector. State noise also needs the stationary
 * variances, which the preconditioners add. */
static double noise_along(const struct problem *p, const struct noise_shape *shape, size_t i,
                          double k)
{
    double c = p->noise->white ? p->sigma2 : 0;
    if (p->noise->of_curvature != NULL)
        c += p->factor * p->noise->of_curvature(k);
    if (p->noise->matrix)
        c += p->factor * shape->inner->a[i * shape->inner->cols + i];
    return c;
}

struct status directions_set_noise(const struct noise_shape *shape, struct problem *p)
{
    for (size_t i = 0; i < p->n; i++) {
        p->c[i] = noise_along(p, shape, i, p->k[i]);
        if (p->c[i] < 0)
            return status_error(STATUS_INPUT,
                                "--noise: %s has a negative variance along direction %zu, whose "
                                "eigenvalue is %.6g; --directions positive leaves it out",
                                p->noise->id.name, i + 1, p->k[i]);
    }
    return status_ok();
}

/* Where the noise of a negative eigenvalue would be negative there is none. */
void directions_set_left_out(const struct experiment *e, const struct basis *all,
                             const struct noise_shape *shape, struct problem *p)
{
    double kept = 0, left = 0;
    if (e->directions == DIRECTIONS_ALL)
        return;
    p->left_out.of = all->n;
    for (size_t i = 0; i < all->n; i++) {
        double k = e->hessian_scale * all->values[i];
        *(i < p->n ? &kept : &left) += fmax(noise_along(p, shape, i, k), 0);
        if (i >= p->n)
            p->left_out.largest_k = fmax(p->left_out.largest_k, fabs(k));
    }
    p->left_out.noise_share = left > 0 ? left / (kept + left) : 0;
}

/* --- some directions alone -------------------------------------------------------------------- */

/* Some directions of K alone (theory.md section 15): with a fixed Λ and constant noise Σ_ij depends
 * on k_i, k_j and C_ij only, so the block of the sharpest directions is exact whatever the others
 * do. Its coordinates are along these eigenvectors. */

struct status directions_count(const struct experiment *e, const struct basis *all, size_t *n)
{
    size_t positive = 0;
    while (positive < all->n && e->hessian_scale * all->values[positive] + e->weight_decay > 0)
        positive++;
    if (e->directions == DIRECTIONS_ALL)
        *n = all->n;
    else if (e->directions != DIRECTIONS_POSITIVE && e->directions > (double)all->n)
        return status_error(STATUS_INPUT, "--directions: there are %zu, not %.0f", all->n,
                            e->directions);
    else if (e->directions == DIRECTIONS_POSITIVE && positive == 0)
        return status_error(STATUS_INPUT,
                            "--directions: no eigenvalue is positive, the largest is %.6g",
                            all->values[0]);
    else
        *n = e->directions == DIRECTIONS_POSITIVE ? positive : (size_t)e->directions;
    return status_ok();
}

struct status basis_keep(const struct basis *all, size_t n, struct basis *out)
{
    struct basis kept = {0};
    struct status s = basis_new(&kept, n);
    STATUS_NEXT(s, basis_new_axis(&kept));
    if (s.code != STATUS_OK) {
        basis_free(&kept);
        return s;
    }
    memcpy(kept.values, all->values, n * sizeof *kept.values);
    for (size_t i = 0; i < n; i++) {
        kept.axis[i] = i;
        kept.vectors->a[i * n + i] = 1;
    }
    *out = kept;
    return s;
}

/* root ← U_n·root, inner ← its square, which is the C that is printed. */
struct status noise_shape_keep(const struct noise_shape *all, const struct basis *basis, size_t n,
                               struct noise_shape *out)
{
    struct noise_shape kept = {0};
    size_t d = basis->n, r = all->root->cols;
    STATUS_TRY(matrix_ref_new(&kept.root, n, r));
    struct status s = matrix_ref_new(&kept.inner, n, n);
    if (s.code != STATUS_OK) {
        noise_shape_free(&kept);
        return s;
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n, (int)r, (int)d, 1,
                basis->vectors->a, (int)d, all->root->a, (int)r, 0, kept.root->a, (int)r);
    for (size_t i = 0; i < n; i++)
        memcpy(kept.inner->a + i * n, all->inner->a + i * d, n * sizeof *kept.inner->a);
    kept.given = matrix_ref_keep(kept.inner);
    *out = kept;
    return s;
}
