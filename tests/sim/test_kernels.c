/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../../src/sim/kernels.h"
#include "../support.h"

#include "sgdscope/sim/ensemble.h"

/* The step kernels: each does what it should, written plainly here, and those of all instruction
 * sets give the same bits. */

/* --- rows ------------------------------------------------------------------------------------- */

enum { LANES = 64 };

struct row {
    float z[LANES], push[LANES];
    double y[LANES], m[LANES], average[LANES];
};

static void draw_row(struct row *r, uint64_t *random)
{
    for (int l = 0; l < LANES; l++) {
        r->z[l] = (float)support_normal(random);
        r->push[l] = (float)support_normal(random);
        r->y[l] = support_normal(random) * support_log_uniform(random, 1e-3, 1e3);
        r->m[l] = support_normal(random);
        r->average[l] = support_normal(random);
    }
    r->y[3] = 1e200;
    r->y[5] = (double)NAN;
    r->m[7] = (double)INFINITY;
}

/* One lane of the rule (theory.md section 2). */
static void plain_lane(const struct rule *r, double k, double deviation, double root, struct row *x,
                       int l)
{
    double push = root * (k * x->y[l]) * (double)x->push[l];
    double g = k * x->y[l] + (deviation * (double)x->z[l] + push);
    x->m[l] = r->mu * x->m[l] + r->rho * g;
    x->y[l] -= r->lambda * (r->alpha * g + r->beta * x->m[l]);
}

static void check_row(const struct kernels *kernels, const struct rule *r, double root,
                      uint64_t *random)
{
    static struct row given, portable, found, plain;
    double k = support_log_uniform(random, 0.1, 3), deviation = support_log_uniform(random, 0.1, 3);
    const float *push = root > 0 ? given.push : NULL;
    draw_row(&given, random);
    portable = found = plain = given;
    double share = support_uniform(random, 0, 1);
    bool averages = support_below(random, 2);
    kernels_portable.row(r, k, deviation, root, LANES, given.z, push, portable.y, portable.m, share,
                         averages ? portable.average : NULL);
    kernels->row(r, k, deviation, root, LANES, given.z, push, found.y, found.m, share,
                 averages ? found.average : NULL);
    assert_memory_equal(found.y, portable.y, sizeof found.y);
    assert_memory_equal(found.m, portable.m, sizeof found.m);
    assert_memory_equal(found.average, portable.average, sizeof found.average);
    for (int l = 0; l < LANES; l++) {
        plain_lane(r, k, deviation, root, &plain, l);
        if (averages)
            plain.average[l] += share * (plain.y[l] - plain.average[l]);
        if (l == 5 || l == 7)
            continue; /* not numbers: compared bit by bit above */
        assert_near(found.y[l], plain.y[l], 1e-12);
        assert_near(found.m[l], plain.m[l], 1e-12);
        assert_near(found.average[l], plain.average[l], 1e-11);
    }
}

TEST(rows_follow_the_rule)
{
    uint64_t random = 33;
    for (int isa = 0; isa < ISA_COUNT; isa++) {
        const struct kernels *kernels = kernels_of((enum isa)isa);
        for (int round = 0; kernels != NULL && round < 40 * OPTIMIZER_COUNT; round++) {
            int o = round % OPTIMIZER_COUNT;
            double mu = round % 4 == 0 ? 0 : support_uniform(&random, 0, 0.99);
            struct rule r = optimizer_table[o].rule(support_uniform(&random, 0.1, 3), mu, 0.6);
            (void)snprintf(support_case, sizeof support_case, "%s %s μ=%g", kernels->name,
                           optimizer_table[o].id.name, mu);
            check_row(kernels, &r, round / OPTIMIZER_COUNT % 2 ? 0.7 : 0, &random);
        }
    }
}

/* --- sums ------------------------------------------------------------------------------------- */

TEST(sums_of_rows)
{
    uint64_t random = 34;
    for (int isa = 0; isa < ISA_COUNT; isa++) {
        static struct row x;
        const struct kernels *kernels = kernels_of((enum isa)isa);
        double a[LANES] = {0}, b[LANES] = {0};
        if (kernels == NULL)
            continue;
        draw_row(&x, &random);
        kernels->add(LANES, 1.7, x.y, a);
        kernels_portable.add(LANES, 1.7, x.y, b);
        kernels->add_product(LANES, 0.3, x.y, x.m, a);
        kernels_portable.add_product(LANES, 0.3, x.y, x.m, b);
        assert_memory_equal(a, b, sizeof a);
        assert_near(a[0], 1.7 * x.y[0] + 0.3 * x.y[0] * x.m[0], 1e-12);
        assert_int_equal(kernels->beyond(LANES, 1e120, x.y, x.m), 3);
        assert_int_equal(kernels->beyond(LANES, 1e300, x.y, x.m), 2);
        x.m[0] = -1e301;
        assert_int_equal(kernels->beyond(LANES, 1e300, x.y, x.m), 3);
    }
}

