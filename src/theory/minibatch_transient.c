/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/minibatch.h"

#include "minibatch_loop.h"
#include "sgdscope/base/matrix.h"

#include <stdlib.h>
#include <string.h>

/* One direction of the rule, in the coordinates of rule_step. */
struct moving {
    struct rule_step step;
    double pushed[2]; /* Σ_{j<p} A^j b after p steps of a shuffled pass */
    double past[2];   /* A·pushed */
};

struct minibatch_transient {
    const struct problem *p;
    double lambda;     /* of the next step */
    struct loop loop;  /* unless passes are shuffled */
    double (*x)[2][2]; /* D×D, i ≥ j: the second moments of (w, n)_i and (w, n)_j */
    double *sigma;     /* D×D: their elements E w_i w_j, all of them */
    double *noise;     /* D×D: what depends on w of the covariance of a step's η */
    bool has_mean;     /* the walkers have been placed away from 0 */
    double (*mean)[2]; /* D: the mean of (w, n)_i */
    double *mean_w;    /* D: E w_i, copied from it */
    size_t in_pass, pass;
    struct moving moving[]; /* D */
};

struct status minibatch_transient_new(const struct problem *p, struct minibatch_transient **out)
{
    size_t n = p->n, count = 6 * n * n + 3 * n;
    struct status s = status_memory("the second moments", (double)count * sizeof(double));
    struct minibatch_transient *m = calloc(1, sizeof *m + n * sizeof *m->moving);
    if (m == NULL)
        return s;
    m->p = p;
    m->lambda = p->rule.lambda;
    m->sigma = calloc(count, sizeof *m->sigma);
    if (m->sigma != NULL)
        s = problem_has_passes(p) ? status_ok() : loop_new(&m->loop, p);
    if (s.code != STATUS_OK) {
        minibatch_transient_free(m);
        return s;
    }
    m->noise = m->sigma + n * n;
    m->x = (double(*)[2][2])(void *)(m->noise + n * n);
    m->mean = (double(*)[2])(void *)(m->noise + 5 * n * n);
    m->mean_w = m->noise + 5 * n * n + 2 * n;
    for (size_t i = 0; i < n; i++)
        m->moving[i].step = rule_step(&p->rule, p->curvature[i]);
    m->pass = p->data.rows / p->data.batch;
    *out = m;
    return s;
}

void minibatch_transient_free(struct minibatch_transient *m)
{
    if (m == NULL)
        return;
    loop_free(&m->loop);
    free(m->sigma); /* and what points into it */
    free(m);
}

/* X ← A_i X A_jᵀ + c (b_i b_jᵀ − share·(past_i b_jᵀ + b_i past_jᵀ)); −share·c is the covariance of
 * the step's noise, of variance c, with that of an earlier step of the pass. */
static void step_pair(const struct moving *i, const struct moving *j, double c, double share,
                      double x[2][2])
{
    const double(*a)[2] = i->step.a, (*b)[2] = j->step.a;
    double half[2][2];
    for (int r = 0; r < 2; r++)
        for (int s = 0; s < 2; s++)
            half[r][s] = a[r][0] * x[0][s] + a[r][1] * x[1][s];
    for (int r = 0; r < 2; r++)
        for (int s = 0; s < 2; s++)
            x[r][s] = half[r][0] * b[s][0] + half[r][1] * b[s][1] +
                      c * i->step.b[r] * j->step.b[s] -
                      share * c * (i->past[r] * j->step.b[s] + i->step.b[r] * j->past[s]);
}

/* Add the step's own noise to the pass; the last step ends the pass. */
static void end_step_of_pass(struct minibatch_transient *m)
{
    m->in_pass = (m->in_pass + 1) % m->pass;
    for (size_t i = 0; i < m->p->n; i++) {
        struct moving *d = &m->moving[i];
        for (int r = 0; r < 2; r++)
            d->pushed[r] = m->in_pass == 0 ? 0 : d->past[r] + d->step.b[r];
        for (int r = 0; r < 2; r++)
            d->past[r] = d->step.a[r][0] * d->pushed[0] + d->step.a[r][1] * d->pushed[1];
    }
}

