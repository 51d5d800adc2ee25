/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/result.h"

#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"

#include <math.h>

void result_free(struct result *r)
{
    problem_drop(r->problem);
    covariance_free(&r->modes);
    matrix_free(&r->hessian);
    matrix_free(&r->noise);
    matrix_free(&r->discrete);
    matrix_free(&r->continuous);
    matrix_free(&r->constant);
    matrix_free(&r->paper);
    *r = (struct result){0};
}

/* Rows and columns of the matrices in w. */
static size_t rows_of(const struct result *r)
{
    return r->rows > 0 && r->rows < r->problem->n ? r->rows : r->problem->n;
}

/* Real minibatches as if the noise were that of the minimum everywhere. It has a covariance
 * wherever the mean is stable. */
static struct status solve_constant(struct result *r)
{
    const struct problem *p = r->problem;
    struct covariance c = {0};
    r->loss_constant = r->loss_paper = (double)NAN;
    if (p->data.batch == 0 || !stability_mean_converges(p, &r->stability))
        return status_ok();
    struct status s = constant_solve(p, &c);
    if (s.code == STATUS_OK) {
        r->loss_constant = covariance_loss(p, &c);
        s = problem_block_to_w(p, c.s, c.diagonal, rows_of(r), &r->constant);
    }
    if (s.code == STATUS_OK)
        s = paper_minibatch_solve(p, &c);
    if (s.code == STATUS_OK) {
        r->loss_paper = covariance_loss(p, &c);
        s = problem_block_to_w(p, c.s, c.diagonal, rows_of(r), &r->paper);
    }
    covariance_free(&c);
    return s;
}

static struct status solve(struct result *r)
{
    const struct problem *p = r->problem;
    struct covariance c = {0};
    int exists = 0;
    r->loss_discrete = r->loss_continuous = (double)NAN;
    STATUS_TRY(stability_solve(p, &r->stability));
    if (r->stability.stable && stationary_is_known(p)) {
        STATUS_TRY(stationary_solve(p, &r->modes));
        r->loss_discrete = covariance_loss(p, &r->modes);
        STATUS_TRY(problem_block_to_w(p, r->modes.s, r->modes.diagonal, rows_of(r), &r->discrete));
    }
    struct status s = continuous_solve(p, &c, &exists);
    if (s.code == STATUS_NUMERIC) { /* adam's equation has no answer that its iteration finds */
        exists = 0;
        s = status_ok();
    }
    if (s.code == STATUS_OK && exists) {
        r->loss_continuous = covariance_loss(p, &c);
        s = problem_block_to_w(p, c.s, c.diagonal, rows_of(r), &r->continuous);
    }
    covariance_free(&c);
    return s;
}

static struct status solve_rows(struct problem_cache *cache, const struct experiment *e,
                                size_t rows, struct result *out)
{
    struct result r = {.experiment = e, .rows = rows};
    struct status s = problem_make(cache, e, &r.problem);
    if (s.code == STATUS_OK)
        s = solve(&r);
    if (s.code == STATUS_OK)
        s = solve_constant(&r);
    if (s.code == STATUS_OK)
        *out = r;
    else
        result_free(&r);
    return s;
}

struct status result_solve(struct problem_cache *cache, const struct experiment *e,
                           struct result *out)
{
    return solve_rows(cache, e, 0, out);
}

/* K and C as they are printed. */
static struct status add_matrices(struct result *r)
{
    STATUS_TRY(problem_hessian_block(r->problem, rows_of(r), &r->hessian));
    /* State noise has no C where the walkers have no covariance. */
    if (!r->stability.stable && r->problem->state > 0)
        return status_ok();
    return problem_noise_block(r->problem, r->modes.diagonal ? r->modes.s : NULL, rows_of(r),
                               &r->noise);
}

struct status result_make(const struct experiment *e, size_t rows, struct result *out)
{
    struct problem_cache *cache = NULL;
    struct result r = {0};
    STATUS_TRY(problem_cache_new(&cache, matrix_file_read, data_file_read));
    struct status s = solve_rows(cache, e, rows, &r);
    problem_cache_free(cache);
    if (s.code == STATUS_OK)
        s = add_matrices(&r);
    if (s.code == STATUS_OK)
        *out = r;
    else
        result_free(&r);
    return s;
}
