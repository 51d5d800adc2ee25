/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "entry.h"
#include "writing.h"
#include "sgdscope/io/collection.h"

#include <stdio.h>
#include <string.h>

/* A list for people: the entries of one kind. */
struct list {
    const char *name;
    const char *kind, *of;          /* of: NULL for any */
    int name_width, other_width;    /* columns; other_width 0: it is left out */
    const struct collection *files; /* what the entries are, if they are files */
};

static const struct list list_table[] = {
    {"presets", "preset", NULL, 16, 0, &collection_presets},
    {"tours", "tour", NULL, 16, 0, &collection_tours},
    {"parameters", "parameter", NULL, 14, 13, NULL},
    {"optimizers", "choice", "optimizer", 12, 5, NULL},
    {"noises", "choice", "noise", 12, 5, NULL},
    {"distributions", "choice", "distribution", 12, 5, NULL},
    {"figures", "figure", NULL, 7, 0, NULL},
    {"views", "choice", "view", 12, 1, NULL},
    {"keys", "key", NULL, 44, 0, NULL},
};

enum { LISTS = sizeof list_table / sizeof *list_table };

/* Where a list is printed. */
struct printing {
    const struct list *list;
    FILE *out;
};

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static void print_entry(const struct entry *e, void *context)
{
    const struct printing *p = context;
    const struct list *l = p->list;
    if (l->of != NULL && strcmp(e->of, l->of) != 0)
        return;
    fprintf(p->out, "%-*s ", l->name_width, e->name);
    if (l->other_width > 0)
        fprintf(p->out, "%-*s ", l->other_width, or_empty(e->other));
    fputs(e->about, p->out);
    if (e->initial != NULL)
        fprintf(p->out, " [%s]", e->initial);
    fputc('\n', p->out);
}

/* As a row of `list tsv`, which the man page is made of: the members of the entry in their order,
 * separated by tabs. */
static void print_row(const struct entry *e, void *context)
{
    fprintf(context, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e->kind, or_empty(e->of), e->name,
            or_empty(e->other), or_empty(e->takes), or_empty(e->about), or_empty(e->initial),
            or_empty(e->symbol));
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
            entry_each(l->kind, print_entry, &(struct printing){l, out});
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
        entry_each(NULL, print_row, plain.stream);
    else
        s = print_lists(options->word, plain.stream);
    ascii_output_close(&plain);
    return s;
}
