/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/model/noise.h"

#include <curses.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What keys do to the experiment, the walkers and the program. */

void action_choose(struct app *a, int code)
{
    struct parameter_list *l = &a->list;
    int step = code == KEY_UP || code == 'k' ? -1 : 1;
    if (l->count > 0)
        l->chosen = (l->chosen + step + l->count) % l->count;
}

void action_change(struct app *a, int code)
{
    item_step(a, code == KEY_LEFT || code == 'h' ? -1 : 1);
}

void action_change_coarse(struct app *a, int code)
{
    bool is_down =
        code == KEY_SLEFT || code == KEYBOARD_CONTROL_LEFT || code == 'H' || code == KEY_NPAGE;
    item_step(a, is_down ? -10 : 10);
}

void action_type_value(struct app *a)
{
    if (a->list.count > 0)
        prompt_open(a, &a->list.item[a->list.chosen]);
}

void action_toggle_pause(struct app *a)
{
    a->control.paused = !a->control.paused;
    app_set_control(a);
}

void action_single_step(struct app *a)
{
    a->control.paused = true;
    a->control.single_steps++;
    app_set_control(a);
}

void action_change_speed(struct app *a, int code)
{
    app_speed(a, code == '-' ? -1 : 1);
}

void action_restart(struct app *a)
{
    a->control.restarts++;
    app_set_control(a);
    app_say(a, "the walkers start again at the minimum");
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
            a->undo.source = NULL; /* each is a change of its own */
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
    if (app_change(a, &e, a->experiment.plane))
        a->view.fit = true;
}

/* STEM-1ENDING, or the next number of which there is nothing yet. */
static void free_name(const char *stem, const char *ending, char *name, size_t size)
{
    int i = 1;
    do
        (void)snprintf(name, size, "%s-%d%s", stem, i++, ending);
    while (written_is_taken(name));
}

/* Carry out a command that needs the name of a file. */
static void execute_with_name(struct app *a, const char *command, const char *stem,
                              const char *ending)
{
    char name[80], line[100];
    free_name(stem, ending, name, sizeof name);
    (void)snprintf(line, sizeof line, "%s %s", command, name);
    prompt_execute(a, line);
}

void action_write_experiment(struct app *a)
{
    execute_with_name(a, "write", "experiment", ".ini");
}

void action_export_picture(struct app *a)
{
    execute_with_name(a, "export", view_state_view(a)->id->name, ".svg");
}

void action_walk_tour(struct app *a, int code)
{
    if (code == '>')
        tour_forward(a);
    else
        tour_back(a);
}

void action_guess(struct app *a)
{
    prompt_open_with(a, "guess ");
}

void action_open_prompt(struct app *a)
{
    prompt_open(a, NULL);
}
