# SPDX-License-Identifier: GPL-3.0-or-later
#
# Everything that can be wrong with what the user gives: exit status 2, exactly one
# line on standard error that begins with "sgdscope: " and names the option or the file, and nothing
# on standard output.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# --- numbers

for option in lambda mu nu hessian-scale sigma2 batch noise-scale angle walkers steps; do
    for value in nan 1e400 -1e400 '' ' ' 1x 1,5 0x10 1e 1..2 --5 '1 2' infinity; do
        refuse "--$option: .*(number|range|missing)" theory "--$option=$value"
    done
    refuse "--$option: 'inf' is not a number" theory --$option inf
    refuse "--$option: a value is missing" theory --$option
    refuse "--$option: .*(range|whole)" theory --$option=-1e15
    refuse "--$option: .*(range|whole)" theory --$option 1e99
done
refuse "-l: 'fast' is not a number" theory -l fast
refuse "-l: 'fast' is not a number" theory -lfast
refuse "--lr: 'fast' is not a number" theory --lr=fast
refuse "-m: a value is missing" theory -m

for pair in lambda:0 lambda:-1 lambda:-0 mu:1 mu:-0.1 mu:1.5 nu:-0.1 nu:1.1 sigma2:-1 batch:0 \
    samples:0 samples:-5 noise-scale:-1 walkers:0 walkers:-1 steps:0 steps:-1 angle:361 \
    hessian-scale:0 hessian-scale:-1; do
    refuse "--${pair%:*}: .* is out of range: it must be (greater|less|at least|at most)" \
        theory "--${pair%:*}=${pair#*:}"
done
for option in batch samples walkers steps; do
    refuse "--$option: '2.5' is not a whole number" theory --$option 2.5
done
refuse "--samples: 'nan' is not a number" theory --samples nan
refuse "--samples: '-inf' is not a number" theory --samples=-inf
for value in -1 1.5 1e3 18446744073709551616 0x1 '' nan; do
    refuse "--seed: .*(whole number|range)" theory "--seed=$value"
done

for value in '' , 1, ,1 1,,2 1,x 1,nan 1,inf 1,1e400 1,0 0 -1 1,-0.1 '1;2' '1 2'; do
    refuse "--hessian: " theory "--hessian=$value"
    refuse "-k: " theory -k "$value"
done
refuse "--hessian: eigenvalue 2 is -0.1; all must be positive" theory --hessian=1,-0.1
refuse "--hessian: more than 2000 numbers" theory "--hessian=1$(printf ',1%.0s' {1..2000})"
for value in 1,2 1,2,3,4 1,2,x , 1,nan,1; do
    refuse "--noise-matrix: " theory "--noise-matrix=$value"
done
for value in '' 1 1,2,3 1,1 w1,w1 0,1 1,x 2001,1 w0,1 1,-1 D,D; do
    refuse "--plane: " theory "--plane=$value" -k 1,2,3
done
for value in x 1 1: :1 0:1 2001:1 1:0 1:-1 1:nan 1:1, '1:1,2'; do
    refuse "--eigenvalue: " theory "--eigenvalue=$value" -k @"$data/a3-v1.npy"
