/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tour_notes.h"

#include "frame.h"
#include "writing.h"
#include "sgdscope/base/path.h"
#include "sgdscope/io/own_inputs.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The handout of a tour, as Markdown. */

struct notes {
    const struct tour *tour;
    const struct options *options;
};

enum { PATH_MOST = 1200, OPTIONS_MOST = 2000, COMMAND_MOST = OPTIONS_MOST + TOUR_COLUMNS };

static void print_picture_name(const char *folder, size_t step, char text[PATH_MOST])
{
    (void)snprintf(text, PATH_MOST, "%.1100s/step-%02zu.png", folder, step + 1);
}

/* The text as a paragraph, with words in front. */
static void print_text(FILE *out, const char *before, const char *text)
{
    if (text[0] != '\0')
        fprintf(out, "%s%s\n\n", before, text);
}

static void print_question(FILE *out, const struct tour_step *s)
{
    if (s->ask[0] == '\0')
        return;
    print_text(out, "**Question:** ", s->ask);
    for (int i = 0; i < s->choices; i++)
        fprintf(out, "- %c: %s\n", 'A' + i, s->choice[i]);
    if (s->choices > 0)
        fputc('\n', out);
    if (s->right >= 0)
        print_text(out, "**Answer:** ", s->choice[s->right]);
    else if (!isnan(s->answer))
        fprintf(out, "**Answer:** %.6g%s (within %.3g %%)\n\n", s->answer,
                s->is_percent ? " %" : "", 100 * s->within);
    print_text(out, "", s->reveal);
}

/* The options that say how it is shown: what they add to the command of any experiment. */
static void format_showing(const struct show *show, char text[OPTIONS_MOST])
{
    struct experiment plain;
    experiment_init(&plain);
    size_t length = experiment_command(&plain, true, text, OPTIONS_MOST);
    plain.show = *show;
    (void)experiment_command(&plain, true, text, OPTIONS_MOST);
    memmove(text, text + length, strlen(text + length) + 1);
    experiment_free(&plain);
}

/* What shows the step's experiment, as typed after "sgdscope": on any machine, if it is a
 * preset. */
static void format_command(const struct tour_step *s, char text[COMMAND_MOST])
{
    char options[OPTIONS_MOST];
    if (s->preset[0] != '\0')
        format_showing(&s->experiment.show, options);
    else
        (void)experiment_command(&s->experiment, true, options, sizeof options);
    (void)snprintf(text, COMMAND_MOST, "%s%s", s->preset,
                   options + (s->preset[0] == '\0' ? strspn(options, " ") : 0));
}

static void print_minutes(FILE *out, const struct tour *t, size_t step)
{
    if (t->step[step].minutes > 0)
        fprintf(out, "*Minutes %g to %g*\n\n", tour_planned(t, step), tour_planned(t, step + 1));
}

static struct status write_text(FILE *out, void *what)
{
    const struct notes *n = what;
    char picture[PATH_MOST], folder[PATH_MOST], command[COMMAND_MOST];
    if (n->options->output != NULL)
        path_relative(n->options->output, folder, sizeof folder);
    fprintf(out, "# %s\n\n", n->tour->title);
    if (n->tour->minutes > 0)
        fprintf(out, "%zu steps, %g minutes.\n\n", n->tour->steps, n->tour->minutes);
    for (size_t i = 0; i < n->tour->steps; i++) {
        const struct tour_step *s = &n->tour->step[i];
        fprintf(out, "## %zu. %s\n\n", i + 1, s->title);
        print_minutes(out, n->tour, i);
        if (n->options->output != NULL) {
            print_picture_name(folder, i, picture);
            fprintf(out, "![%s](%s)\n\n", s->title, picture);
        }
        print_text(out, "", s->text);
        print_question(out, s);
        print_text(out, "*For the speaker:* ", s->notes);
        format_command(s, command);
        fprintf(out, "    sgdscope %s\n\n", command);
    }
    return status_ok();
}

/* Refuse if a picture would replace a file that the tour or one of its steps is read from. */
static struct status spare_inputs(const struct notes *n)
{
    char picture[PATH_MOST];
    for (size_t i = 0; i < n->tour->steps; i++) {
        print_picture_name(n->options->output, i, picture);
        STATUS_TRY(own_inputs_spare(&n->options->experiment, n->options->file, picture));
        STATUS_TRY(own_inputs_spare_steps(n->tour, picture));
    }
    return status_ok();
}

static struct status write_pictures(const struct notes *n)
{
    char picture[PATH_MOST], command[COMMAND_MOST];
    struct options of_step = *n->options;
    STATUS_TRY(spare_inputs(n));
    if (mkdir(n->options->output, 0777) != 0 && errno != EEXIST)
        return status_file(STATUS_OUTPUT, n->options->output, 0, "%s", status_reason(errno));
    for (size_t i = 0; i < n->tour->steps; i++) {
        const struct tour_step *s = &n->tour->step[i];
        const struct frame_names names = {s->title, command};
        print_picture_name(n->options->output, i, picture);
        format_command(s, command);
        of_step.experiment = s->experiment;
        of_step.output = picture;
        of_step.format = FORMAT_PICTURE;
        STATUS_TRY(status_prefix(frame_write(&of_step, &names), "step %zu", i + 1));
    }
    return status_ok();
}

struct status tour_notes_write(const struct tour *tour, const struct options *options)
{
    struct notes n = {tour, options};
    struct ascii_output plain;
    if (options->output != NULL)
        STATUS_TRY(write_pictures(&n));
    ascii_output_open(&plain, stdout);
    struct status s = write_text(plain.stream, &n);
    ascii_output_close(&plain);
    return s;
}