/* The lower half of a group's squares, with tiles that are full and not, and groups that are. */
TEST(squares_of_a_group)
{
    enum { MOST = 37 };
    static double x[MOST * LANES], turned[DRAW_GROUP * 40], found[2][MOST * MOST];
    uint64_t random = 45;
    for (int i = 0; i < MOST * LANES; i++)
        x[i] = support_normal(&random);
    for (int isa = 0; isa < ISA_COUNT; isa++) {
        const struct kernels *kernels = kernels_of((enum isa)isa);
        for (size_t n = 1; kernels != NULL && n <= MOST; n++) {
            const size_t count = n % 3 == 0 ? 1 + support_below(&random, DRAW_GROUP) : DRAW_GROUP;
            for (size_t i = 0; i < n * n; i++)
                found[0][i] = found[1][i] = 1;
            (void)snprintf(support_case, sizeof support_case, "%s %zu×%zu", kernels->name, n,
                           count);
            kernels_portable.add_squares(n, LANES, count, x + DRAW_GROUP, turned, found[0]);
            kernels->add_squares(n, LANES, count, x + DRAW_GROUP, turned, found[1]);
            assert_memory_equal(found[0], found[1], n * n * sizeof(double));
            for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n; j++) {
                    double want = 1;
                    for (size_t l = DRAW_GROUP; j <= i && l < DRAW_GROUP + count; l++)
                        want += x[i * LANES + l] * x[j * LANES + l];
                    assert_near(found[1][i * n + j], want, 1e-12);
                }
        }
    }
}

/* With walkers that have overflowed. */
TEST(moments_are_plain_sums)
{
    enum { MOST = 16 * 40 };
    static float x[MOST], y[MOST], loss[MOST];
    static double sum[ISA_COUNT][ENSEMBLE_CHANNELS * MOST], want[ENSEMBLE_CHANNELS * MOST];
    struct ensemble_moments found[ISA_COUNT];
    uint64_t random = 44;
    for (size_t n = 16; n <= MOST; n += 16 * 13) {
        struct ensemble_moments plain = {0};
        for (size_t l = 0; l < n; l++) {
            x[l] = l % 7 == 3 ? NAN : l % 11 == 5 ? INFINITY : (float)support_normal(&random);
            y[l] = l % 13 == 6 ? -INFINITY : (float)support_normal(&random);
            loss[l] = (float)fabs(support_normal(&random));
            double a = (double)x[l], b = (double)y[l];
            double v[] = {a * a, a * b, b * b, (double)loss[l]};
            int is = isfinite(a) && isfinite(b);
            plain.count += is;
            for (size_t c = 0; c < ENSEMBLE_CHANNELS; c++) {
                plain.total[c] += is ? v[c] : 0;
                plain.squares[c] += is ? v[c] * v[c] : 0;
                want[c * n + l] = (double)c + (is ? v[c] : 0);
                for (int isa = 0; isa < ISA_COUNT; isa++)
                    sum[isa][c * n + l] = (double)c;
            }
        }
        for (int isa = 0; isa < ISA_COUNT; isa++) {
            const struct kernels *kernels = kernels_of((enum isa)isa);
            if (kernels == NULL)
                continue;
            kernels->moments(n, x, y, loss, NULL, &found[isa]);
            kernels->moments(n, x, y, loss, sum[isa], &found[isa]);
            assert_memory_equal(&found[isa], &found[0], sizeof found[0]);
            assert_memory_equal(sum[isa], want, ENSEMBLE_CHANNELS * n * sizeof *want);
        }
        assert_true(found[0].count == plain.count && plain.count < (double)n);
        for (size_t c = 0; c < ENSEMBLE_CHANNELS; c++) {
            assert_true(fabs(found[0].total[c] - plain.total[c]) < 1e-12 * (double)n);
            assert_near(found[0].squares[c], plain.squares[c], 1e-13);
        }
    }
}

/* --- barriers --------------------------------------------------------------------------------- */

