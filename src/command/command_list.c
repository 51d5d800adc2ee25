/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "writing.h"
#include "option_table.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/io/collection.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/study/figure.h"
#include "sgdscope/tui/tui.h"

#include <stdio.h>
#include <string.h>

/* Something that can be typed. `list tsv` prints all of them for the man page and the completions
 * of shells: one row each, these eight columns, separated by tabs. A column without a value is
 * empty. */
struct entry {
    const char *kind;    /* command, parameter, choice, option, figure, key, preset, tour, symbol */
    const char *of;      /* the commands that know it, separated by blanks; a choice's parameter */
    const char *name;    /* of an option without the dashes */
    const char *other;   /* other spellings, "-l --lr"; the alias of a choice, of a view its key */
    const char *takes;   /* an option's argument, a parameter's kind of value, a command's usage */
    const char *about;   /* what it does; of a symbol its spelling in ASCII */
    const char *initial; /* the value without it; of --output the endings that it knows */
    const char *symbol;  /* of a parameter */
};

/* Where entries are printed, and which. */
struct printing {
    const struct list *list; /* NULL: as rows of `list tsv` */
    FILE *out;
};

/* A list for people: the entries of one kind. */
struct list {
    const char *name;
    void (*print)(const struct printing *p);
    const char *kind, *of;          /* of: NULL for any */
    int name_width, other_width;    /* columns; other_width 0: it is left out */
    const struct collection *files; /* what the entries are, if they are files */
};

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* Print an entry if it is in the list. */
static void print_entry(const struct printing *p, const struct entry *e)
{
    const struct list *l = p->list;
    FILE *out = p->out;
    if (l == NULL) {
        fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e->kind, or_empty(e->of), e->name,
                or_empty(e->other), or_empty(e->takes), or_empty(e->about), or_empty(e->initial),
                or_empty(e->symbol));
        return;
    }
    if (strcmp(e->kind, l->kind) != 0 || (l->of != NULL && strcmp(e->of, l->of) != 0))
        return;
    fprintf(out, "%-*s ", l->name_width, e->name);
    if (l->other_width > 0)
        fprintf(out, "%-*s ", l->other_width, or_empty(e->other));
    fputs(e->about, out);
    if (e->initial != NULL)
        fprintf(out, " [%s]", e->initial);
    fputc('\n', out);
}

/* --- the entries ------------------------------------------------------------------------------ */

/* "run theory check": the commands among those of the mask. */
static const char *command_names(int commands, char *text, size_t size)
{
    text[0] = '\0';
    for (int i = 0; i < command_count; i++)
        if (command_table[i].options & commands)
            (void)append_word(text, size, " ", command_table[i].name);
    return text;
}

static void print_commands(const struct printing *to)
{
    for (const struct command *c = command_table; c < command_table + command_count; c++)
        print_entry(
            to, &(struct entry){"command", NULL, c->name, NULL, c->usage, c->about, NULL, NULL});
}

static void print_choices(const struct printing *to, const struct parameter *p)
{
    for (size_t i = 0; i < p->choices; i++) {
        const struct choice *c = parameter_choice(p, i);
        print_entry(
            to, &(struct entry){"choice", p->name, c->name, c->alias, NULL, c->about, NULL, NULL});
    }
}

static void print_parameters(const struct printing *to)
{
    char of[80], other[80];
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++) {
        (void)command_names(parameter_commands(p), of, sizeof of);
        const char dash_letter[] = {'-', p->letter, '\0'};
        (void)snprintf(other, sizeof other, "%s%s%s%s", p->letter != 0 ? dash_letter : "",
                       p->letter != 0 && p->alias != NULL ? " " : "", p->alias != NULL ? "--" : "",
                       or_empty(p->alias));
        const char *takes = p->kind == PARAMETER_MATRIX ? "@FILE"
                            : p->kind == PARAMETER_FILE ? "FILE"
                                                        : "VALUE";
        print_entry(to, &(struct entry){"parameter", of, p->name, other, takes, p->about,
                                        p->initial, p->symbol});
        print_choices(to, p);
    }
}

static void print_options(const struct printing *to)
{
    char of[80], endings[80];
    for (const struct option *o = option_table; o < option_table + option_count; o++) {
        const char *initial = strcmp(o->name, "output") == 0
                                  ? ending_list(o->commands, endings, sizeof endings)
                                  : NULL;
        (void)command_names(o->commands, of, sizeof of);
        print_entry(
            to, &(struct entry){"option", of, o->name, NULL, o->argument, o->about, initial, NULL});
    }
}

