/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/fit/assumptions.h"

#include "halves.h"
#include "levels.h"
#include "score.h"
#include "significance.h"
#include "whiteness.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const assumption_name[ASSUMPTION_COUNT] = {
    [ASSUMPTION_STATIONARY] = "stationary", [ASSUMPTION_QUADRATIC] = "quadratic",
    [ASSUMPTION_CONSTANT] = "constant",     [ASSUMPTION_WHITE] = "white",
    [ASSUMPTION_GAUSSIAN] = "gaussian",
};

/* Keep the larger deviation. */
static void take(double z, size_t direction, double size, struct assumption *a)
{
    if (!(fabs(z) > a->z))
        return;
    a->z = fabs(z);
    a->direction = direction;
    a->size = size;
}

static void conclude(double numbers, struct assumption *a)
{
    a->z = assumption_z_of_many(a->z, numbers);
    a->holds = assumption_holds(a->z);
}

/* --- the loss is quadratic -------------------------------------------------------------------- */

/* The lower triangle of the products' and cube i's part of `gram`, whose cubes are all there. */
static void take_gram(const struct score *s, size_t i, double *out)
{
    size_t p = s->products, q = p + s->shown, w = p + 1;
    for (size_t a = 0; a < w; a++) {
        size_t row = a < p ? a : p + i;
        for (size_t b = 0; b <= a; b++)
            out[a * w + b] = s->gram[row * q + (b < p ? b : p + i)];
    }
}

/* x ← a⁻¹ x for a positive definite a of which the lower triangle is given; false where it is
 * not. */
static bool solve_definite(size_t n, double *a, double *x)
{
    return LAPACKE_dposv(LAPACK_ROW_MAJOR, 'L', (lapack_int)n, 1, a, (lapack_int)n, x, 1) == 0;
}

/* The curvature along direction i is k + 2a z + 3b (z² − s²) with the coefficients a of z² and b of
 * z³ − 3s²z: its relative change from the middle to one deviation, on the side where it is
 * larger. */
static double change_of_curvature(const struct run_estimate *e, const struct score *s, size_t i,
                                  const double *coefficient)
{
    size_t square = 0;
    for (size_t a = 0; a < i; a++)
        square += s->shown - a; /* the column of z_i² */
    double variance = s->z_second[i] / s->rows;
    double bend = 3 * coefficient[s->products] * variance;
    double tilt = 2 * coefficient[square] * sqrt(variance);
    double middle = e->k[i] - bend;
    return (bend + (bend < 0 ? -fabs(tilt) : fabs(tilt))) / middle;
}

static struct status test_quadratic(const struct run_estimate *e, const struct score *s,
                                    const struct regressors *f, struct assumption *out)
{
    size_t w = s->products + 1;
    double *memory = NULL;
    STATUS_TRY(numbers_new(&memory, w * w + 2 * w, "the tests of the assumptions"));
    double *matrix = memory, *score = memory + w * w, *x = score + w;
    for (size_t i = 0; i < s->shown; i++) {
        double wald = 0;
        memcpy(score, s->total + i * f->count, s->products * sizeof *score);
        score[s->products] = s->total[i * f->count + regressors_cube(f, i)];
        memcpy(matrix, s->white + i * w * w, w * w * sizeof *matrix);
        memcpy(x, score, w * sizeof *x);
        if (!solve_definite(w, matrix, x))
            continue; /* fewer steps than columns */
        for (size_t j = 0; j < w; j++)
            wald += score[j] * x[j];
        take_gram(s, i, matrix);
        memcpy(x, score, w * sizeof *x);
        if (solve_definite(w, matrix, x))
            take(significance_of_chi_squared(wald, (double)w), i, change_of_curvature(e, s, i, x),
                 out);
    }
    free(memory);
    conclude((double)s->shown, out);
    return status_ok();
}

/* --- the noise -------------------------------------------------------------------------------- */

