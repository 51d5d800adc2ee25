#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The manual page that the build made: it names all there is, and groff has nothing to say against
# it.
# shellcheck source=tap.sh disable=SC1091,SC2154
. "$srcdir/tests/command/tap.sh"
page=$builddir/sgdscope.1

# names WHAT NAME...: each is set in bold where it is explained.
names() {
    local what=$1 name missing=
    shift
    [ $# -gt 0 ] || missing='there are none'
    for name in "$@"; do
        grep -qF -- "\\fB${name//-/\\-}\\fR" "$page" || missing+="not there: $name"$'\n'
    done
    result "$what" "$missing"
}

# column LIST: the first column of a list.
column() {
    "$SGDSCOPE" list "$1" | awk '{ print $1 }'
}

# format DEVICE
format() {
    if command -v groff >/dev/null; then
        result "no warning of groff for $1" "$(groff -Kutf8 -ww -man -T"$1" "$page" 2>&1 >/dev/null)"
    else
        skip "no warning of groff for $1" "groff is missing"
    fi
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
    result "option $option" "$(grep -qF -- "${option//-/\\-}" "$page" || echo 'it is not there')"
done
format utf8
format ascii

result 'a question ends once' "$(grep '?\.' "$page")"

# Where the program cannot run, compiled for another machine, its list is empty.
without=$(awk -f "$srcdir/assets/man.awk" /dev/null "$srcdir/assets/sgdscope.1.in")
is 'a page made without the program has no gaps' "$(grep '^@' <<<"$without")" ""
has 'it is whole' '^\.SH "EXIT STATUS"' <(echo "$without")
result 'it says why so much is missing' "$([ "$(grep -c 'could not be run' <<<"$without")" -gt 5 ] || echo "$without")"

done_testing
