/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../one_problem.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/model/problem.h"

/* Least squares on a data set: K, the residuals, the noise at the minimum and what is refused. */

enum { ROWS = 60, D = 5, COLUMNS = D + 1 };

static double table[ROWS * COLUMNS];

static int start(void **state)
{
    (void)scene_start(state);
    support_regression(2, &scene.e);
    return 0;
}

static void random_table(uint64_t *seed)
{
    for (size_t r = 0; r < ROWS; r++) {
        double y = support_normal(seed);
        for (size_t c = 0; c < D; c++) {
            double x = (support_normal(seed) + 0.3) * pow(10, 1.0 - (double)c);
            table[r * COLUMNS + c] = x;
            y += x * (double)(c + 1);
        }
        table[r * COLUMNS + D] = y;
    }
    support_give_data("t.csv", ROWS, COLUMNS, table);
}

/* --- numbers ---------------------------------------------------------------------------------- */

FIXTURE(start, scene_finish)

TEST(worked_values)
{
    static const double replace[] = {0.0495303434974205, 0.0196265556082091, 0.0196265556082091,
                                     0.0779497217476678};
    double want[4];
    support_give_data("t.csv", 6, 3, support_worked);
    for (int sampling = 0; sampling < SAMPLING_COUNT; sampling++) {
        scene.e.sampling = sampling;
        scene_make();
        assert_int_equal(scene.p->data.rows, 6);
        double share = sampling == SAMPLING_REPLACE ? 1 : 4.0 / 5; /* (N−S)/(N−1) */
        for (int i = 0; i < 4; i++)
            want[i] = share * replace[i];
        scene_expect_noise(2, NULL, want, 2e-14);
        scene_expect_noise(1, NULL, want, 2e-14);
    }
}

/* XᵀX/N, and Xᵀr = 0 with y − r = X w: r is the residual whatever the way to it. */
static void expect_least_squares(const double *x, const double *y)
{
    double t[D * D], from_w[D * D], want[D * D] = {0}, size = 0;
    static double modes[ROWS * (D + 3)];
    for (int i = 0; i < D * D; i++)
        for (int r = 0; r < ROWS; r++)
            want[i] += x[r * D + i / D] * x[r * D + i % D] / ROWS;
    scene_expect_hessian(D, want, 1e-13);
    assert_fine(problem_transform(scene.p, t, from_w));
    problem_points(scene.p, D + 3, modes);
    double along[D] = {0}, total = 0, explained = 0;
    for (int r = 0; r < ROWS; r++) {
        const double *row = modes + r * (D + 3);
        double residual = row[D];
        assert_true(row[D + 1] == 0 && row[D + 2] == 0);
        size = fmax(size, fabs(residual));
        total += y[r] * y[r];
        explained += (y[r] - residual) * residual;
        for (int i = 0; i < D; i++) {
            double pulled = 0; /* (Tᵀx)_i */
            for (int j = 0; j < D; j++)
                pulled += t[j * D + i] * x[r * D + j];
            assert_true(fabs(row[i] - pulled) <= 1e-12 * fmax(1, fabs(pulled)));
            along[i] += residual * row[i] / sqrt(ROWS * scene.p->curvature[i]) / ROWS;
        }
    }
    for (int i = 0; i < D; i++)
        assert_true(fabs(along[i]) < 1e-11 * size);
    assert_true(fabs(explained) < 1e-12 * total);
}

