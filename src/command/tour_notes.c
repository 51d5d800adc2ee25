/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tour_notes.h"

#include "frame.h"
#include "writing.h"

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

static void print_picture_name(const struct options *o, size_t step, char *text, size_t size)
{
    (void)snprintf(text, size, "%s/step-%02zu.png", o->output, step + 1);
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
        fprintf(out, "**Answer:** %.6g (within %.3g %%)\n\n", s->answer, 100 * s->within);
    print_text(out, "", s->reveal);
}

/* The command that shows the step's experiment. */
static void print_command(FILE *out, const struct tour_step *s)
{
    char command[2000];
    (void)experiment_command(&s->experiment, true, command, sizeof command);
    fprintf(out, "    sgdscope%s\n\n", command);
}

static struct status write_text(FILE *out, void *what)
{
    const struct notes *n = what;
    char picture[1200];
    fprintf(out, "# %s\n\n", n->tour->title);
    if (n->tour->minutes > 0)
        fprintf(out, "%zu steps, %.0f minutes.\n\n", n->tour->steps, n->tour->minutes);
    for (size_t i = 0; i < n->tour->steps; i++) {
        const struct tour_step *s = &n->tour->step[i];
        fprintf(out, "## %zu. %s\n\n", i + 1, s->title);
        if (n->options->output != NULL) {
            print_picture_name(n->options, i, picture, sizeof picture);
            fprintf(out, "![%s](%s)\n\n", s->title, picture);
        }
        print_text(out, "", s->text);
        print_question(out, s);
        print_text(out, "*For the speaker:* ", s->notes);
        print_command(out, s);
    }
    return status_ok();
}

static struct status write_pictures(const struct notes *n)
{
    char picture[1200];
    struct options of_step = *n->options;
    if (mkdir(n->options->output, 0777) != 0 && errno != EEXIST)
        return status_error(STATUS_OUTPUT, "%s: %s", n->options->output, strerror(errno));
    for (size_t i = 0; i < n->tour->steps; i++) {
        const struct tour_step *s = &n->tour->step[i];
        print_picture_name(n->options, i, picture, sizeof picture);
        of_step.experiment = s->experiment;
        of_step.output = picture;
        of_step.format = FORMAT_PICTURE;
        STATUS_TRY(status_prefix(frame_write(&of_step), "step %zu", i + 1));
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
