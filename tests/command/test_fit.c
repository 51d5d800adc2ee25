/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `sgdscope fit` through the program: worked values, a real network's run, runs that break one
 * assumption each, all ways of reading. */
#include "../support.h"
#include "fit_json.h"

/* --- worked values ---------------------------------------------------------------------------- */

static const char worked[] = "0,0\n.3,-.2\n-.5,.4\n.6,.1\n-.2,-.5\n.1,.6\n-.4,-.1\n.5,.2\n-.3,.3\n"
                             ".2,-.4\n0,.1\n-.1,.2\n";

/* Frees root. */
static void expect_worked(json_t *root)
{
    assert_near(fit_number(root, "estimate", "hessian", 0, 0), 1.518297759125, 1e-11);
    assert_near(fit_number(root, "estimate", "hessian", 0, 1), 0.110171691684, 1e-10);
    assert_near(fit_number(root, "estimate", "hessian", 1, 1), 1.281722838727, 1e-11);
    assert_near(fit_number(root, "estimate", "noise", 0, 0), 0.037607430228, 1e-10);
    assert_near(fit_number(root, "estimate", "eigenvalues", 0, -1), 1.561657213184, 1e-12);
    assert_near(fit_number(root, "estimate", "eigenvalues_stderr", 1, -1), 0.18277503888, 1e-10);
    assert_near(fit_number(root, "estimate", "minimum", 1, -1), 0.057889775568, 1e-10);
    assert_int_equal(fit_number(root, "run", "rows", -1, -1), 11);
    assert_true(json_is_null(json_object_get(root, "agrees")));
    assert_true(fit_number(root, "rows_needed", NULL, -1, -1) > 100);
    json_decref(root);
}

/* Tabs and decimal commas, without a header: a spreadsheet's in Germany. */
static void write_german(void)
{
    FILE *file = fopen("german.txt", "w");
    assert_non_null(file);
    for (const char *c = worked; *c != '\0'; c++)
        fputc(*c == ',' ? '\t' : *c == '.' ? ',' : *c, file);
    assert_int_equal(fclose(file), 0);
}

/* As Python prints lists. */
static void write_lists(void)
{
    FILE *file = fopen("lists.txt", "w");
    assert_non_null(file);
    fputc('[', file);
    for (const char *c = worked; *c != '\0'; c++)
        fputs(*c == '\n'  ? c[1] == '\0' ? "]\n" : "]\n["
              : *c == ',' ? ", "
                          : (char[]){*c, '\0'},
              file);
    assert_int_equal(fclose(file), 0);
}

/* A step counter and the loss stand beside the iterates, under `header`. */
static void write_log(const char *name, const char *header)
{
    char text[sizeof worked], *rest = NULL;
    FILE *file = fopen(name, "w");
    int step = 0;
    assert_non_null(file);
    fputs(header, file);
    memcpy(text, worked, sizeof worked);
    for (char *row = strtok_r(text, "\n", &rest); row != NULL; row = strtok_r(NULL, "\n", &rest))
        fprintf(file, "%d,40,%s\n", step++, row);
    assert_int_equal(fclose(file), 0);
}

/* Columns are chosen by name or by number; a column without a name has labels of rows. */
TEST(columns)
{
    write_log("log.csv", "step,the loss,\"w1\",w2\n");
    write_log("plain.csv", "");
    write_log("pandas.csv", ",loss,0,1\n");
    expect_worked(
        fit_json("--iterates log.csv --columns '-step,-the loss' -l 1.2 --burn-in 0 2>x", 2));
    expect_worked(fit_json("--iterates log.csv --columns w1,w2 -l 1.2 --burn-in 0 2>x", 2));
    expect_worked(fit_json("--iterates plain.csv --columns 3,4 -l 1.2 --burn-in 0 2>x", 2));
    expect_worked(fit_json("--iterates - --columns=-1,-2 -l 1.2 --burn-in 0 <log.csv 2>x", 2));
    expect_worked(fit_json("--iterates pandas.csv --columns=-loss -l 1.2 --burn-in 0 2>x", 2));
    support_program_says("run --iterates log.csv --columns w1 -l 1.2 -k 1.5 -n white", 0,
                         "run, 12 rows", "not judged");
    support_program_says("fit --iterates log.csv --columns=-the_loss,-w2 -l 1 2>&1", 2,
                         "no column 'the_loss'; did you mean 'the loss'?", "agrees");
    support_program_says("fit --iterates log.csv --columns w1,w2,step -l 1 2>&1", 2,
                         "column 1 counts up: it is the number of the step, and no direction; "
                         "--columns=-1 leaves it out",
                         "agrees");
    support_program_says("fit --iterates plain.csv --columns 5 -l 1 2>&1", 2,
                         "--columns: plain.csv: no column '5': there are 4, without names",
                         "--iterates");
}

