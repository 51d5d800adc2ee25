/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/minibatch_transient.h"

#include "minibatch_loop.h"

#include <stdlib.h>

/* Second moments in the modes, in units where m is λm: the two are then of one size. The rule is
 *     y' = (1−γx) y − βμ n − γλη,   n' = ρx y + μ n + ρλη,   γ = α+βρ, x = λk, n = λm. */
struct minibatch_transient {
    const struct problem *p;
    struct loop loop;     /* of minibatches drawn anew */
    double *yy, *yn, *nn; /* D×D: E y_i y_j, E y_i n_j, E n_i n_j */
    double *noise;        /* D×D: the covariance of a step's η */
    /* Of shuffled passes: Σ_{j<p} A^j b of each direction after p steps of one, b = (−γλ, ρλ). */
    double *pushed_y, *pushed_n;
    size_t in_pass, pass;
};

struct status minibatch_transient_new(const struct problem *p, struct minibatch_transient **out)
{
    size_t n = p->n, count = 4 * n * n + 2 * n;
    struct minibatch_transient *m = calloc(1, sizeof *m);
    double *numbers = calloc(count, sizeof *numbers);
    struct status s = m == NULL || numbers == NULL
                          ? status_memory("the second moments", (double)count * sizeof *numbers)
                          : status_ok();
    if (s.code == STATUS_OK && p->data.sampling != SAMPLING_EPOCH)
        s = loop_new(&m->loop, p);
    if (s.code != STATUS_OK) {
        free(numbers);
        free(m);
        return s;
    }
    m->p = p;
    m->yy = numbers;
    m->yn = numbers + n * n;
    m->nn = numbers + 2 * n * n;
    m->noise = numbers + 3 * n * n;
    m->pushed_y = numbers + 4 * n * n;
    m->pushed_n = m->pushed_y + n;
    m->pass = p->data.rows / p->data.batch;
    *out = m;
    return s;
}

void minibatch_transient_free(struct minibatch_transient *m)
{
    if (m == NULL)
        return;
    loop_free(&m->loop);
    free(m->yy); /* all numbers are one allocation */
    free(m);
}

/* One direction of the rule. */
struct one {
    double yy, yn, ny, nn; /* A */
    double y, n;           /* b */
    double past_y, past_n; /* A·(what the pass has pushed so far) */
};

static struct one direction_of(const struct minibatch_transient *m, size_t i)
{
    const struct rule *r = &m->p->rule;
    double gamma = r->alpha + r->beta * r->rho, x = r->lambda * m->p->curvature[i];
    struct one d = {.yy = 1 - gamma * x,
                    .yn = -r->beta * r->mu,
                    .ny = r->rho * x,
                    .nn = r->mu,
                    .y = -gamma * r->lambda,
                    .n = r->rho * r->lambda};
    d.past_y = d.yy * m->pushed_y[i] + d.yn * m->pushed_n[i];
    d.past_n = d.ny * m->pushed_y[i] + d.nn * m->pushed_n[i];
    return d;
}

/* X_ij and, by the symmetry X_ji = X_ijᵀ, its mirror; c: the noise, share: how much of it the
 * noise of an earlier step of the pass has against it. */
static void step_pair(struct minibatch_transient *m, size_t i, size_t j, const struct one *a,
                      const struct one *b, double c, double share)
{
    size_t n = m->p->n, ij = i * n + j, ji = j * n + i;
    double yy = m->yy[ij], yn = m->yn[ij], ny = m->yn[ji], nn = m->nn[ij];
    /* The rows of A_i X_ij. */
    double y_y = a->yy * yy + a->yn * ny, y_n = a->yy * yn + a->yn * nn;
    double n_y = a->ny * yy + a->nn * ny, n_n = a->ny * yn + a->nn * nn;
    double past = -share * c;
    m->yy[ij] = m->yy[ji] =
        y_y * b->yy + y_n * b->yn + c * a->y * b->y + past * (a->past_y * b->y + a->y * b->past_y);
    m->yn[ij] =
        y_y * b->ny + y_n * b->nn + c * a->y * b->n + past * (a->past_y * b->n + a->y * b->past_n);
    m->yn[ji] =
        n_y * b->yy + n_n * b->yn + c * a->n * b->y + past * (a->past_n * b->y + a->n * b->past_y);
    m->nn[ij] = m->nn[ji] =
        n_y * b->ny + n_n * b->nn + c * a->n * b->n + past * (a->past_n * b->n + a->n * b->past_n);
}

static bool has_passes(const struct minibatch_transient *m)
{
    return m->p->data.sampling == SAMPLING_EPOCH;
}

/* What the step's own noise adds to the pass; with the last one the pass is over. */
static void end_step_of_pass(struct minibatch_transient *m)
{
    m->in_pass = (m->in_pass + 1) % m->pass;
    for (size_t i = 0; i < m->p->n; i++) {
        struct one d = direction_of(m, i);
        m->pushed_y[i] = m->in_pass == 0 ? 0 : d.past_y + d.y;
        m->pushed_n[i] = m->in_pass == 0 ? 0 : d.past_n + d.n;
    }
}

void minibatch_transient_step(struct minibatch_transient *m)
{
    const struct problem *p = m->p;
    size_t n = p->n;
    double rows = (double)p->data.rows, batch = (double)p->data.batch;
    double share = has_passes(m) && m->in_pass > 0 ? batch / (rows - batch) : 0;
    if (!has_passes(m))
        loop_noise(&m->loop, m->yy, m->noise);
    for (size_t i = 0; i < n; i++) {
        struct one a = direction_of(m, i);
        for (size_t j = 0; j <= i; j++) {
            struct one b = direction_of(m, j);
            step_pair(m, i, j, &a, &b, problem_noise(p, i, j) + m->noise[i * n + j], share);
        }
    }
    if (has_passes(m))
        end_step_of_pass(m);
}

double minibatch_transient_cost(const struct problem *p)
{
    double n = (double)p->n, packed = n * (n + 1) / 2, points = 4 * (double)p->data.rows * n * n;
    double own = 25 * n * n;
    if (p->data.sampling == SAMPLING_EPOCH)
        return own;
    return own + (p->data.fourth != NULL ? packed * packed : points);
}

double minibatch_transient_loss(const struct minibatch_transient *m)
{
    double sum = 0;
    for (size_t i = 0; i < m->p->n; i++)
        sum += 0.5 * m->p->curvature[i] * m->yy[i * m->p->n + i];
    return sum;
}

double minibatch_transient_form(const struct minibatch_transient *m, const double *v)
{
    size_t n = m->p->n;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            sum += v[i] * m->yy[i * n + j] * v[j];
    return sum;
}
