#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The manual page that the build made: it names all there is, and groff has nothing to say against
# it.
set -u
# shellcheck disable=SC2154 # srcdir, builddir: from make check
page=$builddir/sgdscope.1
count=0

# verdict STATUS WHAT
verdict() {
    count=$((count + 1))
    [ "$1" = 0 ] && echo "ok $count - $2" || echo "not ok $count - $2"
}

# names WHAT NAME...: each is set in bold where it is explained.
names() {
    local what=$1 name status=0
    shift
    [ $# -gt 0 ] || status=1
    for name in "$@"; do
        if ! grep -qF -- "\\fB${name//-/\\-}\\fR" "$page"; then
            echo "# not there: $name"
            status=1
        fi
    done
    verdict $status "$what"
}

# column LIST: the first column of a list.
column() {
    "$SGDSCOPE" list "$1" | awk '{ print $1 }'
}

# format DEVICE
format() {
    local said
    if ! command -v groff >/dev/null; then
        count=$((count + 1))
        echo "ok $count # SKIP groff is missing"
        return
    fi
    said=$(groff -Kutf8 -ww -man -T"$1" "$page" 2>&1 >/dev/null)
    [ -z "$said" ]
    verdict $? "no warning of groff for $1"
    [ -z "$said" ] || echo "# $said"
}

if grep -q 'could not be run' "$page"; then
    echo '1..0 # SKIP compiled for another machine'
    exit 0
fi

mapfile -t parameters < <(column parameters)
mapfile -t choices < <(column optimizers && column noises && column distributions)
mapfile -t presets < <(column presets && column tours)
mapfile -t options < <("$SGDSCOPE" --help | sed -n '/^Options/,/^$/s/^ *\(--[^ ]*\).*/\1/p')
mapfile -t keys < <("$SGDSCOPE" list keys | sed 's/   *.*//; s/\\/\\e/g')

names 'all parameters' "${parameters[@]/#/--}"
names 'all choices' "${choices[@]}"
names 'all presets' "${presets[@]}"
names 'all keys' "${keys[@]}"
for option in "${options[@]}"; do
    grep -qF -- "${option//-/\\-}" "$page"
    verdict $? "option $option"
done
format utf8
format ascii

# Where the program cannot run, compiled for another machine, its list is empty.
# shellcheck disable=SC2154 # srcdir: from make check
without=$(awk -f "$srcdir/assets/man.awk" /dev/null "$srcdir/assets/sgdscope.1.in")
[ "$(grep -c 'could not be run' <<<"$without")" -gt 5 ] && ! grep -q '^@' <<<"$without" &&
    grep -q '^\.SH "EXIT STATUS"' <<<"$without"
verdict $? 'a page made without the program says so'

echo "1..$count"
