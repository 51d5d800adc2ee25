/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "setting.h"

/* The setup: its factor of the noise's covariance, and the directions along which the components of
 * laws other than the Gaussian are independent. */

/* Rounding of a float that a covariance may be off, in units of a standard deviation. */
static const double single = 4 * 6e-8;

static const size_t dimensions[] = {1, 2, 3, 8};
enum { DIMENSIONS = sizeof dimensions / sizeof *dimensions };

/* Calls check for every optimizer, noise, D and shape, with this law. */
static void every(enum distribution law, void (*check)(const struct setting *s))
{
    static struct setting s;
    uint64_t seed = 71 + (uint64_t)law;
    for (int o = 0; o < OPTIMIZER_COUNT; o++)
        for (int noise = 0; noise < NOISE_REGRESSION; noise++)
            for (int shape = 0; shape < SETTING_SHAPES; shape++)
                for (int d = 0; d < DIMENSIONS; d++) {
                    setting_draw(&s, &seed, dimensions[d], (enum optimizer)o, (enum noise)noise,
                                 (enum setting_shape)shape);
                    s.law = law;
                    setting_resolve(&s, setting_lambda(&s, support_uniform(&seed, 0.05, 0.95)));
                    check(&s);
                    setting_free(&s);
                }
}

/* --- the covariance --------------------------------------------------------------------------- */

/* Noise in the modes is out·z, n×columns; returns the number of columns. */
static size_t columns_in_modes(const struct engine_setup *setup, double *out)
{
    size_t n = setup->n, r = setup->factor != NULL ? setup->rank : n;
    assert_true(r >= 1 && r <= n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < r; j++) {
            double diagonal = i == j ? setup->deviation[i] : 0;
            out[i * r + j] = setup->factor != NULL ? (double)setup->factor[i * r + j] : diagonal;
        }
    return r;
}

/* f·fᵀ against what it should be, in units of the standard deviations; where those are nothing but
 * rounding, of the largest. */
static void assert_square(size_t n, size_t r, const double *f, const double *c, double tolerance)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, c[i * n + i]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0, unit = sqrt(fabs(c[i * n + i] * c[j * n + j]));
            for (size_t l = 0; l < r; l++)
                sum += f[i * r + l] * f[j * r + l];
            if (!(fabs(sum - c[i * n + j]) <= tolerance * unit + 1e-14 * most))
                fail_msg("%s: C(%zu,%zu) is %.12g, should be %.12g", support_case, i + 1, j + 1,
                         sum, c[i * n + j]);
        }
}

/* TᵀCT from the test's own C. With a fixed Λ the setup has only the white part of state noise;
 * natural and adam take it at their fixed point. */
static void noise_in_modes(const struct setting *s, double *out)
{
    double c[SETTING_DD], t[SETTING_DD], half[SETTING_DD], sigma[SETTING_DD];
    const double *at = NULL;
    if (s->noise == NOISE_STATE && s->p->state == 0) {
        setting_stationary(s, sigma);
        at = sigma;
    }
    setting_noise(s, at, c);
    assert_fine(problem_transform(s->p, t, NULL));
    setting_product(s->n, 1, t, 0, c, half);
    setting_product(s->n, 0, half, 0, t, out);
}

static void check_covariance(const struct setting *s)
{
    double f[SETTING_DD], own[SETTING_DD], problems[SETTING_DD];
    size_t n = s->n, r = columns_in_modes(s->setup, f);
    double tolerance = s->setup->factor != NULL ? single : 1e-12;
    noise_in_modes(s, own);
    for (size_t i = 0; i < n * n; i++)
        problems[i] = problem_noise(s->p, i / n, i % n);
    assert_square(n, r, f, problems, tolerance);
    assert_square(n, r, f, own, fmax(tolerance, 1e-9));
}

TEST(factor_squares_to_noise)
{
    for (int law = 0; law < DISTRIBUTION_COUNT; law++)
        every((enum distribution)law, check_covariance);
}

/* --- the rest of the setup -------------------------------------------------------------------- */

/* The setup holds its problem. */
TEST(setup_outlives_problem)
{
    static struct setting s;
    uint64_t seed = 3;
    setting_draw(&s, &seed, 3, OPTIMIZER_SGD, NOISE_MATRIX, SETTING_FULL);
    setting_resolve(&s, setting_lambda(&s, 0.5));
    struct engine_setup *setup = s.setup;
    double k = s.p->curvature[0];
    s.setup = NULL;
    setting_free(&s);
    assert_true(setup->problem->curvature[0] == k);
    engine_setup_free(setup);
    engine_setup_free(NULL);
}

/* --- what is independent ---------------------------------------------------------------------- */

/* b ← T⁻ᵀ·factor: noise in w is b·z; returns the number of columns. */
static size_t columns_in_w(const struct setting *s, double *b)
{
    double f[SETTING_DD], t[SETTING_DD], inverse[SETTING_DD];
    size_t n = s->n, r = columns_in_modes(s->setup, f);
    setting_maps(s, t, inverse);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < r; j++) {
            double sum = 0;
            for (size_t l = 0; l < n; l++)
                sum += inverse[i * n + l] * f[l * r + j];
            b[i * r + j] = sum;
        }
    return r;
}

