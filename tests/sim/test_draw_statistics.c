/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../sanitized.h"
#include "../test.h"

#include "sgdscope/model/noise.h"
#include "sgdscope/sim/draw.h"

#include <gsl/gsl_cdf.h>

/* Statistics of many random numbers; with $SGDSCOPE_DRAWS of them each statistic is shown. */

/* Pairs per step; lags in p between numbers of one step; separate sums, so that the compiler can
 * make vectors of them. */
enum { PAIRS = 4096, LAGS = 4, LANES = 8, POWERS = 8 };

/* Cells of width 1/256 from −16 to 16; the first and the last also count what is outside. */
enum { CELLS = 8192, CELLS_PER_UNIT = 256, MIDDLE = CELLS / 2 };

/* Products of two series: in a pair; a,a and b,b and a,b at each lag; a,a and b,b of two steps. */
enum {
    WITHIN_PAIR,
    AA_LAG,
    BB_LAG = AA_LAG + LAGS,
    AB_LAG = BB_LAG + LAGS,
    AA_STEP = AB_LAG + LAGS
};
enum { BB_STEP = AA_STEP + 1, SERIES = BB_STEP + 1 };

struct product {
    double plain, squares; /* Σ x y, Σ (x² − 1)(y² − 1) */
    double count;
};

struct draw_sums {
    double power[POWERS + 1]; /* Σ zᵏ */
    uint64_t cell[CELLS];
    struct product product[SERIES];
    double count;
    int broken; /* numbers that are infinite or NaN */
};

static void add_powers(struct draw_sums *t, const float *z)
{
    double sum[POWERS + 1][LANES] = {0};
    for (int i = 0; i < PAIRS; i += LANES)
        for (int l = 0; l < LANES; l++) {
            double x = z[i + l], x2 = x * x, x3 = x2 * x, x4 = x2 * x2;
            sum[1][l] += x;
            sum[2][l] += x2;
            sum[3][l] += x3;
            sum[4][l] += x4;
            sum[5][l] += x2 * x3;
            sum[6][l] += x3 * x3;
            sum[7][l] += x3 * x4;
            sum[8][l] += x4 * x4;
        }
    for (int k = 1; k <= POWERS; k++)
        for (int l = 0; l < LANES; l++)
            t->power[k] += sum[k][l];
    t->count += PAIRS;
    t->broken += !isfinite(sum[1][0] + sum[1][1] + sum[1][2] + sum[1][3] + sum[1][4] + sum[1][5] +
                           sum[1][6] + sum[1][7]);
}

static void add_cells(struct draw_sums *t, const float *z)
{
    int at[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
        float x = (z[i] + (float)MIDDLE / CELLS_PER_UNIT) * CELLS_PER_UNIT;
        x = x > 0 ? x : 0; /* also of a NaN */
        at[i] = x < CELLS ? (int)x : CELLS - 1;
    }
    for (int i = 0; i < PAIRS; i++)
        t->cell[at[i]]++;
}

static void add_product(struct product *p, const float *x, const float *y, int n)
{
    double plain[LANES] = {0}, squares[LANES] = {0};
    const int whole = n / LANES * LANES; /* a lag's last few are left out */
    for (int i = 0; i < whole; i += LANES)
        for (int l = 0; l < LANES; l++) {
            double a = x[i + l], b = y[i + l];
            plain[l] += a * b;
            squares[l] += (a * a - 1) * (b * b - 1);
        }
    for (int l = 0; l < LANES; l++) {
        p->plain += plain[l];
        p->squares += squares[l];
    }
    p->count += whole;
}

static void add_products(struct draw_sums *t, const float *a, const float *b)
{
    add_product(&t->product[WITHIN_PAIR], a, b, PAIRS);
    for (int lag = 1; lag <= LAGS; lag++) {
        const int n = PAIRS - lag;
        add_product(&t->product[AA_LAG + lag - 1], a, a + lag, n);
        add_product(&t->product[BB_LAG + lag - 1], b, b + lag, n);
        add_product(&t->product[AB_LAG + lag - 1], a, b + lag, n);
    }
}

static void add_steps(struct draw_sums *t, enum distribution law, uint64_t seed, uint64_t steps)
{
    static float a[2][PAIRS], b[2][PAIRS];
    for (uint64_t step = 0; step < steps; step++) {
        float *an = a[step % 2], *bn = b[step % 2];
        draw_pairs(law, seed, step, 0, PAIRS, an, bn);
        add_powers(t, an);
        add_powers(t, bn);
        add_cells(t, an);
        add_cells(t, bn);
        add_products(t, an, bn);
        if (step > 0) {
            add_product(&t->product[AA_STEP], a[(step - 1) % 2], an, PAIRS);
            add_product(&t->product[BB_STEP], b[(step - 1) % 2], bn, PAIRS);
        }
    }
}

