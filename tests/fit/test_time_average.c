/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Averages over time and their errors, against the closed form of an autoregression's memory. */
#include "../support.h"

#include "sgdscope/fit/time_average.h"

struct autoregression {
    size_t rows;
    const double *x;
};

static void fill(void *context, size_t which, size_t from, size_t count, const bool *wanted,
                 double *out, size_t stride)
{
    const struct autoregression *a = context;
    (void)stride;
    assert_true(wanted[0]);
    memcpy(out, a->x + which * a->rows + from, count * sizeof *out);
}

/* x_t = φ x_{t−1} + noise has τ = (1+φ)/(1−φ), whether φ is close to 1, to −1, or 0. */
TEST(memory_of_an_autoregression)
{
    enum { ROWS = 400000 };
    static const double phi[] = {0, 0.5, 0.9, 0.99, 0.999, -0.5, -0.8};
    uint64_t seed = 5;
    double *x = calloc(ROWS, sizeof *x);
    for (size_t i = 0; i < sizeof phi / sizeof *phi; i++) {
        struct autoregression a = {ROWS / 2, x};
        const struct time_series s = {
            .count = 1, .runs = 2, .rows = ROWS / 2, .fill = fill, .context = &a};
        struct time_average average = {0};
        double last = 0, tau = (1 + phi[i]) / (1 - phi[i]);
        for (size_t t = 0; t < ROWS; t++)
            average.mean += (x[t] = last = phi[i] * last + support_normal(&seed)) / ROWS;
        assert_fine(time_averages(&s, &average));
        (void)snprintf(support_case, sizeof support_case, "φ=%g τ=%g", phi[i], tau);
        assert_true(average.is_resolved);
        assert_near(average.memory, tau, fabs(phi[i]) < 0.95 && phi[i] > -0.6 ? 0.2 : 0.4);
        assert_true(fabs(average.mean) < 5 * average.error);
    }
    free(x);
}
