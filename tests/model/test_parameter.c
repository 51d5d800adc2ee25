/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"
#include "sgdscope/model/parameter.h"

enum { TEXT = 60000 }; /* a list of 2000 numbers and more */

static char text[TEXT], again[TEXT];
static struct experiment e, other;

static const struct parameter *find(const char *name)
{
    const struct parameter *p = parameter_find(name);
    (void)snprintf(support_case, sizeof support_case, "%s", name);
    assert_non_null(p);
    return p;
}

static int start(void **state)
{
    (void)state;
    support_restart(&e);
    support_restart(&other);
    return 0;
}

/* --- the table -------------------------------------------------------------------------------- */

FIXTURE(start, NULL)

TEST(names_are_unique)
{
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        assert_ptr_equal(parameter_find(p->name), p);
        assert_true(p->alias == NULL || parameter_find(p->alias) == p);
        assert_true(p->about[0] != '\0');
        for (size_t j = 0; j < i; j++)
            assert_true(p->letter == 0 || p->letter != parameter_table[j].letter);
    }
    assert_null(parameter_find("nonsense"));
    assert_null(parameter_find(""));
    assert_ptr_equal(parameter_find("lr"), parameter_find("lambda"));
    assert_ptr_equal(parameter_find("momentum"), parameter_find("mu"));
}

/* The names that scripts rely on. */
TEST(initial_values)
{
    assert_true(e.lambda == 1.8);
    assert_true(e.mu == 0);
    assert_true(e.nu == 0.7);
    assert_int_equal(e.hessian.count, 2);
    assert_true(e.hessian.value[0] == 1 && e.hessian.value[1] == 0.1);
    assert_true(e.angle == 0 && e.hessian_scale == 1 && e.edits == 0);
    assert_int_equal(e.optimizer, OPTIMIZER_SGD);
    assert_int_equal(e.noise, NOISE_WHITE);
    assert_int_equal(e.distribution, DISTRIBUTION_GAUSSIAN);
    assert_true(e.sigma2 == 1 && e.batch == 100 && isinf(e.samples) && isnan(e.noise_scale));
    assert_int_equal(e.noise_matrix.count, 0);
    assert_int_equal(e.plane[0].index, 1);
    assert_int_equal(e.plane[1].index, 0);
    assert_true(e.walkers == 10000 && e.steps == 1000 && e.seed == 1);
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = find(parameter_table[i].name);
        (void)parameter_format(p, &e, text, sizeof text);
        assert_string_equal(text, p->initial);
        assert_true(parameter_is_default(p, &e));
    }
}

/* --- text → experiment → text → experiment ---------------------------------------------------- */

/* `value` is accepted, and what is printed for it is read as the same. */
static void expect_round_trip(const struct parameter *p, const char *value)
{
    (void)snprintf(support_case, sizeof support_case, "%s=%.80s", p->name, value);
    assert_fine(parameter_parse(p, value, &e));
    size_t length = parameter_format(p, &e, text, sizeof text);
    assert_int_equal(length, strlen(text));
    experiment_copy(&other, &e);
    assert_fine(parameter_parse(p, p->initial, &other));
    assert_fine(parameter_parse(p, text, &other));
    assert_true(experiment_equal(&e, &other));
    (void)parameter_format(p, &other, again, sizeof again);
    assert_string_equal(again, text);
    /* A buffer too small gives the same length and a cut text. */
    char small[4];
    assert_int_equal(parameter_format(p, &e, small, sizeof small), length);
    assert_int_equal(strncmp(small, text, 3), 0);
    assert_true(strlen(small) < sizeof small);
    assert_int_equal(parameter_format(p, &e, NULL, 0), length);
}

static const char *random_number(const struct parameter *p, uint64_t *seed)
{
    static char number[40];
    (void)snprintf(number, sizeof number, "%.17g", support_number_of(seed, p));
    return number;
}

static void random_list(uint64_t *seed, size_t count, double least, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%.17g", i > 0 ? "," : "",
                                 support_uniform(seed, least, 10));
}

/* "window:17:4" */
static void random_form(const struct parameter *p, uint64_t *seed, char *out, size_t size)
{
    size_t i = support_below(seed, p->choices);
    const struct form *form = (const void *)parameter_choice(p, i);
    size_t used = (size_t)snprintf(out, size, "%s", form->id.name);
    for (size_t n = 0; n < FORM_NUMBERS && form->number[n] != NULL; n++)
        used += (size_t)snprintf(out + used, size - used, ":%.17g",
                                 support_number_of(seed, form->number[n]));
}

