/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts on few walkers: a right theory is called wrong no more often than --z-limit says, a
 * stable setting is never called divergent, and where the error bars decide nothing there is no
 * verdict. The commands themselves, with their results in a file. */
#include "../support.h"

#include "sgdscope/command/command.h"

#include <gsl/gsl_cdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { POINTS = 100, SEEDS = 20 }; /* the kernel is fifty times slower */
#else
enum { POINTS = 5000, SEEDS = 400 };
#endif

enum { ARGUMENTS = 40 };

static const double z_limit = 2.5;

static char output[] = "/tmp/sgdscope-few-walkers-XXXXXX/result.json";
static char *const slash = output + sizeof "/tmp/sgdscope-few-walkers-XXXXXX" - 1;
static struct options options; /* large */

static int run(int command, struct status (*go)(const struct options *, int *), const char *text)
{
    static char words[400];
    char *word[ARGUMENTS], *rest = NULL;
    int count = 0, answer = 0;
    (void)snprintf(words, sizeof words, "%s --z-limit %g --quiet --output %s", text, z_limit,
                   output);
    (void)snprintf(support_case, sizeof support_case, "%.190s", words);
    for (char *w = strtok_r(words, " ", &rest); w != NULL; w = strtok_r(NULL, " ", &rest)) {
        assert_true(count < ARGUMENTS);
        word[count++] = w;
    }
    assert_fine(options_parse(command, count, word, &options));
    assert_fine(go(&options, &answer));
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

/* Of so many right theories no more are called wrong than a Gaussian number exceeds the limit. */
static void expect_rate(unsigned wrong, unsigned all)
{
    double p = 2 * gsl_cdf_ugaussian_Q(z_limit);
    double chance = wrong == 0 ? 1 : gsl_cdf_binomial_Q(wrong - 1, p, all);
    print_message("# %s: %u of %u disagree, %.1f claimed\n", support_case, wrong, all, p * all);
    if (!(chance > 1e-3))
        fail_msg("%s: %u of %u disagree; chance %.1e", support_case, wrong, all, chance);
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

static void sweeps_raise_no_false_alarms(void **state)
{
    static const int walkers[] = {2, 3, 5, 10, 30};
    (void)state;
    for (size_t i = 0; i < sizeof walkers / sizeof *walkers; i++)
        sweep(walkers[i], 400);
}

/* What `check` refuses is a point without a verdict. */
static void refused_points_have_no_verdict(void **state)
{
    (void)state;
    (void)run(FOR_SWEEP, command_sweep, "--over walkers=2:3:2 -l 1.9 -k 1,0.7 --steps 150");
    struct tally_of_verdicts t = read_verdicts();
    assert_int_equal(t.none, 2);
}

/* One number each, after one step and without an average over time: the squares of few walkers. */
static void figures_raise_no_false_alarms(void **state)
{
    static const int walkers[] = {250, 1000};
    (void)state;
    for (size_t i = 0; i < sizeof walkers / sizeof *walkers; i++) {
        unsigned wrong = 0, none = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            char text[200];
            (void)snprintf(text, sizeof text, "3a -k 1 --walkers %d --steps 30 --seed %d",
                           walkers[i], seed);
            int disagrees = run(FOR_FIGURE, command_figure, text);
            struct tally_of_verdicts t = read_verdicts();
            assert_int_equal(t.disagrees, disagrees);
            wrong += t.disagrees;
            none += t.none;
        }
        expect_rate(wrong, SEEDS);
        assert_true(none < SEEDS / 20);
    }
}

static void figures_of_too_few_have_no_verdict(void **state)
{
    (void)state;
    for (int seed = 0; seed < 20; seed++) {
        char text[200];
        (void)snprintf(text, sizeof text, "3a -k 1 --walkers 30 --steps 30 --seed %d", seed);
        assert_int_equal(run(FOR_FIGURE, command_figure, text), 0);
        assert_int_equal(read_verdicts().none, 1);
    }
}

/* --------------------------------------------------------------------------------------------- */

static int start(void **state)
{
    (void)state;
    *slash = '\0';
    int made = mkdtemp(output) != NULL;
    *slash = '/';
    return !made;
}

static int stop(void **state)
{
    (void)state;
    (void)unlink(output);
    *slash = '\0';
    return rmdir(output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweeps_raise_no_false_alarms),
        cmocka_unit_test(refused_points_have_no_verdict),
        cmocka_unit_test(figures_raise_no_false_alarms),
        cmocka_unit_test(figures_of_too_few_have_no_verdict),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