/* The same rows in each form they may come in. */
TEST(ways_of_reading)
{
    char text[600] = "w1 , w2\n# a comment\n", *at = text + strlen(text);
    write_lists();
    expect_worked(fit_json("--iterates lists.txt -l 1.2 --burn-in 0 2>error.txt", 2));
    write_german();
    expect_worked(fit_json("--iterates german.txt -l 1.2 --burn-in 0 2>error.txt", 2));
    for (const char *c = worked; *c != '\0'; c++)
        *at++ = *c == ',' ? ' ' : *c;
    *at = '\0';
    support_write_file("plain.csv", worked);
    support_write_file("named.txt", text);
    expect_worked(fit_json("--iterates plain.csv -l 1.2 --burn-in 0 2>error.txt", 2));
    expect_worked(fit_json("--iterates named.txt -l 1.2 --burn-in 0 2>error.txt", 2));
    expect_worked(fit_json("--iterates - -l 1.2 --burn-in 0 <plain.csv 2>error.txt", 2));
}

/* --- simulated runs --------------------------------------------------------------------------- */

struct walk {
    double lambda, mu;
    double falls;  /* λ to this share of it, evenly from row `from` to the end; 0: it does not */
    double from;   /* a share of the rows */
    bool drops;    /* at once */
    double drift;  /* of the minimum, a step */
    double cubic;  /* g has + cubic·w³ */
    double grows;  /* the noise's variance has the factor 1 + grows·w² */
    bool nesterov; /* the momentum is his */
    double nu;     /* or quasi-hyperbolic */
    double memory; /* of the noise, an autoregression */
};

static double lambda_at(const struct walk *p, double time)
{
    if (p->falls == 0 || time < p->from)
        return p->lambda;
    return p->lambda * (1 + (p->falls - 1) * (p->drops ? 1 : (time - p->from) / (1 - p->from)));
}

/* Three directions of curvature 1, 0.5, 0.2, white noise; written as a file. */
static void write_walk(const char *name, const struct walk *p, size_t steps, uint64_t seed)
{
    static const double k[3] = {1, 0.5, 0.2};
    double w[3] = {0}, m[3] = {0}, noise[3] = {0};
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    for (size_t t = 0; t < steps + 200; t++) {
        if (t >= 200)
            fprintf(file, "%.17g %.17g %.17g\n", w[0], w[1], w[2]);
        for (int j = 0; j < 3; j++) {
            double x = w[j] - p->drift * (double)t;
            noise[j] = p->memory * noise[j] + sqrt(1 + p->grows * x * x) * support_normal(&seed);
            double g = k[j] * x + p->cubic * x * x * x + noise[j];
            m[j] = p->mu * m[j] + (p->nu > 0 ? 1 - p->mu : 1) * g;
            w[j] -= lambda_at(p, ((double)t - 200) / (double)steps) *
                    (p->nesterov ? g + p->mu * m[j]
                     : p->nu > 0 ? (1 - p->nu) * g + p->nu * m[j]
                                 : m[j]);
        }
    }
    assert_int_equal(fclose(file), 0);
}

/* Each fault is found, by its name, and a clean run has none. */
TEST(faults_are_named)
{
    static const struct {
        const char *name;
        struct walk walk;
        bool agrees;
    } runs[] = {
        {NULL, {.lambda = 1.2}, true},
        {NULL, {.lambda = 1.2, .mu = 0.6}, true},
        {"stationary", {.lambda = 0.5, .drift = 1e-3}, false},
        {"quadratic", {.lambda = 0.5, .cubic = 0.03}, false},
        {"constant", {.lambda = 0.5, .grows = 0.1}, true},
        {"white", {.lambda = 0.5, .memory = -0.1}, false},
    };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        char arguments[200];
        write_walk("run.txt", &runs[i].walk, 8000, 7 + i);
        (void)snprintf(arguments, sizeof arguments, "--iterates run.txt -l %g -m %g",
                       runs[i].walk.lambda, runs[i].walk.mu);
        json_t *root = fit_json(arguments, runs[i].agrees ? 0 : 1);
        if (runs[i].name != NULL)
            assert_false(fit_holds(root, runs[i].name));
        json_decref(root);
    }
}

