/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "option_table.h"
#include "settings.h"

#include "sgdscope/io/collection.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/io/pipe.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/study/figure.h"
#include "sgdscope/sweep/rows.h"
#include "sgdscope/view/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- scanning the command line ---------------------------------------------------------------- */

/* One argument taken apart. */
struct token {
    char shown[48]; /* as it was spelled, for messages */
    const struct parameter *parameter;
    const struct option *option; /* one of the two */
    const char *value;           /* NULL: in the next argument */
};

static struct status unknown_option(const char *shown, const char *name)
{
    struct nearest near = nearest_to(name);
    for (size_t i = 0; i < parameter_count; i++)
        nearest_offer(&near, parameter_table[i].name);
    for (size_t i = 0; i < option_count; i++)
        nearest_offer(&near, option_table[i].name);
    if (near.name[0] != '\0')
        return status_error(STATUS_INPUT, "%s: unknown option; did you mean --%s?", shown,
                            near.name);
    return status_error(STATUS_INPUT, "%s: unknown option; see 'sgdscope --help'", shown);
}

static struct status long_option(const char *argument, struct token *t)
{
    size_t length = strcspn(argument + 2, "=");
    (void)snprintf(t->shown, sizeof t->shown, "--%.*s", (int)(length < 40 ? length : 40),
                   argument + 2);
    t->value = argument[2 + length] == '=' ? argument + 3 + length : NULL;
    t->parameter = parameter_find(t->shown + 2);
    t->option = t->parameter == NULL ? option_find(t->shown + 2) : NULL;
    if (t->parameter == NULL && t->option == NULL)
        return unknown_option(t->shown, t->shown + 2);
    return status_ok();
}

static struct status short_option(const char *argument, struct token *t)
{
    (void)snprintf(t->shown, sizeof t->shown, "%.2s", argument);
    for (size_t i = 0; i < parameter_count; i++)
        if (parameter_table[i].letter == argument[1])
            t->parameter = &parameter_table[i];
    if (argument[1] == 'h')
        t->option = option_find("help");
    if (t->parameter == NULL && t->option == NULL)
        return unknown_option(t->shown, argument);
    if (argument[2] != '\0')
        t->value = argument[2] == '=' ? argument + 3 : argument + 2;
    return status_ok();
}

/* Whether an option is a flag without its value: --pause is --pause yes. */
static bool stands_alone(const struct parameter *p, const char *next)
{
    bool is_flag = p != NULL && p->choice == flag_table;
    for (size_t i = 0; is_flag && i < p->choices; i++)
        is_flag = strcmp(next, flag_table[i].name) != 0;
    return is_flag;
}

/* Read the option at argv[*i] with its value; *i ends on its last argument. */
static struct status next_option(int argc, char **argv, int *i, struct token *t)
{
    const char *argument = argv[*i];
    *t = (struct token){0};
    STATUS_TRY(argument[1] == '-' ? long_option(argument, t) : short_option(argument, t));
    int takes_value = t->parameter != NULL || t->option->argument != NULL;
    if (!takes_value && t->value != NULL)
        return status_error(STATUS_INPUT, "%s: takes no value", t->shown);
    if (t->value == NULL && stands_alone(t->parameter, *i + 1 < argc ? argv[*i + 1] : ""))
        t->value = flag_table[true].name;
    if (takes_value && t->value == NULL) {
        if (*i + 1 >= argc)
            return status_error(STATUS_INPUT, "%s: a value is missing", t->shown);
        t->value = argv[++*i];
    }
    return status_ok();
}

static struct status set_parameter(struct options *o, const struct token *t)
{
    if (strcmp(t->parameter->name, "view") == 0 && view_find(t->value) < 0 &&
        figure_find(t->value) != NULL)
        return status_error(STATUS_INPUT,
                            "'%s' is a figure: 'sgdscope figure %s --output FILE' draws it",
                            t->value, t->value);
    return parameter_parse(t->parameter, t->value, &o->experiment);
}

