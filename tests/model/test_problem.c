/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/model/problem.h"

enum { D = 8, DD = D * D };

static struct experiment e;
static struct problem_cache *cache;
static struct problem *p;

static void set(const char *name, const char *value)
{
    const struct parameter *parameter = parameter_find(name);
    assert_non_null(parameter);
    assert_fine(parameter_parse(parameter, value, &e));
}

static int start(void **state)
{
    (void)state;
    experiment_init(&e);
    support_case[0] = '\0';
    return (int)problem_cache_new(&cache, support_read, support_read_data).code;
}

static void drop(void)
{
    problem_drop(p);
    p = NULL;
}

static int finish(void **state)
{
    (void)state;
    problem_cache_free(cache);
    drop();
    return 0;
}

static void make(void)
{
    drop();
    assert_fine(problem_make(cache, &e, &p));
}

/* Refused with this in the text, and the out parameter is as it was. */
static void expect_refused(const char *part)
{
    drop();
    assert_refused(problem_make(cache, &e, &p), STATUS_INPUT, part);
    assert_null(p);
}

/* --- what is refused -------------------------------------------------------------------------- */

FIXTURE(start, finish)

TEST(hessians_refused)
{
    static const double skew[] = {1, 0.5, 0, 0.4, 1, 0, 0, 0, 1};
    static const double indefinite[] = {1, 2, 2, 1}, singular[] = {1, 1, 1, 1};
    static const double negative[] = {-1, 0, 0, -2}, list[] = {1, -0.5};
    support_give_matrix("skew", 3, skew);
    support_give_matrix("indefinite", 2, indefinite);
    support_give_matrix("singular", 2, singular);
    support_give_matrix("negative", 2, negative);
    support_give_list("list", 2, list);
    set("hessian", "@skew");
    expect_refused(
        "--hessian: skew: the matrix is not symmetric: element (1,2) is 0.5, (2,1) is 0.4");
    set("hessian", "@indefinite");
    expect_refused("the Hessian is not positive definite: eigenvalue 2 of 2 is -1");
    set("hessian", "@singular");
    expect_refused("eigenvalue 2 of 2 is ");
    expect_refused(", zero to rounding");
    set("hessian", "@negative");
    expect_refused("eigenvalue 1 of 2 is -1");
    set("hessian", "@list");
    expect_refused("--hessian: list: eigenvalue 2 is -0.5; all must be positive");
    set("hessian", "@nowhere.npy");
    expect_refused("--hessian: nowhere.npy: No such file");
    set("hessian", "1e-90,1");
    set("hessian-scale", "1e-20");
    expect_refused("--hessian: eigenvalue 2 is 1e-110; it must be from 1e-100 to 1e+100");
    set("hessian", "1");
    set("hessian-scale", "1");
    set("angle", "30");
    make(); /* one dimension: there is nothing to turn */
    set("hessian", "@good");
    static const double good[] = {1, 0.5, 0.5, 1};
    support_give_matrix("good", 2, good);
    expect_refused("--angle: turns the eigenvectors of a Hessian given by eigenvalues");
    set("angle", "0");
    make();
}

