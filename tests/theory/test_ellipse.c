/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/theory/covariance.h"
#include "paper.h"

enum { POINTS = 200000 };

static bool holds(const struct ellipse *e, double x, double y)
{
    return ellipse_count(e, 1, &(float){(float)x}, &(float){(float)y}) == 1;
}

/* Points of the covariance S = F Fᵀ, F = [f00 0; f10 f11]. */
static double share_inside(const struct ellipse *e, uint64_t seed, const double f[3])
{
    float *x = malloc(POINTS * sizeof *x), *y = malloc(POINTS * sizeof *y);
    assert_non_null(x);
    assert_non_null(y);
    for (size_t i = 0; i < POINTS; i++) {
        double u = support_normal(&seed), v = support_normal(&seed);
        x[i] = (float)(f[0] * u);
        y[i] = (float)(f[1] * u + f[2] * v);
    }
    size_t inside = ellipse_count(e, POINTS, x, y);
    free(x);
    free(y);
    return (double)inside / POINTS;
}

/* Within five standard errors. */
static void expect_share(double share, double want)
{
    if (fabs(share - want) > 5 * sqrt(want * (1 - want) / POINTS))
        fail_msg("%s: the share is %.5f, should be %.5f", support_case, share, want);
}

TEST(share_of_a_gaussian)
{
    uint64_t seed = 51;
    for (int round = 0; round < 20; round++) {
        double a = support_log_uniform(&seed, 1e-3, 1e3), b = support_log_uniform(&seed, 1e-3, 1e3);
        double f[] = {a, b * support_normal(&seed), b};
        (void)snprintf(support_case, sizeof support_case, "F %g %g %g", f[0], f[1], f[2]);
        struct ellipse e = ellipse_make(2, f[0] * f[0], f[0] * f[1], f[1] * f[1] + f[2] * f[2]);
        expect_share(share_inside(&e, seed, f), paper_content(2, 3));
        struct ellipse line = ellipse_make(1, f[0] * f[0], 0, 0);
        expect_share(share_inside(&line, seed, f), paper_content(1, 3));
    }
    assert_near(paper_content(2, ELLIPSE_SIGMAS), 1 - exp(-4.5), 1e-14);
    assert_near(paper_content(1, ELLIPSE_SIGMAS), 0.99730020393674, 1e-13);
    assert_near(paper_content(4, ELLIPSE_SIGMAS), 1 - exp(-4.5) * 5.5, 1e-14);
}

/* w(φ) = 3 U diag(√s) (cos φ, sin φ): a little inwards is inside, a little outwards is not. */
TEST(boundary)
{
    uint64_t seed = 52;
    for (int round = 0; round < 1000; round++) {
        double phi = support_uniform(&seed, 0, 7), turn = support_uniform(&seed, 0, 7);
        double p = support_log_uniform(&seed, 0.1, 10), q = support_log_uniform(&seed, 0.1, 10);
        double c = cos(turn), s = sin(turn);
        double x = 3 * (c * p * cos(phi) - s * q * sin(phi));
        double y = 3 * (s * p * cos(phi) + c * q * sin(phi));
        struct ellipse e = ellipse_make(2, c * c * p * p + s * s * q * q, c * s * (p * p - q * q),
                                        s * s * p * p + c * c * q * q);
        assert_true(holds(&e, x * (1 - 1e-4), y * (1 - 1e-4)));
        assert_false(holds(&e, x * (1 + 1e-4), y * (1 + 1e-4)));
        assert_true(holds(&e, 0, 0));
    }
}

/* A singular S is a segment: as long as 3σ along it, of no width. */
TEST(flat)
{
    static const double f[][2] = {{1, 1}, {1, -2}, {1e4, 3e-3}, {1, 0}, {0, 2}, {1e-8, 1e-8}};
    for (size_t i = 0; i < sizeof f / sizeof *f; i++) {
        double u = f[i][0], v = f[i][1], size = hypot(u, v);
        const double along[] = {u, v, 0};
        struct ellipse e = ellipse_make(2, u * u, u * v, v * v);
        (void)snprintf(support_case, sizeof support_case, "segment %g %g", u, v);
        assert_true(holds(&e, 0, 0));
        assert_true(holds(&e, 2.99 * u, 2.99 * v));
        assert_true(holds(&e, -2.99 * u, -2.99 * v));
        assert_false(holds(&e, 3.01 * u, 3.01 * v));
        assert_false(holds(&e, u - 1e-4 * v, v + 1e-4 * u));
        assert_false(holds(&e, -v / size, u / size));
        /* float coordinates lie off the segment by their rounding: they count all the same. */
        expect_share(share_inside(&e, 53, along), paper_content(1, 3));
    }
}

/* Nothing is left but the minimum, and walkers that are in it are inside. */
TEST(a_point)
{
    for (int dimension = 1; dimension <= 2; dimension++) {
        struct ellipse e = ellipse_make(dimension, 0, 0, 0);
        assert_true(holds(&e, 0, 0));
        assert_false(holds(&e, 1e-30, 0));
    }
}

TEST(not_finite)
{
    for (int dimension = 1; dimension <= 2; dimension++) {
        struct ellipse e = ellipse_make(dimension, 1, 0.5, 1);
        assert_false(holds(&e, NAN, 0));
        assert_false(holds(&e, INFINITY, 0));
        assert_false(holds(&e, -INFINITY, INFINITY));
    }
    struct ellipse e = ellipse_make(2, 1, 0.5, 1);
    assert_false(holds(&e, 0, NAN));
    /* One dimension has no y. */
    e = ellipse_make(1, 1, 0, 0);
    assert_true(holds(&e, 2.9, 1e9));
    assert_int_equal(ellipse_count(&e, 0, NULL, NULL), 0);
}
