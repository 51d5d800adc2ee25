#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Schedules of the learning rate (theory.md section 17): what theory prints, that walkers agree, the
# best learning rate, and what is refused.
. "$srcdir/tests/command/tap.sh"

# at QUANTITY STEP: that number in the last CSV.
at() {
    awk -F, -v q="$1" -v t="$2" '$1 == q && $2 == t { print $4 }' "$out"
}

# theory.md's worked values.
while read -r shape half whole; do
    run theory --format csv -l 1.8 --schedule "$shape" --final 0.01 --schedule-steps 100
    near "$shape, at the start" "$(at schedule_discrete 0)" 4.994505494505496 1e-14
    near "$shape, half way" "$(at schedule_discrete 50)" "$half" 3e-14
    near "$shape, at the end" "$(at schedule_discrete 100)" "$whole" 3e-14
    [ "$shape" != linear ] ||
        near "$shape, continuous" "$(at schedule_continuous 100)" 0.124529314129061 3e-14
done <<'END'
linear 0.695978568959187 0.127657211730483
cosine 0.717734776344525 0.115980455597683
exponential 0.162423991303308 0.073410748468629
step 4.994505494505496 1.149271333230838
END
printf '0.8 0.3\n0.3 0.5\n' >K2.txt
run theory --format csv -k @K2.txt --noise-matrix 1,-0.4,0.7 -l 1.2 -m 0.6 --schedule cosine \
    --warmup 10 --schedule-steps 50 --start minimum
near 'from the minimum, at the first step' "$(at schedule_discrete 1)" 0.006552 1e-14
near 'from the minimum, after the warm-up' "$(at schedule_discrete 10)" 1.33094043277158 3e-14
near 'from the minimum, at the end' "$(at schedule_discrete 50)" 0.152925451658173 3e-14
is 'the first learning rate' "$(at schedule_lambda 1)" 0.12
run theory -k 1,0.1 -l 2.2 --schedule linear --start minimum --warmup 20
has 'how far it rises on the way' '^It rises to 8\.557e\+05 at step 91 on the way'
run theory -l 1.8 --schedule step
has 'in words' '^In 1000 steps of the schedule the loss goes from 4.995 to 0\.[0-9]+;$'
has 'as text' '^ *1000 +0.01800 '
has 'what it is' 'schedule: step, 1000 steps from lambda = 1.800 to 0.01800, start stationary$'
run theory --format json -l 1.8 --schedule linear --schedule-steps 2
has 'as JSON' '^  "schedule": \{$'
run theory --format json -l 1.8
result 'without a schedule there is none' "$(grep '^  "schedule"' "$out")"

# The walkers agree, also where the run is beyond the limit for a part of the way.
while read -r -a settings; do
    expect 0 "${settings[*]}" check --quiet --walkers 2000 "${settings[@]}"
done <<'END'
-l 1.8 --schedule cosine
-k 1,0.1 -l 2.2 --schedule linear --start minimum --warmup 20 --schedule-steps 400
-k @K2.txt --noise-matrix 1,-0.4,0.7 -l 1.2 -m 0.6 --schedule step --start distance:5
-k @K2.txt --noise-matrix 1,-0.4,0.7 -l 0.5 -m 0.9 -o nesterov --schedule exponential --warmup 30
-k 2,0.5 -l 0.4 -m 0.5 -o qhm --schedule linear --final 0.2
-k 2,0.5 -l 0.4 -m 0.5 -o newton --schedule cosine --schedule-steps 100
-k 1,0.5 -l 0.8 -n state --noise-scale 0.3 --schedule linear
-k 1,0.5,0.3,0.2,0.1,0.1 -l 1.5 --distribution rademacher --schedule cosine --weight-decay 0.01
-k 1 -l 1 --schedule cosine --schedule-steps 1
-k 1,0.3 -l 0.6 --data synthetic --batch 20 --schedule cosine --steps 400
-k 1,0.3 -l 0.6 -m 0.5 --data synthetic --batch 20 --schedule step --start distance:5 --steps 400
-k 1,0.3 -l 0.4 --data synthetic --samples 30 --batch 2 --weight-decay 0.5 --start distance:8 --schedule-steps 40 --steps 400 --walkers 20000
END
expect 1 'continuous time disagrees along the way' check --quiet --walkers 2000 --against continuous \
    -k 1,0.1 -l 0.02 --schedule linear --start distance:30 -m 0.95 --schedule-steps 50
run check -l 1.8 --schedule cosine --walkers 600 --format csv --threads 1
cp "$out" one
run check -l 1.8 --schedule cosine --walkers 600 --format csv --threads 2
same 'the same numbers from two threads' one "$out"
run check -l 0.3 -k 1,0.5 --schedule cosine -o natural --walkers 500
has 'no theory where Λ follows Σ' 'no theory of schedules is known here'
has 'but walkers' '^ +1000 +[0-9.e-]+ +- +- +[0-9.e-]+ \+- [0-9.e-]+$'

