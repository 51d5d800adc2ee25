/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "course_pairs.h"

#include "sgdscope/theory/direction.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

/* E w_i w_j, E w_i m_j, E m_i w_j, E m_i m_j. */
enum { WW, WM, MW, MM, MOMENTS };

struct course_pair {
    double k[2], noise, weight; /* weight: of WW in the variance */
    double x[MOMENTS], flow;    /* flow: E w_i w_j of the continuous process */
};

struct course_pairs {
    struct rule rule;
    size_t count;
    struct course_pair pair[];
};

static bool is_part(const double *v, double most, size_t i)
{
    static const double rounding = 1e-12;
    return fabs(v[i]) > rounding * most;
}

static double largest(size_t n, const double *v)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(v[i]));
    return most;
}

double course_pairs_count(const struct problem *p, const double *v)
{
    double most = largest(p->n, v), modes = 0;
    for (size_t i = 0; i < p->n; i++)
        modes += is_part(v, most, i);
    return p->covariance != NULL || p->data.batch > 0 ? modes * (modes - 1) / 2 : 0;
}

/* The map of the moments, by rows, and what the noise adds. */
static void map_of(const struct rule *r, double lambda, const struct course_pair *q,
                   double map[MOMENTS * MOMENTS], double add[MOMENTS])
{
    const double gamma = r->alpha + r->beta * r->rho, g = lambda * gamma;
    const double one[2][2][2] = {
        {{1 - g * q->k[0], -lambda * r->beta * r->mu}, {r->rho * q->k[0], r->mu}},
        {{1 - g * q->k[1], -lambda * r->beta * r->mu}, {r->rho * q->k[1], r->mu}}};
    const double push[2] = {-g, r->rho};
    for (int a = 0; a < 2; a++)
        for (int b = 0; b < 2; b++) {
            add[2 * a + b] = push[a] * push[b] * q->noise;
            for (int c = 0; c < 2; c++)
                for (int d = 0; d < 2; d++)
                    map[(2 * a + b) * MOMENTS + 2 * c + d] = one[0][a][c] * one[1][b][d];
        }
}

/* x = map x + add */
static struct status settle(const struct rule *r, struct course_pair *q)
{
    double map[MOMENTS * MOMENTS];
    lapack_int pivot[MOMENTS];
    map_of(r, r->lambda, q, map, q->x);
    for (int i = 0; i < MOMENTS * MOMENTS; i++)
        map[i] = (i % (MOMENTS + 1) == 0 ? 1 : 0) - map[i];
    if (LAPACKE_dgesv(LAPACK_ROW_MAJOR, MOMENTS, 1, map, MOMENTS, pivot, q->x, 1) != 0)
        return status_error(STATUS_NUMERIC, "there is no stationary state to start from");
    q->flow = rule_continuous_rate(r) * q->noise / (q->k[0] + q->k[1]);
    return status_ok();
}

static struct status fill(const struct problem *p, const double *v, const double *y,
                          struct course_pairs *c)
{
    const double most = largest(p->n, v);
    c->rule = p->rule;
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j < i && is_part(v, most, i); j++) {
            if (!is_part(v, most, j))
                continue;
            struct course_pair *q = &c->pair[c->count++];
            *q = (struct course_pair){.k = {p->curvature[i], p->curvature[j]},
                                      .noise = problem_noise(p, i, j),
                                      .weight = 2 * v[i] * v[j]};
            if (y == NULL)
                STATUS_TRY(settle(&p->rule, q));
            else
                q->x[WW] = q->flow = y[i] * y[j];
        }
    return status_ok();
}

struct status course_pairs_new(const struct problem *p, const double *v, const double *y,
                               struct course_pairs **out)
{
    const double count = course_pairs_count(p, v);
    struct course_pairs *c = NULL;
    *out = NULL;
    if (!(count > 0))
        return status_ok();
    double bytes = sizeof *c + count * sizeof *c->pair;
    c = bytes < 1e12 ? calloc(1, (size_t)bytes) : NULL;
    if (c == NULL)
        return status_memory("a schedule's second moments", bytes);
    struct status s = fill(p, v, y, c);
    if (s.code == STATUS_OK)
        *out = c;
    else
        course_pairs_free(c);
    return s;
}

void course_pairs_free(struct course_pairs *c)
{
    free(c);
}

void course_pairs_step(struct course_pairs *c, double lambda, double rate)
{
    double map[MOMENTS * MOMENTS], next[MOMENTS];
    for (size_t i = 0; c != NULL && i < c->count; i++) {
        struct course_pair *q = &c->pair[i];
        const double k = q->k[0] + q->k[1], lost = -expm1(-rate * k);
        map_of(&c->rule, lambda, q, map, next);
        for (int a = 0; a < MOMENTS; a++)
            for (int b = 0; b < MOMENTS; b++)
                next[a] += map[a * MOMENTS + b] * q->x[b];
        for (int a = 0; a < MOMENTS; a++)
            q->x[a] = next[a];
        q->flow += lost * (rate * q->noise / k - q->flow);
    }
}

double course_pairs_sum(const struct course_pairs *c, bool is_continuous)
{
    double sum = 0;
    for (size_t i = 0; c != NULL && i < c->count; i++)
        sum += c->pair[i].weight * (is_continuous ? c->pair[i].flow : c->pair[i].x[WW]);
    return sum;
}
