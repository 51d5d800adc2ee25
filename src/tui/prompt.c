/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "completion.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/base/number.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/plot/picture.h"

#include <curses.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- commands --------------------------------------------------------------------------------- */

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
    colours_set(strcmp(argument, "light") == 0);
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
static int is_letter_of(const char *name, const struct verb *verb)
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

/* --- completion ------------------------------------------------------------------------------- */

static void insert(struct prompt *p, const char *bytes, size_t count)
{
    if (p->length + count >= LINE_MAX_BYTES)
        return;
    memmove(p->text + p->cursor + count, p->text + p->cursor, p->length - p->cursor + 1);
    memcpy(p->text + p->cursor, bytes, count);
    p->cursor += count;
    p->length += count;
}

static void complete(struct app *a)
{
    struct prompt *p = &a->prompt;
    char word[LINE_MAX_BYTES];
    (void)snprintf(word, sizeof word, "%.*s", (int)p->cursor, p->text);
    char *space = strchr(word, ' ');
    struct completion c = completion_begin(space == NULL ? word : space + 1);
    if (space == NULL) {
        for (size_t i = 0; i < VERBS; i++)
            completion_offer(&c, verb_table[i].name);
        for (size_t i = 0; i < parameter_count; i++)
            completion_offer(&c, parameter_table[i].name);
    } else {
        *space = '\0';
        completion_offer_arguments(&c, word);
    }
    if (c.count == 0)
        return;
    insert(p, c.common + c.length, strlen(c.common) - c.length);
    if (c.count == 1 && space == NULL)
        insert(p, " ", 1);
    else if (c.count > 1)
        app_say(a, "%s", c.all);
}

/* --- editing ---------------------------------------------------------------------------------- */

static void set_text(struct prompt *p, const char *text)
{
    (void)snprintf(p->text, sizeof p->text, "%s", text);
    p->length = p->cursor = strlen(p->text);
}

void prompt_open(struct app *a, const struct item *item)
{
    struct prompt *p = &a->prompt;
    char number[NUMBER_SIZE];
    p->active = 1;
    p->for_item = item != NULL;
    p->untouched = 0;
    p->at = p->lines;
    set_text(p, "");
    a->message_until = 0;
    if (item == NULL)
        return;
    p->item = *item;
    p->untouched = 1;
    (void)snprintf(number, sizeof number, "%.10g", item->value);
    set_text(p, number);
}

static void remember(struct prompt *p)
{
    if (p->length == 0 || (p->lines > 0 && strcmp(p->history[p->lines - 1], p->text) == 0))
        return;
    if (p->lines == HISTORY_LINES) {
        memmove(p->history, p->history + 1, (HISTORY_LINES - 1) * sizeof *p->history);
        p->lines--;
    }
    memcpy(p->history[p->lines++], p->text, sizeof p->text);
}

static void recall(struct prompt *p, int step)
{
    int at = p->at + step;
    if (p->for_item || at < 0 || at > p->lines)
        return;
    p->at = at;
    set_text(p, at == p->lines ? "" : p->history[at]);
}

static void finish(struct app *a)
{
    static char line[LINE_MAX_BYTES];
    struct prompt *p = &a->prompt;
    memcpy(line, p->text, sizeof line);
    p->active = 0;
    if (p->for_item) {
        if (p->length > 0)
            item_set(a, &p->item, line);
        return;
    }
    remember(p);
    prompt_execute(a, line);
}

/* One character, which may be several bytes, to the left or right of the cursor. */
static size_t previous_start(const struct prompt *p)
{
    return p->cursor > 0 ? utf8_start(p->text, p->cursor - 1) : 0;
}

static size_t next_start(const struct prompt *p)
{
    return utf8_after(p->text, p->cursor);
}

static void rub_out(struct prompt *p, size_t from, size_t to)
{
    memmove(p->text + from, p->text + to, p->length - to + 1);
    p->length -= to - from;
    p->cursor = from;
}

static void type_character(struct prompt *p, uint32_t c)
{
    char bytes[4];
    if (c < 0x20 || c == 0x7f)
        return;
    if (p->untouched)
        set_text(p, "");
    insert(p, bytes, utf8_encode(c, bytes));
}

enum { CONTROL_A = 1, CONTROL_E = 5, CONTROL_K = 11, CONTROL_U = 21, CONTROL_W = 23, ESCAPE = 27 };

static size_t word_start(const struct prompt *p)
{
    size_t at = p->cursor;
    while (at > 0 && p->text[at - 1] == ' ')
        at--;
    while (at > 0 && p->text[at - 1] != ' ')
        at--;
    return at;
}

/* Keys that move in the line. Returns 1 where it was one. */
static int move_key(struct prompt *p, int code)
{
    switch (code) {
    case KEY_LEFT:
        p->cursor = previous_start(p);
        return 1;
    case KEY_RIGHT:
        p->cursor = next_start(p);
        return 1;
    case KEY_HOME:
    case CONTROL_A:
        p->cursor = 0;
        return 1;
    case KEY_END:
    case CONTROL_E:
        p->cursor = p->length;
        return 1;
    case KEY_UP:
        recall(p, -1);
        return 1;
    case KEY_DOWN:
        recall(p, 1);
        return 1;
    default:
        return 0;
    }
}

/* Keys that take characters away; in an empty line Backspace leaves it, as in an editor. */
static int rub_key(struct prompt *p, int code)
{
    switch (code) {
    case KEY_BACKSPACE:
    case '\b':
    case 0x7f:
        if (p->length == 0)
            p->active = 0;
        else
            rub_out(p, previous_start(p), p->cursor);
        return 1;
    case KEY_DC:
        rub_out(p, p->cursor, next_start(p));
        return 1;
    case CONTROL_U:
        rub_out(p, 0, p->cursor);
        return 1;
    case CONTROL_K:
        rub_out(p, p->cursor, p->length);
        return 1;
    case CONTROL_W:
        rub_out(p, word_start(p), p->cursor);
        return 1;
    default:
        return 0;
    }
}

void prompt_key(struct app *a, int code, uint32_t character)
{
    struct prompt *p = &a->prompt;
    a->dirty = 1;
    if (code == '\n' || code == '\r' || code == KEY_ENTER)
        finish(a);
    else if (code == ESCAPE)
        p->active = 0;
    else if (code == '\t' && !p->for_item)
        complete(a);
    else if (!move_key(p, code) && !rub_key(p, code) && character != 0)
        type_character(p, character);
    p->untouched = 0;
}
