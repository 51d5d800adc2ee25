/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "setting.h"

#include "../support.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/theories.h"

/* --- drawing ---------------------------------------------------------------------------------- */

static void draw_hessian(struct setting *s, uint64_t *state)
{
    size_t n = s->n;
    if (s->shape == SETTING_AXES || s->shape == SETTING_AXES_FULL)
        for (size_t i = 0; i < n; i++)
            s->q[i * n + i] = 1;
    else
        support_orthogonal(state, n, s->q);
    for (size_t i = 0; i < n; i++)
        s->k[i] = support_log_uniform(state, 0.1, 3);
    support_compose(n, s->q, s->k, s->hessian);
}

static void draw_given(struct setting *s, uint64_t *state)
{
    double values[SETTING_D];
    for (size_t i = 0; i < s->n; i++)
        values[i] = support_log_uniform(state, 0.1, 10);
    if (s->shape == SETTING_AXES || s->shape == SETTING_COMMUTING)
        support_compose(s->n, s->q, values, s->given);
    else
        support_semidefinite(state, s->n, s->shape == SETTING_SINGULAR ? s->n / 2 : s->n + 2,
                             s->given);
}

void setting_draw(struct setting *s, uint64_t *state, size_t n, enum optimizer o, enum noise noise,
                  enum setting_shape shape)
{
    *s = (struct setting){.n = n, .optimizer = o, .noise = noise, .shape = shape};
    draw_hessian(s, state);
    draw_given(s, state);
    s->mu = support_below(state, 4) == 0 ? 0 : support_uniform(state, 0, 0.95);
    s->nu = support_uniform(state, 0, 1);
    s->sigma2 = support_log_uniform(state, 0.1, 10);
    s->a = support_log_uniform(state, 0.05, 2);
    assert_fine(problem_cache_new(&s->problems, support_read, support_read_data));
}

/* --- resolving -------------------------------------------------------------------------------- */

static void make_experiment(const struct setting *s, struct experiment *e)
{
    experiment_init(e);
    e->lambda = s->lambda;
    e->mu = s->mu;
    e->nu = s->nu;
    e->optimizer = (int)s->optimizer;
    e->noise = (int)s->noise;
    e->distribution = (int)s->law;
    e->sigma2 = s->sigma2;
    e->noise_scale = s->a;
    e->hessian = e->noise_matrix = (struct matrix_spec){0};
    (void)snprintf(e->hessian.file, sizeof e->hessian.file, "K%d", s->k_edition);
    (void)snprintf(e->noise_matrix.file, sizeof e->noise_matrix.file, "C%d", s->c_edition);
    support_give_matrix(e->hessian.file, s->n, s->hessian);
    support_give_matrix(e->noise_matrix.file, s->n, s->given);
    if (s->shape == SETTING_AXES || s->shape == SETTING_AXES_FULL) {
        e->hessian = (struct matrix_spec){.count = s->n};
        memcpy(e->hessian.value, s->k, s->n * sizeof *s->k);
    }
}

struct rule setting_rule(const struct setting *s, double lambda)
{
    switch (s->optimizer) {
    case OPTIMIZER_NESTEROV:
        return (struct rule){lambda, s->mu, 1, 1, s->mu};
    case OPTIMIZER_QHM:
        return (struct rule){lambda, s->mu, 1 - s->mu, 1 - s->nu, s->nu};
    case OPTIMIZER_ADAM:
        return (struct rule){lambda, 0, 1, 0, 1};
    default:
        return (struct rule){lambda, s->mu, 1, 0, 1};
    }
}

double setting_lambda(const struct setting *s, double share)
{
    struct rule r = setting_rule(s, 1);
    double limit = s->noise == NOISE_STATE ? support_state_limit(&r, s->a) : rule_limit(&r);
    double sharpest = 0;
    if (s->optimizer == OPTIMIZER_NATURAL || s->optimizer == OPTIMIZER_ADAM)
        return share;
    for (size_t i = 0; i < s->n; i++)
        sharpest = fmax(sharpest, s->optimizer == OPTIMIZER_NEWTON ? 1 : s->k[i]);
    return share * limit / sharpest;
}

static void drop(struct setting *s)
{
    engine_setup_free(s->setup);
    problem_drop(s->p);
    s->setup = NULL;
    s->p = NULL;
}

void setting_resolve(struct setting *s, double lambda)
{
    static struct experiment e;
    s->lambda = lambda;
    make_experiment(s, &e);
    (void)snprintf(support_case, sizeof support_case,
                   "%s D=%zu %s shape %d %s λ=%.17g μ=%.17g ν=%.17g",
                   optimizer_table[s->optimizer].id.name, s->n, noise_table[s->noise].id.name,
                   (int)s->shape, distribution_table[s->law].id.name, lambda, s->mu, s->nu);
    drop(s);
    assert_fine(problem_make(s->problems, &e, &s->p));
    assert_fine(engine_setup_make(&s->setups, s->p, &s->setup));
}

void setting_free(struct setting *s)
{
    drop(s);
    engine_setup_cache_free(&s->setups);
    problem_cache_free(s->problems);
    s->problems = NULL;
}

/* --- what the test knows ---------------------------------------------------------------------- */

void setting_product(size_t n, int tx, const double *x, int ty, const double *y, double *out)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t l = 0; l < n; l++)
                sum += x[tx ? l * n + i : i * n + l] * y[ty ? j * n + l : l * n + j];
            out[i * n + j] = sum;
        }
}

