/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dense.h"
#include "lyapunov.h"

#include "sgdscope/theory/minibatch.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/theories.h"

/* Real minibatches drawn independently each step (theory.md section 10): worked values, and the
 * dense equations of dense.h. */

FIXTURE(dense_start, scene_finish)

TEST(worked_values)
{
    static const struct {
        enum sampling sampling;
        double mu, sigma[3];
    } value[] = {
        {SAMPLING_REPLACE, 0, {0.0464289274299075, 0.00942507909040553, 0.0563927088680439}},
        {SAMPLING_REPLACE, 0.5, {0.103072084682791, 0.0154380013771689, 0.119077863302482}},
        {SAMPLING_SUBSET, 0, {0.0355894049317431, 0.00745192357830943, 0.0433144218816465}},
    };
    double sigma[4];
    dense_data(6, 3, support_worked);
    for (int i = 0; i < 3; i++) {
        scene.e.sampling = (int)value[i].sampling;
        scene.e.mu = value[i].mu;
        scene_make();
        dense_program(theory_table[THEORY_DISCRETE].solve, sigma);
        assert_near(sigma[0], value[i].sigma[0], 1e-14);
        assert_near(sigma[1], value[i].sigma[1], 2e-14);
        assert_near(sigma[3], value[i].sigma[2], 1e-14);
    }
    scene.e.sampling = SAMPLING_REPLACE;
    scene.e.mu = 0;
    scene_make();
    struct stability s = support_stability(scene.p);
    assert_near(exp(s.square_growth), 0.463373208697243, 5e-15);
}

TEST(random_problems)
{
    static struct dense d;
    double sigma[DENSE_SQUARE], want[DENSE_SQUARE];
    uint64_t seed = 311;
    for (int round = 0; round < 80; round++) {
        dense_draw_setting(&d, &seed,
                           round % 4 == 0 ? 1 - support_log_uniform(&seed, 1e-5, 0.1)
                                          : support_uniform(&seed, 0.01, 0.95));
        dense_build(&d);
        double reciprocal = dense_solve(&d, want);
        dense_program(theory_table[THEORY_DISCRETE].solve, sigma);
        assert_matrix_near(d.n, sigma, want, fmax(1e-11, 2e-15 / reciprocal));
        /* Points alone, without the fourth moments, say the same. */
        struct matrix_ref *fourth = scene.p->data.fourth;
        scene.p->data.fourth = NULL;
        dense_program(theory_table[THEORY_DISCRETE].solve, sigma);
        scene.p->data.fourth = fourth;
        assert_matrix_near(d.n, sigma, want, fmax(1e-11, 2e-15 / reciprocal));
    }
}

/* Stable or not, at what pace, and where the limit is, against the dense map's eigenvalues. */
TEST(stability)
{
    static struct dense d;
    uint64_t seed = 312;
    for (int round = 0; round < 80; round++) {
        double off = support_log_uniform(&seed, 1e-6, 0.5);
        int inside = round % 2 == 0;
        dense_draw_setting(&d, &seed, inside ? 1 - off : 1 + off);
        dense_build(&d);
        size_t big = 4 * d.n * d.n;
        double radius = lyapunov_radius(big, d.map);
        struct stability s = support_stability(scene.p);
        assert_int_equal(s.stable, radius < 1);
        assert_int_equal(s.stable, inside);
        assert_near(s.ratio, inside ? 1 - off : 1 + off, 1e-10);
        assert_near(exp(s.square_growth), radius, 1e-9);
        assert_int_equal(s.feedback < 1, inside);
    }
}

/* The preconditioners that follow C_0 are constants: the same equations with their Λ. */
TEST(natural_and_adam)
{
    static struct dense d;
    double sigma[DENSE_SQUARE], want[DENSE_SQUARE];
    uint64_t seed = 313;
    int solved = 0;
    for (int round = 0; round < 20; round++) {
        dense_draw(&d, 2 + support_below(&seed, 2), &seed);
        scene.e.optimizer = round % 2 ? OPTIMIZER_ADAM : OPTIMIZER_NATURAL;
        scene.e.batch = 20;
        scene.e.lambda = 0.3;
        scene.e.mu = round % 2 ? 0 : 0.5;
        scene_make();
        (void)snprintf(support_case, sizeof support_case, "round %d", round);
        dense_build(&d);
        struct stability s = support_stability(scene.p);
        assert_int_equal(s.stable, lyapunov_radius(4 * d.n * d.n, d.map) < 1);
        if (!s.stable)
            continue;
        double reciprocal = dense_solve(&d, want);
        dense_program(theory_table[THEORY_DISCRETE].solve, sigma);
        assert_matrix_near(d.n, sigma, want, fmax(1e-11, 2e-15 / reciprocal));
        solved++;
    }
    assert_true(solved > 5);
}

/* --- limits and identities -------------------------------------------------------------------- */

