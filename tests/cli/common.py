# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the command line share: running it, and small files to run it on."""

import json
import os
import random
import struct
import subprocess
import tempfile
import unittest
import zlib

PROGRAM = os.environ["TENFOLD_CLI"]


def bars(count, seed):
    """Digit d is a bar in rows 2 d and 2 d + 1, with noise."""
    numbers = random.Random(seed)
    pixels, labels = bytearray(count * 784), bytearray(count)
    for i in range(count):
        labels[i] = numbers.randrange(10)
        for p in range(56):
            pixels[i * 784 + labels[i] * 56 + p] = numbers.randrange(100, 256)
        for _ in range(40):
            pixels[i * 784 + numbers.randrange(784)] = numbers.randrange(256)
    return bytes(pixels), bytes(labels)


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)
    return path


def idx_images(pixels, count=None, magic=0x803):
    return struct.pack(">IIII", magic, len(pixels) // 784 if count is None else count, 28, 28) + pixels


def idx_labels(labels, count=None, magic=0x801):
    return struct.pack(">II", magic, len(labels) if count is None else count) + labels


def write_dataset(folder, train=400, test=100):
    os.makedirs(folder, exist_ok=True)
    for name, count, seed in (("train", train, 1), ("t10k", test, 2)):
        if count:
            pixels, labels = bars(count, seed)
            write(f"{folder}/{name}-images-idx3-ubyte", idx_images(pixels))
            write(f"{folder}/{name}-labels-idx1-ubyte", idx_labels(labels))
    return folder


def npy(numbers, shape):
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s,), }" % ", ".join(map(str, shape))
    header += " " * (-(11 + len(header)) % 64) + "\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
            + struct.pack("<%df" % len(numbers), *numbers))


def npy_numbers(data):
    length = struct.unpack("<H", data[8:10])[0]
    numbers = data[10 + length:]
    return data[10:10 + length].decode(), struct.unpack("<%df" % (len(numbers) // 4), numbers)


def png(side, ink):
    """A grey picture; ink(x, y) is 0 (paper) to 1."""
    rows = b"".join(b"\0" + bytes(round(255 * (1 - ink(x, y))) for x in range(side)) for y in range(side))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def field(number, data):
    """A field of a protobuf message: a number, or bytes with their length."""
    def varint(n):
        return bytes([n & 127 | 128]) + varint(n >> 7) if n > 127 else bytes([n])

    if isinstance(data, int):
        return varint(number << 3) + varint(data)
    return varint(number << 3 | 2) + varint(len(data)) + data


def untrainable(path, kind):
    """A model of ONNX whose answers no training can change; "rounded": it has weights, though."""
    def text(number, string):
        return field(number, string.encode())

    def node(kind, inputs, output, *attributes):
        return field(1, b"".join(text(1, i) for i in inputs) + text(2, output) + text(4, kind)
                     + b"".join(field(5, a) for a in attributes))

    def value(number, name, *dims):
        shape = b"".join(field(1, field(1, d)) for d in dims)
        return field(number, text(1, name) + field(2, field(1, field(1, 1) + field(2, shape))))

    def tensor(name, kind, dims, data):
        return field(5, b"".join(field(1, d) for d in dims) + field(2, kind) + text(8, name) + field(9, data))

    def longs(*numbers):
        return struct.pack("<%dq" % len(numbers), *numbers)

    if kind == "nothing":
        nodes = node("Flatten", ["x"], "f") + node("Slice", ["f", "from", "to", "axis"], "s")
    else:
        nodes = (node("Flatten", ["x"], "f") + node("MatMul", ["f", "w"], "m")
                 + node("Cast", ["m"], "i", text(1, "to") + field(3, 7) + field(20, 2))
                 + node("Cast", ["i"], "s", text(1, "to") + field(3, 1) + field(20, 2)))
    graph = (nodes + node("Softmax", ["s"], "y") + text(2, "g")
             + tensor("from", 7, [1], longs(400)) + tensor("to", 7, [1], longs(410))
             + tensor("axis", 7, [1], longs(1))
             + tensor("w", 1, [784, 10], struct.pack("<7840f", *(i % 7 for i in range(7840))))
             + value(11, "x", 1, 1, 28, 28) + value(12, "y", 1, 10))
    return write(path, field(1, 8) + field(7, graph) + field(8, field(2, 13)))


class Case(unittest.TestCase):
    """A test in an empty folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_cli(self, *arguments, code=0, **options):
        result = subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=250,
                                cwd=self.folder, **options)
        self.assertEqual(result.returncode, code, result.stderr)
        return result.stdout.decode(), result.stderr.decode()

    def json_lines(self, *arguments, **options):
        return [json.loads(line) for line in self.run_cli(*arguments, **options)[0].splitlines()]

    def assert_refused(self, *arguments, code=1, mentions=""):
        """One clear sentence on standard error, nothing on standard output."""
        output, complaint = self.run_cli(*arguments, code=code)
        self.assertEqual(output, "")
        self.assertEqual(complaint.count("\n"), 1, complaint)
        self.assertTrue(complaint.startswith(f"tenfold-cli {arguments[0]}: "), complaint)
        self.assertIn(mentions, complaint)
        return complaint
