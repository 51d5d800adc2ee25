# SPDX-License-Identifier: GPL-3.0-or-later
#
# Where matrices and runs come from: archives, pipes, standard input, the home folder.
# tests/io/test_matrix_file.c has the formats.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

expect 0 "a plain file" theory -l 0.3 -k @"$data/a3-v1.npy" --format csv
cp "$out" plain

# as_plain NAME ARGUMENT...: the same numbers, from standard input as it is.
as_plain() {
    local name=$1
    shift
    "$SGDSCOPE" theory -l 0.3 --format csv "$@" >other 2>"$err"
    same "$name" plain other
}

as_plain "an array of an archive" -k @"$data/two.npz:B"
as_plain "standard input" -k @- <"$data/a3-v1.npy"
as_plain "a pipe at standard input" -k @- < <(cat "$data/a3-v1.npy")
as_plain "a pipe of the shell" -k @<(cat "$data/a3-v1.npy")
as_plain "standard input by its other name" -k @/dev/stdin <"$data/a3-array-symmetric.mtx"
cp "$data/a3-v1.npy" "$HOME/K.npy"
as_plain "the home folder" -k @~/K.npy
mkdir experiments
printf '[experiment]\nlambda = 0.3\nhessian = @~/K.npy\n' >experiments/e.ini
as_plain "the home folder in a file" experiments/e.ini

expect 0 "two plain files" theory -l 0.3 -k @"$data/a3-v1.npy" --noise-matrix @"$data/a3-v2.npy" \
    --format csv
cp "$out" plain
as_plain "two pipes of the shell" -k @<(cat "$data/a3-v1.npy") \
    --noise-matrix @<(cat "$data/a3-v2.npy")

# Every walker's thread reads a file of its own.
expect 0 "a sweep" sweep --over lambda=0.1:0.3:3 --walkers 50 --steps 200 --quiet \
    -k @"$data/a3-v1.npy" --z-limit 30
cp "$out" plain
"$SGDSCOPE" sweep --over lambda=0.1:0.3:3 --walkers 50 --steps 200 --quiet --z-limit 30 \
    -k @<(cat "$data/a3-v1.npy") >other 2>"$err"
same "a sweep from a pipe" plain other

refuse "--hessian and --noise-matrix: both are to come from standard input" \
    theory -k @- --noise-matrix @/dev/stdin
refuse "--hessian: standard input: no numbers in it" theory -k @-
refuse "--hessian: .*two.npz: several arrays, A, B; name one, FILE.npz:NAME" \
    theory -k @"$data/two.npz"
refuse "-k: 'K.npy' is not a number; a file is @K.npy" theory -k K.npy
refuse "--data: .*bad-hdf5.h5: an HDF5 file" theory --data "$data/bad-hdf5.h5"
refuse "--iterates: .*bad-torch.pt: a PyTorch file" fit -l 0.1 --iterates "$data/bad-torch.pt"

# Recorded runs: the same numbers as text in a file, through a pipe, as an archive.
awk 'BEGIN { srand(1); for (i = 0; i < 400; i++) { x = 0.5 * x + rand() - 0.5; print x } }' >run.txt
"$SGDSCOPE" fit -l 0.5 --iterates run.txt --format csv >plain
cat run.txt | "$SGDSCOPE" fit -l 0.5 --iterates - --format csv >other
same "a run through a pipe" plain other
"$SGDSCOPE" fit -l 0.5 --iterates - --format csv <run.txt >other
same "a run at standard input" plain other
frame=(run -l 0.5 -k 1,1 -n white --walkers 50 --steps 5)
"$SGDSCOPE" "${frame[@]}" --iterates <(sed 's/\./,/; s/$/;0/; 2~2s/0$/1/' run.txt) >other
"$SGDSCOPE" "${frame[@]}" --iterates <(sed 's/$/ 0/; 2~2s/0$/1/' run.txt) >plain
has "it is shown" 400 plain
same "a run with semicolons and decimal commas" plain other

# An array from a pipe, for fit and for one picture.
network=$srcdir/assets/data/digits-network-run.npy
expect 0 "a run from a file" run -l 0.5 --iterates "$network" --walkers 50 --steps 5
cp "$out" plain
cat "$network" | "$SGDSCOPE" run -l 0.5 --iterates - --walkers 50 --steps 5 >other
same "an npy through a pipe" plain other
"$SGDSCOPE" run -l 0.5 --iterates <(cat "$network") --walkers 50 --steps 5 >other
same "an npy from a pipe of the shell" plain other

