/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dense.h"
#include "lyapunov.h"

#include "sgdscope/theory/minibatch.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/theories.h"

/* Real minibatches in time, and shuffled passes (theory.md section 10). */

FIXTURE(dense_start, scene_finish)

/* --- in time ---------------------------------------------------------------------------------- */

/* vᵀΣ_t v and the loss, by the dense map of the second moments. */
static void expect_in_time(const struct dense *d, const double *v)
{
    size_t n = d->n, n2 = 2 * n, big = n2 * n2;
    double x[DENSE_BIG] = {0}, next[DENSE_BIG], push[DENSE_BIG], pulled[DENSE_MOST];
    struct minibatch_transient *m = NULL;
    assert_fine(minibatch_transient_new(scene.p, &m));
    problem_pull(scene.p, v, pulled);
    lyapunov_sandwich(n2, n, d->b, d->c, push);
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

/* The part of the noise that is linear in the mean of w: the covariance of x (x·w − r) over the
 * rows, by plain loops. Without weight decay the mean of x r is 0. */
static void noise_of_mean(const struct dense *d, const double *mean, const double *best,
                          double *out)
{
    size_t n = d->n;
    memset(out, 0, n * n * sizeof *out);
    for (size_t row = 0; row < DENSE_ROWS; row++) {
        const double *x = d->table + row * (n + 1);
        double r = x[n], along = 0;
        for (size_t i = 0; i < n; i++) {
            r -= x[i] * best[i];
            along += x[i] * mean[i];
        }
        for (size_t i = 0; i < n * n; i++)
            out[i] -= 2 * scene.p->factor * r * along * x[i / n] * x[i % n] / DENSE_ROWS;
    }
}

/* K w* = Σ x y/N, by relaxation. */
static void least_squares(const struct dense *d, double *best)
{
    size_t n = d->n;
    memset(best, 0, n * sizeof *best);
    for (int round = 0; round < 4000; round++)
        for (size_t i = 0; i < n; i++) {
            double residual = 0;
            for (size_t row = 0; row < DENSE_ROWS; row++)
                residual += d->table[row * (n + 1) + i] * d->table[row * (n + 1) + n] / DENSE_ROWS;
            for (size_t j = 0; j < n; j++)
                residual -= d->k[i * n + j] * best[j];
            best[i] += residual / d->k[i * n + i];
        }
}

/* From a place away from the minimum, by the dense map, the mean beside it. */
static void expect_from(const struct dense *d, const double *y)
{
    size_t n = d->n, n2 = 2 * n, big = n2 * n2;
    double x[DENSE_BIG] = {0}, next[DENSE_BIG], push[DENSE_BIG], t[DENSE_SQUARE],
           mean[2 * DENSE_MOST] = {0}, moved[2 * DENSE_MOST], noise[DENSE_SQUARE], best[DENSE_MOST];
    struct minibatch_transient *m = NULL;
    assert_fine(problem_transform(scene.p, t, NULL));
    least_squares(d, best);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            mean[i] += t[i * n + j] * y[j];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            x[i * n2 + j] = mean[i] * mean[j];
    assert_fine(minibatch_transient_new(scene.p, &m));
    minibatch_transient_place(m, y);
    for (int step = 0; step < 12; step++) {
        double loss = 0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                loss += 0.5 * d->k[i * n + j] * x[i * n2 + j];
        assert_near(minibatch_transient_loss(m), loss, 1e-10);
        minibatch_transient_step(m);
        noise_of_mean(d, mean, best, noise);
        for (size_t i = 0; i < n * n; i++)
            noise[i] += d->c[i];
        lyapunov_sandwich(n2, n, d->b, noise, push);
        for (size_t i = 0; i < big; i++) {
            next[i] = push[i];
            for (size_t j = 0; j < big; j++)
                next[i] += d->map[i * big + j] * x[j];
        }
        memcpy(x, next, sizeof x);
        for (size_t i = 0; i < n2; i++) {
            moved[i] = 0;
            for (size_t j = 0; j < n2; j++)
                moved[i] += d->a[i * n2 + j] * mean[j];
        }
        memcpy(mean, moved, sizeof mean);
    }
    minibatch_transient_free(m);
}

TEST(in_time_from_a_distance)
{
    static struct dense d;
    uint64_t seed = 320;
    for (int round = 0; round < 40; round++) {
        double y[DENSE_MOST];
        dense_draw_setting(&d, &seed, support_uniform(&seed, 0.1, 1.5));
        dense_build(&d);
        for (size_t i = 0; i < d.n; i++)
            y[i] = 5 * support_normal(&seed);
        expect_from(&d, y);
        struct matrix_ref *fourth = scene.p->data.fourth;
        scene.p->data.fourth = NULL;
        expect_from(&d, y);
        scene.p->data.fourth = fourth;
    }
}

static void set_rule(int optimizer, int sampling, double lambda, double mu, double batch)
{
    scene.e.optimizer = optimizer;
    scene.e.sampling = sampling;
    scene.e.lambda = lambda;
    scene.e.mu = mu;
    scene.e.batch = batch;
    scene_make();
}

/* On both sides of the limit, with the fourth moments of the data and by the points. */
TEST(in_time)
{
    static struct dense d;
    double v[DENSE_MOST];
    uint64_t seed = 316;
    for (int round = 0; round < 40; round++) {
        dense_draw_setting(&d, &seed, support_uniform(&seed, 0.1, 1.5));
        dense_build(&d);
        for (size_t i = 0; i < d.n; i++)
            v[i] = support_uniform(&seed, 0.1, 1);
        expect_in_time(&d, v);
        struct matrix_ref *fourth = scene.p->data.fourth;
        scene.p->data.fourth = NULL;
        expect_in_time(&d, v);
        scene.p->data.fourth = fourth;
    }
}

/* D = 1, μ = 0: σ ← qσ + λ²C_0 with q = (1−λk)² + λ²f(E x⁴ − k²). */
TEST(in_time_in_one_direction)
{
    static struct dense d;
    uint64_t seed = 317;
    dense_draw(&d, 1, &seed);
    set_rule(OPTIMIZER_SGD, SAMPLING_SUBSET, 0.6, 0, 4);
    double k = 0, fourth = 0, l = scene.e.lambda, c = problem_noise(scene.p, 0, 0);
    for (size_t r = 0; r < DENSE_ROWS; r++) {
        double x2 = d.table[2 * r] * d.table[2 * r];
        k += x2 / DENSE_ROWS;
        fourth += x2 * x2 / DENSE_ROWS;
    }
    double q = (1 - l * k) * (1 - l * k) + l * l * scene.p->factor * (fourth - k * k);
    struct minibatch_transient *m = NULL;
    assert_fine(minibatch_transient_new(scene.p, &m));
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
    dense_draw(&d, 1, &seed);
    set_rule(OPTIMIZER_NESTEROV, SAMPLING_EPOCH, 0.3, 0.6, 6);
    double c = problem_noise(scene.p, 0, 0), k = scene.p->k[0], w = 0, momentum = 0;
    for (int t = 1; t <= STEPS; t++) {
        double g = k * w + (t == 1);
        momentum = scene.e.mu * momentum + g;
        w -= scene.e.lambda * (g + scene.e.mu * momentum);
        h[t] = w;
    }
    struct minibatch_transient *m = NULL;
    assert_fine(minibatch_transient_new(scene.p, &m));
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
    dense_draw(&d, 3, &seed);
    set_rule(OPTIMIZER_SGD, SAMPLING_EPOCH, 0.8, 0.5, 5);
    assert_fine(minibatch_passes(scene.p, &rest));
    assert_fine(minibatch_transient_new(scene.p, &m));
    for (int t = 0; t < 8 * 500; t++)
        minibatch_transient_step(m);
    double mean = 0;
    for (int t = 0; t < 8; t++, minibatch_transient_step(m))
        mean += minibatch_transient_loss(m) / 8;
    assert_near(mean, covariance_loss(scene.p, &rest), 1e-11);
    minibatch_transient_free(m);
    covariance_free(&rest);
}

/* --- shuffled passes -------------------------------------------------------------------------- */

/* X_p for all p with cov(η_s, η_t) = C_0 for s = t, −C_0 S/(N−S) else (what S of N points without
 * replacement have), by the double sum; one pair of directions in the modes. X_0 by going through
 * passes until it stays. */
static double pass_by_sums(size_t i, size_t j, size_t m)
{
    enum { LONGEST = 64 };
    double a[2][LONGEST + 1][4], b[2][LONGEST][2], x0[4] = {0}, mean = 0;
    const double curvature[2] = {scene.p->curvature[i], scene.p->curvature[j]};
    const struct rule *r = &scene.p->rule;
    assert_true(m <= LONGEST);
    for (int d = 0; d < 2; d++) {
        const double step[4] = {1 - r->lambda * curvature[d] * (r->alpha + r->beta * r->rho),
                                -r->lambda * r->beta * r->mu, r->rho * curvature[d], r->mu};
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
                                (s == q ? 1 : -scene.e.batch / (DENSE_ROWS - scene.e.batch));
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
        dense_draw_setting(&d, &seed, 0.5);
        scene.e.sampling = SAMPLING_EPOCH;
        scene.e.batch =
            (double)(1 + support_below(&seed, DENSE_ROWS / 2)); /* two steps a pass or more */
        scene.e.mu = fmin(scene.e.mu, 0.8);
        scene_make();
        scene.e.lambda =
            support_uniform(&seed, 0.1, 0.9) * rule_limit(&scene.p->rule) / scene.p->curvature[0];
        scene_make();
        struct stability s = support_stability(scene.p);
        assert_true(s.stable && !theory_is_known(THEORY_DISCRETE, scene.p));
        assert_near(s.limit, rule_limit(&scene.p->rule), 0);
        (void)snprintf(support_case, sizeof support_case, "D=%zu %s S=%.0f λ=%.17g μ=%.17g", d.n,
                       scene.p->optimizer->id.name, scene.e.batch, scene.e.lambda, scene.e.mu);
        assert_fine(theory_table[THEORY_CONSTANT].solve(scene.p, &y));
        for (size_t i = 0; i < d.n; i++)
            for (size_t j = 0; j <= i; j++) {
                double want = pass_by_sums(i, j, DENSE_ROWS / (size_t)scene.e.batch) *
                              problem_noise(scene.p, i, j);
                double size = sqrt(covariance_at(&y, i, i) * covariance_at(&y, j, j));
                assert_true(fabs(covariance_at(&y, i, j) - want) <= 1e-9 * size);
            }
    }
    /* The whole data set each step has no noise. */
    scene.e.batch = DENSE_ROWS;
    scene_make();
    assert_fine(theory_table[THEORY_CONSTANT].solve(scene.p, &y));
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
    dense_one_direction();
    scene.e.sampling = SAMPLING_EPOCH;
    scene_make();
    scene.e.hessian.value[0] = 0.9564 / scene.p->k[0];
    for (int i = 0; i < 5; i++) {
        scene.e.lambda = lambda[i];
        scene_make();
        assert_near(scene.p->k[0], 0.9564, 1e-12);
        dense_program(theory_table[THEORY_CONSTANT].solve, &sigma);
        unit = i == 0 ? sigma / want[0] : unit;
        assert_near(sigma / unit, want[i], 0.006);
    }
}

/* Small directions of a long pass: no digits are lost to noise that sums to zero. With 1−(1−x)^M
 * tiny, X is C_0 λ² (M+1)/12·… ; here only that it goes as λ² over five decades. */
TEST(passes_of_slow_directions)
{
    double sigma, last = 0;
    dense_one_direction();
    scene.e.sampling = SAMPLING_EPOCH;
    for (scene.e.lambda = 1e-9; scene.e.lambda < 1e-4; scene.e.lambda *= 10) {
        scene_make();
        dense_program(theory_table[THEORY_CONSTANT].solve, &sigma);
        if (last > 0)
            assert_near(sigma, 100 * last, 1e-3);
        last = sigma;
    }
}