done
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
refuse "--noise: 'wite' .*\\bwhite\\b" theory --noise wite
refuse "--noise: '' is none of" theory --noise ''
refuse "--distribution: 'gausian' .*\\bgaussian\\b" theory --distribution gausian
refuse "--lamda: .*did you mean --lambda\\?" theory --lamda 1
refuse "--optimiser: .*did you mean --optimizer\\?" theory --optimiser=sgd
refuse "--formt: .*did you mean --format\\?" theory --formt json
refuse "--zzzzzzzz: unknown option" theory --zzzzzzzz
refuse "-z: unknown option" theory -z
refuse "-z: unknown option" -z
refuse "--format: 'jsn' .*\\bjson\\b" theory --format jsn
refuse "--format: a value is missing" theory --format
refuse "--against: 'contnuous' .*\\bcontinuous\\b" check --against contnuous
refuse "--view: 'scater' is no view" run --view scater
refuse "--theme: 'pink' is none of" run --theme pink
refuse "chek: .*did you mean 'check'\\?" chek
refuse "theroy: .*did you mean 'theory'\\?" theroy -l 1
refuse "edg: .*did you mean 'edge'\\?" theory edg
refuse "edg: .*did you mean 'edge'\\?" run edg
refuse "no-such-preset: no such file or preset" theory no-such-preset
refuse "list: 'presetz' is none of .*presets" list presetz
refuse "b: one file or name is enough, 'a' was given already" theory a b
refuse "b: one file or name is enough" theory -- a b
refuse "--nonsense: no such file or preset" theory -- --nonsense

# --- options where they do not belong, or with a value they cannot have

refuse "--against: not an option of this command" theory --against discrete
refuse "--z-limit: not an option of this command" theory --z-limit 3
refuse "--format: not an option of this command" run --format json
refuse "--fps: not an option of this command" check --fps 30
refuse "--lambda: this command takes no parameters" list --lambda 1
refuse "--lambda: this command takes no parameters" bench --lambda 1
refuse "--ui: not an option of this command" run --ui
refuse "--quiet: takes no value" theory --quiet=yes
refuse "--ascii: takes no value" run --ascii=1
for value in 0 -1 1.5 257 x nan '' 1e99; do
    refuse "--threads: " check "--threads=$value"
    refuse "--fps: " run "--fps=${value/257/241}"
done
for value in 1 -1 239 2000.5 1e10 x nan inf ''; do
    refuse "--max-rate: " run "--max-rate=$value"
done
for value in 0 -1 31 x nan inf ''; do
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
for command in theory check run 'figure 2a' 'sweep --over mu=0:0.5:2'; do
    refuse "--target: needs --data" $command --target y
    refuse "--sampling: needs --data" $command --sampling subset
    refuse "--standardize: needs --data" $command --standardize yes
done
for command in theory check 'theory -o adam' 'sweep --over mu=0:0.5:2' 'theory fig3a'; do
    refuse "--nu: needs --optimizer qhm" $command --nu 0.5
done
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
refuse "--noise-matrix: contradicts --noise white" theory --noise white --noise-matrix 1,0,1
refuse "--noise-matrix: contradicts --noise mixed" theory --noise-matrix 1,0,1 -n mixed
refuse "--batch: 200 is more than the 100 samples" \
    theory -n minibatch --batch 200 --samples 100
refuse "--batch: 100 is more than the 50 samples" theory -n state --samples 50
refuse "--plane: there is no direction 4; D is 3" theory -k 3,2,1 --plane 1,4
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

# --- matrix files

# refuse_matrix PATTERN FILE: as K and as C, with the option and the file in the message.
refuse_matrix() {
    refuse "--hessian: $2(:[0-9]+)?: $1" theory -k @"$2"
    refuse "--noise-matrix: (--noise-matrix: )?$2(:[0-9]+)?: $1" \
        theory -k "${3:-1,1,1}" --noise-matrix @"$2"
}

refuse "-k: a file name must follow the @" theory -k @
refuse "--noise-matrix: a file name must follow the @" theory --noise-matrix @
refuse "-k: the file name is longer" theory -k "@$(printf 'x%.0s' {1..600})"
refuse_matrix "No such file or directory" none.npy
mkdir folder
mkfifo pipe
: >empty
refuse_matrix "not a regular file" folder
refuse_matrix "not a regular file" pipe
refuse_matrix "not a regular file" /dev/zero
refuse_matrix "no numbers in it" empty
for size in 3 9 40 100 150 199; do
    head -c "$size" "$data/a3-v1.npy" >truncated.npy
    refuse_matrix "" truncated.npy