/* A learning rate that changes is found in the size of the steps, wherever it does; no such run is
 * called stationary. */
TEST(learning_rate_changes)
{
    static const struct walk runs[] = {
        {.lambda = 0.9, .falls = 0.1, .from = 0.6, .drops = true},
        {.lambda = 0.9, .falls = 0.5, .from = 0.9, .drops = true},
        {.lambda = 0.9, .falls = 0.67, .from = 0.5, .drops = true},
        {.lambda = 0.9, .falls = 0.67},
        {.lambda = 0.9, .falls = 0.01},
    };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        write_walk("run.txt", &runs[i], 5000, 7 + i);
        (void)snprintf(support_case, sizeof support_case, "run %zu", i);
        support_program_says("fit --iterates run.txt -l 0.9", 1,
                             "did the learning rate or the batch size change?", "agrees:");
        json_t *root = fit_json("--iterates run.txt -l 0.9", 1);
        assert_false(fit_holds(root, "stationary"));
        json_decref(root);
    }
    write_walk("run.txt", &runs[2], 5000, 7);
    static const char before[] = "from about row ";
    const char *said = support_program_says("fit --iterates run.txt -l 0.9", 1, before, "agrees:");
    assert_in_range(atol(strstr(said, before) + strlen(before)), 2400, 2600);
}

/* Clean, but of few independent rows: that is no evidence, neither in words nor for scripts. */
TEST(untested)
{
    static const struct walk slow = {.lambda = 0.5};
    write_walk("run.txt", &slow, 300, 7);
    const char *said =
        support_program_says("fit --iterates run.txt -l 0.5", 2, "too short to tell", "agrees");
    assert_non_null(strstr(said, "stationary  ?"));
    json_t *root = fit_json("--iterates run.txt -l 0.5", 2);
    assert_true(json_is_null(json_object_get(root, "agrees")));
    const json_t *stationary = json_array_get(json_object_get(root, "assumptions"), 0);
    assert_true(json_is_null(json_object_get(stationary, "holds")));
    json_decref(root);
}

/* What fails though it does not decide is named beside the verdict. */
TEST(failures_beside_the_verdict)
{
    static const struct walk runs[] = {{.lambda = 0.5, .grows = 0.1}};
    write_walk("run.txt", runs, 8000, 11);
    support_program_says("fit --iterates run.txt -l 0.5", 0, "Fail but do not decide: constant",
                         "DISAGREES");
}

/* A wrong momentum is suspected only where another one makes the noise white. */
TEST(momentum_is_suggested)
{
    static const struct walk plain = {.lambda = 0.5}, heavy = {.lambda = 0.5, .mu = 0.6},
                             shy = {.lambda = 0.5, .memory = -0.1},
                             his = {.lambda = 0.3, .mu = 0.8, .nesterov = true},
                             hyperbolic = {.lambda = 2, .mu = 0.9, .nu = 0.7};
    write_walk("run.txt", &heavy, 8000, 7);
    support_program_says("fit --iterates run.txt -l 0.5", 1, "with momentum? -m 0.59 or so",
                         "without momentum");
    support_program_says("fit --iterates run.txt -l 0.5 -m 0.2", 1, "with momentum? -m 0.59 ",
                         "-m 0 ");
    write_walk("run.txt", &plain, 8000, 7);
    support_program_says("fit --iterates run.txt -l 0.5 -m 0.6", 1, "without momentum? -m 0 ",
                         "with momentum");
    write_walk("run.txt", &shy, 8000, 7);
    support_program_says("fit --iterates run.txt -l 0.5", 1, "white. The", "momentum?");
    write_walk("run.txt", &his, 5000, 7);
    support_program_says("fit --iterates run.txt -l 0.3", 1,
                         "Nesterov's momentum? -o nesterov -m 0.79 ", "shuffled");
    write_walk("run.txt", &hyperbolic, 8000, 7);
    support_program_says("fit --iterates run.txt -l 2", 1,
                         "quasi-hyperbolic momentum? -o qhm -m 0.9", "Nesterov");
    support_program_says("fit --iterates run.txt -l 2 -o qhm -m 0.9", 0, "agrees: ", "momentum?");
    write_walk("run.txt", &heavy, 8000, 7);
    support_program_says("fit --iterates run.txt -l 0.5 -o nesterov -m 0.6", 1,
                         "with momentum? -o sgd -m 0.59 ", "Nesterov's");
}

