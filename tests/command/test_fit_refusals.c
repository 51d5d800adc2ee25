/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs that fit refuses, each by one line that names the column or the option, or that
 * are too short to tell; and its picture. */
#include "../support.h"

#include <unistd.h>

enum { OUTPUT = 1 << 20 };

static char output[OUTPUT];

TEST(refused)
{
    static const struct {
        const char *text, *arguments, *message;
    } cases[] = {
        {"1,2\n3\n", "-l 1", "run.txt:2: 1 number where the first row has 2"},
        {"1,2\n3,x\n", "-l 1", "run.txt:2: 'x'"},
        {"1,2\n3,nan\n", "-l 1", "run.txt:2: 'nan'"},
        {"nan,2\n3,4\n", "-l 1", "run.txt:1: 'nan'"},
        {"", "-l 1", "no rows"},
        {"[[1,2],[3,4]]\n", "-l 1", "run.txt:1: '[1' is not a number"},
        {"tensor([1., 2.])\n", "-l 1", "run.txt:1: 'tensor([1.' is not a number"},
        {"\xff\xfe"
         "1",
         "-l 1", "run.txt: text in UTF-16; save it as UTF-8"},
        {"PK\5\6", "-l 1", "run.txt: a zip file with nothing in it"},
        {"1\n2\n", "-l 1", "too few"},
        {"1,1\n2,1\n0,1\n3,1\n-1,1\n2,1\n0,1\n", "-l 1", "column 2 is constant"},
        {"1,1\n2,3\n0,2\n3,2\n-1,2\n2,2\n0,2\n1,2\n", "-l 1 --burn-in 3",
         "column 2 no longer changes after row 3,"},
        {"1,5\n2,7\n0,3\n3,9\n-1,1\n2,7\n0,3\n", "-l 1",
         "column 2 is a linear function of column 1,"},
        {"1,1,1\n2,0,4\n0,1,-1\n3,3,3\n-1,0,-2\n2,1,3\n0,0,0\n", "-l 1",
         "column 3 is a linear function of columns 1, 2,"},
        {"0,1\n1,-4\n2,16\n0,-64\n1,256\n3,-1024\n0,4096\n1,-16384\n", "-l 1",
         "the run diverges: column 2 moves by 5 "},
        {"1\n2\n0\n3\n-1\n2e200\n0\n", "-l 1", "the run diverges: column 1"},
        {"1e90\n2e90\n0\n3e90\n-1e90\n2e90\n0\n1e90\n", "-l 1",
         "column 1 moves by 1e+90; numbers of"},
        {"1e-90\n2e-90\n0\n3e-90\n-1e-90\n0\n0\n1e-90\n", "-l 1",
         "multiply the run by a power of ten"},
        {"1\n2\n0\n3\n-1\n2\n0\n", "", "--lambda"},
        {"1\n2\n0\n3\n-1\n2\n0\n", "without.ini", "--lambda: the run's learning rate is needed"},
        {"1\n2\n0\n3\n-1\n2\n0\n", "-l 1 -o adam", "a run of adam"},
        {"1\n2\n0\n3\n-1\n2\n0\n", "-l 1 -k 1,2 -n white", "D = 2 where the run has 1 column"},
        {"1\n2\n0\n3\n-1\n2\n0\n", "-l 1 -k 1,2", "D = 2 where the run has 1 column"},
        {"1\n2\n0\n3\n-1\n2\n0\n", "-l 1 -k 1 --directions 1", "project the run"},
        {"1\n2\n0\n3\n-1\n2\n0\n", "-l 1 --walkers 100", "fit has no walkers"},
        {"1\n2\n0\n3\n-1\n2\n0\n", "-l 1 --seed 3", "--seed: fit draws nothing"},
        {"1\n2\n0\n3\n-1\n2\n0\n", "-l 1 --run-lambda 2", "give its rule once"},
        {"1\n2\n0\n3\n-1\n2\n0\n", "-l 1 --z-limit 2", "--z-limit: is for"},
        {"0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n", "-l 1", "column 1 counts up"},
    };
    support_write_file("without.ini", "[experiment]\nmu = 0\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char arguments[300];
        support_write_file("run.txt", cases[i].text);
        (void)snprintf(arguments, sizeof arguments, "fit --iterates run.txt --burn-in 0 %s 2>&1",
                       cases[i].arguments);
        support_program(arguments, 2, output, sizeof output);
        if (strstr(output, cases[i].message) == NULL)
            fail_msg("'%s' is not in: %s", cases[i].message, output);
    }
}

