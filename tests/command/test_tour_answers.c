/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers that the shipped tours give as answers are what the program computes. */
#include "../support.h"

#include "sgdscope/io/collection.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/io/tour_file.h"
#include "sgdscope/live/snapshot.h"
#include "sgdscope/study/schedule_start.h"
#include "sgdscope/theory/bayes.h"
#include "sgdscope/tui/tui.h"

/* What is known of a step: its theory in the drawn plane. */
struct solved_step {
    const struct experiment *e;
    struct theory_snapshot theory;
};

static struct problem_cache *cache;

static void solve(const struct experiment *e, struct theory_snapshot *out)
{
    static double direction[2][DIMENSION_MAX];
    const double *const both[2] = {direction[0], direction[1]};
    struct problem *p = NULL;
    assert_fine(problem_make(cache, e, &p));
    for (int i = 0; i < 2; i++)
        problem_direction(p, e->plane, i, direction[i]);
    assert_fine(theory_snapshot_solve(p, e, both, out));
    problem_drop(p);
}

static double exact(const struct solved_step *s)
{
    return s->theory.predicted[THEORY_DISCRETE].covariance[0];
}

static double continuous(const struct solved_step *s)
{
    return s->theory.predicted[THEORY_CONTINUOUS].covariance[0];
}

static double times_too_small(const struct solved_step *s)
{
    return exact(s) / continuous(s);
}

/* Of a landscape in which continuous time has the exact variance. */
static double felt_curvature(const struct solved_step *s)
{
    return s->theory.k_most * continuous(s) / exact(s);
}

/* The momentum from which on the step's λ is stable. */
static double rescuing_momentum(const struct solved_step *s)
{
    struct experiment e = *s->e;
    double low = 0, high = 0.99;
    for (int i = 0; i < 40; i++) {
        struct theory_snapshot theory;
        e.mu = 0.5 * (low + high);
        solve(&e, &theory);
        *(theory.stability.stable ? &high : &low) = e.mu;
    }
    return high;
}

static double best_sampler(const struct solved_step *s)
{
    const struct experiment *e = s->e;
    const struct bayes b = {.n = e->hessian.count,
                            .k = matrix_spec_numbers(&e->hessian),
                            .batch = e->batch,
                            .samples = e->samples};
    double rate = 0;
    assert_fine(bayes_rate(&b, &rate));
    return rate;
}

static double best_rate(const struct solved_step *s)
{
    const struct schedule schedule = experiment_schedule(s->e);
    const struct stability *stability = &s->theory.stability;
    double *start = NULL;
    struct course_best best;
    struct problem *p = NULL;
    assert_fine(problem_make(cache, s->e, &p));
    assert_fine(schedule_start(s->e, p, stability, &start));
    assert_fine(course_best(p, &schedule, start, stability->lambda_max, 4e9, &best));
    free(start);
    problem_drop(p);
    return best.lambda[0];
}

static const struct known_answer {
    const char *title;
    double (*compute)(const struct solved_step *s);
} answers[] = {
    {"Two directions, and noise", times_too_small},
    {"Turn the learning rate up", exact},
    {"The edge", times_too_small},
    {"A real network", times_too_small},
    {"Momentum", rescuing_momentum},
    {"SGD as a sampler", best_sampler},
    {"What the walkers feel", felt_curvature},
    {"How fast should it learn?", best_rate},
};

static const struct known_answer *find_answer(const char *title)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (strcmp(answers[i].title, title) == 0)
            return &answers[i];
    return NULL;
}

/* Every step has an answer from theory, or is beyond the limit and says so. */
static void check_step(const struct tour_step *step)
{
    struct solved_step s = {.e = &step->experiment};
    solve(s.e, &s.theory);
    if (isnan(step->answer))
        return;
    const struct known_answer *known = find_answer(step->title);
    assert_non_null(known); /* a number that nothing computes */
    assert_near(step->answer, known->compute(&s), 0.01);
}

static void check_tour(const char *name, const char *path, void *context)
{
    struct tour tour;
    assert_fine(tour_file_read(path, &tui_tour_words, &tour));
    (void)snprintf(support_case, sizeof support_case, "%s", name);
    assert_true(tour_planned(&tour, tour.steps) == tour.minutes); /* which are what the file says */
    for (size_t i = 0; i < tour.steps; i++) {
        (void)snprintf(support_case, sizeof support_case, "%s: %.100s", name, tour.step[i].title);
        check_step(&tour.step[i]);
    }
    tour_free(&tour);
    ++*(int *)context;
}

TEST(answers_are_computed)
{
    int tours = 0;
    assert_fine(problem_cache_new(&cache, matrix_file_read, data_file_read));
    collection_each(&collection_tours, check_tour, &tours);
    problem_cache_free(cache);
    assert_int_equal(tours, 2);
}
