/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "lyapunov.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/paper.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/stationary.h"

/* Worked values, fifteen digits, of doc/theory.md, through the program's own way
 * from an experiment to a covariance of w, and through the paper's formulas. They have 15 digits:
 * half a unit of the last one is up to 5e-15, the rest is for rounding. */
static const double digits = 2e-14;

static const double k2[] = {0.8, 0.3, 0.3, 0.5}, c2[] = {1, -0.4, -0.4, 0.7};

/* An experiment by its options, resolved. */
static struct problem *make(size_t count, const char *const option[])
{
    static struct experiment e;
    struct problem_cache *cache = NULL;
    struct problem *p = NULL;
    experiment_init(&e);
    support_case[0] = '\0';
    for (size_t i = 0; i + 1 < count; i += 2) {
        const struct parameter *parameter = parameter_find(option[i]);
        assert_non_null(parameter);
        assert_fine(parameter_parse(parameter, option[i + 1], &e));
        size_t used = strlen(support_case);
        (void)snprintf(support_case + used, sizeof support_case - used, "%s ", option[i + 1]);
    }
    support_give_matrix("K2", 2, k2, 0);
    assert_fine(problem_cache_new(&cache, support_read, support_read_data));
    assert_fine(problem_make(cache, &e, &p));
    problem_cache_free(cache);
    return p;
}

#define MAKE(...)                                                                                  \
    make(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *),                              \
         (const char *const[]){__VA_ARGS__})
#define K2C2 "hessian", "@K2", "noise", "matrix", "noise-matrix", "1,-0.4,0.7"

/* Σ of w against xx, xy, yy, and where loss is not NaN the loss. Frees p. */
static void expect(struct problem *p, int continuous, double xx, double xy, double yy, double loss)
{
    struct covariance s = {0};
    struct matrix w = {0};
    int exists = 1;
    assert_fine(continuous ? continuous_solve(p, &s, &exists) : stationary_solve(p, &s));
    assert_true(exists);
    assert_fine(problem_covariance_to_w(p, s.s, s.diagonal, &w));
    if (p->n == 1)
        assert_near(w.a[0], xx, digits);
    else
        assert_matrix_near(2, w.a, ((double[]){xx, xy, xy, yy}), digits);
    if (!isnan(loss))
        assert_near(covariance_loss(p, &s), loss, digits);
    matrix_free(&w);
    covariance_free(&s);
    problem_drop(p);
}

TEST(white_noise)
{
    expect(MAKE("lambda", "1.8"), 0, 9, 0, 9.89010989010989, NAN);
    expect(MAKE("lambda", "1.8"), 1, 0.9, 0, 9, NAN);
    /* 1.99 has a rounding of 1e-16 that 1 − s = 0.005 makes larger: the table's 2e-12 of 199 is
     * that of its own computation. */
    struct problem *p = MAKE("lambda", "1.99");
    assert_near(paper_white(1.99, 1, 1), 199, 1e-13);
    assert_near(paper_white(1.99, 0.1, 1), 11.0494169905608, digits);
    assert_near(pair_gain(&p->rule, 1, 1), 199, 1e-13);
    assert_near(pair_gain(&p->rule, 0.1, 0.1), 11.0494169905608, digits);
    problem_drop(p);
    expect(MAKE("lambda", "1.99"), 1, 0.995, 0, 9.95, NAN);
    expect(MAKE("hessian", "1", "lambda", "2.75", "mu", "0.5"), 0, 33, 0, 0, NAN);
    expect(MAKE("hessian", "1", "lambda", "2.75", "mu", "0.5"), 1, 2.75, 0, 0, NAN);
}

TEST(momentum_any_noise)
{
    expect(MAKE(K2C2, "lambda", "1.2", "mu", "0.6"), 0, 3.04153927440606, -2.33379250517066,
           4.47525141525848, 1.63529081202585);
    expect(MAKE(K2C2, "lambda", "1.2", "mu", "0.6"), 1, 2.76550868486352, -2.37468982630273,
           3.52481389578164, NAN);
}

TEST(optimizers)
{
    expect(MAKE(K2C2, "optimizer", "qhm", "lambda", "1", "mu", "0.9", "nu", "0.7"), 0,
           0.615485435575919, -0.576547831502404, 0.892100593603931, NAN);
    expect(MAKE("hessian", "1", "optimizer", "qhm", "lambda", "1", "mu", "0.9", "nu", "0.7"), 0,
           0.310297639411563, 0, 0, NAN);
    expect(MAKE(K2C2, "optimizer", "nesterov", "lambda", "0.5", "mu", "0.9"), 0, 2.22088546169927,
           -2.14732611655183, 3.58695069873336, NAN);
    expect(MAKE(K2C2, "optimizer", "newton", "lambda", "0.5", "mu", "0.9"), 0, 12.9710213477123,
           -15.3974710686469, 21.868003657806, NAN);
    expect(MAKE(K2C2, "optimizer", "natural", "lambda", "0.5", "mu", "0.9"), 0, 4.12080740271374,
           -4.07140048050125, 6.82727955734779, NAN);
    expect(MAKE("hessian", "@K2", "optimizer", "natural", "lambda", "0.01", "mu", "0.9", "noise",
                "state", "sigma2", "0", "noise-scale", "9"),
           0, 0.730050933786078, -0.438030560271647, 1.16808149405773, NAN);
    expect(MAKE("optimizer", "adam", "lambda", "0.1", "sigma2", "0.25"), 0, 0.026281230493126, 0,
           0.251253124980469, NAN);
}

