/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of the figures, read back from JSON by jansson: the curves against the paper's closed
 * forms, and the points against them in their own standard errors. */
#include "../support.h"

#include "sgdscope/base/number.h"

#include <jansson.h>

enum { OUTPUT = 1 << 23 };

static char output[OUTPUT];

/* Of one Gaussian number among a hundred: once in ten thousand runs of this program. */
static const double most_z = 5.2;

static json_t *result_of(const char *arguments)
{
    char all[500];
    json_error_t error;
    (void)snprintf(all, sizeof all, "%s --format json", arguments);
    support_program(all, 0, output, sizeof output);
    json_t *root = json_loads(output, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        fail_msg("%s: line %d: %s", support_case, error.line, error.text);
    return root;
}

static json_t *figure(const char *arguments)
{
    char all[300];
    (void)snprintf(all, sizeof all, "figure %s", arguments);
    return result_of(all);
}

/* --- series ----------------------------------------------------------------------------------- */

static const json_t *find(const json_t *root, const char *name)
{
    const json_t *all = json_object_get(root, "series");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *s = json_array_get(all, i);
        if (strcmp(json_string_value(json_object_get(s, "name")), name) == 0) {
            size_t n = json_array_size(json_object_get(s, "x"));
            assert_int_equal(json_array_size(json_object_get(s, "y")), n);
            assert_int_equal(json_array_size(json_object_get(s, "stderr")), n);
            assert_true(n > 0);
            return s;
        }
    }
    fail_msg("%s: no series %s", support_case, name);
    return NULL;
}

static size_t count(const json_t *s)
{
    return json_array_size(json_object_get(s, "x"));
}

/* NaN for null. */
static double at(const json_t *s, const char *key, size_t i)
{
    const json_t *v = json_array_get(json_object_get(s, key), i);
    return json_is_number(v) ? json_number_value(v) : (double)NAN;
}

typedef double closed_form(double x, const void *setting);

static void expect_curve(const json_t *root, const char *name, closed_form *f, const void *setting)
{
    const json_t *s = find(root, name);
    for (size_t i = 0; i < count(s); i++) {
        assert_near(at(s, "y", i), f(at(s, "x", i), setting), 1e-9);
        assert_true(isnan(at(s, "stderr", i)));
    }
}

static void expect_points(const json_t *root, closed_form *f, const void *setting, size_t least)
{
    const json_t *s = find(root, "simulation");
    size_t seen = 0;
    for (size_t i = 0; i < count(s); i++) {
        double y = at(s, "y", i), e = at(s, "stderr", i), want = f(at(s, "x", i), setting);
        if (want == 0 && y == 0) /* where all start */
            continue;
        assert_true(e > 0 && e < 0.1 * want);
        if (!(fabs(y - want) <= most_z * e))
            fail_msg("%s: x = %g: %g is %g standard errors from %g", support_case, at(s, "x", i), y,
                     (y - want) / e, want);
        seen++;
    }
    assert_true(seen >= least);
}

/* --- Fig. 2a and 4a: Cor. 1, Eq. 8 and Eq. 1 -------------------------------------------------- */

struct one_mode {
    double k, c, lambda, mu;
};

static double variance(double lambda, double mu, double k, double c)
{
    double x = lambda * k / (1 + mu);
    return lambda * lambda * c / ((1 - mu * mu) * x * (2 - x));
}

static double over_lambda(double lambda, const void *setting)
{
    const struct one_mode *s = setting;
    return variance(lambda, s->mu, s->k, s->c);
}

static double over_lambda_continuous(double lambda, const void *setting)
{
    const struct one_mode *s = setting;
    return lambda / (1 - s->mu) * s->c / (2 * s->k);
}

static double over_mu(double mu, const void *setting)
{
    const struct one_mode *s = setting;
    return variance(s->lambda, mu, s->k, s->c);
}

static double over_mu_continuous(double mu, const void *setting)
{
    const struct one_mode *s = setting;
    return s->lambda / (1 - mu) * s->c / (2 * s->k);
}

TEST(variance_against_lambda)
{
    struct one_mode s = {.k = 2, .c = 0.5, .mu = 0.6};
    json_t *root = figure("2a -k 2 --sigma2 0.5 -m 0.6");
    expect_curve(root, "discrete", over_lambda, &s);
    expect_curve(root, "continuous", over_lambda_continuous, &s);
    expect_points(root, over_lambda, &s, 19);
    json_decref(root);
}

TEST(variance_against_momentum)
{
    const struct one_mode s = {.k = 1, .c = 1, .lambda = 2.75};
    json_t *root = figure("4a");
    expect_curve(root, "discrete", over_mu, &s);
    expect_curve(root, "continuous", over_mu_continuous, &s);
    expect_points(root, over_mu, &s, 19);
    json_decref(root);
}

/* --- Fig. 3: each point of an ellipse lies at 3σ, and the walkers have the covariance --------- */

