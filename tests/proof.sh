#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# proof.sh fuzz: run each target of tests/fuzz for $FUZZ_RUNS executions (10^6) with libFuzzer,
# AddressSanitizer and UndefinedBehaviorSanitizer, built with clang. $FUZZ_TARGETS: some of them.
# make fuzz calls it in the build folder, where proof/source is what make dist packs. What is built and
# found is kept in proof/.
set -u
: "${MAKE:=make}"
proof=$PWD/proof
source=$proof/source
export LC_ALL=C.UTF-8 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export SGDSCOPE_DATADIR=$source/assets srcdir=$source
# Without these most of the time goes into the sanitizer's own memory.
export ASAN_OPTIONS=malloc_context_size=2:quarantine_size_mb=1:thread_local_quarantine_size_kb=64
ASAN_OPTIONS+=:clear_shadow_mmap_threshold=100000000:max_malloc_fill_size=0
export LSAN_OPTIONS=suppressions=$source/tests/lsan.supp:print_suppressions=0
jobs=$(getconf _NPROCESSORS_ONLN)

# build KIND CONFIGURE-ARGUMENT... -- MAKE-TARGET...: in proof/KIND.
build() {
    local folder=$proof/$1 arguments=()
    shift
    while [ "$1" != -- ]; do
        arguments+=("$1")
        shift
    done
    shift
    mkdir -p "$folder" && cd "$folder" || return
    if [ ! -e Makefile ]; then
        "$source/configure" "${arguments[@]}" >configure.out || return
    fi
    "$MAKE" -s -j"$jobs" "$@"
}

# run_target NAME: its last words are kept in proof/NAME.log, what it found in proof/found.
run_target() {
    local name=$1 seeds corpus=$proof/corpus/$1 log=$proof/$1.log status=0 start=$SECONDS
    seeds=$(sed -n 's/^const char \*const fuzz_seeds = "\(.*\)";$/\1/p' "$source/tests/fuzz/$name.c")
    mkdir -p "$corpus" "$proof/found"
    cp $source/$seeds "$corpus/" || return
    "$proof/fuzz/tests/fuzz/$name" -runs="${FUZZ_RUNS:-1000000}" -seed=1 -max_len=4096 -timeout=60 \
        -rss_limit_mb=8192 -print_final_stats=1 -artifact_prefix="$proof/found/$name-" \
        "$corpus" >"$log" 2>&1 || status=$?
    printf '%-22s %10s executions %6d s  %6d inputs kept  %s\n' "$name" \
        "$(sed -n 's/^stat::number_of_executed_units: //p' "$log")" $((SECONDS - start)) \
        "$(ls "$corpus" | wc -l)" "$([ $status = 0 ] && echo 'no finding' || echo "FOUND: $log")"
    return $status
}

fuzz() {
    local target targets status=0
    targets=$(cd "$source/tests/fuzz" && echo fuzz_*.c)
    targets=${FUZZ_TARGETS:-${targets//.c/}}
    (build fuzz CC=clang --enable-sanitizer=address,undefined,fuzzer-no-link \
        -- ${targets//fuzz_/tests/fuzz/fuzz_}) || return
    for target in $targets; do
        run_target "$target" || status=1
    done
    return $status
}

case ${1-} in
fuzz) fuzz ;;
*)
    echo "usage: proof.sh fuzz" >&2
    exit 2
    ;;
esac
