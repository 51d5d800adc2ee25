#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sgdscope against NumPy, whole processes, the two in turn, one thread each.

    python3 bench/against_numpy.py [./sgdscope [assets/data/diabetes.csv]]

Prints the time of a walker-step of each (start of the process and reading included), and the ratio
with its spread over the turns. Each script is what one would write: standard_normal(out=), updates
in place; minibatches drawn with replacement, one gather a step.
"""
import os
import subprocess
import sys
import time

TURNS = 5
ENVIRONMENT = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

MOMENTUM = """
import numpy as np
rng = np.random.default_rng(1)
k = np.array([[1.0], [0.1]])
w = np.zeros((2, 10000)); m = np.zeros_like(w); z = np.empty_like(w); g = np.empty_like(w)
for _ in range({steps}):
    rng.standard_normal(out=z)
    np.multiply(k, w, out=g)
    g += z
    m *= 0.5
    m += g
    np.multiply(m, 1.8, out=g)
    w -= g
print(w @ w.T / 10000)
"""

MINIBATCH = """
import numpy as np
data = np.loadtxt({data!r}, delimiter=',', skiprows=1)
x, y = data[:, :-1], data[:, -1]
x = (x - x.mean(0)) / x.std(0)
r = y - y.mean() - x @ np.linalg.lstsq(x, y - y.mean(), rcond=None)[0]
rng = np.random.default_rng(1)
w = np.zeros((1000, x.shape[1]))
for _ in range({steps}):
    i = rng.integers(0, len(x), (1000, 100))
    batch = x[i]
    e = np.einsum('wsd,wd->ws', batch, w) - r[i]
    w -= 0.42 / 100 * np.einsum('ws,wsd->wd', e, batch)
print(w.T @ w / 1000)
"""


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return time.perf_counter() - start


def compare(what, walkers, ours, our_steps, script, script_steps):
    mine, ratio = [], []
    for _ in range(TURNS):
        theirs = seconds([sys.executable, "-c", script]) / script_steps / walkers
        mine.append(seconds(ours) / our_steps / walkers)
        ratio.append(theirs / mine[-1])
    mine.sort()
    ratio.sort()
    middle = TURNS // 2
    print(f"{what:30} {1e9 * mine[middle]:9.3f} ns {1e9 * mine[middle] * ratio[middle]:9.1f} ns"
          f" {ratio[middle]:7.1f}   {ratio[0]:.1f} to {ratio[-1]:.1f}", flush=True)


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "./sgdscope"
    data = sys.argv[2] if len(sys.argv) > 2 else "assets/data/diabetes.csv"
    check = [program, "check", "--threads", "1", "--quiet", "--z-limit", "6"]
    print(f"{'a walker-step':30} {'sgdscope':>12} {'NumPy':>12} {'ratio':>7}   spread")
    compare("momentum, white, D=2", 10000,
            check + ["--mu", "0.5", "--steps", "200000"], 200000,
            MOMENTUM.format(steps=10000), 10000)
    compare("minibatches, D=10, S=100", 1000,
            check + ["--data", data, "--standardize", "yes", "--noise", "regression", "--batch",
                     "100", "--lambda", "0.42", "--walkers", "1000", "--steps", "5000"], 5000,
            MINIBATCH.format(steps=500, data=data), 500)


if __name__ == "__main__":
    main()
