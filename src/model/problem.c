/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/problem.h"

#include "model_private.h"
#include "sgdscope/base/blas_buffers.h"
#include "sgdscope/model/parameter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct problem *problem_keep(const struct problem *p)
{
    struct problem *kept = (struct problem *)(uintptr_t)p; /* only the count changes */
    if (kept != NULL)
        atomic_fetch_add(&kept->references, 1);
    return kept;
}

void problem_drop(struct problem *p)
{
    if (p == NULL || atomic_fetch_sub(&p->references, 1) != 1)
        return;
    struct matrix_ref *const held[] = {p->vectors, p->modes,       p->covariance,   p->root,
                                       p->inner,   p->noise_given, p->hessian_given};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        matrix_ref_drop(held[i]);
    data_set_free(&p->data);
    free(p->axis);
    free(p->k);
    free(p);
}

/* --- building --------------------------------------------------------------------------------- */

/* k, curvature, loss, stretch and c are one allocation. */
static struct status problem_new(const struct basis *basis, struct problem **out)
{
    size_t n = basis->n;
    struct problem *p = calloc(1, sizeof *p);
    double *numbers = calloc(5 * n, sizeof *numbers);
    size_t *axis = basis->axis != NULL ? malloc(n * sizeof *axis) : NULL;
    if (p == NULL || numbers == NULL || (basis->axis != NULL && axis == NULL)) {
        free(p);
        free(numbers);
        free(axis);
        return status_memory("the problem", 5.0 * (double)n * sizeof *numbers);
    }
    atomic_init(&p->references, 1);
    p->n = n;
    p->k = numbers;
    p->curvature = numbers + n;
    p->loss = numbers + 2 * n;
    p->stretch = numbers + 3 * n;
    p->c = numbers + 4 * n;
    p->vectors = matrix_ref_keep(basis->vectors);
    p->axis = axis;
    if (axis != NULL)
        memcpy(axis, basis->axis, n * sizeof *axis);
    for (size_t i = 0; i < n; i++)
        p->stretch[i] = 1;
    *out = p;
    return status_ok();
}

static struct status check_plane(const struct experiment *e, size_t n)
{
    for (int i = 0; i < 2 && n > 2; i++)
        if (e->plane[i].index > n)
            return status_error(STATUS_INPUT, "--plane: there is no direction %zu; D is %zu",
                                e->plane[i].index, n);
    return status_ok();
}

/* A shuffled pass of a single step draws S different points each time. */
static enum sampling effective_sampling(const struct experiment *e, size_t rows)
{
    bool single = e->sampling == SAMPLING_EPOCH && rows < 2 * (size_t)e->batch;
    return single ? SAMPLING_SUBSET : (enum sampling)e->sampling;
}

/* Minibatches really drawn: C_0 takes the place of a given C, for the preconditioners too. */
static void set_drawn_noise(const struct experiment *e, const struct problem_data *d,
                            struct problem *p)
{
    p->data = (struct problem_data){
        .rows = d->rows,
        .dropped = d->dropped,
        .batch = (size_t)e->batch,
        .sampling = effective_sampling(e, d->rows),
        .points = matrix_ref_keep(d->points),
        .residual = matrix_ref_keep(d->residual),
        .pull = matrix_ref_keep(d->pull),
        .noise = matrix_ref_keep(d->noise),
        .fourth = matrix_ref_keep(d->fourth),
    };
    p->covariance = matrix_ref_keep(d->noise);
    p->scale = p->factor;
}

static void set_given_noise(const struct noise_shape *shape, struct problem *p)
{
    p->root = matrix_ref_keep(shape->root);
    p->inner = matrix_ref_keep(shape->inner);
    p->noise_given = matrix_ref_keep(shape->given);
    if (matrix_is_diagonal(p->n, shape->inner->a))
        return;
    p->covariance = matrix_ref_keep(shape->inner);
    p->scale = p->factor;
}

/* --- the cache -------------------------------------------------------------------------------- */

struct problem_cache {
    matrix_reader *read;
    data_reader *read_data;
    struct experiment key;    /* basis, data, shape and whitened were made from this */
    struct basis basis, kept; /* kept: the directions of the last experiment that chose some */
    struct problem_data data; /* rows = 0 unless K comes from a data set */
    struct noise_shape shape, kept_shape;
    struct whitened whitened;
};

