/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "sgdscope/io/experiment_file.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/study/figure.h"
#include "sgdscope/tui/tui.h"
#include "sgdscope/view/view.h"

#include <stdio.h>
#include <string.h>

static void print_choices(const char *parameter)
{
    const struct parameter *p = parameter_find(parameter);
    for (size_t i = 0; i < p->choices; i++) {
        const struct choice *c = parameter_choice(p, i);
        printf("%-12s %-5s %s\n", c->name, c->alias != NULL ? c->alias : "", c->about);
    }
}

static struct status list_optimizers(void)
{
    print_choices("optimizer");
    return status_ok();
}

static struct status list_noises(void)
{
    print_choices("noise");
    return status_ok();
}

static struct status list_distributions(void)
{
    print_choices("distribution");
    return status_ok();
}

static struct status list_parameters(void)
{
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        printf("%-14s %-9s %-3.1s %s [%s]\n", p->name, p->alias != NULL ? p->alias : "",
               p->letter != 0 ? &p->letter : "", p->about, p->initial);
    }
    return status_ok();
}

/* A file of the user's own that is broken is named in the list: it must not hide the others. */
static void print_preset(const char *name, const char *path, void *context)
{
    static struct experiment e; /* large */
    (void)context;
    struct status s = experiment_file_read(path, &e);
    printf("%-16s %s\n", name, s.code == STATUS_OK ? e.title : s.text);
}

static struct status list_presets(void)
{
    experiment_file_presets(print_preset, NULL);
    return status_ok();
}

static struct status list_views(void)
{
    for (int i = 0; i < view_count; i++)
        printf("%c  %-12s %s\n", view_table[i].key, view_table[i].name, view_table[i].about);
    return status_ok();
}

static struct status list_figures(void)
{
    for (size_t i = 0; i < figure_count; i++)
        printf("%-7s %s: %s\n", figure_table[i].name, figure_table[i].title, figure_table[i].about);
    return status_ok();
}

static struct status list_keys(void)
{
    tui_print_keys();
    return status_ok();
}

static const struct {
    const char *name;
    struct status (*print)(void);
} list_table[] = {
    {"presets", list_presets},
    {"parameters", list_parameters},
    {"optimizers", list_optimizers},
    {"noises", list_noises},
    {"distributions", list_distributions},
    {"figures", list_figures},
    {"views", list_views},
    {"keys", list_keys},
};

enum { LISTS = sizeof list_table / sizeof *list_table };

struct status command_list(const struct options *options, int *answer)
{
    *answer = 0;
    for (size_t i = 0; i < LISTS; i++) {
        if (options->word != NULL && strcmp(options->word, list_table[i].name) != 0)
            continue;
        if (options->word == NULL)
            printf("%s%s:\n", i > 0 ? "\n" : "", list_table[i].name);
        STATUS_TRY(list_table[i].print());
        if (options->word != NULL)
            return status_ok();
    }
    if (options->word == NULL)
        return status_ok();
    return status_error(STATUS_INPUT,
                        "list: '%.60s' is none of presets, parameters, optimizers, "
                        "noises, distributions, figures, views, keys",
                        options->word);
}
