/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/fit/momentum.h"

#include <gsl/gsl_multimin.h>
#include <lapacke.h>
#include <math.h>

/* Another rule is suggested where the noise is this many times less far from white. */
static const double better = 2;

/* Rules with more than a heavy ball are sought in the first rows of a longer run, and tried on
 * more. */
enum { SOUGHT_ROWS = 20000, TRIED_ROWS = 200000 };

/* The first runs, or the first rows of one, of the run. */
static struct recorded_run beginning(const struct step_reader *reader, size_t rows)
{
    struct recorded_run part = *reader->run;
    size_t runs = rows / part.steps, steps = reader->from + rows;
    part.runs = runs < 1 ? 1 : runs < part.runs ? runs : part.runs;
    if (part.runs == 1)
        part.steps = steps < part.steps ? steps : part.steps;
    return part;
}

static struct status test_white_at(const struct rule *rule, const struct recorded_run *run,
                                   size_t from, struct assumption *out)
{
    struct step_reader reader = {0};
    struct run_estimate e = {0};
    struct assumption all[ASSUMPTION_COUNT];
    STATUS_TRY(step_reader_begin(&reader, run, rule, from));
    struct status s = run_estimate_make(&reader, &e);
    STATUS_NEXT(s, assumptions_test(&reader, &e, reader.from, all));
    if (s.code == STATUS_OK)
        *out = all[ASSUMPTION_WHITE];
    run_estimate_free(&e);
    step_reader_end(&reader);
    return s;
}

/* --- SGD's ------------------------------------------------------------------------------------ */

/* From the autocorrelations of the noise without momentum. best: the whitest noise so far. */
static struct status find_heavy_ball(const struct step_reader *reader, struct assumption *best,
                                     struct momentum_guess *out)
{
    static const double least = 0.05;
    struct rule rule = reader->rule;
    struct assumption a = *best;
    const double z = best->z;
    if (rule.alpha != 0)
        rule = optimizer_table[OPTIMIZER_SGD].rule(rule.lambda, 0, 0);
    if (reader->rule.mu > 0) {
        rule.mu = 0;
        STATUS_TRY(test_white_at(&rule, reader->run, reader->from, &a));
        out->mu = better * a.z < z ? 0 : (double)NAN;
        best->z = fmin(a.z, z);
        best->holds = a.holds;
    }
    if (a.holds || !(a.momentum > least && a.momentum < 1))
        return status_ok();
    rule.mu = a.momentum;
    STATUS_TRY(test_white_at(&rule, reader->run, reader->from, &a));
    out->mu = better * a.z < z ? rule.mu : out->mu;
    best->z = fmin(a.z, best->z);
    best->holds = assumption_holds(best->z);
    return status_ok();
}

/* --- Nesterov's and quasi-hyperbolic ---------------------------------------------------------- */

struct search {
    const struct recorded_run *run;
    size_t from;
    enum optimizer optimizer;
    double lambda;
};

static double share(double x)
{
    return 1 / (1 + exp(-x));
}

static struct rule rule_at(const struct search *s, const gsl_vector *x)
{
    double mu = share(gsl_vector_get(x, 0)), nu = x->size > 1 ? share(gsl_vector_get(x, 1)) : 0;
    return optimizer_table[s->optimizer].rule(s->lambda, mu, nu);
}

/* Of a rule that leaves no estimate; GSL's search takes no infinity. */
static const double impossible = 1e100;

/* ln det Ĉ of what a step adds that the steps before do not tell, (α+βρ)η: the likeliest rule has
 * the least. */