/* ---- theory */

static double gaussian_upper(double x)
{
    return gsl_cdf_ugaussian_Q(x);
}

static double uniform_upper(double x)
{
    return gsl_cdf_flat_Q(x, -sqrt(3), sqrt(3));
}

static double laplace_upper(double x)
{
    return gsl_cdf_laplace_Q(x, sqrt(0.5));
}

static double student_upper(double x)
{
    return gsl_cdf_tdist_Q(x / sqrt(0.6), 5);
}

static double gaussian_moment(int k)
{
    return k == 0 ? 1 : (k - 1) * gaussian_moment(k - 2);
}

static double uniform_moment(int k)
{
    return pow(3, k / 2) / (k + 1);
}

static double laplace_moment(int k)
{
    return k == 0 ? 1 : 0.5 * k * (k - 1) * laplace_moment(k - 2);
}

static double rademacher_moment(int k)
{
    (void)k;
    return 1;
}

static double student_moment(int k)
{
    return k == 0 ? 1 : k == 2 ? 1 : 9;
}

static const struct law {
    const char *name;
    double (*upper)(double x);    /* P(z > x); NULL: not a continuous law */
    double (*even_moment)(int k); /* E zᵏ, k even */
    int powers;                   /* moments whose standard error is finite */
} law_table[DISTRIBUTION_COUNT] = {
    [DISTRIBUTION_GAUSSIAN] = {"gaussian", gaussian_upper, gaussian_moment, 8},
    [DISTRIBUTION_UNIFORM] = {"uniform", uniform_upper, uniform_moment, 8},
    [DISTRIBUTION_LAPLACE] = {"laplace", laplace_upper, laplace_moment, 8},
    [DISTRIBUTION_RADEMACHER] = {"rademacher", NULL, rademacher_moment, 8},
    [DISTRIBUTION_STUDENT] = {"student", student_upper, student_moment, 2},
};

/* ---- judging */

struct judge {
    const char *law;
    int failed;
};

static void judge(struct judge *v, const char *what, double observed, double expected, double z)
{
    const bool bad = !(fabs(z) <= 5);
    v->failed += bad;
    if (bad || getenv("SGDSCOPE_DRAWS") != NULL)
        (void)printf("# %-10s %-28s %.10g, expected %.10g, z = %+.2f%s\n", v->law, what, observed,
                     expected, z, bad ? "  FAILED" : "");
}

/* One whose deviation is 0 in theory (the even moments of ±1) must be exact. */
static void judge_mean(struct judge *v, const char *what, double sum, double count, double expected,
                       double variance)
{
    const double mean = sum / count, error = sqrt(variance / count);
    judge(v, what, mean, expected, error > 0 ? (mean - expected) / error : 1e9 * (mean - expected));
}

static void judge_moments(struct judge *v, const struct draw_sums *t, const struct law *law)
{
    for (int k = 1; k <= law->powers; k++) {
        char what[32];
        (void)snprintf(what, sizeof what, "moment %d", k);
        const double m = k % 2 == 0 ? law->even_moment(k) : 0;
        judge_mean(v, what, t->power[k], t->count, m, law->even_moment(2 * k) - m * m);
    }
}

static double cell_edge(int i)
{
    return (double)(i - MIDDLE) / CELLS_PER_UNIT;
}

/* P(z in cells first … last − 1), from the nearer tail so that a small one keeps its digits. */
static double cells_probability(const struct law *law, int first, int last)
{
    const double above = first == 0 ? 1 : law->upper(cell_edge(first));
    const double beyond = last == CELLS ? 0 : law->upper(cell_edge(last));
    if (last > MIDDLE)
        return above - beyond;
    return law->upper(-cell_edge(last)) - (first == 0 ? 0 : law->upper(-cell_edge(first)));
}

/* Wilson and Hilferty: the cube root of χ²/df is nearly normal. */
static double chi_square_z(double chi2, double df)
{
    const double s = 2 / (9 * df);
    return (cbrt(chi2 / df) - (1 - s)) / sqrt(s);
}