done
LC_ALL=C sed 's/(3, 3)/(9, 9)/' "$data/a3-v1.npy" >liar.npy
refuse_matrix "72 bytes of numbers where the shape needs 648" liar.npy
LC_ALL=C sed 's/(3, 3)/(1, 3)/' "$data/a3-v1.npy" >liar.npy
refuse_matrix "72 bytes of numbers where the shape needs 24" liar.npy
LC_ALL=C sed 's/(3, 3), }      /(2001, 2001), }/' "$data/a3-v2.npy" >liar.npy
refuse_matrix ".*too large: at most 2000" liar.npy
for name in integer complex record cube scalar oblong empty nan; do
    cp "$data/bad-$name.npy" .
    refuse_matrix "" "bad-$name.npy"
done
for name in complex pattern skew; do
    cp "$data/bad-$name.mtx" .
    refuse_matrix "" "bad-$name.mtx"
done

banner='%%MatrixMarket matrix coordinate real symmetric'
printf '%s\n3 3 4\n1 1 1\n2 2 1\n3 3 1\n' "$banner" >short.mtx
refuse_matrix "the file ends too early" short.mtx
printf '%s\n3 3 4000000\n1 1 1\n' "$banner" >liar.mtx
refuse_matrix "4000000 entries" liar.mtx
printf '%s\n2000000000 2000000000 1\n1 1 1\n' "$banner" >liar.mtx
refuse_matrix ".*too large: at most 2000" liar.mtx
printf '%s\n3 3 3\n1 1 1\n2 2 1\n4 4 1\n' "$banner" >outside.mtx
refuse_matrix "row 4 is not from 1 to 3" outside.mtx

printf '1 2\n3\n' >ragged.txt
refuse_matrix "1 number where the first row has 2" ragged.txt
printf '1 2\n3 x\n' >word.txt
refuse_matrix "'x' is not a number" word.txt
printf '1 nan\nnan 1\n' >nan.txt
refuse_matrix "'nan' is not a number" nan.txt
printf '1 2 3\n4 5 6\n' >oblong.txt
refuse_matrix "2x3 is neither square nor a list" oblong.txt
printf '1\0' >zero.txt
refuse_matrix "not text: a zero byte" zero.txt
awk 'BEGIN { for (i = 0; i < 2001; i++) print 1 }' >large.txt
refuse_matrix "more than 2000 rows" large.txt

refuse "--hessian: $data/a2.txt: the matrix is not symmetric: element \\(1,2\\) is -2" \
    theory -k @"$data/a2.txt"
refuse "--noise-matrix: .*not symmetric" theory --noise-matrix @"$data/a2.txt"
printf '1 2\n2 1\n' >indefinite.txt
refuse "--hessian: indefinite.txt: the Hessian is not positive definite: eigenvalue 2 of 2 is -1" \
    theory -k @indefinite.txt
refuse "--noise-matrix: .*not positive semidefinite: an eigenvalue is -1" \
    theory --noise-matrix @indefinite.txt
refuse "--noise-matrix: .*not positive semidefinite: an eigenvalue is -1" \
    theory --noise-matrix 1,2,1
printf '1 1\n1 1\n' >singular.txt
refuse "--hessian: singular.txt: .*not positive definite: eigenvalue 2 of 2 is .*, zero to" \
    theory -k @singular.txt
printf '1 0 0\n0 0 0\n0 0 -2\n' >more.txt
refuse "--hessian: more.txt: .*eigenvalue 2 of 3 is 0, zero to rounding" theory -k @more.txt
printf '1\n0\n' >list.txt
refuse "--hessian: list.txt: eigenvalue 2 is 0; all must be positive" theory -k @list.txt
printf '1 0\n0 1\n' >two.txt
refuse "--noise-matrix: it is 2x2, the Hessian is 3x3" \
    theory -k 3,2,1 --noise matrix --noise-matrix @two.txt