TEST(noises_refused)
{
    static const double skew[] = {1, 0.5, 0.4, 1}, list[] = {1, 2};
    static const double wide[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    static const double small[] = {1e-10, 1e-9, 1e-9, 0};
    static const double correlated[] = {1, 0.8, 0.8, 0.8, 1, -0.8, 0.8, -0.8, 1};
    support_give_matrix("skew", 2, skew);
    support_give_matrix("wide", 3, wide);
    support_give_matrix("small", 2, small);
    support_give_matrix("correlated", 3, correlated);
    support_give_list("list", 2, list);
    set("noise", "matrix");
    expect_refused("--noise: matrix needs --noise-matrix");
    set("noise-matrix", "1,2,1");
    expect_refused("--noise-matrix: it is not positive semidefinite: an eigenvalue is -1");
    set("noise-matrix", "1,0,-0.1");
    expect_refused("--noise-matrix: it is not positive semidefinite: an eigenvalue is -0.1");
    set("noise-matrix", "1");
    expect_refused("--noise-matrix: it is 1x1, the Hessian is 2x2");
    set("noise-matrix", "@wide");
    expect_refused("--noise-matrix: wide: it is 3x3, the Hessian is 2x2");
    set("noise-matrix", "@skew");
    expect_refused("--noise-matrix: skew: the matrix is not symmetric");
    set("noise-matrix", "@list");
    expect_refused("--noise-matrix: list: holds a list of 2 numbers, not a matrix");
    set("noise-matrix", "@nowhere");
    expect_refused("--noise-matrix: nowhere: No such file");
    /* Indefinite however small its numbers are: a variance of 0 has no covariances. */
    set("noise-matrix", "@small");
    expect_refused("--noise-matrix: small: it is not positive semidefinite");
    set("hessian", "1,1,1");
    set("noise-matrix", "@correlated");
    expect_refused("--noise-matrix: correlated: it is not positive semidefinite");
    /* The cache is none the worse for it. */
    set("noise-matrix", "@wide");
    make();
}

TEST(settings_refused)
{
    static const double good[] = {1, 0.5, 0.5, 1};
    support_give_matrix("good", 2, good);
    set("noise", "minibatch");
    set("samples", "50");
    expect_refused("--batch: 100 is more than the 50 samples");
    set("noise", "state");
    expect_refused("--batch: 100 is more than the 50 samples");
    set("samples", "inf");
    expect_refused("--noise: state needs --samples or --noise-scale");
    set("noise", "white");
    set("plane", "1,3");
    make(); /* with D = 2 the coordinates are drawn whatever it says */
    set("hessian", "3,2,1");
    make();
    set("plane", "w4,1");
    expect_refused("--plane: there is no direction 4; D is 3");
    set("plane", "1,D");
    set("hessian", "@good");
    set("eigenvalue", "3:2");
    expect_refused("--eigenvalue: there is no eigenvalue 3; D is 2");
    set("eigenvalue", "2:2");
    make();
}

/* --- what is accepted ------------------------------------------------------------------------- */

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
    set("hessian", "@k");
    set("noise", "matrix");
    set("noise-matrix", "@c");
    support_give_matrix("k", D, k);
    support_give_matrix("c", D, c);
    make();
    struct matrix back = {0};
    assert_fine(problem_hessian(p, p->n, &back));
    for (size_t i = 0; i < D; i++)
        for (size_t j = 0; j < D; j++)
            assert_true(back.a[i * D + j] == 0.5 * (k[i * D + j] + k[j * D + i]));
    matrix_free(&back);
    assert_fine(problem_noise_matrix(p, NULL, p->n, &back));
    for (size_t i = 0; i < D; i++)
        for (size_t j = 0; j < D; j++)
            assert_true(back.a[i * D + j] == 0.5 * (c[i * D + j] + c[j * D + i]));
    matrix_free(&back);
    /* With longer numbers in between they are no float32 numbers. */
    problem_cache_free(cache);
    assert_fine(problem_cache_new(&cache, support_read, support_read_data));
    k[1] += 1e-9;
    k[2] += 3e-7;
    support_give_matrix("k", D, k);
    expect_refused("--hessian: k: the matrix is not symmetric");
}

/* --- what the fields mean --------------------------------------------------------------------- */

static void multiply(size_t n, int ta, const double *a, int tb, const double *b, double *out)
{
    matrix_product(n, ta, a, tb, b, out);
}

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
    for (size_t rows = 1; rows <= p->n; rows += 2) {
        for (int diagonal = 0; diagonal < 2; diagonal++) {
            const double *s = diagonal ? p->curvature : c;
            assert_fine(problem_to_w(p, s, diagonal, p->n, &whole));
            assert_fine(problem_to_w(p, s, diagonal, rows, &block));
            expect_block(&block, rows, &whole);
            matrix_free(&whole);
        }
        assert_fine(problem_hessian(p, p->n, &whole));
        assert_fine(problem_hessian(p, rows, &block));
        expect_block(&block, rows, &whole);
        matrix_free(&whole);
        assert_fine(problem_noise_matrix(p, NULL, p->n, &whole));
        assert_fine(problem_noise_matrix(p, NULL, rows, &block));
        expect_block(&block, rows, &whole);
        matrix_free(&whole);
    }
}

