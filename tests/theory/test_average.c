/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "lyapunov.h"
#include "sample.h"

#include "sgdscope/theory/average.h"
#include "sgdscope/theory/direction.h"

/* Averages of iterates against the steps themselves, in long double and in the coordinates of w. */

enum { MOST = 6, BIG = 3 * MOST };

/* The second moments of (a, w, λm), a being what is averaged, n = 3D numbers. */
struct averaged {
    size_t d;
    long double x[BIG * BIG];
};

/* Row `row` of the map of (a, w, λm), or of the noise's part of it. */
static void whole_row(size_t d, size_t row, double add, const double *of, size_t columns,
                      long double *out)
{
    size_t from = row < d ? row : row - d;
    for (size_t j = 0; j < columns; j++)
        out[j] = (row < d ? add : 1) * of[from * columns + j];
}

/* One step, then a ← keep·a + add·w. */
static void advance(struct averaged *x, const struct sample_map *m, double keep, double add)
{
    size_t d = x->d, n = 3 * d;
    static long double map[BIG][BIG], noise[BIG][MOST], grown[BIG][2 * MOST], half[BIG][BIG];
    static long double next[BIG * BIG];
    memset(map, 0, sizeof map);
    for (size_t i = 0; i < n; i++) {
        whole_row(d, i, add, m->a, 2 * d, map[i] + d);
        whole_row(d, i, add, m->b, d, noise[i]);
        whole_row(d, i, add, m->g, 2 * d, grown[i]);
        if (i < d)
            map[i][i] = keep;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            half[i][j] = 0;
            for (size_t e = 0; e < n; e++)
                half[i][j] += map[i][e] * x->x[e * n + j];
        }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            long double sum = 0;
            for (size_t e = 0; e < n; e++)
                sum += half[i][e] * map[j][e];
            for (size_t e = 0; e < d; e++)
                for (size_t f = 0; f < d; f++)
                    sum += noise[i][e] * m->c[e * d + f] * noise[j][f];
            for (size_t e = 0; e < 2 * d && m->state > 0; e++)
                for (size_t f = 0; f < 2 * d; f++)
                    sum += m->state * grown[i][e] * x->x[(d + e) * n + d + f] * grown[j][f];
            next[i * n + j] = sum;
        }
    memcpy(x->x, next, n * n * sizeof *next);
}

static void block(const struct averaged *x, long double scale, double *out)
{
    for (size_t i = 0; i < x->d; i++)
        for (size_t j = 0; j < x->d; j++)
            out[i * x->d + j] = (double)(scale * x->x[i * 3 * x->d + j]);
}

static void draw_average(struct average *a, uint64_t *seed)
{
    bool is_ema = support_below(seed, 2) == 0;
    *a = (struct average){.kind = is_ema ? AVERAGE_EMA : AVERAGE_WINDOW,
                          .gamma = support_uniform(seed, 0, 0.98),
                          .length = (double)(1 + support_below(seed, 60)),
                          .spacing = (double)(1 + support_below(seed, 4))};
}

/* `settled` steps until all is stationary, then the average's covariance. */
static void brute_force(const struct average *a, const struct sample_map *m, size_t d,
                        size_t settled, double *sigma)
{
    struct averaged x = {.d = d};
    bool is_ema = a->kind == AVERAGE_EMA;
    for (size_t t = 0; t < settled; t++)
        advance(&x, m, is_ema ? a->gamma : 0, is_ema ? 1 - a->gamma : 0);
    size_t spacing = (size_t)a->spacing, length = (size_t)a->length;
    for (size_t t = 1; t <= length * spacing && !is_ema; t++)
        advance(&x, m, 1, t % spacing == 0);
    block(&x, is_ema ? 1 : 1.0L / (length * length), sigma);
}

static void any_average(struct sample *s, uint64_t *seed)
{
    static struct sample_map m;
    struct average a;
    struct covariance y = {0}, averaged = {0};
    struct stability stability;
    bool exists;
    double sigma[SAMPLE_DD], want[SAMPLE_DD];
    draw_average(&a, seed);
    sample_resolve(s, sample_lambda(s, support_uniform(seed, 0.2, 0.95)));
    assert_fine(stability_solve(s->p, &stability));
    double settled = 2.5 * stability_transient(&stability) + 60 / (1 - a.gamma);
    if (!(settled < 6000))
        return;
    assert_fine(theory_solve(THEORY_DISCRETE, s->p, &stability, &y, &exists));
    assert_true(exists);
    assert_fine(average_apply(&a, s->p, false, &y, &averaged));
    sample_to_w(s, &averaged, sigma);
    covariance_free(&y);
    covariance_free(&averaged);
    sample_map(s, &m);
    brute_force(&a, &m, s->n, (size_t)settled, want);
    assert_matrix_near(s->n, sigma, want, 1e-9);
}

