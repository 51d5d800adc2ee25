/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../one_problem.h"
#include "lyapunov.h"

#include "sgdscope/theory/stability.h"

/* Stability in mean square on data whose columns are never nonzero together, so that the map of the
 * second moments falls apart into independent blocks. The map is built from the definition: the
 * mean over all batches of what one step does to the second moments. */

enum { DESIGNS = 500, MOST = 6, ROWS = 8, PAIRS = MOST * (2 * MOST + 1), BATCHES = ROWS * ROWS };

static double table[ROWS * (MOST + 1)];

/* --- designs ---------------------------------------------------------------------------------- */

/* Fills row r of n columns, which are zero; first: the row is to have something in that column. */
typedef void filler(double *row, size_t n, size_t first, uint64_t *seed);

static void one_hot(double *row, size_t n, size_t first, uint64_t *seed)
{
    size_t column = first < n ? first : support_below(seed, n + 1);
    if (column < n)
        row[column] = 1;
}

static void sparse(double *row, size_t n, size_t first, uint64_t *seed)
{
    for (size_t i = 0; i < n; i++)
        if (i == first || support_below(seed, 4) == 0)
            row[i] = (double)support_below(seed, 6) - 2.5;
}

/* Normal numbers in the first half of the columns or in the second. */
static void grouped(double *row, size_t n, size_t first, uint64_t *seed)
{
    size_t half = n / 2, second = first < n ? first >= half : support_below(seed, 2);
    for (size_t i = second ? half : 0; i < (second ? n : half); i++)
        row[i] = support_normal(seed);
}

static void draw_design(filler *fill, size_t n, uint64_t *seed)
{
    memset(table, 0, sizeof table);
    for (size_t r = 0; r < ROWS; r++) {
        double *row = table + r * (n + 1);
        fill(row, n, r < n ? r : n, seed);
        row[n] = support_normal(seed);
    }
    support_give_data("t.csv", ROWS, n + 1, table);
    support_new_cache(&scene.cache);
}

/* --- the map from its definition -------------------------------------------------------------- */

/* step (z×z) of (w, λm), or of w alone, for the gradient of one batch of `size` rows. */
static void step_of(const size_t *batch, size_t size, size_t n, size_t z, double *step)
{
    const struct rule *r = &scene.p->rule;
    double h[MOST * MOST] = {0};
    for (size_t b = 0; b < size; b++) {
        const double *x = table + batch[b] * (n + 1);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                h[i * n + j] += r->lambda * x[i] * x[j] / (double)size;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double same = i == j;
            step[i * z + j] = same - (r->alpha + r->beta * r->rho) * h[i * n + j];
            if (z == n)
                continue;
            step[i * z + n + j] = -r->beta * r->mu * same;
            step[(n + i) * z + j] = r->rho * h[i * n + j];
            step[(n + i) * z + n + j] = r->mu * same;
        }
}

/* map += weight·(X → step X stepᵀ) on symmetric X, whose elements (a, b), b ≤ a, are the numbers.
 */
static void add_step(const double *step, size_t z, double weight, double *map)
{
    size_t pairs = z * (z + 1) / 2, row = 0;
    for (size_t i = 0; i < z; i++)
        for (size_t j = 0; j <= i; j++, row++)
            for (size_t a = 0, col = 0; a < z; a++)
                for (size_t b = 0; b <= a; b++, col++) {
                    double both = step[i * z + a] * step[j * z + b];
                    if (a != b)
                        both += step[i * z + b] * step[j * z + a];
                    map[row * pairs + col] += weight * both;
                }
}

/* Batches of one or two rows: all that can be drawn, each as likely as the others. */
static size_t batches_of(size_t size, size_t batch[][2])
{
    size_t count = 0;
    for (size_t a = 0; a < ROWS; a++)
        for (size_t b = 0; b < (size == 2 ? ROWS : 1); b++)
            if (size == 1 || scene.e.sampling == SAMPLING_REPLACE || a != b) {
                batch[count][0] = a;
                batch[count++][1] = b;
            }
    return count;
}

static double radius_by_definition(size_t n)
{
    static double map[PAIRS * PAIRS];
    size_t z = scene.p->rule.mu > 0 ? 2 * n : n, pairs = z * (z + 1) / 2, batch[BATCHES][2];
    size_t count = batches_of((size_t)scene.e.batch, batch);
    memset(map, 0, pairs * pairs * sizeof *map);
    for (size_t i = 0; i < count; i++) {
        double step[4 * MOST * MOST];
        step_of(batch[i], (size_t)scene.e.batch, n, z, step);
        add_step(step, z, 1 / (double)count, map);
    }
    return lyapunov_radius(pairs, map);
}

/* --- the tests -------------------------------------------------------------------------------- */

static void draw_setting(size_t n, uint64_t *seed)
{
    static const enum optimizer plain[] = {OPTIMIZER_SGD, OPTIMIZER_NESTEROV, OPTIMIZER_QHM};
    bool with_momentum = support_below(seed, 2) == 0;
    support_regression((double)(1 + support_below(seed, 2)), &scene.e);
    scene.e.sampling = (int)support_below(seed, SAMPLING_EPOCH);
    scene.e.optimizer = (int)plain[with_momentum ? support_below(seed, 3) : 0];
    scene.e.mu = with_momentum ? support_uniform(seed, 0, 0.95) : 0;
    scene.e.nu = support_uniform(seed, 0, 1);
    (void)snprintf(support_case, sizeof support_case, "D=%zu %s sampling %d S=%.0f μ=%.17g ν=%.17g",
                   n, optimizer_table[scene.e.optimizer].id.name, scene.e.sampling, scene.e.batch,
                   scene.e.mu, scene.e.nu);
}

/* Whether the columns turned out independent. */
static bool try_make(void)
{
    problem_drop(scene.p);
    scene.p = NULL;
    return problem_make(scene.cache, &scene.e, &scene.p).code == STATUS_OK;
}

/* λ as a share of the limit of the mean, on both sides of the other limit; the limit does not
 * depend on it, and there the radius is 1. */
static void expect_definition(size_t n, uint64_t *seed)
{
    double most = rule_limit(&scene.p->rule) / scene.p->k[0];
    scene.e.lambda = most * support_uniform(seed, 0.02, 1.1);
    scene_make();
    struct stability s = support_stability(scene.p);
    double radius = radius_by_definition(n);
    assert_near(exp(s.square_growth), radius, 1e-9);
    assert_int_equal(s.stable, radius < 1);
    scene.e.lambda = s.limit / scene.p->k[0];
    scene_make();
    assert_near(radius_by_definition(n), 1, 1e-9);
}

static void expect_all(filler *fill, uint64_t seed)
{
    for (int made = 0; made < DESIGNS;) {
        size_t n = 2 + support_below(&seed, MOST - 1);
        draw_setting(n, &seed);
        draw_design(fill, n, &seed);
        if (!try_make())
            continue;
        expect_definition(n, &seed);
        made++;
    }
}

FIXTURE(NULL, scene_finish)

TEST(one_hot_columns)
{
    expect_all(one_hot, 611);
}

TEST(sparse_columns)
{
    expect_all(sparse, 612);
}

TEST(grouped_columns)
{
    expect_all(grouped, 613);
}