refuse "--noise-matrix: it is 2x2, the Hessian is 1x1" theory -k 1 --noise-matrix 1,0,1
refuse "--noise-matrix: list.txt: holds a list" theory --noise-matrix @list.txt
expect 0 "a singular C is fine" theory --noise-matrix @singular.txt
expect 0 "so is no noise at all" theory --noise-matrix 0,0,0

# --- data sets

# refuse_data PATTERN TEXT [OPTION...]: the file bad.csv with this text.
refuse_data() {
    local pattern=$1
    printf "$2" >bad.csv
    shift 2
    refuse "$pattern" theory --data bad.csv --batch 2 "$@"
}

refuse "--data: none.csv: No such file" theory --data none.csv
refuse "--data: folder: not a regular file" theory --data folder
refuse "--data: pipe: not a regular file" theory --data pipe
refuse "--data: '.*' is longer than 511 bytes" theory --data "$(printf 'x%.0s' {1..600})"
refuse "--target: '.*' is longer than 63 bytes" theory --target "$(printf 'x%.0s' {1..70})"
refuse_data "--data: bad.csv: no header" ''
refuse_data "--data: bad.csv: no rows under the header" 'a,y\n'
refuse_data "--data: bad.csv:1: no header: '1' where the name of column 1" '1,2\n3,4\n'
refuse_data "--data: bad.csv:3: column 'a': 'x' is not a number" 'a,y\n1,2\nx,3\n'
refuse_data "--data: bad.csv:4: column 'y': a number is missing" 'a,y\r\n1,2\r\n\r\n3,\r\n'
refuse_data "--data: bad.csv:3: 1 field where the header has 2" 'a,y\n1,2\n3\n'
refuse_data "--data: bad.csv:2: a quote is not closed" 'a,y\n1,"2\n3,4\n'
refuse_data "--data: bad.csv:1: columns must be separated by commas" 'a;y\n1;2\n'
refuse_data "--data: bad.csv:2: not text: a zero byte" 'a,y\n1,\0\n'
refuse_data "--data: bad.csv: 'y' is its only column" 'y\n1\n2\n'
refuse_data "--data: bad.csv: its 1 rows are fewer than the 2 columns" 'a,b,y\n1,2,3\n'
refuse_data "--data: bad.csv: column 'a' is constant" 'a,b,y\n1,2,3\n1,4,4\n1,5,1\n'
refuse_data "--data: bad.csv: column 'y' is constant" 'a,b,y\n1,2,3\n3,4,3\n1,5,3\n'
refuse_data "--data: bad.csv: column 'a' is the target 'y' over again" \
    'a,b,y\n1,2,1\n3,4,3\n1,5,1\n2,2,2\n'
refuse_data "--data: bad.csv: column '[ab]' depends linearly on the others" \
    'a,b,y\n1,2,1\n3,6,4\n1,2,2\n2,4,1\n'
refuse_data "--data: bad.csv: column '[ab]' depends linearly on the others" \
    'a,b,y\n1,3,1\n3,7,4\n1,3,2\n2,5,1\n' --standardize yes
refuse_data "--data: bad.csv: column 'a' is constant; leave it out"$'\n' \
    'a,b,y\n1,2,3\n1,4,4\n1,5,1\n' --standardize yes
refuse_data "--data: bad.csv: column '[ab]' depends linearly on the others" \
    'a,b,y\n1,1,2\n2,2.0000001,1\n3,3,4\n-1,-1,0.5\n'
refuse_data "--data: bad.csv:1: columns 1 and 3 are both called 'y'" 'y,b,y\n1,2,3\n3,1,4\n'
refuse_data "--target: bad.csv: no column 'z'" 'a,b,y\n1,2,3\n3,1,4\n1,5,9\n' --target z
printf 'a,y\n1,2\n3,1\n2,4\n' >good.csv
refuse "--batch: 4 is more than the 3 rows of good.csv" theory --data good.csv --batch 4
refuse "--batch: 1001 is more than the 1000 samples" theory --data synthetic --batch 1001
refuse "--noise: regression needs --data" theory -n regression
refuse "--hessian: contradicts --data good.csv" theory --data good.csv -k 1 --batch 2
refuse "--angle: contradicts --data good.csv" theory --data good.csv --angle 3 --batch 2
refuse "--samples: contradicts --data good.csv" theory --data good.csv --samples 3 --batch 2
refuse "--noise-scale: contradicts --noise regression" \
    theory --data good.csv --noise-scale 3 --batch 2
