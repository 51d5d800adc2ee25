# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the user gives and the program cannot take: exit status 2, exactly one line on standard error
# that begins with "sgdscope: " and names the option or the file, and nothing on standard output. One
# case of each kind; all the messages are held by the tests of what makes them (test_parameter,
# test_problem, test_regression, test_matrix_file, test_data_file, test_experiment_file).
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# --- values

refuse "-l: 'fast' is not a number" theory -lfast
refuse "-m: a value is missing" theory -m
refuse "--mu: 1 is out of range: it must be (greater|less|at least|at most)" theory --mu=1
refuse "--lambda: λk is 1e-300 along eigenvalue 1; below 1e-290" theory -l 1e-300
seq 40 | awk '{ print $1 * 7919 % 101 }' >run.txt
refuse "--iterates: at λ = 1e-155 the curvature along direction 1 is .*is that the learning rate" \
    fit --iterates run.txt -l 1e-155
rm run.txt
refuse "--hessian: the Hessian is not positive definite: of 2 eigenvalues 1 is negative, the most negative -0.1," theory --hessian=1,-0.1
refuse "--eigenvalue: there is no eigenvalue 4; D is 3" \
    theory --eigenvalue 4:1 -k @"$data/a3-v1.npy"

# --- what no simulation can decide, and what would be left out silently

few="--walkers 400 --steps 400"
refuse "--lambda: beyond the mean-square limit" check -n state --noise-scale .1 -l 2.1 -k 1 $few
refuse "--noise: there is none along a direction" \
    check -o natural --noise-matrix 1,0,0 -n matrix -l 0.5 $few
refuse "--steps: the transient takes .* too many" check -k 1e-90 -l 1e-3
for noise in "--sigma2 1e-300" "--sigma2 1e-155" "--noise-matrix 1e-155,0,1e-155" \
    "--noise-matrix 1e-100,5e-101,1e-100" "--noise-matrix 1e155,0,1e155" \
    "--noise-matrix 1e300,0,1e300" "-l 1e-100 -k 1e100" "-o newton -k 1e-90"; do
    refuse "--noise: its variance along direction 1 is .* from 1e-70 to 1e\\+70 can be simulated" \
        check $noise $few
done
refuse "--lambda: contradicts figure 2a" figure 2a -l 1.3
refuse "--mu: contradicts figure 4a" figure 4a -m 0.5
refuse "--walkers: one walker gives no error bar" figure 2a --walkers 1

# --- names

refuse "--optimizer: 'sdg' .*\\bsgd\\b" theory --optimizer sdg
refuse "--lamda: .*did you mean --lambda\\?" theory --lamda 1
refuse "--zzzzzzzz: unknown option" theory --zzzzzzzz
refuse "--format: 'jsn' .*\\bjson\\b" theory --format jsn
refuse "--view: 'scater' is none of scatter, path, .*\\bschedule; did you mean 'scatter'\\?" run --view scater
refuse "--zoom: not an option of this command" theory --zoom 20
refuse "--over: zoom: cannot be swept; numbers and choices of the experiment can" sweep --over zoom=1:2:3
refuse "--speed: .* must be greater than 0" run --speed 0
refuse "chek: .*did you mean 'check'\\?" chek
refuse "edg: .*did you mean 'edge'\\?" run edg
refuse "list: there is no 'presetz'; see 'sgdscope list --help'" list presetz
refuse "b: one file or name is enough, 'a' was given already" theory a b
refuse "--nonsense: no such file or preset" theory -- --nonsense
first="a command comes before its options: sgdscope"
refuse "theory: $first theory --lambda 1"$'\n' --lambda 1 theory
refuse "figure: $first figure -l 1 --size 300x200 3f"$'\n' -l 1 --size 300x200 figure 3f
refuse "fit: $first fit --iterates 'my run.npy' -l 1"$'\n' run --iterates 'my run.npy' -l 1 fit
refuse "sweep: $first sweep --over NAME=" --target "$(printf 'x%.0s' {1..300})" sweep
cp "$srcdir/assets/presets/edge.ini" theory
expect 0 "a file has the name of a command" --output frame.txt theory
rm theory frame.txt

