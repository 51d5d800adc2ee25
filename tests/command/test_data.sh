# SPDX-License-Identifier: GPL-3.0-or-later
#
# Data sets through the program: what theory and check say of real minibatches, and that experiments
# with a data set come back from files.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# theory.md section 13, with quotes, CRLF and blank lines.
printf '"x,1",x2,y\r\n1,.5,.9\r\n\r\n-.3,1.2,.2\r\n"0.7",-.8,-.1\r\n-1.1,.1,-1.4\r\n.4,.9,1.1\r\n-.6,-1.3,-.3\r\n' \
    >small.csv
small='--data small.csv --batch 2 -l 0.7'


expect 0 "a small data set" theory $small --format csv
has "exact covariance" '^covariance_discrete,1,1,0\.04642892742990'
has "exact covariance off the diagonal" '^covariance_discrete,1,2,0\.009425079090405'
has "mean-square radius" '^mean_square_radius,,,0\.4633732086972'
expect 0 "without replacement" theory $small --sampling subset --format csv
has "its exact covariance" '^covariance_discrete,1,1,0\.0355894049317'
expect 0 "with momentum" theory $small -m 0.5 --format csv
has "its exact covariance" '^covariance_discrete,2,2,0\.1190778633024'
expect 0 "shuffled passes" theory $small --sampling epoch --format json
has "no exact covariance of passes" '^ *"discrete": null'
has "constant noise of passes" '^ *"constant": \[\['
has "N comes from the file" '^ *"samples": 6,?$'
has "the way of drawing is told" '^ *"sampling": "epoch"'
has "the noise is regression" '^ *"noise": "regression"'
# A column of tiny units: a direction whose radius is 1 to rounding still has its covariances.
awk -F, 'NR == 1 {print "a,b,y"; next} NF == 3 {gsub("[\"\r]", ""); print $1 "," $2 "e-9," $3}' small.csv >tiny.csv
expect 0 "a column of tiny units" theory --data tiny.csv --batch 2 -l 0.7 --format csv
has "has the constant theory" '^covariance_constant,2,2,[0-9]'
expect 0 "text" theory $small
has "text has N as a count" '^  N +6   points'
has "text has the mean-square limit" 'stable in mean square'

# One column: k = 5/2, so λk = 1 and C = K/S gives λ/(S(2 − λk)) = 1/5, half of k of it as loss.
printf 'x,y\n1,2\n-1,1\n2,-1\n-2,1\n' >one.csv
expect 0 "one column in CSV" theory --data one.csv --batch 2 -l 0.4 --format csv
has "the paper's covariance" '^covariance_paper,1,1,0\.(2$|20000000|19999999)'
has "the paper's loss" '^loss_paper,,,0\.2(5$|50000000|49999999)'
has "the limit of the mean" '^mean_limit,,,2$'
run theory --data one.csv --batch 2 -l 0.4 -m 0.5 --format json
has "the limit of the mean with momentum, in JSON" '^ *"mean_limit": 3,$'
printf 'a,b,y\n1,2,5\n-1,1,1\n2,-1,0\n-2,1,0\n.5,.25,1\n' >fitted.csv
expect 0 "data that are fitted exactly" check --data fitted.csv --batch 2 -l .3
has "have no noise at the minimum" 'the noise vanishes at the minimum'
has "and no rounding for one" '^ *L discrete +0\.00000'
expect 0 "white noise on the data's Hessian" theory ${small/--batch 2/} -n white --format json
has "then there is no constant theory" '^ *"continuous": \[\['
result "no constant theory, nor the paper's" "$(grep -E '"(variance_)?(constant|paper)":|mean_limit' "$out")"

for sampling in replace subset; do
    expect 0 "check $sampling" \
        check $small -l 0.2 -m 0.5 --sampling $sampling --walkers 2000 --steps 600
done
expect 1 "constant noise is found out" \
    check $small -l 0.7 --against constant --walkers 2000 --steps 600
expect 1 "and so is the paper's C = K/S" \
    check $small -l 0.7 --against paper --walkers 2000 --steps 600
# A pass of one batch (4 of 6, two left over) is an independent subset: the exact theory holds.
expect 0 "check of passes of one batch" \
    check $small --batch 4 --sampling epoch -l 0.7 --walkers 2000 --steps 600 --format csv
grep -v '^updates' "$out" >epoch.csv
run check $small --batch 4 --sampling subset -l 0.7 --walkers 2000 --steps 600 --format csv
result "it is that of subsets" "$(grep -v '^updates' "$out" | diff - epoch.csv)"
result "against the exact theory" "$(grep -q '^covariance_discrete,1,1,0\.' epoch.csv || cat epoch.csv)"
expect 0 "the whole data set each step" check $small --batch 6 --sampling subset --steps 300
expect 0 "beyond the limit" check $small -l 9 --steps 300 --walkers 500

# --- designs that fall apart, and units far apart