/* Any number of walkers. */
TEST(barrier_steps)
{
    enum { MOST = 67 };
    static const struct barrier_side side[2] = {{1.3, 0.7}, {0.4, 0.3}};
    float z[MOST];
    double start[MOST], w[2][MOST];
    uint64_t random = 71;
    size_t escaped = 0;
    for (size_t walkers = 1; walkers <= MOST; walkers++) {
        for (size_t l = 0; l < walkers; l++) {
            z[l] = (float)support_normal(&random);
            start[l] = support_normal(&random);
        }
        memcpy(w[0], start, sizeof start);
        size_t out = kernels_portable.barrier(side, 0.9, 0.8, 1.5, walkers, z, w[0]);
        escaped += out;
        for (int isa = 1; isa < ISA_COUNT; isa++) {
            const struct kernels *kernels = kernels_of((enum isa)isa);
            if (kernels == NULL)
                continue;
            memcpy(w[1], start, sizeof start);
            assert_int_equal(kernels->barrier(side, 0.9, 0.8, 1.5, walkers, z, w[1]), out);
            assert_memory_equal(w[0], w[1], walkers * sizeof *w[0]);
        }
    }
    assert_true(escaped > 20); /* the case was there */
}

/* --- minibatches ------------------------------------------------------------------------------ */

enum { WIDEST = 40, PLACES = WIDEST + 8, POINTS = 23 };

struct one_walker {
    double y[PLACES], m[PLACES], scratch[PLACES];
};

static void set_walker(struct one_walker *w)
{
    for (size_t i = 0; i < PLACES; i++) {
        w->y[i] = 0.3 + 0.1 * (double)i;
        w->m[i] = 0.1 * (double)i;
    }
}

/* The rule as it is written. */
static void plain_batches(const struct step_batch *b, size_t steps, const uint32_t *index,
                          struct one_walker *w)
{
    const struct rule *r = b->rule;
    for (size_t t = 0; t < steps; t++) {
        double g[WIDEST] = {0};
        for (size_t s = 0; s < b->batch; s++) {
            const double *x = b->points + index[t * b->batch + s] * b->stride;
            double error = -x[b->n];
            for (size_t i = 0; i < b->n; i++)
                error += x[i] * w->y[i];
            for (size_t i = 0; i < b->n; i++)
                g[i] += error * x[i] / (double)b->batch;
        }
        for (size_t i = 0; i < b->n; i++) {
            g[i] += b->decay[i] * w->y[i] + b->pull[i];
            w->m[i] = r->mu * w->m[i] + r->rho * g[i];
            w->y[i] -= r->lambda * (r->alpha * g[i] + r->beta * w->m[i]);
        }
    }
}

static void expect_same_walker(size_t n, const struct one_walker *got,
                               const struct one_walker *want)
{
    for (size_t i = 0; i < n; i++) {
        assert_true(fabs(got->y[i] - want->y[i]) < 1e-12 * (1 + fabs(want->y[i])));
        assert_true(fabs(got->m[i] - want->m[i]) < 1e-12 * (1 + fabs(want->m[i])));
    }
}

TEST(minibatch_steps)
{
    enum { STEPS = 3, BATCH = 7 };
    static const struct rule rule = {
        .lambda = 0.01, .mu = 0.6, .rho = 0.9, .alpha = 0.4, .beta = 0.7};
    double points[POINTS * PLACES], decay[PLACES] = {0}, pull[PLACES] = {0};
    uint32_t index[STEPS * BATCH];
    uint64_t seed = 29;
    for (size_t i = 0; i < STEPS * BATCH; i++)
        index[i] = (uint32_t)support_below(&seed, POINTS);
    for (size_t n = 1; n <= WIDEST; n++) {
        size_t stride = n == 1 ? 2 : (n + 4) / 4 * 4; /* as a setup has it */
        for (size_t i = 0; i < POINTS * stride; i++)
            points[i] = i % stride <= n ? support_normal(&seed) : 0;
        decay[n - 1] = support_uniform(&seed, 0, 2);
        pull[n - 1] = support_normal(&seed);
        for (size_t batch = 1; batch <= BATCH; batch++) {
            struct one_walker want, first, w;
            const struct step_batch b = {&rule, points, n, stride, batch, decay, pull, w.scratch};
            set_walker(&want);
            set_walker(&first);
            plain_batches(&b, STEPS, index, &want);
            kernels_portable.batch(&b, STEPS, index, first.y, first.m);
            expect_same_walker(n, &first, &want);
            for (int isa = 1; isa < ISA_COUNT; isa++) {
                const struct kernels *kernels = kernels_of((enum isa)isa);
                if (kernels == NULL)
                    continue;
                set_walker(&w);
                kernels->batch(&b, STEPS, index, w.y, w.m);
                assert_memory_equal(first.y, w.y, n * sizeof *w.y);
                assert_memory_equal(first.m, w.m, n * sizeof *w.m);
            }
        }
    }
}