TEST(random_data)
{
    uint64_t seed = 301;
    static double x[ROWS * D], y[ROWS];
    for (int round = 0; round < 60; round++) {
        (void)snprintf(support_case, sizeof support_case, "round %d", round);
        random_table(&seed);
        scene.e.standardize = round % 2;
        scene.e.optimizer = round % OPTIMIZER_COUNT;
        scene.e.lambda = 0.1;
        size_t target = support_below(&seed, COLUMNS);
        (void)snprintf(scene.e.target, sizeof scene.e.target, "%c", (char)('a' + target));
        support_new_cache(&scene.cache);
        scene_make();
        for (size_t c = 0, f = 0; c < COLUMNS; c++) {
            double mean = 0, square = 0;
            for (size_t r = 0; r < ROWS; r++)
                mean += table[r * COLUMNS + c] / ROWS;
            for (size_t r = 0; r < ROWS; r++)
                square += pow(table[r * COLUMNS + c] - mean, 2) / ROWS;
            for (size_t r = 0; r < ROWS; r++) {
                double v = table[r * COLUMNS + c];
                v = scene.e.standardize ? (v - mean) / sqrt(square) : v;
                *(c == target ? &y[r] : &x[r * D + f]) = v;
            }
            f += c != target;
        }
        expect_least_squares(x, y);
    }
}

/* The fourth moments against a plain sum over the points. */
TEST(fourth_moments)
{
    uint64_t seed = 302;
    random_table(&seed);
    scene.e.standardize = 1;
    scene_make();
    assert_non_null(scene.p->data.fourth);
    const double *points = scene.p->data.points->a;
    for (size_t a = 0, row = 0; a < D; a++)
        for (size_t b = 0; b <= a; b++, row++)
            for (size_t c = 0, column = 0; c < D; c++)
                for (size_t d = 0; d <= c; d++, column++) {
                    double sum = 0, size = 0;
                    for (size_t r = 0; r < ROWS; r++) {
                        const double *x = points + r * D;
                        sum += x[a] * x[b] * x[c] * x[d] / ROWS;
                        size += fabs(x[a] * x[b] * x[c] * x[d]) / ROWS;
                    }
                    double got = scene.p->data.fourth->a[row * scene.p->data.fourth->cols + column];
                    assert_true(fabs(got - sum) <= 1e-14 * size);
                }
}

/* Other noise takes K and N from the data, and no minibatch is drawn. */
TEST(other_noise)
{
    uint64_t seed = 303;
    random_table(&seed);
    scene_set("noise", "minibatch");
    scene_make();
    assert_int_equal(scene.p->data.rows, ROWS);
    assert_null(scene.p->data.points);
    assert_near(scene.p->factor, (ROWS - 2.0) / (ROWS * 2.0), 1e-15);
    scene_set("noise", "state");
    scene_make();
    assert_near(scene.p->factor, (ROWS - 2.0) / 2.0, 1e-15);
    scene_set("hessian-scale", "2");
    double before = scene.p->k[0];
    scene_make();
    assert_near(scene.p->k[0], 2 * before, 1e-15);
}

/* --- synthetic data --------------------------------------------------------------------------- */

TEST(synthetic)
{
    struct matrix k = {0};
    scene_set("data", "synthetic");
    scene_set("hessian", "1,0.1");
    scene_set("angle", "30");
    scene_set("batch", "100");
    scene_make();
    assert_int_equal(scene.p->data.rows, 1000);
    scene_set("samples", "40000");
    scene_set("hessian-scale", "4");
    scene_make();
    assert_int_equal(scene.p->data.rows, 40000);
    assert_fine(problem_hessian(scene.p, scene.p->n, &k));
    /* κ R diag(1, 0.1) Rᵀ, each element to five of its standard errors √((K_ii K_jj + K_ij²)/N) */
    const double want[] = {3.1, 0.9 * sqrt(3), 0.9 * sqrt(3), 1.3};
    for (int i = 0; i < 4; i++)
        assert_true(fabs(k.a[i] - want[i]) <
                    5 * sqrt((want[i / 2 * 3] * want[i % 2 * 3] + want[i] * want[i]) / 40000));
    double squares = 0;
    for (size_t r = 0; r < 40000; r++)
        squares += pow(scene.p->data.residual->a[r], 2) / 40000;
    assert_true(fabs(squares - 1) < 5 * sqrt(2 / 40000.0));
    matrix_free(&k);
    double first = scene.p->k[0];
    scene_set("seed", "2");
    scene_make();
    assert_true(scene.p->k[0] != first);
    scene_set("seed", "1");
    scene_make();
    assert_near(scene.p->k[0], first, 0);
    scene_set("samples", "inf");
    scene_set("batch", "1001");
    assert_refused(problem_make(scene.cache, &scene.e, &scene.p), STATUS_INPUT,
                   "--batch: 1001 is more than the 1000 samples");
    scene_set("samples", "1e15");
    assert_refused(problem_make(scene.cache, &scene.e, &scene.p), STATUS_INPUT, "--samples: ");
}