static void expect_ellipse(const json_t *root, const char *name, double xx, double yy)
{
    const json_t *s = find(root, name);
    double widest = 0;
    for (size_t i = 0; i < count(s); i++) {
        double x = at(s, "x", i), y = at(s, "y", i);
        assert_near(x * x / xx + y * y / yy, 9, 1e-9);
        widest = fmax(widest, x);
    }
    assert_near(widest, 3 * sqrt(xx), 1e-3);
}

static void expect_walkers(const json_t *root, double xx, double yy)
{
    const json_t *s = find(root, "simulation");
    double n = (double)count(s), sum[3] = {0}, inside = 0;
    for (size_t i = 0; i < count(s); i++) {
        double x = at(s, "x", i), y = at(s, "y", i);
        sum[0] += x * x;
        sum[1] += x * y;
        sum[2] += y * y;
        inside += x * x / xx + y * y / yy < 9;
    }
    assert_true(fabs(sum[0] / n - xx) < most_z * xx * sqrt(2 / n));
    assert_true(fabs(sum[1] / n) < most_z * sqrt(xx * yy / n));
    assert_true(fabs(sum[2] / n - yy) < most_z * yy * sqrt(2 / n));
    double share = 1 - exp(-4.5);
    assert_true(fabs(inside / n - share) < most_z * sqrt(share * (1 - share) / n));
}

TEST(clouds)
{
    static const struct {
        const char *name;
        double lambda;
    } cloud[] = {{"3a", 0.5}, {"3b", 1.8}, {"3c", 1.99}};
    for (size_t i = 0; i < sizeof cloud / sizeof *cloud; i++) {
        double lambda = cloud[i].lambda;
        json_t *root = figure(cloud[i].name);
        assert_int_equal(count(find(root, "simulation")), 10000);
        expect_ellipse(root, "discrete", lambda / (2 - lambda),
                       lambda / (0.1 * (2 - 0.1 * lambda)));
        expect_ellipse(root, "continuous", lambda / 2, lambda / 0.2);
        expect_walkers(root, variance(lambda, 0, 1, 1), variance(lambda, 0, 0.1, 1));
        json_decref(root);
    }
}

/* --- Fig. 5: Thm 7 with K = C = I in two dimensions ------------------------------------------- */

static double escape_exact(double t, const void *lambda)
{
    double l = *(const double *)lambda;
    return 2 * l / 4 / (1 - l / 2) * (1 - pow(1 - l, 2 * t));
}

static double escape_continuous(double t, const void *lambda)
{
    double l = *(const double *)lambda;
    return 2 * l / 4 * (1 - exp(-2 * l * t));
}

TEST(escape)
{
    for (int i = 0; i < 2; i++) {
        double lambda = i == 0 ? 0.2 : 1.85;
        json_t *root = figure(i == 0 ? "5a" : "5b");
        expect_curve(root, "discrete", escape_exact, &lambda);
        expect_curve(root, "continuous", escape_continuous, &lambda);
        expect_points(root, escape_exact, &lambda, 30);
        json_decref(root);
    }
}

/* --- Fig. 6b: Eq. 23 and 24, and the rates measured before (theory.md section 9, ±2 %) -------- */

static double rate(double r, const void *setting)
{
    (void)setting;
    return 1 / (2 * PI) * sqrt(2 / (2 - r)) * erf(sqrt(3 * (2 - r))) *
           exp(-6 * (0.5 * (1 - r / 2) + 0.5));
}

static double rate_continuous(double r, const void *setting)
{
    (void)r;
    (void)setting;
    return 1 / (2 * PI) * exp(-6);
}

TEST(barrier)
{
    static const double known[][2] = {{0.2, 6.4e-4}, {0.6, 8.2e-4}, {1.0, 1.7e-3}, {1.4, 5.6e-3}};
    json_t *root = figure("6b --walkers 2000 --steps 4000");
    expect_curve(root, "discrete", rate, NULL);
    expect_curve(root, "continuous", rate_continuous, NULL);
    const json_t *s = find(root, "simulation");
    assert_int_equal(count(s), 9);
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        size_t i = 0;
        while (i + 1 < count(s) && fabs(at(s, "x", i) - known[k][0]) > 1e-9)
            i++;
        double error = hypot(most_z * at(s, "stderr", i), 0.03 * known[k][1]);
        assert_true(fabs(at(s, "y", i) - known[k][1]) < error);
    }
    json_decref(root);
}

/* --- Table 1: K = diag(1, 0.1), C = I, λ = 1, μ = ½, by the table's own formulas -------------- */

/* The row of a series; NaN where it has none. */
static double row_of(const json_t *s, double row)
{
    for (size_t i = 0; i < count(s); i++)
        if (at(s, "x", i) == row)
            return at(s, "y", i);
    return (double)NAN;
}

static double qhm_h(double x, double mu, double nu)
{
    double b0 = 1 - nu * mu, b1 = (1 - nu) * mu, f1 = 1 + mu - x * b0, f2 = -(mu - x * b1);
    return (1 + f2) * ((1 - f2) * (1 - f2) - f1 * f1) /
           ((1 - f2) * (b0 * b0 + b1 * b1) - 2 * f1 * b0 * b1);
}