# --- options where they do not belong, or with a value they cannot have

refuse "--against: not an option of this command" theory --against discrete
refuse "--lambda: this command takes no parameters" list --lambda 1
refuse "--quiet: takes no value" theory --quiet=yes
for value in 0 257 1.5 ''; do
    refuse "--threads: " check "--threads=$value"
done
refuse "--fps: " run --fps=241
refuse "--marks: 'dots' is none of auto, pixels" run --marks dots
refuse "--max-rate: " run --max-rate=239
for value in 0 31; do
    refuse "--z-limit: " check "--z-limit=$value"
done

# --- options that contradict each other

refuse "--format: contradicts --output x.csv" theory --format json --output x.csv
refuse "--format: contradicts --output x.json" theory --output x.json --format text
refuse "--output: x.foo: the name must end in" theory --output x.foo
refuse "--output: x.svg: the name must end in one of .txt, .json, .csv[^,]*$" \
    check --format json --output x.svg
for name in x.json x x.SVG; do
    refuse "--output: $name: the name must end in one of .txt, .svg, .png, .pdf[^,]*$" \
        run --output "$name"
done
refuse "--output: a file name is missing; it must end in one of .txt, .json, .csv[^,]*$" \
    theory --output ''
for name in K.csv K.npz K-0.9.png ./K.NPY; do
    for option in --save-hessian --save-noise; do
        refuse "$option: $name: the name must end in .npy, or have no ending" \
            fit -l 1 --iterates run.npy $option $name
    done
done
refuse "--record: run.png: the name must end in .cast, or have no ending" run --record run.png
result "no such file was made" "$(ls)"
awk 'BEGIN { srand(1); for (t = 0; t < 500; t++) print w = 0.5 * w + rand() - 0.5 }' >run.txt
for name in K K-0.9 ./.K folder.d/K K.npy; do
    mkdir -p folder.d
    run fit -l 0.5 --iterates run.txt --save-hessian $name
    expect 0 "a name that says nothing else: $name" theory -k @$name -l 0.5
done
rm -r K* .K folder.d run.txt
refuse "--noise: state needs --samples or --noise-scale" theory --noise state

# An option of a choice that was not made.
refuse "--target: needs --data" run --target y
expect 0 "an option of the choice that a preset makes" theory qhm --nu 0.5
expect 0 "a choice that leaves a preset's parameter idle" theory qhm -o sgd
expect 0 "the same of data" theory minibatches --data ''  -n white
refuse "--lambda: contradicts --over lambda" sweep --over lambda=1:2:2 -l 1
refuse "--lambda: contradicts --over lambda" sweep --over mu=0:0.5:2 --lambda 1 --over lr=1:2:2
expect 0 "a sweep takes the place of a preset's value" sweep --over lambda=1:1.5:2 --theory-only edge
refuse "--batch: 200 is more than the 100 samples" \
    theory -n minibatch --batch 200 --samples 100
refuse "--angle: " theory --angle 20 -k @"$data/a3-v1.npy"
refuse "--walkers: 1000000000 walkers of 6 dimensions would need 144[0-9]* bytes" \
    check --walkers 1e9 -k 6,5,4,3,2,1
refuse "--walkers: error bars from 4 independent samples" check digits --walkers 64 --against continuous

# --- files

refuse "-k: a file name must follow the @" theory -k @
mkdir folder
mkfifo pipe
refuse "--hessian: folder: not a regular file" theory -k @folder
refuse "--data: folder: not a regular file" theory --data folder
refuse "--iterates: /dev/zero: not a regular file" fit -l 1 --iterates /dev/zero
# A pipe that would have to be read again, or that is an experiment.
for option in "--hessian @" "--data " "--noise-matrix @"; do
    refuse "${option%% *}: pipe: a pipe, but this is read more than once; copy it to a file" \
        sweep --over mu=0:0.5:2 ${option}pipe
