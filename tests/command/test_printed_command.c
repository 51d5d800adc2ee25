/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command that the program prints is the experiment: random experiment files are read, and the
 * command printed for each is read back by the parser of the command line. The results must be the
 * same to the last bit. */
#include "../support.h"

#include "sgdscope/command/command.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/study/result.h"

#include <wordexp.h>

enum { ACCEPTED = 1200, MOST_ROUNDS = 20000, EVERY_PROGRAM = 60, OUTPUT = 1 << 20 };

static char output[OUTPUT], again[OUTPUT];

/* 60 points of three columns and a target that depends on them. */
static void write_data(void)
{
    uint64_t seed = 5;
    FILE *stream = fopen("d.csv", "w");
    assert_non_null(stream);
    fputs("a,b,the target\n", stream);
    for (int i = 0; i < 60; i++) {
        double a = support_normal(&seed), b = support_normal(&seed);
        fprintf(stream, "%.17g,%.17g,%.17g\n", a, 0.4 * b, a - b + support_normal(&seed));
    }
    assert_int_equal(fclose(stream), 0);
}

static int set_up(void **state)
{
    (void)state;
    support_write_file("K 2.txt", "0.8 0.3\n0.3 0.5\n"); /* a name that a shell must have quoted */
    support_write_file("k.txt", "0.9 0.4 0.2\n");
    support_write_file("C.txt", "1 -0.4\n-0.4 0.7\n");
    write_data();
    return 0;
}

/* Values of the parameters that are not choices, which take every value they have. */
static const struct {
    const char *name, *value[6];
} values[] = {
    {"lambda", {"0.05", "0.4", "1.8", "2.5"}},
    {"mu", {"0", "0.3", "0.9"}},
    {"nu", {"0.7", "0.2", "1"}},
    {"dampening", {"0", "0.5", "0.9"}},
    {"hessian", {"1,0.1", "0.7", "0.3,2,0.5", "@K 2.txt", "@k.txt", "estimate"}},
    {"weight-decay", {"0", "0.1", "2"}},
    {"directions", {"all", "positive", "1", "2"}},
    {"hessian-scale", {"1", "0.5", "2"}},
    {"eigenvalue", {"", "1:0.6", "2:0.3"}},
    {"sigma2", {"1", "0.3", "0"}},
    {"batch", {"100", "2", "20"}},
    {"samples", {"inf", "50", "1000"}},
    {"noise-scale", {"auto", "batch", "0.01", "1/3"}},
    {"noise-matrix", {"", "1,0.2,0.8", "0.5", "@C.txt", "1,0,0,1,0,1"}},
    {"angle", {"0", "30"}},
    {"data", {"", "synthetic", "d.csv"}},
    {"target", {"", "b", "the target"}},
    {"columns", {"", "b,the target", "-b", "a"}},
    {"plane", {"1,D", "w1,w2", "2,1"}},
    {"walkers", {"10000", "30"}},
    {"steps", {"1000", "50"}},
    {"seed", {"1", "18446744073709551615"}},
    {"iterates", {"", "", "a run.npy", "-"}},
    {"gradients", {"", "g.npy"}},
    {"burn-in", {"auto", "10"}},
    {"run-lambda", {"auto", "0.3"}},
    {"run-mu", {"auto", "0.9"}},
    {"run-nu", {"auto", "0.5"}},
    {"run-dampening", {"auto", "0.2"}},
    {"quantity", {"1", "2"}},
    {"average", {"none", "ema:0.9", "ema:0", "window:100", "window:7:3"}},
    {"schedule-steps", {"auto", "50"}},
    {"final", {"auto", "0.1"}},
    {"warmup", {"0", "5"}},
    {"start", {"stationary", "minimum", "distance:3"}},
    {"zoom", {"auto", "20"}},
    {"stretch", {"1", "0.5"}},
    {"start-x", {"auto", "-3"}},
    {"start-y", {"auto", "2.5"}},
    {"speed", {"100", "5", "inf"}},
};

static const char *random_value(const struct parameter *p, uint64_t *seed)
{
    if (p->kind == PARAMETER_CHOICE)
        return parameter_choice(p, support_below(seed, p->choices))->name;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        size_t count = 0;
        if (strcmp(values[i].name, p->name) != 0)
            continue;
        while (count < 6 && values[i].value[count] != NULL)
            count++;
        return values[i].value[support_below(seed, count)];
    }
    fail_msg("%s: the test has no values for it", p->name);
    return NULL;
}

static void write_random_experiment(uint64_t *seed)
{
    FILE *stream = fopen("e.ini", "w");
    size_t share = 1 + support_below(seed, 4); /* few parameters or many */
    assert_non_null(stream);
    fputs("[experiment]\nseed = 1\n", stream);
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (strcmp(p->name, "seed") != 0 && support_below(seed, 5) < share)
            fprintf(stream, "%s = %s\n", p->name, random_value(p, seed));
    }
    assert_int_equal(fclose(stream), 0);
}

