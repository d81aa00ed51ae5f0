# SPDX-License-Identifier: GPL-3.0-or-later
import os
import resource
import unittest

import common

COMMANDS = ("train", "test", "read", "run", "explain", "info")


class General(common.Case):
    def test_help(self):
        output, _ = self.run_cli("--help")
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", output)
            text, _ = self.run_cli(command, "--help")
            self.assertIn(f"tenfold-cli {command} [OPTION", text)

    def test_all_options_are_in_the_help(self):
        options = {
            "train": "preset network features data epochs rate batch optimizer schedule validation seed threads output from json",
            "test": "data json", "read": "model strokes json", "run": "input output", "info": "network code",
            "explain": "why forgotten unit map edit shapley pen-time layers neighbours doubt confusion strokes data count json",
        }
        for command, names in options.items():
            text, _ = self.run_cli(command, "--help")
            for name in names.split():
                self.assertIn(f"--{name}", text)

    def test_version(self):
        self.assertRegex(self.run_cli("--version")[0], r"^tenfold-cli \d+\.\d+\.\d+\n$")

    def test_wrong_usage(self):
        for arguments in ([], ["juggle"], *([c, "--juggle"] for c in COMMANDS), ["test"], ["info"],
                          ["run"], ["read"], ["explain"], ["explain", "a"], ["info", "a", "b"], ["train", "more"]):
            output, complaint = self.run_cli(*arguments, code=2)
            self.assertEqual(output, "")
            self.assertEqual(complaint.count("\n"), 1, complaint)

    @unittest.skipIf("TENFOLD_SANITIZED" in os.environ, "a sanitizer asks for terabytes of addresses itself")
    def test_little_memory(self):
        """OpenBLAS would ask for its buffers for ever."""
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))

        _, complaint = self.run_cli("read", "a.png", code=1, preexec_fn=limit)
        self.assertIn("300 MiB", complaint)

    def test_info(self):
        output, _ = self.run_cli("info", "keras")
        self.assertIn("407050", output)
        for preset in ("scratch", "lenet", "fast-cnn"):
            self.run_cli("info", preset)

    def test_info_refuses(self):
        common.write(self.path("bad.onnx"), b"no model")
        self.assert_refused("info", "bad.onnx", mentions="bad.onnx")
        self.assert_refused("info", "missing.onnx", mentions="missing.onnx")


unittest.main()