static struct status apply(int command, struct options *o, const struct token *t)
{
    bool takes = command & (FOR_EXPERIMENTS | FOR_TOUR);
    if (t->parameter != NULL)
        o->given[t->parameter - parameter_table] = true;
    if (t->parameter != NULL && !takes)
        return status_error(STATUS_INPUT, "%s: this command takes no parameters", t->shown);
    int known = t->parameter != NULL ? parameter_commands(t->parameter) : t->option->commands;
    if (!(known & command))
        return status_error(STATUS_INPUT, "%s: not an option of this command", t->shown);
    return status_prefix(t->parameter != NULL ? set_parameter(o, t)
                                              : option_set(t->option, o, t->value),
                         "%s", t->shown);
}

/* Look at each argument. First find the word, and whether help is wanted; then apply the
 * options. */
static struct status scan(int command, int argc, char **argv, bool applied, struct options *o)
{
    struct token t;
    bool options = true;
    for (int i = 0; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = false;
        } else if (options && argv[i][0] == '-' && argv[i][1] != '\0') {
            STATUS_TRY(next_option(argc, argv, &i, &t));
            o->help |= t.option == option_find("help");
            if (applied)
                STATUS_TRY(apply(command, o, &t));
        } else if (!applied && o->word != NULL) {
            return status_error(STATUS_INPUT,
                                "%.200s: one file or name is enough, '%.100s' was given already",
                                argv[i], o->word);
        } else {
            o->word = argv[i];
        }
    }
    return status_ok();
}

/* The format from the name that --output gives, or from --format if the name says nothing. */
static struct status settle_format(int command, struct options *o)
{
    char known[80];
    const struct ending *e = o->output != NULL ? ending_find(o->output) : NULL;
    const bool given = o->format != FORMAT_COUNT;
    (void)ending_list(command, known, sizeof known);
    if (!given)
        o->format = command == FOR_SWEEP ? FORMAT_CSV : FORMAT_TEXT;
    if (o->output == NULL)
        return status_ok();
    if (command == FOR_TOUR) /* whose --output is a folder of pictures */
        return status_prefix(picture_support(), "--output");
    if (o->output[0] == '\0')
        return status_error(STATUS_INPUT,
                            "--output: a file name is missing; it must end in one of %s", known);
    if (e == NULL && given)
        return status_ok();
    if (e == NULL || !(e->commands & command))
        return status_error(STATUS_INPUT, "--output: %.200s: the name must end in one of %s",
                            o->output, known);
    if (given && o->format != e->format)
        return status_error(STATUS_INPUT, "--format: contradicts --output %.200s", o->output);
    o->format = e->format;
    if (e->format == FORMAT_PICTURE)
        return status_prefix(picture_support(), "--output: %.200s", o->output);
    return status_ok();
}

/* NULL if the parameter has an effect: at some point of a sweep, in some view of the instrument, in
 * the figure; else why it has none. */
static const char *why_unused(int command, const struct options *o, const struct parameter *p)
{
    if (p->of_run && !(command & (FOR_RUN | FOR_FIT)))
        return "a recorded run is for fit and the instrument";
    if (p->of_practice && command == FOR_FIGURE)
        return "the paper's figures have neither averages nor schedules";
    if (p->of_practice && command == FOR_FIT)
        return "fit takes a run as it was recorded";
    if (command == FOR_FIT && p->of_walkers)
        return "fit has no walkers; the run is its own";
    if (command == FOR_FIT && p->kind == PARAMETER_SEED &&
        experiment_data(&o->experiment) != DATA_SYNTHETIC)
        return "fit draws nothing";
    if (command == FOR_FIT && p->of_rule != NULL && o->given[parameter_index(p->of_rule)])
        return "fit is about the run alone; give its rule once";
    if (command == FOR_SWEEP)
        return grid_why_unused(&o->grid, p, &o->experiment);
    if ((command == FOR_RUN && p->in_views) ||
        (command == FOR_FIGURE && figure_shows(figure_find(o->word), p->name)))
        return NULL;
    return parameter_why_unused(p, &o->experiment);
}

