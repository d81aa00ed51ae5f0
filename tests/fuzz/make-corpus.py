# SPDX-License-Identifier: GPL-3.0-or-later
# make-corpus.py FOLDER: small files from which fuzzing begins (needs numpy and onnx).
import gzip
import json
import pathlib
import struct
import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

folder = pathlib.Path(sys.argv[1])
random = numpy.random.default_rng(1)


def put(kind, name, data):
    (folder / kind).mkdir(parents=True, exist_ok=True)
    (folder / kind / name).write_bytes(data)


# --- models ---


def weight(name, *shape, dtype="float32"):
    return numpy_helper.from_array(random.normal(size=shape).astype(dtype), name)


def ints(name, *numbers):
    return helper.make_tensor(name, TensorProto.INT64, [len(numbers)], numbers)


def model(name, nodes, weights, shape=("N", 1, 28, 28), opset=13, ir=8, inputs=(),
          kind=TensorProto.FLOAT, outputs=("y",)):
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info("x", kind, shape), *inputs],
        [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs], weights)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)],
                             producer_name="corpus")
    made.ir_version = ir
    put("model", name + ".onnx", made.SerializeToString())


node = helper.make_node
pool = node("AveragePool", ["x"], ["p"], kernel_shape=[7, 7], strides=[7, 7])
flat = node("Flatten", ["p"], ["f"])

model("gemm", [pool, flat, node("Gemm", ["f", "w", "b"], ["y"], transB=1)],
      [weight("w", 10, 16), weight("b", 10)])
model("conv", [
    node("Conv", ["x", "w", "b"], ["c"], kernel_shape=[3, 3], strides=[4, 4], pads=[1, 1, 1, 1]),
    node("Relu", ["c"], ["r"]), node("MaxPool", ["r"], ["p"], kernel_shape=[7, 7]), flat,
    node("MatMul", ["f", "v"], ["m"]), node("Add", ["m", "a"], ["s"]),
    node("Softmax", ["s"], ["y"], axis=1)],
    [weight("w", 2, 1, 3, 3), weight("b", 2), weight("v", 2, 10), weight("a", 10)])
model("norm", [
    node("Conv", ["x", "w"], ["c"], auto_pad="SAME_UPPER", strides=[7, 7]),
    node("BatchNormalization", ["c", "g", "h", "mean", "var"], ["n"], epsilon=1e-3),
    node("GlobalAveragePool", ["n"], ["p"]), flat, node("LogSoftmax", ["f"], ["y"])],
    [weight("w", 10, 1, 3, 3), weight("g", 10), weight("h", 10), weight("mean", 10),
     numpy_helper.from_array(numpy.ones(10, "float32"), "var")])
model("shape", [
    pool, node("Shape", ["p"], ["s"]), node("Constant", [], ["zero"], value=ints("", 0)),
    node("Gather", ["s", "zero"], ["n"]), node("Constant", [], ["rest"], value=ints("", -1)),
    node("Concat", ["n", "rest"], ["to"], axis=0), node("Reshape", ["p", "to"], ["f"]),
    node("Gemm", ["f", "w"], ["l"]), node("Sigmoid", ["l"], ["y"])], [weight("w", 16, 10)])
model("fixed", [pool, node("Reshape", ["p", "to"], ["f"]), node("MatMul", ["f", "w2"], ["y"]),
                node("Reshape", ["w", "wto"], ["w2"])],
      [weight("w", 4, 4, 10), ints("to", 1, 16), ints("wto", 16, 10)], shape=(1, 1, 28, 28),
      opset=8, ir=3, inputs=[helper.make_tensor_value_info("w", TensorProto.FLOAT, [4, 4, 10])])
model("half", [node("Cast", ["w"], ["wf"], to=1), pool, flat, node("Gemm", ["f", "wf"], ["y"])],
      [weight("w", 16, 10, dtype="float16")])
model("double", [node("Cast", ["x"], ["x32"], to=1), node("Slice", ["x32", "from", "to", "axes"],
      ["f"]), node("Gemm", ["f", "w"], ["y"])],
      [weight("w", 7, 10), ints("from", 100), ints("to", 107), ints("axes", 1)], shape=("N", 784),
      kind=TensorProto.DOUBLE)
model("pixels", [node("Transpose", ["x"], ["t"], perm=[0, 3, 1, 2]),
                 node("GlobalMaxPool", ["t"], ["p"]), flat, node("Gemm", ["f", "w"], ["l"]),
                 node("Identity", ["l"], ["y"]), node("Neg", ["l"], ["dead"])],
      [weight("w", 3, 10)], shape=("N", 32, 32, 3), outputs=("y", "y"))
model("rows", [node("ReduceMean", ["x"], ["r"], axes=[1], keepdims=0),
               node("Tanh", ["r"], ["c"]), node("Gemm", ["c", "w"], ["y"])],
      [weight("w", 28, 10)], shape=("N", 28, 28))
