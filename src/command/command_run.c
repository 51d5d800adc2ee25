/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "frame.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/tui/tui.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Print the command that brings the last experiment back. */
static void print_command(const struct experiment *e)
{
    size_t size = experiment_command(e, true, NULL, 0) + 1;
    char *text = malloc(size);
    if (text == NULL)
        return;
    (void)experiment_command(e, true, text, size);
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
        .display = {.ascii = options->ascii,
                    .no_color = options->no_color,
                    .theme = options->theme,
                    .fps = options->fps,
                    .max_rate = options->max_rate},
    };
    if (options->output != NULL || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return frame_write(options);
    STATUS_TRY(tui_run(&setting, &last, &signal_number));
    if (signal_number != 0)
        *answer = 128 + signal_number;
    if (signal_number == 0 || signal_number == SIGINT || signal_number == SIGTERM)
        print_command(&last);
    experiment_free(&last);
    return status_ok();
}