static double adam_loss(double k)
{
    return 0.5 * k * 0.25 * (0.5 + sqrt(0.25 + 4 / (k * k)));
}

TEST(methods)
{
    enum { SGD, SGDM, NESTEROV, QHM, DNM, NGD, ADAM };
    static const double k[2] = {1, 0.1};
    double want[7] = {0}, q = 1.0 / 3;
    for (int i = 0; i < 2; i++) {
        want[SGD] += 0.5 / (2 - k[i]);
        want[SGDM] += 0.5 / (1 - k[i] / 3);
        want[QHM] += 0.5 * k[i] / qhm_h(k[i], 0.5, 0.7);
        want[DNM] += 0.75 / k[i]; /* (1+μ)/(1−μ)·λ/(4(1+μ)−2λ) */
        want[NGD] += 0.25 * (sqrt(q * q + 4 / k[i]) + q);
        want[ADAM] += adam_loss(k[i]);
    }
    json_t *root = figure("table1");
    const json_t *exact = find(root, "exact L"), *previous = find(root, "previous L");
    const json_t *measured = find(root, "simulation");
    for (int row = SGD; row <= ADAM; row++)
        if (row != NESTEROV)
            assert_near(row_of(exact, row), want[row], 1e-9);
    assert_near(row_of(previous, SGD), 0.25 * 2 + 0.125 * 1.1, 1e-9);
    assert_near(row_of(previous, SGDM), 0.5 * 2 + 1.1 / 6, 1e-9);
    assert_true(isnan(row_of(previous, NGD)));
    assert_int_equal(count(measured), 7);
    assert_string_equal(json_string_value(json_array_get(json_object_get(root, "methods"), DNM)),
                        "DNM");
    for (size_t i = 0; i < count(measured); i++) {
        double theory = row_of(exact, at(measured, "x", i));
        assert_true(at(measured, "stderr", i) < 0.01 * theory);
        assert_true(fabs(at(measured, "y", i) - theory) < most_z * at(measured, "stderr", i));
    }
    json_decref(root);
}

/* --- Fig. 2b and 3d: real minibatches (theory.md section 10) ---------------------------------- */

static double only_element(const json_t *root, const char *name)
{
    const json_t *m = json_object_get(root, name);
    return json_number_value(json_array_get(json_array_get(m, 0), 0));
}

struct drawn {
    double k, c, fourth; /* fourth: f(m₄ − k²) */
};

static double drawn_variance(double lambda, const void *setting)
{
    const struct drawn *d = setting;
    double loss = 1 - (1 - lambda * d->k) * (1 - lambda * d->k) - lambda * lambda * d->fourth;
    return lambda * lambda * d->c / loss;
}

static double constant_noise(double lambda, const void *setting)
{
    const struct drawn *d = setting;
    return lambda * d->c / (d->k * (2 - lambda * d->k));
}

/* C = K/S, S = 20. */
static double paper_noise(double lambda, const void *setting)
{
    const struct drawn *d = setting;
    return lambda / 20 / (2 - lambda * d->k);
}

TEST(minibatches)
{
    const char *const data = "--data synthetic --samples 200 --batch 20 -k 1 --seed 4";
    char arguments[300];
    (void)snprintf(arguments, sizeof arguments, "theory -l 1 %s", data);
    json_t *root = result_of(arguments);
    struct drawn d = {.k = only_element(root, "hessian"), .c = only_element(root, "noise")};
    json_decref(root);
    (void)snprintf(arguments, sizeof arguments, "figure 2b %s --walkers 2000 --steps 200", data);
    root = result_of(arguments);
    /* One point gives the data's fourth moment, the others must agree. */
    const json_t *exact = find(root, "discrete");
    double l = at(exact, "x", 80), v = at(exact, "y", 80);
    d.fourth = (1 - (1 - l * d.k) * (1 - l * d.k) - l * l * d.c / v) / (l * l);
    assert_true(d.fourth > 0 && d.fourth < 0.5);
    expect_curve(root, "discrete", drawn_variance, &d);
    const json_t *paper = find(root, "paper"), *constant = find(root, "constant");
    for (size_t i = 0; i < count(paper); i++)
        if (!isnan(at(paper, "y", i))) {
            assert_near(at(paper, "y", i), paper_noise(at(paper, "x", i), &d), 1e-9);
            assert_near(at(constant, "y", i), constant_noise(at(constant, "x", i), &d), 1e-9);
        }
    const json_t *s = find(root, "simulation");
    assert_int_equal(count(s), 19);
    for (size_t i = 0; i < 17; i++) { /* nearer to the limit there are no error bars */
        double want = drawn_variance(at(s, "x", i), &d);
        assert_true(fabs(at(s, "y", i) - want) < most_z * at(s, "stderr", i));
    }
    json_decref(root);
}
