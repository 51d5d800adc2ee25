# SPDX-License-Identifier: GPL-3.0-or-later
#
# What people's training loops have besides: dampening and weight decay as PyTorch has them, and a
# Hessian that is not positive definite, of which some directions are kept (theory.md section 15). The numbers are from NumPy and SciPy: a discrete Lyapunov equation, with data
# iterated to its fixed point.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# numbers PATTERN ARGUMENT...: the values of `theory` in the lines that match, to ten digits.
numbers() {
    local pattern=$1
    shift
    "$SGDSCOPE" theory --format csv "$@" 2>"$err" | grep -E "$pattern" |
        awk -F, '{ printf "%s%.10g", (NR > 1 ? " " : ""), $4 }'
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

# --- weight decay: the walkers feel K + ωI, loss and noise are those of K

printf '0.8 0.3\n0.3 0.5\n' >K.txt
k="-k @K.txt --weight-decay 0.25"
all='^(covariance_discrete,(1|2,2)|loss_discrete)'
is "with momentum and a given C" "$(numbers "$all" $k -l 1.2 -m 0.6 --noise-matrix 1,-0.4,0.7)" \
    "1.228135489 2.308552476 -1.318678893 2.801272667"
is "damped Newton" "$(numbers "$all" $k -o newton -l 0.5 -m 0.6 --noise-matrix 1,-0.4,0.7)" \
    "0.5506952206 1.226431658 -1.212728511 1.695764443"
is "Nesterov, noise of K" \
    "$(numbers "$all" $k -o nesterov -l 0.5 -m 0.6 -n mixed --noise-scale 0.3)" \
    "0.6446421989 1.005836504 -0.1830305735 1.188867077"
is "state noise of K" "$(numbers "$all" $k -l 1.2 -m 0.5 -n state --noise-scale 0.1)" \
    "1.606883838 2.488013736 -0.2065018094 2.694515545"
is "and with Newton" "$(numbers "$all" $k -o newton -l 1.2 -m 0.5 -n state --noise-scale 0.1)" \
    "1.792031218 2.935450842 -2.320236594 5.255687436"
printf 'a,b,y\n1,.5,.9\n-.3,1.2,.2\n.7,-.8,-.1\n-1.1,.1,-1.4\n.4,.9,1.1\n-.6,-1.3,-.3\n' >six.csv
ridge="--data six.csv --batch 2 --weight-decay 0.25 -l 0.7"
is "ridge regression with real minibatches" "$(numbers "$all" $ridge -m 0.5)" \
    "0.0521189268 0.09065391473 0.003907355292 0.06623877901"
is "the limit is that of λ(k + ω)" "$(numbers '^lambda_k_max' -k 3,1 -l 0.1 --weight-decay 2)" 0.5
expect 0 "the walkers of ridge regression agree" check $ridge -m 0.5 --sampling subset $few
expect 0 "in damped Newton's coordinates too" check $ridge -o newton $few
expect 0 "the walkers of state noise agree" \
    check $k -o newton -l 0.5 -m 0.5 -n state --noise-scale 0.1 $few
expect 0 "the expected loss against time" figure 5a --weight-decay 0.4 --walkers 2000 --format csv
printf 'a,b,c,y\n1,2,3,1\n2,1,5,0\n' >few.csv
refuse "--data: few.csv: its 2 rows are fewer than the 3 columns" theory --data few.csv --batch 1 -l 0.1
expect 0 "weight decay makes up for rows that are missing" \
    theory --data few.csv --batch 1 -l 0.01 --weight-decay 0.1
expect 0 "a semidefinite K becomes definite" theory -k 1,0 --weight-decay 0.1
has "whose command has it" 'theory -l 1.8 -k 1,0 --weight-decay 0.1$'
refuse "--weight-decay: contradicts --optimizer natural and adam" theory -o adam --weight-decay 0.1
expect 0 "swept" sweep --over weight-decay=0.1:0.3:2 -k 1,0 -l 1 --theory-only
has "point by point" '^2,0\.3,0\.65'

# --- directions of a Hessian with eigenvalues 2, 1, 0 and -0.5

printf '%s\n' '.625 .875 .375 .125' '.875 .625 .125 .375' '.375 .125 .625 .875' \
    '.125 .375 .875 .625' >real.txt
printf '%s\n' '4 1 0 0' '1 3 0 0' '0 0 2 0' '0 0 0 1' >c.txt
real="-k @real.txt -l 0.5 -m 0.5 --noise-matrix @c.txt"
refuse "--hessian: real.txt: the Hessian is not positive definite: of 4 eigenvalues 1 is negative, the most negative -0.5, and 1 zero to rounding; --weight-decay W .*, --directions positive " theory $real
expect 0 "its positive directions alone" theory $real --directions positive
has "says how many were left out and what they have" \
    'left out +2 +of 4 directions, \|k\| up to 0\.5000, with 40\.0% of Tr C'
has "and whose coordinates there are" "directions +2 .*in these eigenvectors' coordinates"
has "the command has it" '--directions positive --noise-matrix @c.txt$'
# lengths PATTERN ARGUMENT...: without the signs, which an eigenvector may have either way
lengths() { numbers "$@" | tr -d -; }
is "the block of the positive directions is exact" \
    "$(lengths "$all" $real --directions positive)" "2.025 1.125 0.5 1.8"
is "so is that of the sharpest two" "$(lengths "$all" $real --directions 2)" "2.025 1.125 0.5 1.8"
is "the same of eigenvalues and an isotropic noise" \
    "$(numbers "$all" -k -0.5,1,0,2 --directions 2 -l 0.5)" \
    "$(numbers "$all" -k 2,1 -l 0.5)"
is "weight decay comes first" \
    "$(numbers '^covariance_discrete,1,1|^left_out' $real --weight-decay 0.25 --directions positive)" \
    "1.066666667 1 0.5 0.2"
run theory $real --weight-decay 0.25 --directions positive --format csv
has "which keeps the one of k = 0" '^covariance_discrete,3,3,4\.17391304347'
expect 0 "the walkers of the kept directions agree" check $real --directions 2 $few
expect 0 "with another law of the noise too" \
    check $real --directions 2 --distribution rademacher $few
expect 0 "JSON" theory $real --directions 2 --format json
has "has what was left out" '"noise_share": 0\.(4|39999999)'
expect 0 "swept" sweep --over directions=1:2:2 $real --theory-only
has "each number of directions is a point" '^2,2,0\.'
expect 0 "the instrument's first frame" run $real --directions positive --walkers 50
has "names what was left out" '2 of 4 directions'
refuse "--directions: there are 4, not 5" theory $real --directions 5
refuse "--directions: no eigenvalue is positive, the largest is -1" theory -k -1,-2 --directions positive
refuse "--directions: contradicts --optimizer natural and adam" theory $real -o natural --directions 2
refuse "--directions: contradicts --noise state" \
    theory -k 1,0.1 -n state --noise-scale 0.1 --directions 1
refuse "--directions: contradicts --data" theory --data six.csv --batch 2 --directions 1
refuse "--plane: there is no direction 4; D is 3" \
    theory $real --weight-decay 0.25 --directions 3 --plane 1,4
expect 0 "the table of methods" figure table1 $real --directions 2 --walkers 100

done_testing
