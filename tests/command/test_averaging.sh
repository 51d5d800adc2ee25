#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Averaged iterates (theory.md section 16): what theory prints, that walkers agree, and what is
# refused.
. "$srcdir/tests/command/tap.sh"

# element QUANTITY ROW COLUMN: that number in the last CSV.
element() {
    awk -F, -v q="$1" -v r="$2" -v c="$3" '$1 == q && $2 == r && $3 == c { print $4 }' "$out"
}

# theory.md's worked values.
two_dimensions=(-k @K2.txt --noise-matrix 1,-0.4,0.7 -l 1.2 -m 0.6)
printf '0.8 0.3\n0.3 0.5\n' >K2.txt
while read -r average exact11 exact12 exact22 continuous11; do
    run theory --format csv "${two_dimensions[@]}" --average "$average"
    near "$average, 11" "$(element covariance_average 1 1)" "$exact11" 3e-14
    near "$average, 12" "$(element covariance_average 1 2)" "$exact12" 3e-14
    near "$average, 22" "$(element covariance_average 2 2)" "$exact22" 3e-14
    [ -z "$continuous11" ] ||
        near "$average, continuous" "$(element covariance_average_continuous 1 1)" "$continuous11" 3e-14
done <<'END'
ema:0.99 0.022886597464819 -0.027145016925625 0.038694406309704 0.025913171080032
window:20 0.237573721897943 -0.280931178661359 0.406011291073089 0.24998723147681
window:20:5 0.149034541193336 -0.03565451549995 0.140157661245847
END
while read -r lambda iterate ema window; do
    run theory --format csv -k 1 -l "$lambda" --average ema:0.9
    near "iterates at $lambda" "$(element covariance_discrete 1 1)" "$iterate" 1e-3
    near "EMA at $lambda" "$(element covariance_average 1 1)" "$ema" 3e-14
    run theory --format csv -k 1 -l "$lambda" --average window:100
    near "window at $lambda" "$(element covariance_average 1 1)" "$window" 1e-12
done <<'END'
0.2 0.1111 0.035923141186299 0.009555555555646
1.8 9 0.077111383108935 0.010444444444354
1.99 199 0.603718444710401 0.016307818915975
END
run theory -k 1 -l 1.99 --average window:100
has 'in words' "^The average \(window:100\) has 8.195e-05 of w's variance along the sharpest direction,$"
has 'theory as text' '^  average, discrete: window:100$'
has 'the loss of the average' '^  L of average  *0.00815391  *discrete$'

# The walkers agree, whatever moves them; exit status 1 would be a disagreement.
while read -r -a settings; do
    expect 0 "${settings[*]}" check --quiet "${settings[@]}"
done <<'END'
-k 1 -l 1.99 --average ema:0.9 --steps 4000 --walkers 2000
-k 1,0.1 -l 1.8 --average window:20 --walkers 2000
-k 1,0.1 -l 1.9 --average window:20:5 --walkers 2000
-k @K2.txt --noise-matrix 1,-0.4,0.7 -l 1.2 -m 0.6 --average ema:0.5 --walkers 2000
-k @K2.txt --noise-matrix 1,-0.4,0.7 -l 0.5 -m 0.9 -o nesterov --average window:7 --walkers 2000
-k 1,0.5 -l 0.8 -n state --noise-scale 0.3 --average ema:0.8 --walkers 2000
-k 1,0.3 -l 0.5 --data synthetic --batch 20 --average window:10 --walkers 500
-k 1,0.9,0.5,0.3,0.2,0.1 -l 1.5 --average ema:0.9 --walkers 500 --in eigen
-k 1 -l 1.5 --average ema:0 --walkers 2000
-k 1 -l 1.5 --average ema:0.99 --walkers 1 --steps 2000000
END
run check -k 1 -l 1.5 --average ema:0.9 --format csv --threads 1
cp "$out" one
run check -k 1 -l 1.5 --average ema:0.9 --format csv --threads 2
same 'the same numbers from two threads' one "$out"
has 'the simulated average' '^covariance_average_simulated,1,1,0\.0[0-9]*$'
has 'its error' '^covariance_average_stderr,1,1,[0-9.e-]*$'
# A theory of averages that is wrong is found out.
expect 1 'continuous time disagrees on the average' check --quiet --against continuous -k 1 -l 0.02 \
    -m 0.9 --average window:3:40

run run swa-at-the-edge --walkers 500
has 'a frame has their table' '^averages, window:100$'
has 'with their theory' '^Sigma_11 +0\.[0-9]+ \+- [0-9.e-]+ +0\.0163078 +0\.0130645$'

# Shuffled passes: the simulation alone.
run check -k 1,0.3 -l 0.5 --data synthetic --sampling epoch --average ema:0.9 --against constant \
    --walkers 100
has 'no theory of passes' 'no theory of averages is known for shuffled passes'
has 'their averages are simulated' 'average, simulated'
run theory --format json -l 2.5 --average ema:0.9
has 'beyond the limit there is none' '"average": null'

# A sweep has columns for them, where they are asked for.
run sweep --over average=none,ema:0.9,window:100 -k 1 -l 1.99 --theory-only --format csv
has 'columns of averages' '^point,average,.*,average_loss_discrete,average_loss_continuous,'
has 'the loss of an EMA' '^2,ema:0.9,.*,0.30185922235[0-9]*,'
run sweep --over average=ema:0.5,window:5 --over lambda=0.5:1.5:2 -k 1 --steps 400 --format csv
is 'its walkers agree' "$(grep -c ',1$' "$out")" 4
run sweep --over lambda=0.5:1.5:2 --theory-only --format csv
result 'no columns where there is no average' "$(grep average "$out")"

refuse "--average: the paper's figures have neither averages" figure 2a --average ema:0.9
refuse '--average: fit takes a run as it was recorded' fit --iterates x.csv -l 1 --average ema:0.9
refuse '--average: γ: 1 is out of range: it must be less than 1' theory --average ema:1
refuse '--average: γ: -0.1 is out of range: it must be at least 0' theory --average ema:-0.1
refuse '--average: L: 0 is out of range: it must be at least 1' theory --average window:0
refuse '--average: c: 0 is out of range: it must be at least 1' theory --average window:5:0
refuse "--average: L: '2.5' is not a whole number" theory --average window:2.5
refuse '--average: window needs a number: window:L' theory --average window
refuse "--average: 'swa' is none of none, ema:γ, window:L\[:c\]" theory --average swa
refuse "--average: '3' is too much behind window" theory --average window:1:2:3
refuse '--steps: 1000 steps end before the transient' check --average window:1000

done_testing
