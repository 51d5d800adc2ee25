/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is check honest? Over many seeds the deviations it finds, in its own standard errors, have mean 0
 * and variance 1, so it cries wolf no more often than --z-limit says; and a theory that is wrong by
 * one per cent is found out. Each run is the command itself, with its result in a file. */
#include "../support.h"

#include "sgdscope/command/command.h"

#include <gsl/gsl_cdf.h>
#include <sys/stat.h>

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { SEEDS = 16 }; /* the kernel is fifty times slower */
#else
enum { SEEDS = 100 };
#endif
enum { D_MAX = 6, ENTRIES = D_MAX * (D_MAX + 1) / 2 + 1, ARGUMENTS = 40 };

static const struct {
    const char *name, *command;
} setting[] = {
    {"the defaults near the limit", "-l 1.8 --walkers 500 --steps 400"},
    {"a small lambda with momentum", "-l 0.05 -m 0.9 --walkers 500 --steps 600"},
    {"an underdamped one", "-l 1.5 -m 0.9 --walkers 500 --steps 600"},
    {"noise that does not commute",
     "-l 1.6 -k 1,0.3 --angle 30 --noise-matrix 1,-0.4,0.7 --walkers 500 --steps 400"},
    {"minibatch noise", "-l 1.5 -n minibatch --walkers 500 --steps 400"},
    {"state noise", "-l 1.2 -n state --noise-scale 0.05 --walkers 500 --steps 400"},
    {"student noise", "-l 1.5 --distribution student --walkers 500 --steps 400"},
    {"rademacher noise", "-l 1.5 --distribution rademacher --walkers 500 --steps 400"},
    {"nesterov", "-o nesterov -l 1.2 -m 0.5 --walkers 500 --steps 400"},
    {"qhm", "-o qhm -l 3 -m 0.9 --walkers 500 --steps 800"},
    {"newton", "-o newton -l 1.2 -m 0.5 --walkers 500 --steps 400"},
    {"natural", "-o natural -l 0.5 -m 0.5 -n minibatch --noise-scale 1 --walkers 500 --steps 400"},
    {"adam", "-o adam -l 0.5 --sigma2 0.01 --walkers 500 --steps 400"},
    {"one dimension", "-k 1 -l 1.5 --walkers 500 --steps 400"},
    {"six dimensions", "-k 1,0.8,0.6,0.5,0.4,0.3 -l 1.5 --walkers 512 --steps 300"},
    {"sixteen walkers", "-l 1.8 --walkers 16 --steps 4000"},
    {"one walker", "-l 1.8 --walkers 1 --steps 20000"},
};

enum { SETTINGS = sizeof setting / sizeof *setting };

static const char output[] = "result";
static struct options options; /* large */

/* --- one run of check ------------------------------------------------------------------------- */

/* What it wrote: one number for each quantity, row and column. */
struct answer {
    int disagrees;
    size_t n;
    double simulated[D_MAX][D_MAX], error[D_MAX][D_MAX], theory[D_MAX][D_MAX];
    double loss, loss_error, loss_theory;
};

static void run(const char *command, const char *more)
{
    static char words[400];
    char *word[ARGUMENTS], *rest = NULL;
    int count = 0;
    (void)snprintf(words, sizeof words, "%s %s", command, more);
    (void)snprintf(support_case, sizeof support_case, "check %.180s", words);
    for (char *w = strtok_r(words, " ", &rest); w != NULL; w = strtok_r(NULL, " ", &rest)) {
        assert_true(count < ARGUMENTS);
        word[count++] = w;
    }
    assert_fine(options_parse(FOR_CHECK, count, word, &options));
}

static void keep(struct answer *a, const char *quantity, size_t i, size_t j, double value)
{
    if (strcmp(quantity, "covariance_simulated") == 0) {
        assert_true(i >= 1 && i <= D_MAX && j >= 1 && j <= D_MAX);
        a->simulated[i - 1][j - 1] = value;
        a->n = i;
    } else if (strcmp(quantity, "covariance_stderr") == 0) {
        a->error[i - 1][j - 1] = value;
    } else if (strcmp(quantity, "covariance_discrete") == 0) {
        a->theory[i - 1][j - 1] = value;
    } else if (strcmp(quantity, "loss_simulated") == 0) {
        a->loss = value;
    } else if (strcmp(quantity, "loss_stderr") == 0) {
        a->loss_error = value;
    } else if (strcmp(quantity, "loss_discrete") == 0) {
        a->loss_theory = value;
    }
}

static void read_csv(struct answer *a)
{
    char line[200];
    FILE *f = fopen(output, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f) != NULL) {
        char *column[4] = {line};
        for (int i = 1; i < 4; i++) {
            column[i] = strchr(column[i - 1], ',');
            assert_non_null(column[i]);
            *column[i]++ = '\0';
        }
        keep(a, column[0], strtoul(column[1], NULL, 10), strtoul(column[2], NULL, 10),
             strtod(column[3], NULL));
    }
    (void)fclose(f);
    assert_true(a->n > 0 && a->loss_error > 0 && a->loss_theory > 0);
}

static struct answer check(const char *command, unsigned seed)
{
    struct answer a = {0};
    char more[160];
    (void)snprintf(more, sizeof more, "--seed %u --z-limit 2.5 --format csv --output %s", seed,
                   output);
    run(command, more);
    assert_fine(command_check(&options, &a.disagrees));
    read_csv(&a);
    return a;
}

/* Deviations in standard errors: every element once, and the loss. */
static size_t deviations(const struct answer *a, double z[ENTRIES])
{
    size_t count = 0;
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j <= i; j++)
            z[count++] = (a->simulated[i][j] - a->theory[i][j]) / a->error[i][j];
    z[count++] = (a->loss - a->loss_theory) / a->loss_error;
    return count;
}

