/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/minibatch.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One direction at step p of a pass (rule_step): A^p b, and the first row of A^p. */
struct lag {
    double push[2], row[2];
};

/* The lags of a pass, one direction after the other, and what each direction forgets in it,
 * I − A^M. */
struct passes {
    const struct problem *p;
    size_t steps; /* M */
    struct lag *lag;
    double *forgets; /* n×4 */
};

static void advance(const struct rule_step *step, double v[2])
{
    double first = v[0];
    v[0] = step->a[0][0] * first + step->a[0][1] * v[1];
    v[1] = step->a[1][0] * first + step->a[1][1] * v[1];
}

/* I − A^M = Σ_t A^t (I − A): in slow directions a sum of small numbers, not a difference of large
 * ones. */
static void fill_direction(struct passes *s, size_t i)
{
    const struct rule *r = &s->p->rule;
    const struct rule_step one = rule_step(r, s->p->curvature[i]);
    const double rest[4] = {-one.b[0] * s->p->curvature[i], r->beta * r->mu, -one.a[1][0],
                            1 - r->mu}; /* I − A */
    double column[2][2] = {{1, 0}, {0, 1}}, push[2] = {one.b[0], one.b[1]};
    double *forgets = s->forgets + 4 * i;
    memset(forgets, 0, 4 * sizeof *forgets);
    for (size_t t = 0; t < s->steps; t++) {
        s->lag[i * s->steps + t] = (struct lag){{push[0], push[1]}, {column[0][0], column[1][0]}};
        for (int c = 0; c < 4; c++)
            forgets[c] += column[0][c / 2] * rest[c % 2] + column[1][c / 2] * rest[2 + c % 2];
        advance(&one, push);
        advance(&one, column[0]);
        advance(&one, column[1]);
    }
}

/* x (4) ← the solution of X = P X Qᵀ + W with P = I − E, Q = I − F: E X + X Fᵀ − E X Fᵀ = W. */
static void solve_block(const double *e, const double *f, const double *w, double *x)
{
    double a[16];
    lapack_int pivot[4];
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
            double left = e[i / 2 * 2 + j / 2], right = f[i % 2 * 2 + j % 2];
            a[4 * i + j] = (i % 2 == j % 2) * left + (i / 2 == j / 2) * right - left * right;
        }
        x[i] = w[i];
    }
    if (LAPACKE_dgesv(LAPACK_ROW_MAJOR, 4, 1, a, 4, pivot, x, 1) != 0)
        for (int i = 0; i < 4; i++)
            x[i] = (double)NAN;
}

/* What a pass of unit noise does to a pair of directions, v_t = A^t b. Two batches of a pass have
 * the covariance −c C_0, c = S/(N−S), which is −C_0/(M−1) if nothing is left over (N = MS).
 * After p steps the covariance of the pass's noise is, with u and W the mean and the sum of squares
 * about it of v_0 … v_{p−1}, (1+c) V_p − c U_p U_pᵀ = [N W + p (N − pS) u uᵀ]/(N−S), the right side
 * without cancellation. */
struct pass_spread {
    double w[4];     /* of the above after the whole pass */
    double mean_own; /* mean over p of the top left element of the above */
    double rows[4];  /* mean over p of (row of A_i^p)(row of A_j^p)ᵀ */
};

static void spread_of(const struct passes *s, size_t i, size_t j, struct pass_spread *out)
{
    const struct lag *a = s->lag + i * s->steps, *b = s->lag + j * s->steps;
    double n = (double)s->p->data.rows, batch = (double)s->p->data.batch, steps = (double)s->steps;
    double w[4] = {0}, u[2] = {0}, v[2] = {0};
    *out = (struct pass_spread){0};
    for (size_t t = 0; t < s->steps; t++) {
        double p = (double)t, from_a[2], from_b[2];
        out->mean_own += (n * w[0] + p * (n - p * batch) * u[0] * v[0]) / (n - batch) / steps;
        for (int c = 0; c < 2; c++) {
            from_a[c] = a[t].push[c] - u[c];
            from_b[c] = b[t].push[c] - v[c];
            u[c] += from_a[c] / (p + 1);
            v[c] += from_b[c] / (p + 1);
        }
        for (int c = 0; c < 4; c++) {
            w[c] += from_a[c / 2] * from_b[c % 2] * (p / (p + 1));
            out->rows[c] += a[t].row[c / 2] * b[t].row[c % 2] / steps;
        }
    }
    for (int c = 0; c < 4; c++)
        out->w[c] = (n * w[c] + steps * (n - steps * batch) * u[c / 2] * v[c % 2]) / (n - batch);
}

/* Mean over a pass of the top left element of X_p = A^p X_0 (A^p)ᵀ + the above, for C_ij = 1, with
 * X_0 = X_M. */
static double pass_gain(const struct passes *s, size_t i, size_t j)
{
    struct pass_spread d;
    double x[4], mean = 0;
    spread_of(s, i, j, &d);
    solve_block(s->forgets + 4 * i, s->forgets + 4 * j, d.w, x);
    for (int c = 0; c < 4; c++)
        mean += d.rows[c] * x[c];
    return mean + d.mean_own;
}

struct status minibatch_passes(const struct problem *p, struct covariance *out)
{
    size_t n = p->n, steps = p->data.rows / p->data.batch;
    STATUS_TRY(covariance_shape(out, n, 0));
    memset(out->s, 0, n * n * sizeof *out->s);
    if (p->data.batch == p->data.rows) /* the whole data set each time: no noise */
        return status_ok();
    struct passes s = {.p = p, .steps = steps, .lag = malloc(n * steps * sizeof *s.lag)};
    if (s.lag == NULL)
        return status_memory("the passes", (double)(n * steps) * sizeof *s.lag);
    struct status st = numbers_new(&s.forgets, 4 * n, "the passes");
    for (size_t i = 0; st.code == STATUS_OK && i < n; i++) {
        fill_direction(&s, i);
        for (size_t j = 0; j <= i; j++)
            out->s[i * n + j] = out->s[j * n + i] = pass_gain(&s, i, j) * problem_noise(p, i, j);
    }
    free(s.lag);
    free(s.forgets);
    return st;
}
