/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/own_inputs.h"

#include "number_file.h"

#include "sgdscope/base/path.h"
#include "sgdscope/io/settings_file.h"

#include <stdio.h>

bool own_inputs_file(const struct parameter *p, const struct experiment *e, char file[PATH_MAX])
{
    (void)number_file_split(input_place(parameter_file_of(p, e)), file);
    return file[0] != '\0';
}

struct status own_inputs_spare(const struct experiment *e, const char *also, const char *output)
{
    char file[PATH_MAX];
    bool is_input = path_is_same(output, also) || settings_file_is(output);
    for (const struct parameter *p = parameter_table;
         p < parameter_table + parameter_count && !is_input; p++)
        is_input = own_inputs_file(p, e, file) && path_is_same(output, file);
    if (!is_input)
        return status_ok();
    return status_file(STATUS_OUTPUT, output, 0, "is one of the inputs, so it is not overwritten");
}

struct status own_inputs_spare_steps(const struct tour *t, const char *output)
{
    for (size_t i = 0; i < t->steps; i++)
        STATUS_TRY(own_inputs_spare(&t->step[i].experiment, t->step[i].file, output));
    return status_ok();
}