/* --- many of them ----------------------------------------------------------------------------- */

/* Independent samples: runs. */
struct sums {
    double n, x, xx;
};

static void add(struct sums *s, double x)
{
    s->n++;
    s->x += x;
    s->xx += x * x;
}

static double mean(const struct sums *s)
{
    return s->x / s->n;
}

static double error_of_mean(const struct sums *s)
{
    return sqrt((s->xx / s->n - mean(s) * mean(s)) / (s->n - 1));
}

/* Over all settings. */
static struct sums all_means, all_squares;
static int all_runs, all_disagree;

static void expect_mean(const char *what, const struct sums *s, double want, double allowance)
{
    /* Few runs whose deviations happen to be small have small errors as well: not below that. */
    double error = fmax(error_of_mean(s), 0.5 / sqrt(s->n));
    double away = fabs(mean(s) - want), allowed = 4 * error + allowance;
    if (!(away <= allowed))
        fail_msg("%s: %s is %.4f, should be %.1f within %.4f", support_case, what, mean(s), want,
                 allowed);
}

/* No more false alarms than a Gaussian has beyond 2.5 standard deviations. */
static void expect_rate(int disagree, int runs)
{
    double p = 2 * gsl_cdf_ugaussian_Q(2.5);
    double chance =
        disagree == 0 ? 1 : gsl_cdf_binomial_Q((unsigned)disagree - 1, p, (unsigned)runs);
    if (!(chance > 1e-4))
        fail_msg("%s: %d of %d runs disagree; chance %.1e", support_case, disagree, runs, chance);
}

static void calibrate(size_t which)
{
    struct sums means = {0}, squares = {0};
    int disagree = 0;
    for (unsigned i = 0; i < SEEDS; i++) { /* seeds of its own: the settings are independent */
        struct answer a = check(setting[which].command, (unsigned)which * SEEDS + i);
        double z[ENTRIES], sum = 0, square = 0;
        size_t count = deviations(&a, z);
        for (size_t c = 0; c < count; c++) {
            sum += z[c] / (double)count;
            square += z[c] * z[c] / (double)count;
        }
        add(&means, sum);
        add(&squares, square);
        add(&all_means, sum);
        add(&all_squares, square);
        disagree += a.disagrees;
    }
    all_runs += SEEDS;
    all_disagree += disagree;
    print_message("# %-30s mean %+.3f +- %.3f, variance %.3f +- %.3f, %d of %d beyond 2.5\n",
                  setting[which].name, mean(&means), error_of_mean(&means), mean(&squares),
                  error_of_mean(&squares), disagree, SEEDS);
    (void)snprintf(support_case, sizeof support_case, "%s", setting[which].name);
    /* An error that is measured itself is a little correlated with what it is the error of, the
     * more so the fewer and the more skewed the samples: -skewness/(2 sqrt n). */
    expect_mean("the mean deviation", &means, 0, 0.05);
    expect_mean("the mean square", &squares, 1, 0.02);
    expect_rate(disagree, SEEDS);
}

TEST(deviations_are_what_the_errors_say)
{
    for (size_t i = 0; i < SETTINGS; i++)
        calibrate(i);
    (void)snprintf(support_case, sizeof support_case, "all settings");
    print_message("# %-30s mean %+.3f +- %.3f, variance %.3f +- %.3f, %d of %d beyond 2.5\n",
                  support_case, mean(&all_means), error_of_mean(&all_means), mean(&all_squares),
                  error_of_mean(&all_squares), all_disagree, all_runs);
    expect_mean("the mean deviation", &all_means, 0, 0.02);
    expect_mean("the mean square", &all_squares, 1, 0.02);
    expect_rate(all_disagree, all_runs);
}

/* --- a theory that is wrong ------------------------------------------------------------------- */

static double allowed_z(const char *command)
{
    char text[20000], more[80];
    int disagrees = 0;
    (void)snprintf(more, sizeof more, "--format json --output %s", output);
    run(command, more);
    assert_fine(command_check(&options, &disagrees));
    assert_int_equal(disagrees, 0);
    FILE *f = fopen(output, "r");
    assert_non_null(f);
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    (void)fclose(f);
    const char *found = strstr(text, "\"z_allowed\": ");
    assert_non_null(found);
    return strtod(found + strlen("\"z_allowed\": "), NULL);
}

TEST(one_per_cent_is_found)
{
    static const char *const command[] = {
        "-l 1.8",
        "-l 0.5 -k 1,0.5",
        "-l 1.8 -m 0.5",
        "-o nesterov -l 0.8 -m 0.5",
        "-l 1.6 -k 1,0.3 --angle 30 --noise-matrix 1,-0.4,0.7",
    };
    for (size_t c = 0; c < sizeof command / sizeof *command; c++) {
        double allowed = allowed_z(command[c]);
        struct answer a = check(command[c], 1);
        assert_true(allowed > 5 && allowed < 6);
        for (size_t i = 0; i < a.n; i++) {
            double right = fabs(a.simulated[i][i] - a.theory[i][i]) / a.error[i][i];
            double wrong = fabs(a.simulated[i][i] - 1.01 * a.theory[i][i]) / a.error[i][i];
            print_message("# %s: (%zu,%zu) %.2f, one per cent off %.1f, allowed %.2f\n", command[c],
                          i + 1, i + 1, right, wrong, allowed);
            assert_true(right <= allowed);
            assert_true(wrong > allowed);
        }
    }
}

/* --------------------------------------------------------------------------------------------- */
