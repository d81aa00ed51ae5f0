# SPDX-License-Identifier: GPL-3.0-or-later
# make-corpus.py FOLDER: small files from which fuzzing begins (needs numpy, onnx and PyGObject).
import base64
import gzip
import io
import json
import pathlib
import struct
import sys
import tarfile
import zipfile

import numpy
import onnx
from gi.repository import GdkPixbuf, GLib
from onnx import TensorProto, helper, numpy_helper

folder = pathlib.Path(sys.argv[1])
random = numpy.random.default_rng(1)


def put(kind, name, data):
    (folder / kind).mkdir(parents=True, exist_ok=True)
    (folder / kind / name).write_bytes(data)


# --- archives ---


def zipped(method, *names):
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", method) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), bytes(100) + name.encode())
    return result.getvalue()


def tarred(name):
    result = io.BytesIO()
    with tarfile.open(fileobj=result, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        info = tarfile.TarInfo(name)
        info.size = 100
        archive.addfile(info, io.BytesIO(bytes(100)))
    return result.getvalue()[:2048]


put("archive", "stored", zipped(zipfile.ZIP_STORED, "train/0/a.png"))
put("archive", "deflated", zipped(zipfile.ZIP_DEFLATED, "a.csv", "../b", "__MACOSX/c", ".d"))
put("archive", "short", zipped(zipfile.ZIP_DEFLATED, "x.npy", "y.npy")[:90])
put("archive", "encrypted", zipped(zipfile.ZIP_STORED, "a").replace(b"PK\3\4\x14\0\0", b"PK\3\4\x14\0\1"))
put("archive", "tar", tarred("digits/0/a.png"))

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
put("idx", "integers", pair(
    struct.pack(">HBB4I", 0, 0x0b, 4, 3, 1, 28, 28) + b"\0\x10" * (3 * 784),
    struct.pack(">HBB2I", 0, 0x0c, 2, 3, 8) + struct.pack(">8i", *range(8)) * 3))
put("idx", "floats", pair(
    struct.pack(">HBB2I", 0, 0x0e, 2, 1, 784) + struct.pack(">784d", *[0.5] * 784),
    struct.pack(">HBBIf", 0, 0x0d, 1, 1, 3)))

put("csv", "plain", (line + "\r\n" + line + "\n").encode())
put("csv", "header", ("label," + ",".join("p%d" % i for i in range(784)) + "\n" + line).encode())
put("csv", "last", (line[2:] + "\t3").replace(",", "\t").encode())
put("csv", "semicolons", ("\ufeff,label\n0," + line).replace(",", ";").encode())
put("csv", "fractions", ("3" + ',"0.25"' * 392 + ", 1.e-1" * 392 + ",\r").encode())
put("csv", "utf16", line.encode("utf-16"))
put("csv", "packed", gzip.compress(line.encode(), mtime=0))
put("csv", "wide", line.replace(",255", ",256").encode())
put("points", "curve", b"x,y\n0,0\n0.5,0.25\n-0.5,0.25\n1e-3,1e-6\n")
put("points", "plane", b"x1,x2,class\n1,2,0\n-1.5,2.25,1\n3,-4,3\n0,0,2\n")
put("points", "windows", b"\xef\xbb\xbfX1, x2 ,Class\r\n1,2,0\r\n\r\n2,1,1")
put("points", "bad", b"x,y\n1,2\n1\na,1\n1,nan\n1,1e9\n1,2,3\n,\n")
put("points", "name", b"plane:spiral:400:noise=0.25:share=0.5:seed=18446744073709551615")
put("points", "bad-name", b"curve:sine:noise=1e1:0")
put("strokes", "seven", json.dumps({"strokes": [[[0, 0], [10, 0], [4, 20]]], "label": 7}).encode())
put("strokes", "empty", b'{"strokes": []}')
put("strokes", "far", b'{"strokes": [[[1e30, -1e30], [3e38, 0]], []], "who": {"age": [1, null]}}')
put("strokes", "farther", b'{"strokes": [[[1e38, 30], [3e38, 0]]]}')
put("strokes", "tiny", b'{"strokes": [[[0, 0], [1e-44, 1e-45]]]}')
put("strokes", "dot", b'{"strokes": [[[5, 5, 0.1, 0.5]]]}')
put("strokes", "wrong", b'{"strokes": [[[1]]]}')
put("strokes", "hidden", b"{'\"': " + b"[" * 80000)
put("strokes", "surrogate", b'{"a": "\\ud83d\\ude00", "b": "\\ud83d", "strokes": []}')

# --- arrays ---


def npy(descr, shape, numbers, fortran=False, version=1):
    header = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }" % (descr, fortran, shape)
    size = struct.pack("<H" if version == 1 else "<I", len(header) + 1)
    return b"\x93NUMPY" + bytes([version, 0]) + size + header.encode() + b"\n" + numbers


put("npy", "floats", npy("<f4", "(2, 3)", bytes(24)))
put("npy", "fortran", npy("<i2", "(2, 3)", bytes(range(12)), True, 2))
put("npy", "scalar", npy("|b1", "()", b"\1"))
put("npy", "empty", npy("<f8", "(0, 7)", b""))
put("npy", "records", npy("[('a', '<f4')]", "(1,)", bytes(4)))
put("npy", "large", npy("<f2", "(4294967296, 4294967296)", bytes(2)))
put("npy", "bytes", npy("\xff", "(1,)", bytes(4)))

# --- own digits, recipes ---