TEST(any_problem)
{
    sample_each(161, MOST, 3, true, any_average);
}

/* --- worked values (theory.md section 16) ----------------------------------------------------- */

static struct rule plain(double lambda)
{
    return (struct rule){.lambda = lambda, .rho = 1, .beta = 1};
}

/* The cloud is the zigzag's, which an average hardly sees, unless it looks every second step. */
TEST(at_the_edge)
{
    static const struct {
        double lambda, ema, window;
    } row[] = {{0.2, 0.035923141186299, 0.009555555555646},
               {1.8, 0.077111383108935, 0.010444444444354},
               {1.99, 0.603718444710401, 0.016307818915975}};
    const struct average ema = {.kind = AVERAGE_EMA, .gamma = 0.9};
    const struct average window = {.kind = AVERAGE_WINDOW, .length = 100, .spacing = 1};
    const struct average even = {.kind = AVERAGE_WINDOW, .length = 100, .spacing = 2};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct rule r = plain(row[i].lambda);
        double variance = pair_gain(&r, 1, 1);
        assert_near(variance * average_share(&ema, &r, 1, 1), row[i].ema, 3e-14);
        assert_near(variance * average_share(&window, &r, 1, 1), row[i].window, 1e-12);
    }
    struct rule r = plain(1.99);
    assert_near(pair_gain(&r, 1, 1) * average_share(&even, &r, 1, 1), 113, 0.01);
}

/* L times a long average's covariance is K⁻¹CK⁻¹, whatever the learning rate and the momentum. */
TEST(forgets_the_learning_rate)
{
    const struct average a = {.kind = AVERAGE_WINDOW, .length = 1e7, .spacing = 1};
    for (int i = 0; i < 9; i++) {
        struct rule r = {.lambda = 0.1 + 0.2 * i, .mu = 0.1 * i, .rho = 1, .beta = 1};
        double share = average_share(&a, &r, 1.3, 0.4);
        assert_near(1e7 * share * pair_gain(&r, 1.3, 0.4), 1 / (1.3 * 0.4), 1e-5);
    }
}

TEST(worked_values)
{
    static const struct {
        struct average average;
        double discrete[4], continuous[4];
    } row[] = {
        {{.kind = AVERAGE_EMA, .gamma = 0.99},
         {0.022886597464819, -0.027145016925625, -0.027145016925625, 0.038694406309704},
         {0.025913171080032, -0.028151746784391, -0.028151746784391, 0.040419289030172}},
        {{.kind = AVERAGE_WINDOW, .length = 20, .spacing = 1},
         {0.237573721897943, -0.280931178661359, -0.280931178661359, 0.406011291073089},
         {0.24998723147681, -0.269322137375231, -0.269322137375231, 0.387097285034078}},
        {{.kind = AVERAGE_WINDOW, .length = 20, .spacing = 5},
         {0.149034541193336, -0.03565451549995, -0.03565451549995, 0.140157661245847},
         {0}},
    };
    static struct sample s;
    struct stability stability;
    sample_worked(&s);
    assert_fine(stability_solve(s.p, &stability));
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        for (int continuous = 0; continuous < 2; continuous++) {
            const double *want = continuous ? row[i].continuous : row[i].discrete;
            struct covariance y = {0}, averaged = {0};
            double sigma[SAMPLE_DD];
            bool exists;
            assert_fine(theory_solve(continuous ? THEORY_CONTINUOUS : THEORY_DISCRETE, s.p,
                                     &stability, &y, &exists));
            assert_fine(average_apply(&row[i].average, s.p, continuous, &y, &averaged));
            sample_to_w(&s, &averaged, sigma);
            covariance_free(&y);
            covariance_free(&averaged);
            if (want[0] != 0)
                assert_matrix_near(2, sigma, want, 3e-14);
        }
    sample_free(&s);
}