/* A value of any kind. */
static const char *random_value(const struct parameter *p, uint64_t *seed)
{
    static char value[TEXT];
    static const size_t triangle[] = {1, 3, 6, 10, 15, 1275};
    switch (p->kind) {
    case PARAMETER_REAL:
    case PARAMETER_COUNT:
        return random_number(p, seed);
    case PARAMETER_CHOICE:
        return parameter_choice(p, support_below(seed, p->choices))->name;
    case PARAMETER_FORM:
        random_form(p, seed, value, sizeof value);
        break;
    case PARAMETER_SEED:
        (void)snprintf(value, sizeof value, "%llu", (unsigned long long)support_next(seed));
        break;
    case PARAMETER_MATRIX:
        if (strcmp(p->name, "hessian") == 0)
            random_list(seed, 1 + support_below(seed, 40), 1e-3, value, sizeof value);
        else
            random_list(seed, triangle[support_below(seed, 6)], -10, value, sizeof value);
        break;
    case PARAMETER_EDITS:
        (void)snprintf(value, sizeof value, "%zu:%.17g,%zu:%.17g", 1 + support_below(seed, 2000),
                       support_uniform(seed, 0, 9), 1 + support_below(seed, 2000), 1e-200);
        break;
    case PARAMETER_TEXT:
    case PARAMETER_FILE:
        (void)snprintf(value, sizeof value, "a name, with %zu = # 'signs'",
                       support_below(seed, 1000));
        break;
    case PARAMETER_PLANE:
        (void)snprintf(value, sizeof value, "%s%zu,%s%s", support_below(seed, 2) ? "w" : "",
                       1 + support_below(seed, 2000), support_below(seed, 2) ? "w" : "", "D");
        break;
    }
    return value;
}

TEST(random_values)
{
    uint64_t seed = 81;
    for (size_t i = 0; i < parameter_count; i++)
        for (int round = 0; round < 200; round++)
            expect_round_trip(&parameter_table[i], random_value(&parameter_table[i], &seed));
}

TEST(particular_values)
{
    static const char *const values[][2] = {
        {"lambda", "0.10000000000000001"},
        {"lambda", "1e-300"},
        {"lambda", "1e12"},
        {"lambda", "1/3"},
        {"batch", "256/2"},
        {"hessian", "1,1/10"},
        {"noise-matrix", "1/2,0,1/3"},
        {"eigenvalue", "2:1/7"},
        {"mu", "0.999999"},
        {"mu", "0.99999999999999989"},
        {"nu", "1"},
        {"nu", "0"},
        {"samples", "inf"},
        {"samples", "1000000000000000"},
        {"noise-scale", "auto"},
        {"noise-scale", "0"},
        {"sigma2", "0"},
        {"hessian", "@a file, with 'all' \"sorts\" of \\ things.npy"},
        {"hessian", " 3 ,\t2, 1"},
        {"hessian", "5e-324"},
        {"noise-matrix", ""},
        {"noise-matrix", "@c.mtx"},
        {"noise-matrix", "1,-0.4,0.7"},
        {"eigenvalue", ""},
        {"eigenvalue", " 2 : 3 , 1:4"},
        {"plane", "w1,w2"},
        {"plane", "1,w1"},
        {"plane", "D,1"},
        {"plane", " 2 , wD "},
        {"seed", "18446744073709551615"},
        {"seed", "0"},
        {"angle", "-360"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        expect_round_trip(find(values[i][0]), values[i][1]);
}

TEST(longest_list)
{
    static char list[TEXT];
    uint64_t seed = 82;
    random_list(&seed, DIMENSION_MAX, 1e-3, list, sizeof list);
    expect_round_trip(find("hessian"), list);
    assert_int_equal(e.hessian.count, DIMENSION_MAX);
    (void)strncat(list, ",1", 3);
    assert_refused(parameter_parse(find("hessian"), list, &e), STATUS_INPUT, "more than 2000");
}

/* --- what is refused -------------------------------------------------------------------------- */

static const char *const bad[][3] = {
    {"mu", "1", "less than 1"},
    {"mu", "1.5", "less than 1"},
    {"mu", "-0.1", "at least 0"},
    {"lambda", "0", "greater than 0"},
    {"lambda", "-1", "greater than 0"},
    {"lambda", "1e-400", "greater than 0"},
    {"lambda", "1.1e12", "at most 1000000000000"},
    {"lambda", "nan", "'nan' is not a number"},
    {"lambda", "inf", "'inf' is not a number"},
    {"lambda", "auto", "'auto' is not a number"},
    {"lambda", "1e400", "'1e400' is out of range"},
    {"lambda", "", "a number is missing"},
    {"lambda", "1.8x", "'1.8x' is not a number"},
    {"lambda", "1,2", "'1,2' is not a number"},
    {"nu", "1.0001", "at most 1"},
    {"batch", "1.5", "'1.5' is not a whole number"},
    {"batch", "1/2", "'1/2' is not a whole number"},
    {"mu", "1/1", "1 is out of range: it must be less than 1"},
    {"batch", "0", "at least 1"},
    {"batch", "inf", "'inf' is not a number"},
    {"samples", "-inf", "'-inf' is not a number"},
    {"sigma2", "-1", "at least 0"},
    {"noise-scale", "-1", "at least 0"},
    {"noise-scale", "nan", "'nan' is not a number"},
    {"angle", "361", "at most 360"},
    {"walkers", "0", "at least 1"},
    {"steps", "0", "at least 1"},
    {"seed", "-1", "not a whole number"},
    {"seed", "1.5", "not a whole number"},
    {"seed", "18446744073709551616", "out of range"},
    {"seed", "", "missing"},
    {"optimizer", "sgdm",
     "'sgdm' is none of sgd, nesterov, qhm, newton, natural, adam; did you mean 'sgd'?"},
    {"optimizer", "", "none of"},
    {"noise", "White", "none of white, minibatch, mixed, state, matrix"},
    {"noise", "White", "estimate; did you mean 'white'?"},
    {"distribution", "cauchy", "none of gaussian, uniform, laplace, rademacher, student"},
    {"hessian", "", "missing"},
    {"hessian", "1,", "missing"},
    {"hessian", "1,,2", "missing"},
    {"hessian", "1,nan", "'nan' is not a number"},
    {"hessian", "@", "a file name must follow"},
    {"hessian", "K.npy", "'K.npy' is not a number; a file is @K.npy"},
    {"noise-matrix", "../c", "'../c' is not a number; a file is @../c"},
    {"noise-matrix", "1,2", "2 numbers are no upper triangle"},
    {"noise-matrix", "@", "a file name must follow"},
    {"eigenvalue", "3", "'3' is not RANK:VALUE"},
    {"eigenvalue", "0:1", "rank 0 is out of range"},
    {"eigenvalue", "2001:1", "rank 2001 is out of range"},
    {"eigenvalue", "1:0", "must be positive"},
    {"eigenvalue", "1:x", "not a number"},
    {"eigenvalue", "1:2,", "not RANK:VALUE"},
    {"plane", "1", "not two directions"},
    {"plane", "1,2,3", "not two directions"},
    {"plane", "1,1", "one direction twice"},
    {"plane", "w2,w2", "one direction twice"},
    {"plane", "0,1", "no direction from 1 to D"},
    {"plane", "2001,1", "no direction from 1 to D"},
    {"plane", "x,y", "not a whole number"},
    {"plane", "", "missing"},
};

TEST(refused)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        experiment_copy(&other, &e);
        const struct parameter *p = find(bad[i][0]);
        (void)snprintf(support_case, sizeof support_case, "%s=%s", bad[i][0], bad[i][1]);
        assert_refused(parameter_parse(p, bad[i][1], &e), STATUS_INPUT, bad[i][2]);
        assert_true(experiment_equal(&e, &other));
    }
    memset(text, 'x', 600);
    text[0] = '@';
    text[600] = '\0';
    assert_refused(parameter_parse(find("hessian"), text, &e), STATUS_INPUT, "longer than 511");
}