static void test_constant(const struct score *s, struct assumption *out)
{
    for (size_t i = 0; i < s->shown; i++) {
        const struct strength *t = &s->strength[i];
        double slope = t->growth / t->gram, z_mean = s->z_second[i] / s->rows;
        double middle = s->second[i] / s->rows - slope * z_mean;
        take(t->total / sqrt(t->square), i, 4 * slope * z_mean / middle, out);
    }
    conclude((double)s->shown, out);
}

/* Steps of SGD with momentum μ, read without it, give residuals with r_i(1) = μ(1 − λk_i), where
 * k_i is what that regression finds: μ from all directions, weighted by its errors. */
static double momentum_of(const struct step_reader *reader, const struct run_estimate *e,
                          const struct score *s, const struct regressors *f)
{
    const struct rule *r = &reader->rule;
    double sum = 0, weights = 0;
    for (size_t i = 0; i < s->shown; i++) {
        size_t lag_1 = i * f->count + regressors_past(f, i, 0);
        double keeps = 1 - r->lambda * (r->alpha + r->beta * r->rho) * e->k[i];
        if (s->square[lag_1] > 0) {
            sum += keeps * s->total[lag_1] * s->second[i] / s->square[lag_1];
            weights += keeps * keeps * s->second[i] * s->second[i] / s->square[lag_1];
        }
    }
    return sum / weights;
}

/* The autocorrelations up to a lag, added up; of the momentum the share of r that it explains. */
static void test_white(const struct score *s, const struct regressors *f, struct assumption *out)
{
    size_t first = regressors_past(f, 0, 0);
    for (size_t i = 0; i < s->shown; i++) {
        const double *total = s->total + i * f->count, *square = s->square + i * f->count;
        for (size_t k = 0; k < REGRESSOR_PASTS; k++) {
            size_t j = regressors_past(f, i, k);
            double before = out->z;
            if (square[j] > 0)
                take(total[j] / sqrt(square[j]), i, total[j] / s->second[i], out);
            out->steps = out->z > before ? regressor_past[k] : out->steps;
        }
        size_t j = f->momenta > 0 ? regressors_momentum(f, i) : first;
        double before = out->z;
        if (f->momenta > 0 && square[j] > 0)
            take(total[j] / sqrt(square[j]), i, 0, out);
        out->steps = out->z > before ? 0 : out->steps;
    }
    conclude((double)s->shown * (REGRESSOR_PASTS + (f->momenta > 0 ? 1 : 0)), out);
}

static void test_gaussian(const struct score *s, struct assumption *out)
{
    for (size_t i = 0; i < s->shown; i++) {
        double variance = s->second[i] / s->rows;
        double kurtosis = s->fourth[i] / s->rows / (variance * variance);
        take(significance_of_kurtosis(kurtosis, fmax(s->rows, 20)), i, kurtosis - 3, out);
    }
    conclude((double)s->shown, out);
}

struct status assumptions_test(struct step_reader *reader, const struct run_estimate *e,
                               size_t from, struct assumption *out)
{
    struct regressors f = {0};
    struct score s = {0};
    memset(out, 0, ASSUMPTION_COUNT * sizeof *out);
    STATUS_TRY(regressors_new(reader, e, &f));
    struct status status = score_make(reader, e, &f, &s);
    if (status.code == STATUS_OK) {
        whiteness_correct(reader, e, &f, &s);
        test_constant(&s, &out[ASSUMPTION_CONSTANT]);
        test_white(&s, &f, &out[ASSUMPTION_WHITE]);
        out[ASSUMPTION_WHITE].momentum = momentum_of(reader, e, &s, &f);
        test_gaussian(&s, &out[ASSUMPTION_GAUSSIAN]);
        status = test_quadratic(e, &s, &f, &out[ASSUMPTION_QUADRATIC]);
    }
    if (status.code == STATUS_OK)
        status = halves_test(reader, e, &out[ASSUMPTION_STATIONARY]);
    STATUS_NEXT(status, levels_test(reader, e, from, &out[ASSUMPTION_STATIONARY]));
    score_free(&s);
    regressors_free(&f);
    return status;
}
