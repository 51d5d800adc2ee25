/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/io/tour_file.h"
#include "sgdscope/model/parameter.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

/* Words of a program that has two of each. */
static int find_word(const char *name)
{
    return strcmp(name, "first") == 0 ? 0 : strcmp(name, "second") == 0 ? 1 : -1;
}

static const struct tour_words words = {find_word};

static struct tour tour;

static const struct tour_step *read_well(const char *text)
{
    tour_free(&tour);
    (void)snprintf(support_case, sizeof support_case, "%.190s", text);
    support_write_file("read.ini", text);
    assert_fine(tour_file_read("read.ini", &words, &tour));
    return tour.step;
}

#define HEAD "[tour]\ntitle = T\n"
#define STEP HEAD "[step]\ntitle = S\n"

TEST(steps_continue_from_the_step_before)
{
    const struct tour_step *s = read_well(
        "[tour]\ntitle = All of it\nminutes = 45\n"
        "[step]\ntitle = One\nlambda = 0.5\nhessian = 2,1\nview = path\nnoise-free = no\nspeed = "
        "5\n"
        "zoom = 5\nstretch = 2\nstart-x = 3\nown-ellipse = yes\npause = yes\nscale = other\n"
        "[step]\ntitle = Two\ntext = first line\n  second line\nmu = 0.5\nmarks = blocks\n"
        "[step]\ntitle = Three\nlambda = 0.25\nview = mu\nnotes = say\n  this\n");
    assert_string_equal(tour.title, "All of it");
    assert_true(tour.minutes == 45 && tour.steps == 3);
    assert_true(s[0].experiment.lambda == 0.5 && s[0].experiment.mu == 0);
    const struct show *first = &s[0].experiment.show, *second = &s[1].experiment.show,
                      *third = &s[2].experiment.show;
    assert_true(first->view == VIEW_PATH && first->marks == MARKS_AUTO && first->speed == 5);
    assert_true(first->zoom == 5 && first->pause && first->scale == VIEW_SCALE_OTHER);
    assert_true(s[1].experiment.lambda == 0.5 && s[1].experiment.mu == 0.5);
    assert_int_equal(s[1].experiment.hessian.count, 2);
    assert_true(first->quantity == 2 && second->quantity == 2 && third->quantity == 1);
    assert_true(second->view == VIEW_PATH && second->marks == MARKS_BLOCKS && second->speed == 5);
    assert_true(first->stretch == 2 && first->start[0] == 3 && first->own_ellipse);
    assert_true(isnan(second->zoom) && !second->pause); /* of one step alone */
    assert_true(second->stretch == 1 && isnan(second->start[0]) && !second->own_ellipse);
    assert_true(second->scale == VIEW_SCALE_OTHER && third->scale == VIEW_SCALE_OWN);
    assert_string_equal(s[1].text, "first line\nsecond line");
    assert_string_equal(s[1].experiment.title, "Two");
    assert_true(s[2].experiment.lambda == 0.25 && s[2].experiment.mu == 0.5);
    assert_int_equal(third->view, VIEW_MU);
    assert_string_equal(s[2].notes, "say\nthis");
    assert_string_equal(s[2].text, "");
}

TEST(minutes)
{
    (void)read_well(STEP "minutes = 2\n[step]\ntitle = S\n[step]\ntitle = S\nminutes = 1.5\n");
    assert_true(tour.step[0].minutes == 2 && tour.step[1].minutes == 0);
    assert_true(tour_planned(&tour, 0) == 0 && tour_planned(&tour, 2) == 2);
    assert_true(tour.minutes == 3.5); /* the sum, as [tour] says nothing */
    (void)read_well("[tour]\ntitle = T\nminutes = 9\n[step]\ntitle = S\nminutes = 2\n");
    assert_true(tour.minutes == 9);
}

/* What people type, and what it means for an answer with or without the sign. */
TEST(guesses)
{
    static const struct {
        const char *text;
        double plain, percent;
    } typed[] = {{"0.1", 0.1, 0.1}, {"0,1", 0.1, 0.1},    {" 1/10", 0.1, 0.1}, {"30%", 0.3, 30},
                 {"30 %", 0.3, 30}, {"2,5%", 0.025, 2.5}, {"1e3", 1000, 1000}};
    static const char *const none[] = {"", "many", "%", "1,2,3", "1,000.5", "1,000", "30%%", "3%0"};
    const struct tour_step *s = read_well(STEP "ask = Q\nanswer = 0.1\n"
                                               "[step]\ntitle = S\nask = Q\nanswer = 30%\n");
    assert_true(!s[0].is_percent && s[1].is_percent && s[1].answer == 30);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        double plain = 0, percent = 0;
        (void)snprintf(support_case, sizeof support_case, "%s", typed[i].text);
        assert_true(tour_guess_parse(&s[0], typed[i].text, &plain));
        assert_true(tour_guess_parse(&s[1], typed[i].text, &percent));
        assert_near(plain, typed[i].plain, 1e-15);
        assert_near(percent, typed[i].percent, 1e-15);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        double v = 0;
        (void)snprintf(support_case, sizeof support_case, "%s", none[i]);
        assert_false(tour_guess_parse(&s[0], none[i], &v));
    }
}

