#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`scratch` in NumPy, one sample a step: prints "seconds <median>" for 60 000 samples."""
import statistics
import time

import numpy as np

rng = np.random.default_rng(1)
# Numbers that cost as much as MNIST's: every input is at least 0.01, so none can be skipped.
inputs = rng.uniform(0.01, 1, (3000, 784, 1)).astype(np.float32)
targets = np.full((3000, 10, 1), 0.01, np.float32)
targets[np.arange(3000), rng.integers(0, 10, 3000)] = 0.99
w1 = rng.normal(0, 250 ** -0.5, (250, 784)).astype(np.float32)
w2 = rng.normal(0, 10 ** -0.5, (10, 250)).astype(np.float32)
rate = np.float32(0.1)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def step(x, t):
    global w1, w2
    hidden = sigmoid(w1 @ x)
    y = sigmoid(w2 @ hidden)
    output_error = (t - y) * y * (1 - y)
    hidden_error = (w2.T @ output_error) * hidden * (1 - hidden)
    w2 += rate * (output_error @ hidden.T)
    w1 += rate * (hidden_error @ x.T)


times = []
for window in range(4):
    start = time.perf_counter()
    for i in range(1000):
        step(inputs[i + 500 * window], targets[i + 500 * window])
    times.append((time.perf_counter() - start) * 60)
print("seconds %.6g" % statistics.median(times[1:]))
