/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "completion.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/plot/picture.h"
#include "sgdscope/term/output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct verb {
    const char *name, *about;
    void (*run)(struct app *a, const char *argument);
};

static void run_load(struct app *a, const char *argument)
{
    struct experiment e = {0};
    char path[1024];
    struct status s = argument[0] == '\0'
                          ? status_error(STATUS_INPUT, "load: a file or preset is missing")
                          : experiment_file_find(argument, path, sizeof path);
    if (s.code == STATUS_OK)
        s = experiment_file_read(path, &e);
    if (s.code != STATUS_OK)
        app_say_error(a, &s);
    else if (app_change(a, &e, NULL)) {
        a->fit = 1;
        a->control.restarts++; /* another experiment, from its beginning */
        app_set_control(a);
        app_say(a, "%s", e.title[0] != '\0' ? e.title : path);
    }
    experiment_free(&e);
}

static void run_write(struct app *a, const char *argument)
{
    enum picture_format format;
    int replaced = access(argument, F_OK) == 0;
    struct status s = status_ok();
    if (argument[0] == '\0')
        s = status_error(STATUS_INPUT, "write: a file name is missing");
    else if (picture_format_of(argument, &format))
        s = status_error(STATUS_INPUT, "write: %.200s: a picture's name; :export writes pictures",
                         argument);
    else
        s = experiment_file_write(argument, &a->experiment);
    if (s.code == STATUS_OK)
        app_say(a, "%s %s", replaced ? "replaced" : "written to", argument);
    else
        app_say_error(a, &s);
}

static void run_export(struct app *a, const char *argument)
{
    struct status s = status_error(STATUS_INPUT, "export: a file name is missing");
    if (argument[0] == '\0')
        app_say_error(a, &s);
    else
        export_request(a, argument);
}

static void run_theme(struct app *a, const char *argument)
{
    if (strcmp(argument, "dark") != 0 && strcmp(argument, "light") != 0) {
        struct status s = status_error(STATUS_INPUT, "theme: dark or light");
        app_say_error(a, &s);
        return;
    }
    colours_set(&a->screen->colours, strcmp(argument, "light") == 0);
}

static void run_max_rate(struct app *a, const char *argument)
{
    struct status s = output_rate_parse(argument, &a->max_rate);
    if (s.code != STATUS_OK) {
        s = status_prefix(s, "max-rate");
        app_say_error(a, &s);
    } else if (a->max_rate > 0) {
        app_say(a, "at most %.0f bytes a second", a->max_rate);
    } else {
        app_say(a, "as many bytes as the line takes");
    }
}

static void run_view(struct app *a, const char *argument)
{
    for (int i = 0; i < view_count; i++)
        if (strcmp(argument, view_table[i].name) == 0) {
            view_state_show(a, i);
            return;
        }
    struct status s = status_error(STATUS_INPUT, "view: there is no view '%.40s'", argument);
    app_say_error(a, &s);
}

static void run_undo(struct app *a, const char *argument)
{
    (void)argument;
    app_undo(a);
}

static void run_quit(struct app *a, const char *argument)
{
    (void)argument;
    a->quit = 1;
}

static void run_help(struct app *a, const char *argument)
{
    (void)argument;
    a->help = 1;
    a->help_row = 0;
}

static const struct verb verb_table[] = {
    {"load", "an experiment file or preset", run_load},
    {"write", "the experiment to a file", run_write},
    {"export", "the view as a picture: .svg, .png or .pdf", run_export},
    {"view", "switch to a view", run_view},
    {"theme", "dark or light", run_theme},
    {"max-rate", "bytes a second to the terminal, 0: as many as it takes", run_max_rate},
    {"undo", "the last change", run_undo},
    {"help", "the keys", run_help},
    {"quit", "leave", run_quit},
};

enum { VERBS = sizeof verb_table / sizeof *verb_table };

static const char *command_name(size_t i, const void *context)
{
    (void)context;
    return i < VERBS ? verb_table[i].name : parameter_table[i - VERBS].name;
}

static struct status unknown_command(const char *name)
{
    const char *nearest = parameter_nearest(name, VERBS + parameter_count, command_name, NULL);
    if (nearest != NULL)
        return status_error(STATUS_INPUT, "%.60s: no such command; did you mean '%s'?", name,
                            nearest);
    return status_error(STATUS_INPUT, "%.60s: no such command; Tab shows what there is", name);
}

/* The parameter of that name, alias or option letter, or NULL. */
static const struct parameter *find_parameter(const char *name)
{
    for (size_t i = 0; i < parameter_count; i++)
        if (name[0] == parameter_table[i].letter && name[1] == '\0')
            return &parameter_table[i];
    return parameter_find(name);
}

static bool may_be_empty(const struct parameter *p)
{
    return p->kind == PARAMETER_EDITS || p->kind == PARAMETER_FILE || p->kind == PARAMETER_TEXT;
}

static struct status parse_parameter(const char *name, const char *value, const struct parameter *p,
                                     struct experiment *e)
{
    if (p == NULL)
        return unknown_command(name);
    if (value[0] == '\0' && !may_be_empty(p))
        return status_error(STATUS_INPUT, "%s: a value is missing", name);
    struct status s = parameter_parse(p, value, e);
    return s.code == STATUS_OK ? s : status_prefix(s, "%s", name);
}

static void set_parameter(struct app *a, const char *name, const char *value)
{
    struct experiment e = {0};
    bool given[PARAMETERS_MAX] = {false};
    const struct parameter *p = find_parameter(name);
    experiment_copy(&e, &a->experiment);
    struct status s = parse_parameter(name, value, p, &e);
    if (s.code == STATUS_OK) {
        given[p - parameter_table] = true;
        experiment_imply(&e, given);
        const char *why = parameter_why_unused(p, &e);
        if (app_change(a, &e, NULL) && why != NULL && !p->in_views)
            app_say(a, "%s has no effect now: %s", p->name, why);
    } else {
        app_say_error(a, &s);
    }
    experiment_free(&e);
}

/* :q and :w, as in an editor. */
static bool is_letter_of(const char *name, const struct verb *verb)
{
    return name[1] == '\0' && strchr("qw", name[0]) != NULL && name[0] == verb->name[0];
}

void prompt_execute(struct app *a, const char *line)
{
    char name[64];
    const char *start = line + strspn(line, " :");
    size_t length = strcspn(start, " =");
    if (length == 0)
        return;
    (void)snprintf(name, sizeof name, "%.*s", (int)(length < 60 ? length : 60), start);
    const char *argument = start + length + strspn(start + length, " =");
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(name, verb_table[i].name) == 0 || is_letter_of(name, &verb_table[i])) {
            verb_table[i].run(a, argument);
            return;
        }
    set_parameter(a, name, argument);
}

void prompt_offer_commands(struct completion *c)
{
    for (size_t i = 0; i < VERBS; i++)
        completion_offer(c, verb_table[i].name);
    for (size_t i = 0; i < parameter_count; i++)
        completion_offer(c, parameter_table[i].name);
}
