# SPDX-License-Identifier: GPL-3.0-or-later
"""What docs/DESIGN.md and the style promise of the source, read from the source itself."""

import pathlib
import re
import sys
import unittest

TOP = pathlib.Path(sys.argv.pop(1))
SOURCE = TOP / "src"

# The floors, from the ground up: a folder may include what stands above it in this list and nothing below.
# Folders on one line do not know each other.
FLOORS = [
    ["nn/base"],
    ["nn/tensor"],
    ["nn/ops"],
    ["nn/graph"],
    ["nn/model"],
    ["nn/onnx", "nn/pen"],
    ["nn/data"],
    ["nn/read"],
    ["nn/train"],
    ["nn/explain"],
    ["nn/worker"],
    ["cli", "ui/gtk", "ui/words"],
    ["ui/widgets"],
    ["ui/session", "ui/plot", "ui/pad"],
    ["ui/help", "ui/train", "ui/data", "ui/points", "ui/understand", "ui/time"],
    ["ui/build"],
    ["ui/model"],
    ["ui/autosave"],
    ["ui/window"],
    ["ui/app"],
    ["ui"],
]
FLOOR = {part: floor for floor, parts in enumerate(FLOORS) for part in parts}
# Only those that have threads know the worker; the command line does not.
NEVER = {("cli", "nn/worker")}
DISPLAY = re.compile(r"(gtk|gdk|gsk|cairo|pango|adwaita)\b(?!-pixbuf)")
PRINTS = re.compile(r"\b(g_print|g_printerr|printf|puts|putchar|fputs|fprintf|perror)\s*\(")


def files(top=SOURCE):
    return sorted(path for path in top.rglob("*.[ch]"))


def part_of(path):
    """The folder of FLOORS that a file, relative to src, lies in."""
    return "/".join(path.parts[:-1])


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
                    allowed = to == part or FLOOR[to] < FLOOR[part] and (part, to) not in NEVER
                    self.assertTrue(allowed, f"{path} includes {name}")

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
        """A file is one subject; one above 800 lines says in its head why it is long."""
        for path in files() + files(TOP / "tests"):
            lines = path.read_text().splitlines()
            if len(lines) > 800:
                self.assertIn("Long because", "\n".join(lines[:20]), f"{path} has {len(lines)} lines")

    def test_licence(self):
        for path in files():
            self.assertIn("SPDX-License-Identifier: GPL-3.0-or-later", path.read_text()[:100], path)

    def test_headers_begin_with_pragma_once(self):
        for path in files():
            if path.suffix == ".h":
                self.assertIn("\n#pragma once\n", path.read_text()[:120], path)


unittest.main()