own = [{"id": "a", "label": 7, "strokes": [[[0, 0, 0, 1], [0.5, 0, 0.1, 0.5], [0.2, 1, 0.2, 1]]], "widths": [0.1]},
       {"label": 3, "strokes": [], "picture": base64.b64encode(bytes(range(196)) * 4).decode()},
       {"label": 12, "strokes": []}, {"id": "a", "label": 1, "strokes": [[[0, 0], [0, 1]]]}]
put("own", "four", "\n".join(json.dumps(line) for line in own).encode())
put("own", "damaged", b'\n{"label"\n\0\n\xff\n{"id": "", "label": 2, "strokes": [[[1, 2], [3, 9]]], "picture": 5}')
put("recipe", "usual", b"optimizer=adam rate=0.001 batch=128 epochs=5 schedule=constant")
put("recipe", "many", b"optimizer=sgd rate=0.1 momentum=0.9 nesterov=yes schedule=one-cycle warmup=0.0001 augment=1 "
    b"clip=1 average=0.99 weight-decay=1e-4 label-smoothing=0.1")
put("recipe", "warmup", b"epochs=1 schedule=cosine warmup=0.99")
put("recipe", "wrong", b"rate=nan epochs=x =")

# --- networks as text ---

put("network", "every-word", b"conv 5x5 8 stride 2 pad 1 groups 1, batchnorm, relu, maxpool 2 stride 1, residual (conv 3x3 8 same "
    b"nobias, leaky relu 0.2, elu), gelu, avgpool 2, repeat 2 (residual (softplus, conv 1x1 4)), global avgpool, dense 16 nobias, "
    b"sigmoid, layernorm, hard sigmoid, dropout 0.25, residual (tanh, dense 9), dense 10")
put("network", "sequence", b"layernorm, lstm 9 rows, gru 7, layernorm, lstm 5 last nobias, dense 10")
put("network", "points", b"dense 8, tanh, residual (dense 6, relu, dense 8), dense 3")
put("network", "many", b"repeat 99 (repeat 3 (relu)), dense 10")
put("network", "large", b"repeat 9 (dense 16384, residual (dense 16384)), dense 10")
put("network", "brackets", b"residual (residual (residual (repeat 2 (residual (relu, ) , )), (a), b)) tanh, ), dense")
put("network", "words", b" CONV  3X3\n4 , DENSE 10 , leaky  relu .5, maxpool 3x3 stride 28, conv 29x29 1, dropout 1e-9, dense 010")
put("network", "bytes", b"dense 10, \xc3\xa4, \xff, \xe2\x80\xae, relu")

# --- states of training, as fuzz-state.c makes its run ---


def mark():
    """The mark of its data: FNV-1a over labels and every 97th pixel."""
    pixels = bytearray(40 * 784)
    for i in range(40):
        pixels[i * 784 + i] = 255
    number = 0xcbf29ce484222325
    for byte in bytes(i % 10 for i in range(40)) + bytes(pixels[::97]):
        number = (number ^ byte) * 0x100000001b3 % (1 << 64)
    return number


def state(**changed):
    fields = {"version": ("u", 1), "optimizer": ("s", "sgd"), "batch": ("u", 10), "seed": ("t", 1),
              "validation": ("t", 10), "data": ("t", mark()), "weights": ("t", 7856), "epoch": ("u", 1),
              "epochs": ("u", 3), "extended-at": ("u", 0), "step": ("t", 4), "samples": ("t", 40),
              "seconds": ("d", 0.5), "epoch-loss": ("d", 1.5), "epoch-correct": ("t", 3),
              "epoch-samples": ("t", 10), "optimizer-steps": ("t", 4),
              "history": ("a(uttddddddd)", [(1, 3, 30, 0.4, 0.1, 2.0, 2.1, 0.3, 2.2, 0.2)])}
    fields.update({name.replace("_", "-"): value for name, value in changed.items()})
    return GLib.Variant("a{sv}", {name: GLib.Variant(*value) for name, value in fields.items()}
                        ).get_data_as_bytes().get_data()


put("state", "usual", state())
put("state", "done", state(epoch=("u", 3), step=("t", 9)))
put("state", "adam", state(optimizer=("s", "adam"), first=("ay", bytes(31424)), second=("ay", bytes(31424))))
put("state", "far", state(step=("t", (1 << 64) - 1), epoch=("u", (1 << 32) - 1)))
put("state", "types", state(step=("u", 4), history=("s", "none")))
put("state", "cut", state()[:200])

# --- pictures ---

picture = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, 24, 24)
picture.fill(0xffffffff)
picture.new_subpixbuf(11, 3, 3, 18).fill(0x000000ff)
for kind in ("png", "jpeg", "bmp", "tiff"):
    put("picture", kind, picture.save_to_bufferv(kind, [], [])[1])
# A bar in 16x16, as ImageMagick writes it.
put("picture", "gif", bytes.fromhex(
    "47494638396110001000f00100000000ffffff21f904000000000021ff0b496d6167654d616769636b0e67616d6d613d302e"
    "343534353435002c000000001000100000021a8c8fa9cb07d0d28b6852636fa63bf6f631e1322aa5045daa5a00003b"))
# A header that says it has 4 GB.
put("picture", "bmp-header", b"BM\xf6\6\0BM\xf6\6\0" + bytes(4) + b"\0\xca\xff\xf6" + bytes(54))
put("picture", "svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
put("picture", "webp", b"RIFF\x0e\0\0\0WEBPVP8 \2\0\0\0\0\0")
