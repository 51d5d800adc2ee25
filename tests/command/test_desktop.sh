#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What desktops read of the program: their own validators find nothing wrong with it.
# shellcheck source=tap.sh disable=SC1091,SC2154
. "$srcdir/tests/command/tap.sh"

# valid VALIDATOR ARGUMENT...
valid() {
    if command -v "$1" >/dev/null; then
        result "$1" "$("$@" >"$err" 2>&1 || echo 'it finds faults')"
    else
        skip "$1" "it is missing"
    fi
}

valid desktop-file-validate --warn-kde "$srcdir/assets/sgdscope.desktop"
valid appstreamcli validate --no-net "$srcdir/assets/sgdscope.metainfo.xml"
done_testing
