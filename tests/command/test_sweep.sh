# SPDX-License-Identifier: GPL-3.0-or-later
#
# sgdscope sweep: its rows are the results of theory and check, with any number of threads, shards and
# interruptions; and what it refuses.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

names=ratio,stable,loss_discrete,loss_continuous,loss_simulated,loss_stderr
names+=,trace_discrete,trace_continuous,trace_simulated,trace_stderr,diverged,agrees
small='--walkers 300 --steps 200'

# field FILE POINT NAME: from a table in CSV.
field() {
    awk -F, -v point="$2" -v name="$3" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) column = i }
        $1 == point { print $column }' "$1"
}

# row_of_check: from the CSV of check in $out, what a row should say after its values: traces to 12
# digits, as they are sums; their standard error is not there.
row_of_check() {
    awk -F, '
        $2 == "" { value[$1] = $4 }
        $1 ~ /^covariance/ && $2 == $3 { trace[$1] += $4 }
        function sum(name) {
            return name in trace ? sprintf("%.12g", trace[name]) : ""
        }
        END {
            print value["ratio"] "," value["stable"] "," value["loss_discrete"] "," \
                value["loss_continuous"] "," value["loss_simulated"] "," value["loss_stderr"] "," \
                sum("covariance_discrete") "," sum("covariance_continuous") "," \
                sum("covariance_simulated") "," value["diverged"] "," value["agrees"]
        }' "$out"
}

# row_of_sweep FILE POINT: the same from a table of one parameter.
row_of_sweep() {
    awk -F, -v OFS=, -v point="$2" '$1 == point {
        for (i = 9; i <= 11; i++)
            if ($i != "")
                $i = sprintf("%.12g", $i)
        print $3, $4, $5, $6, $7, $8, $9, $10, $11, $13, $14
    }' "$1"
}

# point_seed SEED POINT: the seed of a point's walkers, see grid_seed.
mix() {
    local z=$1
    z=$(((z ^ ((z >> 30) & 0x3ffffffff)) * 0xbf58476d1ce4e5b9))
    z=$(((z ^ ((z >> 27) & 0x1fffffffff)) * 0x94d049bb133111eb))
    echo $((z ^ ((z >> 31) & 0x1ffffffff)))
}
point_seed() {
    local golden=0x9e3779b97f4a7c15
    printf '%u\n' "$(mix $(($(mix $(($1 + golden))) + $2 * golden)))"
}

# values: of the first parameter, in $out.
values() {
    cut -d, -f2 "$out" | tail -n +2 | tr '\n' ' '
}

# --- the table

expect 0 "one parameter" sweep --over lambda=0.5:1.9:3 $small --output one.csv
is "and nothing printed" "$(wc -c <"$out")" 0
is "the names" "$(head -n 1 one.csv)" "point,lambda,$names"
is "the rows" "$(wc -l <one.csv)" 4
is "the fields" "$(awk -F, 'NF != 14' one.csv)" ""
is "the values" "$(cut -d, -f1,2 one.csv | tail -n 3 | tr '\n' ' ')" \
    "1,0.5 2,1.2 3,1.9 "
is "no part is left" "$(ls one.csv?* 2>/dev/null)" ""
expect 0 "two parameters, by alias and name" sweep --over lr=1:2:2 --over mu=0:0.5:3 --theory-only
is "the last one varies fastest" "$(cut -d, -f1-3 "$out" | tr '\n' ' ')" \
    "point,lambda,mu 1,1,0 2,1,0.25 3,1,0.5 4,2,0 5,2,0.25 6,2,0.5 "
is "--theory-only measures nothing" "$(cut -d, -f8,9,12-15 "$out" | sort -u | tail -n +2)" \
    "loss_simulated,loss_stderr,trace_simulated,trace_stderr,diverged,agrees"
expect 0 "whole numbers, logarithmic" sweep --over batch=1:100:4:log -n minibatch --theory-only
is "they are rounded" "$(values)" "1 5 22 100 "
for name in nu=0.5 sigma2=0.5 noise-scale=0.5 angle=0.5 hessian-scale=0.5 samples=500 walkers=5; do
    expect 0 "--over $name" sweep --over "$name:${name#*=}:1" --theory-only -n mixed -o qhm