/* Λ/λ by its definition with the Σ of y that the problem implies is theory's business; here: T
 * gives what problem.h says of K, C and itself. */
static void expect_transform(void)
{
    size_t n = p->n;
    double t[DD], from_w[DD], out[DD], half[DD], want[DD] = {0}, c[DD], kp[DD] = {0};
    double v[D], pulled[D];
    struct matrix k = {0}, noise = {0}, square = {0};
    uint64_t seed = 92;
    assert_fine(problem_transform(p, t, from_w));
    assert_fine(problem_hessian(p, p->n, &k));
    for (size_t i = 0; i < n; i++) {
        want[i * n + i] = 1;
        kp[i * n + i] = p->curvature[i];
    }
    multiply(n, 0, t, 0, from_w, out);
    assert_matrix_near(n, out, want, 1e-11);
    multiply(n, 1, t, 0, k.a, half);
    multiply(n, 0, half, 0, t, out);
    assert_matrix_near(n, out, kp, 1e-11);
    for (size_t i = 0; i < n * n; i++)
        c[i] = problem_noise(p, i / n, i % n);
    if (p->state == 0) {
        assert_fine(problem_noise_matrix(p, NULL, p->n, &noise));
        multiply(n, 1, t, 0, noise.a, half);
        multiply(n, 0, half, 0, t, out);
        assert_matrix_near(n, c, out, 1e-10);
    }
    /* T s Tᵀ, s = Tᵀ C T here as anything symmetric would do, and its diagonal alone. */
    assert_fine(problem_to_w(p, c, 0, p->n, &square));
    multiply(n, 0, t, 0, c, half);
    multiply(n, 0, half, 1, t, out);
    assert_matrix_near(n, square.a, out, 1e-12);
    matrix_free(&square);
    assert_fine(problem_to_w(p, p->curvature, 1, p->n, &square));
    multiply(n, 0, t, 0, kp, half);
    multiply(n, 0, half, 1, t, out);
    assert_matrix_near(n, square.a, out, 1e-12);
    expect_blocks(c);
    for (size_t i = 0; i < n; i++)
        v[i] = support_normal(&seed);
    problem_pull(p, v, pulled);
    for (size_t i = 0; i < n; i++) {
        double sum = 0, size = 0;
        for (size_t j = 0; j < n; j++) {
            sum += t[j * n + i] * v[j];
            size += fabs(t[j * n + i] * v[j]);
        }
        assert_true(fabs(pulled[i] - sum) <= 1e-13 * size);
    }
    matrix_free(&k);
    matrix_free(&noise);
    matrix_free(&square);
}

/* T Tᵀ = Λ/λ where Λ does not depend on Σ. */
static void expect_preconditioner(const double *k_inverse)
{
    size_t n = p->n;
    double t[DD], out[DD], one[DD] = {0};
    for (size_t i = 0; i < n; i++)
        one[i * n + i] = 1;
    assert_fine(problem_transform(p, t, NULL));
    multiply(n, 0, t, 1, t, out);
    if (p->optimizer->preconditioner == NULL)
        assert_matrix_near(n, out, one, 1e-13);
    if (e.optimizer == OPTIMIZER_NEWTON)
        assert_matrix_near(n, out, k_inverse, 1e-11);
}

TEST(coordinates)
{
    static double k[DD], c[DD], q[DD], inverse[DD];
    uint64_t seed = 93;
    set("hessian", "@k");
    set("noise-matrix", "@c");
    set("noise-scale", "0.3");
    set("lambda", "0.2");
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
        e.optimizer = round % OPTIMIZER_COUNT;
        e.noise = round / OPTIMIZER_COUNT % NOISE_REGRESSION;
        (void)snprintf(support_case, sizeof support_case, "D=%zu optimizer %d noise %d", n,
                       e.optimizer, e.noise);
        problem_cache_free(cache);
        assert_fine(problem_cache_new(&cache, support_read, support_read_data));
        make();
        struct matrix back = {0};
        assert_fine(problem_hessian(p, p->n, &back));
        assert_matrix_near(n, back.a, k, 1e-13);
        matrix_free(&back);
        if (e.noise == NOISE_MATRIX) {
            assert_fine(problem_noise_matrix(p, NULL, p->n, &back));
            for (size_t i = 0; i < n * n; i++)
                back.a[i] /= 0.3;
            assert_matrix_near(n, back.a, c, 1e-13);
            matrix_free(&back);
        }
        expect_transform();
        expect_preconditioner(inverse);
    }
}

