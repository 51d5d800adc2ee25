#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What bootstrap says on systems without apt-get: it is run with nothing else on the PATH.
# shellcheck source=tap.sh disable=SC1091,SC2154
. "$srcdir/tests/command/tap.sh"

cp "$srcdir/bootstrap" .
printf '#!/bin/sh\n' >configure
mkdir tools
ln -s "$(command -v sh)" "$(command -v sed)" "$(command -v tr)" "$(command -v dirname)" tools/
chmod +x configure

# says NAME PATTERN: without apt-get, on a system that os-release describes so.
says() {
    OS_RELEASE=os-release PATH=$PWD/tools ./bootstrap >"$out" 2>"$err" </dev/null
    has "$1" "$2" "$err"
}

while read -r system command; do
    printf 'NAME="Some system"\nID="its-own"\nID_LIKE="other %s"\n' "$system" >os-release
    says "$system" ": $command .*autoconf .*ncurses.* .*gsl.* .*openblas.* cairo"
done <<'END'
fedora dnf install
arch pacman -S --needed
alpine apk add
suse zypper install
END

: >os-release
while read -r tool command; do
    ln -s "$(command -v sh)" "tools/$tool"
    says "$tool is there" ": $command .*autoconf .*ncurses.* .*gsl.* .*openblas.* cairo"
    rm "tools/$tool"
done <<'END'
dnf dnf install
brew brew install
guix guix install
conda conda install -c conda-forge
END
says 'a system of no known kind' 'names as on debian): apt-get install .*libncurses-dev'

printf 'ID=fedora\n' >os-release
says 'fedora' 'ncurses-devel'
touch Makefile
says 'a configured tree' '^bootstrap: ready'
is 'it is not told again' "$(wc -l <"$err")" 1

# Arguments of configure.
printf '#!/bin/sh\nfor i; do echo "$i"; done >arguments\n' >configure
is_passed() {
    rm -f arguments
    PATH=$PWD/tools ./bootstrap "$@" >"$out" 2>"$err"
    is "passed to configure: $*" "$(cat arguments)" "$(printf '%s\n' "$@")"
}
is_passed CC=clang 'CFLAGS=-O0 -g'
rm Makefile
is_passed --prefix=/opt/x --without-cairo
for wrong in "CC=clang run" "nonsense" "cc=clang"; do
    PATH=$PWD/tools ./bootstrap $wrong >"$out" 2>"$err"
    is "refused: $wrong" $? 2
done
done_testing