done
expect 0 "a parameter without which there is no experiment" \
    sweep -n state --over noise-scale=0.01:0.1:3 --theory-only

expect 0 "--format json" sweep --over lambda=0.5:2.5:2 $small --format json
has "json has the grid" '"name": "lambda"'
has "json has rows" '"rows": \['
has "json has truths" '"diverged": true'
has "json has no value for what is swept" '^ *"lambda": null,$'
expect 0 "--format text" sweep --over lambda=0.5:2.5:2 $small --format text
is "text is aligned" "$(awk '{ print length($0) }' "$out" | sort -u | wc -l)" 1
has "text has words" ' 2 +2\.50000 .* yes +yes$'
run sweep --over lambda=0.5:1.9:3 $small
same "rows to standard output are those of the file" one.csv "$out"

# --- words

expect 0 "words by name and alias, in the order given" \
    sweep --over optimizer=qhm,ngd,sgd --over lambda=0.5:1:2 --theory-only
is "the words are the first names" "$(cut -d, -f1-3 "$out" | tr '\n' ' ')" \
    "point,optimizer,lambda 1,qhm,0.5 2,qhm,1 3,natural,0.5 4,natural,1 5,sgd,0.5 6,sgd,1 "
expect 0 "words, --format json" sweep --over mu=0:0.5:2 --over noise=white,minibatch --theory-only \
    --format json
is "json has the words" "$(tr -d ' \n' <"$out" | grep -o '"name":"noise","values":[^]]*')" \
    '"name":"noise","values":["white","minibatch"'
is "json has a word in each row" \
    "$(grep '^      "noise": ' "$out" | tr -d ' \n')" \
    '"noise":"white","noise":"minibatch","noise":"white","noise":"minibatch",'
has "json has no value for what is swept by words" '^ *"noise": null,$'
expect 0 "words, --format text" sweep --over distribution=gaussian,rademacher,student $small \
    --format text
is "words are aligned" "$(awk '{ print length($0) }' "$out" | sort -u | wc -l)" 1
has "words stand as they are" '^ *2 +rademacher +0\.900000 +yes '
expect 0 "how minibatches are drawn" sweep --over sampling=replace,subset --data synthetic \
    --samples 200 --batch 20 -l 0.5 --theory-only
is "each has its loss" "$(cut -d, -f5 "$out" | tail -n +2 | sort -u | wc -l)" 2

words="--over optimizer=sgd,nesterov,qhm,natural --over noise=white,minibatch,matrix -l 0.6 --mu 0.5
    -k 1,0.3 --noise-matrix 1,-0.4,0.7 --noise-scale batch --seed 7 $small"
run sweep $words --threads 1 --quiet
cp "$out" words.csv
for threads in 2 5; do
    run sweep $words --threads $threads --quiet
    same "words, --threads $threads: the same table" words.csv "$out"
done
for point in 1 2 3 5 6 7 12; do
    optimizer=$(field words.csv $point optimizer) noise=$(field words.csv $point noise)
    case $noise in
    white) options= ;;
    minibatch) options='--noise-scale batch' ;;
    matrix) options='--noise-scale batch --noise-matrix 1,-0.4,0.7' ;;
    esac
    run check -o $optimizer -n $noise -l 0.6 --mu 0.5 -k 1,0.3 $options $small --format csv \
        --seed "$(point_seed 7 $point)"
    is "the row is what check says: $optimizer, $noise" \
        "$(row_of_sweep <(cut -d, -f1,2,4- words.csv) $point)" "$(row_of_check)"
done
for i in 2 1; do
    expect 0 "words, --shard $i/2" sweep $words --shard $i/2 --output words-$i.csv --quiet
done
LC_ALL=C sort -n words-2.csv words-1.csv >sorted.csv
same "words: the shards through sort -n" words.csv sorted.csv

# --- the numbers

settings=('-k 1,0.3 --angle 30 --noise-matrix 1,-0.4,0.7 --mu 0.3' '-o newton -k 2,0.1'
    '-o natural -n minibatch --noise-scale 1' '-k 1,.9,.8,.7,.6,.5')