TEST(limits)
{
    struct rule qhm = optimizer_table[OPTIMIZER_QHM].rule(1, 0.9, 0.7);
    struct rule nesterov = optimizer_table[OPTIMIZER_NESTEROV].rule(0.5, 0.9, 0);
    struct rule heavy_ball = optimizer_table[OPTIMIZER_SGD].rule(0.5, 0.375, 0);
    assert_near(rule_limit(&qhm), 5.9375, digits);
    assert_near(rule_limit(&nesterov), 1.35714285714286, digits);
    assert_near(rule_limit(&heavy_ball), 2.75, digits); /* figure 4a's end */
}

/* The same values by equation number; those of K2 and C2 are in test_random's comparison. */
TEST(by_equation)
{
    support_case[0] = '\0';
    assert_near(paper_white(1.8, 1, 1), 9, digits);
    assert_near(paper_white(1.8, 0.1, 1), 9.89010989010989, digits);
    assert_near(paper_mixed(1.8, 0.1, 1, 0), 9.89010989010989, digits);
    assert_near(paper_mixed(0.5, 1, 0, 0.01), paper_minibatch(0.5, 1, 0.01), digits);
    assert_near(paper_minibatch(0.5, 1, 0.01), 0.01 / 3, digits);
    assert_near(paper_continuous_element(1.8, 0, 0.1, 0.1, 1), 9, digits);
    assert_near(paper_sgdm(2.75, 0.5, 1, 1), 33, digits);
    assert_near(paper_sgdm_element(2.75, 0.5, 1, 1, 1), 33, digits);
    assert_near(paper_qhm(1, 0.9, 0.7, 1, 1), 0.310297639411563, digits);
    assert_near(paper_adam(0.1, 1, 0.25), 0.026281230493126, digits);
    assert_near(paper_adam(0.1, 0.1, 0.25), 0.251253124980469, digits);
    /* K2⁻¹ = [0.5 −0.3; −0.3 0.8]/0.31, so 1/k = 1 gives the factor. */
    assert_near(paper_natural_state(0.01, 0.9, 9, 1) * 0.5 / 0.31, 0.730050933786078, digits);
    assert_near(paper_content(2, 3), 1 - exp(-4.5), digits);
    assert_near(paper_content(1, 3), erf(3 / sqrt(2)), digits);
}

/* Thm 3's row of the table: a preconditioner of its own, by Lyapunov and, as section 2 says, as the
 * plain rule with K' = LᵀKL, C' = LᵀCL, Λ = λ L Lᵀ. */
static const double thm3[] = {1.87449235672306, -0.122558715943178, -0.122558715943178,
                              0.703662756929608};

TEST(any_preconditioner_by_lyapunov)
{
    support_case[0] = '\0';
    struct rule r = optimizer_table[OPTIMIZER_SGD].rule(1, 0.3, 0);
    double precondition[] = {0.9 * 1.5, 0.9 * 0.2, 0.9 * 0.2, 0.9 * 0.4};
    double a[16], b[8], sigma[4];
    lyapunov_map(&r, 2, k2, precondition, a, b);
    assert_true(lyapunov_vectorised(2, a, 0, NULL, b, c2, sigma) > 0.01);
    assert_matrix_near(2, sigma, thm3, 1e-13);
    lyapunov_smith(2, a, b, c2, sigma);
    assert_matrix_near(2, sigma, thm3, 1e-13);
}

TEST(any_preconditioner_by_pairs)
{
    support_case[0] = '\0';
    double l00 = sqrt(1.5), l10 = 0.2 / l00, lower[] = {l00, 0, l10, sqrt(0.4 - l10 * l10)};
    double upper[] = {lower[0], lower[2], 0, lower[3]}, inner[4], values[2], pairs[4], back[4];
    struct rule r = optimizer_table[OPTIMIZER_SGD].rule(0.9, 0.3, 0);
    struct matrix vectors = {0}, k = {.n = 2, .a = inner};
    support_rotate(2, upper, k2, inner); /* LᵀKL */
    matrix_symmetrise(2, inner);
    assert_fine(matrix_eigen(&k, values, &vectors));
    support_rotate(2, upper, c2, inner);
    support_rotate(2, vectors.a, inner, pairs);
    for (size_t i = 0; i < 4; i++)
        pairs[i] *= pair_gain(&r, values[i / 2], values[i % 2]);
    double transposed[] = {vectors.a[0], vectors.a[2], vectors.a[1], vectors.a[3]};
    support_rotate(2, transposed, pairs, inner);
    support_rotate(2, lower, inner, back);
    assert_matrix_near(2, back, thm3, digits);
    matrix_free(&vectors);
}
