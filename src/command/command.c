/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "blas.h"
#include "option_table.h"
#include "shell_words.h"
#include "writing.h"
#include "sgdscope/base/matrix.h"
#include "sgdscope/base/outfile.h"
#include "sgdscope/base/thread.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/io/collection.h"
#include "sgdscope/io/own_inputs.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/sim/draw.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

const struct command command_table[] = {
    {"run", "[run] [OPTION...] [FILE]", "the instrument, full screen", FOR_RUN, command_run},
    {"theory", "theory [OPTION...] [FILE]", "all predictions, no simulation", FOR_THEORY,
     command_theory},
    {"check", "check [OPTION...] [FILE]",
     "simulate, compare with theory, report the verdict in the exit status", FOR_CHECK,
     command_check},
    {"sweep", "sweep --over NAME=VALUES [--over ...] [OPTION...] [FILE]",
     "a table, one row per grid point", FOR_SWEEP, command_sweep},
    {"figure", "figure NAME [OPTION...]",
     "a figure of the paper, at the paper's own size; 2b and 4b take half a minute", FOR_FIGURE,
     command_figure},
    {"fit", "fit --iterates FILE [OPTION...] [FILE]",
     "a recorded training run held against theory, answer by exit status", FOR_FIT, command_fit},
    {"tour", "tour [NAME|FILE] [OPTION...]",
     "a prepared lecture: steps, questions, answers; first-steps takes five minutes", FOR_TOUR,
     command_tour},
    {"list",
     "list [presets|tours|parameters|optimizers|noises|distributions|figures|views|keys|tsv]",
     "what there is to choose from", FOR_LIST, command_list},
};

const int command_count = sizeof command_table / sizeof *command_table;

/* --- help ------------------------------------------------------------------------------------- */

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
    char left[80], about[200], choice[PARAMETER_CHOICE_SIZE];
    if (p->letter != 0)
        (void)snprintf(left, sizeof left, "-%c, --%s", p->letter, p->name);
    else
        (void)snprintf(left, sizeof left, "    --%s", p->name);
    (void)snprintf(about, sizeof about, "%s%s%s", p->symbol, p->symbol[0] != '\0' ? "  " : "",
                   p->about);
    print_row(out, left, about, p->initial);
    if (p->choices == 0)
        return;
    fprintf(out, "  %26s ", "");
    for (size_t i = 0; i < p->choices; i++)
        fprintf(out, "%s%s", i > 0 ? ", " : "", parameter_describe_choice(p, i, choice));
    fputs(p->choice == flag_table ? "; yes if it stands alone\n" : "\n", out);
}

static void print_options(int command, FILE *out)
{
    char left[80], endings[80];
    if (command & (FOR_EXPERIMENTS | FOR_TOUR)) {
        fputs("\nParameters (names as in experiment files; 1/32 is a number too) [default]:\n",
              out);
        for (size_t i = 0; i < parameter_count; i++)
            if (parameter_commands(&parameter_table[i]) & command)
                print_parameter(out, &parameter_table[i]);
    }
    fputs("\nOptions:\n", out);
    for (const struct option *e = option_table; e < option_table + option_count; e++) {
        if (!(e->commands & command))
            continue;
        (void)snprintf(left, sizeof left, "    --%s %s", e->name,
                       e->argument != NULL ? e->argument : "");
        print_row(out, left, e->about, option_initial(e, command, endings, sizeof endings));
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
          "3 a result could not be written, 128 + the number of the signal that ended it\n"
          "(130 also if Escape gives up the first experiment).\n",
          out);
}

/* The help of one command, or of the program if c is NULL. */
static void print_usage(const struct command *c)
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

/* For the shells: see shell_words.h. */
static void print_shell_words(int count, char **word)
{
    struct ascii_output plain;
    ascii_output_open(&plain, stdout);
    shell_words_print(count, word, plain.stream);
    ascii_output_close(&plain);
}

/* --- running a command ------------------------------------------------------------------------ */

/* answer: the exit status of a command that was cancelled. */
static int report(struct status s, int answer)
{
    ascii_output_message(s.text);
    if (s.code == STATUS_CANCEL)
        return answer;
    return s.code == STATUS_OUTPUT ? 3 : 2;
}

/* The exit status if everything printed has been written. */
static int finish(int answer)
{
    struct status s = outfile_flush_stdout();
    return s.code == STATUS_OK ? answer : report(s, 3);
}

/* An option that names a result's file, and the name or NULL. */
struct destination {
    const char *option, *path;
};

