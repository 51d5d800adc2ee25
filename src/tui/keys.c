/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/base/number.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/model/noise.h"

#include <curses.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* One table drives dispatch, the help overlay, the footer and `list keys`. */

static void choose(struct app *a, int code)
{
    if (view_state_walk(a, code))
        return;
    int step = code == KEY_UP || code == 'k' ? -1 : 1;
    if (a->items > 0)
        a->chosen = (a->chosen + step + a->items) % a->items;
}

static void change(struct app *a, int code)
{
    if (view_state_walk(a, code))
        return;
    item_step(a, code == KEY_LEFT || code == 'h' ? -1 : 1);
}

static void change_coarse(struct app *a, int code)
{
    if (view_state_move_start(a, code))
        return;
    item_step(a, code == KEY_SLEFT || code == 'H' || code == KEY_NPAGE ? -10 : 10);
}

static void type_value(struct app *a, int code)
{
    (void)code;
    if (a->items > 0)
        prompt_open(a, &a->item[a->chosen]);
}

static void switch_view(struct app *a, int code)
{
    int wanted = -1;
    for (int i = 0; i < view_count; i++)
        if (view_table[i].key == code)
            wanted = i;
    if (code == '\t')
        wanted = (a->view + 1) % view_count;
    if (wanted < 0)
        app_say(a, "there is no view on %c", code);
    else
        view_state_show(a, wanted);
}

static void move_start(struct app *a, int code)
{
    if (!view_state_move_start(a, code))
        app_say(a, "Shift and up or down move the start of the path (view 2)");
}

static void toggle_pause(struct app *a, int code)
{
    (void)code;
    a->control.paused = !a->control.paused;
    app_set_control(a);
}

static void single_step(struct app *a, int code)
{
    (void)code;
    a->control.paused = 1;
    a->control.single_steps++;
    app_set_control(a);
}

static void change_speed(struct app *a, int code)
{
    app_speed(a, code == '-' ? -1 : 1);
    app_say(a, "%s", app_speed_name(a));
}

static void restart(struct app *a, int code)
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
    static size_t tried; /* the last choice taken */
    const struct parameter *p = parameter_find(name);
    char now[40];
    size_t at = 0;
    (void)parameter_format(p, &a->experiment, now, sizeof now);
    while (at < p->choices && strcmp(parameter_choice(p, at)->name, now) != 0)
        at++;
    if (a->refused && a->refused_source == p) /* theory had no answer to it: on to the next */
        at = tried;
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
            tried = (at + step) % p->choices;
            if (app_change(a, &e, p))
                app_say(a, "%s: %s, %s", p->about, c->name, c->about);
            a->undo_source = NULL; /* each is a change of its own */
            a->refused_source = p;
            return;
        }
    }
}

static void next_optimizer(struct app *a, int code)
{
    (void)code;
    next_choice(a, "optimizer");
}

static void next_noise(struct app *a, int code)
{
    (void)code;
    next_choice(a, "noise");
}

static void next_distribution(struct app *a, int code)
{
    (void)code;
    next_choice(a, "distribution");
}

static void turn_plane(struct app *a, int code)
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

static void start_sweep(struct app *a, int code)
{
    (void)code;
    sweep_begin(a);
}

/* The next of 1, 2, 5 × 10^k. */
static double next_scale(double half, int larger)
{
    double decade = pow(10, floor(log10(half) + 1e-9)), lead = half / decade;
    if (larger)
        return decade * (lead < 1.5 ? 2 : lead < 3 ? 5 : 10);
    return decade * (lead > 3 ? 2 : lead > 1.5 ? 1 : 0.5);
}

/* Views of curves choose their own window. */
static int has_window(struct app *a)
{
    if (view_table[a->view].window != NULL)
        return 1;
    app_say(a, "this view fits its window itself");
    return 0;
}

static void zoom(struct app *a, int code)
{
    if (!has_window(a))
        return;
    a->window.half = next_scale(a->window.half, code == 'Z');
    a->window.manual = 1;
}