/* Without feedback nothing but Thm 2 is left; C = K/S is the paper's. */
TEST(constant_noise)
{
    static struct dense d;
    double sigma[DENSE_SQUARE], other[DENSE_SQUARE];
    uint64_t seed = 314;
    for (int round = 0; round < 20; round++) {
        dense_draw_setting(&d, &seed, 0.5);
        dense_build(&d);
        dense_program(theory_table[THEORY_CONSTANT].solve, sigma);
        (void)lyapunov_vectorised(d.n, d.a, 0, NULL, d.b, d.c, other);
        assert_matrix_near(d.n, sigma, other, 1e-10);
        dense_program(theory_table[THEORY_PAPER].solve, sigma);
        for (size_t i = 0; i < d.n * d.n; i++)
            d.c[i] = d.k[i] / scene.e.batch;
        (void)lyapunov_vectorised(d.n, d.a, 0, NULL, d.b, d.c, other);
        assert_matrix_near(d.n, sigma, other, 1e-10);
    }
    scene.e.sampling = SAMPLING_SUBSET; /* the whole data set: no noise, and the mean's limit */
    scene.e.batch = DENSE_ROWS;
    scene.e.optimizer = OPTIMIZER_SGD;
    scene_make();
    dense_program(theory_table[THEORY_DISCRETE].solve, sigma);
    for (size_t i = 0; i < d.n * d.n; i++)
        assert_near(sigma[i], 0, 0);
    struct stability s = support_stability(scene.p);
    assert_near(s.limit, rule_limit(&scene.p->rule), 1e-15);
    assert_near(s.square_growth, 2 * s.growth, 1e-12);
}

/* Columns in units so far apart that the slow direction's radius is 1 to rounding: neither is that
 * a divergence, nor does the answer come at once. */
TEST(units_far_apart)
{
    double table[18], limit[2];
    for (int i = 0; i < 2; i++) {
        const double unit = i == 0 ? 1e4 : 1e10;
        for (int r = 0; r < 6; r++) {
            table[3 * r] = unit * support_worked[3 * r];
            table[3 * r + 1] = support_worked[3 * r + 1];
            table[3 * r + 2] = support_worked[3 * r + 2];
        }
        dense_data(6, 3, table);
        scene.e.lambda = 0.1 / (unit * unit);
        scene_make();
        struct stability s = support_stability(scene.p);
        assert_true(s.stable);
        assert_true(s.square_growth < 0);
        assert_near(s.relaxation, -2 / s.square_growth, 1e-15);
        assert_near(s.square_growth, -2 * scene.e.lambda * scene.p->k[1], 0.5);
        limit[i] = s.limit;
    }
    assert_near(limit[1], limit[0], 1e-7);
}

/* One direction of Gaussian data: M₄ = 3k²Σ, so Σ(1 − (1−x)² − 2fx²) = λ²C. */
TEST(one_gaussian_direction)
{
    double sigma;
    dense_one_direction();
    scene.e.samples = 1e6;
    scene.e.lambda = 1.5;
    scene_make();
    double x = scene.e.lambda * scene.p->k[0], c = problem_noise(scene.p, 0, 0);
    dense_program(theory_table[THEORY_DISCRETE].solve, &sigma);
    assert_near(sigma, 2.25 * c / (1 - (1 - x) * (1 - x) - 0.02 * x * x), 0.005);
    struct stability s = support_stability(scene.p);
    assert_near(s.limit, 2 / 1.02, 0.005); /* (1−x)² + 2x²/S = 1 */
    assert_true(stability_has_fourth_moment(scene.p, &s));
    /* The table of section 10, μ = 0, N = 1000: with replacement, without, Thm 1 with C = K/S; that
     * one's data are not ours, so to what data sets of 1000 differ by. */
    static const double table[4][4] = {
        {0.5, 3.1, 2.9, 3.3}, {1, 10.1, 9.1, 10}, {1.8, 103, 91, 90}, {1.9, 273, 226, 190}};
    scene.e.samples = INFINITY;
    for (int i = 0; i < 4; i++)
        for (int sampling = 0; sampling < 2; sampling++) {
            scene.e.sampling = sampling;
            scene_make();
            scene.e.lambda = table[i][0] / scene.p->k[0];
            scene_make();
            dense_program(theory_table[THEORY_DISCRETE].solve, &sigma);
            assert_near(1e3 * sigma * scene.p->k[0], table[i][1 + sampling], i == 3 ? 0.3 : 0.12);
            dense_program(theory_table[THEORY_PAPER].solve, &sigma);
            assert_near(1e3 * sigma * scene.p->k[0], table[i][3], 0.02);
        }
}

/* Close to the mean-square limit the fourth moments are gone before the second. */
TEST(fourth_moments)
{
    static struct dense d;
    uint64_t seed = 315;
    for (int round = 0; round < 20; round++) {
        dense_draw_setting(&d, &seed, 0.999);
        struct stability s = support_stability(scene.p);
        assert_true(s.stable);
        if (scene.p->factor > 1e-3)
            assert_false(stability_has_fourth_moment(scene.p, &s));
        scene.e.lambda *= 0.02;
        scene_make();
        s = support_stability(scene.p);
        assert_true(stability_has_fourth_moment(scene.p, &s));
    }
}
