# SPDX-License-Identifier: GPL-3.0-or-later
#
# The first lines of `theory` and `check`, which say the answer in words, and what a script reads
# instead.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# says NAME TEXT ARGUMENT...: the first paragraph of `theory` has that text, in one piece of whole
# lines joined by blanks.
says() {
    local name=$1 text=$2
    shift 2
    run theory "$@"
    words=$(sed '/^$/,$d' "$out" | tr '\n' ' ')
    [[ $words == *"$text"* ]] && result "$name" "" || result "$name" "it says: $words"
}
is_silent() {
    local name=$1 text=$2
    shift 2
    run theory "$@"
    words=$(sed '/^$/,$d' "$out" | tr '\n' ' ')
    [[ $words != *"$text"* ]] && result "$name" "" || result "$name" "it says: $words"
}

# --- the words

run theory -l 1.99
is "the first line is the verdict" "$(head -n 1 "$out")" "Stable."
says "the largest λ" "The largest stable λ is 2; here it is 1.99 (s = 0.995)." -l 1.99
says "the factors of theory.md" "200 times as large, the loss 100.6 times." -l 1.99
says "the sharp direction" "Sharp (s above 1/2): direction 1 of 2, s = 0.995." -l 1.99
says "several sharp ones" "directions 1 to 2 of 3, s = 0.9 to 0.6." -k 0.1,1.8,1.2 -l 1
says "one half is not above one half" "no direction; the sharpest has s = 0.5." -l 1
says "beyond the limit" "DIVERGES: there is no stationary state. The largest stable λ is 2;" -l 2.5
says "which the continuous theory does not see" "all the same, with a loss of 1.25." -l 2.5
is_silent "no factor without a stationary state" "times" -l 2.5
says "momentum" "The largest stable λ is 3; here it is 2.75 (s = 0.916667)." -k 1 -l 2.75 -m 0.5
says "one dimension" "variance and loss are 12 times as large." -k 1 -l 2.75 -m 0.5
says "damped Newton has no sharpest direction" "the variance in every direction and the loss are" \
    -o newton -l 1
says "Adam has no largest λ" "No λ is the largest stable one" -o adam -l 0.1
says "a marginal one" "MARGINAL: a direction without noise" -o natural --noise-matrix 0,0,1
says "no noise along the sharpest" "the loss is 1.099 times as large; along the sharpest direction \
there is no noise." --noise-matrix 0,0,1
is_silent "no noise at all" "Against" --noise-matrix 0,0,0
says "walkers that fall in" "the walkers fall into it" -n state --sigma2 0 --noise-scale 0.1 -l 0.5
says "the limit of the mean square" "DIVERGES in mean square: the mean converges" \
    -n state --noise-scale 3 -l 1.5
says "where continuous time has none" "The continuous-time theory gives no stationary state" \
    -n state --noise-scale 3 -l 1.5
passes='--data synthetic --sampling epoch'
says "shuffled passes" "Stable in the mean; no exact theory of the variance" $passes -l 1
says "whose limit is that of the mean" "The largest λ with a stable mean is" $passes -l 1
says "whose factors are of constant noise" "With the noise of the minimum everywhere:" $passes -l 1
run check -l 1.8 --walkers 2000
is "check begins in the same way" "$(head -n 1 "$out")" "Stable."
LC_ALL=C says "in ASCII" "The largest stable lambda is 2;" -l 1.8

# --- the numbers

# value NAME: of a quantity in the last CSV.
value() {
    awk -F, -v name="$1" -v row="${2:-}" '$1 == name && $2 == row {print $4}' "$out"
}