static void fit(struct app *a, int code)
{
    (void)code;
    if (view_state_fit(a) || !has_window(a))
        return;
    /* Fitted already: the second press lets the two axes have scales of their own. A window that
     * has only held still is not fitted. */
    const double *s = a->theory.discrete;
    struct view_input in = paint_view_input(a);
    int was_fitted =
        !a->window.manual && !a->fit && view_table[a->view].window(&in, 1).half == a->window.half;
    double ratio = isfinite(s[0]) && s[0] > 0 && s[2] > 0 ? sqrt(s[0] / s[2]) : 1;
    if (was_fitted && a->window.stretch == 1 && a->theory.n > 1 &&
        (ratio > 1.5 || ratio < 1 / 1.5)) {
        double step = pow(10, floor(log10(ratio)));
        double lead = ratio / step;
        a->window.stretch = step * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
        app_say(a, "the axes have scales of their own now; a again: one scale");
    } else {
        a->window.stretch = 1;
    }
    a->window.manual = 0;
    a->fit = 1;
}

static void toggle_follow(struct app *a, int code)
{
    (void)code;
    a->follow = !a->follow;
    app_say(a, "%s", a->follow ? "following one walker; - slows it down" : "not following");
}

static void toggle_sample(struct app *a, int code)
{
    (void)code;
    a->show_sample = !a->show_sample;
    app_say(a, "the cloud's own 3σ ellipse is %s", a->show_sample ? "dotted in" : "off");
}

static void next_glyphs(struct app *a, int code)
{
    static const char *const name[GLYPHS_COUNT] = {"braille", "blocks", "ASCII"};
    (void)code;
    a->glyphs = (enum glyphs)((a->glyphs + 1) % GLYPHS_COUNT);
    app_say(a, "%s", name[a->glyphs]);
}

static void undo(struct app *a, int code)
{
    (void)code;
    app_undo(a);
}

/* STEM-1ENDING, or the next number of which there is no file yet. */
static void free_name(const char *stem, const char *ending, char *name, size_t size)
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

static void write_experiment(struct app *a, int code)
{
    char name[32];
    (void)code;
    free_name("experiment", ".ini", name, sizeof name);
    struct status s = experiment_file_write(name, &a->experiment);
    if (s.code == STATUS_OK)
        app_say(a, "written to %s", name);
    else
        app_say_error(a, &s);
}

static void export_picture(struct app *a, int code)
{
    char name[80];
    (void)code;
    free_name(view_table[a->view].name, ".svg", name, sizeof name);
    export_request(a, name);
}

static void open_prompt(struct app *a, int code)
{
    (void)code;
    prompt_open(a, NULL);
}

static void toggle_help(struct app *a, int code)
{
    (void)code;
    a->help = !a->help;
    a->help_row = 0;
}

static void quit(struct app *a, int code)
{
    (void)code;
    a->quit = 1;
}

static int is_paused(const struct app *a)
{
    return a->control.paused;
}

static int is_beyond(const struct app *a)
{
    return !a->theory.stability.stable;
}

static int has_quantities(const struct app *a)
{
    return study_quantities((int)view_table[a->view].study) > 1;
}

static int has_scales(const struct app *a)
{
    return view_table[a->view].scales;
}

static int has_planes(const struct app *a)
{
    return a->theory.n > 2;
}