/* A share is explained only by a theory that the run comes near. */
TEST(share_explained)
{
    static const struct walk clean = {.lambda = 1.2};
    write_walk("run.txt", &clean, 8000, 3);
    support_program_says("fit --iterates run.txt -l 1.2 -k 1,0.5,0.2 -n white --sigma2 0.2", 1,
                         "neither explains it", "the discrete theory explains");
    support_program_says("fit --iterates run.txt -l 1.2 -k 1,0.5,0.2 -n white --sigma2 1.2", 1,
                         "the discrete theory explains", "neither");
}

/* --- against what is given ---------------------------------------------------------------------
 */

/* With K and C given the covariance itself is compared, and a wrong λ is found. */
TEST(given)
{
    static const struct walk clean = {.lambda = 1.2};
    write_walk("run.txt", &clean, 8000, 3);
    json_t *root = fit_json("--iterates run.txt -l 1.2 -k 1,0.5,0.2 -n white", 0);
    assert_string_equal(json_string_value(json_object_get(root, "source")), "given");
    for (int i = 0; i < 3; i++) {
        static const double k[3] = {1, 0.5, 0.2};
        double x = 1.2 * k[i], want = 1.44 / (x * (2 - x));
        assert_near(fit_number(root, "covariance", "discrete", i, i), want, 1e-12);
        assert_near(fit_number(root, "covariance", "measured", i, i), want, 0.2);
        assert_near(fit_number(root, "covariance", "continuous", i, i), 1.2 / (2 * k[i]), 1e-12);
    }
    assert_near(fit_number(root, "explained", "loss", -1, -1), 1, 0.2);
    json_decref(root);
    /* noise twice as strong as the run's, its K left to the run */
    json_decref(fit_json("--iterates run.txt -l 1.2 -n white --sigma2 2", 1));
    json_decref(fit_json("--iterates run.txt -l 1.2 -n white", 0));
    root = fit_json("--iterates run.txt -l 1 -k 1,0.5,0.2 -n white", 1);
    assert_false(fit_holds(root, "quadratic"));
    json_decref(root);
}

/* --- a real network --------------------------------------------------------------------------- */

/* What theory.md section 14 says of it, direction by direction. */
TEST(network)
{
    static const double z[6] = {-0.2, 0, 1.5, 5.8, -0.3, 1.8};
    char path[500], arguments[1800];
    (void)snprintf(path, sizeof path, "%s/data/digits-network-run", getenv("SGDSCOPE_DATADIR"));
    (void)snprintf(arguments, sizeof arguments,
                   "--iterates %s.npy -l 1.349917128302455 -k @%s-hessian.npy --noise-matrix "
                   "@%s-noise.npy --noise-scale 1/256",
                   path, path, path);
    json_t *root = fit_json(arguments, 1);
    assert_near(fit_number(root, "covariance", "measured", 0, 0), 2.907e-3, 1e-3);
    assert_near(fit_number(root, "covariance", "stderr", 0, 0), 0.036e-3, 0.02);
    assert_near(fit_number(root, "covariance", "discrete", 0, 0), 2.916e-3, 1e-3);
    assert_near(fit_number(root, "covariance", "continuous", 0, 0), 2.041e-3, 1e-3);
    assert_near(fit_number(root, "explained", "loss", -1, -1), 1.07, 0.01);
    for (int i = 0; i < 6; i++) {
        double error = fit_number(root, "covariance", "stderr", i, i);
        double off = fit_number(root, "covariance", "measured", i, i) -
                     fit_number(root, "covariance", "discrete", i, i);
        assert_true(fabs(off / error - z[i]) < 0.06);
    }
    json_decref(root);
}