# With k = C = 1 the deviation at λ is √(λ/(2−λ)): at another λ, the same start is at another d.
run theory --format csv -k 1 -l 0.5 --start distance:20 --schedule-steps 50
best=$(at best_lambda '')
least=$(at best_loss '')
for factor in 0.9 0.99 1.01 1.1; do
    read -r lambda d < <(awk -v b="$best" -v f="$factor" 'BEGIN {
        l = b * f; printf "%.17g %.17g\n", l, 20 * sqrt(0.5 / 1.5) / sqrt(l / (2 - l)) }')
    run theory --format csv -k 1 -l "$lambda" --start "distance:$d" --schedule-steps 50
    result "$factor times the best learning rate is worse" \
        "$(awk -v got="$(at schedule_discrete 50)" -v least="$least" \
            'BEGIN { if (!(got > least)) print got " is not above " least }')"
done
# Among the valleys that momentum makes; beyond the limit of a constant λ where the warm-up keeps each
# step below it; and very small where there is much time.
while read -r name lambda loss settings; do
    # shellcheck disable=SC2086 # its words
    run theory --format csv -k 1 $settings
    near "the best λ: $name" "$(at best_lambda '')" "$lambda" 2e-3
    near "its loss: $name" "$(at best_loss '')" "$loss" 2e-3
done <<'END'
valleys 0.09864 0.05102 -m 0.5 -l 2.36 --start distance:1000 --schedule-steps 20
warm-up 3.821 0.07791 -l 1 --schedule exponential --schedule-steps 10 --warmup 5 --start distance:1000
long 1.663e-5 4.407e-6 -l 0.5 --start distance:5 --schedule-steps 500000
END
run theory -k 1 -l 0.5 --start distance:1e-6 --schedule-steps 3
has 'in words' '^From this start the loss only grows: the smaller (λ|lambda), the better\.$'
has 'it is 0 where the loss only grows' '^  best lambda +0\.0+ +ends with the least loss'
run theory -k 1 -l 0.5 --start distance:20 --schedule-steps 50
has 'the best learning rate as a sentence' '^From this start it ends with the least loss, 0.0[0-9]+, at '
has 'the best learning rate in words' '^  best lambda +0\.[0-9]+ +ends with the least loss, discrete$'

# A sweep has the loss at the end.
run sweep --over schedule=constant,linear,cosine,step -l 1.8 --final 0.01 --schedule-steps 100 \
    --walkers 1000 --steps 400 --format csv
has 'its columns' '^point,schedule,.*,final_loss_discrete,final_loss_continuous,final_loss_simulated,'
has 'the loss at the end of one' '^3,cosine,.*,0.11598045559768'
is 'its walkers agree' "$(grep -c ',1$' "$out")" 4
has 'without a schedule it stays' '^1,constant,0.9,1,4.9945[0-9]*,.*,4.9945[0-9]*,0.9[0-9]*,[45].[0-9]*,0.[0-9]*,0,1$'
run sweep --over lambda=1.8:2.2:2 --schedule linear --walkers 500 --steps 600 --format csv
has 'a point that cannot start has its theory' '^2,2.2,1.1,0,,1.1,,,,12.1,,,,,,,,$'
run sweep --over lambda=1.8:2.2:2 --schedule linear --theory-only --format csv
has 'and says why, without walkers too' 'point 2: --start: there is no stationary state at' "$err"
run theory --data synthetic -l 0.3 -m 0.5 --schedule step --final 0 --schedule-steps 20
has 'minibatches at a learning rate of 0' '^ +20 +0\.000 +0\.00[0-9]+ +0\.00[0-9]+$'
run theory -k 1 -l 3 --start minimum --schedule-steps 10000
has 'a loss that no number holds' 'goes from 0 beyond 1e308'
run sweep --over final=0:1:3 --schedule cosine -l 1 --theory-only --format json
has 'as JSON' '"final_loss_discrete": 0\.'

refuse '--schedule: the loss is beyond 1e200 from step 1351 on' \
    check -l 2.2 --schedule linear --start minimum --schedule-steps 100000
refuse '--start: there is no stationary state at λ = 2.5 to start from; try --start minimum' \
    theory -l 2.5 --schedule cosine
refuse '--start: a distance is in deviations of the stationary state, and there is none at λ = 2.5' \
    theory -l 2.5 --start distance:3
refuse '--start: a distance is in deviations along the sharpest direction, and there is no noise' \
    theory -k 1,0.1 -n matrix --noise-matrix 0,0,1 -l 0.5 --start distance:5
refuse "--schedule: 'cosin' is none of constant, linear, cosine.* did you mean 'cosine'" \
    theory --schedule cosin
refuse '--final: 1.5 is out of range: it must be at most 1' theory --schedule cosine --final 1.5
refuse '--final: 0 is out of range: an exponential never falls to 0' \
    theory --schedule exponential --final 0
refuse '--schedule-steps: 1.* is out of range: it must be at most 1' \
    theory --schedule cosine --schedule-steps 1e9
refuse '--schedule: 1e[+]09 steps are too many: give --schedule-steps, at most 1e[+]07' \
    theory --schedule cosine --steps 1e9
refuse '--final: needs --schedule' theory --final 0.5
refuse '--schedule-steps: needs --schedule, --warmup or --start' theory --schedule-steps 5
refuse '--warmup: 20 steps are more than the 10 of the schedule' \
    theory --warmup 20 --schedule-steps 10
refuse '--start: d: 0 is out of range: it must be greater than 0' theory --start distance:0
refuse '--start: distance needs a number: distance:d' theory --start distance

done_testing
