/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `sgdscope fit` of SGD on data: minibatches drawn in shuffled passes, and a loss that is not
 * quadratic, are found out by name. */
#include "../support.h"
#include "fit_json.h"

enum { POINTS = 280, COLUMNS = 2 };

struct data_points {
    double x[POINTS][COLUMNS], y[POINTS];
};

/* The gradient of one point's loss, times `weight`, is added to g; y(w·x) is the model. */
static void add_gradient(const struct data_points *p, size_t i, double (*model)(double z),
                         const double *w, double weight, double *g)
{
    double z = 0;
    for (int j = 0; j < COLUMNS; j++)
        z += w[j] * p->x[i][j];
    for (int j = 0; j < COLUMNS; j++)
        g[j] += weight * (model(z) - p->y[i]) * p->x[i][j];
}

static double linear(double z)
{
    return z;
}

static double logistic(double z)
{
    return 1 / (1 + exp(-z));
}

/* Points whose y is what the model says at w = (1, −1), plus noise; or for the logistic one 0 or
 * 1. */
static void make_points(struct data_points *p, double (*model)(double z), uint64_t *seed)
{
    for (int i = 0; i < POINTS; i++) {
        double z = 0;
        for (int j = 0; j < COLUMNS; j++) {
            p->x[i][j] = (j == 0 ? 1 : 0.6) * support_normal(seed);
            z += (j == 0 ? 1 : -1) * p->x[i][j];
        }
        p->y[i] =
            model == linear ? z + support_normal(seed) : support_uniform(seed, 0, 1) < model(z);
    }
}

static void shuffle(size_t order[POINTS], uint64_t *seed)
{
    for (size_t i = POINTS - 1; i > 0; i--) {
        size_t j = support_below(seed, i + 1), swap = order[i];
        order[i] = order[j];
        order[j] = swap;
    }
}

/* SGD from near the minimum; shuffled: passes in another order each time, else draws with
 * replacement. */
static void write_training(double (*model)(double z), double lambda, size_t batch, bool shuffled,
                           size_t steps)
{
    static struct data_points p;
    uint64_t seed = 17;
    size_t order[POINTS], at = POINTS;
    double w[COLUMNS] = {1, -1};
    FILE *file = fopen("run.txt", "w");
    assert_non_null(file);
    make_points(&p, model, &seed);
    for (size_t i = 0; i < POINTS; i++)
        order[i] = i;
    for (size_t t = 0; t < steps + 500; t++) {
        double g[COLUMNS] = {0};
        if (t >= 500)
            fprintf(file, "%.17g,%.17g\n", w[0], w[1]);
        if (at == POINTS) {
            shuffle(order, &seed);
            at = 0;
        }
        for (size_t s = 0; s < batch; s++)
            add_gradient(&p, shuffled ? order[at++] : support_below(&seed, POINTS), model, w,
                         1 / (double)batch, g);
        for (int j = 0; j < COLUMNS; j++)
            w[j] -= lambda * g[j];
    }
    assert_int_equal(fclose(file), 0);
}

/* Shuffled passes of 28 steps are not white; a logistic loss at s = 0.8 is not quadratic. */
TEST(training)
{
    write_training(linear, 0.3, 10, true, 20000);
    support_program_says("fit --iterates run.txt -l 0.3", 1,
                         "Were the minibatches drawn in shuffled passes?", "momentum?");
    json_t *root = fit_json("--iterates run.txt -l 0.3", 1);
    assert_false(fit_holds(root, "white"));
    json_decref(root);
    write_training(logistic, 8.5, 5, false, 20000);
    root = fit_json("--iterates run.txt -l 8.5", 1);
    assert_false(fit_holds(root, "quadratic"));
    json_decref(root);
}
