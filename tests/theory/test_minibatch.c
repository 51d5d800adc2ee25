/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "lyapunov.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/minibatch.h"
#include "sgdscope/theory/minibatch_transient.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/stationary.h"

#include <lapacke.h>

/* Real minibatches (theory.md section 10): worked values, and the dense (2D)² equations in the
 * coordinates of w, made from the data by plain loops, as a second computation. */

enum { MOST = 4, DD = MOST * MOST, ROWS = 40, BIG = 4 * DD };

static struct experiment e;
static struct problem_cache *cache;
static struct problem *p;

static int start(void **state)
{
    (void)state;
    support_regression(2, &e);
    support_new_cache(&cache);
    e.lambda = 0.7;
    return 0;
}

static int finish(void **state)
{
    (void)state;
    problem_drop(p);
    problem_cache_free(cache);
    p = NULL;
    cache = NULL;
    return 0;
}

static void make(void)
{
    support_make(cache, &e, &p);
}

static void new_data(size_t rows, size_t columns, const double *table)
{
    support_give_data("t.csv", rows, columns, table);
    support_new_cache(&cache);
}

typedef struct status solver(const struct problem *, struct covariance *);

static void solve(solver *with, double *sigma)
{
    struct covariance y = {0};
    struct matrix w = {0};
    assert_fine(with(p, &y));
    assert_fine(problem_to_w(p, y.s, y.diagonal, p->n, &w));
    memcpy(sigma, w.a, p->n * p->n * sizeof *sigma);
    matrix_free(&w);
    covariance_free(&y);
}

/* --- worked values ---------------------------------------------------------------------------- */

FIXTURE(start, finish)

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
    new_data(6, 3, support_worked);
    for (int i = 0; i < 3; i++) {
        e.sampling = (int)value[i].sampling;
        e.mu = value[i].mu;
        make();
        solve(stationary_solve, sigma);
        assert_near(sigma[0], value[i].sigma[0], 1e-14);
        assert_near(sigma[1], value[i].sigma[1], 2e-14);
        assert_near(sigma[3], value[i].sigma[2], 1e-14);
    }
    e.sampling = SAMPLING_REPLACE;
    e.mu = 0;
    make();
    struct stability s = support_stability(p);
    assert_near(exp(s.square_growth), 0.463373208697243, 5e-15);
}

/* --- the dense equations ---------------------------------------------------------------------- */

/* Data, and what the test makes of it: the map of (w, λm) and of its second moments. */
struct dense {
    size_t n;
    double table[ROWS * (MOST + 1)];
    double k[DD], c[DD], a[4 * DD], b[2 * DD];
    double map[BIG * BIG];
};

static void draw(struct dense *d, size_t n, uint64_t *seed)
{
    d->n = n;
    for (size_t r = 0; r < ROWS; r++) {
        double *row = d->table + r * (n + 1), common = support_normal(seed);
        row[n] = support_normal(seed);
        for (size_t i = 0; i < n; i++) {
            row[i] = (0.5 * common + support_normal(seed)) / (1 + (double)i);
            row[n] += row[i];
        }
    }
    new_data(ROWS, n + 1, d->table);
}

/* f(M₄(Σ) − KΣK) from the rows of the table. */
static void fed_back(const struct dense *d, const double *sigma, double *out)
{
    size_t n = d->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double ksk = 0, m = 0;
            for (size_t u = 0; u < n; u++)
                for (size_t v = 0; v < n; v++)
                    ksk += d->k[i * n + u] * sigma[u * n + v] * d->k[v * n + j];
            for (size_t r = 0; r < ROWS; r++) {
                const double *x = d->table + r * (n + 1);
                double q = 0;
                for (size_t u = 0; u < n; u++)
                    for (size_t v = 0; v < n; v++)
                        q += x[u] * sigma[u * n + v] * x[v];
                m += q * x[i] * x[j] / ROWS;
            }
            out[i * n + j] = p->factor * (m - ksk);
        }
}

/* out (2n×2n) ← left x leftᵀ, left 2n×m. */
static void sandwich(size_t n2, size_t m, const double *left, const double *x, double *out)
{
    for (size_t i = 0; i < n2; i++)
        for (size_t j = 0; j < n2; j++) {
            double sum = 0;
            for (size_t u = 0; u < m; u++)
                for (size_t v = 0; v < m; v++)
                    sum += left[i * m + u] * x[u * m + v] * left[j * m + v];
            out[i * n2 + j] = sum;
        }
}

