/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "result_write.h"
#include "sgdscope/study/result.h"

struct status command_theory(const struct options *options, int *answer)
{
    struct result r = {0};
    size_t rows = options->format == FORMAT_TEXT ? RESULT_SHOWN : 0;
    STATUS_TRY(result_make(&options->experiment, rows, &r));
    struct status s = result_write(&r, NULL, options);
    result_free(&r);
    *answer = 0;
    return s;
}
