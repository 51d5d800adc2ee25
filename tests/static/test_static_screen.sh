#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What static_screen.c tests, for make check-static.
# shellcheck disable=SC2154 # srcdir, builddir: from make check
program=$builddir/tests/static/static_screen
if [ ! -x "$program" ]; then
    echo "1..0 # SKIP it needs cmocka and libvterm"
    exit
fi
exec bash "$srcdir/tests/cmocka_tap.sh" "$program"