/* The formulas of the noises, C = σ²I + aK and the like. */
TEST(noise_formulas)
{
    struct matrix c = {0};
    const double variance[] = {0.5, 7};
    set("hessian", "2,0.1");
    set("sigma2", "3");
    set("samples", "1000");
    make();
    assert_fine(problem_noise_matrix(p, NULL, p->n, &c));
    assert_matrix_near(2, c.a, ((double[]){3, 0, 0, 3}), 0);
    matrix_free(&c);
    set("noise", "minibatch");
    make();
    assert_fine(problem_noise_matrix(p, NULL, p->n, &c));
    assert_matrix_near(2, c.a, ((double[]){0.018, 0, 0, 0.0009}), 1e-15);
    matrix_free(&c);
    set("noise", "mixed");
    make();
    assert_fine(problem_noise_matrix(p, NULL, p->n, &c));
    assert_matrix_near(2, c.a, ((double[]){3.018, 0, 0, 3.0009}), 1e-15);
    matrix_free(&c);
    set("noise", "state");
    make();
    assert_near(p->state, 9, 1e-15);
    assert_fine(problem_noise_matrix(p, NULL, p->n, &c));
    assert_matrix_near(2, c.a, ((double[]){3, 0, 0, 3}), 1e-15);
    matrix_free(&c);
    assert_fine(problem_noise_matrix(p, variance, p->n, &c));
    assert_matrix_near(2, c.a, ((double[]){3 + 9 * 4 * 0.5, 0, 0, 3 + 9 * 0.01 * 7}), 1e-15);
    matrix_free(&c);
    /* Natural and adam take C at their fixed point; the walker's noise is then constant. */
    set("optimizer", "natural");
    make();
    assert_true(p->state == 0);
}

/* --- eigenvalues and eigenvectors ------------------------------------------------------------- */

/* K = R diag(k) Rᵀ with R the turn by the angle. */
TEST(angle)
{
    struct matrix k = {0};
    set("hessian", "1,0.1");
    set("angle", "30");
    make();
    double c = cos(acos(-1) / 6), s = 0.5;
    assert_fine(problem_hessian(p, p->n, &k));
    assert_matrix_near(
        2, k.a, ((double[]){c * c + 0.1 * s * s, 0.9 * c * s, 0.9 * c * s, s * s + 0.1 * c * c}),
        1e-15);
    matrix_free(&k);
    expect_transform();
    /* A quarter turn is exact: nothing of one axis is left in the other. */
    set("angle", "90");
    make();
    assert_fine(problem_hessian(p, p->n, &k));
    assert_matrix_near(2, k.a, ((double[]){0.1, 0, 0, 1}), 0);
    matrix_free(&k);
    set("angle", "-180");
    make();
    assert_fine(problem_hessian(p, p->n, &k));
    assert_matrix_near(2, k.a, ((double[]){1, 0, 0, 0.1}), 0);
    matrix_free(&k);
    /* Only the first two axes turn. */
    set("hessian", "1,2,3");
    set("angle", "45");
    make();
    assert_fine(problem_hessian(p, p->n, &k));
    assert_matrix_near(3, k.a, ((double[]){1.5, -0.5, 0, -0.5, 1.5, 0, 0, 0, 3}), 1e-15);
    matrix_free(&k);
    expect_transform();
}