static const char dozen[] = "0,0\n.3,-.2\n-.5,.4\n.6,.1\n-.2,-.5\n.1,.6\n-.4,-.1\n.5,.2\n-.3,.3\n"
                            ".2,-.4\n0,.1\n-.1,.2\n";

/* Nobody can tell from a dozen rows; what would do is said, for people and for scripts. */
TEST(too_short)
{
    support_write_file("run.csv", dozen);
    support_program_says(
        "fit --iterates run.csv -l 1.2 -k 1.5,1.2 -n white --sigma2 0.05 2>error.txt", 2,
        "too short to tell", "DISAGREES");
    support_program_says("fit --iterates run.csv -l 1.2 2>&1 >/dev/null", 2,
                         "steps are too few to tell", "agrees:");
    support_program_says("run --iterates run.csv -l 1.2 -k 1.5,1.2 -n white", 0,
                         "run, 12 rows: too short; at least ", "DISAGREES");
}

/* One of three runs has a learning rate beyond the limit from row 1500 on: what came before stays,
 * of all of them. */
TEST(one_of_several_runs_diverges)
{
    enum { RUNS = 3, STEPS = 1600 };
    static const double k[2] = {1, 0.3};
    uint64_t seed = 5;
    FILE *f = fopen("runs.npy", "wb");
    assert_non_null(f);
    assert_int_equal(fwrite("\x93NUMPY\1\0\x76\0", 1, 10, f), 10);
    fprintf(f, "%-117s\n", "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 1600, 2), }");
    for (int run = 0; run < RUNS; run++) {
        double w[2] = {0};
        for (int t = 0; t < STEPS; t++) {
            for (int j = 0; j < 2; j++)
                w[j] -= (run == 1 && t >= 1500 ? 2.2 : 0.9) * (k[j] * w[j] + support_normal(&seed));
            assert_int_equal(fwrite(w, sizeof *w, 2, f), 2);
        }
    }
    assert_int_equal(fclose(f), 0);
    support_program_says("run --iterates runs.npy -l 0.9 -k 1,0.3 -n white", 0,
                         "run, 4800 rows: DIVERGES; since about row 14", "end");
    support_program_says("run --iterates runs.npy -l 0.9 -k 1,0.3 -n white", 0,
                         "; before it: agrees", "4799");
}

/* Each gradient stands a row too late: it seems to lead away from the minimum. */
TEST(gradients_of_other_rows)
{
    uint64_t seed = 5;
    double w = 0, late = 0;
    FILE *run = fopen("run.txt", "w"), *gradients = fopen("gradients.txt", "w");
    assert_non_null(run);
    assert_non_null(gradients);
    for (int t = 0; t < 2000; t++) {
        double g = w + 0.3 * support_normal(&seed);
        fprintf(run, "%.17g\n", w);
        fprintf(gradients, "%.17g\n", late);
        late = g;
        w -= 0.9 * g;
    }
    assert_int_equal(fclose(run) | fclose(gradients), 0);
    support_program("fit --iterates run.txt --gradients gradients.txt -l 0.9 2>&1", 2, output,
                    sizeof output);
    assert_non_null(strstr(output, "has each gradient the weights of its row?"));
}

/* The run beside both theories, as a picture and under the frame of characters. */
TEST(drawn)
{
    char preset[600], arguments[900];
    (void)snprintf(preset, sizeof preset, "%s/assets/presets/network-run.ini", getenv("srcdir"));
    (void)snprintf(arguments, sizeof arguments, "fit %s --output fit.svg", preset);
    support_program(arguments, 1, output, sizeof output); /* it is 11 % wider along direction 4 */
    assert_string_equal(output, "");
    FILE *picture = fopen("fit.svg", "r");
    assert_non_null(picture);
    output[fread(output, 1, sizeof output - 1, picture)] = '\0';
    assert_int_equal(fclose(picture), 0);
    assert_non_null(strstr(output, "A recorded run and both theories"));
    support_program("fit --iterates missing.npy -l 1 --output none.svg 2>&1", 2, output,
                    sizeof output);
    assert_int_equal(access("none.svg", F_OK), -1);

    (void)snprintf(arguments, sizeof arguments, "run %s --steps 20 --walkers 100", preset);
    support_program(arguments, 0, output, sizeof output);
    assert_non_null(strstr(output, "\nrun, 20000 rows: DISAGREES"));
    assert_non_null(strstr(output, "u1            0.0029070 +- 3.6e-5      0.00291580"));
}
