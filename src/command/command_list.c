/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "ascii_output.h"
#include "list_tsv.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/study/figure.h"
#include "sgdscope/tui/tui.h"
#include "sgdscope/view/view.h"

#include <stdio.h>
#include <string.h>

static void print_choices(const char *parameter, FILE *out)
{
    const struct parameter *p = parameter_find(parameter);
    for (size_t i = 0; i < p->choices; i++) {
        const struct choice *c = parameter_choice(p, i);
        fprintf(out, "%-12s %-5s %s\n", c->name, c->alias != NULL ? c->alias : "", c->about);
    }
}

static void list_optimizers(FILE *out)
{
    print_choices("optimizer", out);
}

static void list_noises(FILE *out)
{
    print_choices("noise", out);
}

static void list_distributions(FILE *out)
{
    print_choices("distribution", out);
}

static void list_parameters(FILE *out)
{
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        fprintf(out, "%-14s %-9s %-3.1s %s [%s]\n", p->name, p->alias != NULL ? p->alias : "",
                p->letter != 0 ? &p->letter : "", p->about, p->initial);
    }
}

/* A file of the user's own that is broken is named in the list: it must not hide the others. */
static void print_preset(const char *name, const char *path, void *context)
{
    struct experiment e = {0};
    FILE *out = context;
    struct status s = experiment_file_read(path, &e);
    fprintf(out, "%-16s %s\n", name, s.code == STATUS_OK ? e.title : s.text);
    experiment_free(&e);
}

static void list_presets(FILE *out)
{
    experiment_file_presets(print_preset, out);
}

static void list_views(FILE *out)
{
    for (int i = 0; i < view_count; i++)
        fprintf(out, "%c  %-12s %s\n", view_table[i].key, view_table[i].name, view_table[i].about);
}

static void list_figures(FILE *out)
{
    for (size_t i = 0; i < figure_count; i++)
        fprintf(out, "%-7s %s: %s\n", figure_table[i].name, figure_table[i].title,
                figure_table[i].about);
}

static void list_keys(FILE *out)
{
    const char *about = NULL, *names = NULL;
    for (size_t i = 0; (names = tui_key(i, &about)) != NULL; i++)
        fprintf(out, "%-44s %s\n", names, about);
}

static const struct {
    const char *name;
    void (*print)(FILE *out);
} list_table[] = {
    {"presets", list_presets},
    {"parameters", list_parameters},
    {"optimizers", list_optimizers},
    {"noises", list_noises},
    {"distributions", list_distributions},
    {"figures", list_figures},
    {"views", list_views},
    {"keys", list_keys},
    {"tsv", list_tsv}, /* all of it for other programs: not among what people list */
};

enum { LISTS = sizeof list_table / sizeof *list_table };

static void print_all(FILE *out)
{
    for (size_t i = 0; i < LISTS && list_table[i].print != list_tsv; i++) {
        fprintf(out, "%s%s:\n", i > 0 ? "\n" : "", list_table[i].name);
        list_table[i].print(out);
    }
}

struct status command_list(const struct options *options, int *answer)
{
    void (*print)(FILE * out) = options->word == NULL ? print_all : NULL;
    struct ascii_output plain;
    *answer = 0;
    for (size_t i = 0; i < LISTS && options->word != NULL; i++)
        if (strcmp(options->word, list_table[i].name) == 0)
            print = list_table[i].print;
    if (print == NULL)
        return status_error(STATUS_INPUT,
                            "list: '%.60s' is none of presets, parameters, optimizers, "
                            "noises, distributions, figures, views, keys, tsv",
                            options->word);
    ascii_output_open(&plain, stdout);
    print(plain.stream);
    ascii_output_close(&plain);
    return status_ok();
}
