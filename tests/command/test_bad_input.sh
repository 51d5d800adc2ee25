# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the user gives and the program cannot take: exit status 2, exactly one line on standard error
# that begins with "sgdscope: " and names the option or the file, and nothing on standard output. One
# case of each kind; all the messages are held by the tests of what makes them (test_parameter,
# test_problem, test_regression, test_matrix_file, test_data_file, test_experiment_file).
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# --- values

refuse "-l: 'fast' is not a number" theory -lfast
refuse "--lr: 'fast' is not a number" theory --lr=fast
refuse "-m: a value is missing" theory -m
refuse "--mu: 1 is out of range: it must be (greater|less|at least|at most)" theory --mu=1
refuse "--samples: '2.5' is not a whole number" theory --samples 2.5
refuse "--seed: .*(whole number|range)" theory --seed=18446744073709551616
refuse "-k: " theory -k 1,,2
refuse "--hessian: eigenvalue 2 is -0.1; all must be positive" theory --hessian=1,-0.1
refuse "--noise-matrix: " theory --noise-matrix=1,2
refuse "--plane: " theory --plane=w1,w1 -k 1,2,3
refuse "--eigenvalue: there is no eigenvalue 4; D is 3" \
    theory --eigenvalue 4:1 -k @"$data/a3-v1.npy"
refuse "--eigenvalue: .*list" theory --eigenvalue 1:1 -k 1,0.5

# --- what no simulation can decide, and what would be left out silently

few="--walkers 400 --steps 400"
refuse "--noise: beyond its mean-square limit" check -n state --noise-scale .1 -l 2.1 -k 1 $few
refuse "--noise: beyond its mean-square limit" check minibatches --batch 10 -l 2.3 $few
for optimizer in natural adam; do
    refuse "--noise: there is none along a direction" \
        check -o $optimizer --noise-matrix 1,0,0 -n matrix -l 0.5 $few
done
refuse "--steps: the transient takes .* too many" check -k 1e-90 -l 1e-3
refuse "--lambda: contradicts figure 2a" figure 2a -l 1.3
refuse "--mu: contradicts figure 4a" figure 4a -m 0.5
refuse "--walkers: one walker gives no error bar" figure 2a --walkers 1
refuse "--view: without the instrument" run digits --view kramers --output view.png

# --- names

refuse "--optimizer: 'sdg' .*\\bsgd\\b" theory --optimizer sdg
refuse "-o: 'Adam' .*\\badam\\b" theory -o Adam
refuse "--lamda: .*did you mean --lambda\\?" theory --lamda 1
refuse "--zzzzzzzz: unknown option" theory --zzzzzzzz
refuse "-z: unknown option" -z
refuse "--format: 'jsn' .*\\bjson\\b" theory --format jsn
refuse "--format: a value is missing" theory --format
refuse "--view: 'scater' is no view" run --view scater
refuse "chek: .*did you mean 'check'\\?" chek
refuse "edg: .*did you mean 'edge'\\?" run edg
refuse "no-such-preset: no such file or preset" theory no-such-preset
refuse "list: there is no 'presetz'; see 'sgdscope list --help'" list presetz
refuse "b: one file or name is enough, 'a' was given already" theory a b
refuse "--nonsense: no such file or preset" theory -- --nonsense

# --- options where they do not belong, or with a value they cannot have

refuse "--against: not an option of this command" theory --against discrete
refuse "--lambda: this command takes no parameters" list --lambda 1
refuse "--quiet: takes no value" theory --quiet=yes
for value in 0 257 1.5 x ''; do
    refuse "--threads: " check "--threads=$value"
    refuse "--fps: " run "--fps=$value"
done
for value in 239 2000.5 inf ''; do
    refuse "--max-rate: " run "--max-rate=$value"
done
for value in 0 31 nan; do
    refuse "--z-limit: " check "--z-limit=$value"
done

# --- options that contradict each other

