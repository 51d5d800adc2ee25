/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instrument; without a terminal, or with --output, one frame of it. */
#include "sgdscope/command/command.h"

#include "frame.h"
#include "instrument.h"

struct status command_run(const struct options *options, int *answer)
{
    if (!options->full_screen)
        return frame_write(options, &(struct frame_names){0});
    if (options->size[0] > 0 || options->no_title || options->no_caption)
        return status_error(STATUS_INPUT, "--%s: is for a picture in a file; add --output FILE",
                            options->size[0] > 0 ? "size"
                            : options->no_title  ? "no-title"
                                                 : "no-caption");
    return instrument_run(options, NULL, answer);
}
