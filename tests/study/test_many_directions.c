/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "asking.h"
#include "../theory/paper.h"

/* Many directions, each simulated by itself, with noise that does not commute with K: losses and
 * variances against the closed forms on c̃_ii = u_i·C·u_i, which the test makes itself. And long
 * transients: the short ones are not kept waiting by them. */

enum { D = 20 };

static double hessian[D * D], noise[D * D], k[D], c[D];

static const char many[] =
    "hessian=@k noise=matrix noise-matrix=@c noise-scale=0.5 lambda=0.8 mu=0.5";

static int give_files(void **state)
{
    double q[D * D];
    uint64_t seed = 20;
    support_orthogonal(&seed, D, q);
    for (size_t i = 0; i < D; i++)
        k[i] = pow(0.9, (double)i);
    support_compose(D, q, k, hessian);
    support_semidefinite(&seed, D, D, noise);
    for (size_t i = 0; i < D; i++) {
        c[i] = 0;
        for (size_t a = 0; a < D; a++)
            for (size_t b = 0; b < D; b++)
                c[i] += 0.5 * q[i * D + a] * noise[a * D + b] * q[i * D + b];
    }
    support_give_matrix("k", D, hessian);
    support_give_matrix("c", D, noise);
    return asking_start(state);
}

static double loss_of_lambda(double lambda)
{
    return paper_sgdm_loss(D, lambda, 0.5, k, c);
}

static double loss_of_mu(double mu)
{
    return paper_sgdm_loss(D, 0.8, mu, k, c);
}

static double variance_of_lambda(double lambda)
{
    return paper_sgdm(lambda, 0.5, k[0], c[0]);
}

static double flat_variance_of_mu(double mu)
{
    return paper_sgdm(0.8, mu, k[D - 1], c[D - 1]);
}

TEST(points_in_many_directions)
{
    static const struct {
        enum study_kind kind;
        int quantity;
        asking_exact *want;
        const char *note;
    } point[] = {
        {STUDY_LAMBDA, 2, loss_of_lambda, "each of the 20 directions simulated by itself"},
        {STUDY_MU, 2, loss_of_mu, "each of the 20 directions simulated by itself"},
        {STUDY_LAMBDA, 0, variance_of_lambda, "this direction simulated by itself"},
        {STUDY_MU, 1, flat_variance_of_mu, "this direction simulated by itself"},
    };
    for (size_t i = 0; i < sizeof point / sizeof *point; i++) {
        asking_study(many, point[i].kind, point[i].quantity);
        asking_measure(400);
        asking_expect(asking_measured(), point[i].want);
        assert_true(asking_measured()->n >= 20 || ASKING_SLOWNESS > 1);
        assert_true(asking_notes(point[i].note));
    }
}

/* Every row that theory has. */
TEST(methods_in_many_directions)
{
    for (int quantity = METHODS_LOSS; quantity <= METHODS_VARIANCE; quantity += METHODS_VARIANCE) {
        asking_study(many, STUDY_METHODS, quantity);
        asking_measure(600);
        const char *exact = quantity == METHODS_LOSS ? "exact L" : "exact variance";
        size_t compared = asking_compare(asking_curve(exact), asking_measured());
        assert_true(compared == METHODS_SOLVED || ASKING_SLOWNESS > 1);
        assert_true(asking_notes("simulated by itself"));
    }
}

static double escape_of_t(double t)
{
    return paper_escape(D, 0.8, k, c, t);
}

static double variance_of_t(double t)
{
    return paper_sgdm(0.8, 0, k[0], c[0]) * (1 - pow(1 - 0.8 * k[0], 2 * t));
}

TEST(times_in_many_directions)
{
    static asking_exact *const want[] = {escape_of_t, variance_of_t};
    asking_set("hessian=@k noise=matrix noise-matrix=@c noise-scale=0.5 lambda=0.8");
    for (int quantity = 0; quantity < 2; quantity++) {
        assert_fine(asking_solve(STUDY_ESCAPE, quantity));
        asking_measure(100);
        asking_expect(asking_measured(), want[quantity]);
        assert_true(asking_notes("simulated by itself"));
    }
}

/* Directions that are not an eigenvector's need the noise as it is, and so does state noise. */
TEST(what_is_not_apart)
{
    asking_study("hessian=@k noise=matrix noise-matrix=@c plane=w1,w2", STUDY_LAMBDA, 0);
    assert_false(asking_notes("by itself"));
    asking_study("hessian=@k noise=state noise-scale=0.01", STUDY_LAMBDA, 2);
    assert_false(asking_notes("by itself"));
}

/* --- long transients -------------------------------------------------------------------------- */

/* The transient goes as 1/λ. From the largest λ on the points are there; the others are said to be
 * waited for, and those that would take minutes are left out. */
TEST(long_transients)
{
    size_t others = 0, all = 0;
    asking_study("lambda=1 hessian=1,0.00003", STUDY_LAMBDA, 0);
    asking_measure(400 * ASKING_SLOWNESS);
    assert_int_equal(ask.points.notes, 1);
    assert_int_equal(
        sscanf(ask.points.note[0], "%zu of %zu points still warming up", &others, &all), 2);
    assert_true(all == 23 && others > 0 && others < all);
    assert_int_equal(asking_measured()->n + others, all);
    for (size_t i = 0; i < asking_measured()->n; i++)
        assert_true(asking_measured()->x[i] > 2.1 * (double)others / (double)(all + 1));
    asking_study("lambda=1 hessian=1,0.000001", STUDY_LAMBDA, 0);
    assert_true(asking_notes("points too slow to measure here"));
    asking_measure(1);
    assert_int_equal(sscanf(ask.points.note[0], "%zu of %zu", &others, &all), 2);
    assert_true(all > 0 && all < 23);
}

GROUP(give_files, asking_finish)
