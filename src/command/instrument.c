/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instrument.h"

#include "writing.h"
#include "sgdscope/io/settings_file.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/tui/tui.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* Print the command that brings the last experiment back. */
static void print_command(const struct experiment *e)
{
    size_t size = experiment_command(e, true, NULL, 0) + 1;
    char *text = calloc(size, 1);
    if (text != NULL && experiment_command(e, true, text, size) < size)
        printf("sgdscope%s\n", text);
    free(text);
}

/* Nothing was asked for, and there are no settings: perhaps nobody has been here before. */
static bool is_first_start(const struct options *options)
{
    bool asks = options->word != NULL;
    for (size_t i = 0; i < parameter_count; i++)
        asks |= options->given[i];
    return !asks && !settings_file_exists();
}

struct status instrument_run(const struct options *options, const char *tour, int *answer)
{
    struct experiment last = {0};
    const struct status *notices[] = {&options->settings, &options->hidden};
    int signal_number = 0;
    struct tui_setting setting = {
        .experiment = &options->experiment,
        .tour = tour,
        .offers_tour = tour == NULL && is_first_start(options),
        .marks_are_given = options->given[parameter_index("marks")],
        .notice = options->settings.code != STATUS_OK ? &options->settings : &options->hidden,
        .record = options->record,
        .display = {.ascii = options->experiment.show.marks == MARKS_ASCII,
                    .no_color = options->no_color,
                    .theme = options->theme,
                    .fps = options->fps,
                    .max_rate = options->max_rate},
    };
    struct status s = tui_run(&setting, &last, &signal_number);
    if (s.code == STATUS_CANCEL)
        *answer = 128 + SIGINT;
    STATUS_TRY(s);
    for (size_t i = 0; i < sizeof notices / sizeof *notices; i++)
        if (notices[i]->code != STATUS_OK)
            ascii_output_message(notices[i]->text);
    if (signal_number != 0)
        *answer = 128 + signal_number;
    if (signal_number == 0 || signal_number == SIGINT || signal_number == SIGTERM)
        print_command(&last);
    experiment_free(&last);
    return status_ok();
}