/* An option without effect is a mistake. */
static struct status require_effect(int command, const struct options *o)
{
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++) {
        const bool given = o->given[p - parameter_table];
        const bool swept = grid_axis_of(&o->grid, p) != NULL;
        if (given && swept)
            return status_error(STATUS_INPUT, "--%s: contradicts --over %s", p->name, p->name);
        const char *why = given || swept ? why_unused(command, o, p) : NULL;
        if (why != NULL)
            return status_error(STATUS_INPUT, "--%s%s: %s", swept ? "over: " : "", p->name, why);
    }
    return status_ok();
}

/* What a figure has no use for. */
static struct status reconcile_figure(const struct options *o)
{
    const struct figure_info *figure = figure_find(o->word);
    const char *swept = figure_swept(figure);
    if (swept != NULL && o->given[parameter_index(swept)])
        return status_error(STATUS_INPUT, "--%s: contradicts figure %s, which is over %s", swept,
                            o->word, swept);
    for (size_t i = 0; i < parameter_count; i++)
        if (o->given[i] && !figure_uses(figure, parameter_table[i].name))
            return status_error(STATUS_INPUT, "--%s: figure %s does not depend on it",
                                parameter_table[i].name, o->word);
    return status_ok();
}

/* Numbers have no size. */
static struct status reconcile_looks(const struct options *o)
{
    const char *name = o->size[0] > 0  ? "size"
                       : o->no_title   ? "no-title"
                       : o->no_caption ? "no-caption"
                                       : NULL;
    if (name != NULL && (o->format == FORMAT_JSON || o->format == FORMAT_CSV))
        return status_error(STATUS_INPUT, "--%s: is for pictures and text, not for numbers", name);
    return status_ok();
}

static struct status reconcile_view(const struct show *show)
{
    int count = study_quantities((int)view_table[show->view].study);
    if (show->quantity > fmax(count, 1))
        return status_error(STATUS_INPUT, "--quantity: view %s has %d",
                            view_choices[show->view].name, count);
    return status_ok();
}

/* λ has an initial value, but no run is known to have been made with it. */
static struct status require_run_lambda(const struct options *o)
{
    static const char *const names[] = {"lambda", "run-lambda"};
    bool is_given = !experiment_has_run(&o->experiment);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        is_given = is_given || o->given[parameter_index(names[i])] ||
                   o->line[parameter_index(names[i])] > 0;
    if (is_given)
        return status_ok();
    return status_error(STATUS_INPUT,
                        "--lambda: the run's learning rate is needed; the theories depend on it");
}

struct status options_place(const struct options *o, struct status s)
{
    const struct parameter *p = parameter_at_fault(s.text);
    const bool is_given = p != NULL && o->given[p - parameter_table];
    return is_given ? s : experiment_file_place(o->file, o->line, s);
}

struct status options_check(const struct options *o, const struct experiment *e)
{
    const struct theory *against = &theory_table[o->against];
    if (against->of_minibatches && !noise_table[e->noise].data)
        return status_error(STATUS_INPUT, "--against: %s needs --noise regression", against->name);
    return experiment_check(e);
}

/* What the options imply, and what they cannot mean together. */
static struct status reconcile(int command, struct options *o)
{
    if (command == FOR_SWEEP && o->grid.axes == 0)
        return status_error(STATUS_INPUT,
                            "--over: is missing: sweep needs one or two of " GRID_SYNTAX);
    experiment_imply(&o->experiment, o->given);
    rows_ask(&o->grid, &o->experiment);
    STATUS_TRY(require_effect(command, o));
    if (command & (FOR_RUN | FOR_FIT))
        STATUS_TRY(require_run_lambda(o));
    if (command == FOR_RUN)
        STATUS_TRY(reconcile_view(&o->experiment.show));
    if (o->given[parameter_index("marks")])
        STATUS_TRY(status_prefix(picture_marks_check(o->experiment.show.marks), "--marks pixels"));
    if (command == FOR_FIGURE)
        STATUS_TRY(reconcile_figure(o));
    STATUS_TRY(settle_format(command, o));
    return reconcile_looks(o);
}

