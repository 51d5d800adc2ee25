#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How many pictures a second a real xterm shows: bench/pictures_in_xterm.sh [COLUMNSxROWS]
# Needs xterm, Xvfb and strace.
set -eu
for tool in xterm Xvfb strace pgrep; do
    command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 2; }
done
terminal='' server=''
size=${1:-200x60} seconds=10 trace=$(mktemp)
sgdscope=${SGDSCOPE:-./sgdscope}
DISPLAY=:93
export DISPLAY
Xvfb $DISPLAY -screen 0 2000x1500x24 >/dev/null 2>&1 &
server=$!
trap 'kill $terminal $server 2>/dev/null; rm -f "$trace"' EXIT
sleep 1
kill -0 $server # else the display belongs to somebody else
xterm -ti vt340 -tn xterm-256color -fn 6x13 -geometry "$size" -xrm 'XTerm*maxGraphicSize: 2000x1500' \
    -e "$sgdscope" run --marks pixels --fps 60 2>/dev/null &
terminal=$!
sleep 3
# The terminal is open twice; a picture is written in pieces, of which the first says its size.
timeout $seconds strace -q -e trace=write -s 0 -p "$(pgrep -P $terminal)" -o "$trace" || true
awk -v seconds=$seconds -F '[(,) ]+' '
    $3 ~ /^"/ { if ($4 + 0 > left && $4 > 20000) pictures++; left = $4 + 0 }
    END { printf "%.1f pictures a second\n", pictures / seconds }' "$trace"
