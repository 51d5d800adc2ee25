/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Are the verdicts honest? Over many seeds the deviations that check finds, in its own standard
 * errors, have mean 0 and variance 1; a theory that is wrong by one per cent is found out. A right
 * theory is called wrong no more often than --z-limit says, with few walkers too; if the error bars
 * decide nothing, there is no verdict. Each run is that of the command, with its own options. */
#include "../sanitized.h"
#include "../support.h"

#include "sgdscope/command/command.h"
#include "sgdscope/sim/estimate.h"
#include "sgdscope/study/verdict.h"

#include <gsl/gsl_cdf.h>

/* The kernel is fifty times slower with a sanitizer. */
enum {
    SEEDS = SANITIZED ? 16 : 100,
    POINTS = SANITIZED ? 100 : 5000,
    FIGURES = SANITIZED ? 20 : 400
};
enum { D_MAX = 6, OF_ONE = D_MAX * (D_MAX + 1) / 2 + 1, ARGUMENTS = 40 };
enum { ENTRIES = 2 * OF_ONE + SCHEDULE_TIMES };

static const double z_limit = 2.5;
static const char output[] = "result.json";

static const char *const setting[] = {
    "-l 1.8 --walkers 500 --steps 400",
    "-l 0.05 -m 0.9 --walkers 500 --steps 600",
    "-l 1.5 -m 0.9 --walkers 500 --steps 600",
    "-l 1.6 -k 1,0.3 --angle 30 --noise-matrix 1,-0.4,0.7 --walkers 500 --steps 400",
    "-l 1.5 -n minibatch --walkers 500 --steps 400",
    "-l 1.2 -n state --noise-scale 0.05 --walkers 500 --steps 400",
    "-l 1.5 --distribution student --walkers 500 --steps 400",
    "-l 1.5 --distribution rademacher --walkers 500 --steps 400",
    "-o nesterov -l 1.2 -m 0.5 --walkers 500 --steps 400",
    "-o qhm -l 3 -m 0.9 --walkers 500 --steps 800",
    "-o newton -l 1.2 -m 0.5 --walkers 500 --steps 400",
    "-o natural -l 0.5 -m 0.5 -n minibatch --noise-scale 1 --walkers 500 --steps 400",
    "-o adam -l 0.5 --sigma2 0.01 --walkers 500 --steps 400",
    "-k 1 -l 1.5 --walkers 500 --steps 400",
    "-k 1,0.8,0.6,0.5,0.4,0.3 -l 1.5 --walkers 512 --steps 300",
    "-l 1.8 --walkers 16 --steps 4000",
    "-l 1.8 --walkers 1 --steps 20000",
    "-l 1.8 --average ema:0.9 --walkers 500 --steps 400",
    "-l 1.8 -m 0.5 --average window:10:3 --walkers 500 --steps 600",
    "-l 1.8 --schedule cosine --final 0.01 --schedule-steps 100 --walkers 500 --steps 400",
    "-l 1.2 --start distance:5 --schedule step --walkers 500 --steps 400",
};

enum { SETTINGS = sizeof setting / sizeof *setting };

static struct options options; /* large */

/* Parse the command line, which must stay while the options are used. */
static void parse(int command, char *words)
{
    char *word[ARGUMENTS], *rest = NULL;
    int count = 0;
    (void)snprintf(support_case, sizeof support_case, "%.190s", words);
    for (char *w = strtok_r(words, " ", &rest); w != NULL; w = strtok_r(NULL, " ", &rest)) {
        assert_true(count < ARGUMENTS);
        word[count++] = w;
    }
    assert_fine(options_parse(command, count, word, &options));
}

/* Right theories are called wrong no more often than a Gaussian number exceeds the limit. */
static void expect_rate(unsigned wrong, unsigned all)
{
    double p = 2 * gsl_cdf_ugaussian_Q(z_limit);
    double chance = wrong == 0 ? 1 : gsl_cdf_binomial_Q(wrong - 1, p, all);
    print_message("# %s: %u of %u disagree, %.1f claimed\n", support_case, wrong, all, p * all);
    if (!(chance > 1e-3))
        fail_msg("%s: %u of %u disagree; chance %.1e", support_case, wrong, all, chance);
}

/* --- one run of check ------------------------------------------------------------------------- */