TEST(lists_in_any_order)
{
    struct matrix k = {0};
    double plane[3];
    set("hessian", "0.1,3,2");
    make();
    assert_true(p->k[0] == 3 && p->k[1] == 2 && p->k[2] == 0.1);
    assert_fine(problem_hessian(p, p->n, &k));
    assert_matrix_near(3, k.a, ((double[]){0.1, 0, 0, 0, 3, 0, 0, 0, 2}), 0);
    matrix_free(&k);
    /* "1,D": the largest eigenvalue's direction is the second axis, the least one's the first. */
    problem_plane(p, e.plane, 0, plane);
    assert_true(plane[0] == 0 && plane[1] == 1 && plane[2] == 0);
    problem_plane(p, e.plane, 1, plane);
    assert_true(plane[0] == 1 && plane[1] == 0 && plane[2] == 0);
    set("plane", "w3,2");
    problem_plane(p, e.plane, 0, plane);
    assert_true(plane[0] == 0 && plane[1] == 0 && plane[2] == 1);
    problem_plane(p, e.plane, 1, plane);
    assert_true(plane[0] == 0 && plane[1] == 0 && plane[2] == 1);
    expect_transform();
    set("optimizer", "newton");
    make();
    expect_transform();
    /* In two dimensions the coordinates are drawn whatever the plane says. */
    set("hessian", "0.1,3");
    make();
    problem_plane(p, e.plane, 0, plane);
    assert_true(plane[0] == 1 && plane[1] == 0);
    problem_plane(p, e.plane, 1, plane);
    assert_true(plane[0] == 0 && plane[1] == 1);
}

TEST(edits_and_scale)
{
    static const double file[] = {2, 1, 0, 1, 2, 0, 0, 0, 5}; /* 5, 3, 1 */
    struct matrix k = {0};
    support_give_matrix("file", 3, file);
    set("hessian", "@file");
    make();
    assert_near(p->k[0], 5, 1e-14);
    assert_near(p->k[1], 3, 1e-14);
    assert_near(p->k[2], 1, 1e-14);
    /* 3 becomes 0.5 along (1, 1, 0)/√2, and everything is doubled. */
    set("eigenvalue", "2:0.5");
    set("hessian-scale", "2");
    make();
    assert_fine(problem_hessian(p, p->n, &k));
    assert_matrix_near(3, k.a, ((double[]){1.5, -0.5, 0, -0.5, 1.5, 0, 0, 0, 10}), 1e-14);
    matrix_free(&k);
    expect_transform();
}

/* --- the cache -------------------------------------------------------------------------------- */

TEST(nothing_is_read_twice)
{
    static const double k[] = {1, 0.2, 0.2, 1}, c[] = {1, 0.5, 0.5, 1};
    support_give_matrix("k", 2, k);
    support_give_matrix("k2", 2, k);
    support_give_matrix("c", 2, c);
    set("hessian", "@k");
    set("noise", "matrix");
    set("noise-matrix", "@c");
    support_reads = 0;
    make();
    assert_int_equal(support_reads, 2);
    const struct matrix_ref *vectors = matrix_ref_keep(p->vectors);
    set("lambda", "0.3");
    set("mu", "0.5");
    set("noise-scale", "2");
    set("hessian-scale", "3");
    set("eigenvalue", "1:2");
    for (e.optimizer = 0; e.optimizer < OPTIMIZER_COUNT; e.optimizer++) {
        make();
        assert_ptr_equal(p->vectors, vectors); /* no eigenvectors were computed */
    }
    set("optimizer", "sgd");
    set("noise", "white");
    make();
    set("noise", "matrix");
    make();
    assert_int_equal(support_reads, 2);
    set("hessian", "@k2"); /* another K: C in its basis is new too */
    make();
    assert_int_equal(support_reads, 4);
    assert_ptr_not_equal(p->vectors, vectors);
    matrix_ref_drop((struct matrix_ref *)(uintptr_t)vectors);
    set("noise-matrix", "1,0,1");
    make();
    assert_int_equal(support_reads, 4);
}

