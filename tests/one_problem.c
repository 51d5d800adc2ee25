/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "one_problem.h"

#include "sgdscope/model/parameter.h"

struct scene scene;

int scene_start(void **state)
{
    (void)state;
    support_restart(&scene.e);
    support_case[0] = '\0';
    support_new_cache(&scene.cache);
    return 0;
}

int scene_finish(void **state)
{
    (void)state;
    problem_cache_free(scene.cache);
    problem_drop(scene.p);
    scene.cache = NULL;
    scene.p = NULL;
    return 0;
}

void scene_set(const char *name, const char *value)
{
    assert_fine(parameter_parse(parameter_find(name), value, &scene.e));
}

void scene_make(void)
{
    support_make(scene.cache, &scene.e, &scene.p);
}

void scene_refuses(const char *part)
{
    problem_drop(scene.p);
    scene.p = NULL;
    (void)snprintf(support_case, sizeof support_case, "%s", part);
    assert_refused(problem_make(scene.cache, &scene.e, &scene.p), STATUS_INPUT, part);
    assert_null(scene.p);
}

void scene_expect(const struct scene_row *row)
{
    for (; row->name != NULL; row++) {
        scene_set(row->name, row->value);
        if (row->refusal == NULL)
            continue;
        if (row->refusal[0] != '\0')
            scene_refuses(row->refusal);
        else
            scene_make();
    }
}

static void expect_matrix(struct matrix *m, size_t n, const double *want, double tolerance)
{
    assert_int_equal(m->n, n);
    assert_matrix_near(n, m->a, want, tolerance);
    matrix_free(m);
}

void scene_expect_hessian(size_t n, const double *want, double tolerance)
{
    struct matrix k = {0};
    assert_fine(problem_hessian(scene.p, n, &k));
    expect_matrix(&k, n, want, tolerance);
}

void scene_expect_noise(size_t n, const double *variance, const double *want, double tolerance)
{
    struct matrix c = {0};
    assert_fine(problem_noise_matrix(scene.p, variance, n, &c));
    expect_matrix(&c, n, want, tolerance);
}
