/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entry.h"

#include "option_table.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/command/command.h"
#include "sgdscope/io/collection.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/study/figure.h"
#include "sgdscope/tui/tui.h"

#include <stdio.h>
#include <string.h>

/* Who asked for the entries. */
struct asking {
    entry_found *found;
    void *context;
};

static void tell(const struct asking *a, const struct entry *e)
{
    a->found(e, a->context);
}

/* "run theory check": the commands among those of the mask. */
static const char *command_names(int commands, char *text, size_t size)
{
    text[0] = '\0';
    for (int i = 0; i < command_count; i++)
        if (command_table[i].options & commands)
            (void)append_word(text, size, " ", command_table[i].name);
    return text;
}

static void each_command(struct asking *a)
{
    for (const struct command *c = command_table; c < command_table + command_count; c++)
        tell(a, &(struct entry){
                    .kind = "command", .name = c->name, .takes = c->usage, .about = c->about});
}

static void each_parameter(struct asking *a)
{
    char of[80], other[80];
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++) {
        const char dash_letter[] = {'-', p->letter, '\0'};
        (void)snprintf(other, sizeof other, "%s%s%s%s", p->letter != 0 ? dash_letter : "",
                       p->letter != 0 && p->alias != NULL ? " " : "", p->alias != NULL ? "--" : "",
                       p->alias != NULL ? p->alias : "");
        tell(a, &(struct entry){.kind = "parameter",
                                .of = command_names(parameter_commands(p), of, sizeof of),
                                .name = p->name,
                                .other = other,
                                .takes = p->kind == PARAMETER_MATRIX ? "@FILE"
                                         : p->kind == PARAMETER_FILE ? "FILE"
                                                                     : "VALUE",
                                .about = p->about,
                                .initial = p->initial,
                                .symbol = p->symbol});
    }
}

static void each_choice(struct asking *a)
{
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++)
        for (size_t i = 0; i < p->choices; i++) {
            const struct choice *c = parameter_choice(p, i);
            tell(a, &(struct entry){.kind = "choice",
                                    .of = p->name,
                                    .name = c->name,
                                    .other = c->alias,
                                    .about = c->about});
        }
}

static void each_word(struct asking *a)
{
    const char *word;
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++)
        for (size_t i = 0; (word = parameter_word_allowed(p, i)) != NULL; i++)
            tell(a, &(struct entry){.kind = "word", .of = p->name, .name = word});
}

static void each_option(struct asking *a)
{
    char of[80], endings[80];
    for (const struct option *o = option_table; o < option_table + option_count; o++)
        tell(a,
             &(struct entry){.kind = "option",
                             .of = command_names(o->commands, of, sizeof of),
                             .name = o->name,
                             .takes = o->argument,
                             .about = o->about,
                             .initial = option_initial(o, o->commands, endings, sizeof endings)});
}

static void each_figure(struct asking *a)
{
    char about[300];
    for (const struct figure_info *f = figure_table; f < figure_table + figure_count; f++) {
        (void)snprintf(about, sizeof about, "%s: %s", f->title, f->about);
        tell(a, &(struct entry){.kind = "figure", .name = f->name, .about = about});
    }
}

static void each_key(struct asking *a)
{
    struct entry e = {.kind = "key"};
    for (size_t i = 0; (e.name = tui_key(i, &e.about)) != NULL; i++)
        tell(a, &e);
}

/* Of a file, whose name may hold anything. A user's broken file is an entry too, with its error. */
static void tell_file(const struct asking *a, const char *kind, const char *name,
                      const struct status *s, const char *title)
{
    char shown[200];
    utf8_show(name, "", shown, sizeof shown);
    tell(a, &(struct entry){
                .kind = kind, .name = shown, .about = s->code == STATUS_OK ? title : s->text});
}

static void tell_preset(const char *name, const char *path, void *context)
{
    struct experiment e = {0};
    struct status s = experiment_file_read(path, &e);
    tell_file(context, "preset", name, &s, e.title);
    experiment_free(&e);
}

static void each_preset(struct asking *a)
{
    collection_each(&collection_presets, tell_preset, a);
}

static void tell_tour(const char *name, const char *path, void *context)
{
    struct tour tour = {0};
    struct status s = tour_file_read(path, &tui_tour_words, &tour);
    tell_file(context, "tour", name, &s, tour.title);
    tour_free(&tour);
}

static void each_tour(struct asking *a)
{
    collection_each(&collection_tours, tell_tour, a);
}

static void each_symbol(struct asking *a)
{
    char symbol[5];
    struct entry e = {.kind = "symbol", .name = symbol};
    for (size_t i = 0; (e.about = utf8_symbol(i, symbol)) != NULL; i++)
        tell(a, &e);
}

void entry_each(const char *kind, entry_found *found, void *context)
{
    static const struct {
        const char *kind;
        void (*each)(struct asking *a);
    } table[] = {
        {"command", each_command}, {"parameter", each_parameter}, {"choice", each_choice},
        {"word", each_word},       {"option", each_option},       {"figure", each_figure},
        {"key", each_key},         {"preset", each_preset},       {"tour", each_tour},
        {"symbol", each_symbol},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (kind == NULL || strcmp(kind, table[i].kind) == 0)
            table[i].each(&(struct asking){found, context});
}
