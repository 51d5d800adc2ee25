/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../one_problem.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/model/problem.h"

enum { D = 8, DD = D * D };

/* --- what is refused -------------------------------------------------------------------------- */

FIXTURE(scene_start, scene_finish)

TEST(hessians_refused)
{
    static const double skew[] = {1, 0.5, 0, 0.4, 1, 0, 0, 0, 1}, good[] = {1, 0.5, 0.5, 1};
    static const double indefinite[] = {1, 2, 2, 1}, singular[] = {1, 1, 1, 1};
    static const double negative[] = {-1, 0, 0, -2}, list[] = {1, -0.5};
    static const struct scene_row row[] = {
        {"hessian", "@skew",
         "--hessian: skew: the matrix is not symmetric: element (1,2) is 0.5, (2,1) is 0.4"},
        {"hessian", "@indefinite",
         "--hessian: indefinite: the Hessian is not positive definite: of 2 eigenvalues 1 is "
         "negative, the most negative -1, and 0 zero to rounding; --weight-decay W adds W to all "
         "of them (more than 1 is needed), --directions positive leaves these out"},
        {"hessian", "@singular", "of 2 eigenvalues 0 are negative and 1 zero to rounding;"},
        {"hessian", "@negative", "of 2 eigenvalues 2 are negative, the most negative -2, and 0"},
        {"hessian", "@list", "--hessian: list: the Hessian is not positive definite: of 2 "},
        {"weight-decay", "0.4", "not positive definite with this --weight-decay: of 2 "},
        {"weight-decay", "0.6", NULL},
        {"noise", "mixed", NULL},
        {"noise", "minibatch",
         "--noise: minibatch has a negative variance along direction 2, "
         "whose eigenvalue is -0.5"},
        {"noise", "white", NULL},
        {"hessian", "@singular", NULL},
        {"optimizer", "natural", "of 2 eigenvalues 0 are negative and 1 zero"}, /* no decay there */
        {"optimizer", "sgd", NULL},
        {"hessian", "1,0", NULL},
        {"weight-decay", "0", "--hessian: the Hessian is not positive definite: of 2 "},
        {"hessian", "@nowhere.npy", "--hessian: nowhere.npy: No such file"},
        {"hessian", "1e-90,1", NULL},
        {"hessian-scale", "1e-20",
         "--hessian: eigenvalue 2 is 1e-110; it must be from 1e-100 to 1e+100"},
        {"hessian-scale", "1", NULL},
        {"angle", "30", NULL},
        {"hessian", "1", ""}, /* one dimension: there is nothing to turn */
        {"hessian", "@good", "--angle: turns the eigenvectors of a Hessian given by eigenvalues"},
        {"angle", "0", ""},
        {NULL, NULL, NULL},
    };
    support_give_matrix("skew", 3, skew);
    support_give_matrix("indefinite", 2, indefinite);
    support_give_matrix("singular", 2, singular);
    support_give_matrix("negative", 2, negative);
    support_give_matrix("good", 2, good);
    support_give_list("list", 2, list);
    scene_expect(row);
}

