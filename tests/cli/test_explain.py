# SPDX-License-Identifier: GPL-3.0-or-later
import json
import math
import subprocess

import common

FOUR = '{"strokes": [[[30, 10], [25, 30], [20, 55], [50, 54], [80, 55]], [[62, 12], [60, 50], [59, 95]]]}\n'
DOT = '{"strokes": [[[5, 5]]]}\n'


def one(x, y):
    return 1.0 if 44 <= x < 52 and 10 <= y < 86 else 0.0


class Explain(common.Case):
    """A small network that is trained once; its data are bars that are easy to tell apart."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        import tempfile
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.data = common.write_dataset(f"{folder.name}/bars")
        cls.model = f"{folder.name}/bars.onnx"
        subprocess.run([common.PROGRAM, "train", "--preset", "keras", "--data", cls.data, "--epochs", "4",
                        "--validation", "50", "--output", cls.model], check=True, capture_output=True, timeout=200)

    def explain(self, *arguments, **options):
        return self.json_lines("explain", self.model, "--json", "--data", self.data, *arguments, **options)

    def test_why(self):
        lines = self.explain("--why", "--count", "3")
        self.assertEqual([line["index"] for line in lines], [0, 1, 2])
        for line in lines:
            self.assertEqual(len(line["attribution"]), 784)
            self.assertEqual(len(line["baseline"]), 784)
            self.assertNotEqual(line["a"], line["b"])
            self.assertAlmostEqual(sum(line["attribution"]), line["sum"], places=3)
            self.assertLess(abs(line["sum"] - line["difference"]), 0.01 * abs(line["difference"]) + 1e-4)
        line, = self.explain("--why", "2,7", "--count", "1")
        self.assertEqual((line["a"], line["b"]), (2, 7))
        line, = self.explain("--why=7,2", "--count", "1")
        self.assertEqual((line["a"], line["b"]), (7, 2))

    def test_edit(self):
        for line in self.explain("--edit", "--count", "3"):
            self.assertEqual(line["digit_before"], line["a"])
            self.assertEqual(line["digit_after"], line["b"])
            self.assertEqual(len(line["picture"]), 784)
            self.assertTrue(all(0 <= ink <= 1 for ink in line["picture"]))
            self.assertGreater(line["changed_ink"], 0)

    def test_layers(self):
        line, = self.explain("--layers", "--count", "1")
        self.assertEqual([layer["name"] for layer in line["layers"]],
                         ["dense1.sum", "relu1", "dense2.sum", "probabilities"])
        for layer in line["layers"]:
            self.assertLessEqual(layer["min"], layer["mean"])
            self.assertLessEqual(layer["mean"], layer["max"])
            self.assertTrue(0 <= layer["dead"] <= 1)
            self.assertEqual(len(layer["belief"]), 10)
            self.assertAlmostEqual(sum(layer["belief"]), 1, places=4)
        self.assertEqual(line["layers"][0]["shape"], [512])
        last = line["layers"][-1]["belief"]
        self.assertEqual(last.index(max(last)), line["label"])

    def test_unit(self):
        for unit in ("dense1.sum:511", "dense2.sum:3"):
            line, = self.explain("--unit", unit, "--count", "1")
            found = line["unit"]
            total = found["bias"] + sum(x * w for _, x, w in found["terms"])
            self.assertAlmostEqual(total, found["value"], places=4)
            self.assertAlmostEqual(found["sum"], found["value"], places=4)
            self.assertEqual(found["patch"], [0, 0, 28, 28])
        for unit in ("dense1.sum", "dense1.sum:512", "dense1.sum:-1", "nix:0", ":", "relu1:0"):
            self.assert_refused_after("--unit", unit, "--data", self.data, "--count", "1")

    def test_forgotten(self):
        line, = self.explain("--why", "--forgotten", "--count", "1")
        self.assertEqual(len(line["forgotten_attribution"]), 784)
        self.assertTrue(-1 <= line["correlation"] <= 1)

    def test_map(self):
        line, = self.explain("--map", "--count", "1")
        middle = sum(line["scores"]) / 10
        x = sum((z - middle) * math.sin(2 * math.pi * k / 10) for k, z in enumerate(line["scores"]))
        self.assertAlmostEqual(line["place"][0], x * line["map_scale"], places=3)
        self.assertGreater(len(line["sample"]), 10)
        inside = sum(math.hypot(*picture["place"]) <= 1.0001 for picture in line["sample"])
        self.assertGreaterEqual(inside, 0.9 * len(line["sample"]))

    def test_neighbours(self):
        for line in self.explain("--neighbours", "5", "--count", "2"):
            for kind in ("features", "pixels"):
                self.assertEqual(len(line[kind]), 5)
                distances = [found["distance"] for found in line[kind]]
                self.assertEqual(distances, sorted(distances))
                self.assertEqual(line[kind][0]["label"], line["label"])
                for digit, found in zip(line["two"], line[kind + "_of_two"]):
                    self.assertTrue(0 < len(found) <= 5)
                    self.assertTrue(all(one["label"] == digit for one in found))
            self.assertEqual(line["two"][0], line["label"])

    def test_doubt(self):
        line, = self.explain("--doubt", "--count", "1")
        self.assertEqual([len(row) for row in line["shift"]], [9] * 9)
        self.assertGreater(line["shift"][4][4], 0.5)
        for kind in ("turn", "size", "width"):
            self.assertAlmostEqual(line[kind][len(line[kind]) // 2], line["shift"][4][4], places=3)
        self.assertLess(line["worst_case"], line["random_same_size"])

    def test_confusion(self):
        result, = self.explain("--confusion")
        self.assertEqual(sum(map(sum, result["confusion"])), 100)
        wrong = sum(row[k] for i, row in enumerate(result["confusion"]) for k in range(10) if k != i)
        self.assertEqual(len(result["mistakes"]), wrong)
        self.assertEqual(sum(result["reliability"]["count"]), 100)
        output, _ = self.run_cli("explain", self.model, "--confusion", "--data", self.data)
        self.assertIn("is \\ read as", output)

    def test_strokes(self):
        common.write(self.path("s.jsonl"), (FOUR + "\n" + DOT).encode())
        output, complaint = self.run_cli("explain", self.model, "--strokes", "s.jsonl", "--shapley", "--pen-time",
                                         "--json", code=1)
        self.assertEqual(complaint.count("\n"), 1)
        self.assertIn("s.jsonl:3", complaint)
        line = json.loads(output)
        self.assertEqual(line["line"], 1)
        self.assertEqual(len(line["parts"]), len(line["values"]))
        for values in ("values", "values_frame_held"):
            self.assertAlmostEqual(sum(line[values]), line["difference"], places=4)
        self.assertEqual(len(line["times"]), 48)
        self.assertEqual(line["times"][-1], 1)
        self.assertEqual([len(row) for row in line["probabilities"]], [10] * 48)
        for row in line["probabilities"]:
            self.assertAlmostEqual(sum(row), 1, places=4)

    def test_pictures(self):
        common.write(self.path("one.png"), common.png(96, one))
        common.write(self.path("blank.png"), common.png(96, lambda x, y: 0.0))
        output, complaint = self.run_cli("explain", self.model, "--edit", "one.png", "blank.png", "--json", code=1)
        self.assertEqual(json.loads(output)["file"], "one.png")
        self.assertIn("blank.png", complaint)
        self.assert_refused_after("--shapley", "one.png", mentions="--strokes")

    def assert_refused_after(self, *arguments, code=1, mentions=""):
        _, complaint = self.run_cli("explain", self.model, *arguments, code=code)
        self.assertEqual(complaint.count("\n"), 1, complaint)
        self.assertIn(mentions, complaint)

    def test_every_view_speaks(self):
        common.write(self.path("s.jsonl"), FOUR.encode())
        for view in (["--why"], ["--edit"], ["--shapley"], ["--pen-time"], ["--layers"], ["--neighbours", "3"],
                     ["--doubt"], ["--unit", "dense1.sum:0"], ["--map"], ["--why", "--forgotten"]):
            output, _ = self.run_cli("explain", self.model, *view, "--data", self.data, "--strokes", "s.jsonl")
            self.assertTrue(output.startswith("s.jsonl:1:\n  "), output)

    def test_presets_and_kinds(self):
        """A network that no weight has been trained of is explained too."""
        common.write(self.path("s.jsonl"), FOUR.encode())
        for preset in ("linear", "scratch", "lenet"):
            self.run_cli("train", "--preset", preset, "--data", self.data, "--epochs", "1", "--validation", "50",
                         "--output", "m.onnx")
            line, = self.json_lines("explain", "m.onnx", "--json", "--data", self.data, "--strokes", "s.jsonl", "--why",
                                    "--layers", "--shapley", "--neighbours", "2")
            self.assertLess(abs(line["sum"] - line["difference"]), 0.02 * abs(line["difference"]) + 1e-3)

    def test_wrong_usage(self):
        for arguments in ([], ["--why"], ["--why", "a.png", "--strokes", "s.jsonl"], ["--why", "--count", "3"],
                          ["--confusion"], ["--neighbours", "3", "a.png"], ["--why=4", "a.png"], ["--why=4,4", "a.png"],
                          ["--confusion", "--why", "--data", "x"], ["--forgotten", "a.png"], ["--edit", "--forgotten", "a.png"], ["--edit", "a.png", "--count", "2"]):
            output, complaint = self.run_cli("explain", "m.onnx", *arguments, code=2)
            self.assertEqual(output, "")
            self.assertEqual(complaint.count("\n"), 1, complaint)

    def test_refuses(self):
        common.write(self.path("bad.onnx"), b"no model")
        self.assert_refused("explain", "bad.onnx", "--edit", "a.png", mentions="bad.onnx")
        self.assert_refused("explain", self.model, "--edit", "missing.png", mentions="missing.png")
        self.assert_refused("explain", self.model, "--why", "--data", self.path("nowhere"), mentions="nowhere")
        self.assert_refused("explain", self.model, "--edit", "--strokes", "nix.jsonl", mentions="nix.jsonl")


common.unittest.main()
