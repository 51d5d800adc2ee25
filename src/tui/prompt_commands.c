/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prompt.h"

#include "sgdscope/base/path.h"
#include "sgdscope/io/collection.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/plot/picture.h"
#include "sgdscope/term/output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct status run_load(struct app *a, const char *argument)
{
    struct experiment e = {0};
    char path[1024];
    size_t line[PARAMETERS_MAX];
    struct show show = showing_now(a);
    show_fit(&show);
    struct status s = collection_find(&collection_presets, argument, path, sizeof path);
    STATUS_NEXT(s, experiment_file_read_over(path, &show, line, &e));
    STATUS_NEXT(s, experiment_file_place(path, line, app_check(&e)));
    if (s.code == STATUS_OK && app_change(a, &e, NULL)) {
        tour_leave(a);
        a->view.fit = isnan(e.show.zoom);
        a->control.restarts++; /* another experiment, from its beginning */
        showing_apply(a, &e.show);
        app_say(a, "%s", e.title[0] != '\0' ? e.title : path);
        app_say_error(a, collection_hidden(&collection_presets, argument, path));
    }
    experiment_free(&e);
    return s;
}

static struct status write_experiment(struct app *a, const char *path, bool is_over)
{
    bool replaced = written_is_taken(path);
    if (picture_is_file_name(path))
        return status_prefix(
            status_file(STATUS_INPUT, path, 0, "a picture's name; :export writes pictures"),
            "write");
    STATUS_TRY(written_allows(a, "write", path, is_over));
    STATUS_TRY(experiment_file_write(path, showing_keep(a)));
    written_add(a, path);
    app_say(a, "%s %s", replaced ? "replaced" : "written to", path);
    return status_ok();
}

/* A link must not lead from a picture's name to something else, such as an experiment. */
static struct status require_picture(const char *path)
{
    char *leads_to = realpath(path, NULL);
    bool is_one = leads_to == NULL || picture_is_file_name(leads_to);
    free(leads_to);
    return is_one
               ? status_ok()
               : status_file(STATUS_OUTPUT, path, 0, "is a link to a file that is not a picture");
}

static struct status export_picture(struct app *a, const char *path, bool is_over)
{
    if (picture_is_file_name(path)) { /* any other name is refused when it is drawn */
        STATUS_TRY(require_picture(path));
        STATUS_TRY(written_allows(a, "export", path, is_over));
    }
    export_request(a, path);
    return status_ok();
}

static struct status run_theme(struct app *a, const char *argument)
{
    bool light = strcmp(argument, "light") == 0;
    if (!light && strcmp(argument, "dark") != 0)
        return status_error(STATUS_INPUT, "theme: dark or light");
    a->screen->colours.is_light = light;
    a->screen->colours.is_known = true;
    return status_ok();
}

static struct status run_max_rate(struct app *a, const char *argument)
{
    struct status s = output_rate_parse(argument, &a->max_rate);
    if (s.code != STATUS_OK)
        return status_prefix(s, "max-rate");
    if (a->max_rate > 0)
        app_say(a, "at most %.0f bytes a second", a->max_rate);
    else
        app_say(a, "as many bytes as the line takes");
    return status_ok();
}

static const struct verb verb_table[] = {
    {"load", run_load, .needs = "a file or preset", .offers = OFFER_PRESETS + OFFER_FILES},
    {"write", .write = write_experiment, .needs = "a file name", .offers = OFFER_FILES},
    {"export", .write = export_picture, .needs = "a file name", .offers = OFFER_FILES},
    {"tour", tour_open, .offers = OFFER_TOURS + OFFER_FILES},
    {"guess", tour_guess, .needs = "a number or a choice"},
    {"theme", run_theme, .needs = "dark or light", .offers = OFFER_THEMES},
    {"max-rate", run_max_rate, .needs = "a number"},
    {"undo", .act = app_undo},
    {"help", .act = app_help},
    {"quit", .act = app_quit},
};

enum { VERBS = sizeof verb_table / sizeof *verb_table };

/* Whether `name` is the verb's; :q and :w are, as in an editor. */
static bool is_name_of(const char *name, size_t length, const struct verb *verb)
{
    bool is_letter = length == 1 && (name[0] == 'q' || name[0] == 'w');
    return strncmp(name, verb->name, length) == 0 && (is_letter || verb->name[length] == '\0');
}

const struct verb *prompt_verb(const char *name, bool *is_over)
{
    size_t length = strlen(name);
    *is_over = length > 1 && name[length - 1] == '!';
    length -= *is_over;
    for (const struct verb *v = verb_table; v < verb_table + VERBS; v++)
        if (is_name_of(name, length, v) && (v->write != NULL || !*is_over))
            return v;
    return NULL;
}

