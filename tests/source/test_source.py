# SPDX-License-Identifier: GPL-3.0-or-later
"""What docs/DESIGN.md and the style promise of the source, read from the source itself."""

import pathlib
import re
import sys
import unittest

TOP = pathlib.Path(sys.argv.pop(1))
SOURCE = TOP / "src"

# Which folders of the core a folder may include, its own aside.
ARROWS = {
    "nn/tensor": [],
    "nn/ops": ["nn/tensor"],
    "nn/graph": ["nn/ops", "nn/tensor"],
    "nn/model": ["nn/graph", "nn/ops", "nn/tensor"],
    "nn/data": ["nn/tensor"],
    "nn/train": ["nn/model", "nn/graph", "nn/ops", "nn/tensor", "nn/data"],
    "nn/worker": ["nn/train", "nn/model", "nn/graph", "nn/ops", "nn/tensor", "nn/data"],
    "cli": ["nn/train", "nn/model", "nn/graph", "nn/ops", "nn/tensor", "nn/data"],
    "ui": ["nn/worker", "nn/train", "nn/model", "nn/graph", "nn/ops", "nn/tensor", "nn/data"],
}
DISPLAY = re.compile(r"(gtk|gdk|gsk|cairo|pango|adwaita)\b(?!-pixbuf)")
PRINTS = re.compile(r"\b(g_print|g_printerr|printf|puts|putchar|fputs|fprintf|perror)\s*\(")


def files(top=SOURCE):
    return sorted(path for path in top.rglob("*.[ch]"))


def part_of(path):
    """The key of ARROWS that a file, relative to src, belongs to."""
    parts = path.parts
    return "/".join(parts[:2]) if parts[0] == "nn" else parts[0]


def includes(path):
    return re.findall(r'^#include\s+["<]([^">]+)[">]', path.read_text(), re.MULTILINE)


class Source(unittest.TestCase):
    def test_there_is_something(self):
        self.assertGreater(len(files()), 50)

    def test_arrows(self):
        for path in files():
            part = part_of(path.relative_to(SOURCE))
            for name in includes(path):
                if name.startswith(("nn/", "cli/", "ui/")):
                    to = part_of(pathlib.Path(name))
                    self.assertTrue(to == part or to in ARROWS[part], f"{path} includes {name}")

    def test_core_knows_no_display(self):
        for path in files():
            if path.is_relative_to(SOURCE / "nn"):
                for name in includes(path):
                    self.assertIsNone(DISPLAY.match(name), f"{path} includes {name}")

    def test_core_does_not_print(self):
        for path in files():
            if path.is_relative_to(SOURCE / "nn"):
                text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
                self.assertIsNone(PRINTS.search(text), f"{path} prints")

    def test_length(self):
        tests = [path for part in ("cli", "fuzz", "nn", "onnx") for path in files(TOP / "tests" / part)]
        for path in files() + tests:
            self.assertLessEqual(len(path.read_text().splitlines()), 500, f"{path} is too long")

    def test_licence(self):
        for path in files():
            self.assertIn("SPDX-License-Identifier: GPL-3.0-or-later", path.read_text()[:100], path)

    def test_headers_begin_with_pragma_once(self):
        for path in files():
            if path.suffix == ".h":
                self.assertIn("\n#pragma once\n", path.read_text()[:120], path)


unittest.main()
