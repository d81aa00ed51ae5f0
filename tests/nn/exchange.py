# SPDX-License-Identifier: GPL-3.0-or-later
# exchange.py TOOL FOLDER NAME...: for each model FOLDER/NAME.onnx whether the tool accepts it and
# computes NAME.out from NAME.in, within 1e-5, one sample at a time and 64 together.
import sys

import numpy

tool, folder, *names = sys.argv[1:]


def form(name):
    """The names of input and output, and the shape of a sample."""
    first, last, *shape = open(f"{folder}/{name}.form").read().split()
    return first, last, tuple(map(int, shape))


def read(name, ending):
    return numpy.fromfile(f"{folder}/{name}.{ending}", "<f4")


def check(name):
    import onnx

    model = onnx.load(f"{folder}/{name}.onnx")
    onnx.checker.check_model(model, full_check=True)
    facts = {entry.key: entry.value for entry in model.metadata_props}
    assert model.producer_name == "Tenfold" and model.doc_string
    assert facts["tenfold.seed"] == "7"
    assert facts.get("tenfold.labels", "0 1 2 3 4 5 6 7 8 9") == "0 1 2 3 4 5 6 7 8 9"
    assert ("tenfold.labels" in facts) != ("tenfold.points" in facts)
    [image], [output] = model.graph.input, model.graph.output
    assert (image.name, output.name) == form(name)[:2]
    assert image.name == ("x" if "tenfold.points" in facts else "image")
    assert image.type.tensor_type.shape.dim[0].dim_param == "N"
    assert output.type.tensor_type.shape.dim[0].dim_param == "N"


def opencv(name):
    import cv2

    net = cv2.dnn.readNetFromONNX(f"{folder}/{name}.onnx")

    def run(samples):
        net.setInput(samples)
        return net.forward()

    return run


def onnxruntime(name):
    import onnxruntime

    session = onnxruntime.InferenceSession(
        f"{folder}/{name}.onnx", providers=["CPUExecutionProvider"]
    )
    return lambda samples: session.run(None, {form(name)[0]: samples})[0]


def compare(name, run):
    samples = read(name, "in").reshape(64, *form(name)[2])
    expected = read(name, "out").reshape(64, -1)
    single = numpy.concatenate([run(s[None]).copy() for s in samples])
    # OpenCV gives an LSTM a batch of 1 for good when it loads the file.
    one_by_one = tool == "opencv" and name == "rows-lstm"
    together = single if one_by_one else run(samples)
    worst = max(abs(together - expected).max(), abs(single - expected).max())
    print(f"{name}: largest difference {worst:.2g}")
    assert worst < 1e-5


for name in names:
    if tool == "checker":
        check(name)
    else:
        compare(name, {"opencv": opencv, "onnxruntime": onnxruntime}[tool](name))
