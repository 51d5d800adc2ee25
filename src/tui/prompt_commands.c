/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/io/experiment_file.h"
#include "sgdscope/plot/picture.h"
#include "sgdscope/term/output.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What may stand behind a command, a sum of these: files, with a / after a folder, presets, views,
 * themes. */
enum { OFFER_FILES = 1, OFFER_PRESETS = 2, OFFER_VIEWS = 4, OFFER_THEMES = 8 };

/* A command: with an argument, or without one. */
struct verb {
    const char *name;
    struct status (*run)(struct app *a, const char *argument);
    const char *needs;          /* what the argument is */
    int offers;                 /* OFFER_… */
    void (*act)(struct app *a); /* in place of run */
};

static struct status run_load(struct app *a, const char *argument)
{
    struct experiment e = {0};
    char path[1024];
    struct status s = experiment_file_find(argument, path, sizeof path);
    STATUS_NEXT(s, experiment_file_read(path, &e));
    if (s.code == STATUS_OK && app_change(a, &e, NULL)) {
        a->view.fit = 1;
        a->control.restarts++; /* another experiment, from its beginning */
        app_set_control(a);
        app_say(a, "%s", e.title[0] != '\0' ? e.title : path);
    }
    experiment_free(&e);
    return s;
}

static struct status run_write(struct app *a, const char *argument)
{
    bool replaced = access(argument, F_OK) == 0;
    if (picture_is_name(argument))
        return status_error(STATUS_INPUT,
                            "write: %.200s: a picture's name; :export writes pictures", argument);
    STATUS_TRY(experiment_file_write(argument, &a->experiment));
    app_say(a, "%s %s", replaced ? "replaced" : "written to", argument);
    return status_ok();
}

static struct status run_export(struct app *a, const char *argument)
{
    export_request(a, argument);
    return status_ok();
}