for setting in "${settings[@]}"; do
    run sweep --over lambda=0.5:2.5:3 $small --seed 7 $setting
    cp "$out" table.csv
    for point in 1 2 3; do
        lambda=$(field table.csv $point lambda)
        run check -l "$lambda" $small --seed "$(point_seed 7 $point)" $setting --format csv
        is "the row is what check says: lambda=$lambda $setting" \
            "$(row_of_sweep table.csv $point)" "$(row_of_check)"
        is "exit status and agrees: lambda=$lambda $setting" "$((1 - status))" \
            "$(field table.csv $point agrees)"
    done
done
expect 0 "--against" sweep --over lambda=0.01:1.8:2 -k 1 --walkers 1000 --steps 2000 \
    --against continuous
is "the continuous theory agrees where lambda is small" "$(field "$out" 1 agrees)" 1
is "and not where it is large" "$(field "$out" 2 agrees)" 0

# Two variances that move as one: the error of their sum is the sum of their errors.
run sweep --over lambda=1:1.5:2 -k 1,1 --noise-matrix 1,1,1 $small
cp "$out" table.csv
run check -l 1.5 -k 1,1 --noise-matrix 1,1,1 $small --seed "$(point_seed 1 2)" --format csv
is "the trace's standard error knows of correlations" \
    "$(printf '%.6g' "$(field table.csv 2 trace_stderr)")" \
    "$(awk -F, '$1 == "covariance_stderr" && $2 == $3 { s += $4 } END { printf "%.6g", s }' "$out")"

# A point that check refuses.
run sweep --over steps=10:1000:2 --walkers 100
is "a point with too few steps: exit status" "$status" 0
is "its row has theory alone" "$(sed -n 2p "$out" | cut -d, -f7,8,11-)" ",,,,,"
is "the other has all" "$(field "$out" 2 agrees)" 1
is "one line about it" "$(wc -l <"$err")" 1
has "it says how many and why" \
    '^sgdscope: 1 of 2 points have no simulation, such as point 1: --steps: 10 steps end' "$err"
run sweep --over steps=10:1000:2 --walkers 100 --quiet
is "--quiet keeps the table" "$(wc -l <"$out")" 3
is "--quiet has no such line" "$(wc -c <"$err")" 0

# The first point is of an iteration that does not converge.
stuck='-k 0.000213,0.0000179,98.06 -l 0.00302 --angle 30 --walkers 100
    --noise-matrix 5219.69,-116844.4,8.6333,3766838.57,-125.832,0.0202127'
for threads in 1 2; do
    run sweep --over optimizer=adam,sgd $stuck --threads $threads --output stuck-$threads.csv
    is "a first point without an answer, --threads $threads: exit status" "$status" 0
    has "it says why" 'point 1: --optimizer: adam.s fixed point did not converge' "$err"
done
is "the other one has an answer" "$(field stuck-2.csv 2 stable)" 1
same "whatever the number of threads" stuck-1.csv stuck-2.csv

# --- threads and shards

grid='--over lambda=0.3:2.3:5 --over mu=0:0.8:3 -k 1,0.4 --walkers 700 --steps 150'
run sweep $grid --threads 1 --quiet
cp "$out" whole.csv
is "the whole has all points" "$(wc -l <whole.csv)" 16
for threads in 2 3 40; do
    run sweep $grid --threads $threads --quiet
    same "--threads $threads: the same table" whole.csv "$out"
done
for i in 3 1 4 2; do
    expect 0 "--shard $i/4" sweep $grid --shard $i/4 --quiet --output shard-$i.csv
done
is "only the first shard has names" "$(grep -l point shard-?.csv)" shard-1.csv
LC_ALL=C sort -n shard-4.csv shard-2.csv shard-1.csv shard-3.csv >sorted.csv
same "the shards through sort -n" whole.csv sorted.csv
expect 0 "more shards than points" sweep $grid --shard 99/100
is "such a one is empty" "$(wc -c <"$out")" 0
expect 0 "more shards than points, the first" sweep $grid --shard 1/100 --quiet
same "it has names and one row" <(head -n 2 whole.csv) "$out"

