#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The command tour without a terminal: the handout, its pictures, and what it refuses.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

cat >talk.ini <<'END'
[tour]
title = A talk
minutes = 12
[step]
title = The first
minutes = 1.5
lambda = 0.5
hessian = 1
view = lambda
text = One line
  and another.
notes = Say it slowly.
[step]
title = The second
view = escape
quantity = 2
ask = How many?
choices = few | many
answer = many
reveal = As many as that.
[step]
title = A preset
preset = network-run
END

expect 0 "a handout" tour talk --notes
for line in '# A talk' '3 steps, 12 minutes.' '## 1. The first' '*Minutes 0 to 1.5*' 'One line' 'and another.' \
    '*For the speaker:* Say it slowly.' '    sgdscope -l 0.5 -k 1 --view lambda' \
    '**Question:** How many?' '- B: many' '**Answer:** many' 'As many as that.' \
    '    sgdscope -l 0.5 -k 1 --view escape --quantity 2' \
    '    sgdscope network-run --view escape --quantity 2'; do
    grep -qxF -- "$line" "$out"
    result "the handout has: $line" "$([ $? = 0 ] || cat "$out")"
done

# The commands in it are right.
run tour talk
sed -n 's/^    sgdscope//p' "$out" >commands
while read -r options; do
    # shellcheck disable=SC2086
    expect 0 "its command runs: $options" run $options
done <commands

expect 0 "a handout with pictures" tour talk --notes --output pictures --size 200x150
is "a picture a step" "$(ls pictures)" "step-01.png
step-02.png
step-03.png"
result "they are named in it" "$(grep -qF '![The second](pictures/step-02.png)' "$out" || cat "$out")"
mkdir -p below/here
(cd below/here && "$SGDSCOPE" tour ../../talk.ini --output "$OLDPWD/pictures" --size 200x150) >"$out" 2>"$err"
result "pictures are named from here, whatever the folder was called" "$(
    grep -qF '(../../pictures/step-02.png)' "$out" || cat "$out" "$err"
)"
expect 0 "the folder may be there" tour talk --output pictures --size 200x150

run tour
result "without a name the first steps" "$(grep -q '^# First steps' "$out" || cat "$out")"

refuse "lectrue: no such file or tour; did you mean 'lecture'?" tour lectrue
refuse "no/such: no such file" tour no/such
printf '[tour]\ntitle = T\n[step]\ntitle = S\nlambda = 0\n' >bad.ini
refuse "bad.ini:5: lambda: 0 is out of range" tour bad.ini
refuse "--lambda: not an option of this command" tour lecture --lambda 1
refuse "--record: is for the instrument" tour lecture --record x.cast
refuse "talk.ini:2: \\[tour\\]: the sections are" theory talk.ini
run list tours
result "a faulty tour of one's own is listed with its fault" "$(
    mkdir -p "$HOME/.config/sgdscope/tours" && cp bad.ini "$HOME/.config/sgdscope/tours/mine.ini"
    "$SGDSCOPE" list tours | grep -q '^mine .*mine.ini:5: lambda: 0 is out' || echo no
)"
touch taken
"$SGDSCOPE" tour talk --output taken/pictures >"$out" 2>"$err"
is "no folder can be made: exit status 3" $? 3

done_testing
