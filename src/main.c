/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/utf8.h"
#include "sgdscope/command/command.h"

#include <gsl/gsl_errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Of LeakSanitizer, in a build with it. */
void __lsan_do_leak_check(void) __attribute__((weak));

/* A program that ends because of a signal dies of it, so that a shell ends its loop too. */
static void die_of(int number)
{
    if (number <= 0 || number >= NSIG)
        return;
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

/* End without the destructors of libraries: OpenBLAS's would wait for threads that cannot end, and
 * take the buffers from a solver that is still working. */
_Noreturn static void leave(int status)
{
    (void)fflush(stdout);
    if (__lsan_do_leak_check != NULL)
        __lsan_do_leak_check();
    die_of(status - 128);
    _exit(status);
}

int main(int argc, char **argv)
{
    /* The terminal's characters, but numbers with a decimal point. For a locale that this
     * machine lacks, another one knows at least the characters. */
    if (setlocale(LC_CTYPE, "") == NULL && utf8_locale())
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)gsl_set_error_handler_off(); /* GSL's handler would end the program */
    leave(command_main(argc, argv));
}
