#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The static program, alone under an empty root ($SGDSCOPE, see `make check-static`) and on the oldest
# processor that it is for. It says what the ordinary program says.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1
: "${builddir:?the top of the build}"
static=$builddir/static/sgdscope

# What it prints, but for the names of data files and how fast it was.
said() {
    echo "exit status $status"
    sed 's|[^ @]*/data/||g; s/[0-9.e+]* updates a second//' "$out"
}

# same_as_ordinary WHERE ARGUMENT...: an answer, and the ordinary program's.
same_as_ordinary() {
    local where=$1
    shift
    SGDSCOPE=$builddir/sgdscope SGDSCOPE_DATADIR=$srcdir/assets run "$@"
    said >ordinary
    run "$@"
    said >this
    result "$where: $*" "$([ $status -le 1 ] || echo "exit status $status"; cmp ordinary this 2>&1)"
}

# works_alone WHERE: no file but its own, and numbers worked out by hand, λσ²/(k(2 − λk)).
works_alone() {
    expect 0 "$1: --version" --version
    expect 0 "$1: theory" theory -l 1.8 -k 1,0.1
    has "$1: the variance along k = 1 is 9" '^ +9\.00000 +0\.00000$'
    has "$1: the variance along k = 0.1 is 9.89011" '^ +0\.00000 +9\.89011$'
    same_as_ordinary "$1" list presets
    same_as_ordinary "$1" list tours
    same_as_ordinary "$1" theory fig3b
    same_as_ordinary "$1" theory diabetes # LAPACK, and a data file
    same_as_ordinary "$1" theory digits   # its Hessian and its noise are files of NumPy's
    same_as_ordinary "$1" check -l 1.8 --walkers 512 --steps 400
    same_as_ordinary "$1" run -l 1.8 --steps 50 --walkers 512
}

unset SGDSCOPE_DATADIR
works_alone "an empty root"
same_as_ordinary "an empty root" fit network-run
same_as_ordinary "an empty root" tour lecture --notes

# For its part a sweep reads the bytes of its matrices, which are no files here.
sweep=(sweep digits --theory-only --over lambda=0.01:0.1:3)
run "${sweep[@]}"
mv "$out" printed
expect 0 "a sweep of shipped matrices" "${sweep[@]}" --output table.csv
same "its table is what it prints" printed "${static%/*}/root/table.csv"

# Where setlocale finds no locale the variables decide; the first that is set counts.
for name in en_US.UTF-8 de_AT.utf8 UTF-8; do
    LC_ALL=$name run run -l 1.8 --steps 50
    has "LC_ALL=$name: braille" '⣿|⠉|⡇|⣀'
done
LC_ALL='' LC_CTYPE=C LANG=en_US.UTF-8 expect 0 "LC_CTYPE=C: a frame" run -l 1.8 --steps 50
result "LC_CTYPE=C: ASCII alone" "$(LC_ALL=C grep -a '[^ -~]' "$out")"

for arguments in 'run --output x.svg' 'figure 3a --output x.png' 'fit network-run --output x.pdf' \
    'tour --notes --output folder' 'run --marks pixels'; do
    refuse '.*this sgdscope draws no pictures, since it was built without cairo' $arguments
done
refuse "fig3: no such file or preset; did you mean 'fig3" theory fig3
refuse '--data: /builtin/sgdscope/data/none.csv: No such file' theory --data /builtin/sgdscope/data/none.csv
expect 0 "the printed names of its files are taken" theory -l 0.4 --data /builtin/sgdscope/data/diabetes.csv \
    --standardize yes

result "no library is needed" "$(ldd "$static" 2>/dev/null)"
qemu=$(command -v qemu-x86_64-static || command -v qemu-x86_64)
if [ -n "$qemu" ]; then
    printf '#!/bin/sh\nexec "%s" -cpu Nehalem "%s" "$@"\n' "$qemu" "$static" >nehalem
    chmod +x nehalem
    SGDSCOPE=$PWD/nehalem
    works_alone "Nehalem"
    run --version
    has "Nehalem has no AVX" 'portable'
else
    skip "Nehalem" "qemu-x86_64 is missing (qemu-user-static)"
fi

done_testing
