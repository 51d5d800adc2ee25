/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "halves.h"

#include "significance.h"
#include "sgdscope/fit/cloud_series.h"

#include <math.h>
#include <string.h>

/* A stretch of rows of each run. */
struct stretch {
    size_t from, rows;
};

enum {
    SHOWN = ASSUMPTION_DIRECTIONS,
    MOMENTS = SHOWN + SHOWN * (SHOWN + 1) / 2, /* means and products */
};

static size_t list_moments(size_t n, struct cloud_product out[MOMENTS])
{
    int shown = n < SHOWN ? (int)n : SHOWN;
    size_t count = 0;
    for (int a = 0; a < shown; a++) {
        out[count++] = (struct cloud_product){a, CLOUD_ALONE};
        for (int b = a; b < shown; b++)
            out[count++] = (struct cloud_product){a, b};
    }
    return count;
}

/* The coordinates along K̂'s eigenvectors, and their products, over a stretch. */
static struct cloud_series moments(const struct step_reader *reader, const struct run_estimate *e,
                                   struct stretch s, struct cloud_product product[MOMENTS])
{
    return (struct cloud_series){
        .run = reader->run,
        .from = s.from,
        .rows = s.rows,
        .centre = e->mean,
        .forms = e->n < SHOWN ? e->n : SHOWN,
        .form = e->vectors.a,
        .products = list_moments(e->n, product),
        .product = product,
    };
}

static struct status averages(const struct step_reader *reader, const struct run_estimate *e,
                              struct stretch s, struct time_average out[MOMENTS])
{
    struct cloud_product product[MOMENTS];
    const struct cloud_series c = moments(reader, e, s, product);
    return cloud_averages(&c, out);
}

/* --- halves ----------------------------------------------------------------------------------- */

/* With fewer independent rows in a half not even the memory is known. */
enum { HALF_ROWS = 64 };

/* Where the square of direction a is among the moments. */
static size_t square_at(size_t n, int a)
{
    size_t shown = n < SHOWN ? n : SHOWN, before = (size_t)a;
    return before * (shown + 1) - before * (before - 1) / 2 + 1;
}

/* The averages of a half, and the one of them that is compared. */
struct half {
    const struct time_average *all, *one;
    size_t square[2]; /* of the directions that it multiplies, or twice of the one that it is */
    double rows;
};

/* Where a coordinate oscillates, averages seem to be known better than from independent rows, by
 * sums of correlations that cancel. That much is not believed: their errors are no better known
 * than those of the squares. */
static double memory_of(const struct half *h)
{
    double longest = fmax(h->all[h->square[0]].memory, h->all[h->square[1]].memory);
    return fmax(fmax(h->one->memory, longest), 1);
}

static double error_of(const struct half *h, bool is_mean)
{
    double first = h->all[h->square[0]].mean, second = is_mean ? 1 : h->all[h->square[1]].mean;
    return fmax(h->one->error, sqrt(first * second / h->rows));
}

/* How far the halves' averages are from each other, as the |z| of a Gaussian number; NaN where they
 * have too few independent rows to tell. Mean squares have the law of F. */
static double difference(const struct cloud_product *product, const struct half *x,
                         const struct half *y)
{
    bool is_mean = product->b == CLOUD_ALONE;
    double independent = x->rows / fmax(memory_of(x), memory_of(y));
    if (!x->one->is_resolved || !y->one->is_resolved || independent < HALF_ROWS)
        return (double)NAN;
    if (product->a == product->b) {
        double ratio = fmax(x->one->mean, y->one->mean) / fmin(x->one->mean, y->one->mean);
        /* Either half may be the larger one. */
        return assumption_z_of_many(significance_of_f(ratio, independent, independent), 2);
    }
    return significance_of_student((x->one->mean - y->one->mean) /
                                       hypot(error_of(x, is_mean), error_of(y, is_mean)),
                                   independent / 2);
}

static double deviation_along(const struct run_estimate *e, int i)
{
    const double *u = e->vectors.a + (size_t)i * e->n;
    return sqrt(matrix_form(&e->measured, u, u));
}

/* As many independent rows as the moment with the longest memory has: where a mean oscillates its
 * own memory is short, but its error is no better known than that of a square. */
static double independent_rows(size_t count, const struct time_average *x,
                               const struct time_average *y, size_t rows)
{
    double memory = 1;
    for (size_t i = 0; i < count; i++)
        memory = fmax(memory, fmax(x[i].memory, y[i].memory));
    return (double)rows / memory;
}

