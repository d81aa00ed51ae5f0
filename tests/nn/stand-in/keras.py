# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of Keras 3 that Tenfold's code for it calls, in NumPy, for machines without Keras: layers by the shapes,
orders and defaults that https://keras.io/api/layers/ states. Weights of other shapes than Keras has are refused, as
there. It trains nothing."""
import math
import types

import numpy as np


class Tensor:
    """What a layer makes of what it reads: known by its shape only, without the batch."""

    def __init__(self, shape, layer=None, sources=()):
        self.shape, self.layer, self.sources = tuple(shape), layer, sources

    def __add__(self, other):
        assert self.shape == other.shape, (self.shape, other.shape)
        return Tensor(self.shape, lambda a, b: a + b, (self, other))


class Layer:
    weights = ()  # shapes

    def __init__(self, name=None):
        self.name, self.values = name, []

    def __call__(self, tensor):
        self.build(tensor.shape)
        probe = self.run(np.zeros((2,) + tensor.shape, "f"), *[np.ones(shape, "f") for shape in self.weights])
        return Tensor(probe.shape[1:], self, (tensor,))

    def build(self, shape):
        pass

    def set_weights(self, values):
        shapes = [np.shape(value) for value in values]
        if shapes != [tuple(shape) for shape in self.weights]:
            raise ValueError(f"{self.name} has weights {self.weights}, not {shapes}")
        self.values = [np.asarray(value, "f") for value in values]


def function(run):
    """A layer without weights, whose arguments are those of `run` behind x."""

    class Function(Layer):
        def __init__(self, *arguments, **options):
            super().__init__()
            self.run = lambda x: run(x, *arguments, **options)

    return Function


class Dense(Layer):
    def __init__(self, units, use_bias=True, name=None):
        super().__init__(name)
        self.units, self.use_bias = units, use_bias

    def build(self, shape):
        assert len(shape) == 1
        self.weights = [(shape[-1], self.units)] + [(self.units,)] * self.use_bias

    def run(self, x, kernel, bias=0):
        return x @ kernel + bias


def windows(x, size, strides):
    """[n][rows][columns][channels] as [n][rows][columns][channels][size][size], padding "valid"."""
    return np.lib.stride_tricks.sliding_window_view(x, (size, size), (1, 2))[:, ::strides, ::strides]


class Conv2D(Layer):
    def __init__(self, filters, kernel_size, strides=1, groups=1, use_bias=True, name=None):
        super().__init__(name)
        self.filters, self.size, self.strides, self.groups = filters, kernel_size, strides, groups
        self.use_bias = use_bias

    def build(self, shape):
        self.weights = [(self.size, self.size, shape[2] // self.groups, self.filters)]
        self.weights += [(self.filters,)] * self.use_bias

    def run(self, x, kernel, bias=0):
        parts = zip(np.split(windows(x, self.size, self.strides), self.groups, 3), np.split(kernel, self.groups, 3))
        return np.concatenate([np.einsum("nhwcij,ijco->nhwo", a, b) for a, b in parts], 3) + bias


class BatchNormalization(Layer):
    def __init__(self, epsilon=1e-3, name=None):
        super().__init__(name)
        self.epsilon = epsilon

    def build(self, shape):
        self.weights = [(shape[-1],)] * 4

    def run(self, x, gamma, beta, mean, variance):
        return (x - mean) / np.sqrt(variance + self.epsilon) * gamma + beta


class LayerNormalization(Layer):
    def __init__(self, axis=-1, epsilon=1e-3, name=None):
        super().__init__(name)
        self.axis, self.epsilon = axis, epsilon

    def build(self, shape):
        axes = (self.axis,) if isinstance(self.axis, int) else self.axis
        self.weights = [tuple(shape[axis if axis < 0 else axis - 1] for axis in axes)] * 2

    def run(self, x, gamma, beta):
        mean, variance = x.mean(self.axis, keepdims=True), x.var(self.axis, keepdims=True)
        return (x - mean) / np.sqrt(variance + self.epsilon) * gamma + beta


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Recurrent(Layer):
    def __init__(self, units, return_sequences=False, use_bias=True, name=None):
        super().__init__(name)
        self.units, self.return_sequences, self.use_bias = units, return_sequences, use_bias

    def build(self, shape):
        wide = self.gates * self.units
        self.weights = [(shape[-1], wide), (self.units, wide)] + [self.bias_shape(wide)] * self.use_bias

    def run(self, x, kernel, recurrent, bias=None):
        if bias is None:
            bias = np.zeros(self.bias_shape(self.gates * self.units), "f")
        state, states = [np.zeros((len(x), self.units), "f")] * 2, []
        for step in range(x.shape[1]):
            state = self.step(x[:, step] @ kernel, state, recurrent, bias)
            states.append(state[0])
        return np.stack(states, 1) if self.return_sequences else states[-1]


class LSTM(Recurrent):
    gates = 4  # i, f, c, o

    def bias_shape(self, wide):
        return (wide,)

    def step(self, x, state, recurrent, bias):
        i, f, c, o = np.split(x + state[0] @ recurrent + bias, 4, 1)
        memory = sigmoid(f) * state[1] + sigmoid(i) * np.tanh(c)
        return sigmoid(o) * np.tanh(memory), memory


class GRU(Recurrent):
    gates = 3  # z, r, h, with reset_after, which is the default

    def bias_shape(self, wide):
        return (2, wide)

    def step(self, x, state, recurrent, bias):
        xz, xr, xh = np.split(x + bias[0], 3, 1)
        hz, hr, hh = np.split(state[0] @ recurrent + bias[1], 3, 1)
        z = sigmoid(xz + hz)
        h = z * state[0] + (1 - z) * np.tanh(xh + sigmoid(xr + hr) * hh)
        return h, h


ACTIVATIONS = {
    "gelu": lambda x: 0.5 * x * (1 + np.vectorize(math.erf, otypes="f")(x / 2 ** 0.5)),
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "softplus": lambda x: np.logaddexp(0, x),
}


def softmax(x):
    powers = np.exp(x - x.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


layers = types.SimpleNamespace(
    Dense=Dense, Conv2D=Conv2D, BatchNormalization=BatchNormalization, LayerNormalization=LayerNormalization,
    LSTM=LSTM, GRU=GRU,
    MaxPooling2D=function(lambda x, size, strides: windows(x, size, strides).max((4, 5))),
    AveragePooling2D=function(lambda x, size, strides: windows(x, size, strides).mean((4, 5))),
    GlobalAveragePooling2D=function(lambda x, keepdims=False: x.mean((1, 2), keepdims=keepdims)),
    ReLU=function(lambda x: np.maximum(x, 0)),
    LeakyReLU=function(lambda x, negative_slope=0.3: np.where(x < 0, negative_slope * x, x)),
    ELU=function(lambda x: np.where(x < 0, np.expm1(np.minimum(x, 0)), x)),
    Activation=function(lambda x, name: ACTIVATIONS[name](x)),
    Lambda=function(lambda x, run: run(x)),
    Softmax=function(softmax),
    Dropout=function(lambda x, rate: x),
    ZeroPadding2D=function(lambda x, pad: np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))),
    Permute=function(lambda x, dims: x.transpose((0,) + dims)),
    Reshape=function(lambda x, shape: x.reshape((-1,) + shape)),
    Flatten=function(lambda x: x.reshape(len(x), -1)))
ops = types.SimpleNamespace(clip=np.clip)


def Input(shape):
    return Tensor(shape)


class Model:
    def __init__(self, inputs, outputs):
        self.inputs, self.outputs = inputs, outputs
        self.input_shape = (None,) + inputs.shape
        self.layers, waiting, seen = {}, [outputs], set()
        while waiting:
            tensor = waiting.pop()
            if id(tensor) in seen:
                continue
            seen.add(id(tensor))
            waiting += tensor.sources
            name = getattr(tensor.layer, "name", None)
            if name is not None:
                assert self.layers.setdefault(name, tensor.layer) is tensor.layer, name

    def get_layer(self, name):
        return self.layers[name]

    def __call__(self, x):
        values = {id(self.inputs): np.asarray(x, "f")}

        def value(tensor):
            if id(tensor) not in values:
                read = [value(source) for source in tensor.sources]
                layer = tensor.layer
                values[id(tensor)] = layer.run(*read, *layer.values) if isinstance(layer, Layer) else layer(*read)
            return values[id(tensor)]

        return value(self.outputs)
