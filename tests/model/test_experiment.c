/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parameters of an experiment mean together. */
#include "../support.h"

#include "sgdscope/model/parameter.h"

static char text[1000];
static struct experiment e;

static int start(void **state)
{
    (void)state;
    support_restart(&e);
    return 0;
}

FIXTURE(start, NULL)

/* --- the command line ------------------------------------------------------------------------- */

TEST(command_examples)
{
    (void)experiment_command(&e, false, text, sizeof text);
    assert_string_equal(text, " -l 1.8 -k 1,0.1");
    e.mu = 0.9;
    e.nu = 0.5;
    e.optimizer = OPTIMIZER_QHM;
    (void)experiment_command(&e, false, text, sizeof text);
    assert_string_equal(text, " -l 1.8 -m 0.9 --nu 0.5 -k 1,0.1 -o qhm");
    e.optimizer = OPTIMIZER_SGD;
    (void)experiment_command(&e, false, text, sizeof text);
    assert_string_equal(text, " -l 1.8 -m 0.9 -k 1,0.1");
    (void)experiment_command(&e, true, text, sizeof text); /* a view shows QHM nevertheless */
    assert_string_equal(text, " -l 1.8 -m 0.9 --nu 0.5 -k 1,0.1");
    e.nu = 0.7;
    assert_fine(parameter_parse(parameter_find("hessian"), "@my file's $(name)\\.npy", &e));
    (void)experiment_command(&e, false, text, sizeof text);
    assert_string_equal(text, " -l 1.8 -m 0.9 -k '@my file'\\''s $(name)\\.npy'");
    /* Cut, and still the length it needs. */
    char small[8];
    assert_int_equal(experiment_command(&e, false, small, sizeof small), strlen(text));
    assert_string_equal(small, " -l 1.8");
    assert_int_equal(experiment_command(&e, false, NULL, 0), strlen(text));
}

/* --- what contradicts itself ------------------------------------------------------------------ */

TEST(contradictions)
{
    assert_fine(experiment_check(&e));
    e.batch = 100;
    e.samples = 50;
    assert_fine(experiment_check(&e)); /* white noise knows no minibatch */
    e.noise = NOISE_MINIBATCH;
    assert_refused(experiment_check(&e), STATUS_INPUT, "--batch: 100 is more than the 50 samples");
    e.noise_scale = 0.1;
    assert_fine(experiment_check(&e));
    support_restart(&e);
    e.noise = NOISE_STATE;
    assert_refused(experiment_check(&e), STATUS_INPUT, "--noise: state needs --samples");
    e.samples = 1000;
    assert_fine(experiment_check(&e));
    assert_near(noise_factor(&e), 9, 1e-15);
    e.noise = NOISE_MIXED;
    assert_near(noise_factor(&e), 0.009, 1e-15);
    e.samples = INFINITY;
    assert_near(noise_factor(&e), 0.01, 1e-15);
    e.noise = NOISE_MATRIX;
    assert_near(noise_factor(&e), 1, 0);
    assert_refused(experiment_check(&e), STATUS_INPUT, "--noise: matrix needs --noise-matrix");
}
