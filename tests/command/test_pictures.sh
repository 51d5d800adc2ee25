# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every view without a terminal, as a picture and as text, and how pictures and figures may look.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# --- all views

run list views
views=$(cut -d' ' -f1 "$out")
for view in $views; do
    case $view in *'('* | run) continue ;; esac # a recorded run has a test of its own
    expect 0 "view $view" run --view "$view" --walkers 500 --output "$view.svg"
    has "view $view has the command for a caption" ' ?sgdscope -l 1.8 -k 1,0.1 ' "$view.svg"
    expect 0 "view $view as text" run --view "$view" --walkers 500
    is "view $view as text fills its lines" "$([ "$(wc -l <"$out")" -gt 25 ] && echo yes)" yes
done
is "each has a title of its own" "$(grep -h '^<title>' ./*.svg | sort -u | wc -l)" \
    "$(ls ./*.svg | wc -l)"
# The command of a caption makes the same picture, of the view that was asked for.
for view in mu 'mu --quantity 3' 'methods --quantity 3'; do
    # shellcheck disable=SC2086 # two words
    run run --view $view --walkers 500 --output one.svg
    read -ra words <<<"$(grep -o "sgdscope -l 1.8 .* --view $view" one.svg | head -n 1)"
    expect 0 "the command of a caption" run "${words[@]:1}" --output two.svg
    same "makes the same picture of $view" one.svg two.svg
done
has "of the quantity that was asked for" '^<title>Variance of w, every method' one.svg
rm one.svg two.svg
refuse "--quantity: view mu has 4" run --view mu --quantity 5
result "the first view needs no name" "$(grep -e --view scatter.svg)"
for view in lambda mu escape kramers landscape schedule; do
    has "view $view has measured points" '^Shown: simulation' "$view.svg"
done
awk 'BEGIN {srand(1); for (t = 0; t < 400; t++) {w = -0.8 * w + rand() - 0.5; print w, rand()}}' >walk
expect 0 "the view of a run" run --view run -l 1.8 --iterates walk
has "has its title" '^ +.*recorded run'
result "and no table of walkers" "$(grep Sigma_ "$out")"
expect 0 "its picture" run --view run -l 1.8 --iterates walk --output run.svg
refuse "--view: run needs --iterates FILE" run --view run
run run --view methods
has "bars have numbers" '^damped Newton.* 49\.50 exact'
run run --view methods --quantity 2
has "the table has numbers" '^SGD +1\.346 +4\.995 +4\.9.*± *0'
has "and its notes" "^QHM's previous"
run run --view lambda --walkers 500 --output again.svg --threads 1
same "the points are the same each time" lambda.svg again.svg
run run --view lambda -l 1.2 --output other.svg
result "another setting is another picture" "$(cmp -s lambda.svg other.svg && echo 'the same')"
expect 0 "a view of one dimension" run --view path -k 1
run run --view lambda -k 1,0.5,0.1 --plane w2,D
has "a variance is that of a direction" 'variance of w₂ \(curvature 0.5\)'
run run --view lambda -k 1,0.1
has "and says which it is" 'variance of w₁ \(sharpest, k = 1\)'
run run --view path -k 1,0.5,0.1 --plane w2,D --output path.svg
has "and so are the axes of a path" '^Vertical axis: u₃' path.svg
expect 0 "beyond the limit" run --view lambda -l 2.5
has "it says so" 'limit'
expect 0 "a schedule that is too fast for a while" run --view schedule -l 2.6 --schedule linear \
    --warmup 30 --schedule-steps 200 --start minimum --output course.svg
has "has its learning rate" '^Shown: λ_t, 0 to 2\.22' course.svg
has "beside the limit" '^Shown: λ_t beyond the limit' course.svg
run run --view schedule --schedule cosine --schedule-steps 100 --final 0.01
has "the loss at the end" 'at the end: exact 0\.116, continuous'
has "the shape in words" 'cosine, T = 100, λ from 1\.8 to'
run run --view schedule --schedule cosine -o adam --schedule-steps 100
has "no theory, and it says so" 'simulation alone: no theory of'
expect 0 "a view by its key" run --view 7
has "is that view" '^ +Map of stability'

# --- looks

small='--walkers 200 --steps 200'
expect 0 "a small picture" run --view lambda --size 250x180 --output small.svg
has "its width and height" '<svg .*width="250pt?" height="180pt?"' small.svg
expect 0 "a small PNG" figure 2a $small --size 100x90 --output small.png
is "three pixels a point" "$(od -An -tu1 -j16 -N8 small.png | tr -s ' ')" ' 0 0 1 44 0 0 1 14'
run figure 2a $small --size 50x20 --no-caption
is "text of fifty columns" "$(wc -L <"$out")" 50
run figure 2a $small
has "a figure has a title" '^ *Stationary variance against the learning rate'
has "and its command" '^sgdscope figure 2a'
cp "$out" all
run figure 2a $small --no-title
result "--no-title" "$(grep 'Stationary variance' "$out")"
has "--no-title has the caption" '^sgdscope figure 2a'
run figure 2a $small --no-caption
result "--no-caption" "$(grep '^sgdscope figure' "$out")"
run figure table1 $small --no-title --no-caption
is "a table alone" "$(head -n 1 "$out" | cut -c 1-6)" "loss L"
result "without its caption" "$(grep '^sgdscope figure' "$out")"

# Letters are shapes, used once for each letter.
letters() {
    run "$@" --output letters.svg
    grep -c '<use ' letters.svg
}
whole=$(letters figure 2a $small)
for option in --no-title --no-caption; do
    result "$option draws fewer letters" \
        "$([ "$(letters figure 2a $small $option)" -lt "$whole" ] || echo 'as many')"
    result "$option of a view too" "$([ "$(letters run --view mu $option)" -lt \
        "$(letters run --view mu)" ] || echo 'as many')"
done

# --- what is refused

refuse "figure: 'scatter' is a view: 'sgdscope run --view scatter --output FILE' draws it" \
    figure scatter
refuse "--view: '2a' is a figure: 'sgdscope figure 2a --output FILE' draws it" run --view 2a
for size in 30 30x 30x10 x30 2001x300 1.5x30 30x-30; do
    refuse '--size: ' figure 2a --size "$size"
done
for option in '--size 300x200' --no-title --no-caption; do
    refuse "${option%% *}: is for pictures and text" figure 2a --format csv $option
done

(ulimit -n 4; exec "$SGDSCOPE" figure 2a --walkers 100 --output fonts.png) >"$out" 2>"$err"
result 'a lack of descriptors is no lack of memory' "$(grep 'bytes of memory' "$err")"

done_testing
