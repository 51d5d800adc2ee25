# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the scripts here share: runs of the program and TAP. A script reads it with `.` and ends with
# `done_testing`. The working directory is a new folder of its own, which goes away at the end.
set -u

: "${SGDSCOPE:?the program to test}" "${srcdir:?the top of the source}"
data=$srcdir/tests/io/data
count=0
export LC_ALL=C.UTF-8
unset XDG_CONFIG_HOME NO_COLOR

home=$(mktemp -d /tmp/sgdscope-command-XXXXXX) || exit 1
trap 'rm -rf "$home"' EXIT
mkdir "$home/work" "$home/log" && cd "$home/work" || exit 1
export HOME=$home

# run ARGUMENT...: start the program without a terminal; $status, $out and $err say what it did.
out=$home/log/out
err=$home/log/err
run() {
    "$SGDSCOPE" "$@" >"$out" 2>"$err" </dev/null
    status=$?
}

# result NAME PROBLEM: one test, passed where there is no problem.
result() {
    local name=${1//[[:cntrl:]#]/?} # what TAP would read
    name=${name:0:120}
    count=$((count + 1))
    if [ -z "$2" ]; then
        echo "ok $count - $name"
        return
    fi
    echo "not ok $count - $name"
    printf '%s\n' "$2" | sed 's/^/# /'
    head -n 5 "$err" | sed 's/^/# stderr: /'
}

# skip NAME WHY: a test that cannot be made here.
skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# expect STATUS NAME ARGUMENT...: run it; it exits so, and without a message where that is 0 or 1.
expect() {
    local want=$1 name=$2 problem=
    shift 2
    run "$@"
    if [ "$status" != "$want" ]; then
        problem="exit status $status, not $want: sgdscope $*"
    elif [ "$want" -le 1 ] && [ -s "$err" ]; then
        problem="a message on standard error: sgdscope $*"
    fi
    result "$name" "$problem"
}

# refuse_as STATUS PATTERN ARGUMENT...: that exit status, nothing on standard output and one line on
# standard error that after "sgdscope: " matches.
refuse_as() {
    local want=$1 pattern="^sgdscope: $2" problem= message
    shift 2
    run "$@"
    mapfile message <"$err"
    [ "$status" = "$want" ] || problem="exit status $status, not $want"
    [ ! -s "$out" ] || problem="$problem; something on standard output"
    [ ${#message[@]} = 1 ] || problem="$problem; not one line on standard error"
    [[ ${message[0]:-} == *$'\n' ]] || problem="$problem; the line has no end"
    [[ ${message[0]:-} =~ $pattern ]] || problem="$problem; the message has no $pattern"
    result "$*" "$problem"
}
refuse() {
    refuse_as 2 "$@"
}

# near NAME GOT WANT ALLOWED: two numbers, relatively.
near() {
    result "$1" "$(awk -v got="$2" -v want="$3" -v allowed="$4" 'BEGIN {
        d = (got - want) / want
        if (got == "" || d > allowed || d < -allowed) print "it is " got ", not " want }')"
}

# has NAME PATTERN [FILE]: the last output (or the file) has a line that matches.
has() {
    if grep -qE -- "$2" "${3:-$out}"; then
        result "$1" ""
    else
        result "$1" "no line matches $2"
    fi
}

# is NAME GOT WANT
is() {
    if [ "$2" = "$3" ]; then
        result "$1" ""
    else
        result "$1" "it is '$2', not '$3'"
    fi
}

# same NAME FILE FILE
same() {
    result "$1" "$(cmp "$2" "$3" 2>&1)"
}

done_testing() {
    echo "1..$count"
}
