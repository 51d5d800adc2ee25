# SPDX-License-Identifier: GPL-3.0-or-later
#
# What each command does when all is well, its options in every form, and where results go. The
# numbers in JSON are the business of test_results.c, what is refused that of test_bad_input.sh.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# --- help and lists

for arguments in --help help 'theory -h' 'figure --help' 'theory -l 3 --help'; do
    expect 0 "sgdscope $arguments" $arguments
    has "sgdscope $arguments tells the usage" '^(usage:|  )\s*sgdscope '
done
run --version
has "--version has a number" '^sgdscope [0-9]+\.[0-9]+'

run list presets
is "list presets has all of them" "$(wc -l <"$out")" "$(ls "$srcdir"/assets/presets/*.ini | wc -l)"
has "list presets has titles" '^edge  +The edge of stability'
mkdir -p config/sgdscope/presets
printf '[about]\ntitle = \033[31mred\tone\n[experiment]\nlambda = 1\n' >config/sgdscope/presets/own.ini
XDG_CONFIG_HOME=$PWD/config run list tsv
is "no control character of a title is printed" "$(grep -c "$(printf '\033')" "$out")" 0
is "a title has no tab" "$(grep -P '^preset\t\town\t' "$out" | cut -f 6)" '\x1b[31mred one'
# Every parameter and every choice of one that is listed is taken, and help knows it.
run list parameters
parameters=$(cut -d' ' -f1 "$out")
run run --help
result "run --help knows every parameter" "$(for name in $parameters; do
    grep -q -- "--$name\\b" "$out" || echo "$name"
done)"
for choice in optimizer noise distribution; do
    run list ${choice}s
    result "the ${choice}s listed are those of --$choice" "$(for name in $(cut -d' ' -f1 "$out"); do
        "$SGDSCOPE" theory --$choice $name 2>&1 >/dev/null | grep 'none of'
    done)"
done
run list
names=$(sed -n 's/^\([a-z]*\):.*/\1/p' "$out")
is "list has every list" "$(echo $names)" \
    "presets tours parameters optimizers noises distributions figures views keys"

# --- option forms

# forms NAME ARGUMENTS...: each string of arguments gives the same result as the first.
forms() {
    local name=$1 first=$2 arguments
    shift 2
    run theory --format json $first
    cp "$out" first.json
    is "$name: $first" "$status" 0
    for arguments; do
        run theory --format json $arguments
        same "$name: $arguments" first.json "$out"
    done
}

forms lambda '--lambda 1.5' '--lambda=1.5' '--lr 1.5' '--lr=1.5' '-l 1.5' '-l1.5' '-l=1.5' \
    '-l 0.3 -l 1.5' '--lambda=9 --lr 1.5'
forms optimizer '--optimizer newton' '-odnm' '-o=dnm'
forms file 'edge --mu 0.5' '--mu 0.5 edge' '--mu 0.5 -- edge' 'edge.ini --mu=0.5' \
    "$srcdir/assets/presets/edge.ini --mu 0.5"
forms 'noise-matrix alone is noise' '--noise-matrix 1,0,1 --noise matrix' '--noise-matrix 1,0,1'
run theory -l 1.5 --format json
cp "$out" one.json
run theory -l 1.4 --format json
result "another lambda is another result" "$(cmp -s one.json "$out" && echo the same)"
printf '[experiment]\nlambda = 0.7\n' >'-odd name.ini'
run theory --format csv -- '-odd name.ini'
has "a file whose name begins with -" '^lambda_k_max,,,0\.7$'
printf '[experiment]\nlambda = 0.7\n' >edge.ini
run theory --format csv edge
has "a file in the working directory comes before a preset" '^lambda_k_max,,,0\.7$'
rm edge.ini

# --- formats and output files

run theory
has "theory prints text" '^  discrete: '
has "text says stable" '\bstable\b'
has "text has the experiment's command" 'sgdscope theory -l 1.8 -k 1,0.1$'
run theory -o natural -n matrix --noise-matrix 1,0,0 -l 0.5
has "text says MARGINAL" 'verdict +MARGINAL'
run theory -l 2.5
has "text says DIVERGES" 'DIVERGES'
has "text says that there is no covariance" 'discrete: no stationary state'
expect 0 "a damped momentum" theory -o qhm -m 0.5 --nu 0.7
has "is said to be damped" ' damped: m ← μm \+ \(1−μ\)g'
expect 0 "beyond the limit of the mean square" theory -l 1.9 --noise state --noise-scale 0.3
has "the variance grows" '^  growth +[0-9.]+ '
expect 0 "the table of methods" figure table1 --walkers 100 --steps 200
has "says where Table 1 is wrong" "QHM's previous Σ is λ/2 K⁻¹C"
run theory --format csv -l 2.5
has "csv leaves empty what there is not" '^loss_discrete,,,$'
result "csv has no covariance then" "$(grep covariance_discrete "$out")"