/* Λ = λ T Tᵀ; C_0 and K from the problem, which test_regression holds against the data. */
static void build(struct dense *d)
{
    size_t n = d->n, n2 = 2 * n, big = n2 * n2;
    double t[DD], precondition[DD], unit[4 * DD], top[DD], fed[DD], part[4 * DD];
    struct matrix m = {0};
    assert_fine(problem_hessian(p, p->n, &m));
    memcpy(d->k, m.a, n * n * sizeof *m.a);
    matrix_free(&m);
    assert_fine(problem_noise_matrix(p, NULL, p->n, &m));
    memcpy(d->c, m.a, n * n * sizeof *m.a);
    matrix_free(&m);
    assert_fine(problem_transform(p, t, NULL));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            precondition[i * n + j] = 0;
            for (size_t l = 0; l < n; l++)
                precondition[i * n + j] += p->rule.lambda * t[i * n + l] * t[j * n + l];
        }
    lyapunov_map(&p->rule, n, d->k, precondition, d->a, d->b);
    for (size_t col = 0; col < big; col++) {
        memset(unit, 0, sizeof unit);
        unit[col] = 1;
        for (size_t i = 0; i < n; i++)
            memcpy(top + i * n, unit + i * n2, n * sizeof *top);
        fed_back(d, top, fed);
        sandwich(n2, n, d->b, fed, part);
        for (size_t row = 0; row < big; row++)
            d->map[row * big + col] =
                part[row] + d->a[row / n2 * n2 + col / n2] * d->a[row % n2 * n2 + col % n2];
    }
}

static double dense_solve(const struct dense *d, double *sigma)
{
    size_t n = d->n, n2 = 2 * n, big = n2 * n2;
    static double a[BIG * BIG];
    double x[BIG], norm = 0, reciprocal = 0;
    lapack_int pivot[BIG], size = (lapack_int)big;
    for (size_t i = 0; i < big * big; i++)
        a[i] = (i / big == i % big) - d->map[i];
    for (size_t col = 0; col < big; col++) {
        double sum = 0;
        for (size_t row = 0; row < big; row++)
            sum += fabs(a[row * big + col]);
        norm = fmax(norm, sum);
    }
    sandwich(n2, n, d->b, d->c, x);
    assert_int_equal(LAPACKE_dgesv(LAPACK_ROW_MAJOR, size, 1, a, size, pivot, x, 1), 0);
    assert_int_equal(LAPACKE_dgecon(LAPACK_ROW_MAJOR, '1', size, a, size, norm, &reciprocal), 0);
    for (size_t i = 0; i < n; i++)
        memcpy(sigma + i * n, x + i * n2, n * sizeof *sigma);
    return reciprocal;
}

/* A setting of any rule; λ at `share` of the program's own mean-square limit. */
static void draw_setting(struct dense *d, uint64_t *seed, double share)
{
    static const enum optimizer fixed[] = {OPTIMIZER_SGD, OPTIMIZER_SGD, OPTIMIZER_NESTEROV,
                                           OPTIMIZER_QHM, OPTIMIZER_NEWTON};
    draw(d, 1 + support_below(seed, MOST), seed);
    e.optimizer = (int)fixed[support_below(seed, 5)];
    e.sampling = (int)support_below(seed, SAMPLING_EPOCH);
    e.mu = support_below(seed, 3) == 0 ? 0 : support_uniform(seed, 0, 0.95);
    e.nu = support_uniform(seed, 0, 1);
    e.batch = (double)(1 + support_below(seed, ROWS - 1));
    e.lambda = 0.01;
    make();
    struct stability s = support_stability(p);
    e.lambda *= share * s.limit / s.lambda_k_max;
    make();
    (void)snprintf(support_case, sizeof support_case,
                   "D=%zu %s sampling %d S=%.0f λ=%.17g μ=%.17g ν=%.17g", d->n,
                   p->optimizer->id.name, e.sampling, e.batch, e.lambda, e.mu, e.nu);
}

