/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON that the program prints, read back by jansson: the structure that is documented, the
 * settings, K and C, and the same numbers whatever the number of threads. */
#include "../support.h"

#include "sgdscope/model/parameter.h"

#include <jansson.h>

enum { OUTPUT = 1 << 22 };

static char output[OUTPUT];

/* --- runs of the program ---------------------------------------------------------------------- */

static json_t *result_of(const char *arguments, int status)
{
    json_error_t error;
    support_program(arguments, status, output, sizeof output);
    json_t *root = json_loads(output, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        fail_msg("%s: line %d: %s", support_case, error.line, error.text);
    return root;
}

static json_t *theory(const char *arguments)
{
    char all[2900];
    (void)snprintf(all, sizeof all, "theory --format json %s", arguments);
    return result_of(all, 0);
}

/* --- parts of the result ---------------------------------------------------------------------- */

/* root.first.second; second may be NULL. */
static json_t *part(const json_t *root, const char *first, const char *second)
{
    json_t *at = json_object_get(root, first);
    if (at != NULL && second != NULL)
        at = json_object_get(at, second);
    if (at == NULL)
        fail_msg("%s: there is no %s.%s", support_case, first, second == NULL ? "" : second);
    return at;
}

static double number(const json_t *root, const char *first, const char *second)
{
    const json_t *n = part(root, first, second);
    if (!json_is_number(n))
        fail_msg("%s: %s.%s is no number", support_case, first, second == NULL ? "" : second);
    return json_number_value(n);
}

static double element(const json_t *matrix, size_t i, size_t j)
{
    const json_t *e = json_array_get(json_array_get(matrix, i), j);
    if (!json_is_number(e))
        fail_msg("%s: element (%zu,%zu) is no number", support_case, i + 1, j + 1);
    return json_number_value(e);
}

static void expect_square(const json_t *matrix, size_t n)
{
    assert_int_equal(json_array_size(matrix), n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(json_array_size(json_array_get(matrix, i)), n);
        for (size_t j = 0; j < n; j++)
            assert_true(element(matrix, i, j) == element(matrix, j, i));
    }
}

/* 2×2: xx, xy, yy to the 15 digits of theory.md. */
static void expect_matrix(const json_t *matrix, const double want[3])
{
    const double got[] = {element(matrix, 0, 0), element(matrix, 0, 1), element(matrix, 1, 0),
                          element(matrix, 1, 1)};
    const double full[] = {want[0], want[1], want[1], want[2]};
    expect_square(matrix, 2);
    assert_matrix_near(2, got, full, 3e-14);
}

/* --- structure -------------------------------------------------------------------------------- */

#define COUNT(ARRAY) (sizeof(ARRAY) / sizeof *(ARRAY))

/* What is documented is there, and nothing else where `only` says so. */
static void expect_names(json_t *object, const char *const *names, size_t count, bool only)
{
    assert_true(json_is_object(object));
    for (size_t i = 0; i < count; i++)
        (void)part(object, names[i], NULL);
    if (only)
        assert_int_equal(json_object_size(object), count);
}

static const char *const theory_names[] = {
    "sgdscope",   "config", "dimension",  "hessian", "noise", "stability", "directions",
    "covariance", "loss",   "simulation", "against", "z_max", "z_allowed", "agrees"};
enum { THEORY_NAMES = 9 };

static void expect_config(const json_t *config)
{
    size_t count = 0; /* not how the instrument shows it */
    for (size_t i = 0; i < parameter_count; i++) {
        if (parameter_table[i].of_show)
            continue;
        (void)part(config, parameter_table[i].name, NULL);
        count++;
    }
    assert_int_equal(json_object_size(config), count);
}

TEST(structure)
{
    static const char *const stability[] = {"lambda_k_max", "limit",  "ratio",
                                            "lambda_max",   "stable", "spectral_radius"};
    static const char *const directions[] = {"eigenvalues", "ratio", "regime", "variance_discrete",
                                             "variance_continuous"};
    static const char *const both[] = {"discrete", "continuous"};
    static const char *const commands[] = {
        "", "-l 2.5", "-k 1", "-k 3,2,1 -o natural", "-n state --noise-scale 0.1", "digits"};
    for (size_t i = 0; i < COUNT(commands); i++) {
        json_t *root = theory(commands[i]);
        expect_names(root, theory_names, THEORY_NAMES, true);
        expect_config(part(root, "config", NULL));
        expect_names(part(root, "stability", NULL), stability, COUNT(stability), false);
        expect_names(part(root, "directions", NULL), directions, COUNT(directions), true);
        expect_names(part(root, "covariance", NULL), both, 2, true);
        expect_names(part(root, "loss", NULL), both, 2, true);
        size_t n = (size_t)number(root, "dimension", NULL);
        expect_square(part(root, "hessian", NULL), n);
        expect_square(part(root, "noise", NULL), n);
        expect_square(part(root, "covariance", "continuous"), n);
        assert_int_equal(json_array_size(part(root, "directions", "eigenvalues")), n);
        assert_int_equal(json_array_size(part(root, "directions", "regime")), n);
        assert_true(json_is_string(part(root, "sgdscope", NULL)));
        assert_true(json_is_boolean(part(root, "stability", "stable")));
        double ratio =
            number(root, "stability", "lambda_k_max") / number(root, "stability", "limit");
        assert_near(number(root, "stability", "ratio"), ratio, 1e-14);
        json_decref(root);
    }
}

TEST(check_structure)
{
    static const char *const simulation[] = {"covariance", "stderr",  "loss",  "loss_stderr",
                                             "diverged",   "walkers", "steps", "updates_per_second",
                                             "inside"};
    json_t *root = result_of("check --format json --walkers 2000 --steps 300 --seed 5", 0);
    expect_names(root, theory_names, COUNT(theory_names), true);
    json_t *s = part(root, "simulation", NULL);
    expect_names(s, simulation, COUNT(simulation), false);
    expect_square(part(root, "simulation", "covariance"), 2);
    expect_square(part(root, "simulation", "stderr"), 2);
    assert_true(number(s, "walkers", NULL) == 2000 && number(s, "steps", NULL) == 300);
    assert_true(number(s, "updates_per_second", NULL) > 1000);
    assert_true(number(s, "loss_stderr", NULL) > 0);
    assert_true(json_is_false(part(root, "simulation", "diverged")));
    assert_true(json_is_true(part(root, "agrees", NULL)));
    assert_string_equal(json_string_value(part(root, "against", NULL)), "discrete");
    assert_true(number(root, "z_max", NULL) < number(root, "z_allowed", NULL));
    /* 1 − e^(−9/2) of a Gaussian, and many fewer in the ellipse that is too thin. */
    assert_true(fabs(number(s, "inside", "discrete") - 0.98889) < 0.012);
    assert_true(number(s, "inside", "continuous") < 0.7);
    json_decref(root);
}

/* The configuration is the experiment, each value of its own kind. */
TEST(configuration)
{
    json_t *root = theory("-l 0.5 -m 0.25 -k 2,1 -o newton -n mixed --samples 500 --batch 10 "
                          "--seed 9007199254740993 --plane w1,w2");
    const json_t *c = part(root, "config", NULL);
    assert_true(number(c, "lambda", NULL) == 0.5 && number(c, "mu", NULL) == 0.25);
    assert_true(number(c, "samples", NULL) == 500 && number(c, "batch", NULL) == 10);
    assert_true(json_integer_value(part(c, "seed", NULL)) == 9007199254740993);
    assert_string_equal(json_string_value(part(c, "hessian", NULL)), "2,1");
    assert_string_equal(json_string_value(part(c, "optimizer", NULL)), "newton");
    assert_string_equal(json_string_value(part(c, "noise", NULL)), "mixed");
    assert_string_equal(json_string_value(part(c, "plane", NULL)), "w1,w2");
    assert_true(json_is_null(part(c, "noise-scale", NULL)));
    json_decref(root);
    root = theory("");
    assert_string_equal(json_string_value(part(root, "config", "samples")), "inf");
    json_decref(root);
    assert_non_null(strstr(output, "[0,0.1]")); /* the shortest that reads back */
}

TEST(unstable)
{
    json_t *root = theory("-l 2.5");
    assert_true(json_is_null(part(root, "covariance", "discrete")));
    assert_true(json_is_null(part(root, "loss", "discrete")));
    assert_true(json_is_false(part(root, "stability", "stable")));
    assert_near(number(root, "stability", "ratio"), 1.25, 1e-15);
    assert_near(number(root, "stability", "spectral_radius"), 1.5, 1e-15);
    expect_matrix(part(root, "covariance", "continuous"), (const double[]){1.25, 0, 12.5});
    assert_near(number(root, "loss", "continuous"), 1.25, 1e-14);
    json_decref(root);
    root = result_of("check --format json -l 2.5", 0);
    assert_true(json_is_true(part(root, "simulation", "diverged")));
    assert_true(json_is_null(part(root, "simulation", "covariance")));
    assert_true(json_is_null(part(root, "simulation", "loss")));
    assert_true(json_is_null(part(root, "z_max", NULL)));
    assert_true(json_is_true(part(root, "agrees", NULL)));
    json_decref(root);
    root = result_of("check --format json -l 2.5 --against continuous", 1);
    assert_true(json_is_false(part(root, "agrees", NULL)));
    assert_string_equal(json_string_value(part(root, "against", NULL)), "continuous");
    json_decref(root);
}

/* K and C as the walker has them. */
TEST(hessian_and_noise)
{
    static const struct {
        const char *arguments;
        double hessian[3], noise[3];
    } want[] = {
        {"-k 2,1 --sigma2 3", {2, 0, 1}, {3, 0, 3}},
        {"-k 1,2 --hessian-scale 2", {2, 0, 4}, {1, 0, 1}},
        {"-k 2,1 --angle 90 -n minibatch --noise-scale 0.5 -l 0.5", {1, 0, 2}, {0.5, 0, 1}},
        {"-k 2,1 --angle 45 -n minibatch --noise-scale 0.5 -l 0.5",
         {1.5, 0.5, 1.5},
         {0.75, 0.25, 0.75}},
        {"-k 2,1 -n minibatch -l 0.5 --samples 400", {2, 0, 1}, {0.015, 0, 0.0075}},
        {"-k 2,1 -n mixed -l 0.5 --samples 400 --sigma2 2", {2, 0, 1}, {2.015, 0, 2.0075}},
        {"-k 2,1 -l 0.5 --noise-matrix 3,1,2", {2, 0, 1}, {3, 1, 2}},
        {"-k 2,1 -l 0.5 --noise-matrix 3,1,2 --noise-scale 0.5", {2, 0, 1}, {1.5, 0.5, 1}},
        /* Σ = λ²/(x(2−x) − ax²) with x = 0.5, C = 1 + aΣ */
        {"-k 1,1 -l 0.5 -n state --noise-scale 1", {1, 0, 1}, {1.5, 0, 1.5}},
    };
    for (size_t i = 0; i < COUNT(want); i++) {
        json_t *root = theory(want[i].arguments);
        expect_matrix(part(root, "hessian", NULL), want[i].hessian);
        expect_matrix(part(root, "noise", NULL), want[i].noise);
        json_decref(root);
    }
}

/* --- seeds and threads ------------------------------------------------------------------------ */

/* Blank the one number that differs from run to run. */
static void without_speed(char *text)
{
    char *at = strstr(text, "\"updates_per_second\": ");
    assert_non_null(at);
    at += strlen("\"updates_per_second\": ");
    size_t length = strcspn(at, ",\n");
    assert_true(length > 0);
    memmove(at, at + length, strlen(at + length) + 1);
}

static void check_json(const char *arguments, const char *more)
{
    char all[400];
    (void)snprintf(all, sizeof all, "check --format json %s %s", arguments, more);
    support_program(all, 0, output, sizeof output);
    without_speed(output);
}

TEST(threads_change_nothing)
{
    static const char *const command[] = {
        "--walkers 3001 --steps 300 -l 1.5 --noise-matrix 1,-0.4,0.7 --angle 20",
        "--walkers 3001 --steps 200 -n state --noise-scale 0.05 -l 1.2",
        "--walkers 2000 --steps 300 -l 1.5 -k 1,.9,.8,.7,.6,.5,.4,.3,.2,.19,.18,.17,.16",
        "--walkers 600 --steps 300 -l 0.5 --data synthetic --batch 20",
        "--walkers 600 --steps 600 -k 1,.9,.8,.7,.6,.5,.4 -o adam -l 0.3",
        "--walkers 3001 --steps 2000 -l 2.5", /* overflowing walkers */
        "--walkers 5 --steps 5000",
    };
    static char one[OUTPUT];
    for (size_t i = 0; i < COUNT(command); i++) {
        check_json(command[i], "--threads 1");
        memcpy(one, output, sizeof one);
        check_json(command[i], "--threads 5");
        assert_string_equal(output, one);
        check_json(command[i], "");
        assert_string_equal(output, one);
    }
}

TEST(seeds_change_numbers)
{
    static char one[OUTPUT];
    check_json("--walkers 1000 --steps 200", "--seed 18446744073709551615");
    assert_non_null(strstr(output, "\"seed\": 18446744073709551615"));
    memcpy(one, strstr(output, "\"simulation\""), sizeof one / 2);
    check_json("--walkers 1000 --steps 200", "--seed 0");
    assert_string_not_equal(strstr(output, "\"simulation\""), one);
}

/* Products of small numbers are not lost: to first order in λ every rule without momentum has
 * λC/(2K), in both theories. */
TEST(small_numbers)
{
    static const char *const lambda[] = {"1e-10", "1e-50", "1e-155", "1e-200"};
    static const char *const of[] = {"sgd", "nesterov", "qhm", "adam"};
    static const struct {
        const char *text;
        double value;
    } sigma2[] = {{"1", 1}, {"1e-80", 1e-80}};
    static const char *const theories[] = {"discrete", "continuous"};
    for (size_t i = 0; i < 4 * 4 * 2; i++) {
        char arguments[200];
        const bool is_adam = i % 4 == 3;
        if (is_adam && i >= 16)
            continue; /* its λ is beside √σ² */
        (void)snprintf(arguments, sizeof arguments, "-o %s -l %s --sigma2 %s -k 1,0.1", of[i % 4],
                       lambda[i / 4 % 4], sigma2[i / 16].text);
        json_t *root = theory(arguments);
        double unit = strtod(lambda[i / 4 % 4], NULL) * sigma2[i / 16].value / 2;
        for (int t = 0; t < 2; t++) {
            const json_t *m = part(root, "covariance", theories[t]);
            assert_near(element(m, 0, 0) / unit, 1, 1e-9);
            assert_near(element(m, 1, 1) / unit, 10, 1e-8);
        }
        json_decref(root);
    }
}