# Pipes with names, where a command reads each file once. What would wait for ever ends.
printf '#!/bin/sh\nexec timeout 100 "%s" "$@"\n' "$SGDSCOPE" >limited
chmod +x limited
mkfifo K.pipe C.pipe
awk 'BEGIN { print "a,b,y"; for (i = 1; i < 40; i++) print i % 7 "," i % 5 "," i % 3 }' >data.csv
while read -r k c arguments; do
    files=${arguments//K.pipe/$k}
    "$SGDSCOPE" ${files//C.pipe/$c} --format csv >plain
    cat "$k" >K.pipe &
    [ "$c" = none ] || cat "$c" >C.pipe &
    ./limited $arguments --format csv >other 2>"$err"
    same "pipes with names: $arguments" plain other
    kill $(jobs -p) 2>/dev/null # one that found no reader
    wait
done <<END
$data/a3-v1.npy $data/a3-v2.npy theory -l 0.3 -k @K.pipe --noise-matrix @C.pipe
$data/a3-array-symmetric.mtx none check -l 0.3 --walkers 50 --steps 900 -k @K.pipe
data.csv none theory --batch 5 -l 0.1 --data K.pipe
run.txt run.txt fit -l 0.5 --iterates K.pipe --gradients C.pipe
END
for command in "fit --iterates run.txt" "run --iterates run.txt" "sweep --over mu=0:0.5:2"; do
    refuse "--hessian: K.pipe: a pipe, but this is read more than once; copy it to a file" \
        $command -l 0.5 -k @K.pipe
done

# A line that is wrong is told while the pipe is still open.
exec 9<>K.pipe
program=$SGDSCOPE
SGDSCOPE=./limited
while read -r line wrong arguments; do
    printf "$line\n$line\n$wrong\n" >&9
    refuse ".*(K.pipe|/dev/fd/9):3: " $arguments
done <<END
0.12345,0.67890 wrong fit -l 0.5 --iterates K.pipe
0.12345,0.67890 wrong fit -l 0.5 --iterates /dev/fd/9
$(printf '0%.0s' {1..40}),1 wrong theory -k @K.pipe
END
SGDSCOPE=$program
exec 9>&-

refuse "--iterates: '@run.txt': give the name without the @" fit -l 0.5 --iterates @run.txt
refuse "--data: '@d.csv': give the name without the @" theory --data @d.csv
for command in run fit; do
    refuse "--lambda: the run's learning rate is needed" \
        "$command" --iterates run.txt --gradients run.txt
done
expect 1 "gradients and a learning rate" fit --iterates run.txt --gradients run.txt \
    --run-lambda 0.5

# Where a file here hides a preset or a tour, one line says so.
printf '[experiment]\nlambda = 0.3\n' >edge.ini
printf '[tour]\ntitle = T\n[step]\ntitle = S\ntext = x\npreset = edge\n' >lecture.ini
# says NAME LINE ARGUMENT...: it is done, with that line on standard error, or none.
says() {
    local name=$1 line=$2
    shift 2
    run "$@"
    is "$name" "$status $(cat "$err")" "0 ${line:+sgdscope: }$line"
}
hidden="the file edge.ini here is read, not the preset of that name"
says "a file that hides a preset" "edge: $hidden" theory edge
has "it is read" "here it is 0.3"
says "before a restart for large matrices" "edge: $hidden" theory edge -k @"$data/a3-v1.npy"
says "with the command" "edge: $hidden" run edge --walkers 10
says "--quiet" "" theory edge --quiet
says "with its ending it is meant" "" theory edge.ini
says "and with its folder" "" theory ./edge
# A pipe without an end that is no text.
for command in "theory -k @- -l 0.1" "theory --data - -l 0.1" "fit --iterates - -l 0.1"; do
    # shellcheck disable=SC2086 # its words
    cat /dev/zero | timeout 30 "$SGDSCOPE" $command >"$out" 2>"$err"
    is "zero bytes: $command" $? 2
    has "is said of: $command" '^sgdscope: --[a-z]*: standard input: not text: a zero byte$' "$err"
done

printf '1\n2\n' >x.csv
for option in --save-hessian --save-noise; do
    refuse "$option: - is no file here: give a name, such as ./-" \
        fit --iterates x.csv -l 0.5 $option -
done

# One absurd number is not taken for columns that depend on each other.
for value in 1e12 1e160; do
    awk -v v="$value" 'BEGIN { for (i = 1; i <= 400; i++) print (i == 200 ? v " -" v : rand() " " rand()) }' \
        >absurd.txt
    refuse "--iterates: row 200 has ${value/e/e[+]} in column 1, more than 10\\^9 times" \
        fit --iterates absurd.txt -l 0.9
done

says "a tour" "lecture: the file lecture.ini here is read, not the tour of that name" tour lecture
has "whose preset is the listed one" "sgdscope edge"
says "a file that hides none" "" theory experiments/e.ini

done_testing
