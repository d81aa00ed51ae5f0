#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten steps of PyTorch's optimizers on a small network, for test-optimizer.c to compare with.

usage: reference-optimizers.py > reference-optimizers.txt   (Debian: python3-torch)

Network 784-4-10 with tanh between, 32 pictures in one batch, everything by formula so that the test
makes the same, in double precision: L-BFGS multiplies the rounding of single precision beyond 1e-5
when its steps are long (rate 1). Each case is three lines: its recipe, the ten losses, and every
31st weight after the steps. What PyTorch does not have (Keras's RMSprop, the moving average, the
half square over targets) is written out here.
"""
import numpy as np
import torch

STEPS = 10
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def pictures():
    i, p = np.meshgrid(np.arange(32), np.arange(784), indexing="ij")
    pixels = np.where((i + p) % 3 == 0, (i * 37 + p * 11 + i * p) % 256, 0)
    return torch.tensor(pixels / 255.0), torch.tensor(np.arange(32) * 7 % 10)


def start():
    """The flat block: dense1.weight, dense1.bias, dense2.weight, dense2.bias."""
    n = 784 * 4 + 4 + 40 + 10
    w = (0.3 * np.sin(0.7 * np.arange(n) + 1)).astype(np.float32)
    w[3136:3140] = w[3180:] = 0
    parts = w[:3136].reshape(784, 4), w[3136:3140], w[3140:3180].reshape(4, 10), w[3180:]
    return [torch.tensor(part.astype(np.float64), requires_grad=True) for part in parts]


class KerasRMSprop(torch.optim.Optimizer):
    """v = rho v + (1 - rho) g^2; w -= rate g / sqrt (v + epsilon)"""

    def __init__(self, params, lr, rho, eps):
        super().__init__(params, {"lr": lr, "rho": rho, "eps": eps})

    @torch.no_grad()
    def step(self, closure):
        loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                v = self.state[p].setdefault("v", torch.zeros_like(p))
                v.mul_(group["rho"]).add_((1 - group["rho"]) * p.grad * p.grad)
                p.sub_(group["lr"] * p.grad / torch.sqrt(v + group["eps"]))
        return loss


SGD, RMSprop, Adam, AdamW, LBFGS = (getattr(torch.optim, name) for name in
                                    ("SGD", "RMSprop", "Adam", "AdamW", "LBFGS"))
CASES = [
    # recipe, optimizer, what else
    ("optimizer=sgd rate=0.1", lambda w: SGD(w, 0.1), {}),
    ("optimizer=sgd rate=0.05 momentum=0.9", lambda w: SGD(w, 0.05, momentum=0.9), {}),
    ("optimizer=sgd rate=0.05 momentum=0.9 nesterov=yes",
     lambda w: SGD(w, 0.05, momentum=0.9, nesterov=True), {}),
    ("optimizer=sgd rate=0.05 momentum=0.8 weight-decay=0.05",
     lambda w: SGD(w, 0.05, momentum=0.8, weight_decay=0.05), {}),
    ("optimizer=rmsprop rate=0.003 beta2=0.95 epsilon=1e-05",
     lambda w: RMSprop(w, 0.003, alpha=0.95, eps=1e-5), {}),
    ("optimizer=rmsprop rate=0.003 beta2=0.9 epsilon=1e-07 weight-decay=0.01",
     lambda w: RMSprop(w, 0.003, alpha=0.9, eps=1e-7, weight_decay=0.01), {}),
    ("optimizer=rmsprop rate=0.003 beta2=0.9 epsilon=1e-05 epsilon-inside=yes",
     lambda w: KerasRMSprop(w, 0.003, 0.9, 1e-5), {}),
    ("optimizer=adam rate=0.01", lambda w: Adam(w, 0.01), {}),
    ("optimizer=adam rate=0.01 beta1=0.8 beta2=0.99 weight-decay=0.02",
     lambda w: Adam(w, 0.01, betas=(0.8, 0.99), weight_decay=0.02), {}),
    ("optimizer=adamw rate=0.01 weight-decay=0.1", lambda w: AdamW(w, 0.01, weight_decay=0.1), {}),
    ("optimizer=lbfgs rate=0.5",
     lambda w: LBFGS(w, lr=0.5, max_iter=1, history_size=10), {}),
    ("optimizer=lbfgs rate=0.2 weight-decay=0.01",
     lambda w: LBFGS(w, lr=0.2, max_iter=1, history_size=10), {"decay": 0.01}),
    ("optimizer=sgd rate=0.1 label-smoothing=0.1", lambda w: SGD(w, 0.1), {"smoothing": 0.1}),
    ("optimizer=sgd rate=0.2 clip=0.3", lambda w: SGD(w, 0.2), {"clip": 0.3}),
    ("optimizer=sgd rate=0.1 average=0.5", lambda w: SGD(w, 0.1), {"average": 0.5}),
    ("optimizer=adam rate=0.01 schedule=cosine", lambda w: Adam(w, 0.01), {"cosine": True}),
    ("loss=squared-error optimizer=sgd rate=0.1 target-low=0.01 target-high=0.99",
     lambda w: SGD(w, 0.1), {"targets": (0.01, 0.99)}),
]


def loss_of(w, x, labels, more):
    y = torch.tanh(x @ w[0] + w[1]) @ w[2] + w[3]
    if "targets" in more:
        low, high = more["targets"]
        target = torch.full((32, 10), low)
        target[torch.arange(32), labels] = high
        return 0.5 * ((y - target) ** 2).sum() / 32
    return torch.nn.functional.cross_entropy(y, labels, label_smoothing=more.get("smoothing", 0))


def run(make, more):
    x, labels = pictures()
    w = start()
    optimizer = make(w)
    rate = optimizer.param_groups[0]["lr"]
    average = [part.detach().clone() for part in w]
    losses = []
    for step in range(STEPS):
        def closure():
            optimizer.zero_grad()
            with torch.enable_grad():
                loss = loss_of(w, x, labels, more)
                loss.backward()
            for part in w if "decay" in more else ():
                part.grad += more["decay"] * part.detach()
            if "clip" in more:
                torch.nn.utils.clip_grad_norm_(w, more["clip"])
            return loss

        if "cosine" in more:
            optimizer.param_groups[0]["lr"] = rate * 0.5 * (1 + np.cos(np.pi * step / (STEPS - 1)))
        losses.append(float(optimizer.step(closure)))
        if "average" in more:
            follow = 1 - min(more["average"], (2 + step) / (11 + step))
            for a, part in zip(average, w):
                a += follow * (part.detach() - a)
    shown = average if "average" in more else [part.detach() for part in w]
    return losses, np.concatenate([part.numpy().ravel() for part in shown])


for recipe, make, more in CASES:
    losses, weights = run(make, more)
    print(recipe)
    print(" ".join(f"{loss:.7g}" for loss in losses))
    print(" ".join(f"{weight:.7g}" for weight in weights[::31]))