# On either side of lambda_max the setting is stable, or not.
for setting in '-k 3,0.1' '-m 0.9' '-o nesterov -m 0.9' '-o qhm -m 0.9' '-o newton -m 0.3' \
    '-n state --noise-scale 0.4' '--data synthetic --samples 300 --batch 20'; do
    run theory --format csv -l 0.1 $setting
    most=$(value lambda_max)
    below=$(awk "BEGIN {printf \"%.12g\", $most * (1 - 1e-4)}")
    above=$(awk "BEGIN {printf \"%.12g\", $most * (1 + 1e-4)}")
    run theory --format csv -l "$below" $setting
    is "$setting: stable below lambda_max" "$(value stable)" 1
    run theory --format csv -l "$above" $setting
    is "$setting: unstable above it" "$(value stable)" 0
done
run theory --format csv -o natural -n state --noise-scale 9 -l 3
is "Λ that follows Σ has no lambda_max" "$(value lambda_max)" ""

# The sharpest direction first, whatever the axes; the variances are those of the covariance.
run theory --format csv -k 0.25,1,0.5 -l 1.5
is "eigenvalues are sorted" \
    "$(value directions_eigenvalues 1) $(value directions_eigenvalues 2)" "1 0.5"
is "ratio is s of each direction" "$(value directions_ratio 1) $(value directions_regime 1)" \
    "0.75 zigzag"
is "and its variance that along it" "$(value directions_variance_discrete 3)" \
    "$(awk -F, '$1 == "covariance_discrete" && $2 == 1 && $3 == 1 {print $4}' "$out")"
is "continuous too" "$(value directions_variance_continuous 1)" \
    "$(awk -F, '$1 == "covariance_continuous" && $2 == 2 && $3 == 2 {print $4}' "$out")"
run theory --format csv -o newton -m 0.9 -l 0.5 -k 2,0.1
is "in w's units where Λ has another" "$(value directions_variance_discrete 2)" \
    "$(awk -F, '$1 == "covariance_discrete" && $2 == 2 && $3 == 2 {print $4}' "$out")"
run theory --format json -l 2.5
has "what does not exist is null" '"variance_discrete": null'
has "beside what does" '"variance_continuous": \[$'

# --- along the eigenvectors

# matrix NAME: the last CSV's, in one line.
matrix() {
    awk -F, -v name="$1" '$1 == name {printf "%.5g ", $4 + 0}' "$out"
}
trace() {
    awk -F, -v name="$1" '$1 == name && $2 == $3 {sum += $4} END {printf "%.9g", sum}' "$out"
}

run theory --format csv --angle 30 --in eigen
is "a turned K is diagonal" "$(matrix covariance_discrete)" "9 0 0 9.8901 "
is "and the CSV says so" "$(value in)" eigen
run theory --in eigen --angle 30
has "so does the text" 'matrices in the eigenvectors of K'
run theory --format json --in eigen --angle 90
has "JSON has them" '"eigenvectors": \[\[.*1\],?$'
printf '0.8 0.3\n0.3 0.5\n' >K2
for setting in '-l 1.2 -m 0.6' '-l 1.2 -m 0.6 --distribution rademacher' '-o newton -l 0.5' \
    '-o natural -l 0.5' '-o adam -l 0.2'; do
    given="-k @K2 --noise-matrix 1,-0.4,0.7 $setting"
    run theory --format csv $given
    for theory in discrete continuous; do
        declare "$theory=$(trace covariance_$theory)"
    done
    expect 0 "check --in eigen $setting" check --in eigen --format csv --walkers 2000 $given
    is "the trace stays" "$(trace covariance_discrete) $(trace covariance_continuous)" \
        "$discrete $continuous"
done
# What is measured in them is no rotation of the other numbers alone: it has errors of its own.
data="--data synthetic -k 1,0.5 -l 1 --walkers 1000 --steps 300"
expect 0 "minibatches of a data set" check --in eigen --format csv $data
for where in w eigen; do
    run check --format json --in $where $data
    declare "share_$where=$(grep -A 1 '"inside"' "$out" | tail -n 1)"
done
has "the share inside" '"discrete": 0.98'
is "is the same" "$share_eigen" "$share_w"
refuse "--in: 'modes' is none of w|eigen" theory --in modes
refuse "--in: not an option of this command" sweep --in eigen --over mu=0:0.5:2

done_testing
