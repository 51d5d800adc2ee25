# SPDX-License-Identifier: GPL-3.0-or-later
#
# SIGKILL at random instants: an output is the undisturbed one, or the one that was there before, or
# none; and a sweep that is taken up again gives the same bytes. $SGDSCOPE_KILLS: how many of each
# kind (make torture: 200), $SGDSCOPE_SEED: of the instants.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1
kills=${SGDSCOPE_KILLS:-10}
seed=${SGDSCOPE_SEED:-1}
echo "# SGDSCOPE_SEED=$seed SGDSCOPE_KILLS=$kills"
RANDOM=$seed

milliseconds() {
    echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

# kill_within MS COMMAND...: start it and kill it within that time. Status 0: it had ended by itself.
kill_within() {
    local ms=$((RANDOM % $1 + 1))
    shift
    "$@" >"$out" 2>"$err" </dev/null &
    sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
    kill -KILL $! 2>/dev/null
    wait $! 2>/dev/null
}

# whole_or_not NAME FILE WHOLE OLD: the file is like one of those two, or is not there.
problem=
whole_or_not() {
    if [ -e "$2" ] && ! cmp -s "$2" "$3" && ! cmp -s "$2" "$4"; then
        problem="$problem $1: $2 is torn;"
    fi
}

# timed COMMAND...: how long it took in ms, in $took.
timed() {
    local begin
    begin=$(milliseconds)
    "$@" >"$out" 2>"$err" </dev/null || problem="$problem $*: exit status $?;"
    took=$(($(milliseconds) - begin))
}

# --- a sweep, killed again and again on its way

sweep=("$SGDSCOPE" sweep --over lambda=0.5:1.7:13 --over mu=0:0.5:2 --walkers 200 --steps 3000
    --z-limit 30 --quiet --threads 2 --output)
timed "${sweep[@]}" whole.csv
for ((i = 0; i < kills; i++)); do
    if kill_within $((took + 20)) "${sweep[@]}" s.csv; then
        same "a sweep that was taken up again has the same bytes" whole.csv s.csv
        rm -f s.csv
    fi
    whole_or_not "kill $i" s.csv whole.csv whole.csv
done
result "$kills kills of a sweep: its table is there whole or not" "$problem"
"${sweep[@]}" s.csv 2>"$err"
same "and at the end it is the undisturbed one" whole.csv s.csv
is "no part is left" "$(ls s.csv.part 2>/dev/null)" ""

# --- what is written in one piece: FILE ARGUMENT...

awk 'BEGIN { srand(1); for (i = 0; i < 4000; i++) { x = 0.5 * x + rand() - 0.5; print x } }' >run.txt
eigenvalues=$(seq -s, 60 -1 1)
writes=(
    "t.json theory -l 0.01 -k $eigenvalues --output t.json"
    "f.svg figure 3a --walkers 50 --output f.svg"
    "h.npy fit -l 0.5 --iterates run.txt --save-hessian h.npy"
)
for write in "${writes[@]}"; do
    read -r file arguments <<<"$write"
    problem=
    echo old >old
    timed "$SGDSCOPE" $arguments
    mv "$file" whole
    for ((i = 0; i < kills; i++)); do
        rm -f "$file"*
        [ $((i % 2)) = 0 ] || cp old "$file"
        kill_within $((took + 5)) "$SGDSCOPE" $arguments
        whole_or_not "kill $i" "$file" whole old
    done
    result "$kills kills of ${arguments%% *} $file: it is there whole, as before, or not" "$problem"
    rm -f "$file"*
    problem=
    timed "$SGDSCOPE" $arguments
    result "$file again" "$problem"
    same "$file again is the undisturbed one" whole "$file"
done

done_testing
