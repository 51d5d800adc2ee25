#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The lines for Python in the README, section "Your own run", and the commands after them, as they
# stand there.
. "${srcdir:?the top of the source}/tests/command/tap.sh" || exit 1

# As the lines name them.
sgdscope() {
    "$SGDSCOPE" "$@"
}
python3() {
    command "$python" "$@"
}

# python_with MODULE: a Python that has it, in $python.
python_with() {
    for python in python3 /usr/bin/python3; do
        ! "$python" -c "import $1" 2>"$err" || return 0
    done
    return 1
}

# Each block of indented lines to a file: block1, block2, ...
awk '/^## / { on = $0 == "## Your own run" }
    !/^    / { inside = 0; next }
    on { n += !inside; inside = 1; print substr($0, 5) >("block" n) }' "$srcdir/README.md"

# commands FILE: each line that it has does what it should: a verdict, or one frame. The network's
# run is made shorter here, and that is said of it.
commands() {
    local line
    while IFS= read -r line; do
        eval "$line" >"$out" 2>"$err" </dev/null
        status=$?
        result "$line" "$({ [ $status -le 1 ] && [ ! -s "$err" ]; } || grep -q 'too few to tell' "$err" ||
            echo "exit status $status")"
        has "it has an answer" '^(run, [0-9]+ rows: )?(agrees|assumptions hold|DISAGREES|not judged|too short)'
    done <"$1"
}

if python_with numpy; then
    cp block1 train.py
    "$python" train.py >run.txt 2>"$err"
    is "rows for NumPy" "$(wc -l <run.txt)" 5000
    commands block2
    expect 0 "the rows as text" fit --iterates run.txt -l 0.9
    has "its curvature is that of the lines" '^ +1 +(1\.0|0\.9)[0-9]* ±'
else
    skip "NumPy" "no Python has it"
fi

# A small network at its minimum, as the README takes it.
cat >network.py <<'END'
import torch
torch.manual_seed(1)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
N = 256
x = torch.randn(N, 4)
y = torch.tanh(x @ torch.randn(4, 2)) @ torch.randn(2, 1) + 0.3 * torch.randn(N, 1)
model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
params = list(model.parameters())

def loss(i):
    return ((model(x[i]) - y[i]) ** 2).mean() / 2 + 1e-2 * sum((p * p).sum() for p in params)

def closure():
    search.zero_grad()
    value = loss(torch.arange(N))
    value.backward()
    return value

search = torch.optim.LBFGS(params, max_iter=1000, tolerance_grad=1e-9, tolerance_change=0,
                           line_search_fn="strong_wolfe")
search.step(closure)
END

if python_with torch; then
    { cat network.py && sed 's/range(20000)/range(1000)/' block3; } >train.py
    "$python" train.py >"$out" 2>"$err"
    is "the lines for PyTorch run" $? 0
    commands block4
    has "the six directions are the run's" '^u1u6 '
else
    skip "PyTorch" "no Python has it"
fi

done_testing