struct command_answer {
    struct result result;
    struct verdict verdict;
};

/* What check finds with these options and that seed; free with answer_free. */
static struct command_answer check(const char *command, unsigned seed)
{
    char words[400];
    struct engine_setup_cache setups = {0};
    struct command_answer a = {0};
    (void)snprintf(words, sizeof words, "%s --seed %u", command, seed);
    parse(FOR_CHECK, words);
    const struct verdict_setting how = {.against = options.against,
                                        .z_limit = options.z_limit,
                                        .seed = options.experiment.seed,
                                        .threads = options.threads,
                                        .setups = &setups};
    assert_fine(result_make(&options.experiment, 0, &a.result));
    assert_fine(verdict_make(&a.result, &how, &a.verdict));
    engine_setup_cache_free(&setups);
    return a;
}

static void answer_free(struct command_answer *a)
{
    measurement_free(&a->verdict.simulation);
    result_free(&a->result);
    experiment_free(&options.experiment);
}

/* Of every element once. */
static size_t add_elements(size_t n, const double *measured, const double *error,
                           const double *theory, double *z)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            size_t at = i * n + j;
            z[count++] = (measured[at] - theory[at]) / error[at];
        }
    return count;
}

/* Deviations in standard errors: the covariance and the loss, of iterates and of averages, and the
 * losses along a schedule. */
static size_t deviations(const struct command_answer *a, double z[ENTRIES])
{
    const struct measurement *m = &a->verdict.simulation;
    const struct measured_schedule *s = &a->verdict.schedule;
    const struct prediction *one = &a->result.theory[THEORY_DISCRETE];
    const struct prediction *averaged = &a->result.average[THEORY_DISCRETE];
    size_t count = add_elements(m->n, m->covariance, m->error, one->covariance.a, z);
    z[count++] = (m->loss - one->loss) / m->loss_error;
    if (averaged->covariance.n > 0) {
        const struct measured_average *v = &m->average;
        count += add_elements(m->n, v->covariance, v->error, averaged->covariance.a, z + count);
        z[count++] = (v->loss - averaged->loss) / v->loss_error;
    }
    for (size_t i = 0; i < s->times; i++)
        z[count++] =
            (s->loss[i].mean - a->result.schedule.course.discrete[s->time[i]]) / s->loss[i].error;
    return count;
}

/* --- many of them ----------------------------------------------------------------------------- */

/* Independent samples: runs. */
struct run_sums {
    double n, x, xx;
};

static void add(struct run_sums *s, double x)
{
    s->n++;
    s->x += x;
    s->xx += x * x;
}

/* Over all settings. */
static struct run_sums all_means, all_squares;
static unsigned all_disagree;

static void expect_mean(const char *what, const struct run_sums *s, double want, double allowance)
{
    const struct estimate got = estimate_of_sums(s->n, s->x, s->xx);
    /* Few runs whose deviations happen to be small have small errors as well: not below that. */
    double allowed = 4 * fmax(got.error, 0.5 / sqrt(s->n)) + allowance;
    if (!(fabs(got.mean - want) <= allowed))
        fail_msg("%s: %s is %.4f, should be %.1f within %.4f", support_case, what, got.mean, want,
                 allowed);
}

static void calibrate(size_t which)
{
    struct run_sums means = {0}, squares = {0};
    unsigned disagree = 0;
    char command[200];
    (void)snprintf(command, sizeof command, "%s --z-limit %g", setting[which], z_limit);
    for (unsigned i = 0; i < SEEDS; i++) { /* seeds of its own: the settings are independent */
        struct command_answer a = check(command, (unsigned)which * SEEDS + i);
        disagree += !a.verdict.agrees;
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
        answer_free(&a);
    }
    all_disagree += disagree;
    (void)snprintf(support_case, sizeof support_case, "%s", setting[which]);
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
    expect_mean("the mean deviation", &all_means, 0, 0.02);
    expect_mean("the mean square", &all_squares, 1, 0.02);
    expect_rate(all_disagree, SETTINGS * SEEDS);
}