TEST(random_problems)
{
    static struct dense d;
    double sigma[DD], want[DD];
    uint64_t seed = 311;
    for (int round = 0; round < 80; round++) {
        draw_setting(&d, &seed,
                     round % 4 == 0 ? 1 - support_log_uniform(&seed, 1e-5, 0.1)
                                    : support_uniform(&seed, 0.01, 0.95));
        build(&d);
        double reciprocal = dense_solve(&d, want);
        solve(stationary_solve, sigma);
        assert_matrix_near(d.n, sigma, want, fmax(1e-11, 2e-15 / reciprocal));
        /* Points alone, without the fourth moments, say the same. */
        struct matrix_ref *fourth = p->data.fourth;
        p->data.fourth = NULL;
        solve(stationary_solve, sigma);
        p->data.fourth = fourth;
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
        draw_setting(&d, &seed, inside ? 1 - off : 1 + off);
        build(&d);
        size_t big = 4 * d.n * d.n;
        double radius = lyapunov_radius(big, d.map);
        struct stability s = support_stability(p);
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
    double sigma[DD], want[DD];
    uint64_t seed = 313;
    int solved = 0;
    for (int round = 0; round < 20; round++) {
        draw(&d, 2 + support_below(&seed, 2), &seed);
        e.optimizer = round % 2 ? OPTIMIZER_ADAM : OPTIMIZER_NATURAL;
        e.batch = 20;
        e.lambda = 0.3;
        e.mu = round % 2 ? 0 : 0.5;
        make();
        (void)snprintf(support_case, sizeof support_case, "round %d", round);
        build(&d);
        struct stability s = support_stability(p);
        assert_int_equal(s.stable, lyapunov_radius(4 * d.n * d.n, d.map) < 1);
        if (!s.stable)
            continue;
        double reciprocal = dense_solve(&d, want);
        solve(stationary_solve, sigma);
        assert_matrix_near(d.n, sigma, want, fmax(1e-11, 2e-15 / reciprocal));
        solved++;
    }
    assert_true(solved > 5);
}

/* --- in time ---------------------------------------------------------------------------------- */

/* vᵀΣ_t v and the loss, by the dense map of the second moments. */
static void expect_in_time(const struct dense *d, const double *v)
{
    size_t n = d->n, n2 = 2 * n, big = n2 * n2;
    double x[BIG] = {0}, next[BIG], push[BIG], pulled[MOST];
    struct minibatch_transient *m = NULL;
    assert_fine(minibatch_transient_new(p, &m));
    problem_pull(p, v, pulled);
    sandwich(n2, n, d->b, d->c, push);
    for (int t = 0; t < 30; t++) {
        double form = 0, loss = 0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                form += v[i] * x[i * n2 + j] * v[j];
                loss += 0.5 * d->k[i * n + j] * x[i * n2 + j];
            }
        assert_near(minibatch_transient_form(m, pulled), form, 1e-10);
        assert_near(minibatch_transient_loss(m), loss, 1e-11);
        minibatch_transient_step(m);
        for (size_t i = 0; i < big; i++) {
            next[i] = push[i];
            for (size_t j = 0; j < big; j++)
                next[i] += d->map[i * big + j] * x[j];
        }
        memcpy(x, next, sizeof x);
    }
    minibatch_transient_free(m);
}

static void set_rule(int optimizer, int sampling, double lambda, double mu, double batch)
{
    e.optimizer = optimizer;
    e.sampling = sampling;
    e.lambda = lambda;
    e.mu = mu;
    e.batch = batch;
    make();
}

/* On both sides of the limit, with the fourth moments of the data and by the points. */
TEST(in_time)
{
    static struct dense d;
    double v[MOST];
    uint64_t seed = 316;
    for (int round = 0; round < 40; round++) {
        draw_setting(&d, &seed, support_uniform(&seed, 0.1, 1.5));
        build(&d);
        for (size_t i = 0; i < d.n; i++)
            v[i] = support_uniform(&seed, 0.1, 1);
        expect_in_time(&d, v);
        struct matrix_ref *fourth = p->data.fourth;
        p->data.fourth = NULL;
        expect_in_time(&d, v);
        p->data.fourth = fourth;
    }
}

/* D = 1, μ = 0: σ ← qσ + λ²C_0 with q = (1−λk)² + λ²f(E x⁴ − k²). */
TEST(in_time_in_one_direction)
{
    static struct dense d;
    uint64_t seed = 317;
    draw(&d, 1, &seed);
    set_rule(OPTIMIZER_SGD, SAMPLING_SUBSET, 0.6, 0, 4);
    double k = 0, fourth = 0, l = e.lambda, c = problem_noise(p, 0, 0);
    for (size_t r = 0; r < ROWS; r++) {
        double x2 = d.table[2 * r] * d.table[2 * r];
        k += x2 / ROWS;
        fourth += x2 * x2 / ROWS;
    }
    double q = (1 - l * k) * (1 - l * k) + l * l * p->factor * (fourth - k * k);
    struct minibatch_transient *m = NULL;
    assert_fine(minibatch_transient_new(p, &m));
    for (int t = 0; t < 50; t++, minibatch_transient_step(m))
        assert_near(minibatch_transient_loss(m), 0.5 * k * l * l * c * (1 - pow(q, t)) / (1 - q),
                    1e-12);
    minibatch_transient_free(m);
}

