/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample.h"

#include "../support.h"
#include "lyapunov.h"

#include "sgdscope/model/parameter.h"

double sample_limit(enum optimizer o, double mu, double nu)
{
    switch (o) {
    case OPTIMIZER_SGD:
    case OPTIMIZER_NEWTON:
        return 2 * (1 + mu);
    case OPTIMIZER_NESTEROV:
        return 2 * (1 + mu) / (1 + 2 * mu);
    case OPTIMIZER_QHM:
        return 2 * (1 + mu) / (1 + mu - 2 * nu * mu);
    default:
        return INFINITY;
    }
}

static void draw_noise(struct sample *s, uint64_t *state)
{
    size_t n = s->n;
    double values[SAMPLE_D];
    memset(s->c, 0, sizeof s->c);
    s->sigma2 = support_log_uniform(state, 0.1, 10);
    s->a = support_log_uniform(state, 0.01, 1);
    switch (s->noise) {
    case SAMPLE_FULL:
        support_semidefinite(state, n, n + 2, s->c);
        break;
    case SAMPLE_SINGULAR:
        support_semidefinite(state, n, support_below(state, n), s->c);
        break;
    case SAMPLE_COMMUTING:
        for (size_t i = 0; i < n; i++)
            values[i] = support_log_uniform(state, 0.1, 10);
        support_compose(n, s->q, values, s->c);
        break;
    case SAMPLE_FORMULA:
        s->sigma2 = support_below(state, 3) == 0 ? 0 : s->sigma2;
        s->a = support_below(state, 3) == 0 && s->sigma2 > 0 ? 0 : s->a;
        for (size_t i = 0; i < n; i++)
            values[i] = s->sigma2 + s->a * s->k[i];
        support_compose(n, s->q, values, s->c);
        break;
    case SAMPLE_STATE:
        for (size_t i = 0; i < n; i++)
            s->c[i * n + i] = s->sigma2;
        break;
    }
    support_rotate(n, s->q, s->c, s->c_tilde);
}

void sample_draw(struct sample *s, uint64_t *state, size_t n, enum optimizer o,
                 enum sample_noise noise)
{
    *s = (struct sample){.n = n, .optimizer = o, .noise = noise};
    support_orthogonal(state, n, s->q);
    for (size_t i = 0; i < n; i++) {
        s->k[i] = support_log_uniform(state, 0.05, 3);
        s->largest = fmax(s->largest, s->k[i]);
    }
    support_compose(n, s->q, s->k, s->hessian);
    s->mu = support_below(state, 4) == 0 ? 0 : support_uniform(state, 0, 0.99);
    s->nu = support_uniform(state, 0, 1);
    draw_noise(s, state);
}

void sample_each(uint64_t seed, size_t most, int rounds, bool without_adam,
                 void (*check)(struct sample *s, uint64_t *seed))
{
    static struct sample s;
    for (int o = 0; o < OPTIMIZER_COUNT; o++)
        for (int noise = SAMPLE_FULL; noise <= SAMPLE_STATE; noise++)
            for (int round = 0; round < rounds; round++) {
                if (without_adam && o == OPTIMIZER_ADAM && noise == SAMPLE_SINGULAR)
                    continue;
                sample_draw(&s, &seed, 1 + support_below(&seed, most), (enum optimizer)o,
                            (enum sample_noise)noise);
                check(&s, &seed);
                sample_free(&s);
            }
}

bool sample_follows_sigma(const struct sample *s)
{
    return s->optimizer == OPTIMIZER_NATURAL || s->optimizer == OPTIMIZER_ADAM;
}

double sample_lambda(const struct sample *s, double share)
{
    double limit = sample_limit(s->optimizer, s->mu, s->nu);
    if (isinf(limit))
        return share;
    return share * limit / (s->optimizer == OPTIMIZER_NEWTON ? 1 : s->largest);
}

void sample_resolve(struct sample *s, double lambda)
{
    static struct experiment e;
    static const int noise[] = {NOISE_MATRIX, NOISE_MATRIX, NOISE_MATRIX, NOISE_MIXED, NOISE_STATE};
    struct problem_cache *cache = NULL;
    s->lambda = lambda;
    experiment_init(&e);
    e.lambda = lambda;
    e.mu = s->mu;
    e.nu = s->nu;
    e.optimizer = (int)s->optimizer;
    e.noise = noise[s->noise];
    e.sigma2 = s->sigma2;
    if (e.noise != NOISE_MATRIX)
        e.noise_scale = s->a;
    e.hessian = (struct matrix_spec){.file = "K"};
    e.noise_matrix = (struct matrix_spec){.file = "C"};
    support_give_matrix("K", s->n, s->hessian);
    support_give_matrix("C", s->n, s->c);
    (void)snprintf(support_case, sizeof support_case,
                   "%s D=%zu noise %d λ=%.17g μ=%.17g ν=%.17g σ²=%g a=%g",
                   optimizer_table[s->optimizer].id.name, s->n, (int)s->noise, s->lambda, s->mu,
                   s->nu, s->sigma2, s->a);
    sample_free(s);
    assert_fine(problem_cache_new(&cache, support_read, support_read_data));
    assert_fine(problem_make(cache, &e, &s->p));
    problem_cache_free(cache); /* the problem outlives it */
}

