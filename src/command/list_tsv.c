/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "list_tsv.h"

#include "option_table.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/command/command.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/study/figure.h"
#include "sgdscope/tui/tui.h"
#include "sgdscope/view/view.h"

#include <string.h>

/* The columns of list_tsv.h; NULL is empty. */
struct tsv_row {
    const char *kind, *of, *name, *other, *takes, *about, *initial, *symbol;
};

static void print_row(FILE *out, const struct tsv_row *r)
{
    const char *const cell[] = {r->kind,  r->of,    r->name,    r->other,
                                r->takes, r->about, r->initial, r->symbol};
    for (size_t i = 0; i < sizeof cell / sizeof *cell; i++)
        fprintf(out, "%s%s", i > 0 ? "\t" : "", cell[i] != NULL ? cell[i] : "");
    fputc('\n', out);
}

/* "run theory check": the commands among those of the mask. */
static const char *command_names(int commands, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < command_count && used < size; i++)
        if (command_table[i].options & commands)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "",
                                     command_table[i].name);
    return text;
}

static void print_commands(FILE *out)
{
    for (int i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        print_row(out,
                  &(struct tsv_row){
                      .kind = "command", .name = c->name, .takes = c->usage, .about = c->about});
    }
}

static void print_choices(FILE *out, const struct parameter *p)
{
    for (size_t i = 0; i < p->choices; i++) {
        const struct choice *c = parameter_choice(p, i);
        print_row(out, &(struct tsv_row){.kind = "choice",
                                         .of = p->name,
                                         .name = c->name,
                                         .other = c->alias,
                                         .about = c->about});
    }
}

static void print_parameters(FILE *out)
{
    char of[80], other[80];
    (void)command_names(FOR_EXPERIMENTS, of, sizeof of);
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        const char dash_letter[] = {'-', p->letter, '\0'};
        (void)snprintf(other, sizeof other, "%s%s%s%s", p->letter != 0 ? dash_letter : "",
                       p->letter != 0 && p->alias != NULL ? " " : "", p->alias != NULL ? "--" : "",
                       p->alias != NULL ? p->alias : "");
        print_row(out, &(struct tsv_row){.kind = "parameter",
                                         .of = of,
                                         .name = p->name,
                                         .other = other,
                                         .takes = p->kind == PARAMETER_MATRIX ? "@FILE"
                                                  : p->kind == PARAMETER_FILE ? "FILE"
                                                                              : "VALUE",
                                         .about = p->about,
                                         .initial = p->initial,
                                         .symbol = p->symbol});
        print_choices(out, p);
    }
}

static void print_options(FILE *out)
{
    char of[80], endings[80];
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &option_table[i];
        bool is_output = strcmp(o->name, "output") == 0;
        print_row(out, &(struct tsv_row){
                           .kind = "option",
                           .of = command_names(o->commands, of, sizeof of),
                           .name = o->name,
                           .takes = o->argument,
                           .about = o->about,
                           .initial = is_output ? ending_list(o->commands, endings, sizeof endings)
                                                : NULL});
    }
}

static void print_figures(FILE *out)
{
    for (size_t i = 0; i < figure_count; i++) {
        char about[300];
        const struct figure_info *f = &figure_table[i];
        (void)snprintf(about, sizeof about, "%s: %s", f->title, f->about);
        print_row(out, &(struct tsv_row){.kind = "figure", .name = f->name, .about = about});
    }
}

static void print_views(FILE *out)
{
    for (int i = 0; i < view_count; i++) {
        const char key[] = {view_table[i].key, '\0'};
        print_row(out, &(struct tsv_row){.kind = "view",
                                         .name = view_table[i].name,
                                         .other = key,
                                         .about = view_table[i].about});
    }
}

static void print_keys(FILE *out)
{
    struct tsv_row r = {.kind = "key"};
    for (size_t i = 0; (r.name = tui_key(i, &r.about)) != NULL; i++)
        print_row(out, &r);
}

static void print_preset(const char *name, const char *path, void *context)
{
    struct experiment e = {0};
    if (experiment_file_read(path, &e).code == STATUS_OK)
        print_row(context, &(struct tsv_row){.kind = "preset", .name = name, .about = e.title});
    experiment_free(&e);
}

static void print_symbols(FILE *out)
{
    char symbol[5];
    struct tsv_row r = {.kind = "symbol", .name = symbol};
    for (size_t i = 0; (r.about = utf8_symbol(i, symbol)) != NULL; i++)
        print_row(out, &r);
}

void list_tsv(FILE *out)
{
    print_commands(out);
    print_parameters(out);
    print_options(out);
    print_figures(out);
    print_views(out);
    print_keys(out);
    experiment_file_presets(print_preset, out);
    print_symbols(out);
}