static void print_figures(const struct printing *to)
{
    char about[300];
    for (const struct figure_info *f = figure_table; f < figure_table + figure_count; f++) {
        (void)snprintf(about, sizeof about, "%s: %s", f->title, f->about);
        print_entry(to, &(struct entry){"figure", NULL, f->name, NULL, NULL, about, NULL, NULL});
    }
}

static void print_keys(const struct printing *to)
{
    struct entry e = {.kind = "key"};
    for (size_t i = 0; (e.name = tui_key(i, &e.about)) != NULL; i++)
        print_entry(to, &e);
}

/* A user's broken file is listed too, with its error. */
static void print_preset(const char *name, const char *path, void *context)
{
    struct experiment e = {0};
    struct status s = experiment_file_read(path, &e);
    const char *about = s.code == STATUS_OK ? e.title : s.text;
    print_entry(context, &(struct entry){"preset", NULL, name, NULL, NULL, about, NULL, NULL});
    experiment_free(&e);
}

static void print_presets(const struct printing *to)
{
    struct printing p = *to; /* whoever calls back may change its context */
    collection_each(&collection_presets, print_preset, &p);
}

/* As print_preset. */
static void print_tour(const char *name, const char *path, void *context)
{
    struct tour tour = {0};
    struct status s = tour_file_read(path, &tui_tour_words, &tour);
    const char *about = s.code == STATUS_OK ? tour.title : s.text;
    print_entry(context, &(struct entry){"tour", NULL, name, NULL, NULL, about, NULL, NULL});
    tour_free(&tour);
}

static void print_tours(const struct printing *to)
{
    struct printing p = *to;
    collection_each(&collection_tours, print_tour, &p);
}

static void print_symbols(const struct printing *to)
{
    char symbol[5];
    struct entry e = {.kind = "symbol", .name = symbol};
    for (size_t i = 0; (e.about = utf8_symbol(i, symbol)) != NULL; i++)
        print_entry(to, &e);
}

/* --- the lists -------------------------------------------------------------------------------- */

static const struct list list_table[] = {
    {"presets", print_presets, "preset", NULL, 16, 0, &collection_presets},
    {"tours", print_tours, "tour", NULL, 16, 0, &collection_tours},
    {"parameters", print_parameters, "parameter", NULL, 14, 13, NULL},
    {"optimizers", print_parameters, "choice", "optimizer", 12, 5, NULL},
    {"noises", print_parameters, "choice", "noise", 12, 5, NULL},
    {"distributions", print_parameters, "choice", "distribution", 12, 5, NULL},
    {"figures", print_figures, "figure", NULL, 7, 0, NULL},
    {"views", print_parameters, "choice", "view", 12, 1, NULL},
    {"keys", print_keys, "key", NULL, 44, 0, NULL},
};

enum { LISTS = sizeof list_table / sizeof *list_table };

static void print_tsv(FILE *out)
{
    static void (*const all[])(const struct printing *) = {
        print_commands, print_parameters, print_options, print_figures,
        print_keys,     print_presets,    print_tours,   print_symbols};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        all[i](&(struct printing){NULL, out});
}

/* Print the list of that name, or all of them if it is NULL. An error if there is no such list, or
 * if its files are not found; then the others are printed all the same. */
static struct status print_lists(const char *name, FILE *out)
{
    bool found = false;
    struct status s = status_ok();
    for (const struct list *l = list_table; l < list_table + LISTS; l++)
        if (name == NULL || strcmp(name, l->name) == 0) {
            if (name == NULL)
                fprintf(out, "%s%s:\n", found ? "\n" : "", l->name);
            l->print(&(struct printing){l, out});
            if (l->files != NULL)
                STATUS_NEXT(s, collection_check(l->files));
            found = true;
        }
    return found ? s
                 : status_error(STATUS_INPUT,
                                "list: there is no '%.60s'; see 'sgdscope list --help'", name);
}

struct status command_list(const struct options *options, int *answer)
{
    (void)answer;
    struct ascii_output plain;
    struct status s = status_ok();
    ascii_output_open(&plain, stdout);
    if (options->word != NULL && strcmp(options->word, "tsv") == 0)
        print_tsv(plain.stream);
    else
        s = print_lists(options->word, plain.stream);
    ascii_output_close(&plain);
    return s;
}