for ending in json csv txt; do
    format=${ending/txt/text}
    expect 0 "--output of .$ending" theory --output "a $ending.$ending"
    is "--output of .$ending prints nothing" "$(wc -c <"$out")" 0
    run theory --format $format
    same "--output of .$ending is --format $format" "a $ending.$ending" "$out"
    expect 0 "both may be given" theory --format $format --output "a $ending.$ending"
    expect 0 "--format decides for a name without an ending" theory --format $format --output plain
    same "plain is --format $format" plain "a $ending.$ending"
    expect 0 "check --output of .$ending" check --walkers 100 --steps 100 --output check.$ending
    has "check --output of .$ending has a result" 'agrees' check.$ending
done

expect 0 "theory --quiet" theory --quiet
is "theory --quiet prints nothing" "$(wc -c <"$out")" 0
expect 0 "--quiet with a file" theory --quiet --output quiet.json
has "--quiet with a file writes it" '"stable": true' quiet.json

# --- results that cannot be written

# unwritable NAME ARGUMENTS...: exit status 3 and one line, and nothing is left behind.
unwritable() {
    local before
    before=$(find . | sort)
    refuse_as 3 '' "${@:2}"
    is "$1: nothing is left behind" "$(find . | sort)" "$before"
}

mkdir folder.json
unwritable "--output is a folder" theory --output folder.json
unwritable "--output is a device" theory --format json --output /dev/full
unwritable "check --output in a folder that is not there" check --steps 100 --output none/x.csv
has "the message names the file" '^sgdscope: --output: none/x.csv: No such file' "$err"
echo old >old.json
# ThreadSanitizer's own start does not outlive the limit: then the signal is kept away from it.
limit="ulimit -f 0"
(ulimit -f 0; exec "$SGDSCOPE" --version) >/dev/null 2>&1 || limit="ulimit -f 0; trap '' XFSZ"
(eval "$limit"; exec "$SGDSCOPE" theory --output old.json) >"$out" 2>"$err"
is "a disk that is full" $? 3
is "the old file stays" "$(cat old.json)" old
is "and nothing beside it" "$(ls old.json?* 2>/dev/null)" ""

for arguments in theory check list --help --version 'theory --help' run; do
    "$SGDSCOPE" $arguments >/dev/full 2>"$err" </dev/null
    is "/dev/full: $arguments" $? 3
    is "/dev/full: $arguments: the message" "$(cat "$err")" \
        "sgdscope: standard output: the result could not be written"
done

# --- check

small='--walkers 2000 --steps 300'
expect 0 "check agrees" check $small
has "check says so" '^agrees: '
expect 1 "check --against continuous disagrees at 1.8" check $small --against continuous
has "check says so" '^DISAGREES: .*continuous theory'
expect 0 "check --against continuous agrees at 0.001" \
    check -l 0.001 -k 1 --walkers 200 --steps 20000 --against continuous
expect 0 "check of what diverges slowly" check -l 2.05 --walkers 1000
expect 0 "check of a preset" check qhm --walkers 1000
expect 0 "check of twenty dimensions" \
    check -k 1,.95,.9,.85,.8,.75,.7,.65,.6,.55,.5,.45,.4,.35,.3,.25,.2,.15,.1,.08 --walkers 500

# Beyond the limit where the mean loss of few walkers, or of walkers beyond 1e77, tells too little.
expect 0 "check of what diverges, walkers between 1e77 and 1e120" check -l 2.5 --steps 500
expect 0 "check of what diverges, ten walkers" check -l 2.1 --walkers 10 --steps 1000
expect 0 "check of what diverges, one walker" check -l 2.1 --walkers 1 --steps 1000
expect 2 "check of what diverges, one step" check -l 2.5 --steps 1
expect 2 "check of what diverges, without noise" check -l 2.5 --sigma2 0
expect 2 "check of what diverges in rare bursts" check -n state --noise-scale 0.2 -l 1.7

# too_short STEPS ARGUMENTS...: refused with the number of steps that is then enough.
too_short() {
    local steps=$1 more
    shift
    run check --steps "$steps" "$@"
    is "too few steps: $steps $*" "$status" 2
    is "too few steps: nothing printed" "$(wc -c <"$out")" 0
    has "too few steps: the message" \
        "^sgdscope: --steps: $steps steps end before the transient of [0-9]+ has passed; try " \
        "$err"
    more=$(sed -n 's/.*try --steps \([0-9]*\)$/\1/p' "$err")
    expect 0 "as many steps as the message says: $more" check --steps "${more:-1}" "$@"
}
too_short 10 --walkers 1000
too_short 1000 -l 0.01 --walkers 100

# --- run without a terminal

expect 0 "run without a terminal" run
for word in Sigma_11 Sigma_12 Sigma_22 continuous stable 'lambda = 1.8' 'inside 3 sigma'; do
    has "its table has $word" "$word"