static struct status run_verb(struct app *a, const struct verb *verb, bool is_over,
                              const char *argument)
{
    char whole[2 * LINE_MAX_BYTES];
    if (verb->offers & OFFER_FILES) {
        (void)path_expand(argument, whole, sizeof whole);
        argument = whole;
    }
    if (argument[0] == '\0' && verb->needs != NULL)
        return status_error(STATUS_INPUT, "%s: %s is missing", verb->name, verb->needs);
    if (verb->write != NULL)
        return verb->write(a, argument, is_over);
    if (verb->run != NULL)
        return verb->run(a, argument);
    verb->act(a);
    return status_ok();
}

const char *prompt_command(size_t i)
{
    if (i >= VERBS + parameter_count)
        return NULL;
    return i < VERBS ? verb_table[i].name : parameter_table[i - VERBS].name;
}

static struct status unknown_command(const char *name)
{
    struct nearest near = nearest_to(name);
    for (size_t i = 0; prompt_command(i) != NULL; i++)
        nearest_offer(&near, prompt_command(i));
    if (near.name[0] != '\0')
        return status_error(STATUS_INPUT, "%.60s: no such command; did you mean '%s'?", name,
                            near.name);
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

size_t prompt_setting_length(const char *line)
{
    char name[64];
    const char *end = line + strcspn(line, " =");
    for (end += strspn(end, " ="); *end != '\0';) {
        end += strcspn(end, " ");
        const char *word = end + strspn(end, " ");
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(word, " ="), word);
        if (*word == '\0' || find_parameter(name) != NULL)
            break;
        end = word;
    }
    return (size_t)(end - line);
}

/* Carry out "NAME VALUE" or "NAME=VALUE" on e. *set: which parameter it was. */
static struct status parse_setting(const char *setting, struct experiment *e,
                                   const struct parameter **set)
{
    char name[64];
    size_t length = strcspn(setting, " =");
    const char *value = setting + length + strspn(setting + length, " =");
    (void)snprintf(name, sizeof name, "%.*s", (int)length, setting);
    const struct parameter *p = find_parameter(name);
    if (p == NULL)
        return unknown_command(name);
    if (value[0] == '\0' && p->kind != PARAMETER_EDITS && p->kind != PARAMETER_FILE &&
        p->kind != PARAMETER_TEXT)
        return status_error(STATUS_INPUT, "%s: a value is missing", name);
    *set = p;
    return status_prefix(parameter_parse(p, value, e), "%s", name);
}

static void say_unused(struct app *a, const bool given[], const struct experiment *e)
{
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        const char *why = given[i] && !p->in_views ? parameter_why_unused(p, e) : NULL;
        if (why != NULL)
            app_say(a, "%s has no effect now: %s", p->name, why);
    }
}

/* A run has been given without its learning rate. */
static void say_lambda_of_run(struct app *a, const bool given[], const struct experiment *e)
{
    if (given[parameter_index("iterates")] && experiment_has_run(e) &&
        !given[parameter_index("lambda")] && !given[parameter_index("run-lambda")])
        app_say(a, "the run counts as made with λ = %.6g; :run-lambda NUMBER sets another one",
                e->run_lambda);
}

/* All settings of the line, or none. */
static struct status set_parameters(struct app *a, const char *line)
{
    struct experiment e = {0};
    struct status s = status_ok();
    char setting[LINE_MAX_BYTES];
    bool given[PARAMETERS_MAX] = {false}, shows = false;
    experiment_copy(&e, &a->experiment);
    e.show = showing_now(a);
    for (; s.code == STATUS_OK && *line != '\0'; line += strspn(line, " ")) {
        const struct parameter *p = NULL;
        size_t length = prompt_setting_length(line);
        (void)snprintf(setting, sizeof setting, "%.*s", (int)length, line);
        line += length;
        s = parse_setting(setting, &e, &p);
        if (p != NULL)
            given[p - parameter_table] = true;
        shows |= p != NULL && p->of_show;
    }
    if (given[parameter_index("marks")])
        STATUS_NEXT(s, status_prefix(picture_marks_check(e.show.marks), "marks"));
    if (s.code == STATUS_OK) {
        experiment_imply(&e, given);
        if (app_change(a, &e, NULL)) {
            say_lambda_of_run(a, given, &e);
            say_unused(a, given, &e);
            if (shows)
                showing_apply(a, &e.show);
        }
    }
    experiment_free(&e);
    return s;
}

void prompt_execute(struct app *a, const char *line)
{
    char name[64];
    const char *start = line + strspn(line, " :");
    int length = (int)strcspn(start, " =");
    const char *argument = start + length + strspn(start + length, " =");
    bool is_over = false;
    if (length == 0)
        return;
    (void)snprintf(name, sizeof name, "%.*s", length, start);
    const struct verb *verb = prompt_verb(name, &is_over);
    app_say_error(a,
                  verb != NULL ? run_verb(a, verb, is_over, argument) : set_parameters(a, start));
}
