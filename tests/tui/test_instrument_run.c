/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recorded run in the instrument: from a file, and row by row from producers of every kind. */
#include "instrument.h"

FIXTURE(NULL, instrument_free_all)

/* SGD with that λ on eigenvalues 1 and 0.3 with white noise; `also` is done after each row. */
#define PRODUCER(lambda, also)                                                                     \
    "awk 'function g() { return sqrt(-2 * log(1 - rand())) * cos(6.283185307 * rand()) } "         \
    "BEGIN { srand(1); for (;;) { x -= " lambda " * (x + g()); "                                   \
    "y -= " lambda " * (0.3 * y + g()); print x, y; " also " } }'"
#define SLOW PRODUCER("0.9", "fflush(); system(\"sleep 0.05\")")
#define FAST PRODUCER("0.9", "")
#define HOLES PRODUCER("0.2", "") " | awk '{ print NR % 3 ? $0 : \"lost\" }'"
#define FEW "{ echo 1 2; echo 2 1; echo .5 .7; while echo '#'; do sleep 0.1; done; }"
#define CHANGED "sgdscope -l 0.91 -k estimate --iterates - --run-lambda 0.9" /* λ, by one step */

/* Whether at least that many rows have come. */
static bool has_rows(struct terminal *t, void *arg)
{
    const double *rows = arg;
    return instrument_number(t, "run:") >= *rows;
}

#define expect_rows(t, rows) expect_match(t, has_rows, &(double){rows})

/* What a run's eigenvalue of 1 is estimated as. */
static bool has_eigenvalue(struct terminal *t, void *arg)
{
    (void)arg;
    return fabs(instrument_number(t, "eigenvalue") - 1) < 0.05;
}

/* --- from a file ------------------------------------------------------------------------------ */

TEST_WITH(instrument_run(24, 80, NULL, ARGUMENTS("network-run")), test_preset)
{
    expect_texts(t, "run, 20000 rows, its 3σ", "run: 20000 rows", "DISAGREES", "-0.24 σ", "+24 σ",
                 "-0.01 σ", "inside 3σ    98.9±.1% 96.2±.2%", "u₁  2.91(4)e-3 -0.24 σ   +24 σ",
                 " 2.92e-3 2.04e-3", "DISAGREES");
    press_shows(t, "u", "its loss, L/L(discrete)");
    press_shows(t, "1", "sgdscope -l 1.349917128302455 -k @");
    /* What is said of the run stays true where another λ is shown, and says so. */
    press_shows(t, "Right Right Right", "run, at its own λ 1.350");
    expect_texts(t, "run: 20000, λ 1.350  DISAGREES", "u₁  2.91(4)e-3 -0.24 σ   +24 σ",
                 "inside 3σ    98.9±.1% 96.2±.2%");
    press_shows(t, "p", "run, 20000 rows, its 3σ");
    press_shows(t, "o", "run, at its own setting");
    press_shows(t, "p", "run, 20000 rows, its 3σ");
    press_shows(t, "Right", "run, at its own λ 1.350");
    press_shows(t, "u", "loss, at its own λ 1.350");
    press_shows(t, "1", "run, at its own λ 1.350");
    press_shows(t, "p", "run, 20000 rows, its 3σ");
    line_shows(t, ":mu 0.1", "run, at its own μ 0");
}

TEST_RUNNING(test_iterates_at_the_prompt)
{
    FILE *f = instrument_open(t, "mine.txt", "w");
    for (int i = 0; i < 300; i++)
        (void)fprintf(f, "%d %d\n", i * 7919 % 101 - 50, i * 104729 % 97 - 48);
    assert_int_equal(fclose(f), 0);
    press_shows(t, "u", "no run: :iterates FILE");
    assert_true(terminal_send(t, ":iterates min\t\r")); /* completed */
    expect_texts(t, "run: 300 rows", "the run counts as made with λ = 1.8;");
    expect_command(t, "sgdscope -l 1.8 -k estimate --iterates mine.txt");
    line_shows(t, ":iterates nowhere.txt", "nowhere.txt: ");
    expect_command(t, "sgdscope -l 1.8 -k estimate --iterates mine.txt");
}

/* No learning rate is guessed. */
TEST(test_no_learning_rate)
{
    struct terminal *t = instrument_start(24, 80, NULL, ARGUMENTS("run", "--iterates", "run.npy"));
    expect_text(t, "the run's learning rate is needed");
    instrument_expect_exit(t, 2, 1);
}

/* A run that gives no K and C is refused before the terminal changes, or when its end is seen. */
TEST(test_no_run)
{
    static const char *const names[] = {"nowhere.txt", "-"}; /* "-" is the terminal here */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct terminal *t =
            instrument_start(24, 80, NULL, ARGUMENTS("run", "-l", "0.9", "--iterates", names[i]));
        instrument_expect_exit(t, 2, 1);
    }
}

TEST_RUNNING(test_no_run_at_the_prompt)
{
    line_shows(t, ":iterates -", "iterates: standard input has no rows; pipe a run into it");
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
}

