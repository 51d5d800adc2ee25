#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# proof.sh fuzz: run each target of tests/fuzz for $FUZZ_RUNS executions (10^6) with libFuzzer,
# AddressSanitizer and UndefinedBehaviorSanitizer, built with clang. $FUZZ_TARGETS: some of them.
#
# proof.sh torture: random keys, signals, sizes and cut answers against the instrument in a terminal
# (tests/torture), for $TORTURE_SECONDS (600) built with AddressSanitizer, and as long with
# ThreadSanitizer ($TORTURE_KINDS: "address thread"); and $SGDSCOPE_KILLS (200) kills of each kind
# (tests/command/test_kills.sh). $TORTURE_SEED: printed where it is not given.
#
# make fuzz and make torture call it in the build folder, with the environment of make check and with
# proof/source, which is what make dist packs. What is built and found is kept in proof/.
set -u
: "${MAKE:=make}"
proof=$PWD/proof
source=$proof/source
export LC_ALL=C.UTF-8
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
    # Without these most of the time goes into the sanitizer's own memory.
    ASAN_OPTIONS=malloc_context_size=2:quarantine_size_mb=1:thread_local_quarantine_size_kb=64
    ASAN_OPTIONS+=:clear_shadow_mmap_threshold=100000000:max_malloc_fill_size=0
    targets=$(cd "$source/tests/fuzz" && echo fuzz_*.c)
    targets=${FUZZ_TARGETS:-${targets//.c/}}
    (build fuzz CC=clang --enable-sanitizer=address,undefined,fuzzer-no-link \
        -- ${targets//fuzz_/tests/fuzz/fuzz_}) || return
    for target in $targets; do
        run_target "$target" || status=1
    done
    return $status
}

# ThreadSanitizer cannot place its shadow memory where the kernel randomizes addresses widely.
fixed_addresses() {
    if setarch -R true 2>/dev/null; then
        setarch -R "$@"
    else
        "$@"
    fi
}

# torture_build KIND CONFIGURE-VALUE: what the sanitizers say is kept in proof/found.
torture_build() {
    local report=$proof/found/torture-$1
    mkdir -p "$proof/found"
    rm -f "$report".*
    (build "$1" --enable-sanitizer="$2" -- sgdscope tests/torture/torture) || return
    echo "== $1"
    SGDSCOPE=$proof/$1/sgdscope \
        ASAN_OPTIONS=$ASAN_OPTIONS:handle_segv=0:log_path=$report \
        UBSAN_OPTIONS=$UBSAN_OPTIONS:log_path=$report \
        TSAN_OPTIONS=$TSAN_OPTIONS:handle_segv=0:log_path=$report \
        fixed_addresses "$proof/$1/tests/torture/torture" >"$proof/torture-$1.log" 2>&1
    local status=$?
    grep -E '^FOUND|TORTURE_SEED|sessions,' "$proof/torture-$1.log"
    [ $status = 0 ] && ! ls "$report".* 2>/dev/null
}

torture() {
    local status=0 kind
    export TORTURE_SEED=${TORTURE_SEED:-$(date +%s)} SGDSCOPE_KILLS=${SGDSCOPE_KILLS:-200}
    for kind in ${TORTURE_KINDS:-address thread}; do
        torture_build "$kind" "${kind/address/address,undefined}" || status=1
    done
    echo "== kills"
    SGDSCOPE_SEED=$TORTURE_SEED bash "$source/tests/command/test_kills.sh" || status=1
    return $status
}

case ${1-} in
fuzz | torture) "$1" ;;
*)
    echo "usage: proof.sh fuzz|torture" >&2
    exit 2
    ;;
esac