static struct status run_theme(struct app *a, const char *argument)
{
    bool light = strcmp(argument, "light") == 0;
    if (!light && strcmp(argument, "dark") != 0)
        return status_error(STATUS_INPUT, "theme: dark or light");
    a->screen->colours.is_light = light;
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

static struct status run_view(struct app *a, const char *argument)
{
    int view = view_find(argument);
    if (view < 0)
        return status_error(STATUS_INPUT, "view: there is no view '%.40s'", argument);
    view_state_show(a, view);
    return status_ok();
}

static const struct verb verb_table[] = {
    {"load", run_load, "a file or preset", OFFER_PRESETS + OFFER_FILES, NULL},
    {"write", run_write, "a file name", OFFER_FILES, NULL},
    {"export", run_export, "a file name", OFFER_FILES, NULL},
    {"view", run_view, "its name", OFFER_VIEWS, NULL},
    {"theme", run_theme, "dark or light", OFFER_THEMES, NULL},
    {"max-rate", run_max_rate, "a number", 0, NULL},
    {"undo", .act = app_undo},
    {"help", .act = app_help},
    {"quit", .act = app_quit},
};

enum { VERBS = sizeof verb_table / sizeof *verb_table };

static struct status run_verb(struct app *a, const struct verb *verb, const char *argument)
{
    if (verb->act != NULL)
        verb->act(a);
    else if (argument[0] == '\0')
        return status_error(STATUS_INPUT, "%s: %s is missing", verb->name, verb->needs);
    return verb->act != NULL ? status_ok() : verb->run(a, argument);
}

static const char *command_name(size_t i)
{
    return i < VERBS ? verb_table[i].name : parameter_table[i - VERBS].name;
}

static struct status unknown_command(const char *name)
{
    struct nearest near = nearest_to(name);
    for (size_t i = 0; i < VERBS + parameter_count; i++)
        nearest_offer(&near, command_name(i));
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

static struct status set_parameter(struct app *a, const char *name, const char *value)
{
    struct experiment e = {0};
    bool given[PARAMETERS_MAX] = {false};
    const struct parameter *p = find_parameter(name);
    if (p == NULL)
        return unknown_command(name);
    if (value[0] == '\0' && p->kind != PARAMETER_EDITS && p->kind != PARAMETER_FILE &&
        p->kind != PARAMETER_TEXT)
        return status_error(STATUS_INPUT, "%s: a value is missing", name);
    experiment_copy(&e, &a->experiment);
    struct status s = status_prefix(parameter_parse(p, value, &e), "%s", name);
    if (s.code == STATUS_OK) {
        given[p - parameter_table] = true;
        experiment_imply(&e, given);
        const char *why = parameter_why_unused(p, &e);
        if (app_change(a, &e, NULL) && why != NULL && !p->in_views)
            app_say(a, "%s has no effect now: %s", p->name, why);
    }
    experiment_free(&e);
    return s;
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
    int length = (int)strcspn(start, " =");
    const char *argument = start + length + strspn(start + length, " =");
    const struct verb *verb = verb_table;
    if (length == 0)
        return;
    (void)snprintf(name, sizeof name, "%.*s", length, start);
    while (verb < verb_table + VERBS && strcmp(name, verb->name) != 0 && !is_letter_of(name, verb))
        verb++;
    app_say_error(a, verb < verb_table + VERBS ? run_verb(a, verb, argument)
                                               : set_parameter(a, name, argument));
}

/* What the word under the cursor can become. */
struct completion {
    const char *stem; /* what has been typed of it */
    size_t length;
    char common[MATRIX_SPEC_PATH + 2]; /* what all matches begin with */
    char all[300];                     /* the matches, as many as fit */
    int count;
};

/* One more name, if the stem is its beginning. */
static void offer(struct completion *c, const char *name)
{
    if (strncmp(name, c->stem, c->length) != 0)
        return;
    if (c->count == 0)
        (void)snprintf(c->common, sizeof c->common, "%s", name);
    size_t same = 0;
    while (c->common[same] != '\0' && c->common[same] == name[same])
        same++;
    c->common[same] = '\0';
    size_t used = strlen(c->all);
    (void)snprintf(c->all + used, sizeof c->all - used, "%s%s", c->count > 0 ? " " : "", name);
    c->count++;
}

static void offer_preset(const char *name, const char *path, void *context)
{
    (void)path;
    offer(context, name);
}

/* The pattern of all names that begin with the stem, in which glob's own signs are escaped. */
static void make_pattern(const char *stem, char *pattern, size_t size)
{
    size_t used = 0;
    for (const char *c = stem; *c != '\0' && used + 4 < size; c++) {
        if (strchr("*?[]\\", *c) != NULL)
            pattern[used++] = '\\';
        pattern[used++] = *c;
    }
    pattern[used++] = '*';
    pattern[used] = '\0';
}

/* prefix: what stands before the name ("@" or nothing). */
static void offer_files(struct completion *c, const char *prefix)
{
    char pattern[2 * MATRIX_SPEC_PATH], name[2 * MATRIX_SPEC_PATH];
    size_t skip = strlen(prefix);
    glob_t found = {0};
    if (strncmp(c->stem, prefix, skip) != 0)
        return;
    make_pattern(c->stem + skip, pattern, sizeof pattern);
    if (glob(pattern, GLOB_MARK, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++) {
            (void)snprintf(name, sizeof name, "%s%s", prefix, found.gl_pathv[i]);
            offer(c, name);
        }
    globfree(&found);
}

/* What may stand behind a command. */
static void offer_arguments(struct completion *c, const struct verb *verb)
{
    if (verb->offers & OFFER_PRESETS)
        experiment_file_presets(offer_preset, c);
    if (verb->offers & OFFER_FILES)
        offer_files(c, "");
    for (int i = 0; i < view_count && (verb->offers & OFFER_VIEWS); i++)
        offer(c, view_table[i].name);
    if (verb->offers & OFFER_THEMES) {
        offer(c, "dark");
        offer(c, "light");
    }
}

/* The values of a parameter: choices or files. */
static void offer_values(struct completion *c, const struct parameter *p)
{
    for (size_t i = 0; i < p->choices; i++)
        offer(c, parameter_choice(p, i)->name);
    if (p->kind == PARAMETER_MATRIX)
        offer_files(c, "@");
    if (p->kind == PARAMETER_FILE)
        offer_files(c, "");
}

/* What may stand behind the word; NULL: commands and parameters. */
static void offer_after(struct completion *c, const char *word)
{
    for (size_t i = 0; i < VERBS + parameter_count && word == NULL; i++)
        offer(c, command_name(i));
    for (size_t i = 0; i < VERBS && word != NULL; i++)
        if (strcmp(word, verb_table[i].name) == 0)
            offer_arguments(c, &verb_table[i]);
    const struct parameter *p = word != NULL ? parameter_find(word) : NULL;
    if (p != NULL)
        offer_values(c, p);
}

void prompt_complete(struct app *a)
{
    struct line_editor *l = &a->prompt.line;
    char word[LINE_MAX_BYTES];
    (void)snprintf(word, sizeof word, "%.*s", (int)l->cursor, l->text);
    char *space = strchr(word, ' ');
    const char *stem = space == NULL ? word : space + 1;
    struct completion c = {.stem = stem, .length = strlen(stem)};
    if (space != NULL)
        *space = '\0';
    offer_after(&c, space == NULL ? NULL : word);
    if (c.count == 0)
        return;
    line_insert(l, c.common + c.length, strlen(c.common) - c.length);
    if (c.count == 1 && space == NULL)
        line_insert(l, " ", 1);
    else if (c.count > 1)
        app_say(a, "%s", c.all);
}