/* --- from standard input ---------------------------------------------------------------------- */

TEST_WITH(instrument_fed(SLOW, "-l 0.9"), test_slow_producer)
{
    expect_rows(t, 12);
    expect_text(t, "rows so far");
    press_gives(t, "Right", CHANGED);
    double more = instrument_number(t, "run:") + 5;
    expect_rows(t, more);
    press_shows(t, "Space", "paused");
}

/* A pipe with a name, which nothing is written to at first: the instrument does not wait for it. It
 * takes a run from one, and nothing else, since a file is read again. */
TEST(test_named_pipe)
{
    struct terminal *t = instrument_shell(
        "mkfifo pipe other; \"$SGDSCOPE\" run --iterates pipe -l 0.9 -k 1,0.3 -n white");
    expect_texts(t, "inside 3σ", "learning rate");
    FILE *f = instrument_open(t, "pipe", "w");
    for (int i = 0; i < 20; i++) {
        (void)fprintf(f, "%d %d\n", i * 7 % 5, i * 3 % 7);
        assert_int_equal(fflush(f), 0);
    }
    expect_rows(t, 20);
    assert_int_equal(fclose(f), 0);
    expect_text(t, "the run has ended after 20 rows");
    line_shows(t, ":hessian @other", "hessian: other: a pipe, but this is read more than once");
    instrument_command(t, ":iterates other");
    expect_gone(t, "run: 20 rows");
    press_shows(t, "Right", "0.91000");
    instrument_quit(t);
}

/* An answer to a command is seen while a run is waited for. */
TEST(test_message_while_waiting)
{
    struct terminal *t = instrument_shell("mkfifo pipe; exec \"$SGDSCOPE\"");
    expect_text(t, "learning rate");
    instrument_command(t, ":iterates pipe");
    expect_text(t, "waiting for the run");
    line_shows(t, ":lambda abc", "'abc' is not a number");
    expect_text(t, "waiting for the run");
    instrument_quit(t);
}

/* How many rows have come is seen from the first on, and what is missing. */
TEST_WITH(instrument_fed(FEW, "-l 0.9"), test_few_rows)
{
    expect_texts(t, "3 rows so far", "has 1 step, too few for 2 directions;");
}

/* K and C are given: the walkers are there before the run. */
TEST_WITH(instrument_fed(FEW, "-l 0.9 -k 1,0.3 -n white"), test_few_rows_beside_walkers)
{
    expect_texts(t, "inside 3σ", "run: 3 rows so far", "not judged",
                 "│the second half of 3 rows has");
}

/* A dozen rows are no evidence, however far their covariance is from the theory's. */
TEST_WITH(instrument_fed("awk 'BEGIN { for (t = 0; t < 12; t++) print rand(), rand() }'",
                         "-l 0.9 -k 1,0.3 -n white"),
          test_too_few_rows)
{
    expect_texts(t, "run: 12 rows", "too short", "at least", "are needed");
}

/* So many directions are drawn, and measured, and the reason why they are not judged is said. */
TEST_WITH(instrument_fed("awk 'BEGIN { for (t = 0; t < 500; t++) { for (i = 0; i < 70; i++) "
                         "printf \"%s \", x[i] -= 0.5 * (x[i] + rand() - 0.5); print \"\" } }'",
                         "-l 0.5 -k \"$(seq 70 | tr '\\n' , | sed s/,$//)\" -n white"),
          test_many_directions)
{
    expect_texts(t, "not judged", "│70 directions; more than 64");
}

/* Rows come faster than they can be measured: keys are answered, rows counted, K estimated. */
TEST_WITH(instrument_fed(FAST, "-l 0.9"), test_fast_producer)
{
    expect_rows(t, 1);
    press_shows(t, "?", "any other key");
    press_shows(t, "q 2", "2 path");
    press_shows(t, "1 Space", "paused");
    expect_rows(t, 1e5);
    expect_match(t, has_eigenvalue, NULL);
    expect_texts(t, "stable", "assumptions hold");
    press_gives(t, "Right", CHANGED);
}

/* A run with momentum, taken for one without: the reason stays on the screen. */
TEST_WITH(instrument_fed("awk 'BEGIN { srand(1); for (t = 0; t < 9000; t++) { "
                         "m = 0.5 * m + x + rand() - 0.5; x -= 0.5 * m; "
                         "n = 0.5 * n + 0.3 * y + rand() - 0.5; y -= 0.5 * n; print x, y } }'",
                         "-l 0.5"),
          test_reason)
{
    expect_texts(t, "run: 9000 rows       DISAGREES", "white: the noise remembers;",
                 "0.49 suits better");
}

/* The learning rate falls: how many rows are left out is said, in both labels. */
TEST_WITH(instrument_fed("awk 'BEGIN { srand(1); for (t = 0; t < 9000; t++) { "
                         "l = t < 2000 ? 1.8 : 0.3; x -= l * (x + rand() - 0.5); "
                         "y -= l * (0.3 * y + rand() - 0.5); print x, y } }'",
                         "-l 0.3 -k 1,0.3"),
          test_learning_rate_falls)
{
    expect_texts(t, "run: 9000", "rows left out", "of 9000 rows");
}

