/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include <locale.h>

int main(int argc, char **argv)
{
    /* Characters as the terminal has them; numbers always with a point. */
    (void)setlocale(LC_CTYPE, "");
    return command_main(argc, argv);
}
