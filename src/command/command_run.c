/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instrument; without a terminal, or with --output, one frame of it. */
#include "sgdscope/command/command.h"

#include "frame.h"
#include "writing.h"
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

struct status command_run(const struct options *options, int *answer)
{
    struct experiment last = {0};
    int signal_number = 0;
    struct tui_setting setting = {
        .experiment = &options->experiment,
        .view = options->view,
        .quantity = options->quantity,
        .glyphs = options->glyphs,
        .notice = &options->settings,
        .projector = options->projector,
        .record = options->record,
        .display = {.ascii = options->glyphs == GLYPHS_ASCII,
                    .no_color = options->no_color,
                    .theme = options->theme,
                    .fps = options->fps,
                    .max_rate = options->max_rate},
    };
    if (!options->full_screen && options->record != NULL)
        return status_error(STATUS_INPUT, "--record: is for the instrument, whose standard output "
                                          "is a terminal");
    if (!options->full_screen)
        return frame_write(options);
    if (options->size[0] > 0 || options->no_title || options->no_caption)
        return status_error(STATUS_INPUT, "--%s: is for a picture in a file; add --output FILE",
                            options->size[0] > 0 ? "size"
                            : options->no_title  ? "no-title"
                                                 : "no-caption");
    STATUS_TRY(tui_run(&setting, &last, &signal_number));
    if (options->settings.code != STATUS_OK)
        ascii_output_message(options->settings.text);
    if (signal_number != 0)
        *answer = 128 + signal_number;
    if (signal_number == 0 || signal_number == SIGINT || signal_number == SIGTERM)
        print_command(&last);
    experiment_free(&last);
    return status_ok();
}
