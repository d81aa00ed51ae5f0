#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same work as bench-tenfold's in PyTorch: bench_torch.py WHAT THREADS prints "seconds <median>"."""
import gzip
import os
import statistics
import sys
import time

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

WINDOWS = 3
# steps in a window, steps of warm-up, samples that the printed time stands for
WORKS = {"keras": (400, 20, 60000), "lenet": (60, 10, 60000), "deep-cnn": (10, 2, 6400),
         "scratch": (3000, 300, 60000), "rows-lstm": (10, 2, 6400), "rows-gru": (10, 2, 6400)}


class Rows(nn.Module):
    """A picture row by row, and what the last cell says."""

    def __init__(self, cells):
        super().__init__()
        self.cells = cells(28, 128, batch_first=True)
        self.dense = nn.Linear(128, 10)

    def forward(self, pictures):
        return self.dense(self.cells(pictures)[0][:, -1])


def load():
    folder = os.path.join(os.environ.get("XDG_DATA_HOME", os.path.expanduser("~/.local/share")), "tenfold/mnist")
    def read(name, header):
        path = os.path.join(folder, name)
        data = gzip.open(path + ".gz").read() if os.path.exists(path + ".gz") else open(path, "rb").read()
        return np.frombuffer(data, np.uint8, offset=header)
    pictures = read("train-images-idx3-ubyte", 16).reshape(-1, 784).astype(np.float32) / 255
    return torch.from_numpy(pictures), torch.from_numpy(read("train-labels-idx1-ubyte", 8).astype(np.int64))


def network(what):
    if what == "rows-lstm":
        return Rows(nn.LSTM)
    if what == "rows-gru":
        return Rows(nn.GRU)
    if what == "keras":
        return nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10))
    if what == "scratch":
        return nn.Sequential(nn.Linear(784, 250, bias=False), nn.Sigmoid(), nn.Linear(250, 10, bias=False),
                             nn.Sigmoid())
    if what == "lenet":
        return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
                             nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                             nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
    return nn.Sequential(nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(),
                         nn.MaxPool2d(2), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(),
                         nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                         nn.Linear(3136, 256), nn.ReLU(), nn.Linear(256, 10))


def time_training(what):
    steps, warm_up, whole = WORKS[what]
    pictures, labels = load()
    batch = 1 if what == "scratch" else 128
    if what == "scratch":
        pictures = 0.01 + 0.99 * pictures
        targets = 0.01 + 0.98 * F.one_hot(labels, 10).float()
    elif what.startswith("rows"):
        pictures = pictures.reshape(-1, 28, 28)
    elif what != "keras":
        pictures = pictures.reshape(-1, 1, 28, 28)
    net = network(what)
    if what == "keras":
        optimizer = torch.optim.RMSprop(net.parameters(), 0.001, alpha=0.9, eps=1e-7)
    elif what == "scratch":
        optimizer = torch.optim.SGD(net.parameters(), 0.1)
    else:
        optimizer = torch.optim.Adam(net.parameters(), 0.001)
    order = torch.randperm(len(pictures))
    at = 0

    def run(n):
        nonlocal at
        for _ in range(n):
            which = order[at:at + batch]
            at = (at + batch) % (len(order) - batch)
            optimizer.zero_grad(set_to_none=True)
            output = net(pictures[which])
            if what == "scratch":
                loss = 0.5 * ((output - targets[which]) ** 2).sum()
            else:
                loss = F.cross_entropy(output, labels[which])
            loss.backward()
            if what.startswith("rows"):
                nn.utils.clip_grad_norm_(net.parameters(), 1)
            optimizer.step()

    run(warm_up)
    times = []
    for _ in range(WINDOWS):
        start = time.perf_counter()
        run(steps)
        times.append((time.perf_counter() - start) * whole / (steps * batch))
    return statistics.median(times)


def time_reading():
    pictures, _ = load()
    net = network("keras")
    n = 2000
    times = []
    with torch.inference_mode():
        for _ in range(WINDOWS):
            start = time.perf_counter()
            for i in range(n):
                F.softmax(net(pictures[i:i + 1]), 1)
            times.append((time.perf_counter() - start) / n)
    return statistics.median(times)


if __name__ == "__main__":
    torch.manual_seed(1)
    torch.set_num_threads(int(sys.argv[2]))
    print("seconds %.6g" % (time_reading() if sys.argv[1] == "read" else time_training(sys.argv[1])))