static struct status read_experiment(struct options *o)
{
    STATUS_TRY(collection_find(&collection_presets, o->word, o->file, sizeof o->file));
    o->hidden = collection_hidden(&collection_presets, o->word, o->file);
    return experiment_file_read_over(o->file, NULL, o->line, &o->experiment);
}

static struct status find_tour(struct options *o)
{
    const char *name = o->word != NULL ? o->word : "first-steps";
    STATUS_TRY(collection_find(&collection_tours, name, o->file, sizeof o->file));
    o->hidden = collection_hidden(&collection_tours, name, o->file);
    return status_ok();
}

/* What a name was probably meant to be: "fig2a", "2", "3g"; a digit counts more than the rest. */
static struct nearest nearest_figure(const char *name)
{
    const char *digit = strpbrk(name, "123456789");
    struct nearest near = nearest_to(name);
    for (size_t i = 0; i < figure_count; i++)
        nearest_offer(&near, figure_table[i].name);
    for (size_t i = figure_count; digit != NULL && i-- > 0;)
        if (figure_table[i].name[0] == *digit)
            (void)snprintf(near.name, sizeof near.name, "%s", figure_table[i].name);
    if (digit != NULL && figure_find(digit) != NULL)
        (void)snprintf(near.name, sizeof near.name, "%s", digit);
    return near;
}

/* The settings of the figure that is named. */
static struct status begin_figure(const char *name, struct experiment *e)
{
    if (name == NULL)
        return status_error(STATUS_INPUT, "figure: its name is missing; see 'sgdscope list "
                                          "figures'");
    const struct figure_info *info = figure_find(name);
    if (info != NULL)
        return figure_experiment(info, e);
    if (view_find(name) >= 0 && name[1] != '\0') /* not a view's key */
        return status_error(
            STATUS_INPUT, "figure: '%s' is a view: 'sgdscope run --view %s --output FILE' draws it",
            name, name);
    struct nearest near = nearest_figure(name);
    if (near.name[0] == '\0')
        return status_error(STATUS_INPUT,
                            "figure: '%.60s' is no figure; see 'sgdscope list figures'", name);
    return status_error(STATUS_INPUT, "figure: '%.60s' is no figure; did you mean '%s'?", name,
                        near.name);
}

struct status options_parse(int command, int argc, char **argv, struct options *out)
{
    struct options *o = out;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *o = (struct options){
        .format = FORMAT_COUNT, /* not given */
        .threads = processors < 1 ? 1 : (int)processors,
        .fps = 60,
        .z_limit = VERDICT_Z_LIMIT,
        .shard = 1,
        .shards = 1,
    };
    experiment_init(&o->experiment);
    STATUS_TRY(scan(command, argc, argv, false, o));
    if (command == FOR_FIGURE && !o->help)
        STATUS_TRY(begin_figure(o->word, &o->experiment));
    else if (o->word != NULL && (command & FOR_EXPERIMENTS & ~FOR_FIGURE))
        STATUS_TRY(read_experiment(o));
    else if (command == FOR_TOUR && !o->help)
        STATUS_TRY(find_tour(o));
    STATUS_TRY(scan(command, argc, argv, true, o));
    if (o->help)
        return status_ok();
    o->full_screen = (command == FOR_TOUR ? !o->notes : command == FOR_RUN && o->output == NULL) &&
                     isatty(STDOUT_FILENO);
    if (o->record != NULL && !o->full_screen)
        return status_error(STATUS_INPUT, "--record: is for the instrument, whose standard output "
                                          "is a terminal");
    if (o->full_screen) {
        settings_apply(o);
        STATUS_TRY(scan(command, argc, argv, true, o)); /* the command line wins */
    }
    STATUS_TRY(reconcile(command, o));
    /* The instrument reads a run row by row as it comes. */
    if (command & FOR_EXPERIMENTS)
        STATUS_TRY(pipe_keep(&o->experiment, command == FOR_SWEEP || o->full_screen,
                             o->full_screen ? parameter_find("iterates") : NULL));
    return command & FOR_EXPERIMENTS & ~FOR_SWEEP ? options_check(o, &o->experiment) : status_ok();
}