/* --- what is refused -------------------------------------------------------------------------- */

static void expect_refused(const char *part)
{
    support_new_cache(&scene.cache);
    scene_refuses(part);
}

static void copy_column(size_t from, size_t to, double factor, double add)
{
    for (size_t r = 0; r < ROWS; r++)
        table[r * COLUMNS + to] = factor * table[r * COLUMNS + from] + add;
}

TEST(refused_data)
{
    uint64_t seed = 304;
    random_table(&seed);
    scene_set("target", "z");
    expect_refused("--target: t.csv: no column 'z'");
    scene_set("target", "");
    scene_set("batch", "61");
    expect_refused("--batch: 61 is more than the 60 rows of t.csv");
    scene_set("batch", "2");
    copy_column(0, 3, 0, 7);
    expect_refused("--data: t.csv: column 'd' is constant; leave it out, --standardize yes");
    table[3] += 4e-15;
    scene_set("standardize", "yes");
    expect_refused("--data: t.csv: column 'd' is constant; leave it out");
    scene_set("standardize", "no");
    random_table(&seed);
    copy_column(0, D, 0, 7);
    expect_refused("--data: t.csv: column 'f' is constant, and it is the target");
    random_table(&seed);
    copy_column(D, 1, 1, 0);
    expect_refused("--data: t.csv: column 'b' is a copy of the target 'f'");
    random_table(&seed);
    copy_column(0, 3, 1, 0);
    expect_refused("depends linearly on the others");
    copy_column(0, 3, 2.54, 0);
    expect_refused("depends linearly on the others");
    copy_column(0, 3, 2.54, 1);
    scene_set("standardize", "yes");
    expect_refused("depends linearly on the others");
    scene_set("standardize", "no");
    copy_column(0, 3, 2.54, 0);
    table[3] += 1e-7;
    expect_refused("column 'd' depends linearly on the others");
    support_give_data("t.csv", D - 1, COLUMNS, table);
    expect_refused("--data: t.csv: its 4 rows are fewer than the 5 columns to fit");
    scene_set("standardize", "yes");
    support_give_data("t.csv", D, COLUMNS, table); /* centred: one row too few */
    expect_refused("depends linearly on the others");
    support_give_data("t.csv", ROWS, 1, table);
    expect_refused("--data: t.csv: 'a' is its only column");
    scene_set("data", "other.csv");
    expect_refused("--data: other.csv: No such file");
}

/* Units that are 1e10 apart are no dependence, nor are columns that differ by a share of 1e-6. */
TEST(ill_conditioned)
{
    uint64_t seed = 305;
    random_table(&seed);
    copy_column(1, 1, 1e-10, 0);
    scene_make();
    assert_true(scene.p->k[D - 1] < 1e-18 * scene.p->k[0]);
    random_table(&seed);
    copy_column(0, 3, 1, 0);
    table[3] += 1e-6 * ROWS;
    support_new_cache(&scene.cache);
    scene_make();
}

/* What the data decide is kept in the experiment and has no effect (parameter.c has the rules). */
TEST(data_decide)
{
    support_give_data("t.csv", 6, 3, support_worked);
    scene_set("data", "");
    expect_refused("--noise: regression needs --data");
    scene_set("data", "t.csv");
    scene_make();
    double sharpest = scene.p->k[0];
    scene_set("angle", "20");
    scene_set("hessian", "3,2");
    scene_set("hessian-scale", "2");
    scene_set("eigenvalue", "1:3");
    scene_make();
    assert_near(scene.p->k[0], sharpest, 0);
}