/* Passes, D = 1: w_t = Σ_s h_(t−s) η_s, summed over all pairs of steps with what section 10 says of
 * their correlation. N = 40, S = 6 leaves four points over in each pass. */
TEST(passes_in_time)
{
    enum { STEPS = 25, PASS = 6 };
    static struct dense d;
    double h[STEPS + 1] = {0};
    uint64_t seed = 318;
    draw(&d, 1, &seed);
    set_rule(OPTIMIZER_NESTEROV, SAMPLING_EPOCH, 0.3, 0.6, 6);
    double c = problem_noise(p, 0, 0), k = p->k[0], w = 0, momentum = 0;
    for (int t = 1; t <= STEPS; t++) {
        double g = k * w + (t == 1);
        momentum = e.mu * momentum + g;
        w -= e.lambda * (g + e.mu * momentum);
        h[t] = w;
    }
    struct minibatch_transient *m = NULL;
    assert_fine(minibatch_transient_new(p, &m));
    for (int t = 0; t < STEPS; t++, minibatch_transient_step(m)) {
        double sum = 0;
        for (int a = 0; a < t; a++)
            for (int b = 0; b < t; b++)
                if (a / PASS == b / PASS)
                    sum += h[t - a] * h[t - b] * (a == b ? c : -c * 6.0 / 34);
        assert_near(minibatch_transient_loss(m), 0.5 * k * sum, 1e-12);
    }
    minibatch_transient_free(m);
}

/* What passes come to rest at is the mean over a pass that minibatch_passes has. */
TEST(passes_settle)
{
    static struct dense d;
    struct covariance rest = {0};
    struct minibatch_transient *m = NULL;
    uint64_t seed = 319;
    draw(&d, 3, &seed);
    set_rule(OPTIMIZER_SGD, SAMPLING_EPOCH, 0.8, 0.5, 5);
    assert_fine(minibatch_passes(p, &rest));
    assert_fine(minibatch_transient_new(p, &m));
    for (int t = 0; t < 8 * 500; t++)
        minibatch_transient_step(m);
    double mean = 0;
    for (int t = 0; t < 8; t++, minibatch_transient_step(m))
        mean += minibatch_transient_loss(m) / 8;
    assert_near(mean, covariance_loss(p, &rest), 1e-11);
    minibatch_transient_free(m);
    covariance_free(&rest);
}

/* --- limits and identities -------------------------------------------------------------------- */

/* Without feedback nothing but Thm 2 is left; C = K/S is the paper's. */
TEST(constant_noise)
{
    static struct dense d;
    double sigma[DD], other[DD];
    uint64_t seed = 314;
    for (int round = 0; round < 20; round++) {
        draw_setting(&d, &seed, 0.5);
        build(&d);
        solve(constant_solve, sigma);
        (void)lyapunov_vectorised(d.n, d.a, 0, NULL, d.b, d.c, other);
        assert_matrix_near(d.n, sigma, other, 1e-10);
        solve(paper_minibatch_solve, sigma);
        for (size_t i = 0; i < d.n * d.n; i++)
            d.c[i] = d.k[i] / e.batch;
        (void)lyapunov_vectorised(d.n, d.a, 0, NULL, d.b, d.c, other);
        assert_matrix_near(d.n, sigma, other, 1e-10);
    }
    e.sampling = SAMPLING_SUBSET; /* the whole data set: no noise, and the mean's limit */
    e.batch = ROWS;
    e.optimizer = OPTIMIZER_SGD;
    make();
    solve(stationary_solve, sigma);
    for (size_t i = 0; i < d.n * d.n; i++)
        assert_near(sigma[i], 0, 0);
    struct stability s = support_stability(p);
    assert_near(s.limit, rule_limit(&p->rule), 1e-15);
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
        new_data(6, 3, table);
        e.lambda = 0.1 / (unit * unit);
        make();
        struct stability s = support_stability(p);
        assert_true(s.stable);
        assert_true(s.square_growth < 0);
        assert_near(s.relaxation, -2 / s.square_growth, 1e-15);
        assert_near(s.square_growth, -2 * e.lambda * p->k[1], 0.5);
        limit[i] = s.limit;
    }
    assert_near(limit[1], limit[0], 1e-7);
}

