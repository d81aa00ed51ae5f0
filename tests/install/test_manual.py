# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages: correct, and every option that --help names is on them, and no other."""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

FOLDER, CLI, WINDOW = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
del sys.argv[1:]
OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")


def options_of_help(*command):
    """The options at the beginning of the help's lines, their short forms included."""
    text = subprocess.run([*command], capture_output=True, text=True, check=True, timeout=60).stdout
    found = set()
    for line in text.splitlines():
        match = re.match(r"\s+(-\w, )?--[\w-]+", line)
        if match:
            found.update(OPTION.findall(match.group()))
    return found - {"-h", "--help", "--help-all", "--help-gapplication", "--help-gtk", "--display"}


def options_of_page(source):
    """The options that lines beginning with .It name."""
    found = set()
    for line in re.findall(r"^\.It (Fl .*)", source, re.MULTILINE):
        found.update("-" + name for name in re.findall(r"(?:^|, )(?:Fl )?(-?\w[\w-]*)", line[3:].split(" Ar ")[0].split(" Oo ")[0]))
    return found


def section(source, title):
    return re.search(rf"^\.Sh {title}\n(.*?)(?=^\.Sh )", source, re.MULTILINE | re.DOTALL).group(1)


class Manual(unittest.TestCase):
    def test_commands(self):
        page = (FOLDER / "tenfold-cli.1").read_text()
        for command in ("train", "test", "read", "run", "explain", "info"):
            with self.subTest(command):
                wanted = options_of_help(CLI, command, "--help")
                self.assertGreater(len(wanted), 0)
                self.assertEqual(options_of_page(section(page, command.upper())), wanted)

    def test_every_command_has_a_section(self):
        text = subprocess.run([CLI, "--help"], capture_output=True, text=True, check=True).stdout
        commands = re.findall(r"^  (\w+) ", text, re.MULTILINE)
        self.assertGreater(len(commands), 4)
        for command in commands:
            section((FOLDER / "tenfold-cli.1").read_text(), command.upper())

    def test_window(self):
        page = (FOLDER / "tenfold.1").read_text()
        named = options_of_page(section(page, "OPTIONS")) - {"-h", "--help"}
        wanted = options_of_help(WINDOW, "--help")
        self.assertIn("--version", wanted)
        self.assertLessEqual(wanted, named)

    def test_correct(self):
        if not shutil.which("mandoc"):
            self.skipTest("mandoc is not here")
        for page in sorted(FOLDER.glob("*.1")):
            text = subprocess.run(["mandoc", "-Tlint", "-Wstyle", page], capture_output=True,
                                  text=True).stdout
            # Pages that are not installed yet are no fault.
            faults = [line for line in text.splitlines() if "referenced manual not found" not in line]
            self.assertEqual(faults, [])


unittest.main()
