# SPDX-License-Identifier: GPL-3.0-or-later
#
# Presets, tours and data are found wherever the program lies.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1
unset SGDSCOPE_DATADIR

# finds_all WHERE: what $SGDSCOPE lists, loads, and reads as data.
finds_all() {
    run list presets
    is "$1: presets" "$(wc -l <"$out")" "$(ls "$srcdir"/assets/presets/*.ini | wc -l)"
    run list tours
    is "$1: tours" "$(wc -l <"$out")" "$(ls "$srcdir"/assets/tours/*.ini | wc -l)"
    expect 0 "$1: a preset with data" theory diabetes
}

finds_all "the build folder"

MAKEFLAGS='' make -C "${builddir:?the top of the build}" install prefix="$home/.local" DESTDIR= \
    >"$out" 2>"$err" || result "make install" "it fails"
SGDSCOPE=$home/.local/bin/sgdscope finds_all "make install prefix=..."
mv "$home/.local" "$home/elsewhere"
SGDSCOPE=$home/elsewhere/bin/sgdscope finds_all "moved"
mkdir bin
ln -s "$home/elsewhere/bin/sgdscope" bin
PATH=$PWD/bin:$PATH SGDSCOPE=sgdscope finds_all "a link in PATH"
SGDSCOPE_DATADIR=$srcdir/assets SGDSCOPE=$home/elsewhere/bin/sgdscope finds_all "SGDSCOPE_DATADIR"

# A folder of that name is not enough.
mkdir -p "$home/elsewhere/bin/assets"
SGDSCOPE=$home/elsewhere/bin/sgdscope finds_all "beside an empty assets"

rm -r "$home/elsewhere/share"
SGDSCOPE=$home/elsewhere/bin/sgdscope
for kind in presets tours; do
    refuse "$kind: there are none in $home/elsewhere/bin/assets/$kind, $home/elsewhere/share/sgdscope/$kind, \
.*/sgdscope/$kind, $home/.config/sgdscope/$kind" list $kind
done
refuse "fig3a: no such file; presets: there are none in $home/elsewhere/bin/assets" theory fig3a
SGDSCOPE_DATADIR=/nowhere refuse "presets: there are none in /nowhere/presets, $home/.config" list presets
run list
is "list of all, without presets, fails" "$status" 2
has "and has the rest" '^edge|^lambda'
mkdir -p "$home/.config/sgdscope/presets"
cp "$srcdir/assets/presets/edge.ini" "$home/.config/sgdscope/presets/own.ini"
expect 0 "the user's own are enough" list presets

done_testing
