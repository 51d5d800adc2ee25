#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion for bash: what is offered at the end of a line.
set -u
# shellcheck source=../../assets/completions/sgdscope.bash disable=SC1091,SC2154
. "$srcdir/assets/completions/sgdscope.bash"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
mkdir sub
touch mine.ini other.txt sub/k.npy sub/two.ini
printf '#!/bin/sh\nexec "%s" "$@"\n' "$SGDSCOPE" >sgdscope
chmod +x sgdscope

count=0

# offers LINE: the line is completed at its end, cut into words as bash does. The replies go to
# `offered`, sorted, in one line.
offers() {
    local line=$1 pattern='^([[:space:]]+)|^([=@:]+)|^([^[:space:]=@:]+)'
    COMP_LINE=$1
    COMP_POINT=${#1}
    COMP_WORDS=()
    while [[ $line =~ $pattern ]]; do
        [[ -n ${BASH_REMATCH[1]} ]] || COMP_WORDS+=("${BASH_REMATCH[0]}")
        line=${line:${#BASH_REMATCH[0]}}
    done
    [[ $1 != *[[:space:]] ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    COMPREPLY=()
    # What bash is going to replace: of the characters that it cuts at, an "@" belongs to it.
    [[ $1 =~ @?[^[:space:]=@:]*$ ]]
    _sgdscope "${COMP_WORDS[0]}" "${BASH_REMATCH[0]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    offered=$(printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | tr '\n' ' ')
    offered=${offered% }
}

# verdict STATUS WHAT
verdict() {
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        echo "# offered: $offered"
    fi
}

# is LINE REPLIES: exactly these.
is() {
    offers "$1"
    [ "$offered" = "$2" ]
    verdict $? "'$1' offers '$2'"
}

# has LINE REPLY...: at least these; one that begins with ! is not among them.
has() {
    local line=$1 word status=0
    offers "$line"
    shift
    for word in "$@"; do
        case $word in
        !*) [[ " $offered " != *" ${word#!} "* ]] || status=1 ;;
        *) [[ " $offered " == *" $word "* ]] || status=1 ;;
        esac
    done
    verdict $status "'$line' offers what it should"
}

# A column of a list, as the program has it.
names() {
    "$SGDSCOPE" list "$1" | awk '{ print $1 }'
}

mapfile -t presets < <(names presets)
mapfile -t tours < <(names tours)
mapfile -t parameters < <("$SGDSCOPE" list tsv | awk -F '\t' '$1 == "parameter" && $2 ~ /check/ { print $3 }')
mapfile -t noises < <(names noises)

# Commands, presets, files.
is './sgdscope theo' theory
has './sgdscope ' run theory check list "${presets[@]}" mine.ini sub '!other.txt'
has './sgdscope theory ' "${presets[@]}" mine.ini '!check'
is './sgdscope theory --quiet sub/t' sub/two.ini
is './sgdscope theory -- momentum-r' momentum-rescue
is './sgdscope list pr' presets
is './sgdscope tour first' first-steps
has './sgdscope tour ' "${tours[@]}" mine.ini '!edge'
has './sgdscope tour --' --notes --projector '!--lambda'
is './sgdscope figure 3' '3a 3b 3c 3d 3e 3f'

# Options.
has './sgdscope check -' "${parameters[@]/#/--}" --z-limit --help '!--fps' '!--view' '!--version'
has './sgdscope -' "${parameters[@]/#/--}" --fps --view --version '!--z-limit'
is './sgdscope theory --mom' --momentum
is './sgdscope list --' '--help'

# Values.
is './sgdscope check --optimizer n' 'natural nesterov newton ngd'
is './sgdscope edge -o q' qhm
is './sgdscope check --noise=mi' 'minibatch mixed'
has './sgdscope theory --noise=' "${noises[@]}"
is './sgdscope theory --distribution stu' student
is './sgdscope theory --format ' 'csv json text'
has './sgdscope --view ' scatter
is './sgdscope theory --lambda ' ''
is './sgdscope theory --lr ' ''

has './sgdscope sweep --over ' "${parameters[@]/%/=}"
is './sgdscope sweep --over lam' lambda=
is './sgdscope sweep --theory' --theory-only

# Files.
is './sgdscope theory --output o' other.txt
is './sgdscope theory --hessian @sub/k' @sub/k.npy
is './sgdscope fit --iterates sub/k' sub/k.npy
is './sgdscope fit --save-hessian sub/k' sub/k.npy
is './sgdscope theory --noise-matrix=@sub/k' @sub/k.npy
is "$folder/sgdscope theory -k @su" @sub/

# A program that is not there offers nothing.
is './no-such-program --opt' ''

echo "1..$count"
