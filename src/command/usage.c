/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usage.h"

#include "ascii_output.h"
#include "option_table.h"
#include "sgdscope/base/utf8.h"

#include <stdio.h>
#include <string.h>

static void print_row(FILE *out, const char *left, const char *about, const char *initial)
{
    int pad = 26 - utf8_columns(left);
    fprintf(out, "  %s%*s %s", left, pad > 0 ? pad : 0, "", about);
    if (initial != NULL && initial[0] != '\0')
        fprintf(out, " [%s]", initial);
    fputc('\n', out);
}

static void print_parameter(FILE *out, const struct parameter *p)
{
    char left[80], about[200];
    if (p->letter != 0)
        (void)snprintf(left, sizeof left, "-%c, --%s", p->letter, p->name);
    else
        (void)snprintf(left, sizeof left, "    --%s", p->name);
    (void)snprintf(about, sizeof about, "%s%s%s", p->symbol, p->symbol[0] != '\0' ? "  " : "",
                   p->about);
    print_row(out, left, about, p->initial);
    if (p->kind != PARAMETER_CHOICE)
        return;
    fprintf(out, "  %26s ", "");
    for (size_t i = 0; i < p->choices; i++)
        fprintf(out, "%s%s", i > 0 ? ", " : "", parameter_choice(p, i)->name);
    fputc('\n', out);
}

static void print_options(int command, FILE *out)
{
    char left[80], endings[80];
    if (command & FOR_EXPERIMENTS) {
        fputs("\nParameters (the same names in experiment files) [default]:\n", out);
        for (size_t i = 0; i < parameter_count; i++)
            print_parameter(out, &parameter_table[i]);
    }
    fputs("\nOptions:\n", out);
    for (size_t i = 0; i < option_count; i++) {
        const struct option *e = &option_table[i];
        if (!(e->commands & command))
            continue;
        (void)snprintf(left, sizeof left, "    --%s %s", e->name,
                       e->argument != NULL ? e->argument : "");
        print_row(out, left, e->about,
                  strcmp(e->name, "output") == 0 ? ending_list(command, endings, sizeof endings)
                                                 : NULL);
    }
}

static void print_commands(FILE *out)
{
    fputs("sgdscope: an oscilloscope for the noise of stochastic gradient descent\n\n", out);
    for (int i = 0; i < command_count; i++)
        fprintf(out, "  sgdscope %-36s %s\n", command_table[i].usage, command_table[i].about);
    fputs("  sgdscope --help | --version | COMMAND --help\n\n", out);
    fputs("FILE is an experiment file or a preset's name ('sgdscope list presets'). Begin with\n"
          "  sgdscope              then press ? for help\n"
          "  sgdscope edge         close to the stability limit\n"
          "  sgdscope theory -l 1.8 -k 1,0.1\n",
          out);
    print_options(FOR_RUN, out);
    fputs("\nExit status: 0 done (check, figure: agrees), 1 it disagrees, 2 bad usage or input,\n"
          "3 a result could not be written, 128 + the number of the signal that ended it.\n",
          out);
}

void usage_print(const struct command *c)
{
    struct ascii_output plain;
    ascii_output_open(&plain, stdout);
    if (c == NULL) {
        print_commands(plain.stream);
    } else {
        fprintf(plain.stream, "usage: sgdscope %s\n%s\n", c->usage, c->about);
        print_options(c->options, plain.stream);
    }
    ascii_output_close(&plain);
}
