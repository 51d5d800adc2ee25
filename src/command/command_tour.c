/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A prepared lecture in the instrument; with --notes, or without a terminal, as a handout. */
#include "sgdscope/command/command.h"

#include "instrument.h"
#include "tour_notes.h"
#include "sgdscope/tui/tui.h"

struct status command_tour(const struct options *options, int *answer)
{
    struct tour tour = {0};
    if (options->full_screen && options->output != NULL)
        return status_error(STATUS_INPUT,
                            "--output: is for the pictures of a handout; add --notes");
    if (options->full_screen)
        return instrument_run(options, options->file, answer);
    STATUS_TRY(tour_file_read(options->file, &tui_tour_words, &tour));
    struct status s = tour_notes_write(&tour, options);
    tour_free(&tour);
    return s;
}
