# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import subprocess
import unittest

import common

SEVEN = '{"strokes": [[[20, 15], [50, 14], [80, 15], [62, 50], [45, 95]]], "label": 7}\n'
ONE = '{"strokes": [[[50, 10], [48, 50], [47, 90]]]}\n'
EMPTY = '{"strokes": []}\n'
DOT = '{"strokes": [[[5, 5]]]}\n'


def one(x, y):
    return 1.0 if 44 <= x < 52 and 10 <= y < 86 else 0.0


class Read(common.Case):
    def test_pictures(self):
        common.write(self.path("one.png"), common.png(96, one))
        common.write(self.path("blank.png"), common.png(96, lambda x, y: 0.0))
        lines = self.json_lines("read", "--json", "one.png", "blank.png")
        self.assertEqual([line["file"] for line in lines], ["one.png", "blank.png"])
        self.assertEqual([line["digit"] for line in lines], [1, None])
        self.assertEqual([line["verdict"] for line in lines], ["digit", "empty"])
        output, _ = self.run_cli("read", "one.png", "blank.png")
        self.assertRegex(output, r"^one\.png: 1  [\d.]+ %\nblank\.png: empty\n$")

    def test_strokes(self):
        common.write(self.path("s.jsonl"), (ONE + "\n" + SEVEN + EMPTY + DOT).encode())
        lines = self.json_lines("read", "--strokes", "s.jsonl", "--json")
        self.assertEqual([line["line"] for line in lines], [1, 3, 4, 5])
        self.assertEqual([line["digit"] for line in lines], [1, 7, None, None])
        for line in lines:
            self.assertEqual(len(line["probabilities"]), 10)
            self.assertAlmostEqual(sum(line["probabilities"]), 1, places=5)
            self.assertIn(line["verdict"], ("digit", "unsure", "empty", "not-a-digit"))

    def test_several_digits(self):
        """In reading order, whatever stroke came first; one digit has no list."""
        right = [[x + 100, y] for x, y in json.loads(SEVEN)["strokes"][0]]
        left = json.loads(ONE)["strokes"][0]
        both = json.dumps({"strokes": [right, left]}) + "\n"
        common.write(self.path("s.jsonl"), (both + SEVEN + EMPTY).encode())
        several, one_digit, empty = self.json_lines("read", "--strokes", "s.jsonl", "--json")
        self.assertEqual(several["text"], "17")
        self.assertEqual([digit["digit"] for digit in several["digits"]], [1, 7])
        left_box, right_box = several["boxes"]
        self.assertLess(left_box[0] + left_box[2], right_box[0])
        self.assertEqual((several["digit"], several["verdict"]), (None, "number"))
        self.assertEqual((one_digit["text"], len(one_digit["boxes"])), ("7", 1))
        self.assertNotIn("digits", one_digit)
        self.assertEqual(empty["text"], "")
        output, _ = self.run_cli("read", "--strokes", "s.jsonl")
        self.assertRegex(output, r"^s\.jsonl:1: 17\n  1  [\d.]+ %\n  7  [\d.]+ %\ns\.jsonl:2: 7  ")

    def test_several_digits_in_a_picture(self):
        common.write(self.path("ones.png"),
                     common.png(96, lambda x, y: max(one(x + 20, y), one(x - 20, y))))
        line, = self.json_lines("read", "--json", "ones.png")
        self.assertEqual(line["text"], "11")
        self.assertEqual(len(line["boxes"]), 2)

    def test_strokes_from_a_pipe(self):
        """Answers come line by line, not at the end."""
        program = subprocess.Popen([common.PROGRAM, "read", "--strokes", "-", "--json"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for text, digit in ((ONE, 1), (SEVEN, 7)):
            program.stdin.write(text.encode())
            program.stdin.flush()
            self.assertEqual(json.loads(program.stdout.readline())["digit"], digit)
        program.stdin.write(ONE.rstrip("\n").encode())
        rest, _ = program.communicate(timeout=60)
        self.assertEqual(json.loads(rest)["digit"], 1)
        self.assertEqual(program.returncode, 0)

    def test_bad_lines_do_not_stop_the_others(self):
        bad = ('{"strokes"', '[]', '{"strokes": 3}', '{"strokes": [[[1]]]}',
               '{"strokes": [[["a", "b"]]]}', '{"strokes": [[[1e999, 0]]]}', '{}')
        common.write(self.path("s.jsonl"), ("\n".join(bad) + "\n" + SEVEN).encode())
        output, complaint = self.run_cli("read", "--strokes", "s.jsonl", "--json", code=1)
        self.assertEqual(json.loads(output)["digit"], 7)
        self.assertEqual(complaint.count("\n"), len(bad), complaint)
        for number in range(1, len(bad) + 1):
            self.assertIn(f"s.jsonl:{number}", complaint)

    def test_bad_pictures_do_not_stop_the_others(self):
        whole = common.png(96, one)
        common.write(self.path("one.png"), whole)
        common.write(self.path("cut.png"), whole[:len(whole) // 2])
        common.write(self.path("text.png"), b"no picture")
        common.write(self.path("empty.png"), b"")
        output, complaint = self.run_cli("read", "missing.png", "cut.png", "text.png", "empty.png",
                                         "one.png", code=1)
        self.assertTrue(output.startswith("one.png: 1"), output)
        for name in ("missing", "cut", "text", "empty"):
            self.assertIn(f"{name}.png", complaint)

    def test_standard_input(self):
        common.write(self.path("one.png"), common.png(96, one))
        with open(self.path("one.png"), "rb") as picture:
            output, _ = self.run_cli("read", "-", stdin=picture)
        self.assertRegex(output, r"^-: 1  [\d.]+ %\n$")
        with open("/dev/zero", "rb") as endless:
            _, complaint = self.run_cli("read", "-", stdin=endless, code=1)
        self.assertIn("standard input", complaint)

    def test_names_with_a_dash(self):
        common.write(self.path("-dash.png"), common.png(96, one))
        output, _ = self.run_cli("read", "--", "-dash.png")
        self.assertTrue(output.startswith("-dash.png: 1"), output)

    def test_what_is_no_file(self):
        """Refused at once, nothing is waited for."""
        os.mkfifo(self.path("pipe.png"))
        os.mkdir(self.path("folder.png"))
        os.symlink("/dev/zero", self.path("zero.png"))
        for name in ("pipe.png", "folder.png", "zero.png"):
            self.assert_refused("read", name, mentions=name)
            self.assert_refused("info", name, mentions=name)
            self.assert_refused("read", "--model", name, "x.png", mentions=name)

    def test_hidden_brackets(self):
        common.write(self.path("s.jsonl"), b"{'\"': " + b"[" * 200000)
        self.assert_refused("read", "--strokes", "s.jsonl", mentions="s.jsonl:1")

    def test_nonsense(self):
        self.assert_refused("read", "--input-convention", "purple", "a.png", code=2)

    def test_no_end_of_line(self):
        self.assert_refused("read", "--strokes", "/dev/zero", mentions="/dev/zero")

    def test_models(self):
        common.write(self.path("s.jsonl"), SEVEN.encode())
        common.write(self.path("bad.onnx"), b"no model")
        self.assert_refused("read", "--model", "bad.onnx", "--strokes", "s.jsonl", mentions="bad.onnx")
        self.assert_refused("read", "--model", "nix.onnx", "--strokes", "s.jsonl", mentions="nix.onnx")
        self.assert_refused("read", "--strokes", "nix.jsonl", mentions="nix.jsonl")
        self.assert_refused("read", "--strokes", "s.jsonl", "a.png", code=2)

    def test_shipped_reader_is_missing(self):
        common.write(self.path("s.jsonl"), SEVEN.encode())
        _, complaint = self.run_cli("read", "--strokes", "s.jsonl", code=1,
                                    env={"TENFOLD_DATADIR": self.path("nowhere")})
        self.assertIn("reader.onnx", complaint)


unittest.main()
