# SPDX-License-Identifier: GPL-3.0-or-later
#
# Titles, names of files and columns, and tours can hold anything. What the program prints of them
# says so, and sends nothing to a terminal.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# Clears the screen, names the window, in UTF-8 too, and turns the direction of writing.
evil=$'\e[2J\e]0;x\a\xc2\x9b2J\xe2\x80\xae\xff'
shown='\x1b[2J\x1b]0;x\x07\xc2\x9b2J\xe2\x80\xae\xff'

# shows NAME ARGUMENT...: what it prints, on both streams, has the text escaped and nothing else.
shows() {
    local name=$1 problem=
    shift
    run "$@"
    grep -qF -- "$shown" "$out" "$err" || problem="it does not have $shown: sgdscope $*"
    LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]\\|\xc2[\x80-\x9f]\\|\xe2\x80\xae\\|\xff' \
        "$out" "$err" && problem="a control character was printed: sgdscope $*"
    result "$name" "$problem"
}

mkdir -p "$HOME/.config/sgdscope/presets" "$HOME/.config/sgdscope/tours"
printf '[about]\ntitle = A %s title\ntext = A %s text\n[experiment]\nlambda = 1\n' "$evil" "$evil" \
    >"$HOME/.config/sgdscope/presets/evil.ini"
printf '[tour]\ntitle = T %s\n[step]\ntitle = S %s\ntext = x %s\npreset = %s\n' "$evil" "$evil" \
    "$evil" evil >"$HOME/.config/sgdscope/tours/evil.ini"
for locale in C.UTF-8 C; do
    LC_ALL=$locale
    shows "a title in a list ($locale)" list presets
    shows "a tour in a list ($locale)" list tours
    shows "a handout ($locale)" tour evil
done
LC_ALL=C.UTF-8
shows "all for other programs" list tsv

# Names of files: in messages, in the command, in text and JSON; the printed command works.
file=$evil.npy
cp "$data/a3-v1.npy" "$file"
printf '[experiment]\nlambda = 0.3\nhessian = @%s\n' "$file" >e.ini
shows "a name in a message" theory -k "@none$evil"
shows "a name in the command" theory -l 0.3 -k "@$file"
cp "$out" plain
eval "$SGDSCOPE theory $(sed -n "s/^  sgdscope theory//p" plain)" >other 2>"$err"
same "the command gives the same" plain other
shows "a name in a file" theory e.ini
shows "a name under a plot" run -l 0.3 -k "@$file" --view lambda --size 400x20
"$SGDSCOPE" theory -l 0.3 -k "@$file" --format json >"$out"
has "JSON stays JSON" '\\u001b\[2J\\u001b\]0;x\\u0007\\u009b2J\\u202e\\ufffd' "$out"
cp e.ini "$evil.ini"
shows "an experiment file" theory "no$evil.ini"
shows "an option" theory "--no$evil"
shows "a value" theory -l "1$evil"
shows "a tour file" tour "no$evil.ini"
shows "a file for the result" theory --output "none/$evil.csv"

printf '%s,y\n1,2\nx,1\n2,4\n' "$evil" >d.csv
shows "the name of a column" theory --data d.csv --batch 2
shows "a value in the data" theory --data <(printf 'a,y\n1,2\n%s,1\n2,4\n' "$evil") --batch 2
printf '%s 1\n2 3\n' "$evil" >m.txt
shows "a value in a matrix" theory -k @m.txt
printf '[experiment]\n%s = 1\n' "$evil" >bad.ini
shows "a name in an experiment file" theory bad.ini
HOME=$PWD SGDSCOPE_DATADIR=$PWD/$evil shows "a folder" list presets

done_testing
