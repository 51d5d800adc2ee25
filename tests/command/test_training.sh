# SPDX-License-Identifier: GPL-3.0-or-later
#
# What people's training loops have besides: PyTorch's dampening (theory.md section 15).
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# numbers PATTERN ARGUMENT...: the values of `theory` in the lines that match, to twelve digits.
numbers() {
    local pattern=$1
    shift
    "$SGDSCOPE" theory --format csv "$@" 2>"$err" | grep -E "$pattern" |
        awk -F, '{ printf "%s%.12g", (NR > 1 ? " " : ""), $4 }'
}

# --- dampening: ρ = 1−τ, the same as λ(1−τ) without it

matrix="-n matrix --noise-matrix 1,-0.4,0.7"
is "dampening is a smaller learning rate, to theory" \
    "$(numbers 'covariance|loss' -l 1.5 -m 0.9 --dampening 0.2 $matrix)" \
    "$(numbers 'covariance|loss' -l 1.2 -m 0.9 $matrix)"
is "the limit of λk is 2(1+μ)/(1−τ)" "$(numbers '^limit' -l 1.5 -m 0.5 --dampening 0.2)" 3.75
few="--walkers 2000 --steps 500"
expect 0 "the walkers feel it" check -l 4 -m 0.8 --dampening 0.6 $matrix $few
expect 0 "and diverge beyond that limit" check -l 9.2 -m 0.8 --dampening 0.6 -k 1 $few
expect 0 "so do they with noise that depends on w" \
    check -l 2 -m 0.5 --dampening 0.3 -n state --noise-scale 0.05 $few
expect 0 "figure 4 with it" figure 4a --dampening 0.4 --walkers 100 --format csv
has "begins where λk(1−τ) = 2(1+μ)" '^4a,discrete,0\.0'
refuse "--dampening: needs --optimizer sgd" theory --dampening 0.5 -m 0.5 -o nesterov
refuse "--dampening: needs --mu above 0: without momentum PyTorch's SGD ignores it" \
    theory --dampening 0.5
refuse "--dampening: 1 is out of range" theory --dampening 1 -m 0.5
expect 0 "swept with momentum" sweep --over dampening=0:0.5:2 -m 0.9 -l 1 --theory-only
has "each point has its own limit" '^2,0\.5,0\.13'
refuse "--over: dampening: needs --mu" sweep --over dampening=0:0.5:2 --theory-only
printf '[experiment]\nmu = 0.9\ndampening = 0.25\n' >damped.ini
expect 0 "in a file" theory damped.ini
has "the command has it" 'theory -l 1.8 -m 0.9 --dampening 0.25 -k 1,0.1$'
has "and the text says how m is made" 'm ← μm \+ \(1−τ\)g'
expect 0 "kept in a file where it has no effect" theory damped.ini -o nesterov
expect 0 "an option takes its momentum away" theory damped.ini -m 0
has "then the command leaves it out" 'theory -l 1.8 -k 1,0.1$'

done_testing