# --- interruptions

# start OUTPUT LINES ARGUMENT...: start the program in the background, as a process that does not
# ignore SIGINT, and wait until its part has LINES lines or it has ended. Sets $process.
start() {
    local output=$1 lines=$2
    shift 2
    rm -f "$output" "$output.part"
    set -m
    # The whole test may run where signals are ignored, as SIGHUP is by nohup.
    env --default-signal "$SGDSCOPE" "$@" --output "$output" >"$out" 2>"$err" </dev/null &
    process=$!
    set +m
    while kill -0 $process 2>/dev/null &&
        [ "$(cat "$output.part" 2>/dev/null | wc -l)" -lt "$lines" ]; do
        sleep 0.01
    done
}

# stop SIGNAL: send it to that process; $status is how it ended.
stop() {
    kill -"$1" $process 2>/dev/null
    wait $process 2>/dev/null
    status=$?
}

# interrupt SIGNAL [OPTIONS]: start a sweep and send it the signal when some of its rows are there and
# not all. It is made longer until that is so. Sets $long, its options.
points=1000
interrupt() {
    while :; do
        long="${2-} --over lambda=1:1.8:$points -k 1 --walkers 50 --steps 200 --threads 1"
        start long.csv 5 sweep $long
        stop "$1"
        [ -e long.csv ] || return 0
        points=$((2 * points))
    done
}

# resumed NAME: the same command again gives the table of a run without interruption.
resumed() {
    local before
    before=$(wc -l <long.csv.part)
    expect 0 "$1: the same command again" sweep $long --output long.csv
    run sweep $long
    same "$1: the table" long.csv "$out"
    is "$1: no part is left" "$(ls long.csv.part 2>/dev/null)" ""
    result "$1: some rows were there to continue from" "$([ "$before" -ge 5 ] || echo "$before lines")"
}

interrupt KILL
is "kill -9: no file" "$(ls long.csv 2>/dev/null)" ""
cp long.csv.part kept.part
cp long.csv.part torn.part
kept_options=$long
resumed "kill -9"

interrupt TERM
is "SIGTERM: exit status" "$status" 143
is "SIGTERM: nothing printed" "$(wc -c <"$out")" 0
has "SIGTERM: one line says how to go on" \
    '^sgdscope: SIGTERM: [0-9]+ of [0-9]+ points are in long\.csv\.part; the same command' "$err"
is "SIGTERM: one line" "$(wc -l <"$err")" 1
is "SIGTERM: no torn line" "$(tail -c 1 long.csv.part | od -An -c | tr -d ' ')" '\n'
resumed "SIGTERM"
interrupt KILL '--over distribution=gaussian,laplace'
resumed "kill -9, with words"
interrupt HUP
is "SIGHUP: exit status" "$status" 129

start ever.csv 1 sweep --over lambda=1:1.8:3 --steps 1e11
stop INT
is "an endless point ends at once: exit status" "$status" 130
has "an endless point: the message" '^sgdscope: SIGINT: 0 of 3 points are in ever' "$err"
start ever.csv 1 sweep --over lambda=1:1.8:3 --steps 1e11
refuse "ever.csv.part: another process is writing it" \
    sweep --over lambda=1:1.8:3 --steps 1e11 --output ever.csv
stop KILL
set -m
"$SGDSCOPE" sweep --over lambda=1:1.8:3 --steps 1e11 >"$out" 2>"$err" </dev/null &
process=$!
set +m
while kill -0 $process && [ ! -s "$out" ]; do
    sleep 0.01
done
is "names come before the first row" "$(cat "$out")" "point,lambda,$names"
stop TERM
is "SIGTERM without --output: exit status" "$status" 143
has "SIGTERM without --output: the message" \
    '^sgdscope: SIGTERM: ended after 0 of 3 points; with --output the same command could continue' "$err"