done
result "its frame has braille dots" "$(LC_ALL=C grep -q $'\xe2\xa3' "$out" || echo 'it has none')"
cp "$out" frame
run
same "run is the default command" frame "$out"
run edge
has "a preset alone is run" 's = 0.984'
run run -l 2.5
is "run beyond the limit" "$status" 0
has "run beyond the limit says so" 'DIVERGES'
expect 0 "run of one dimension" run -k 1
result "run of one dimension has one variance" "$(grep Sigma_22 "$out")"
expect 0 "run of ten dimensions" run ten-dimensions --plane 1,w3
result "which are no elements of Sigma" "$(grep Sigma_ "$out")"
for name in u1 u1w3 w3; do
    has "but named by their directions: $name" "^$name "
done
for command in theory 'theory -o natural -n mixed' 'check --walkers 300' list run --help; do
    LC_ALL=C run $command
    is "LC_ALL=C: $command: exit status" "$status" 0
    is "LC_ALL=C: $command: no byte beyond ASCII" "$(tr -d '\0-\177' <"$out" | wc -c)" 0
done
has "--help spells its symbols" '--lambda +lambda  learning rate'
LC_ALL=C run list
has "so does list" 'natural gradient, Lambda = lambda\(K Sigma K\)\^-1 \(Cor. 6\)'
has "and list distributions" 'flat between -sqrt 3 and sqrt 3'
LC_ALL=C run theory --output plain.txt
has "and a file" 'white noise \(C = sigma\^2 I\)' plain.txt
LC_ALL=C run figure 4b -l 5
has "and a message" '^sgdscope: --lambda: lambda k = ' "$err"
LC_ALL=C run theory -k @$'\303\244.txt'
has "a file's name is as it was given" $'^sgdscope: --hessian: \303\244.txt: No such file' "$err"
run theory
has "UTF-8 has the symbols" 'white noise \(C = σ²I\)'
run run --ascii
is "--ascii is ASCII" "$(tr -d '\0-\177' <"$out" | wc -c)" 0
has "--ascii has dots all the same" '[.:*]'
cp "$out" ascii.txt
run run --marks ascii
same "--marks ascii is --ascii" ascii.txt "$out"
run run --marks blocks
has "--marks blocks has quadrants" '[▚▞▙▟]'
is "and no braille" "$(LC_ALL=C grep -c $'\342[\240-\243]' "$out")" 0
run run
cp "$out" frame.txt
printf 'marks = blocks\nfps = many\n' >config/sgdscope/config.ini
XDG_CONFIG_HOME=$PWD/config expect 0 "run without a terminal" run
same "no frame depends on the settings file" frame.txt "$out"
expect 0 "run with the options of the instrument" \
    run --no-color --fps 30 --max-rate 2000 --view scatter --theme light --threads 2
result "no escape sequence without a terminal" "$(grep -c $'\033' "$out" | grep -v '^0$')"

# --- pictures and frames in files

for ending in svg png pdf txt; do
    expect 0 "run --output of .$ending" run --output "a frame.$ending"
    is "run --output of .$ending prints nothing" "$(wc -c <"$out")" 0
done
is "svg is SVG" "$(head -c 5 'a frame.svg')" '<?xml'
has "svg has the command for a caption" 'sgdscope -l 1.8 -k 1,0.1' 'a frame.svg'
has "svg has a legend" '10000 walkers' 'a frame.svg'
is "png is PNG" "$(LC_ALL=C head -c 4 'a frame.png' | tail -c 3)" PNG
is "pdf is PDF" "$(head -c 5 'a frame.pdf')" '%PDF-'
is "pdf is whole" "$(tail -n 1 'a frame.pdf')" '%%EOF'
run run
same "txt is what run prints" 'a frame.txt' "$out"
run run --steps 50 --walkers 1
has "run takes as many steps as it is told" '^1 walker after 50 steps' "$out"

# A block costs the same however few walkers are in it: the steps are those that it has time for.
expect 0 "a transient that would take minutes is not waited for" \
    run -l 1e-8 --mu 0.999 --walkers 1 --output early.svg
has "its steps are few" 't = (1[01]|[1-9])?[0-9]{1,5} steps, 1 walker, seed 1' early.svg
has "and it says so" 'seed 1; warming up' early.svg
run run -l 1e-8 --steps 50
has "so does the table" '^\(warming up\)'
result "one that has passed it does not" "$(grep 'warming up' 'a frame.svg')"
expect 0 "--theme dark" run --output dark.svg --theme dark
result "a dark picture is another one" "$(cmp -s dark.svg 'a frame.svg' && echo 'it is the same')"
run -k 1 --output one.svg
has "a picture of one dimension has a density" 'density' one.svg
run -l 2.5 --output far.svg
result "a picture of what diverges has no discrete ellipse" "$(grep 'discrete 3σ' far.svg)"
run -k "1$(printf ',0.%s' {100..400})" --walkers 10 --output long.svg
has "a caption that is cut says so" '…' long.svg
for ending in svg txt; do
    unwritable "run --output none/x.$ending" run --walkers 10 --output none/x.$ending
    (ulimit -f 0; trap '' XFSZ; exec "$SGDSCOPE" run --walkers 10 --output full.$ending) \
        >"$out" 2>"$err" </dev/null
    is "a full disk: .$ending" $? 3
    is "a full disk: .$ending: nothing there" "$(ls full.* 2>/dev/null)" ""
done

done_testing