static double surprise(const gsl_vector *x, void *search)
{
    const struct search *s = search;
    const struct rule rule = rule_at(s, x);
    struct step_reader reader = {0};
    struct run_estimate e = {0};
    double sum = impossible;
    if (step_reader_begin(&reader, s->run, &rule, s->from).code != STATUS_OK)
        return sum;
    if (run_estimate_make(&reader, &e).code == STATUS_OK) {
        lapack_int n = (lapack_int)e.n;
        sum = 2 * (double)n * log(rule.alpha + rule.beta * rule.rho);
        if (LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'L', n, e.noise.a, n) != 0)
            sum = impossible;
        for (size_t i = 0; i < e.n && sum < impossible; i++)
            sum += 2 * log(e.noise.a[i * e.n + i]);
    }
    run_estimate_free(&e);
    step_reader_end(&reader);
    return sum;
}

/* x: where to begin, then the likeliest place. */
static struct status search(struct search *s, gsl_vector *x)
{
    enum { STEPS_MOST = 60 };
    static const double close = 0.02;
    gsl_multimin_fminimizer *m =
        gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, x->size);
    gsl_vector *step = gsl_vector_alloc(x->size);
    gsl_multimin_function f = {surprise, x->size, s};
    if (m != NULL && step != NULL) {
        gsl_vector_set_all(step, 1);
        int going = gsl_multimin_fminimizer_set(m, &f, x, step);
        for (int i = 0; i < STEPS_MOST && going == GSL_SUCCESS; i++) {
            going = gsl_multimin_fminimizer_iterate(m);
            if (gsl_multimin_fminimizer_size(m) < close)
                break;
        }
        gsl_vector_memcpy(x, m->x);
    }
    struct status status =
        m != NULL && step != NULL ? status_ok() : status_memory("the momentum", 1e3);
    gsl_multimin_fminimizer_free(m);
    gsl_vector_free(step);
    return status;
}

/* Take the likeliest rule of the optimizer if its noise is white enough. */
static struct status try_optimizer(const struct step_reader *reader,
                                   const struct recorded_run *tried, struct search *s,
                                   gsl_vector *x, struct assumption *best,
                                   struct momentum_guess *out)
{
    STATUS_TRY(search(s, x));
    struct rule rule = rule_at(s, x);
    struct assumption a;
    struct status status = test_white_at(&rule, tried, reader->from, &a);
    if (status.code == STATUS_INPUT) /* a long momentum leaves no rows */
        return status_ok();
    if (status.code == STATUS_OK && better * a.z < best->z) {
        *best = a;
        *out = (struct momentum_guess){.optimizer = s->optimizer, .mu = rule.mu, .nu = rule.beta};
    }
    return status;
}

/* QHM with ν = μ is Nesterov's momentum with another λ, so that is where to begin. */
static struct status find_others(const struct step_reader *reader, struct assumption *best,
                                 struct momentum_guess *out)
{
    struct recorded_run sought = beginning(reader, SOUGHT_ROWS),
                        tried = beginning(reader, TRIED_ROWS);
    struct search s = {&sought, reader->from, OPTIMIZER_NESTEROV, reader->rule.lambda};
    double place[2] = {1.4, 0}, all = (double)(reader->run->runs * reader->run->steps);
    gsl_vector_view one = gsl_vector_view_array(place, 1), two = gsl_vector_view_array(place, 2);
    best->z *= sqrt((double)(tried.runs * tried.steps) / all); /* what these rows tell of it */
    STATUS_TRY(try_optimizer(reader, &tried, &s, &one.vector, best, out));
    if (best->holds)
        return status_ok();
    s.optimizer = OPTIMIZER_QHM;
    place[1] = place[0];
    return try_optimizer(reader, &tried, &s, &two.vector, best, out);
}

struct status momentum_find(const struct step_reader *reader, const struct assumption *white,
                            struct momentum_guess *out)
{
    struct assumption best = *white;
    *out = (struct momentum_guess){.optimizer = OPTIMIZER_SGD, .mu = NAN};
    if (white->holds || reader->run->gradient != NULL)
        return status_ok();
    STATUS_TRY(find_heavy_ball(reader, &best, out));
    if (!best.holds)
        STATUS_TRY(find_others(reader, &best, out));
    out->is_other = reader->rule.alpha != 0 || out->optimizer != OPTIMIZER_SGD;
    return status_ok();
}
