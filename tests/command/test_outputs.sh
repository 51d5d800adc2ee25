# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a result may replace: never what it is made from, under whatever name, and no file that may
# not be written, belongs to somebody else or has another name.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

cp "$data/a3-v1.npy" K.npy
cp "$data/two.npz" two.npz
cp "$srcdir/assets/data/digits-network-run.npy" run.npy
printf 'a,y\n1,2\n3,1\n2,4\n' >d.csv
printf '[experiment]\nlambda = 0.3\nhessian = @K.npy\n' >e.ini
printf '[tour]\ntitle = T\n[step]\ntitle = S\ntext = x\npreset = ./e.ini\n' >t.ini

# spared FILE ARGUMENT...: the last argument leads to FILE, which the command reads.
spared() {
    local file=$1 before
    shift
    before=$(cksum <"$file"; ls)
    refuse_as 3 ".*: is one of the inputs, so it is not overwritten" "$@"
    is "  and $file is as it was" "$(cksum <"$file"; ls)" "$before"
}

ln -s K.npy linked.json
ln -s "$PWD/d.csv" data.json
ln -s e.ini made.csv
ln -s two.npz array.csv
ln -s t.ini tour.txt
ln K.npy hard.npy
spared K.npy theory -l 0.3 -k @K.npy --output linked.json
spared d.csv theory -l 0.3 --data d.csv --output d.csv
spared d.csv check -l 0.3 --data "$PWD/d.csv" --walkers 50 --output data.json
spared e.ini theory e.ini --output made.csv
spared e.ini theory e --output ../work/made.csv
spared K.npy sweep e.ini --theory-only --over mu=0:0.5:2 --output linked.json
spared two.npz theory -l 0.1 -k @two.npz:B --output array.csv
spared run.npy fit -l 0.5 --iterates run.npy --save-hessian ./run.npy
spared run.npy fit -l 0.5 --iterates run.npy --save-noise "$PWD/run.npy"
spared hard.npy fit -l 0.5 --iterates run.npy -k @K.npy --save-noise hard.npy
before=$(cksum <d.csv)
"$SGDSCOPE" theory -l 0.3 --data - --output d.csv <d.csv >"$out" 2>"$err"
is "standard input is spared too" "$? $(cksum <d.csv)" "3 $before"
want="3 $(cat e.ini)"
for arguments in "theory e.ini" "sweep e.ini --theory-only --over mu=0:0.5:2" "fit e -l 1"; do
    "$SGDSCOPE" $arguments >>e.ini 2>"$err"
    is "nor is anything appended: $arguments" "$? $(cat e.ini)" "$want"
done

# The journal of a sweep, and the pictures of a handout.
cp K.npy table.csv.part
spared table.csv.part sweep -l 0.3 -k @table.csv.part --theory-only --over mu=0:0.5:2 \
    --output table.csv
rm table.csv.part
mkdir handout
for file in t.ini e.ini K.npy; do
    ln -sf "../$file" handout/step-01.png
    spared $file tour ./t.ini --output handout
done
rm handout/step-01.png hard.npy

# Two results in one file, which is not there yet.
ln -s both.npy also.npy
for name in both.npy ./both.npy "$PWD/both.npy" also.npy; do
    refuse "--save-noise: $name: two results cannot go into one file" \
        fit -l 0.5 --iterates run.npy --save-hessian both.npy --save-noise "$name"
done
rm also.npy

# What stays of a file that is replaced.
expect 0 "a file is replaced" theory --output old.txt
chmod 640 old.txt
ln -s old.txt link.txt
inode=$(stat -c %i link.txt)
expect 0 "through a link" theory -l 0.5 --output link.txt
is "the mode stays, and the link" "$(stat -c %a:%F old.txt) $(stat -c %i link.txt)" \
    "640:regular file $inode"
has "the new contents are there" "here it is 0.5" old.txt
if chown 12:34 old.txt 2>"$err"; then
    expect 0 "another's file, by root" theory --output old.txt
    is "the owner stays" "$(stat -c %u:%g:%a old.txt)" 12:34:640
fi
chmod 440 old.txt
refuse_as 3 "--output: old.txt: there is no permission to write it" theory --output old.txt
chmod 640 old.txt
ln old.txt other.txt
refuse_as 3 "--output: old.txt: has another name, a hard link" theory --output old.txt

# Names of any length that a file may have.
name=$(printf 'ü%.0s' {1..125}) # 250 bytes
expect 0 "the longest name" theory --output "$name.json"
expect 0 "the longest name of a sweep" sweep --theory-only --over mu=0:0.5:2 --output "$name.json"
is "both are there, whole, and nothing else" "$(ls | grep -c ü)" 1
bytes=$(printf '\x80%.0s' {1..250}) # no characters
expect 0 "a name of bytes" theory --output "handout/$bytes.json"
is "  it is where it belongs" "$(ls handout | wc -l) $(ls -d handout?* 2>/dev/null)" "1 "
refuse_as 3 "--output: .*: File name too long: at most 255 bytes" theory --output "$name-.json"

# A part is a file of its own.
for what in "ln -s victim" "ln victim" mkfifo; do
    : >victim
    $what table.csv.part
    refuse_as 3 "table.csv.part: .*; remove it, or choose another --output" \
        sweep --theory-only --over mu=0:0.5:2 --output table.csv
    is "  and what it leads to is empty" "$(cat victim)" ""
    rm table.csv.part
done
ln -s nowhere table.csv.part
refuse_as 3 "table.csv.part: a link" sweep --theory-only --over mu=0:0.5:2 --output table.csv
is "a link to nothing is not followed" "$(ls nowhere 2>&1 | grep -c cannot)" 1
rm table.csv.part

# A sweep that finds no room leaves a part, which belongs to what was at standard input.
sweep=(sweep --theory-only --over lambda=0.1:0.3:30 --quiet -k @- --output table.csv)
(ulimit -f 1 && "$SGDSCOPE" "${sweep[@]}" <K.npy >"$out" 2>"$err")
is "there is no room" "$? $(ls table.csv*)" "3 table.csv.part"
"$SGDSCOPE" "${sweep[@]}" <"$data/a3-v2.npy" >"$out" 2>"$err"
is "another matrix" "$? $(grep -c 'part: belongs to another command' "$err")" "2 1"
"$SGDSCOPE" "${sweep[@]}" <K.npy >"$out" 2>"$err"
is "the same matrix" "$? $(ls table.csv*)" "0 table.csv"
expect 0 "an array of an archive" sweep --theory-only --over lambda=0.1:0.3:3 -k @two.npz:B \
    --output archive.csv

# What is not read could be a pipe that nobody writes to.
mkfifo pipe
printf '[experiment]\nhessian = 1\nnoise = white\nnoise-matrix = @pipe\n' >idle.ini
refuse "idle.ini:4: noise-matrix: pipe: a pipe, but" sweep idle.ini --theory-only \
    --over mu=0:0.5:2 --output idle.csv

done_testing