struct status problem_cache_new(struct problem_cache **cache, matrix_reader *read,
                                data_reader *read_data)
{
    struct problem_cache *made = calloc(1, sizeof *made);
    if (made == NULL)
        return status_memory("the problem's cache", sizeof *made);
    made->read = read;
    made->read_data = read_data;
    *cache = made;
    return status_ok();
}

void problem_cache_free(struct problem_cache *cache)
{
    if (cache == NULL)
        return;
    experiment_free(&cache->key);
    basis_free(&cache->basis);
    data_set_free(&cache->data);
    noise_shape_free(&cache->shape);
    whitened_free(&cache->whitened);
    basis_free(&cache->kept);
    noise_shape_free(&cache->kept_shape);
    free(cache);
}

static struct status name_option(struct status s, const char *option)
{
    return strncmp(s.text, "--", 2) == 0 ? s : status_prefix(s, "%s", option);
}

/* Whether both use the same data set: one file, or points made from the same K. */
static bool same_data(const struct experiment *a, const struct experiment *b)
{
    if (strcmp(a->data, b->data) != 0)
        return false;
    if (a->data[0] == '\0')
        return true;
    if (strcmp(a->target, b->target) != 0 || a->standardize != b->standardize ||
        strcmp(a->columns, b->columns) != 0 || a->delimiter != b->delimiter ||
        a->missing != b->missing || a->weight_decay != b->weight_decay)
        return false;
    return experiment_data(a) != DATA_SYNTHETIC ||
           (a->seed == b->seed && experiment_samples(a) == experiment_samples(b) &&
            a->hessian_scale == b->hessian_scale && experiment_same_edits(a, b));
}

static struct status data_basis(const struct problem_cache *cache, const struct experiment *e,
                                struct basis *basis, struct problem_data *data)
{
    struct data_table table = {0};
    struct status s;
    if (experiment_data(e) == DATA_FILE) {
        s = cache->read_data(e, &table);
    } else {
        struct basis population = {0};
        STATUS_TRY(name_option(basis_make(e, cache->read, &population), "--hessian"));
        s = synthetic_make(e, &population, &table);
        basis_free(&population);
    }
    STATUS_NEXT(s, data_set_make(e, &table, basis, data));
    data_table_free(&table);
    return name_option(s, "--data");
}

static void forget_kept(struct problem_cache *cache)
{
    basis_free(&cache->kept);
    noise_shape_free(&cache->kept_shape);
}

static struct status ensure_basis(struct problem_cache *cache, const struct experiment *e)
{
    if (cache->basis.n > 0 && same_data(&cache->key, e) &&
        matrix_spec_equal(&cache->key.hessian, &e->hessian) && cache->key.angle == e->angle)
        return status_ok();
    struct basis made = {0};
    struct problem_data data = {0};
    if (experiment_data(e) == DATA_NONE)
        STATUS_TRY(name_option(basis_make(e, cache->read, &made), "--hessian"));
    else
        STATUS_TRY(data_basis(cache, e, &made, &data));
    basis_free(&cache->basis);
    data_set_free(&cache->data);
    noise_shape_free(&cache->shape);
    whitened_free(&cache->whitened);
    forget_kept(cache);
    cache->basis = made;
    cache->data = data;
    experiment_copy(&cache->key, e);
    return status_ok();
}

/* The directions that the experiment keeps; the same memory as long as they are the same. */
static struct status ensure_kept(struct problem_cache *cache, const struct experiment *e)
{
    size_t n = 0;
    STATUS_TRY(directions_count(e, &cache->basis, &n));
    if (cache->kept.n != n) {
        struct basis kept = {0};
        STATUS_TRY(basis_keep(&cache->basis, n, &kept));
        forget_kept(cache);
        cache->kept = kept;
    }
    if (!noise_table[e->noise].matrix || cache->kept_shape.inner != NULL)
        return status_ok();
    return noise_shape_keep(&cache->shape, &cache->basis, n, &cache->kept_shape);
}

/* Take N from the data set. */
static struct status set_samples(const struct problem_cache *cache, struct experiment *e)
{
    if (experiment_data(e) != DATA_FILE)
        return status_ok();
    double n = e->samples = (double)cache->data.rows;
    if (noise_uses_batch(e) && e->batch > n)
        return status_error(STATUS_INPUT, "--batch: %.0f is more than the %.0f rows of %.200s",
                            e->batch, n, e->data);
    return status_ok();
}