/* Split the command as a shell does and parse it. */
static struct status parse_command(int command, const char *text, struct options *out)
{
    static wordexp_t words; /* the options point into it */
    assert_int_equal(wordexp(text, &words, WRDE_NOCMD | WRDE_UNDEF | WRDE_REUSE), 0);
    return options_parse(command, (int)words.we_wordc, words.we_wordv, out);
}

static void expect_same_matrix(const struct matrix *a, const struct matrix *b)
{
    assert_int_equal(a->n, b->n);
    if (a->n > 0)
        assert_memory_equal(a->a, b->a, a->n * a->n * sizeof *a->a);
}

static void expect_same_results(const struct result *a, const struct result *b)
{
    expect_same_matrix(&a->hessian, &b->hessian);
    expect_same_matrix(&a->noise, &b->noise);
    for (int t = 0; t < THEORY_COUNT; t++)
        expect_same_matrix(&a->theory[t].covariance, &b->theory[t].covariance);
    assert_memory_equal(&a->stability.growth, &b->stability.growth, sizeof a->stability.growth);
    assert_memory_equal(&a->stability.limit, &b->stability.limit, sizeof a->stability.limit);
}

/* Parameters that theory knows nothing of (walkers, seed, the plane) must come back too. */
static void expect_same_parameters(const struct experiment *a, const struct experiment *b,
                                   bool with_views)
{
    static char x[PARAMETER_TEXT_SIZE], y[PARAMETER_TEXT_SIZE];
    struct experiment known = *a;
    if (!with_views) /* theory knows no run */
        known.iterates[0] = '\0';
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        bool is_unused =
            parameter_why_unused(p, a) != NULL || parameter_why_unused(p, &known) != NULL;
        bool is_of_instrument = p->of_run || p->of_show;
        if (is_of_instrument ? is_unused || !with_views : is_unused && !(with_views && p->in_views))
            continue;
        (void)parameter_format(p, a, x, sizeof x);
        (void)parameter_format(p, b, y, sizeof y);
        if (strcmp(x, y) != 0)
            fail_msg("%s: %s is '%s', not '%s'", support_case, p->name, y, x);
    }
}

/* A file brings back how the experiment is shown, too. */
static void expect_same_show(const struct experiment *a, const struct experiment *b)
{
    char x[100], y[100];
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        (void)parameter_format(p, a, x, sizeof x);
        (void)parameter_format(p, b, y, sizeof y);
        if (p->of_show && strcmp(x, y) != 0)
            fail_msg("%s: %s is '%s', not '%s'", support_case, p->name, y, x);
    }
}

/* What the two commands print, but for "config", where a parameter without effect may differ. */
static void expect_same_output(const char *command)
{
    char arguments[2000];
    support_program("theory --format json e.ini", 0, output, sizeof output);
    (void)snprintf(arguments, sizeof arguments, "theory --format json%s", command);
    support_program(arguments, 0, again, sizeof again);
    const char *x = strstr(output, "\"dimension\""), *y = strstr(again, "\"dimension\"");
    assert_non_null(x);
    assert_non_null(y);
    assert_string_equal(x, y);
}

/* The command of the instrument, which shows a recorded run too. */
static void try_with_views(const struct experiment *e)
{
    static struct options back;
    static char command[1900];
    char *word[] = {(char *)"w.ini"};
    (void)experiment_command(e, true, command, sizeof command);
    (void)snprintf(support_case, sizeof support_case, "%.199s", command);
    assert_fine(parse_command(FOR_RUN, command, &back));
    expect_same_parameters(e, &back.experiment, true);

    assert_fine(experiment_file_write("w.ini", e));
    assert_fine(options_parse(FOR_RUN, 1, word, &back));
    assert_true(experiment_equal(e, &back.experiment));
    expect_same_show(e, &back.experiment);
}

/* One experiment file; returns false where theory refuses it. */
static bool try_file(bool with_program)
{
    static struct options file, back;
    static char command[1900];
    char *word[] = {(char *)"e.ini"};
    struct result a = {0}, b = {0};
    if (options_parse(FOR_RUN, 1, word, &file).code != STATUS_OK)
        return false;
    try_with_views(&file.experiment);
    if (result_make(&file.experiment, 0, &a).code != STATUS_OK)
        return false;
    (void)experiment_command(&file.experiment, false, command, sizeof command);
    (void)snprintf(support_case, sizeof support_case, "%.199s", command);
    assert_fine(parse_command(FOR_THEORY, command, &back));
    expect_same_parameters(&file.experiment, &back.experiment, false);
    assert_fine(result_make(&back.experiment, 0, &b));
    expect_same_results(&a, &b);
    result_free(&a);
    result_free(&b);
    if (with_program)
        expect_same_output(command);
    return true;
}

TEST(random_files)
{
    uint64_t seed = 83;
    int accepted = 0;
    for (int round = 0; round < MOST_ROUNDS && accepted < ACCEPTED; round++) {
        write_random_experiment(&seed);
        accepted += try_file(accepted % EVERY_PROGRAM == 0);
    }
    assert_int_equal(accepted, ACCEPTED);
}