done
refuse "--hessian and --noise-matrix: both are to come from the pipe" \
    theory -k @pipe --noise-matrix @./pipe
refuse "./pipe: not a regular file" theory ./pipe
refuse "pipe: not a regular file" theory pipe
LC_ALL=C sed 's/(3, 3)/(9, 9)/' "$data/a3-v1.npy" >liar.npy
refuse "--noise-matrix: liar.npy: 72 bytes of numbers where the shape needs 648" \
    theory -k 1,1,1 --noise-matrix @liar.npy
printf '1 2\n3 x\n' >word.txt
refuse "--hessian: word.txt:2: 'x' is not a number" theory -k @word.txt
expect 0 "no noise at all is fine" theory --noise-matrix 0,0,0

refuse "--data: none.csv: No such file" theory --data none.csv
printf 'a,y\n1,2\nx,3\n' >word.csv
refuse "--data: word.csv:3: column 'a': 'x' is not a number" theory --data word.csv --batch 2
printf 'a,y\n1,2\n3,1\n2,4\n' >good.csv
refuse "--target: good.csv: no column 'z'" theory --data good.csv --batch 2 --target z
refuse "--batch: 4 is more than the 3 rows of good.csv" theory --data good.csv --batch 4
refuse "--against: constant needs --noise regression" check --against constant
refuse "--sampling: no exact theory of shuffled passes is known" \
    check --data synthetic --sampling epoch
refuse "--steps: after the transient of [0-9]+ there is not one pass of 1000 steps" \
    check --data synthetic --sampling epoch --batch 1 --against constant -l 1 --steps 500
refuse "--lambda: so close to the mean-square limit" check --data synthetic -l 2.05
refuse "--samples: 1000000000000 synthetic points are too many" \
    theory --data synthetic --samples 1e12

# --- experiment files

refuse "./folder: not a regular file" theory ./folder
refuse ".*: no such file or preset" theory ''
printf '[experiment]\nlambda = 1\nmu = x\n' >bad.ini
refuse "bad.ini:3: mu: 'x' is not a number"$'\n' theory bad.ini
printf '[experiment]\nnoise = state\n' >state.ini
refuse "state.ini:2: noise: state needs samples" theory state.ini
refuse "--noise: state needs --samples" theory state.ini --noise state
refuse "--samples: 0 is out of range" theory state.ini --samples 0
refuse "--speed: not an option of this command" theory state.ini --speed 5
printf '[experiment]\nhessian = @none.npy\n' >matrix.ini
refuse "matrix.ini:2: hessian: none.npy: No such file" theory matrix.ini
refuse "--hessian: other.npy: No such file" theory matrix.ini --hessian @other.npy

# A name can hold anything; the message is one line all the same.
refuse ".*no such file or preset" theory $'two\nlines'
refuse "--hessian: two\\\\x0alines: No such file" theory -k $'@two\nlines'
refuse ".*unknown option" theory $'--a\nb'

# A name that is too long: its option and the limit, and the end of the name.
long=$(printf 'long/%.0s' {1..300})
part=$(printf 'x%.0s' {1..300}).npy
refuse "\\.\\.\\.[long/]*: the name is longer than 1023 bytes" theory "$long"
refuse_as 3 "--output: \\.\\.\\.[long/]*/k.json: the name is longer than 1023 bytes" \
    theory --output "$long/k.json"
for option in -k=@ --noise-matrix=@ --data= --iterates= --gradients= --columns=; do
    refuse "${option%=*}: .* longer than 511 bytes" fit "$option$long"
done
for option in "theory --hessian=@" "theory --data=" "fit -l 1 --iterates="; do
    name=${option##* }
    refuse "${name%=*}: \\.\\.\\.x*.npy: File name too long: at most 255 bytes" $option$part
done
printf '[experiment]\nhessian = @%s\n' "$long" >long.ini
refuse "long.ini:2: hessian: the file name is longer than 511 bytes" theory long.ini

done_testing