long=$kept_options
run sweep $long
cp "$out" long-whole.csv
size=$(wc -c <kept.part)
head -c $((size / 2)) kept.part >long.csv.part # where else it may be torn: tests/sweep/test_journal
expect 0 "a torn part" sweep $long --output long.csv
same "a torn part: the table" long-whole.csv long.csv
sed "4s/,[01]\t/,x\t/; 4s/,x/,$((1 - $(sed -n '4s/.*,\([01]\)\t.*/\1/p' kept.part)))/" kept.part >long.csv.part
is "a verdict was changed" "$(cmp -s kept.part long.csv.part && echo same)" ""
expect 0 "a part with another verdict" sweep $long --output long.csv
same "a part with another verdict: the table" long-whole.csv long.csv
start long.csv 5 sweep $long
kill -STOP $process
echo '30,1.2' >>long.csv.part
kill -CONT $process
wait $process
is "another program writes into the part: exit status" "$?" 3
has "another program writes into the part: the message" \
    '^sgdscope: long\.csv\.part: another program has changed it at row [0-9]+; the same command c' "$err"
is "another program writes into the part: no table" "$(ls long.csv 2>/dev/null)" ""
expect 0 "after it" sweep $long --output long.csv
same "after it: the table" long-whole.csv long.csv

# A part of another command is left alone.
printf '1 2\n2 5\n' >k.txt
foreign='x.csv.part: belongs to another command; remove it, or choose another --output'
base='--over lambda=0.1:0.3:3 -k @k.txt --theory-only'
start x.csv 1 sweep --over lambda=0.1:0.3:3 -k @k.txt --steps 1e11
stop KILL
for other in '--seed 2' '--theory-only' '--shard 1/2' '--z-limit 4' '--against continuous' \
    '--over mu=0:0.1:2'; do
    refuse "$foreign" sweep --over lambda=0.1:0.3:3 -k @k.txt --steps 1e11 --output x.csv $other
done
refuse "$foreign" sweep --over lambda=0.1:0.3:4 -k @k.txt --steps 1e11 --output x.csv
start words.csv 1 sweep --over noise=white,mixed --steps 1e11
stop KILL
refuse 'words.csv.part: belongs to another command' \
    sweep --over noise=mixed,white --steps 1e11 --output words.csv
printf '1 2\n2 6\n' >k.txt
refuse "$foreign" sweep --over lambda=0.1:0.3:3 -k @k.txt --steps 1e11 --output x.csv
rm x.csv.part
printf 'x,y\n1,2\n2,1\n-1,3\n' >d.csv
start x.csv 1 sweep --over lambda=0.1:0.3:3 --data d.csv --batch 2 --steps 1e10
stop KILL
printf 'x,y\n1,2\n2,1\n-1,4\n' >d.csv
refuse "$foreign" sweep --over lambda=0.1:0.3:3 --data d.csv --batch 2 --steps 1e10 --output x.csv
rm x.csv.part
expect 0 "the number of threads and --quiet may change" \
    sweep --over lambda=0.1:0.3:3 -k @k.txt --theory-only --output x.csv --threads 2 --quiet

# --- bad input

refuse "--over: is missing" sweep --lambda 1
refuse "--over: lambda: '1:2' is not FROM:TO:COUNT or FROM:TO:COUNT:log" sweep --over lambda=1:2
refuse "--over: 'optimizer' is not NAME=FROM:TO:COUNT\\[:log\\] or NAME=WORD,WORD,\\.\\.\\." \
    sweep --over optimizer
refuse "--over: optimizer: 'nestrov' is none of sgd, .*; did you mean 'nesterov'\\?" \
    sweep --over optimizer=sgd,nestrov
refuse "--over: optimizer: two of the words mean natural; give it once" \
    sweep --over optimizer=ngd,sgd,natural
refuse "--over: noise: given twice" sweep --over noise=white,mixed --over noise=matrix
refuse "--over: run-optimizer: cannot be swept; numbers and choices of the experiment can" \
    sweep --over run-optimizer=sgd,qhm
refuse "--over: sampling: needs --data" sweep --over sampling=replace,subset
refuse "--nu: needs --optimizer qhm" sweep --over optimizer=sgd,nesterov --nu 0.5
refuse "--optimizer: contradicts --over optimizer" sweep --over optimizer=sgd,qhm -o adam
refuse "--over: point 2 \\(noise = matrix\\): --noise: matrix needs --noise-matrix" \
    sweep --over noise=white,matrix
