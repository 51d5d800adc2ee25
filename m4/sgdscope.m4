# SPDX-License-Identifier: GPL-3.0-or-later

# SGDSCOPE_FIND(VARIABLE, MODULES, LIBS, HEADER, FUNCTION)
# Set VARIABLE_CFLAGS and VARIABLE_LIBS from the first pkg-config module, or else from LIBS, with
# which a program that includes HEADER and takes FUNCTION links; found=yes or no.
# The two variables can be given to configure instead.
AC_DEFUN([SGDSCOPE_FIND], [
AC_ARG_VAR([$1_CFLAGS], [compiler flags for $1, instead of pkg-config's])
AC_ARG_VAR([$1_LIBS], [linker flags for $1, instead of pkg-config's])
AC_MSG_CHECKING([for $1])
found=no
save_CFLAGS=$CFLAGS
save_LIBS=$LIBS
for module in given $2 plain; do
    AS_CASE([$module],
        [given], [cflags=$$1_CFLAGS libs=$$1_LIBS
                  test -n "$libs" || continue],
        [plain], [cflags= libs="$3"],
        [test -n "$PKG_CONFIG" || continue
         cflags=`$PKG_CONFIG --cflags $module 2>/dev/null` || continue
         libs=`$PKG_CONFIG --libs $module 2>/dev/null` || continue])
    CFLAGS="$save_CFLAGS $cflags"
    LIBS="$libs $BLAS_LIBS $save_LIBS"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[
#undef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700 /* for the wide characters of curses.h */
#include <setjmp.h> /* cmocka.h needs these four */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <$4>]], [[
    void (*volatile function)(void) = (void (*)(void))$5;
    return function == 0;]])],
        [found=yes
         $1_CFLAGS=$cflags
         $1_LIBS=$libs
         break])
done
CFLAGS=$save_CFLAGS
LIBS=$save_LIBS
AS_IF([test $found = yes], [AC_MSG_RESULT([yes, $module])], [AC_MSG_RESULT([no])])
])

# SGDSCOPE_LIBRARY(VARIABLE, MODULES, LIBS, HEADER, FUNCTION, DEBIAN PACKAGE)
# A library the program needs; SGDSCOPE_REPORT_MISSING stops where there is one missing.
AC_DEFUN([SGDSCOPE_LIBRARY], [
SGDSCOPE_FIND([$1], [$2], [$3], [$4], [$5])
AS_IF([test $found = no], [debian_packages="$debian_packages $6"])
])

# SGDSCOPE_REPORT_MISSING
# One error that names the Debian packages of all that is missing.
AC_DEFUN([SGDSCOPE_REPORT_MISSING], [
AS_IF([test -n "$debian_packages"], [AC_MSG_ERROR([libraries are missing; on Debian:
    apt-get install$debian_packages])])
])

# SGDSCOPE_TEST_LIBRARY(VARIABLE, MODULES, LIBS, HEADER, FUNCTION, DEBIAN PACKAGE)
# A library that only tests need; sets the conditional HAVE_VARIABLE.
AC_DEFUN([SGDSCOPE_TEST_LIBRARY], [
SGDSCOPE_FIND([$1], [$2], [$3], [$4], [$5])
AM_CONDITIONAL([HAVE_$1], [test $found = yes])
])