const struct key key_table[] = {
    {"Up Down j k", {KEY_UP, KEY_DOWN, 'j', 'k'}, "choose", "choose a parameter", choose, NULL},
    {"Left Right h l",
     {KEY_LEFT, KEY_RIGHT, 'h', 'l'},
     "change",
     "change it one step",
     change,
     NULL},
    {"H L Shift+arrow PageUp/Dn",
     {KEY_SLEFT, KEY_SRIGHT, 'H', 'L', KEY_PPAGE, KEY_NPAGE},
     NULL,
     "change it a coarse step",
     change_coarse,
     NULL},
    {"Enter", {'\n', '\r', KEY_ENTER}, NULL, "type a value for it", type_value, NULL},
    {"b B",
     {'b', 'B'},
     "to the limit",
     "halve / double the distance to the limit, 1−s",
     limit_stepper_step,
     NULL},
    {"x", {'x'}, "sweep", "sweep λ up to and over the limit; any key ends it", start_sweep, NULL},
    {"Space", {' '}, "pause", "pause, go on", toggle_pause, NULL},
    {"s", {'s'}, "step", "one step while paused", single_step, is_paused},
    {"+ -", {'+', '=', '-'}, "speed", "simulation speed", change_speed, NULL},
    {"r", {'r'}, "restart", "restart the walkers", restart, is_beyond},
    {"o", {'o'}, NULL, "next optimizer", next_optimizer, NULL},
    {"n", {'n'}, NULL, "next noise", next_noise, NULL},
    {"d", {'d'}, NULL, "next distribution of the noise", next_distribution, NULL},
    {"t", {'t'}, NULL, "follow one walker", toggle_follow, NULL},
    {"c", {'c'}, NULL, "the cloud's own ellipse", toggle_sample, NULL},
    {"z Z", {'z', 'Z'}, NULL, "zoom in / out", zoom, NULL},
    {"a", {'a'}, NULL, "fit; again: axes with scales of their own", fit, NULL},
    {"[ ]",
     {'[', ']'},
     "plane",
     "D > 2: other direction for the horizontal axis",
     turn_plane,
     has_planes},
    {"{ }", {'{', '}'}, NULL, "D > 2: other direction for the vertical axis", turn_plane, NULL},
    {"g", {'g'}, NULL, "marks: braille, blocks, ASCII", next_glyphs, NULL},
    {"Tab 1..9 0",
     {'\t', '1', '2', '3', '4', '5', '6', '7', '8', '9', '0'},
     "view",
     "view",
     switch_view,
     NULL},
    {"v", {'v'}, "quantity", "the view's next quantity", view_state_next_quantity, has_quantities},
    {"y",
     {'y'},
     "scale",
     "the view's other scale, linear or logarithmic",
     view_state_next_scale,
     has_scales},
    {"Shift+up/down", {KEY_SR, KEY_SF}, NULL, "in the view path: move the start", move_start, NULL},
    {"p", {'p'}, NULL, "previous experiment (undo of the last change)", undo, NULL},
    {"w", {'w'}, NULL, "write the experiment to a file", write_experiment, NULL},
    {"e", {'e'}, NULL, "export the view as a picture (SVG)", export_picture, NULL},
    {":", {':'}, NULL, "commands: lambda 1.8, load NAME, export FILE; Tab", open_prompt, NULL},
    {"?", {'?'}, "help", "help", toggle_help, NULL},
    {"q", {'q'}, "quit", "quit", quit, NULL},
};

const int key_count = sizeof key_table / sizeof *key_table;

/* 1 where the action starts from theory's answer: on an older one it would jump over the limit,
 * move a start that is about to be replaced, or turn away from a scale that the map does not show
 * yet. */
static int needs_answer(const struct app *a, const struct key *k)
{
    if (view_state_awaits_start(a) && (k->action == move_start || k->action == change_coarse))
        return 1;
    if (view_state_is_map(a) && k->action == view_state_next_scale)
        return 1;
    return k->action == start_sweep ||
           (k->action == limit_stepper_step && !limit_stepper_goes_on(a));
}

/* What opens or ends something: keys typed after it are not for key_table. */
static int is_at_once(const struct key *k)
{
    return k->action == quit || k->action == open_prompt || k->action == type_value ||
           k->action == toggle_help;
}

static const struct key *key_of(int code)
{
    for (int i = 0; i < key_count; i++)
        for (size_t c = 0; c < sizeof key_table[i].code / sizeof *key_table[i].code; c++)
            if (key_table[i].code[c] == code && code != 0)
                return &key_table[i];
    return NULL;
}

static int can_act(const struct app *a, const struct key *k)
{
    return a->theory.version == a->version || !needs_answer(a, k);
}

/* A key that waits makes those behind it wait: they keep their order. */
int key_dispatch(struct app *a, int code)
{
    const struct key *k = key_of(code);
    if (k == NULL)
        return 0;
    if (is_at_once(k) || (a->waits == 0 && can_act(a, k)))
        k->action(a, code);
    else if (a->waits < WAITS_MAX)
        a->waiting[a->waits++] = code;
    a->dirty = 1;
    return 1;
}

void keys_turn(struct app *a)
{
    while (a->waits > 0 && can_act(a, key_of(a->waiting[0]))) {
        int code = a->waiting[0];
        a->waits--;
        memmove(a->waiting, a->waiting + 1, (size_t)a->waits * sizeof *a->waiting);
        key_of(code)->action(a, code);
        a->waits = a->sweep.on ? 0 : a->waits; /* any key ends it, those before it do not */
        a->dirty = 1;
    }
}

void tui_print_keys(FILE *out)
{
    for (int i = 0; i < key_count; i++)
        fprintf(out, "%-44s %s\n", key_table[i].names, key_table[i].about);
}