void sample_free(struct sample *s)
{
    problem_drop(s->p);
    s->p = NULL;
}

struct rule sample_rule(const struct sample *s)
{
    switch (s->optimizer) {
    case OPTIMIZER_NESTEROV:
        return (struct rule){s->lambda, s->mu, 1, 1, s->mu};
    case OPTIMIZER_QHM:
        return (struct rule){s->lambda, s->mu, 1 - s->mu, 1 - s->nu, s->nu};
    case OPTIMIZER_ADAM:
        return (struct rule){s->lambda, 0, 1, 0, 1};
    default:
        return (struct rule){s->lambda, s->mu, 1, 0, 1};
    }
}

void sample_to_w(const struct sample *s, struct covariance *y, double *sigma)
{
    struct matrix w = {0};
    assert_fine(problem_to_w(s->p, y->s, y->diagonal, s->p->n, &w));
    assert_int_equal(w.n, s->n);
    memcpy(sigma, w.a, s->n * s->n * sizeof *sigma);
    matrix_free(&w);
    covariance_free(y);
}

void sample_stationary(const struct sample *s, double *sigma)
{
    struct covariance y = {0};
    assert_fine(theory_table[THEORY_DISCRETE].solve(s->p, &y));
    sample_to_w(s, &y, sigma);
}

bool sample_continuous(const struct sample *s, double *sigma)
{
    struct covariance y = {0};
    bool exists = theory_table[THEORY_CONTINUOUS].solve(s->p, &y).code == STATUS_OK;
    if (exists)
        sample_to_w(s, &y, sigma);
    else
        covariance_free(&y);
    return exists;
}

void sample_sandwich(size_t n, const double *x, const double *y, double *out)
{
    double half[SAMPLE_DD];
    matrix_product(n, 0, x, 0, y, half);
    matrix_product(n, 0, half, 0, x, out);
    matrix_symmetrise(n, out);
}

void sample_power(size_t n, const double *m, double power, double *out)
{
    double values[SAMPLE_D], vectors[SAMPLE_DD];
    memcpy(vectors, m, n * n * sizeof *out);
    assert_fine(matrix_eigen(n, vectors, values));
    for (size_t i = 0; i < n; i++)
        values[i] = pow(values[i], power);
    support_compose(n, vectors, values, out);
}

void sample_noise_at(const struct sample *s, const double *sigma, double *c)
{
    size_t n = s->n;
    double inner[SAMPLE_DD];
    memcpy(c, s->c, n * n * sizeof *c);
    if (s->noise != SAMPLE_STATE)
        return;
    sample_sandwich(n, s->hessian, sigma, inner);
    for (size_t i = 0; i < n * n; i++)
        c[i] += s->a * inner[i];
}

void sample_preconditioner(const struct sample *s, const double *sigma, double *precondition)
{
    size_t n = s->n;
    double c[SAMPLE_DD], one[SAMPLE_DD] = {0};
    for (size_t i = 0; i < n; i++)
        one[i * n + i] = 1;
    if (s->optimizer == OPTIMIZER_NEWTON) {
        sample_power(n, s->hessian, -1, precondition);
    } else if (s->optimizer == OPTIMIZER_NATURAL) {
        sample_sandwich(n, s->hessian, sigma, precondition);
        sample_power(n, precondition, -1, precondition);
    } else if (s->optimizer == OPTIMIZER_ADAM) {
        sample_noise_at(s, sigma, c);
        sample_sandwich(n, s->hessian, sigma, precondition);
        for (size_t i = 0; i < n * n; i++)
            precondition[i] += c[i];
        sample_power(n, precondition, -0.5, precondition);
    } else {
        memcpy(precondition, one, n * n * sizeof *one);
    }
    for (size_t i = 0; i < n * n; i++)
        precondition[i] *= s->lambda;
}

void sample_map(const struct sample *s, struct sample_map *m)
{
    struct rule r = sample_rule(s);
    double sigma[SAMPLE_DD] = {0}, precondition[SAMPLE_DD];
    bool own = sample_follows_sigma(s);
    memcpy(m->c, s->c, sizeof m->c);
    if (own) {
        sample_stationary(s, sigma);
        sample_noise_at(s, sigma, m->c);
    }
    sample_preconditioner(s, sigma, precondition);
    lyapunov_map(&r, s->n, s->hessian, precondition, m->a, m->b);
    lyapunov_state(s->n, s->hessian, m->b, m->g);
    m->state = s->noise == SAMPLE_STATE && !own ? s->a : 0;
}

double sample_loss(const struct sample *s, const double *sigma)
{
    double loss = 0;
    for (size_t e = 0; e < s->n * s->n; e++)
        loss += 0.5 * s->hessian[e] * sigma[e];
    return loss;
}

void sample_worked(struct sample *s)
{
    *s = (struct sample){.n = 2,
                         .optimizer = OPTIMIZER_SGD,
                         .mu = 0.6,
                         .a = 1,
                         .hessian = {0.8, 0.3, 0.3, 0.5},
                         .c = {1, -0.4, -0.4, 0.7}};
    sample_resolve(s, 1.2);
}