TEST(choices)
{
    const struct parameter *p = find("optimizer");
    assert_fine(parameter_parse(p, "dnm", &e));
    assert_int_equal(e.optimizer, OPTIMIZER_NEWTON);
    (void)parameter_format(p, &e, text, sizeof text);
    assert_string_equal(text, "newton");
    assert_fine(parameter_parse(p, "ngd", &e));
    assert_int_equal(e.optimizer, OPTIMIZER_NATURAL);
    for (size_t i = 0; i < p->choices; i++)
        assert_string_equal(parameter_choice(p, i)->name, optimizer_table[i].id.name);
    p = find("noise");
    assert_int_equal(p->choices, NOISE_COUNT);
    for (size_t i = 0; i < p->choices; i++)
        assert_string_equal(parameter_choice(p, i)->name, noise_table[i].id.name);
}

TEST(suggestions)
{
    static const char *const want[][2] = {
        {"lamda", "did you mean 'lambda'?"},
        {"labmda", "did you mean 'lambda'?"},
        {"optimiser", "did you mean 'optimizer'?"},
        {"walker", "did you mean 'walkers'?"},
        {"noise_scale", "did you mean 'noise-scale'?"},
        {"sede", "did you mean 'seed'?"},
        {"un", "did you mean 'nu'?"},
        {"m", "see 'sgdscope list parameters'"},
        {"zzzzzz", "see 'sgdscope list parameters'"},
        {"", "see 'sgdscope list parameters'"},
        {"a-name-that-is-longer-than-any-parameter", "see 'sgdscope list parameters'"},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_refused(parameter_unknown(want[i][0]), STATUS_INPUT, want[i][1]);
    assert_refused(parameter_unknown("lamda"), STATUS_INPUT, "lamda: no such parameter; ");
}

/* Equality sees every parameter, and nothing else. */
TEST(equality)
{
    uint64_t seed = 85;
    assert_true(experiment_equal(&e, &other));
    (void)snprintf(other.title, sizeof other.title, "another title");
    other.hessian.value[7] = 3; /* beyond the count */
    assert_true(experiment_equal(&e, &other));
    other.plane[0].kind = PLANE_COORDINATE;
    assert_false(experiment_equal(&e, &other));
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = find(parameter_table[i].name);
        support_restart(&other);
        do
            assert_fine(parameter_parse(p, random_value(p, &seed), &other));
        while (parameter_is_default(p, &other));
        assert_int_equal(experiment_equal(&e, &other), p->of_show);
    }
}
