# SPDX-License-Identifier: GPL-3.0-or-later
#
# Full disks, closed descriptors, processor time: a table of cases. What cannot be written says so
# in one line and leaves no file; what can be done gives the same bytes as ever.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

awk 'BEGIN { srand(1); for (i = 0; i < 300; i++) { x = 0.5 * x + rand() - 0.5; print x } }' >run.txt
few="--walkers 1000 --steps 300 --z-limit 30"

# FILE ARGUMENT...: what writes a file.
writers=(
    "t.txt theory --output t.txt"
    "t.json theory --output t.json"
    "c.csv check $few --output c.csv"
    "s.csv sweep --over lambda=1:1.4:3 $few --quiet --output s.csv"
    "s.json sweep --over lambda=1:1.4:3 $few --quiet --output s.json"
    "f.svg figure 3a --walkers 50 --output f.svg"
    "f.csv figure 3a --walkers 50 --output f.csv"
    "r.txt run --walkers 50 --output r.txt"
    "r.png run --walkers 50 --output r.png"
    "r.pdf run --walkers 50 --view mu --output r.pdf"
    "h.npy fit -l 0.5 --iterates run.txt --save-hessian h.npy"
    "n.npy fit -l 0.5 --iterates run.txt --save-noise n.npy"
)

# under SHELL-COMMANDS ARGUMENT...: the program behind them, in a shell of its own. What it says goes
# through a pipe, which no limit of files concerns.
under() {
    local setting=$1
    shift
    {
        (eval "$setting"; exec "$SGDSCOPE" "$@") 2>&1 >/dev/null </dev/null | cat >"$err"
        status=${PIPESTATUS[0]}
    } 2>/dev/null # where the shell would say that a signal ended it
    sed -i '/^write cache: /d' "$err" # fontconfig, which has no room for a cache of its own
}

# one_line STATUS NAME FILE: it ended so, with one line, and the file is as `old` or not there.
one_line() {
    local problem=
    [ "$status" = "$1" ] || problem="exit status $status, not $1"
    [ "$(grep -c '^sgdscope: ' "$err")" = 1 ] && [ "$(wc -l <"$err")" = 1 ] ||
        problem="$problem; not one line on standard error"
    [ ! -e "$3" ] || cmp -s old "$3" || problem="$problem; $3 is there"
    [ "$(ls "$3"?* 2>/dev/null | grep -cv '\.part$')" = 0 ] || problem="$problem; $3 left something"
    result "$2" "$problem"
}

# --- the disk is full: at once, and after a block of 1 KiB

echo old >old
for writer in "${writers[@]}"; do
    read -r file arguments <<<"$writer"
    "$SGDSCOPE" $arguments >/dev/null 2>"$err" </dev/null
    mv "$file" "whole.$file" || continue
    for blocks in 0 1; do
        # A file of one block has room for a short result.
        [ $blocks = 0 ] || [ "$(wc -c <"whole.$file")" -gt 1024 ] || continue
        under "ulimit -f $blocks; trap '' XFSZ" $arguments
        one_line 3 "a disk with $blocks KiB: ${arguments%% *} $file" "$file"
        has "a disk with $blocks KiB: the reason, $file" ': File too large' "$err"
    done
    cp old "$file"
    under "ulimit -f 0; trap '' XFSZ" $arguments
    same "a full disk: the old $file stays" old "$file"
    rm -f "$file" "$file.part"
done

# --- closed descriptors, and few of them: the same bytes

settings=("exec <&-" "exec >&-" "exec 2>&-" "exec <&- >&-" "exec <&- >&- 2>&-" "ulimit -n 8")
for writer in "${writers[@]}"; do
    read -r file arguments <<<"$writer"
    for setting in "${settings[@]}"; do
        # A run or a check without a place for its words has none to lose, but fit has.
        [[ $arguments != fit* || $setting != *">&-"* || $setting == "exec 2>&-" ]] || continue
        under "$setting" $arguments
        same "$setting: ${arguments%% *} $file" "whole.$file" "$file"
        rm -f "$file"
    done
done

# What has nowhere to go is no success.
for arguments in theory "check $few" "fit -l 0.5 --iterates run.txt" "run --walkers 50" --version; do
    under "exec >&-" $arguments
    is "no standard output: ${arguments%% *}" "$status $(cat "$err")" \
        "3 sgdscope: standard output: the result could not be written"
    under "exec >&- 2>&-" $arguments
    is "nor an error output: ${arguments%% *}" "$status" 3
done
under "exec 2>&-" theory --lamda 1
is "bad input without an error output" "$status" 2

# --- processor time: a sweep keeps its rows, and is taken up again

# It is made longer until a second is too short for it.
for ((points = 100, status = 0; status == 0; points *= 2)); do
    rm -f l.csv
    long="--over lambda=0.5:1.7:$points --walkers 200 --steps 1000 --z-limit 30 --quiet"
    under "ulimit -St 1" sweep $long --output l.csv
done
is "processor time is over" "$status" $((128 + $(kill -l XCPU)))
is "there is no table yet" "$(ls l.csv 2>/dev/null)" ""
sed -n 's/\t[0-9a-f]\{8\}$//p' l.csv.part >kept.csv
result "rows are kept" "$([ -s kept.csv ] || cat l.csv.part)"
expect 0 "the sweep is taken up again" sweep $long --output l.csv
is "its table is whole" "$(wc -l <l.csv)" $((points / 2 + 1))
is "the kept rows are in it" "$(grep -cxFf kept.csv l.csv)" "$(wc -l <kept.csv)"
done_testing