model("arithmetic", [node("Sub", ["x", "mean"], ["d"]), node("Div", ["d", "deviation"], ["p0"]),
                     node("AveragePool", ["p0"], ["p"], kernel_shape=[14, 14]), flat,
                     node("Gemm", ["f", "w"], ["y"])],
      [weight("mean", 1, 1, 1, 1), weight("deviation", 1), weight("w", 225, 10)])
model("circle", [node("Add", ["x", "b"], ["a"]), node("Add", ["a", "a"], ["b"]),
                 node("Relu", ["b"], ["y"])], [])
model("huge", [node("ConstantOfShape", ["s"], ["c"]), node("Add", ["x", "c"], ["y"])],
      [ints("s", 1 << 20, 1 << 20)])
model("unsupported", [node("Hardmax", ["x"], ["h"], name="a"), node("Foo", ["h"], ["y"], name="b")],
      [])
model("lstm", [node("Transpose", ["x"], ["t"], perm=[1, 0, 2]),
               node("LSTM", ["t", "w", "r"], ["", "h"], hidden_size=2),
               node("Squeeze", ["h"], ["s"], axes=[0]), node("Gemm", ["s", "v"], ["y"])],
      [weight("w", 1, 8, 28), weight("r", 1, 8, 2), weight("v", 2, 10)], shape=("N", 28, 28),
      opset=11)


# Functions and branches, as PyTorch 2.1 to 2.4 write them.
def graph(nodes, output):
    return helper.make_graph(nodes, "g", [], [
        helper.make_tensor_value_info(output, TensorProto.FLOAT, None)])


def refer(made, name, attribute, kind):
    made.attribute.append(onnx.AttributeProto(name=name, ref_attr_name=attribute, type=kind))
    return made


std = helper.make_opsetid("", 18)
rank = helper.make_function("lib", "Rank", ["x"], ["r"],
                            [node("Shape", ["x"], ["s"]), node("Size", ["s"], ["r"])], [std])
layer = helper.make_function("lib", "Layer", ["x", "w", "b"], ["y"], [
    node("Rank", ["x"], ["n"], domain="lib"), node("Constant", [], ["two"], value_int=2),
    node("Equal", ["n", "two"], ["flat"]),
    node("If", ["flat"], ["f"], then_branch=graph([node("Identity", ["x"], ["a"])], "a"),
         else_branch=graph([node("Flatten", ["x"], ["c"])], "c")),
    refer(node("Gemm", ["f", "w", "b"], ["y"]), "alpha", "scale", 1)],
    [std, helper.make_opsetid("lib", 1)], ["scale"])
functions = helper.make_model(
    helper.make_graph(
        [pool, node("Layer", ["p", "w"], ["h"], domain="lib", scale=0.5),
         node("Layer", ["h", "v", "b"], ["y"], domain="lib", scale=1.0)], "functions",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ("N", 1, 28, 28))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [weight("w", 16, 3), weight("v", 3, 10), weight("b", 10)]),
    functions=[rank, layer], opset_imports=[std, helper.make_opsetid("lib", 1)])
put("model", "functions.onnx", functions.SerializeToString())
put("model", "pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
put("model", "page", b"<!DOCTYPE html><html></html>")
put("model", "empty", b"")

# --- data ---

pictures = struct.pack(">IIII", 0x803, 2, 28, 28) + bytes(range(196)) * 8
labels = struct.pack(">II", 0x801, 2) + b"\x03\x09"


def pair(a, b):
    return struct.pack(">H", len(a)) + a + b


put("idx", "plain", pair(pictures, labels))
put("idx", "packed", pair(gzip.compress(pictures, mtime=0), gzip.compress(labels, mtime=0)))
put("idx", "short", pair(pictures[:100], labels))
put("idx", "label", pair(pictures, labels[:-1] + b"\x0a"))
line = ",".join(["7"] + [str(i % 256) for i in range(784)])
put("csv", "plain", (line + "\r\n" + line + "\n").encode())
put("csv", "header", ("label," + ",".join("p%d" % i for i in range(784)) + "\n" + line).encode())
put("csv", "packed", gzip.compress(line.encode(), mtime=0))
put("csv", "wide", line.replace(",255", ",256").encode())
put("strokes", "seven", json.dumps({"strokes": [[[0, 0], [10, 0], [4, 20]]], "label": 7}).encode())
put("strokes", "empty", b'{"strokes": []}')
put("strokes", "far", b'{"strokes": [[[1e30, -1e30], [3e38, 0]], []], "who": {"age": [1, null]}}')
put("strokes", "farther", b'{"strokes": [[[1e38, 30], [3e38, 0]]]}')
put("strokes", "tiny", b'{"strokes": [[[0, 0], [1e-44, 1e-45]]]}')
put("strokes", "dot", b'{"strokes": [[[5, 5, 0.1, 0.5]]]}')
put("strokes", "wrong", b'{"strokes": [[[1]]]}')