/* --- a theory that is wrong ------------------------------------------------------------------- */

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
        struct command_answer a = check(command[c], 1);
        const struct measurement *m = &a.verdict.simulation;
        double allowed = a.verdict.z_allowed;
        assert_true(allowed > 5 && allowed < 6);
        for (size_t i = 0; i < m->n * m->n; i += m->n + 1) {
            double theory = a.result.theory[THEORY_DISCRETE].covariance.a[i];
            double right = fabs(m->covariance[i] - theory) / m->error[i];
            double wrong = fabs(m->covariance[i] - 1.01 * theory) / m->error[i];
            print_message("# %s: %.2f, one per cent off %.1f, allowed %.2f\n", command[c], right,
                          wrong, allowed);
            assert_true(right <= allowed);
            assert_true(wrong > allowed);
        }
        answer_free(&a);
    }
}

/* --- few walkers: the commands, with their results in a file ---------------------------------- */

static int run(int command, struct status (*go)(const struct options *, int *), const char *text)
{
    char words[400];
    int answer = 0;
    (void)snprintf(words, sizeof words, "%s --z-limit %g --quiet --output %s", text, z_limit,
                   output);
    parse(command, words);
    assert_fine(go(&options, &answer));
    experiment_free(&options.experiment);
    return answer;
}

/* How often each verdict stands in the file. */
struct tally_of_verdicts {
    unsigned agrees, disagrees, none, diverged;
};

static struct tally_of_verdicts read_verdicts(void)
{
    struct tally_of_verdicts t = {0};
    char line[1000];
    FILE *f = fopen(output, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f) != NULL) {
        t.agrees += strstr(line, "\"agrees\": true") != NULL;
        t.disagrees += strstr(line, "\"agrees\": false") != NULL;
        t.none += strstr(line, "\"agrees\": null") != NULL;
        t.diverged += strstr(line, "\"diverged\": true") != NULL;
    }
    (void)fclose(f);
    return t;
}

static void sweep(int walkers, int steps)
{
    char text[200];
    (void)snprintf(text, sizeof text,
                   "--over lambda=0.3:1.9:%d -k 1,0.7 --walkers %d --steps %d --seed %d", POINTS,
                   walkers, steps, walkers);
    assert_int_equal(run(FOR_SWEEP, command_sweep, text), 0);
    struct tally_of_verdicts t = read_verdicts();
    assert_int_equal(t.agrees + t.disagrees + t.none, POINTS);
    assert_int_equal(t.diverged, 0);
    expect_rate(t.disagrees, t.agrees + t.disagrees);
    assert_true(t.none < POINTS / 20);
}

TEST(sweeps_raise_no_false_alarms)
{
    static const int walkers[] = {2, 3, 5, 10, 30};
    for (size_t i = 0; i < sizeof walkers / sizeof *walkers; i++)
        sweep(walkers[i], 400);
}

/* What `check` refuses is a point without a verdict. */
TEST(refused_points_have_no_verdict)
{
    (void)run(FOR_SWEEP, command_sweep, "--over walkers=2:3:2 -l 1.9 -k 1,0.7 --steps 150");
    struct tally_of_verdicts t = read_verdicts();
    assert_int_equal(t.none, 2);
}

/* One number each, after one step and without an average over time: the squares of few walkers. */
TEST(figures_raise_no_false_alarms)
{
    static const int walkers[] = {250, 1000};
    for (size_t i = 0; i < sizeof walkers / sizeof *walkers; i++) {
        unsigned wrong = 0, none = 0;
        for (int seed = 0; seed < FIGURES; seed++) {
            char text[200];
            (void)snprintf(text, sizeof text, "3a -k 1 --walkers %d --steps 30 --seed %d",
                           walkers[i], seed);
            int disagrees = run(FOR_FIGURE, command_figure, text);
            struct tally_of_verdicts t = read_verdicts();
            assert_int_equal(t.disagrees, disagrees);
            wrong += t.disagrees;
            none += t.none;
        }
        expect_rate(wrong, FIGURES);
        assert_true(none < FIGURES / 20);
    }
}

TEST(figures_of_too_few_have_no_verdict)
{
    for (int seed = 0; seed < 20; seed++) {
        char text[200];
        (void)snprintf(text, sizeof text, "3a -k 1 --walkers 30 --steps 30 --seed %d", seed);
        assert_int_equal(run(FOR_FIGURE, command_figure, text), 0);
        assert_int_equal(read_verdicts().none, 1);
    }
}