TEST(noises_refused)
{
    static const double skew[] = {1, 0.5, 0.4, 1}, list[] = {1, 2};
    static const double wide[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    static const double small[] = {1e-10, 1e-9, 1e-9, 0};
    static const double correlated[] = {1, 0.8, 0.8, 0.8, 1, -0.8, 0.8, -0.8, 1};
    static const struct scene_row row[] = {
        {"noise", "matrix", "--noise: matrix needs --noise-matrix"},
        {"noise-matrix", "1,2,1",
         "--noise-matrix: it is not positive semidefinite: an eigenvalue is -1"},
        {"noise-matrix", "1,0,-0.1",
         "--noise-matrix: it is not positive semidefinite: an eigenvalue is -0.1"},
        {"noise-matrix", "1", "--noise-matrix: it is 1x1, the Hessian is 2x2"},
        {"noise-matrix", "@wide", "--noise-matrix: wide: it is 3x3, the Hessian is 2x2"},
        {"noise-matrix", "@skew", "--noise-matrix: skew: the matrix is not symmetric"},
        {"noise-matrix", "@list", "--noise-matrix: list: holds a list of 2 numbers, not a matrix"},
        {"noise-matrix", "@nowhere", "--noise-matrix: nowhere: No such file"},
        /* Indefinite however small its numbers are: a variance of 0 has no covariances. */
        {"noise-matrix", "@small", "--noise-matrix: small: it is not positive semidefinite"},
        {"hessian", "1,1,1", NULL},
        {"noise-matrix", "@correlated",
         "--noise-matrix: correlated: it is not positive semidefinite"},
        {"noise-matrix", "@wide", ""}, /* the cache still works */
        {NULL, NULL, NULL},
    };
    support_give_matrix("skew", 2, skew);
    support_give_matrix("wide", 3, wide);
    support_give_matrix("small", 2, small);
    support_give_matrix("correlated", 3, correlated);
    support_give_list("list", 2, list);
    scene_expect(row);
}

TEST(settings_refused)
{
    static const double good[] = {1, 0.5, 0.5, 1};
    static const struct scene_row row[] = {
        {"noise", "minibatch", NULL},
        {"samples", "50", "--batch: 100 is more than the 50 samples"},
        {"noise", "state", "--batch: 100 is more than the 50 samples"},
        {"samples", "inf", "--noise: state needs --samples or --noise-scale"},
        {"noise", "white", NULL},
        {"plane", "1,3", ""}, /* with D = 2 the coordinates are drawn whatever it says */
        {"hessian", "3,2,1", ""},
        {"plane", "w4,1", "--plane: there is no direction 4; D is 3"},
        {"plane", "1,D", NULL},
        {"hessian", "@good", NULL},
        {"eigenvalue", "3:2", "--eigenvalue: there is no eigenvalue 3; D is 2"},
        {"eigenvalue", "2:2", ""},
        {NULL, NULL, NULL},
    };
    support_give_matrix("good", 2, good);
    scene_expect(row);
}

/* --- what is accepted ------------------------------------------------------------------------- */

/* (A + Aᵀ)/2 */
static const double *mean_of(const double *a)
{
    static double mean[DD];
    for (size_t i = 0; i < DD; i++)
        mean[i] = 0.5 * (a[i] + a[i % D * D + i / D]);
    return mean;
}

/* Rounded to float32, at places (i, j) and (j, i) alike or not. */
TEST(rounding_is_accepted)
{
    static double k[DD], c[DD];
    uint64_t seed = 91;
    double q[DD], values[D] = {3, 2, 1, 0.5, 0.1, 0.05, 0.02, 0.01};
    support_orthogonal(&seed, D, q);
    support_compose(D, q, values, k);
    support_semidefinite(&seed, D, 3, c);
    for (size_t i = 0; i < DD; i++) {
        k[i] = (double)(float)(k[i] * (1 + 1e-7 * support_uniform(&seed, -1, 1)));
        c[i] = (double)(float)(c[i] * (1 + 1e-7 * support_uniform(&seed, -1, 1)));
    }
    scene_set("hessian", "@k");
    scene_set("noise", "matrix");
    scene_set("noise-matrix", "@c");
    support_give_matrix("k", D, k);
    support_give_matrix("c", D, c);
    scene_make();
    scene_expect_hessian(D, mean_of(k), 0);
    scene_expect_noise(D, NULL, mean_of(c), 0);
    /* With longer numbers in between they are no float32 numbers. */
    support_new_cache(&scene.cache);
    k[1] += 1e-9;
    k[2] += 3e-7;
    support_give_matrix("k", D, k);
    scene_refuses("--hessian: k: the matrix is not symmetric");
}

/* --- the cache -------------------------------------------------------------------------------- */

TEST(nothing_is_read_twice)
{
    static const double k[] = {1, 0.2, 0.2, 1}, c[] = {1, 0.5, 0.5, 1};
    support_give_matrix("k", 2, k);
    support_give_matrix("k2", 2, k);
    support_give_matrix("c", 2, c);
    scene_set("hessian", "@k");
    scene_set("noise", "matrix");
    scene_set("noise-matrix", "@c");
    support_reads = 0;
    scene_make();
    assert_int_equal(support_reads, 2);
    const struct matrix_ref *vectors = matrix_ref_keep(scene.p->vectors);
    scene_set("lambda", "0.3");
    scene_set("mu", "0.5");
    scene_set("noise-scale", "2");
    scene_set("hessian-scale", "3");
    scene_set("eigenvalue", "1:2");
    for (scene.e.optimizer = 0; scene.e.optimizer < OPTIMIZER_COUNT; scene.e.optimizer++) {
        scene_make();
        assert_ptr_equal(scene.p->vectors, vectors); /* no eigenvectors were computed */
    }
    scene_set("optimizer", "sgd");
    scene_set("noise", "white");
    scene_make();
    scene_set("noise", "matrix");
    scene_make();
    assert_int_equal(support_reads, 2);
    scene_set("hessian", "@k2"); /* another K: C in its basis is new too */
    scene_make();
    assert_int_equal(support_reads, 4);
    assert_ptr_not_equal(scene.p->vectors, vectors);
    matrix_ref_drop((struct matrix_ref *)(uintptr_t)vectors);
    scene_set("noise-matrix", "1,0,1");
    scene_make();
    assert_int_equal(support_reads, 4);
}

static void change_one_setting(uint64_t *seed)
{
    static const char *const hessian[] = {"@0", "@1", "1,0.1,3"};
    static const char *const noise[] = {"@2", "@3", "2,1,0.5,1,0.3,1.5"};
    switch (support_below(seed, 7)) {
    case 0:
        scene_set("hessian", hessian[support_below(seed, 3)]);
        scene.e.angle = 0;
        break;
    case 1:
        scene_set("noise-matrix", noise[support_below(seed, 3)]);
        break;
    case 2:
        scene.e.angle = scene.e.hessian.file[0] == '\0' ? 20 : 0;
        break;
    case 3:
        scene.e.noise = support_below(seed, 3) ? NOISE_MATRIX : NOISE_MINIBATCH;
        break;
    case 4:
        scene.e.optimizer = (int)support_below(seed, OPTIMIZER_COUNT);
        break;
    case 5:
        scene.e.lambda = support_uniform(seed, 0.1, 0.2);
        break;
    default:
        scene.e.hessian_scale = support_uniform(seed, 1, 2);
    }
}

/* From the cache or made anew: the same problem. */
TEST(the_cache_changes_nothing)
{
    static double files[4][DD];
    uint64_t seed = 94;
    for (size_t i = 0; i < 4; i++) {
        char name[] = {(char)('0' + i), '\0'};
        support_semidefinite(&seed, 3, 5, files[i]);
        support_give_matrix(name, 3, files[i]);
    }
    scene_set("hessian", "@0");
    scene_set("noise", "matrix");
    scene_set("noise-matrix", "@2");
    for (int round = 0; round < 1000; round++) {
        struct problem_cache *fresh_cache = NULL;
        struct problem *fresh = NULL;
        change_one_setting(&seed);
        scene_make();
        assert_fine(problem_cache_new(&fresh_cache, support_read, support_read_data));
        assert_fine(problem_make(fresh_cache, &scene.e, &fresh));
        for (size_t i = 0; i < 3; i++) {
            assert_true(scene.p->curvature[i] == fresh->curvature[i]);
            for (size_t j = 0; j < 3; j++)
                assert_true(problem_noise(scene.p, i, j) == problem_noise(fresh, i, j));
        }
        problem_drop(fresh);
        problem_cache_free(fresh_cache);
    }
}

/* A problem outlives its cache and is dropped by its last owner; ASan sees what is left. */
TEST(counted)
{
    static const double c[] = {1, 0.5, 0.5, 1};
    support_give_matrix("c", 2, c);
    scene_set("noise", "matrix");
    scene_set("noise-matrix", "@c");
    for (scene.e.optimizer = 0; scene.e.optimizer < OPTIMIZER_COUNT; scene.e.optimizer++) {
        scene_make();
        struct problem *kept = problem_keep(scene.p);
        assert_ptr_equal(kept, scene.p);
        problem_drop(scene.p);
        scene.p = NULL;
        support_new_cache(&scene.cache);
        assert_true(problem_noise(kept, 0, 1) != 0 || kept->covariance == NULL);
        assert_true(kept->vectors->a[0] == 1);
        problem_drop(kept);
    }
    assert_null(problem_keep(NULL));
    problem_drop(NULL);
    problem_cache_free(NULL);
}

/* --- the ends --------------------------------------------------------------------------------- */

TEST(one_dimension)
{
    static const double one[] = {2.5};
    double plane[1];
    support_give_matrix("matrix", 1, one);
    support_give_list("list", 1, one);
    static const char *const forms[] = {"2.5", "@matrix", "@list"};
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++) {
            scene_set("hessian", forms[i]);
            scene_set("noise", "matrix");
            scene_set("noise-matrix", forms[j]);
            scene_make();
            assert_int_equal(scene.p->n, 1);
            assert_true(scene.p->k[0] == 2.5);
            assert_near(problem_noise(scene.p, 0, 0), 2.5, 1e-15);
            problem_plane(scene.p, scene.e.plane, 0, plane);
            assert_true(plane[0] == 1);
        }
}