/* What depends on w of the step's noise; the mean goes on. */
static void set_noise(struct minibatch_transient *m)
{
    loop_noise(&m->loop, m->sigma, m->noise);
    if (!m->has_mean)
        return;
    for (size_t i = 0; i < m->p->n; i++)
        m->mean_w[i] = m->mean[i][0];
    loop_add_noise_of_mean(&m->loop, m->mean_w, m->noise);
    for (size_t i = 0; i < m->p->n; i++) {
        double(*a)[2] = m->moving[i].step.a, w = m->mean[i][0], past = m->mean[i][1];
        for (int r = 0; r < 2; r++)
            m->mean[i][r] = a[r][0] * w + a[r][1] * past;
    }
}

void minibatch_transient_step(struct minibatch_transient *m)
{
    const struct problem *p = m->p;
    size_t n = p->n;
    double rows = (double)p->data.rows, batch = (double)p->data.batch;
    bool in_passes = problem_has_passes(p);
    double share = in_passes && m->in_pass > 0 ? batch / (rows - batch) : 0;
    if (!in_passes)
        set_noise(m);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double c = problem_noise(p, i, j) + m->noise[i * n + j];
            double(*x)[2] = m->x[i * n + j];
            step_pair(&m->moving[i], &m->moving[j], c, share, x);
            m->sigma[i * n + j] = m->sigma[j * n + i] = x[0][0];
        }
    if (in_passes)
        end_step_of_pass(m);
}

void minibatch_transient_place(struct minibatch_transient *m, const double *y)
{
    size_t n = m->p->n;
    memset(m->x, 0, n * n * sizeof *m->x);
    m->has_mean = false;
    for (size_t i = 0; i < n; i++) {
        m->mean[i][0] = y[i];
        m->mean[i][1] = 0;
        m->has_mean = m->has_mean || y[i] != 0;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            m->x[i * n + j][0][0] = m->sigma[i * n + j] = m->sigma[j * n + i] = y[i] * y[j];
}

/* The second number of a direction is λm, and m stays. */
void minibatch_transient_rate(struct minibatch_transient *m, double lambda)
{
    const double ratio =
        m->lambda > 0 ? lambda / m->lambda : 0; /* from 0 no schedule rises again */
    struct rule rule = m->p->rule;
    rule.lambda = m->lambda = lambda;
    for (size_t i = 0; i < m->p->n; i++) {
        m->moving[i].step = rule_step(&rule, m->p->curvature[i]);
        m->mean[i][1] *= ratio;
        for (size_t j = 0; j <= i; j++) {
            double(*x)[2] = m->x[i * m->p->n + j];
            x[0][1] *= ratio;
            x[1][0] *= ratio;
            x[1][1] *= ratio * ratio;
        }
    }
}

double minibatch_transient_cost(const struct problem *p)
{
    double n = (double)p->n, packed = n * (n + 1) / 2, points = 4 * (double)p->data.rows * n * n;
    double own = 25 * n * n;
    if (problem_has_passes(p))
        return own;
    /* From a distance once more, with third moments or by the points. */
    return own + (p->data.fourth != NULL ? packed * (packed + n) : 1.25 * points);
}

double minibatch_transient_loss(const struct minibatch_transient *m)
{
    double sum = 0;
    for (size_t i = 0; i < m->p->n; i++)
        sum += 0.5 * m->p->loss[i] * m->sigma[i * m->p->n + i];
    return sum;
}

double minibatch_transient_form(const struct minibatch_transient *m, const double *v)
{
    return matrix_form(&(const struct matrix){m->p->n, m->sigma}, v, v);
}
