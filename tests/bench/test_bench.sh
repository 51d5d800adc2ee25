#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Both parts of the benchmark, with little to do: each row is there, with numbers.
set -u
count=0

if [ -n "${QEMU_LD_PREFIX-}" ]; then
    echo '1..0 # SKIP there is nothing to measure under an emulator'
    exit
fi

# expect WHAT PATTERN: a line of the output.
expect() {
    count=$((count + 1))
    grep -qE "$2" <<<"$output" && echo "ok $count - $1" || echo "not ok $count - $1"
}

# shellcheck disable=SC2154 # builddir: from make check
output=$("$builddir/bench/bench_engine" short 2>&1) || output="exit status $?: $output"
number='[0-9.e+-]+'
while read -r row; do
    expect "engine: $row" "^$row +$number"
done <<'END'
sgd with momentum, white, D=2
sgd, student, D=2
sgd, real minibatches, S=100, D=10
new K and full C, D=650
new lambda, D=2
sgd, full C, D=650
END
expect "engine: two threads" "with two threads, times as fast as with one: $number"

if [ -x "$builddir/bench/bench_ui" ]; then
    output=$("$builddir/bench/bench_ui" short 2>&1) || output="exit status $?: $output"
    for size in 80x24 200x60; do
        expect "ui: $size" "^ *$size( +$number){9} "
    done
fi
echo "1..$count"