/* Cells joined to bins of probability 1/256, as nearly as the cells allow. */
static void judge_chi_square(struct judge *v, const struct draw_sums *t, const struct law *law)
{
    double chi2 = 0, bins = 0, seen = 0;
    for (int first = 0, last = 1; last <= CELLS; last++) {
        seen += (double)t->cell[last - 1];
        const double p = cells_probability(law, first, last);
        const double rest = last == CELLS ? 0 : cells_probability(law, last, CELLS);
        if ((p < 1.0 / 256 || rest < 0.5 / 256) && last < CELLS)
            continue;
        const double expected = p * t->count;
        chi2 += (seen - expected) * (seen - expected) / expected;
        bins++;
        seen = 0;
        first = last;
    }
    char what[48];
    (void)snprintf(what, sizeof what, "chi-square, %.0f bins", bins);
    judge(v, what, chi2, bins - 1, bins > 1 ? chi_square_z(chi2, bins - 1) : 0);
}

static double count_cells(const struct draw_sums *t, int first, int last)
{
    double n = 0;
    for (int i = first; i < last; i++)
        n += (double)t->cell[i];
    return n;
}

static void judge_tails(struct judge *v, const struct draw_sums *t, const struct law *law)
{
    static const double beyond[] = {3, 4, 5, 5.5, 6};
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        const int by = (int)(beyond[i] * CELLS_PER_UNIT);
        const double expected = law->upper(beyond[i]) * t->count;
        if (expected < 1) /* too few for a normal deviation */
            continue;
        const double below = count_cells(t, 0, MIDDLE - by);
        const double above = count_cells(t, MIDDLE + by, CELLS);
        char what[32];
        (void)snprintf(what, sizeof what, "below -%g", beyond[i]);
        judge(v, what, below, expected, (below - expected) / sqrt(expected));
        (void)snprintf(what, sizeof what, "above +%g", beyond[i]);
        judge(v, what, above, expected, (above - expected) / sqrt(expected));
    }
}

static void judge_product(struct judge *v, const struct product *p, const char *what,
                          double kurtosis)
{
    if (p->count == 0)
        return;
    char name[64];
    const double spread = (kurtosis - 1) * (kurtosis - 1);
    judge_mean(v, what, p->plain, p->count, 0, 1);
    (void)snprintf(name, sizeof name, "squares, %s", what);
    judge_mean(v, name, p->squares, p->count, 0, spread);
}

static void judge_products(struct judge *v, const struct draw_sums *t, double kurtosis)
{
    judge_product(v, &t->product[WITHIN_PAIR], "a b of a pair", kurtosis);
    for (int lag = 1; lag <= LAGS; lag++) {
        static const struct {
            int series;
            const char *format;
        } of[] = {{AA_LAG, "a a, lag %d"}, {BB_LAG, "b b, lag %d"}, {AB_LAG, "a b, lag %d"}};
        for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
            char what[32];
            (void)snprintf(what, sizeof what, of[i].format, lag);
            judge_product(v, &t->product[of[i].series + lag - 1], what, kurtosis);
        }
    }
    judge_product(v, &t->product[AA_STEP], "a a of two steps", kurtosis);
    judge_product(v, &t->product[BB_STEP], "b b of two steps", kurtosis);
}

/* Returns how many statistics are off. */
static int check(enum distribution law, double count)
{
    const struct law *l = &law_table[law];
    struct judge v = {.law = l->name};
    struct draw_sums *t = calloc(1, sizeof *t);
    assert_non_null(t);
    add_steps(t, law, 1, count > 2 * PAIRS ? (uint64_t)(count / (2 * PAIRS)) : 1);
    judge_mean(&v, "numbers not finite", t->broken, 1, 0, 0);
    judge_moments(&v, t, l);
    if (l->upper != NULL) { /* the moments alone tell all of ±1 */
        judge_chi_square(&v, t, l);
        judge_tails(&v, t, l);
    }
    judge_products(&v, t, distribution_table[law].kurtosis);
    free(t);
    return v.failed;
}

static double draws(double usual)
{
    const char *text = getenv("SGDSCOPE_DRAWS");
    return text != NULL ? strtod(text, NULL) : SANITIZED ? usual / 10 : usual;
}

TEST(gaussian_statistics)
{
    assert_int_equal(check(DISTRIBUTION_GAUSSIAN, draws(2e8)), 0);
}

TEST(other_statistics)
{
    int failed = 0;
    for (int law = 0; law < DISTRIBUTION_COUNT; law++)
        if (law != DISTRIBUTION_GAUSSIAN)
            failed += check((enum distribution)law, draws(4e7));
    assert_int_equal(failed, 0);
}
