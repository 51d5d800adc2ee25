/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../one_problem.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/model/problem.h"

/* What the fields of a problem mean: K, C and the coordinates. */

enum { D = 8, DD = D * D };

/* A block of the first rows and columns is that part of the whole. */
static void expect_block(struct matrix *block, size_t rows, const struct matrix *whole)
{
    double part[DD];
    assert_int_equal(block->n, rows);
    for (size_t i = 0; i < rows * rows; i++)
        part[i] = whole->a[i / rows * whole->n + i % rows];
    assert_matrix_near(rows, block->a, part, 1e-12);
    matrix_free(block);
}

static void expect_blocks(const double *c)
{
    struct matrix whole = {0}, block = {0};
    for (size_t rows = 1; rows <= scene.p->n; rows += 2) {
        for (int diagonal = 0; diagonal < 2; diagonal++) {
            const double *s = diagonal ? scene.p->curvature : c;
            assert_fine(problem_to_w(scene.p, s, diagonal, scene.p->n, &whole));
            assert_fine(problem_to_w(scene.p, s, diagonal, rows, &block));
            expect_block(&block, rows, &whole);
            matrix_free(&whole);
        }
        assert_fine(problem_hessian(scene.p, scene.p->n, &whole));
        assert_fine(problem_hessian(scene.p, rows, &block));
        expect_block(&block, rows, &whole);
        matrix_free(&whole);
        assert_fine(problem_noise_matrix(scene.p, NULL, scene.p->n, &whole));
        assert_fine(problem_noise_matrix(scene.p, NULL, rows, &block));
        expect_block(&block, rows, &whole);
        matrix_free(&whole);
    }
}

/* Λ/λ by its definition with the Σ of y that the problem implies is theory's business; here: T
 * gives what problem.h says of K, C and itself. */
static void expect_transform(void)
{
    size_t n = scene.p->n;
    double t[DD], from_w[DD], out[DD], half[DD], want[DD] = {0}, c[DD], curvature[DD] = {0};
    double v[D], pulled[D];
    struct matrix k = {0}, noise = {0}, square = {0};
    uint64_t seed = 92;
    assert_fine(problem_transform(scene.p, t, from_w));
    assert_fine(problem_hessian(scene.p, scene.p->n, &k));
    for (size_t i = 0; i < n; i++) {
        want[i * n + i] = 1;
        curvature[i * n + i] = scene.p->curvature[i];
    }
    matrix_product(n, 0, t, 0, from_w, out);
    assert_matrix_near(n, out, want, 1e-11);
    matrix_product(n, 1, t, 0, k.a, half);
    matrix_product(n, 0, half, 0, t, out);
    assert_matrix_near(n, out, curvature, 1e-11);
    for (size_t i = 0; i < n * n; i++)
        c[i] = problem_noise(scene.p, i / n, i % n);
    if (scene.p->state == 0) {
        assert_fine(problem_noise_matrix(scene.p, NULL, scene.p->n, &noise));
        matrix_product(n, 1, t, 0, noise.a, half);
        matrix_product(n, 0, half, 0, t, out);
        assert_matrix_near(n, c, out, 1e-10);
    }
    /* T s Tᵀ, s = Tᵀ C T here as anything symmetric would do, and its diagonal alone. */
    assert_fine(problem_to_w(scene.p, c, 0, scene.p->n, &square));
    matrix_product(n, 0, t, 0, c, half);
    matrix_product(n, 0, half, 1, t, out);
    assert_matrix_near(n, square.a, out, 1e-12);
    matrix_free(&square);
    assert_fine(problem_to_w(scene.p, scene.p->curvature, 1, scene.p->n, &square));
    matrix_product(n, 0, t, 0, curvature, half);
    matrix_product(n, 0, half, 1, t, out);
    assert_matrix_near(n, square.a, out, 1e-12);
    expect_blocks(c);
    for (size_t i = 0; i < n; i++)
        v[i] = support_normal(&seed);
    problem_pull(scene.p, v, pulled);
    for (size_t i = 0; i < n; i++) {
        double sum = 0, size = 0;
        for (size_t j = 0; j < n; j++) {
            sum += t[j * n + i] * v[j];
            size += fabs(t[j * n + i] * v[j]);
        }
        assert_true(fabs(pulled[i] - sum) <= 1e-13 * size);
    }
    for (size_t i = 0; i < n; i++) {
        problem_mode(scene.p, i, pulled);
        for (size_t j = 0; j < n; j++)
            assert_true(fabs(pulled[j] - t[j * n + i]) <= 1e-13 * fabs(scene.p->stretch[i]));
    }
    matrix_free(&k);
    matrix_free(&noise);
    matrix_free(&square);
}

/* T Tᵀ = Λ/λ where Λ does not depend on Σ. */
static void expect_preconditioner(const double *k_inverse)
{
    size_t n = scene.p->n;
    double t[DD], out[DD], one[DD] = {0};
    for (size_t i = 0; i < n; i++)
        one[i * n + i] = 1;
    assert_fine(problem_transform(scene.p, t, NULL));
    matrix_product(n, 0, t, 1, t, out);
    if (scene.p->optimizer->preconditioner == NULL)
        assert_matrix_near(n, out, one, 1e-13);
    if (scene.e.optimizer == OPTIMIZER_NEWTON)
        assert_matrix_near(n, out, k_inverse, 1e-11);
}

FIXTURE(scene_start, scene_finish)

