# SPDX-License-Identifier: GPL-3.0-or-later
#
# sgdscope figure: every figure in every format, its verdict in the exit status, and what is
# refused. The numbers are the business of test_figures.c.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

small='--walkers 2000 --steps 100'
figures=$("$SGDSCOPE" list figures | cut -d' ' -f1)
is "the figures" "$(echo $figures)" '1 2a 2b 3a 3b 3c 3d 3e 3f 4a 4b 5a 5b 6b table1'
drawn='--samples 200 --batch 20 --walkers 1000 --steps 100'

# shellcheck disable=SC2086 # words
# series FILE: the names in a CSV.
series() {
    tail -n +2 "$1" | cut -d, -f2 | sort -u | tr '\n' ' '
}

# --- every figure

for name in $figures; do
    more=$small
    [ "$name" != table1 ] || more='--walkers 500 --steps 400'
    case $name in 2b | 3[def] | 4b) more=$drawn ;; esac
    [ "$name" != 6b ] || more='--walkers 300 --steps 1000'
    expect 0 "figure $name as text" figure "$name" $more
    has "$name has its title" '[A-Z][a-z]+ [a-z]+'
    has "$name has its command" "^sgdscope figure $name"
    is "$name fits 80 columns" "$(grep -cE '.{81}' "$out")" 0
    expect 0 "figure $name as CSV" figure "$name" $more --format csv
    is "$name has the header" "$(head -n 1 "$out")" figure,series,x,y,stderr
    is "$name has five fields" "$(awk -F, 'NF != 5' "$out" | head -n 3)" ""
    is "$name says which" "$(tail -n +2 "$out" | cut -d, -f1 | sort -u)" "$name"
    expect 0 "figure $name as a picture" figure "$name" $more --output "$name.svg"
    has "$name is SVG" '<svg' "$name.svg"
    is "$name prints nothing beside" "$(wc -c <"$out")" 0
done
LC_ALL=C run figure 3b $small
is "ASCII alone" "$(LC_ALL=C grep -c '[^ -~]' "$out")" 0
has "symbols are spelled" 'lambda = 1.8' "$out"
LC_ALL=C run figure table1 --walkers 300 --steps 400
is "ASCII alone in a table" "$(LC_ALL=C grep -c '[^ -~]' "$out")" 0

run figure 3e $drawn --sampling epoch --format csv
is "series of 3e with passes" "$(series "$out")" "constant continuous paper simulation "
data='--noise regression --data synthetic --samples 200 --batch 20 --walkers 1000 --steps 60 --quiet'
expect 0 "minibatches in time follow the exact curve" figure 5a $data -l 0.6
expect 1 "they have a verdict" figure 5a $data -l 0.6 --z-limit 0.001
expect 0 "passes in time have none" figure 5a $data -l 0.6 --sampling epoch --z-limit 0.001
run figure table1 --walkers 300 --steps 400 --format csv
is "series of table1" "$(series "$out" | tr ' ' '_')" \
    "exact_L_exact_variance_limit_previous_L_previous_variance_ratio_simulation_"
is "each row of table1 names its method" "$(grep -c '^table1,exact L,[A-Z]' "$out")" 7
run figure 4a -o nesterov --walkers 100 --steps 400
has "a figure with nothing stable says so" 'no setting here has a stationary state'

# --- formats and files

expect 0 "JSON" figure 2a $small --output a.json
has "JSON names the figure" '"figure": ?"2a"' a.json
has "and the settings" '"walkers": ?2000' a.json
for ending in txt csv png pdf; do
    expect 0 "a .$ending" figure 2a $small --output "a.$ending"
    is "a .$ending is there" "$([ -s "a.$ending" ] && echo yes)" yes
done
refuse '--output: .*must end in' figure 2a --output a.jpg
refuse '--format: contradicts' figure 2a --format csv --output b.svg
refuse_as 3 '--output: /nonexistent/a.svg: ' figure 2a $small --output /nonexistent/a.svg
is "no file is left behind" "$(ls -A | grep -c '^b\.')" 0

# --- the verdict

expect 1 "a limit of no standard errors" figure 2a $small --z-limit 0.001
has "it is said" 'DISAGREES'
for name in 3a 5b table1; do
    expect 1 "$name too" figure "$name" --walkers 500 --steps 400 --z-limit 0.001 --quiet
done
expect 0 "6b has none" figure 6b --walkers 300 --steps 1000 --z-limit 0.001 --quiet
expect 0 "1 has none" figure 1 --z-limit 0.001 --quiet
is "quiet" "$(wc -c <"$out")" 0

# --- the same numbers

for figure in "2a $small" '6b --walkers 300 --steps 300'; do
    run figure $figure --format csv --threads 1
    cp "$out" one
    run figure $figure --format csv --threads 3
    same "figure $figure, whatever the threads" one "$out"
done

# --- other settings

expect 0 "more dimensions" figure 3b $small --hessian 1,0.5,0.2
has "in the command" '--hessian 1,0.5,0.2'
expect 0 "one dimension" figure 3b $small --hessian 1
expect 0 "a path in one dimension" figure 1 --hessian 1
expect 0 "beyond the limit" figure 3c $small --lambda 2.05
has "it is said" 'DIVERGES'
expect 0 "a given matrix" figure 3b $small --noise-matrix 1,-0.4,0.7
has "of noise" 'matrix noise'

# --- what is refused

refuse "figure: its name is missing" figure
refuse "figure: '7' is no figure; see 'sgdscope list figures'" figure 7
refuse "figure: 'fig3b' is no figure; did you mean '3b'" figure fig3b
refuse "figure: '2' is no figure; did you mean '2a'" figure 2
refuse "figure: 'tabel1' is no figure; did you mean" figure tabel1
refuse "--lambda: .*diverges for every momentum" figure 4a --lambda 5
refuse "--optimizer: .*no momentum" figure 4a --optimizer adam
refuse "--mu: Thm 9" figure 6b --mu 0.5
refuse "--hessian: figure 6b does not depend on it" figure 6b -k 1,2
refuse "--optimizer: figure table1 does not" figure table1 -o adam
cp "$SGDSCOPE_DATADIR/data/diabetes.csv" d.csv
expect 0 "a data set's figure" figure 2b --data d.csv --walkers 100 --steps 300
has "says whose data" '^SGD, data d.csv, regression noise'
has "and a command that is right" '^sgdscope figure 2b --data d.csv '
expect 0 "one step" figure 3a --steps 1 --walkers 100
has "is within the transient" 'the transient takes up to 135 steps: compared with theory after 1$'
refuse "--steps: .*transient" figure table1 --steps 20

done_testing