TEST(questions)
{
    const struct tour_step *s = read_well(
        STEP "ask = How wide?\nanswer = 9\nwithin = 20%\naxis = y\nhide = first second\n"
             "reveal = This wide.\n"
             "[step]\ntitle = S\nask = Which?\nchoices = 0.9 | two of them|9\nanswer = 9\n"
             "[step]\ntitle = S\nask = And?\nanswer = 1/2\n"
             "[step]\ntitle = S\nask = What do you think?\n");
    assert_true(s[0].answer == 9 && s[0].within == 0.2 && s[0].axis == TOUR_AXIS_Y);
    assert_int_equal(s[0].hidden, 3);
    assert_int_equal(s[1].choices, 3);
    assert_string_equal(s[1].choice[1], "two of them");
    assert_true(s[1].right == 2 && s[1].answer == 9 && isnan(s[1].within));
    assert_true(s[1].hidden == 0 && s[1].reveal[0] == '\0'); /* not of the question before */
    assert_true(s[2].answer == 0.5 && s[2].within == 0.1 && s[2].right == -1);
    assert_true(isnan(s[3].answer) && s[3].axis == TOUR_AXIS_NONE);
}

/* Another folder's files are found from that folder. */
TEST(files_are_relative_to_the_tour)
{
    assert_true(mkdir("talk", 0777) == 0);
    support_write_file("talk/mine.ini", "[experiment]\nlambda = 0.125\n[about]\ntext = Mine\n");
    support_write_file("talk/k.txt", "2 0\n0 1\n");
    support_write_file("talk/t.ini", HEAD "[step]\ntitle = A\npreset = mine.ini\nmu = 0.5\n"
                                          "[step]\ntitle = B\npreset = edge\nhessian = @k.txt\n");
    tour_free(&tour);
    assert_fine(tour_file_read("talk/t.ini", &words, &tour));
    assert_true(tour.step[0].experiment.lambda == 0.125 && tour.step[0].experiment.mu == 0.5);
    assert_string_equal(tour.step[0].experiment.text, "");
    assert_true(tour.step[1].experiment.lambda == 1.96875 && tour.step[1].experiment.mu == 0);
    assert_string_equal(tour.step[1].experiment.hessian.file, "talk/k.txt");
}

static const char long_line[] =
    "123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789";

