/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/utf8.h"
#include "sgdscope/command/command.h"

#include <gsl/gsl_errno.h>
#include <locale.h>

int main(int argc, char **argv)
{
    /* The terminal's characters, but numbers with a decimal point. For a locale that this
     * machine lacks, another one knows at least the characters. */
    if (setlocale(LC_CTYPE, "") == NULL && utf8_locale())
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)gsl_set_error_handler_off(); /* GSL's handler would end the program */
    return command_main(argc, argv);
}