void setting_noise(const struct setting *s, const double *sigma, double *c)
{
    const struct noise_info *info = &noise_table[s->noise];
    size_t n = s->n;
    double half[SETTING_DD], inner[SETTING_DD] = {0};
    if (info->state && sigma != NULL) {
        setting_product(n, 0, s->hessian, 0, sigma, half);
        setting_product(n, 0, half, 0, s->hessian, inner);
    }
    for (size_t i = 0; i < n * n; i++) {
        c[i] = info->white && i % (n + 1) == 0 ? s->sigma2 : 0;
        c[i] += s->a * inner[i];
        c[i] += info->of_curvature != NULL ? s->a * s->hessian[i] : 0;
        c[i] += info->matrix ? s->a * s->given[i] : 0;
    }
}

void setting_stationary(const struct setting *s, double *sigma)
{
    struct covariance y = {0};
    struct matrix w = {0};
    assert_fine(theory_table[THEORY_DISCRETE].solve(s->p, &y));
    assert_fine(problem_to_w(s->p, y.s, y.diagonal, s->p->n, &w));
    memcpy(sigma, w.a, s->n * s->n * sizeof *sigma);
    matrix_free(&w);
    covariance_free(&y);
}

void setting_maps(const struct setting *s, double *t, double *inverse_transposed)
{
    size_t n = s->n;
    assert_fine(problem_transform(s->p, t, NULL));
    setting_product(n, 0, s->hessian, 0, t, inverse_transposed);
    for (size_t i = 0; i < n * n; i++)
        inverse_transposed[i] /= s->p->curvature[i % n];
}

double setting_trace(const struct setting *s, const double *sigma)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += sigma[i * s->n + i];
    return sum;
}

double setting_loss(const struct setting *s, const double *sigma)
{
    double sum = 0;
    for (size_t i = 0; i < s->n * s->n; i++)
        sum += s->hessian[i] * sigma[i] / 2;
    return sum;
}

/* --- measuring -------------------------------------------------------------------------------- */

void setting_draw_plain(struct setting *s, size_t n, double lambda)
{
    uint64_t random = 54;
    setting_draw(s, &random, n, OPTIMIZER_SGD, NOISE_WHITE, SETTING_AXES);
    for (size_t i = 0; i < n; i++)
        s->k[i] = s->hessian[i * n + i] = 1 / (1.0 + (double)i);
    s->mu = 0;
    s->sigma2 = 1;
    setting_resolve(s, lambda);
}

struct measure_setting setting_measure(const struct setting *s, size_t walkers, uint64_t steps)
{
    struct stability stability = support_stability(s->p);
    double growth = stability.growth;
    double transient = growth < -7 ? 2 : growth < 0 ? ceil(log(1e-6) / (2 * growth)) : 0;
    return (struct measure_setting){
        .setup = s->setup,
        .walkers = walkers,
        .seed = 1,
        .burn_in = (uint64_t)transient,
        .steps = (uint64_t)transient + steps,
        .relaxation = stability.relaxation,
        .threads = 2,
    };
}

/* --- walkers ---------------------------------------------------------------------------------- */

void flock_start(struct flock *g, double lambda, size_t walkers, uint64_t seed)
{
    setting_resolve(&g->s, lambda);
    setting_maps(&g->s, g->t, g->inverse);
    assert_fine(ensemble_new(&g->e, g->s.setup, walkers, seed));
    assert_fine(workspace_new(&g->space, g->s.setup));
}

void flock_finish(struct flock *g)
{
    workspace_free(&g->space);
    ensemble_free(&g->e);
    setting_free(&g->s);
}

void flock_start_plain(struct flock *g, double share, size_t walkers)
{
    uint64_t random = 12;
    setting_draw(&g->s, &random, 2, OPTIMIZER_SGD, NOISE_WHITE, SETTING_AXES);
    g->s.mu = 0;
    flock_start(g, setting_lambda(&g->s, share), walkers, 1);
}

size_t flock_advance(struct flock *g, uint64_t first, size_t count)
{
    size_t overflowed = 0;
    for (size_t b = 0; b < g->e.blocks; b++)
        overflowed += ensemble_advance(&g->e, g->s.setup, &g->space, b, first, count);
    return overflowed;
}

double *flock_y(const struct flock *g, size_t walker)
{
    return ensemble_y(&g->e, walker / g->e.lanes) + walker % g->e.lanes;
}

double *flock_m(const struct flock *g, size_t walker)
{
    return ensemble_m(&g->e, walker / g->e.lanes) + walker % g->e.lanes;
}

void flock_map(const struct flock *g, const double *map, const double *v, size_t apart, double *out)
{
    for (size_t i = 0; i < g->s.n; i++) {
        out[i] = 0;
        for (size_t j = 0; j < g->s.n; j++)
            out[i] += map[i * g->s.n + j] * v[j * apart];
    }
}

void assert_vector_near(size_t n, const double *got, const double *want, double tolerance)
{
    double size = 0, off = 0;
    for (size_t i = 0; i < n; i++) {
        size = fmax(size, fabs(want[i]));
        off = !(fabs(got[i] - want[i]) <= off) ? fabs(got[i] - want[i]) : off;
    }
    if (!(off <= tolerance * size))
        fail_msg("%s: off by %.2e of %.2e", support_case, off, size);
}

size_t state_bytes(const struct ensemble *e)
{
    return e->blocks * 2 * e->n * e->lanes * sizeof *e->state;
}