static struct status ensure_shape(struct problem_cache *cache, const struct experiment *e)
{
    if (e->noise == NOISE_ESTIMATE) /* experiment_take_estimates would have replaced it */
        return status_error(STATUS_INPUT,
                            "--noise: estimate needs --iterates, and fit or the instrument");
    if (!noise_table[e->noise].matrix ||
        (cache->shape.inner != NULL &&
         matrix_spec_equal(&cache->key.noise_matrix, &e->noise_matrix)))
        return status_ok();
    struct noise_shape made = {0};
    STATUS_TRY(
        name_option(noise_shape_make(e, cache->read, &cache->basis, &made), "--noise-matrix"));
    noise_shape_free(&cache->shape);
    noise_shape_free(&cache->kept_shape);
    whitened_free(&cache->whitened);
    cache->shape = made;
    matrix_spec_copy(&cache->key.noise_matrix, &e->noise_matrix);
    return status_ok();
}

static struct status resolve(struct problem_cache *cache, const struct experiment *e,
                             const struct basis *basis, struct problem *p)
{
    const struct noise_shape *shape = basis == &cache->kept ? &cache->kept_shape : &cache->shape;
    p->data.rows = cache->data.rows;
    p->data.dropped = cache->data.dropped;
    p->optimizer = &optimizer_table[e->optimizer];
    p->noise = &noise_table[e->noise];
    p->rule = optimizer_rule(e);
    p->law = (enum distribution)e->distribution;
    p->sigma2 = e->sigma2;
    p->factor = noise_factor(e);
    if (e->edits == 0) {
        p->hessian_given = matrix_ref_keep(basis->given);
        p->hessian_scale = e->hessian_scale;
    }
    STATUS_TRY(directions_set_curvatures(e, basis, p));
    STATUS_TRY(directions_set_noise(shape, p));
    directions_set_left_out(e, &cache->basis, &cache->shape, p);
    if (p->noise->matrix)
        set_given_noise(shape, p);
    if (p->noise->data)
        set_drawn_noise(e, &cache->data, p);
    /* With a fixed Λ the walker makes the state noise; a Λ made from Σ has it in C already. */
    if (p->noise->state && !optimizer_follows_sigma(p->optimizer))
        p->state = p->factor;
    const struct preconditioner *made = p->optimizer->preconditioner;
    if (made != NULL)
        STATUS_TRY(made->apply(&cache->whitened, p));
    if (optimizer_follows_sigma(p->optimizer)) /* which has no weight decay */
        memcpy(p->loss, p->curvature, p->n * sizeof *p->loss);
    return status_ok();
}

static bool is_unused(const struct experiment *e, const char *name)
{
    return parameter_why_unused(parameter_find(name), e) != NULL;
}

/* Reset parameters that are documented to have no effect. */
static void drop_unused(struct experiment *e)
{
    if (is_unused(e, "eigenvalue"))
        e->edits = 0;
    if (is_unused(e, "hessian-scale"))
        e->hessian_scale = 1;
    if (is_unused(e, "angle"))
        e->angle = 0;
    if (is_unused(e, "weight-decay"))
        e->weight_decay = 0;
    if (is_unused(e, "directions"))
        e->directions = DIRECTIONS_ALL;
}

/* Whether nothing but numbers along the axes is given. */
static bool is_along_axes(const struct experiment *e)
{
    return experiment_has_list(e) && e->angle == 0 && !noise_table[e->noise].matrix &&
           experiment_data(e) == DATA_NONE;
}

struct status problem_make(struct problem_cache *cache, const struct experiment *given,
                           struct problem **out)
{
    struct experiment e = *given;
    struct problem *p = NULL;
    STATUS_TRY(experiment_check(&e));
    drop_unused(&e);
    if (!is_along_axes(&e))
        STATUS_TRY(blas_buffers_require());
    STATUS_TRY(ensure_basis(cache, &e));
    STATUS_TRY(ensure_shape(cache, &e));
    STATUS_TRY(set_samples(cache, &e));
    const struct basis *basis = &cache->basis;
    if (e.directions != DIRECTIONS_ALL) {
        STATUS_TRY(ensure_kept(cache, &e));
        basis = &cache->kept;
    }
    STATUS_TRY(check_plane(&e, basis->n));
    STATUS_TRY(problem_new(basis, &p));
    struct status s = resolve(cache, &e, basis, p);
    if (s.code == STATUS_OK)
        *out = p;
    else
        problem_drop(p);
    return s;
}
