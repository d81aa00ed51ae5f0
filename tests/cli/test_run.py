# SPDX-License-Identifier: GPL-3.0-or-later
import os
import unittest

import common

READER = os.path.join(os.environ["TENFOLD_DATADIR"], "models", "reader.onnx")


class Run(common.Case):
    def setUp(self):
        super().setUp()
        self.shape = None
        for shape in ((3, 1, 28, 28), (3, 784)):
            common.write(self.path("x.npy"), common.npy([i % 11 / 11 for i in range(3 * 784)], shape))
            try:
                self.run_cli("run", READER, "--input", "x.npy", "--output", "y.npy")
                self.shape = shape
                break
            except AssertionError:
                pass
        self.assertIsNotNone(self.shape)

    def test_runs(self):
        with open(self.path("y.npy"), "rb") as file:
            header, numbers = common.npy_numbers(file.read())
        self.assertIn("(3, 10)", header)
        for row in range(3):
            self.assertAlmostEqual(sum(numbers[row * 10:row * 10 + 10]), 1, places=5)

    def test_names(self):
        _, complaint = self.run_cli("run", READER, "--output", "y.npy", code=1)
        self.assertIn("has no --input", complaint)
        name = complaint.split("input '")[1].split("'")[0]
        self.run_cli("run", READER, "--input", f"{name}=x.npy", "--output", "z.npy")
        with open(self.path("y.npy"), "rb") as y, open(self.path("z.npy"), "rb") as z:
            self.assertEqual(y.read(), z.read())

    def test_refuses(self):
        run = ("run", READER, "--output", "new.npy")
        common.write(self.path("cut.npy"), b"\x93NUMPY\x01\x00\xff\xff{")
        common.write(self.path("text.npy"), b"no array")
        common.write(self.path("wrong.npy"), common.npy([0] * 8, (2, 4)))
        for name in ("cut.npy", "text.npy", "wrong.npy", "missing.npy"):
            self.assert_refused(*run, "--input", name, mentions=name)
        self.assert_refused(*run, "--input", "nix=x.npy", code=2)
        self.assert_refused(*run, "--input", "x.npy", "--input", "x.npy", code=2)
        self.assert_refused("run", READER, "--input", "x.npy", code=2)
        self.assert_refused("run", "missing.onnx", "--input", "x.npy", "--output", "y.npy",
                            mentions="missing.onnx")
        self.assertFalse(os.path.exists(self.path("new.npy")))
        self.assert_refused("run", READER, "--input", "x.npy", "--output", "/nowhere/y.npy",
                            mentions="/nowhere/y.npy")


unittest.main()