/* What the program prints after "sgdscope theory" in its text. */
TEST(printed_by_the_program)
{
    static const char *const arguments[] = {
        "-l 0.05 --data d.csv -n white",
        "-l 0.05 --data d.csv --batch 20",
        "-l 0.05 --data d.csv --noise-matrix 1,0,1",
        "-l 0.05 -k '@K 2.txt' --noise-matrix @C.txt --noise-scale batch --batch 32",
        "-l 0.05 --data synthetic -n minibatch --noise-scale 1/256",
    };
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++) {
        char line[600];
        (void)snprintf(line, sizeof line, "theory %s", arguments[i]);
        support_program(line, 0, output, sizeof output);
        const char *begin = strstr(output, "  sgdscope theory");
        assert_non_null(begin);
        begin += strlen("  sgdscope ");
        (void)snprintf(line, sizeof line, "%.*s", (int)strcspn(begin, "\n"), begin);
        support_program(line, 0, again, sizeof again);
        assert_string_equal(again, output);
    }
}

/* --- what has no effect ----------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static void expect_refused(const char *why,
                                                                 const char *arguments, ...)
{
    char line[500];
    va_list args;
    va_start(args, arguments);
    int length = vsnprintf(line, sizeof line - 10, arguments, args);
    va_end(args);
    (void)snprintf(line + length, 10, " 2>&1");
    support_program(line, 2, output, sizeof output);
    assert_non_null(strstr(output, why));
}

/* An option without effect is refused with the reason, exit status 2; a swept one too. In a file
 * it is kept, without effect and not printed. */
TEST(without_effect)
{
    static const struct {
        const char *setting, *name, *value, *why;
    } table[] = {
        {"", "nu", "0.3", "needs --optimizer qhm"},
        {"optimizer=adam", "mu", "0.5", "contradicts --optimizer adam"},
        {"", "batch", "3", "needs a noise with a factor"},
        {"", "samples", "500", "needs a noise with a factor"},
        {"noise=minibatch", "sigma2", "2", "needs a noise with a part"},
        {"noise=minibatch noise-scale=0.1", "batch", "3", "contradicts --noise-scale"},
        {"noise=matrix noise-matrix=1,0,1", "batch", "32", "--noise-scale batch divides it by S"},
        {"", "noise-scale", "0.5", "needs a noise with a factor"},
        {"data=d.csv batch=20", "noise-scale", "0.5", "contradicts --noise regression"},
        {"data=d.csv batch=20", "samples", "100", "contradicts --data"},
        {"data=d.csv batch=20", "angle", "10", "contradicts --data"},
        {"data=d.csv batch=20", "hessian-scale", "2", "contradicts --noise regression"},
        {"hessian=1", "angle", "10", "one dimension"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char options[150] = "", file[300] = "[experiment]\nseed = 1\n", setting[100];
        (void)snprintf(setting, sizeof setting, "%s", table[i].setting);
        for (char *rest = NULL, *one = strtok_r(setting, " ", &rest); one != NULL;
             one = strtok_r(NULL, " ", &rest)) {
            (void)snprintf(options + strlen(options), sizeof options - strlen(options), " --%s",
                           one);
            (void)snprintf(file + strlen(file), sizeof file - strlen(file), "%s\n", one);
        }
        const char *name = table[i].name, *value = table[i].value;
        const bool whole = strcmp(name, "batch") == 0 || strcmp(name, "samples") == 0;
        (void)snprintf(support_case, sizeof support_case, "%s with %s", name, options);
        expect_refused(table[i].why, "theory -l 0.05%s --%s %s", options, name, value);
        expect_refused(table[i].why, "sweep --theory-only -l 0.05%s --over %s=%s:2", options, name,
                       whole ? "200:300" : "0.25:0.5");
        expect_refused(table[i].why, "sweep --theory-only --over lambda=0.05:0.1:2%s --%s %s",
                       options, name, value);

        support_write_file("e.ini", file);
        support_program("theory -l 0.05 e.ini", 0, again, sizeof again);
        (void)snprintf(file + strlen(file), sizeof file - strlen(file), "%s = %s\n", name, value);
        support_write_file("e.ini", file);
        support_program("theory -l 0.05 e.ini", 0, output, sizeof output);
        assert_string_equal(output, again);
    }
}

/* The size of a simulation and its seed are allowed everywhere; a parameter that some view of the
 * instrument shows is allowed there. */
TEST(always_allowed)
{
    support_program("theory --walkers 5 --steps 7 --seed 3", 0, output, sizeof output);
    support_program("sweep --theory-only --over walkers=5:6:2 --steps 10", 0, output,
                    sizeof output);
    support_program("run --nu 0.3 --batch 20 --samples 500 --walkers 100 --output f.svg", 0, output,
                    sizeof output);
    support_program("run --sigma2 2 -n minibatch 2>&1", 2, output, sizeof output);
}

GROUP(set_up, NULL)
