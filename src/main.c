/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include <gsl/gsl_errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static bool wants_utf8(void)
{
    static const char *const variable[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(variable[i]);
        if (value != NULL && value[0] != '\0') /* the first that is set counts */
            return strstr(value, "UTF-8") != NULL || strstr(value, "utf8") != NULL;
    }
    return false;
}

int main(int argc, char **argv)
{
    /* The terminal's characters, but numbers with a decimal point. Even a locale that this machine
     * lacks tells whether the terminal shows UTF-8. */
    if (setlocale(LC_CTYPE, "") == NULL && wants_utf8())
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)gsl_set_error_handler_off(); /* GSL's handler would end the program */
    return command_main(argc, argv);
}