refuse "--format: contradicts --output x.csv" theory --format json --output x.csv
refuse "--format: contradicts --output x.json" theory --output x.json --format text
refuse "--output: x.foo: the name must end in" theory --output x.foo
for ending in svg png pdf; do
    for command in theory check; do
        refuse "--output: x.$ending: the name must end in one of .txt, .json, .csv[^,]*$" \
            $command --output x.$ending
        refuse "--output: x.$ending: the name must end in" \
            $command --format json --output x.$ending
    done
done
for name in x.json x.csv x.foo x x.SVG; do
    refuse "--output: $name: the name must end in one of .txt, .svg, .png, .pdf[^,]*$" \
        run --output "$name"
done
refuse "--output: .*must end in" theory --output x
refuse "--output: a file name is missing; it must end in one of .txt, .json, .csv[^,]*$" \
    theory --output ''
refuse "--output: a file name is missing" theory --format json --output ''
refuse "--output: a file name is missing; it must end in one of .txt, .svg" run --output ''
refuse "--output: a value is missing" theory --output
result "no such file was made" "$(ls)"
refuse "--noise: state needs --samples or --noise-scale" theory --noise state
refuse "--noise: matrix needs --noise-matrix" theory --noise matrix

# An option of a choice that was not made.
refuse "--target: needs --data" run --target y
refuse "--standardize: needs --data" sweep --over mu=0:0.5:2 --standardize yes
refuse "--nu: needs --optimizer qhm" theory fig3a --nu 0.5
expect 0 "an option of the choice that a preset makes" theory qhm --nu 0.5
expect 0 "a choice that leaves a preset's parameter idle" theory qhm -o sgd
expect 0 "the same of data" theory minibatches --data ''  -n white
expect 0 "the methods of the instrument have QHM among them" run --nu 0.5
refuse "--lambda: contradicts --over lambda" sweep --over lambda=1:2:2 -l 1
refuse "--lambda: contradicts --over lambda" sweep --over mu=0:0.5:2 --lambda 1 --over lr=1:2:2
refuse "--over: nu: needs --optimizer qhm" sweep --over nu=0:1:2
refuse "--over: samples: contradicts --data" \
    sweep --over samples=200:300:2 --data "$srcdir/assets/data/diabetes.csv"
expect 0 "a sweep takes the place of a preset's value" sweep --over lambda=1:1.5:2 --theory-only edge
refuse "--noise-matrix: needs --noise matrix" theory --noise-matrix 1,0,1 -n mixed
refuse "--batch: 200 is more than the 100 samples" \
    theory -n minibatch --batch 200 --samples 100
refuse "--batch: 100 is more than the 50 samples" theory -n state --samples 50
refuse "--plane: there is no direction 5; D is 3" theory -k 3,2,1 --plane w5,w1
refuse "--angle: " theory --angle 20 -k @"$data/a3-v1.npy"
refuse "--angle: there is nothing to turn" theory --angle 20 -k 1
refuse "--walkers: 1000000000 walkers of 6 dimensions would need 144[0-9]* bytes" \
    check --walkers 1e9 -k 6,5,4,3,2,1
refuse "--walkers: [0-9]+ walkers of 2000 dimensions would need [0-9]+ bytes" \
    check --walkers 1e8 --steps 1e6 -l 1 -k "1$(printf ',1%.0s' {1..1999})"
refuse "--walkers: error bars from . independent samples" check --walkers 1 --steps 60
refuse "--walkers: error bars from 4 independent samples" check digits --walkers 64 --against continuous
refuse "--steps: 10 steps end before the transient of [0-9]+ has passed; try --steps [0-9]+" \
    check --steps 10


# --- files

refuse "-k: a file name must follow the @" theory -k @
mkdir folder
mkfifo pipe
for file in folder pipe /dev/zero; do
    refuse "--hessian: $file: not a regular file" theory -k @$file
    refuse "--data: $file: not a regular file" theory --data $file