refuse "--over: point 1 \\(noise = white\\): --against: constant needs --noise regression" \
    sweep --over noise=white,regression --data synthetic --against constant
for shard in 1 /2 0/2 3/2 1.5/2 1/2/3; do
    refuse "--shard: " sweep --over lambda=1:2:2 "--shard=$shard"
done
refuse "--over: point 3 \\(batch = 200\\): --batch: 200 is more than the 150 samples" \
    sweep --over batch=100:200:3 --samples 150 -n minibatch --shard 1/2 --output bad.csv
refuse "--over: point 2 \\(hessian-scale = 1000000000000\\): --hessian: eigenvalue 1 is 1e\\+102" \
    sweep --over hessian-scale=1:1e12:2 -k 1e90 --theory-only
refuse "--over: point 1 \\(lambda = 1\\): --hessian: none.npy: No such file" \
    sweep --over lambda=1:2:3 -k @none.npy
refuse "--over: point 2 \\(walkers = 1000000000\\): --walkers: .* would need" \
    sweep --over walkers=10:1e9:2 -k 6,5,4,3,2,1
is "no such file was made" "$(ls bad* 2>/dev/null)" ""

# --- results that cannot be written

"$SGDSCOPE" sweep --over lambda=1:1.8:9 $small >/dev/full 2>"$err" </dev/null
is "/dev/full: exit status" $? 3
is "/dev/full: the message" "$(cat "$err")" \
    "sgdscope: standard output: the result could not be written"
refuse_as 3 '--output: none/x.csv: ' sweep --over lambda=1:1.8:9 $small --output none/x.csv
echo old >old.csv
(ulimit -f 0; trap '' XFSZ; exec "$SGDSCOPE" sweep --over lambda=1:1.8:9 $small --output old.csv) \
    >"$out" 2>"$err"
is "a disk that is full" $? 3
is "the old file stays" "$(cat old.csv)" old

# --- the recipes of doc/sweeps.md, with a smaller grid

# recipe PATTERN: the block of shell commands that has such a line, its grid made smaller.
recipe() {
    awk -v pattern="$1" '
        /^```sh$/ { text = ""; inside = 1; next }
        /^```$/ { if (inside && text ~ pattern) { printf "%s", text; exit } inside = 0 }
        inside { text = text $0 "\n" }' "$srcdir/doc/sweeps.md" |
        sed "s/--over lambda=[^ ]* --over mu=[^ ]* -k 1/$tiny/"
}

tiny='--over lambda=0.3:3.3:5 --over mu=0:0.8:4 -k 1 --walkers 200 --steps 150 --quiet'
mkdir bin recipes
ln -s "$SGDSCOPE" bin/sgdscope
export PATH=$PWD/bin:$PATH
cd recipes || exit 1
recipe 'output table.csv' >one-machine.sh
bash one-machine.sh >"$out" 2>"$err"
is "one machine: exit status" $? 0
is "one machine: the rows" "$(wc -l <table.csv)" 21
mv table.csv one-machine.csv

if command -v parallel >/dev/null; then
    recipe parallel >parallel.sh
    bash parallel.sh >"$out" 2>"$err" </dev/null
    is "GNU parallel: exit status" $? 0
    same "GNU parallel: the table of one machine" one-machine.csv table.csv
else
    skip "GNU parallel" "it is missing"
fi

recipe SLURM_ARRAY_TASK_ID >slurm.sh
recipe 'shard-.*sort|sort.*shard-' >together.sh
shards=$(sed -n 's/^#SBATCH --array=1-//p' slurm.sh)
has "the recipe for Slurm has one number of shards" "SLURM_ARRAY_TASK_ID/$shards\"" slurm.sh
for ((i = shards; i >= 1; i--)); do
    SLURM_CPUS_PER_TASK=1 SLURM_ARRAY_TASK_ID=$i bash slurm.sh >"$out" 2>"$err" </dev/null
done
bash together.sh
same "a Slurm array: the table of one machine" one-machine.csv table.csv

done_testing
