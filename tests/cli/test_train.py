# SPDX-License-Identifier: GPL-3.0-or-later
import os
import pty
import signal
import subprocess
import time
import unittest

import common

EPOCH_KEYS = {"epoch", "seconds", "samples", "train_loss", "train_accuracy", "validation_loss",
              "validation_accuracy"}


class Train(common.Case):
    def setUp(self):
        super().setUp()
        self.data = common.write_dataset(self.path("data"))
        self.quick = ("train", "--data", self.data, "--threads", "2", "--validation", "100")

    def test_text(self):
        output, complaint = self.run_cli(*self.quick, "--epochs", "2")
        self.assertEqual(complaint, "")  # no progress line in a pipe
        lines = output.splitlines()
        self.assertEqual(len(lines), 3)
        self.assertTrue(lines[0].startswith("epoch 1/2"))
        self.assertTrue(lines[2].startswith("test: "))

    def test_json(self):
        lines = self.json_lines(*self.quick, "--preset", "keras", "--epochs", "4", "--json")
        self.assertEqual(len(lines), 5)
        for number, line in enumerate(lines[:4], 1):
            self.assertLessEqual(EPOCH_KEYS, set(line))
            self.assertEqual(line["epoch"], number)
            self.assertEqual(line["samples"], number * 300)
        self.assertGreater(lines[4]["test_accuracy"], 0.9)

    def test_no_validation_no_test_set(self):
        folder = common.write_dataset(self.path("only-train"), test=0)
        lines = self.json_lines("train", "--data", folder, "--validation", "0", "--epochs", "1",
                                "--json")
        self.assertEqual(len(lines), 1)
        self.assertIsNone(lines[0]["validation_loss"])
        self.assertEqual(lines[0]["samples"], 400)

    def test_same_seed_same_file(self):
        for name, threads in (("a", "1"), ("b", "3")):
            self.run_cli(*self.quick[:-4], "--validation", "100", "--threads", threads, "--epochs",
                         "1", "--without-state", "--output", f"{name}.onnx")
        models = []
        for name in "ab":
            common.write(self.path("x.npy"), common.npy([i % 7 / 7 for i in range(784)], (1, 784)))
            self.run_cli("run", f"{name}.onnx", "--input", "x.npy", "--output", f"{name}.npy")
            with open(self.path(f"{name}.npy"), "rb") as file:
                models.append(file.read())
        self.assertEqual(models[0], models[1])

    def test_from(self):
        self.run_cli(*self.quick, "--epochs", "1", "--output", "one.onnx")
        lines = self.json_lines(*self.quick, "--epochs", "2", "--from", "one.onnx", "--json")
        self.assertEqual([line.get("epoch") for line in lines], [2, None])

    def test_measures(self):
        self.run_cli(*self.quick, "--epochs", "3", "--output", "m.onnx")
        lines = self.json_lines("test", "m.onnx", "--data", self.data, "--json")
        self.assertEqual(len(lines), 1)
        self.assertLessEqual({"accuracy", "correct", "count", "confusion", "samples_per_second"},
                             set(lines[0]))
        self.assertEqual(lines[0]["count"], 100)
        self.assertEqual(sum(map(sum, lines[0]["confusion"])), 100)
        self.assertEqual(sum(lines[0]["confusion"][i][i] for i in range(10)), lines[0]["correct"])
        self.assertIn("right", self.run_cli("test", "m.onnx", "--data", self.data)[0])

    def interrupt(self, number):
        program = subprocess.Popen(
            [common.PROGRAM, *self.quick, "--epochs", "10000", "--output", "stopped.onnx", "--json"],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        program.stdout.readline()
        program.send_signal(number)
        _, complaint = program.communicate(timeout=100)
        self.assertEqual(program.returncode, 0, complaint)
        self.assertIn(b"stopped after step", complaint)
        self.assertNotIn(b"test_accuracy", _)
        self.run_cli("test", "stopped.onnx", "--data", self.data)

    def test_interrupt(self):
        self.interrupt(signal.SIGINT)

    def test_terminate(self):
        self.interrupt(signal.SIGTERM)

    def test_progress_line_on_a_terminal(self):
        ours, theirs = pty.openpty()
        program = subprocess.Popen([common.PROGRAM, *self.quick, "--epochs", "10000"],
                                   stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        seen, end = b"", time.monotonic() + 60
        while b"\repoch 1/10000" not in seen and time.monotonic() < end:
            seen += os.read(ours, 4096)
        program.kill()
        program.wait()
        os.close(ours)
        self.assertIn(b"\repoch 1/10000", seen)

    def test_bad_options(self):
        for option, value in (("--preset", "nix"), ("--epochs", "0"), ("--epochs", "-1"),
                              ("--epochs", "many"), ("--rate", "0"), ("--rate", "nan"),
                              ("--rate", "11"), ("--rate", "fast"), ("--batch", "0"),
                              ("--batch", "8193"), ("--optimizer", "nix"), ("--schedule", "nix"),
                              ("--threads", "-1"), ("--threads", "1000"), ("--seed", "x"),
                              ("--validation", "-5"), ("--momentum", "1"), ("--beta1", "2"),
                              ("--epochs", "99999999999999999999")):
            with self.subTest(option=option, value=value):
                self.assert_refused("train", "--data", self.data, option, value, code=2)

    def test_bad_output(self):
        self.assert_refused(*self.quick, "--output", "/nowhere/m.onnx", mentions="/nowhere/m.onnx")
        self.assert_refused(*self.quick, "--output", self.folder, mentions=self.folder)
        os.symlink("loop.onnx", self.path("loop.onnx"))
        os.mkfifo(self.path("pipe.onnx"))
        for name in ("loop.onnx", "pipe.onnx", "/dev/null", "nowhere/m.onnx"):
            self.assert_refused(*self.quick, "--output", name, mentions=name)
        for name in ("", "folder/", "m.h5", "m.PT", "m.npy"):
            self.assert_refused(*self.quick, "--output", name, code=2, mentions=name)
        self.assert_refused(*self.quick, "--input-convention", "0..255", code=2)
        self.assert_refused(*self.quick, "--from", "x.onnx", "--input-convention", "purple", code=2)
        self.assert_refused("train", "--data", "")
        self.assert_refused("train", "--data", "penned:10+")

    def test_what_is_not_as_asked(self):
        _, complaint = self.run_cli("train", "--data", self.data, "--validation", "1000", "--epochs", "1")
        self.assertIn("133, not 1000", complaint)
        for name in ("train", "t10k"):
            common.write(f"{self.data}/{name}-labels-idx1-ubyte",
                         common.idx_labels(bytes(i % 8 for i in range(400 if name == "train" else 100))))
        _, complaint = self.run_cli(*self.quick, "--epochs", "1")
        self.assertEqual(complaint.count("\n"), 1, complaint)
        self.assertIn("8, 9", complaint)

    def test_nothing_to_train(self):
        """A network of nothing but a softmax of ten pixels, and one that ends in round numbers."""
        for name in ("nothing", "rounded"):
            with self.subTest(name):
                self.assert_refused(*self.quick, "--from", common.untrainable(self.path(name + ".onnx"), name),
                                    mentions="cannot be trained")

    def test_no_number(self):
        self.run_cli(*self.quick, "--preset", "linear", "--epochs", "1", "--without-state", "--output", "m.onnx")
        with open(self.path("m.onnx"), "rb") as file:
            model = bytearray(file.read())
        # The longest run of numbers in the file is the weights.
        place = len(model) // 2 & ~3
        for shift in range(4):
            damaged = bytearray(model)
            damaged[place + shift:place + shift + 4] = b"\0\0\xc0\x7f"
            damaged[place + shift + 4:place + shift + 8] = b"\0\0\xc0\x7f"
            common.write(self.path("nan.onnx"), damaged)
            result = subprocess.run([common.PROGRAM, *self.quick, "--from", "nan.onnx", "--epochs", "1"],
                                    cwd=self.folder, capture_output=True, check=False)
            if b"NaN" in result.stderr:
                self.assertEqual(result.returncode, 1)
                self.assertEqual(result.stderr.count(b"\n"), 1)
                return
        self.fail("no weight could be made NaN")

    def test_bad_model(self):
        common.write(self.path("bad.onnx"), b"no model")
        self.assert_refused(*self.quick, "--from", "bad.onnx", mentions="bad.onnx")
        self.assert_refused("test", "bad.onnx", "--data", self.data, mentions="bad.onnx")
        self.assert_refused("test", "missing.onnx", mentions="missing.onnx")


class BadData(common.Case):
    """Each is one sentence with the file and the place, exit code 1, and nothing is written."""

    def refused(self, *mentions):
        for command in (("train", "--output", "m.onnx"),):
            complaint = self.assert_refused(*command, "--data", self.path("data"))
            for text in mentions:
                self.assertIn(text, complaint)
            self.assertFalse(os.path.exists(self.path("m.onnx")))

    def test_missing_folder(self):
        self.refused("data")

    def test_empty_folder(self):
        os.mkdir(self.path("data"))
        self.refused("data")

    def test_idx(self):
        pixels, labels = common.bars(20, 1)
        cases = {
            "wrong-magic": (common.idx_images(pixels, magic=0x999), common.idx_labels(labels)),
            "wrong-label-magic": (common.idx_images(pixels), common.idx_labels(labels, magic=7)),
            "counts": (common.idx_images(pixels), common.idx_labels(labels[:19])),
            "more-claimed": (common.idx_images(pixels, count=21), common.idx_labels(labels, count=21)),
            "far-too-many": (common.idx_images(pixels, count=2**32 - 1), common.idx_labels(labels)),
            "empty": (b"", b""),
            "damaged-gzip": (b"\x1f\x8b\x08\x00garbage", common.idx_labels(labels)),
        }
        for name, (images, numbers) in cases.items():
            with self.subTest(name):
                os.makedirs(self.path("data"), exist_ok=True)
                common.write(self.path("data/train-images-idx3-ubyte"), images)
                common.write(self.path("data/train-labels-idx1-ubyte"), numbers)
                self.refused("ubyte")

    def test_other_classes(self):
        """What is no digit is left out where there are digits, and refused where there are letters."""
        pixels, labels = common.bars(20, 1)
        os.mkdir(self.path("data"))
        common.write(self.path("data/train-images-idx3-ubyte"), common.idx_images(pixels))
        common.write(self.path("data/train-labels-idx1-ubyte"), common.idx_labels(labels[:19] + b"\x0a"))
        _, said = self.run_cli("train", "--output", "m.onnx", "--data", self.path("data"), "--epochs", "1")
        self.assertIn("Left out: 1 pictures of classes beyond 0 to 9", said)
        os.remove(self.path("m.onnx"))
        common.write(self.path("data/train-labels-idx1-ubyte"), common.idx_labels(b"\x0a" * 20))
        self.refused("no digits")

    def test_csv(self):
        good = "3," + ",".join(["0"] * 784) + "\n"
        cases = {
            "783 pixels": good + "3," + ",".join(["0"] * 783) + "\n",
            "785 pixels": good + "3," + ",".join(["0"] * 785) + "\n",
            "over 255": good + "3,256," + ",".join(["0"] * 783) + "\n",
            "negative": good + "3,-1," + ",".join(["0"] * 783) + "\n",
            "words": good + "3," + ",".join(["x"] * 784) + "\n",
        }
        os.mkdir(self.path("data"))
        for name, text in cases.items():
            with self.subTest(name):
                common.write(self.path("data/mnist_train.csv"), text.encode())
                self.refused("mnist_train.csv", "2")


class Points(common.Case):
    CLASSIC = ("train", "--data", "curve:parabola:200", "--network", "dense 10, tanh, dense 1, tanh")

    def test_classic(self):
        """200 points of x^2, gradient descent at 0.1, 2000 steps."""
        lines = self.json_lines(*self.CLASSIC, "--json", "--output", "curve.onnx")
        self.assertEqual(len(lines), 2001)
        self.assertEqual(lines[-2]["samples"], 2000 * 200)
        self.assertIsNone(lines[-2]["train_accuracy"])
        self.assertLessEqual(lines[-1]["test_rmse"], 0.02)
        [measured] = self.json_lines("test", "curve.onnx", "--data", "curve:parabola", "--json")
        self.assertAlmostEqual(measured["rmse"], lines[-1]["test_rmse"], places=6)
        output, _ = self.run_cli("info", "curve.onnx")
        self.assertIn("network: dense 10, tanh, dense 1, tanh\n", output)
        self.assertIn("points: x\n", output)

    def test_spiral(self):
        lines = self.json_lines("train", "--data", "plane:spiral", "--json")
        self.assertGreaterEqual(lines[-1]["test_accuracy"], 0.97)

    def test_resume(self):
        for name, arguments in (("whole", ("-e", "40")), ("half", ("-e", "20")),
                                ("rest", ("--from", "half.onnx", "-e", "40"))):
            self.run_cli("train", "--data", "plane:moons:90", "--schedule", "constant", *arguments,
                         "--output", f"{name}.onnx")
        common.write(self.path("x.npy"), common.npy([i / 7 - 3 for i in range(42)], (21, 2)))
        outputs = []
        for name in ("whole", "rest"):
            self.run_cli("run", f"{name}.onnx", "--input", "x.npy", "--output", "y.npy")
            with open(self.path("y.npy"), "rb") as file:
                outputs.append(file.read())
        self.assertEqual(*outputs)

    def test_own_points(self):
        common.write(self.path("own.csv"), b"x1,x2,class\n" + b"".join(
            b"%d,%d,%d\n" % (i % 5, i // 5, i % 3) for i in range(50)))
        lines = self.json_lines("train", "--data", "own.csv", "-e", "2", "--json")
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines[0]["samples"], 40)

    def test_refuses(self):
        common.write(self.path("bad.csv"), b"x,y\n1,2\n1,two\n3\n")
        _, complaint = self.run_cli("train", "--data", "bad.csv", code=1)
        self.assertIn("line 3: ", complaint)
        self.assertIn("line 4: ", complaint)
        for arguments, code in (
                (("--data", "missing.csv"), 1),
                (("--data", "curve:nothing"), 1),
                (("--data", "plane:xor:0"), 1),
                (("--data", "plane:xor", "--preset", "keras"), 2),
                (("--data", "plane:xor", "--network", "dense 1"), 2),
                (("--data", "plane:xor", "--network", "conv 3x3 2"), 2),
                (("--data", "plane:xor", "--features", "x3"), 2),
                (("--data", "curve:sine", "--features", "x1"), 2),
                (("--features", "x1"), 2)):
            _, complaint = self.run_cli("train", *arguments, code=code)
            self.assertEqual(complaint.count("\n"), 1, complaint)


unittest.main()
