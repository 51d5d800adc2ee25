#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Limits on memory, stack and threads: an answer or one line, and soon.
. "$srcdir/tests/command/tap.sh"

(ulimit -v 4000000; exec "$SGDSCOPE" --version) >/dev/null 2>&1 || {
    echo "1..0 # SKIP a sanitizer needs more address space than any limit"
    exit 0
}

if [ -n "${SGDSCOPE_EMULATED-}" ]; then # tests/arm64/check.sh
    echo "1..0 # SKIP the limits would be those of the emulator"
    exit 0
fi

printf '3 1 0\n1 2 0.5\n0 0.5 1\n' >dense.txt
small='--walkers 200 --steps 300 -l 0.3'

# limited LIMIT COMMAND: $status, $out and $err of the program under that limit of ulimit.
limited() {
    (ulimit $1; exec timeout 60 "$SGDSCOPE" $2) >"$out" 2>"$err" </dev/null
    status=$?
}

# ends NAME: an answer, or one line about memory.
ends() {
    local problem= lines
    lines=$(wc -l <"$err")
    case $status in
    0) [ -s "$out" ] && [ "$lines" = 0 ] || problem="no answer" ;;
    2) grep -qE '^sgdscope: .*(memory|need|bytes)' "$err" && [ "$lines" = 1 ] && [ ! -s "$out" ] ||
        problem="not one line about memory" ;;
    127) [ "$lines" = 1 ] || problem="the loader's line is not alone" ;;
    *) problem="exit status $status" ;;
    esac
    result "$1" "$problem"
}

# --- address space: no command waits for a buffer that BLAS cannot have

dense="-k @dense.txt $small"
least=
refused=0
for ((kilobytes = 40000; kilobytes <= 600000; kilobytes += 70000)); do
    for command in --version list "check $small" "theory -k @dense.txt -l 0.3" "check $dense" \
        "run $dense" "sweep --over lambda=0.2:0.4:3 ${dense% -l*}"; do
        limited "-v $kilobytes" "$command"
        ends "$kilobytes kB: $command"
        [ $status = 0 ] || refused="$kilobytes kB: $command"
        if [ "$command" = --version ] && [ $status = 0 ]; then
            least=${least:-$kilobytes}
        fi
    done
done
result "everything answers with 600 MB" "$([ "${refused%% *}" -lt 600000 ] || echo "$refused")"

# A buffer takes 131072 kB more.
for command in theory "theory -k 5,4,3,2,1 -l 0.1" "check $small" "run $small" \
    "sweep --over lambda=1:1.8:3 --walkers 200" "run --view path" "run --view lambda" \
    "check -k 5,4,3,2,1 -l 0.1 --steps 400" "run -k 5,4,3,2,1 -l 0.1"; do
    limited "-v $((least + 60000))" "$command"
    is "without a matrix it needs no buffer: $command" "$status $(cat "$err")" "0 "
done
for command in "theory -k @dense.txt -l 0.3" "theory --angle 30" "check $dense" "run $dense" \
    "theory --noise matrix --noise-matrix 1,0.3,1" "run --view methods" \
    "theory --data synthetic --noise regression -l 0.1"; do
    limited "-v $((least + 60000))" "$command"
    is "with one it says what it would need: $command" "$status $(cat "$err")" \
        "2 sgdscope: matrix products: OpenBLAS would need 134217728 bytes more; see ulimit -v"
done
limited "-v $((least + 60000))" "sweep --over lambda=0.2:0.4:3 ${dense% -l*}"
has "so does a sweep" '^sgdscope: .*OpenBLAS would need 134217728 bytes more' "$err"

# Fewer threads, the same numbers.
limited "-v 1000000" "check $dense --threads 64 --format csv"
grep -v updates_per_second "$out" >few
run check $dense --threads 1 --format csv
grep -v updates_per_second "$out" >one
same "64 threads where few have a buffer" few one

# --- the stack

limited "-s 64" --version
ends "a stack of 64 kB: --version"
for command in theory "check $dense" run; do
    limited "-s 64" "$command"
    is "a stack of 64 kB: $command" "$status $(cat "$err")" \
        "2 sgdscope: the stack: its limit is 64 kB, and 1024 kB are needed; see ulimit -s"
done
limited "-S -s 64" "check $dense"
ends "a stack of 64 kB that may be more"

# --- no thread beside the first: as somebody who has no other process, since root has no limit

if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null ||
    ! setpriv --reuid 54321 --clear-groups "$SGDSCOPE" --version >/dev/null 2>&1; then
    skip "one process" "it needs root, setpriv, and a program that all may start"
else
    chmod 755 "$home" "$home/work"
    for command in --version list theory "check $dense" "run $small"; do
        timeout 60 setpriv --reuid 54321 --clear-groups \
            bash -c "ulimit -u 1; exec \"\$SGDSCOPE\" $command" >"$out" 2>"$err" </dev/null
        status=$?
        ends "one process: $command"
    done
fi

done_testing