/* Each column is along one direction of `basis` (rows), and no two columns along the same one. */
static void assert_along(size_t n, size_t r, const double *b, const double *basis)
{
    int taken[SETTING_D] = {0};
    for (size_t j = 0; j < r; j++) {
        double along[SETTING_D] = {0}, length = 0;
        size_t most = 0;
        for (size_t i = 0; i < n; i++) {
            for (size_t l = 0; l < n; l++)
                along[i] += basis[i * n + l] * b[l * r + j];
            length += along[i] * along[i];
            most = fabs(along[i]) > fabs(along[most]) ? i : most;
        }
        double rest = length - along[most] * along[most];
        if (!(rest <= 1e-11 * length) || taken[most]++)
            fail_msg("%s: component %zu is along none of the directions alone", support_case, j);
    }
}

static int last_nonzero(size_t r, const double *row, double size)
{
    int last = -1;
    for (size_t j = 0; j < r; j++)
        if (fabs(row[j]) > 1e-5 * size)
            last = (int)j;
    return last;
}

/* Column j+1 of a pivoted Cholesky factor is zero in the j+1 rows that were pivots before. */
static void assert_pivoted(size_t n, size_t r, const double *b)
{
    int rows[SETTING_D] = {0};
    for (size_t i = 0; i < n; i++) {
        double size = 0;
        for (size_t j = 0; j < r; j++)
            size = fmax(size, fabs(b[i * r + j]));
        int last = last_nonzero(r, b + i * r, size);
        if (last >= 0)
            rows[last]++;
    }
    for (size_t j = 0; j + 1 < r; j++)
        if (rows[j] != 1)
            fail_msg("%s: %d rows of the factor end with column %zu, not one", support_case,
                     rows[j], j + 1);
}

static void check_directions(const struct setting *s)
{
    double b[SETTING_DD], axes[SETTING_DD] = {0};
    size_t r = columns_in_w(s, b);
    for (size_t i = 0; i < s->n; i++)
        axes[i * s->n + i] = 1;
    if (s->noise == NOISE_WHITE)
        assert_along(s->n, r, b, axes);
    else if (s->noise != NOISE_MATRIX)
        assert_along(s->n, r, b, s->q);
    else if (s->shape == SETTING_AXES)
        assert_along(s->n, r, b, axes);
    else
        assert_pivoted(s->n, r, b);
}

TEST(other_laws_along_their_directions)
{
    for (int law = 0; law < DISTRIBUTION_COUNT; law++)
        if (law != DISTRIBUTION_GAUSSIAN)
            every((enum distribution)law, check_directions);
}

/* The columns do not move when only λ or the optimizer does: the same z is the same push. */
TEST(same_columns_for_every_optimizer)
{
    static struct setting s;
    uint64_t seed = 9;
    double first[SETTING_DD], other[SETTING_DD];
    setting_draw(&s, &seed, 8, OPTIMIZER_SGD, NOISE_MATRIX, SETTING_FULL);
    s.law = DISTRIBUTION_LAPLACE;
    setting_resolve(&s, 0.1);
    assert_int_equal(columns_in_w(&s, first), 8);
    for (int o = 0; o < OPTIMIZER_COUNT; o++) {
        s.optimizer = (enum optimizer)o;
        setting_resolve(&s, 0.2);
        assert_int_equal(columns_in_w(&s, other), 8);
        assert_matrix_near(8, other, first, 1e-6);
    }
    setting_free(&s);
}

/* --- the cache -------------------------------------------------------------------------------- */

TEST(factor_is_cached)
{
    static struct setting s;
    uint64_t seed = 5;
    setting_draw(&s, &seed, 8, OPTIMIZER_SGD, NOISE_MATRIX, SETTING_FULL);
    setting_resolve(&s, 0.1);
    /* Held, so that another could not come to lie in the same place. */
    struct matrix_ref *lower = matrix_ref_keep(s.setups.lower);
    assert_non_null(lower);
    setting_resolve(&s, 0.2);
    assert_ptr_equal(s.setups.lower, lower);
    s.mu = 0.3;
    s.a = 0.7;
    s.optimizer = OPTIMIZER_NEWTON;
    setting_resolve(&s, 0.2);
    assert_ptr_equal(s.setups.lower, lower);
    check_covariance(&s);
    /* Another optimizer that does not use it leaves it alone. */
    s.optimizer = OPTIMIZER_ADAM;
    setting_resolve(&s, 0.2);
    s.optimizer = OPTIMIZER_QHM;
    setting_resolve(&s, 0.2);
    assert_ptr_equal(s.setups.lower, lower);
    matrix_ref_drop(lower);
    setting_free(&s);
    assert_null(s.setups.lower);
}

/* Another C alone, then another K alone: the factor follows. */
TEST(cache_notices_changes)
{
    static struct setting s, other;
    uint64_t seed = 6;
    setting_draw(&s, &seed, 8, OPTIMIZER_SGD, NOISE_MATRIX, SETTING_FULL);
    setting_draw(&other, &seed, 8, OPTIMIZER_SGD, NOISE_MATRIX, SETTING_FULL);
    setting_resolve(&s, 0.1);
    check_covariance(&s);
    memcpy(s.given, other.given, sizeof s.given);
    s.c_edition++;
    setting_resolve(&s, 0.1);
    check_covariance(&s);
    memcpy(s.hessian, other.hessian, sizeof s.hessian);
    s.k_edition++;
    setting_resolve(&s, 0.1);
    check_covariance(&s);
    setting_free(&other);
    setting_free(&s);
}