TEST(coordinates)
{
    static double k[DD], c[DD], q[DD], inverse[DD];
    uint64_t seed = 93;
    scene_set("hessian", "@k");
    scene_set("noise-matrix", "@c");
    scene_set("noise-scale", "0.3");
    scene_set("lambda", "0.2");
    for (int round = 0; round < 300; round++) {
        size_t n = 1 + support_below(&seed, D);
        double values[D], reciprocal[D];
        for (size_t i = 0; i < n; i++) {
            values[i] = support_log_uniform(&seed, 0.05, 3);
            reciprocal[i] = 1 / values[i];
        }
        support_orthogonal(&seed, n, q);
        support_compose(n, q, values, k);
        support_compose(n, q, reciprocal, inverse);
        support_semidefinite(&seed, n, n + 1, c);
        support_give_matrix("k", n, k);
        support_give_matrix("c", n, c);
        scene.e.optimizer = round % OPTIMIZER_COUNT;
        scene.e.noise = round / OPTIMIZER_COUNT % NOISE_REGRESSION;
        (void)snprintf(support_case, sizeof support_case, "D=%zu optimizer %d noise %d", n,
                       scene.e.optimizer, scene.e.noise);
        support_new_cache(&scene.cache);
        scene_make();
        scene_expect_hessian(n, k, 1e-13);
        if (scene.e.noise == NOISE_MATRIX) {
            for (size_t i = 0; i < n * n; i++)
                c[i] *= 0.3;
            scene_expect_noise(n, NULL, c, 1e-13);
        }
        expect_transform();
        expect_preconditioner(inverse);
    }
}

/* The formulas of the noises, C = σ²I + aK and the like. */
TEST(noise_formulas)
{
    static const struct {
        const char *noise;
        double k[2]; /* C's diagonal */
    } want[] = {{"white", {3, 3}},
                {"minibatch", {0.018, 0.0009}},
                {"mixed", {3.018, 3.0009}},
                {"state", {3, 3}}};
    scene_set("hessian", "2,0.1");
    scene_set("sigma2", "3");
    scene_set("samples", "1000");
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        scene_set("noise", want[i].noise);
        scene_make();
        scene_expect_noise(2, NULL, (double[]){want[i].k[0], 0, 0, want[i].k[1]}, 1e-15);
    }
    assert_near(scene.p->state, 9, 1e-15);
    scene_expect_noise(2, (double[]){0.5, 7}, (double[]){3 + 9 * 4 * 0.5, 0, 0, 3 + 9 * 0.01 * 7},
                       1e-15);
    /* Natural and adam take C at their fixed point; the walker's noise is then constant. */
    scene_set("optimizer", "natural");
    scene_make();
    assert_true(scene.p->state == 0);
}

/* --- eigenvalues and eigenvectors ------------------------------------------------------------- */

static void expect_turned(const char *hessian, const char *angle, size_t n, const double *want,
                          double tolerance)
{
    scene_set("hessian", hessian);
    scene_set("angle", angle);
    scene_make();
    scene_expect_hessian(n, want, tolerance);
    expect_transform();
}

/* K = R diag(k) Rᵀ with R the turn by the angle. */
TEST(angle)
{
    double c = cos(acos(-1) / 6), s = 0.5, off = 0.9 * c * s;
    expect_turned("1,0.1", "30", 2, (double[]){c * c + 0.1 * s * s, off, off, s * s + 0.1 * c * c},
                  1e-15);
    /* A quarter turn is exact: nothing of one axis is left in the other. */
    expect_turned("1,0.1", "90", 2, (double[]){0.1, 0, 0, 1}, 0);
    expect_turned("1,0.1", "-180", 2, (double[]){1, 0, 0, 0.1}, 0);
    /* Only the first two axes turn. */
    expect_turned("1,2,3", "45", 3, (double[]){1.5, -0.5, 0, -0.5, 1.5, 0, 0, 0, 3}, 1e-15);
}

static void expect_plane(const double *first, const double *second)
{
    double plane[3];
    for (int which = 0; which < 2; which++) {
        problem_plane(scene.p, scene.e.plane, which, plane);
        for (size_t i = 0; i < scene.p->n; i++)
            assert_true(plane[i] == (which == 0 ? first : second)[i]);
    }
}

TEST(lists_in_any_order)
{
    expect_turned("0.1,3,2", "0", 3, (double[]){0.1, 0, 0, 0, 3, 0, 0, 0, 2}, 0);
    assert_true(scene.p->k[0] == 3 && scene.p->k[1] == 2 && scene.p->k[2] == 0.1);
    /* "1,D": the largest eigenvalue's direction is the second axis, the least one's the first. */
    expect_plane((double[]){0, 1, 0}, (double[]){1, 0, 0});
    scene_set("plane", "w3,2");
    expect_plane((double[]){0, 0, 1}, (double[]){0, 0, 1});
    scene_set("optimizer", "newton");
    scene_make();
    expect_transform();
    /* In two dimensions the coordinates are drawn whatever the plane says. */
    scene_set("hessian", "0.1,3");
    scene_make();
    expect_plane((double[]){1, 0}, (double[]){0, 1});
}

TEST(edits_and_scale)
{
    static const double file[] = {2, 1, 0, 1, 2, 0, 0, 0, 5}; /* 5, 3, 1 */
    support_give_matrix("file", 3, file);
    scene_set("hessian", "@file");
    scene_make();
    for (int i = 0; i < 3; i++)
        assert_near(scene.p->k[i], 5 - 2 * i, 1e-14);
    /* 3 becomes 0.5 along (1, 1, 0)/√2, and everything is doubled. */
    scene_set("eigenvalue", "2:0.5");
    scene_set("hessian-scale", "2");
    scene_make();
    scene_expect_hessian(3, (double[]){1.5, -0.5, 0, -0.5, 1.5, 0, 0, 0, 10}, 1e-14);
    expect_transform();
}
