/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "actions.h"

#include "sgdscope/io/experiment_file.h"
#include "sgdscope/model/noise.h"

#include <curses.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What keys do to the experiment, the walkers and the program. */

void action_choose(struct app *a, int code)
{
    if (view_state_arrow(a, code))
        return;
    int step = code == KEY_UP || code == 'k' ? -1 : 1;
    if (a->items > 0)
        a->chosen = (a->chosen + step + a->items) % a->items;
}

void action_change(struct app *a, int code)
{
    if (view_state_arrow(a, code))
        return;
    item_step(a, code == KEY_LEFT || code == 'h' ? -1 : 1);
}

void action_change_coarse(struct app *a, int code)
{
    if (view_state_arrow(a, code))
        return;
    item_step(a, code == KEY_SLEFT || code == 'H' || code == KEY_NPAGE ? -10 : 10);
}

void action_type_value(struct app *a, int code)
{
    (void)code;
    if (a->items > 0)
        prompt_open(a, &a->item[a->chosen]);
}

void action_toggle_pause(struct app *a, int code)
{
    (void)code;
    a->control.paused = !a->control.paused;
    app_set_control(a);
}

void action_single_step(struct app *a, int code)
{
    (void)code;
    a->control.paused = 1;
    a->control.single_steps++;
    app_set_control(a);
}

void action_change_speed(struct app *a, int code)
{
    app_speed(a, code == '-' ? -1 : 1);
    app_say(a, "%s", app_speed_name(a));
}

void action_restart(struct app *a, int code)
{
    (void)code;
    a->control.restarts++;
    app_set_control(a);
    app_say(a, "the walkers start anew at the minimum");
}

static const double mild_state_noise = 0.02;

/* The next value of a choice that this experiment can take. */
static void next_choice(struct app *a, const char *name)
{
    struct experiment e = a->experiment;
    const struct parameter *p = parameter_find(name);
    char now[40];
    size_t at = 0;
    (void)parameter_format(p, &a->experiment, now, sizeof now);
    while (at < p->choices && strcmp(parameter_choice(p, at)->name, now) != 0)
        at++;
    if (a->refused && a->refused_source == p) /* theory had no answer to it: on to the next */
        at = a->tried;
    for (size_t step = 1; step <= p->choices; step++) {
        const struct choice *c = parameter_choice(p, (at + step) % p->choices);
        e = a->experiment;
        (void)parameter_parse(p, c->name, &e);
        /* State noise needs a factor: take a mild one rather than skip it, and leave it behind. */
        if (noise_table[a->experiment.noise].state && e.noise_scale == mild_state_noise)
            e.noise_scale = (double)NAN;
        if (noise_table[e.noise].state && !isfinite(noise_factor(&e)))
            e.noise_scale = mild_state_noise;
        if (experiment_check(&e).code == STATUS_OK) {
            a->tried = (at + step) % p->choices;
            if (app_change(a, &e, p))
                app_say(a, "%s: %s, %s", p->about, c->name, c->about);
            a->undo_source = NULL; /* each is a change of its own */
            a->refused_source = p;
            return;
        }
    }
}

void action_next_choice(struct app *a, int code)
{
    next_choice(a, code == 'o' ? "optimizer" : code == 'n' ? "noise" : "distribution");
}

void action_turn_plane(struct app *a, int code)
{
    struct experiment e = a->experiment;
    size_t n = a->theory.n;
    if (n <= 2) {
        app_say(a, "the plane can be turned where D > 2");
        return;
    }
    int which = code == '[' || code == ']' ? 0 : 1;
    size_t step = code == ']' || code == '}' ? 1 : n - 1;
    struct plane_axis *axis = &e.plane[which], *other = &e.plane[1 - which];
    size_t index = axis->index == 0 ? n : axis->index;
    size_t taken = other->kind == axis->kind ? (other->index == 0 ? n : other->index) : 0;
    do
        index = (index - 1 + step) % n + 1;
    while (index == taken);
    axis->index = index;
    if (app_change(a, &e, key_table))
        a->fit = 1;
}

void action_start_sweep(struct app *a, int code)
{
    (void)code;
    sweep_begin(a);
}

/* The keys that a command has too. */
void action_command(struct app *a, int code)
{
    prompt_execute(a, code == 'p' ? "undo" : code == '?' ? "help" : "quit");
}

/* STEM-1ENDING, or the next number of which there is no file yet. */
void action_free_name(const char *stem, const char *ending, char *name, size_t size)
{
    for (int i = 1; i < 1000; i++) {
        FILE *there = NULL;
        (void)snprintf(name, size, "%s-%d%s", stem, i, ending);
        there = fopen(name, "r");
        if (there == NULL)
            break;
        (void)fclose(there);
    }
}

void action_write_experiment(struct app *a, int code)
{
    char name[32];
    (void)code;
    action_free_name("experiment", ".ini", name, sizeof name);
    struct status s = experiment_file_write(name, &a->experiment);
    if (s.code == STATUS_OK)
        app_say(a, "written to %s", name);
    else
        app_say_error(a, &s);
}

void action_open_prompt(struct app *a, int code)
{
    (void)code;
    prompt_open(a, NULL);
}