static void change_one_setting(uint64_t *seed)
{
    static const char *const hessian[] = {"@0", "@1", "1,0.1,3"};
    static const char *const noise[] = {"@2", "@3", "2,1,0.5,1,0.3,1.5"};
    switch (support_below(seed, 7)) {
    case 0:
        set("hessian", hessian[support_below(seed, 3)]);
        e.angle = 0;
        break;
    case 1:
        set("noise-matrix", noise[support_below(seed, 3)]);
        break;
    case 2:
        e.angle = e.hessian.file[0] == '\0' ? 20 : 0;
        break;
    case 3:
        e.noise = support_below(seed, 3) ? NOISE_MATRIX : NOISE_MINIBATCH;
        break;
    case 4:
        e.optimizer = (int)support_below(seed, OPTIMIZER_COUNT);
        break;
    case 5:
        e.lambda = support_uniform(seed, 0.1, 0.2);
        break;
    default:
        e.hessian_scale = support_uniform(seed, 1, 2);
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
    set("hessian", "@0");
    set("noise", "matrix");
    set("noise-matrix", "@2");
    for (int round = 0; round < 1000; round++) {
        struct problem_cache *fresh_cache = NULL;
        struct problem *fresh = NULL;
        change_one_setting(&seed);
        make();
        assert_fine(problem_cache_new(&fresh_cache, support_read, support_read_data));
        assert_fine(problem_make(fresh_cache, &e, &fresh));
        for (size_t i = 0; i < 3; i++) {
            assert_true(p->curvature[i] == fresh->curvature[i]);
            for (size_t j = 0; j < 3; j++)
                assert_true(problem_noise(p, i, j) == problem_noise(fresh, i, j));
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
    set("noise", "matrix");
    set("noise-matrix", "@c");
    for (e.optimizer = 0; e.optimizer < OPTIMIZER_COUNT; e.optimizer++) {
        make();
        struct problem *kept = problem_keep(p);
        assert_ptr_equal(kept, p);
        drop();
        problem_cache_free(cache);
        assert_fine(problem_cache_new(&cache, support_read, support_read_data));
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
            set("hessian", forms[i]);
            set("noise", "matrix");
            set("noise-matrix", forms[j]);
            make();
            assert_int_equal(p->n, 1);
            assert_true(p->k[0] == 2.5);
            assert_near(problem_noise(p, 0, 0), 2.5, 1e-15);
            expect_transform();
            problem_plane(p, e.plane, 0, plane);
            assert_true(plane[0] == 1);
        }
}

TEST(singular_noise)
{
    struct matrix c = {0};
    set("noise", "matrix");
    set("noise-matrix", "4,2,1");
    make();
    assert_int_equal(p->root->cols, 1);
    assert_fine(problem_noise_matrix(p, NULL, p->n, &c));
    assert_matrix_near(2, c.a, ((double[]){4, 2, 2, 1}), 1e-15);
    matrix_free(&c);
    expect_transform();
    set("noise-matrix", "0,0,0");
    make();
    assert_fine(problem_noise_matrix(p, NULL, p->n, &c));
    assert_true(matrix_max_abs(&c) == 0);
    matrix_free(&c);
    set("noise-matrix", "0,0,3");
    make();
    assert_true(problem_noise(p, 0, 0) == 0);
    assert_near(problem_noise(p, 1, 1), 3, 1e-15);
    /* A tiny variance beside a large one is no rounding. */
    set("noise-matrix", "1e8,1e-5,1e-14");
    make();
    assert_int_equal(p->root->cols, 2);
    assert_near(problem_noise(p, 1, 1), 1e-14, 1e-13);
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
    set("hessian", "@k");
    set("noise", "matrix");
    set("noise-matrix", "@c");
    set("lambda", "0.1");
    for (int o = 0; o < OPTIMIZER_ADAM; o++) {
        struct matrix back = {0};
        e.optimizer = o;
        make();
        assert_int_equal(p->root->cols, 40);
        assert_fine(problem_hessian(p, p->n, &back));
        assert_matrix_near(N, back.a, k, 1e-12);
        matrix_free(&back);
        assert_fine(problem_noise_matrix(p, NULL, p->n, &back));
        assert_matrix_near(N, back.a, c, 1e-12);
        matrix_free(&back);
    }
    free(k);
    free(c);
}