TEST(faults_name_the_line)
{
    static const char *const faults[][2] = {
        {"title = T\n", ":1: title: it must follow a line [tour]"},
        {"[tuor]\n", ":1: [tuor]: the sections are [tour] and [step]"},
        {"[tour]\nminutes = 5\n[step]\ntitle = S\n", ":1: [tour] has no title"},
        {"[tour]\ntitel = T\n", ":2: titel: [tour] knows title and minutes"},
        {"[tour]\ntitle = T\nminutes = long\n", ":3: minutes: 'long' is not a number"},
        {"[tour]\ntitle = T\nminutes = 0\n", ":3: minutes: '0' is not above 0"},
        {HEAD "title = U\n", ":3: title: given already in line 2"},
        {HEAD, ": no tour: there is no [step] in it"},
        {"[step]\ntitle = S\n", ": no tour: there is no [tour] in it"},
        {STEP "[tour]\n", ":5: [tour]: it must stand above the steps"},
        {HEAD "[step]\n[step]\ntitle = S\n", ":3: this step has no title"},
        {HEAD "[step]\n", ":3: this step has no title"},
        {HEAD "[step]\ntitle =\n", ":4: title: it is empty"},
        {HEAD "[step]\ntitle = S\n  again\n", ":4: title: 2 lines are too many: 1 fit"},
        {STEP "text = 1\n 2\n 3\n 4\n", ":5: text: 4 lines are too many: 3 fit"},
        {STEP "lamda = 1\n", ":5: lamda: a step knows no such name; did you mean 'lambda'?"},
        {STEP "hid = first\n", ":5: hid: a step knows no such name; did you mean 'hide'?"},
        {STEP "qwertz = 1\n", ":5: qwertz: a step knows no such name"},
        {STEP "lambda = fast\n", ":5: lambda: 'fast' is not a number"},
        {STEP "lr = 1\nlambda = 1\n", ":6: lambda: given already in line 5"},
        {STEP "view = third\n",
         ":5: view: 'third' is none of scatter, path, lambda, mu, escape, kramers, stability, "
         "bayes, methods, landscape, run, schedule"},
        {STEP "marks = third\n",
         ":5: marks: 'third' is none of auto, pixels, braille, blocks, ascii"},
        {STEP "speed = third\n", ":5: speed: 'third' is not a number"},
        {STEP "zoom = -1\n", ":5: zoom: -1 is out of range: it must be greater than 0"},
        {STEP "pause = maybe\n", ":5: pause: 'maybe' is none of no, yes"},
        {STEP "preset = egde\n", ":5: preset: egde: no such file or preset; did you mean 'edge'?"},
        {STEP "lambda = 1\npreset = edge\n",
         ":6: preset: it must stand above lambda, which it would replace"},
        {STEP "hide = first\n", ":5: hide: there is no question: ask is missing"},
        {STEP "reveal = R\n", ":5: reveal: there is no question: ask is missing"},
        {STEP "ask = Q\nhide = first third\n", ":6: hide: there is no 'third'"},
        {STEP "ask = Q\nchoices = A\n", ":6: choices: 'A' is one choice alone"},
        {STEP "ask = Q\nchoices = A | | B\n", ":6: choices: 'A | | B' is not A | B | C"},
        {STEP "ask = Q\nchoices = 1|2|3|4|5|6|7\n", ":6: choices: there can be 6 at most"},
        {STEP "ask = Q\nchoices = A | B\nanswer = C\n", ":7: answer: 'C' is none of the choices"},
        {STEP "ask = Q\nanswer = many\n", ":6: answer: 'many' is not a number"},
        {STEP "ask = Q\nwithin = 5%\n[step]\ntitle = T\n",
         ":6: within: is for an answer that is a number"},
        {STEP "ask = Q\nchoices = A | B\nanswer = A\naxis = x\n",
         ":8: axis: is for an answer that is a number"},
        {STEP "ask = Q\nanswer = 1\naxis = z\n", ":7: axis: 'z' is neither x nor y"},
        {STEP "view = mu\nnoise-free = yes\n", ":6: noise-free: is for the view path"},
        {STEP "view = path\nnoise-free = 1\n", ":6: noise-free: '1' is neither yes nor no"},
        {STEP "batch = 20\nsamples = 10\nnoise = minibatch\n",
         ":5: batch: 20 is more than the 10 samples"},
        {STEP "batch = 20\nsamples = 100\nnoise = minibatch\n[step]\ntitle = T\nsamples = 10\n",
         ":8: batch: 20 is more than the 10 samples"},
        {STEP "view = run\niterates = missing.npy\n",
         ":6: iterates: missing.npy: No such file or directory"},
        {STEP "hessian = @missing.txt\n", ":5: hessian: missing.txt: No such file or directory"},
        {STEP "minutes = 0\n", ":5: minutes: '0' is not above 0"},
        /* All faults, but not what follows from one of them. */
        {STEP "lambda = fast\nmu = x\n[step]\nhide = first\n[step]\ntitle = S\nlamda = 1\n",
         ":5: lambda: 'fast' is not a number; lines 6, 7, 11 are wrong too"},
        {STEP "title = S\n[stop]\ntitle = T\nreveal = R\n",
         ":5: title: given already in line 4; line 6 is wrong too"},
        {HEAD "[step]\ntitle =\nwithin = 5%\n", ":4: title: it is empty"},
    };
    struct tour before = {.minutes = 7}, t = before;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        char want[300];
        (void)snprintf(support_case, sizeof support_case, "%.190s", faults[i][0]);
        support_write_file("bad.ini", faults[i][0]);
        struct status s = tour_file_read("bad.ini", &words, &t);
        (void)snprintf(want, sizeof want, "bad.ini%s", faults[i][1]);
        assert_string_equal(s.text, want);
        assert_int_equal(s.code, STATUS_INPUT);
        assert_memory_equal(&t, &before, sizeof t);
    }
    char text[400] = STEP;
    for (int i = 0; i < 50; i++)
        (void)strcat(text, "x = 1\n");
    support_write_file("bad.ini", text);
    assert_refused(tour_file_read("bad.ini", &words, &t), STATUS_INPUT,
                   "24, 25, ... are wrong too");
    (void)snprintf(text, sizeof text, HEAD "[step]\ntitle = %.51s\n", long_line);
    support_write_file("bad.ini", text);
    assert_refused(tour_file_read("bad.ini", &words, &t), STATUS_INPUT,
                   "bad.ini:4: title: line 1 has 51 columns: 50 fit");
    (void)snprintf(text, sizeof text, STEP "ask = Q\nchoices = %.68s | B\n", long_line);
    support_write_file("bad.ini", text);
    assert_refused(tour_file_read("bad.ini", &words, &t), STATUS_INPUT,
                   "bad.ini:6: choices: they take 79 columns: 78 fit");
    (void)snprintf(text, sizeof text, STEP "text = short\n  %s\n", long_line);
    support_write_file("bad.ini", text);
    assert_refused(tour_file_read("bad.ini", &words, &t), STATUS_INPUT,
                   "bad.ini:5: text: line 2 has 79 columns: 78 fit");
}

static int stop(void **state)
{
    (void)state;
    tour_free(&tour);
    return 0;
}

GROUP(NULL, stop)