designs=$srcdir/tests/command/data
for l in 0.5 2 3 4; do
    expect 0 "one-hot columns, l = $l" theory --data "$designs/colours.csv" --batch 2 -l $l --format csv
    has "have one limit" '^limit,,,1\.06666666666'
    [ $l != 3 ] || has "and the radius of the whole map" '^mean_square_radius,,,1\.049586776859'
    [ $l != 3 ] || has "which is unstable" '^stable,,,0'
done
expect 0 "between the limits" theory --data "$designs/colours.csv" --batch 2 -l 3
has "it is the variance that grows" '^  growth +0\.0483965 .*the mean converges, the variance grows'
expect 0 "check beyond that limit" check --data "$designs/colours.csv" --batch 2 -l 4 --steps 300
for l in 0.2 0.4444444 0.5; do
    expect 0 "sparse columns, l = $l" theory --data "$designs/sparse.csv" --batch 3 -l $l --format csv
    has "have one limit" '^limit,,,0\.857142857142'
done
expect 0 "a sparse subset" theory --data "$designs/sparse5.csv" -l 0.1 --batch 3 --sampling subset
has "has a limit" '^  limit +1\.52481 '
expect 0 "single rows of one-hot columns" theory --data "$designs/onehot16.csv" -l 0.1 --batch 1
has "have a limit" '^  limit +0\.375000 '
id48="--data $designs/id48.csv --batch 10"
expect 0 "a column of ten-digit numbers" theory $id48 -l 0.1 --format csv
has "has a limit" '^limit,,,(2|1\.99999)'
has "which this is beyond" '^stable,,,0'
expect 0 "check agrees" check $id48 -l 0.1
expect 0 "a rate that its size allows" theory $id48 -l 1e-19 --format csv
has "is stable" '^stable,,,1'
expect 0 "the same standardized" theory $id48 -l 0.1 --standardize yes --format csv
has "is stable" '^stable,,,1'
awk -F, 'NR == 1 {print "a,b,y"; next} NF == 3 {gsub("[\"\r]", ""); print $1 "," $2 "e12," $3}' small.csv >huge.csv
refuse "--data: huge.csv: columns too badly scaled: 'b' is .*e\+12 times as large as 'a'.*--standardize yes" \
    theory --data huge.csv --batch 2
expect 0 "standardized it is fine" theory --data huge.csv --batch 2 --standardize yes -l 0.1
awk -F, 'NR == 1 {print "a,b,y"; next} NF == 3 {gsub("[\"\r]", ""); print $1 "e60," $2 "e60," $3}' small.csv >immense.csv
refuse "--data: immense.csv: column '[ab]' is too large: .*--standardize yes" theory --data immense.csv --batch 2

# --- other ways to write it, and columns that are not used

expect 0 "as it is" theory --data small.csv --batch 2 -l 0.4 --format csv
grep -v data "$out" >plain.csv
awk 'NR == 1 {print "id;a;b;y"; next} {gsub("[\"\r]", ""); gsub(",", ";"); gsub("[.]", ",");
    if (NF) print "p" NR ";" $0} END {print "p0;1;NA;2"}' small.csv >other.csv
expect 0 "semicolons, decimal commas, a column of words, a missing value" \
    theory --data other.csv --columns=-id --missing drop --batch 2 -l 0.4 --format csv
grep -v data "$out" >chosen.csv
same "the same numbers" plain.csv chosen.csv
expect 0 "as text" theory --data other.csv --columns a,b,y --missing drop --batch 2 -l 0.4
has "which counts the row that is left out" '^  left out +1  '
expect 0 "in json" theory --data other.csv --columns=-id --missing drop --batch 2 --format json
has "too" '^  "dropped_rows": 1,'
refuse "--data: other.csv:2: column 'id': 'p2' is not a number" theory --data other.csv --batch 2
refuse "--data: other.csv:[0-9]+: column 'b': 'NA' is not a number; --missing drop" \
    theory --data other.csv --columns=-id --batch 2
refuse "--columns: other.csv: no column 'c'" theory --data other.csv --columns=a,c --batch 2
refuse "--missing: needs --data FILE" theory --missing drop

# --- files

mkdir sub
cp small.csv sub/data.csv
printf '[experiment]\ndata = data.csv\nbatch = 2\nlambda = 0.7\nnoise = regression\n' >sub/e.ini
expect 0 "a name in an experiment file is relative to it" theory sub/e.ini --format csv
has "and its data are read" '^covariance_discrete,1,1,0\.04642892742990'
expect 0 "options change the file" theory sub/e.ini --sampling subset --format csv
has "as they say" '^covariance_discrete,1,1,0\.0355894049317'
expect 0 "a preset of its own data" theory diabetes --format csv
has "of 442 patients" '^stable,,,1'
expect 0 "another data set takes a preset's Hessian away" theory fig3a --data small.csv --batch 2
expect 0 "an instrument without a terminal" --data small.csv --batch 2 -l 0.4
has "draws both ellipses" 'discrete theory'
expect 0 "and of passes" --data small.csv --batch 2 -l 0.4 --sampling epoch

# --- the shipped presets

for preset in diabetes minibatches; do
    expect 0 "check $preset" check "$preset" --walkers 200
done

done_testing