struct status halves_test(const struct step_reader *reader, const struct run_estimate *e,
                          struct assumption *out)
{
    struct time_average x[MOMENTS], y[MOMENTS];
    struct cloud_product product[MOMENTS];
    size_t rows = (reader->to - reader->from) / 2, compared = 0;
    size_t count = list_moments(e->n, product);
    double samples = (double)(rows * reader->run->runs);
    double moved = 0; /* of a mean too short to be tested, in deviations of the cloud */
    STATUS_TRY(averages(reader, e, (struct stretch){reader->from, rows}, x));
    STATUS_TRY(averages(reader, e, (struct stretch){reader->to - rows, rows}, y));
    for (size_t i = 0; i < count; i++) {
        int a = product[i].a, b = product[i].b;
        size_t square[2] = {square_at(e->n, a), square_at(e->n, b == CLOUD_ALONE ? a : b)};
        const struct half first = {x, &x[i], {square[0], square[1]}, samples};
        const struct half second = {y, &y[i], {square[0], square[1]}, samples};
        double z = difference(&product[i], &first, &second);
        if (b == CLOUD_ALONE && !isfinite(z))
            moved = fmax(moved, fabs(y[i].mean - x[i].mean) / deviation_along(e, a));
        if (isfinite(z))
            compared++;
        if (!(z > out->z))
            continue;
        out->z = z;
        out->direction = (size_t)a;
        out->is_of_mean = b == CLOUD_ALONE;
        out->size = (y[i].mean - x[i].mean) / deviation_along(e, a) /
                    (b == CLOUD_ALONE ? 1 : deviation_along(e, b));
    }
    /* What is too short to tell is denied only if it moves by more than it spreads. */
    bool is_still = moved < 1.5;
    out->z =
        compared > 0 && is_still ? assumption_z_of_many(out->z, (double)compared) : (double)NAN;
    out->holds = is_still && !(compared > 0 && !assumption_holds(out->z));
    return status_ok();
}

/* --- burn-in ---------------------------------------------------------------------------------- */

/* How far the stretch's averages are from those of the reference, as the |z| of one Gaussian
 * number. The stretch is too short for errors of its own: it has the reference's memory. The mean
 * square of few independent rows has the law of χ². */
static double deviation_of(const struct cloud_product *product, const struct time_average *r,
                           double rows, const struct time_average *part, double samples,
                           bool is_short)
{
    double longest = product->b == CLOUD_ALONE ? fmax(r->memory, r[1].memory) : r->memory;
    double memory = is_short ? samples : longest;
    double of_part = fmax(samples / fmax(memory, 1), 1),
           of_reference = fmax(rows / fmax(memory, 1), 2);
    if (!(r->error > 0))
        return 0;
    if (product->b == CLOUD_ALONE) {
        double error = sqrt(r[1].mean * (fmin(memory / samples, 1) + longest / rows));
        return significance_of_student((part->mean - r->mean) / error, of_reference);
    }
    double ratio = part->mean / r->mean;
    return ratio > 1 ? significance_of_f(ratio, of_part, of_reference)
                     : significance_of_f(1 / ratio, of_reference, of_part);
}

/* Halves of halves from the middle to the start: the last one that disagrees ends the burn-in. */
static struct status find_end(const struct step_reader *reader, const struct run_estimate *e,
                              size_t *out)
{
    static const double limit = 5;
    enum { SHORTEST = 16 };
    struct cloud_product product[MOMENTS];
    struct time_average reference[MOMENTS], part[MOMENTS];
    size_t rows = reader->to - reader->from, runs = reader->run->runs;
    size_t count = list_moments(e->n, product);
    *out = 0;
    STATUS_TRY(averages(reader, e, (struct stretch){reader->from, rows}, reference));
    bool is_short = independent_rows(count, reference, reference, rows * runs) < TIME_AVERAGE_ROWS;
    for (size_t end = reader->run->steps / 2, begin = 0; end > 0; end = begin) {
        begin = end > 2 * SHORTEST ? end / 2 : 0;
        struct cloud_series c = moments(reader, e, (struct stretch){begin, end - begin}, product);
        STATUS_TRY(cloud_means(&c, part));
        double worst = 0, samples = (double)((end - begin) * runs);
        for (size_t i = 0; i < count; i++)
            if (product[i].a == product[i].b || product[i].b == CLOUD_ALONE)
                worst = fmax(worst, deviation_of(&product[i], &reference[i], (double)(rows * runs),
                                                 &part[i], samples, is_short));
        if (worst > limit) {
            *out = end;
            break;
        }
    }
    return status_ok();
}

/* The eigenvectors of K̂ are those along which the second half is narrow by chance, where there are
 * many. The vectors ← axes, or sums of columns where there are more than can be looked at. */
static void look_along_columns(struct run_estimate *e)
{
    memset(e->vectors.a, 0, e->n * e->n * sizeof *e->vectors.a);
    for (size_t j = 0; j < e->n; j++)
        e->vectors.a[j % SHOWN * e->n + j] = 1;
}

struct status burn_in_find(const struct recorded_run *run, const struct rule *rule, size_t *out)
{
    struct step_reader reader = {0};
    struct run_estimate e = {0};
    STATUS_TRY(step_reader_begin(&reader, run, rule, run->steps / 2));
    struct status s = run_estimate_regression(&reader, &e);
    if (s.code == STATUS_OK) {
        look_along_columns(&e);
        s = find_end(&reader, &e, out);
    } else if (step_reader_count(&reader) < run->n + 2)
        s = status_error(STATUS_INPUT,
                         "--iterates: the second half of %zu rows has %zu step%s, too few for %zu "
                         "directions; %zu are needed",
                         run->steps, step_reader_count(&reader),
                         step_reader_count(&reader) == 1 ? "" : "s", run->n, run->n + 2);
    run_estimate_free(&e);
    step_reader_end(&reader);
    return s;
}