/* One direction of Gaussian data: M₄ = 3k²Σ, so Σ(1 − (1−x)² − 2fx²) = λ²C. */
TEST(one_gaussian_direction)
{
    double sigma;
    (void)snprintf(e.data, sizeof e.data, "synthetic");
    e.hessian.count = 1;
    e.hessian.value[0] = 1;
    e.batch = 100;
    e.samples = 1e6;
    e.lambda = 1.5;
    make();
    double x = e.lambda * p->k[0], c = problem_noise(p, 0, 0);
    solve(stationary_solve, &sigma);
    assert_near(sigma, 2.25 * c / (1 - (1 - x) * (1 - x) - 0.02 * x * x), 0.005);
    struct stability s = support_stability(p);
    assert_near(s.limit, 2 / 1.02, 0.005); /* (1−x)² + 2x²/S = 1 */
    assert_true(stability_has_fourth_moment(p, &s));
    /* The table of section 10, μ = 0, N = 1000: with replacement, without, Thm 1 with C = K/S; that
     * one's data are not ours, so to what data sets of 1000 differ by. */
    static const double table[4][4] = {
        {0.5, 3.1, 2.9, 3.3}, {1, 10.1, 9.1, 10}, {1.8, 103, 91, 90}, {1.9, 273, 226, 190}};
    e.samples = INFINITY;
    for (int i = 0; i < 4; i++)
        for (int sampling = 0; sampling < 2; sampling++) {
            e.sampling = sampling;
            make();
            e.lambda = table[i][0] / p->k[0];
            make();
            solve(stationary_solve, &sigma);
            assert_near(1e3 * sigma * p->k[0], table[i][1 + sampling], i == 3 ? 0.3 : 0.12);
            solve(paper_minibatch_solve, &sigma);
            assert_near(1e3 * sigma * p->k[0], table[i][3], 0.02);
        }
}

/* Close to the mean-square limit the fourth moments are gone before the second. */
TEST(fourth_moments)
{
    static struct dense d;
    uint64_t seed = 315;
    for (int round = 0; round < 20; round++) {
        draw_setting(&d, &seed, 0.999);
        struct stability s = support_stability(p);
        assert_true(s.stable);
        if (p->factor > 1e-3)
            assert_false(stability_has_fourth_moment(p, &s));
        e.lambda *= 0.02;
        make();
        s = support_stability(p);
        assert_true(stability_has_fourth_moment(p, &s));
    }
}

/* --- shuffled passes -------------------------------------------------------------------------- */

/* X_p for all p with cov(η_s, η_t) = C_0 for s = t, −C_0 S/(N−S) else (what S of N points without
 * replacement have), by the double sum; one pair of directions in the modes. X_0 by going through
 * passes until it stays. */
static double pass_by_sums(size_t i, size_t j, size_t m)
{
    enum { LONGEST = 64 };
    double a[2][LONGEST + 1][4], b[2][LONGEST][2], x0[4] = {0}, mean = 0;
    const double kp[2] = {p->curvature[i], p->curvature[j]};
    const struct rule *r = &p->rule;
    assert_true(m <= LONGEST);
    for (int d = 0; d < 2; d++) {
        const double step[4] = {1 - r->lambda * kp[d] * (r->alpha + r->beta * r->rho),
                                -r->lambda * r->beta * r->mu, r->rho * kp[d], r->mu};
        const double push[2] = {-r->lambda * (r->alpha + r->beta * r->rho), r->rho};
        for (int c = 0; c < 4; c++)
            a[d][0][c] = c % 3 == 0;
        for (size_t t = 0; t <= m; t++) {
            const double *now = a[d][t];
            if (t < m) {
                for (int c = 0; c < 4; c++)
                    a[d][t + 1][c] =
                        step[c / 2 * 2] * now[c % 2] + step[c / 2 * 2 + 1] * now[2 + c % 2];
                for (int c = 0; c < 2; c++)
                    b[d][t][c] = now[2 * c] * push[0] + now[2 * c + 1] * push[1];
            }
        }
    }
    for (int pass = 0; pass < 4000; pass++) {
        double next[4] = {0};
        mean = 0;
        for (size_t t = 1; t <= m; t++) {
            double x[4] = {0};
            for (int c = 0; c < 4; c++)
                for (int u = 0; u < 4; u++)
                    x[c] += a[0][t][c / 2 * 2 + u / 2] * x0[u] * a[1][t][c % 2 * 2 + u % 2];
            for (size_t s = 0; s < t; s++)
                for (size_t q = 0; q < t; q++)
                    for (int c = 0; c < 4; c++)
                        x[c] += b[0][s][c / 2] * b[1][q][c % 2] *
                                (s == q ? 1 : -e.batch / (ROWS - e.batch));
            mean += x[0] / (double)m;
            memcpy(next, x, sizeof x);
        }
        double change = fabs(next[0] - x0[0]);
        memcpy(x0, next, sizeof x0);
        if (pass > 5 && change <= 1e-17 * fabs(x0[0]))
            break;
    }
    return mean;
}