static struct status check_output(const struct options *o, const struct destination *all, size_t i)
{
    if (all[i].path == NULL)
        return status_ok();
    if (strcmp(all[i].path, "-") == 0)
        return status_error(STATUS_INPUT, "- is no file here: give a name, such as ./-");
    STATUS_TRY(own_inputs_spare(&o->experiment, o->file, all[i].path));
    for (size_t j = 0; j < i; j++)
        if (all[j].path != NULL && outfile_is_same(all[j].path, all[i].path))
            return status_file(STATUS_INPUT, all[i].path, 0, "two results cannot go into one file");
    return outfile_probe(all[i].path);
}

/* Better to learn now than after a night that a result cannot be written, or would be written over
 * what it is made from. The folder of a tour's handout is no file. */
static struct status check_outputs(const struct command *c, const struct options *o)
{
    const struct destination all[] = {{"--output", c->options == FOR_TOUR ? NULL : o->output},
                                      {"--record", o->record},
                                      {"--save-hessian", o->save_hessian},
                                      {"--save-noise", o->save_noise}};
    STATUS_TRY(own_inputs_spare(&o->experiment, o->file, "/dev/stdout")); /* >>FILE */
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        STATUS_TRY(status_prefix(check_output(o, all, i), "%s", all[i].option));
    return status_ok();
}

static const struct command *find_command(const char *name)
{
    for (const struct command *c = command_table; c < command_table + command_count; c++)
        if (strcmp(name, c->name) == 0)
            return c;
    return NULL;
}

static bool is_experiment(const char *name)
{
    char path[1024];
    return collection_find(&collection_presets, name, path, sizeof path).code == STATUS_OK;
}

/* An error that a command's name behind its options has made of them: what to type instead. */
static struct status explain_place(struct status s, const char *word, int argc, char **argv)
{
    char line[250];
    const struct command *c = word != NULL ? find_command(word) : NULL;
    if (s.code != STATUS_INPUT || c == NULL || is_experiment(word))
        return s;
    size_t used = (size_t)snprintf(line, sizeof line, "%s", c->name);
    for (int i = 0; i < argc && used + 1 < sizeof line; i++)
        if (argv[i] != word) {
            line[used++] = ' ';
            used = parameter_append_quoted(line, sizeof line, used, argv[i]);
        }
    return status_error(STATUS_INPUT, "%s: a command comes before its options: sgdscope %s", word,
                        used + 1 < sizeof line ? line : c->usage);
}

static int run_command(const struct command *c, int argc, char **argv, char **whole)
{
    struct options options = {0};
    int answer = 0;
    struct status s = thread_require_stack();
    STATUS_NEXT(s, options_parse(c->options, argc, argv, &options));
    if (c->options == FOR_RUN)
        s = explain_place(s, options.word, argc, argv);
    if (s.code == STATUS_OK && !options.help)
        s = check_outputs(c, &options);
    if (s.code == STATUS_OK && options.help) {
        print_usage(c);
    } else if (s.code == STATUS_OK) {
        /* Large matrices come from files; small ones are not worth a restart. */
        if (options.experiment.hessian.file[0] != '\0' ||
            experiment_data(&options.experiment) == DATA_FILE)
            blas_restart_with_right_kernels(whole);
        if (options.hidden.code != STATUS_OK && !options.quiet && !options.full_screen)
            ascii_output_message(options.hidden.text);
        s = c->run(&options, &answer);
    }
    experiment_free(&options.experiment);
    return s.code == STATUS_OK ? finish(answer) : report(options_place(&options, s), answer);
}

int command_main(int argc, char **argv)
{
    (void)signal(SIGXFSZ, SIG_IGN); /* a file over its limit is an output that fails */
    matrix_keep_memory();
    blas_single_thread();
    const char *first = argc > 1 ? argv[1] : "";
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 || strcmp(first, "help") == 0) {
        print_usage(NULL);
        return finish(0);
    }
    if (strcmp(first, "--version") == 0) {
        printf("sgdscope %s (random numbers and steps: %s)\n", PACKAGE_VERSION, draw_isa_name());
        return finish(0);
    }
    if (strcmp(first, "--complete") == 0) {
        print_shell_words(argc - 2, argv + 2);
        return finish(0);
    }
    const struct command *command = find_command(first);
    if (command != NULL)
        return run_command(command, argc - 2, argv + 2, argv);
    /* A first word that is nearly a command and no experiment is a slip of the finger. */
    struct nearest near = nearest_to(first);
    for (int i = 0; i < command_count; i++)
        nearest_offer(&near, command_table[i].name);
    if (first[0] != '-' && first[0] != '\0' && near.name[0] != '\0' && !is_experiment(first))
        return report(status_error(STATUS_INPUT,
                                   "%.100s: no such command, file or preset; did you mean '%s'?",
                                   first, near.name),
                      2);
    return run_command(&command_table[0], argc - 1, argv + 1, argv);
}
