#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# builtin.sh SOURCE FILE...: the table of base/builtin.h, with these files of the source, all in assets/,
# and the descriptions of common terminals, as far as infocmp has them here.
set -eu

terminals="alacritty ansi cygwin dumb dvtm dvtm-256color eterm-color foot gnome-256color iTerm2.app
    kitty konsole-256color linux linux-16color mlterm ms-terminal nsterm putty-256color
    rxvt-unicode rxvt-unicode-256color rxvt screen screen-256color screen.xterm-256color st-256color
    tmux tmux-256color vt100 vt102 vt220 vte vte-256color xterm xterm-16color xterm-256color
    xterm-color xterm-direct xterm-kitty"

# Standard input as lines of a string.
write_string() {
    od -An -v -to1 | sed 's/ *$//; s/ /\\/g; s/.*/    "&"/'
}

source=$1
shift
cat <<END
/* Made by src/base/builtin.sh. */
#include "sgdscope/base/builtin.h"

#pragma GCC diagnostic ignored "-Woverlength-strings"
#define FILE_(NAME, BYTES) {BUILTIN_FOLDER "/" NAME, BYTES, sizeof(BYTES) - 1}

const struct builtin_file builtin_table[] = {
END
for file; do
    printf 'FILE_("%s",\n' "${file#assets/}"
    write_string <"$source/$file"
    echo '),'
done
for terminal in $terminals; do
    text=$(infocmp -x -0 -q -Q2 "$terminal" 2>/dev/null) || continue
    printf 'FILE_("terminfo/%s", "%s"),\n' "$terminal" "$text"
done
echo '{0}};'