TEST(passes)
{
    static struct dense d;
    uint64_t seed = 316;
    struct covariance y = {0};
    for (int round = 0; round < 30; round++) {
        draw_setting(&d, &seed, 0.5);
        e.sampling = SAMPLING_EPOCH;
        e.batch = (double)(1 + support_below(&seed, ROWS / 2)); /* two steps a pass or more */
        e.mu = fmin(e.mu, 0.8);
        make();
        e.lambda = support_uniform(&seed, 0.1, 0.9) * rule_limit(&p->rule) / p->curvature[0];
        make();
        struct stability s = support_stability(p);
        assert_true(s.stable && !stationary_is_known(p));
        assert_near(s.limit, rule_limit(&p->rule), 0);
        (void)snprintf(support_case, sizeof support_case, "D=%zu %s S=%.0f λ=%.17g μ=%.17g", d.n,
                       p->optimizer->id.name, e.batch, e.lambda, e.mu);
        assert_fine(constant_solve(p, &y));
        for (size_t i = 0; i < d.n; i++)
            for (size_t j = 0; j <= i; j++) {
                double want = pass_by_sums(i, j, ROWS / (size_t)e.batch) * problem_noise(p, i, j);
                double size = sqrt(covariance_at(&y, i, i) * covariance_at(&y, j, j));
                assert_true(fabs(covariance_at(&y, i, j) - want) <= 1e-9 * size);
            }
    }
    /* The whole data set each step has no noise. */
    e.batch = ROWS;
    make();
    assert_fine(constant_solve(p, &y));
    assert_near(covariance_at(&y, 0, 0), 0, 0);
    covariance_free(&y);
}

/* The formula's row of section 10's table, K = 0.9564, N = 1000, S = 100: one unknown, C_0/K, and
 * five values to their digits. */
TEST(passes_table)
{
    static const double lambda[] = {0.5, 1, 1.5, 1.8, 1.9},
                        want[] = {2.47, 8.82, 26.2, 65.3, 105.6};
    double sigma, unit = 0;
    (void)snprintf(e.data, sizeof e.data, "synthetic");
    e.hessian.count = 1;
    e.hessian.value[0] = 1;
    e.batch = 100;
    e.sampling = SAMPLING_EPOCH;
    make();
    e.hessian.value[0] = 0.9564 / p->k[0];
    for (int i = 0; i < 5; i++) {
        e.lambda = lambda[i];
        make();
        assert_near(p->k[0], 0.9564, 1e-12);
        solve(constant_solve, &sigma);
        unit = i == 0 ? sigma / want[0] : unit;
        assert_near(sigma / unit, want[i], 0.006);
    }
}

/* Small directions of a long pass: no digits are lost to noise that sums to zero. With 1−(1−x)^M
 * tiny, X is C_0 λ² (M+1)/12·… ; here only that it goes as λ² over five decades. */
TEST(passes_of_slow_directions)
{
    double sigma, last = 0;
    (void)snprintf(e.data, sizeof e.data, "synthetic");
    e.hessian.count = 1;
    e.hessian.value[0] = 1;
    e.batch = 100;
    e.sampling = SAMPLING_EPOCH;
    for (e.lambda = 1e-9; e.lambda < 1e-4; e.lambda *= 10) {
        make();
        solve(constant_solve, &sigma);
        if (last > 0)
            assert_near(sigma, 100 * last, 1e-3);
        last = sigma;
    }
}
