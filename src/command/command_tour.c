/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A prepared lecture in the instrument; with --notes, or without a terminal, as a handout. */
#include "sgdscope/command/command.h"

#include "instrument.h"
#include "tour_notes.h"
#include "sgdscope/io/collection.h"
#include "sgdscope/tui/tui.h"

struct status command_tour(const struct options *options, int *answer)
{
    char path[1024];
    struct tour tour = {0};
    const char *name = options->word != NULL ? options->word : "first-steps";
    STATUS_TRY(collection_find(&collection_tours, name, path, sizeof path));
    if (options->full_screen && options->output != NULL)
        return status_error(STATUS_INPUT,
                            "--output: is for the pictures of a handout; add --notes");
    if (options->full_screen)
        return instrument_run(options, path, answer);
    STATUS_TRY(tour_file_read(path, &tui_tour_words, &tour));
    struct status s = tour_notes_write(&tour, options);
    tour_free(&tour);
    return s;
}