TEST(singular_noise)
{
    scene_set("noise", "matrix");
    scene_set("noise-matrix", "4,2,1");
    scene_make();
    assert_int_equal(scene.p->root->cols, 1);
    scene_expect_noise(2, NULL, (double[]){4, 2, 2, 1}, 1e-15);
    scene_set("noise-matrix", "0,0,0");
    scene_make();
    scene_expect_noise(2, NULL, (double[4]){0}, 0);
    scene_set("noise-matrix", "0,0,3");
    scene_make();
    assert_true(problem_noise(scene.p, 0, 0) == 0);
    assert_near(problem_noise(scene.p, 1, 1), 3, 1e-15);
    /* A tiny variance beside a large one is no rounding. */
    scene_set("noise-matrix", "1e8,1e-5,1e-14");
    scene_make();
    assert_int_equal(scene.p->root->cols, 2);
    assert_near(problem_noise(scene.p, 1, 1), 1e-14, 1e-13);
}

TEST(three_hundred_dimensions)
{
    enum { N = 300 };
    uint64_t seed = 95;
    double *k = calloc(N * N, sizeof *k), *c = calloc(N * N, sizeof *c);
    assert_non_null(k);
    assert_non_null(c);
    support_semidefinite(&seed, N, N + 20, k);
    support_semidefinite(&seed, N, 40, c);
    for (size_t i = 0; i < N; i++)
        k[i * N + i] += 0.1;
    support_give_matrix("k", N, k);
    support_give_matrix("c", N, c);
    scene_set("hessian", "@k");
    scene_set("noise", "matrix");
    scene_set("noise-matrix", "@c");
    scene_set("lambda", "0.1");
    for (int o = 0; o < OPTIMIZER_ADAM; o++) {
        scene.e.optimizer = o;
        scene_make();
        assert_int_equal(scene.p->root->cols, 40);
        scene_expect_hessian(N, k, 1e-12);
        scene_expect_noise(N, NULL, c, 1e-12);
    }
    free(k);
    free(c);
}