done
LC_ALL=C sed 's/(3, 3)/(9, 9)/' "$data/a3-v1.npy" >liar.npy
refuse "--noise-matrix: liar.npy: 72 bytes of numbers where the shape needs 648" \
    theory -k 1,1,1 --noise-matrix @liar.npy
printf '1 2\n3 x\n' >word.txt
refuse "--hessian: word.txt:2: 'x' is not a number" theory -k @word.txt
refuse "--hessian: $data/a2.txt: the matrix is not symmetric: element \\(1,2\\) is -2" \
    theory -k @"$data/a2.txt"
printf '1 2\n2 1\n' >indefinite.txt
refuse "--hessian: indefinite.txt: the Hessian is not positive definite: eigenvalue 2 of 2 is -1" \
    theory -k @indefinite.txt
refuse "--noise-matrix: .*not positive semidefinite: an eigenvalue is -1" \
    theory --noise-matrix @indefinite.txt
refuse "--noise-matrix: it is 2x2, the Hessian is 1x1" theory -k 1 --noise-matrix 1,0,1
expect 0 "no noise at all is fine" theory --noise-matrix 0,0,0

refuse "--data: none.csv: No such file" theory --data none.csv
printf 'a,y\n1,2\nx,3\n' >word.csv
refuse "--data: word.csv:3: column 'a': 'x' is not a number" theory --data word.csv --batch 2
printf 'a,b,y\n1,2,3\n1,4,4\n1,5,1\n' >constant.csv
refuse "--data: constant.csv: column 'a' is constant" theory --data constant.csv --batch 2
printf 'a,y\n1,2\n3,1\n2,4\n' >good.csv
refuse "--target: good.csv: no column 'z'" theory --data good.csv --batch 2 --target z
refuse "--batch: 4 is more than the 3 rows of good.csv" theory --data good.csv --batch 4
refuse "--noise: regression needs --data" theory -n regression
refuse "--hessian: contradicts --data, which has its own" theory --data good.csv -k 1 --batch 2
refuse "--noise-scale: contradicts --noise regression" \
    theory --data good.csv --noise-scale 3 --batch 2
refuse "--standardize: 'true' is none of no, yes" theory --standardize true
refuse "--against: constant needs --noise regression" check --against constant
refuse "--sampling: of shuffled passes no exact theory is known" \
    check --data synthetic --sampling epoch
refuse "--steps: after the transient of [0-9]+ there is not one pass of 1000 steps" \
    check --data synthetic --sampling epoch --batch 1 --against constant -l 1 --steps 500
refuse "--lambda: so close to the mean-square limit" check --data synthetic -l 2.05
refuse "--samples: 1000000000000 synthetic points are more than fit" \
    theory --data synthetic --samples 1e12

# --- experiment files

refuse "./folder: not a regular file" theory ./folder
refuse ".*: no such file or preset" theory ''
printf '[experiment]\nlambda = 1\nmu = x\n' >bad.ini
refuse "bad.ini:3: mu: 'x' is not a number"$'\n' theory bad.ini
printf '[experiment]\nlamda = 1\n' >bad.ini
refuse "bad.ini:2: lamda: no such parameter; did you mean 'lambda'\\?"$'\n' theory bad.ini
printf '[experiment]\nnoise = state\n' >state.ini
refuse "--noise: state needs --samples" theory state.ini
printf '[experiment]\nhessian = @none.npy\n' >matrix.ini
refuse "--hessian: none.npy: No such file" theory matrix.ini
printf '[experiment]\nlambda = 1\n' >good.ini
refuse "--mu: 2 is out of range" theory --mu 2 good.ini

# A name can hold anything; the message is one line all the same.
refuse ".*no such file or preset" theory $'two\nlines'
refuse "--hessian: two.lines: No such file" theory -k $'@two\nlines'
refuse "-o: 'a.b' is none of" theory -o $'a\nb'
refuse ".*unknown option" theory $'--a\nb'
refuse ".*no such file" theory "$(printf 'long/%.0s' {1..300})"

done_testing