/* Every third row is left out: a step that led over it would make K a half larger. */
TEST_WITH(instrument_fed(HOLES, "-l 0.2"), test_rows_left_out)
{
    expect_rows(t, 2e4);
    expect_text(t, "lines were left out");
    expect_match(t, has_eigenvalue, NULL);
}

/* A short clean run with gaps is not said to have noise that remembers. */
TEST_WITH(instrument_fed(PRODUCER("0.9",
                                  "") " | head -n 1500 | awk '{ print NR % 5 ? $0 : \"lost\" }'",
                         "-l 0.9"),
          test_short_stretches)
{
    expect_texts(t, "after 1200 rows", "assumptions hold");
}

/* A step counter and a loss stand beside the iterates. */
TEST_WITH(instrument_fed("{ echo step,loss,a,b; " PRODUCER(
                             "0.9", "") " | head -n 1500 | "
                                        "awk '{ print NR \",1,\" $1 \",\" $2 }'; }",
                         "-l 0.9 --columns=-step,-loss"),
          test_columns)
{
    expect_texts(t, "run: 1500 ", "assumptions hold");
    press_gives(t, "Right",
                "sgdscope -l 0.91 -k estimate --columns -step,-loss --iterates - "
                "--run-lambda 0.9");
}

TEST_WITH(instrument_fed(FAST " | head -n 500", "-l 0.9"), test_dying_producer)
{
    expect_text(t, "the run has ended after 500 rows");
    expect_text(t, "run: 500 rows ");
    expect_gone(t, "so far");
    press_gives(t, "Right", CHANGED);
    press_shows(t, "u", "loss, at its own λ 0.9");
}

TEST_WITH(instrument_fed("{ echo x,y; seq 40 | awk '{ print $1 % 7 \",\" $1 % 5 }'; echo 1,two; "
                         "echo 1; echo 2,nan; while echo 1,1; do sleep 0.1; done; }",
                         "-l 0.1 -k 1,0.1"),
          test_bad_rows)
{
    expect_text(t,
                "the run: 3 lines were left out; the last one is line 44: 'nan' is not a number");
    expect_rows(t, 45);
    expect_text(t, "rows so far");
    press_gives(t, "Right", "sgdscope -l 0.101 -k 1,0.1 --iterates - --run-lambda 0.1");
}

/* Stationary, then with a learning rate beyond the limit: what came before stays, the loss goes
 * up. */
#define BLOWS_UP(when)                                                                             \
    "awk 'BEGIN { srand(1); for (t = 0; t < 1600; t++) { l = t < " when " ? 0.9 : 2.2; "           \
    "x -= l * (x + rand() - 0.5); y -= l * (0.3 * y + rand() - 0.5); print x, y } }'"

TEST_WITH(instrument_fed(BLOWS_UP("1500"), "-l 0.9 -k 1,0.3"), test_blows_up)
{
    expect_texts(t, "run: 1600", "DIVERGES", "since about row 1", "Σ₁₁ ");
    press_shows(t, "u", "its loss: it diverges");
    expect_gone(t, "no run");
}

/* From its beginning: K is still found, and the screen stays. */
TEST_WITH(instrument_fed(BLOWS_UP("0"), "-l 2.2"), test_diverges_from_the_start)
{
    expect_texts(t, "run: 1600", "DIVERGES", "grow without end");
    expect_match(t, has_eigenvalue, NULL);
    press_shows(t, "u", "its loss: it diverges");
}

/* What does not fit into one row takes two. */
TEST_WITH(instrument_fed("{ seq 45 | awk '{ print $1 % 7, $1 % 5 }'; echo 1 two; echo 1 three; "
                         "echo 2 nan; }",
                         "-l 0.1 -k 1,0.1"),
          test_long_message)
{
    expect_texts(t, "the run has ended after 45 rows: 3 lines were left out;",
                 "'nan' is not a number");
}

/* A file of NumPy is no stream of rows. */
TEST_WITH(instrument_fed("printf '\\223NUMPY\\1\\0'", "-l 0.1 -k 1,0.1 -n white"),
          test_binary_stream)
{
    expect_text(t, "standard input is not text; an .npy or .npz comes from a file");
}

TEST_WITH(instrument_fed("awk 'BEGIN { for (i = 0; i < 99; i++) "
                         "print i * 71 % 10 \",5;-\" i * 37 % 11 }'",
                         "-l 0.1 -k 1,0.1"),
          test_semicolons)
{
    expect_text(t, "the run has ended after 99 rows");
    expect_gone(t, "left out");
}

TEST_WITH(instrument_fed("{ seq 40 | awk '{ print $1 % 7, $1 % 5 }'; echo 1; }", "-l 0.1 -k 1,0.1"),
          test_bad_row_at_the_end)
{
    expect_text(t, "the run has ended after 40 rows: 1 line was left out, line 41:");
}