refuse "--eigenvalue: contradicts --noise regression" \
    theory --data good.csv --eigenvalue 1:3 --batch 2
refuse "--hessian-scale: contradicts --noise regression" \
    theory --data good.csv --hessian-scale 3 --batch 2
refuse "--sampling: 'all' is none of replace, subset, epoch" theory --sampling all
refuse "--standardize: 'true' is none of no, yes" theory --standardize true
refuse "--against: constant needs --noise regression" check --against constant
refuse "--sampling: of shuffled passes no exact theory is known" \
    check --data synthetic --sampling epoch
refuse "--steps: after the transient of [0-9]+ there is not one pass of 1000 steps" \
    check --data synthetic --sampling epoch --batch 1 --against constant -l 1 --steps 500
refuse "--lambda: so close to the mean-square limit" check --data synthetic -l 2.05
refuse "--samples: 1000000000000 synthetic points are more than fit" \
    theory --data synthetic --samples 1e12
printf '[experiment]\ndata = good.csv\nhessian = 3\n' >both.ini
refuse "--hessian: contradicts --data: K comes from the data" theory both.ini

# --- experiment files

# refuse_file MESSAGE TEXT: the file bad.ini with this text.
refuse_file() {
    printf "$2" >bad.ini
    refuse "bad.ini$1"$'\n' theory bad.ini
}

refuse "folder: no such file or preset" theory folder
refuse "./folder: not a regular file" theory ./folder
refuse "./none.ini: no such file" theory ./none.ini
refuse "none.ini: no such file or preset" check none.ini
refuse ".*: no such file or preset" theory ''
refuse_file ": no experiment: there is no parameter in it" ''
refuse_file ":2: lamda: no such parameter; did you mean 'lambda'\\?" '[experiment]\nlamda = 1\n'
refuse_file ":2: quux: no such parameter; .*" '[experiment]\nquux = 1\n'
refuse_file ":3: mu: 'x' is not a number" '[experiment]\nlambda = 1\nmu = x\n'
refuse_file ":3: mu: 2 is out of range: .*" '[experiment]\nlambda = 1\nmu = 2\n'
refuse_file ":3: lambda: given already in line 2" '[experiment]\nlambda = 1\nlambda = 2\n'
refuse_file ":2: neither \\[section\\] nor name = value" '[experiment]\nlambda 1\n'
refuse_file ":2: \\[experimnt\\]: the sections are .*" '[experimnt]\nlambda = 1\n'
refuse_file ":1: longer than 198 bytes; .*" "#$(printf 'x%.0s' {1..300})"
refuse_file ":1: not text: a zero byte" '[\0e\0x\0'
printf '[experiment]\nnoise = state\n' >state.ini
refuse "--noise: state needs --samples" theory state.ini
printf '[experiment]\nhessian = @none.npy\n' >matrix.ini
refuse "--hessian: none.npy: No such file" theory matrix.ini
printf '[experiment]\nlambda = 1\n' >good.ini
refuse "--mu: 2 is out of range" theory good.ini --mu 2
refuse "--mu: 2 is out of range" theory --mu 2 good.ini

# A name can hold anything; the message is one line all the same.
refuse ".*no such file or preset" theory $'two\nlines'
refuse "--hessian: two.lines: No such file" theory -k $'@two\nlines'
refuse "-o: 'a.b' is none of" theory -o $'a\nb'
refuse ".*unknown option" theory $'--a\nb'
refuse ".*no such file" theory "$(printf 'long/%.0s' {1..300})"

done_testing
