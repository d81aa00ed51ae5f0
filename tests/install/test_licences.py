# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file has a licence and a copyright holder as REUSE wants it, and each licence's text is in LICENSES."""

import fnmatch
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

TOP = pathlib.Path(sys.argv.pop(1))
IDENTIFIER = re.compile(r"SPDX-License-" r"Identifier: *\"?([\w.+-]+)")


def annotations():
    """[pattern, licence] of REUSE.toml, in its order."""
    text = (TOP / "REUSE.toml").read_text()
    found = []
    for block in text.split("[[annotations]]")[1:]:
        value = dict(re.findall(r'^([\w-]+) = "(.*)"$', block, re.MULTILINE))
        found.append((value["path"], value["SPDX-License-Identifier"], value["SPDX-FileCopyrightText"]))
    return found


def files():
    listed = subprocess.run(["git", "-C", TOP, "ls-files", "-z"], capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return [name for name in listed.stdout.split("\0") if name and (TOP / name).is_file()]
    return [str(path.relative_to(TOP)) for path in TOP.rglob("*")
            if path.is_file() and not re.match(r"(build|\.git|obj-)", str(path.relative_to(TOP)))]


class Licences(unittest.TestCase):
    def test_every_file(self):
        """A tag in its first lines, or a row of REUSE.toml."""
        rows, used = annotations(), set()
        for name in files():
            if name.startswith("LICENSES/"):
                continue
            with self.subTest(name):
                head = (TOP / name).read_bytes()[:400].decode(errors="replace")
                tag = IDENTIFIER.search(head)
                row = [licence for pattern, licence, holder in rows if holder
                       and fnmatch.fnmatch(name, pattern.replace("**", "*"))]
                self.assertTrue(tag or row)
                used.add(tag.group(1) if tag else row[-1])
        self.assertEqual({path.stem for path in (TOP / "LICENSES").iterdir()}, used)

    def test_texts_are_whole(self):
        self.assertIn("END OF TERMS AND CONDITIONS", (TOP / "LICENSES" / "GPL-3.0-or-later.txt").read_text())
        self.assertIn("CC0 1.0 Universal", (TOP / "LICENSES" / "CC0-1.0.txt").read_text())

    def test_debian_says_the_same(self):
        text = (TOP / "debian" / "copyright").read_text()
        for pattern, licence, holder in annotations():
            with self.subTest(pattern):
                self.assertIn(f"Files: {pattern.replace('**', '*')}\nCopyright: {holder}\n"
                              f"License: {licence.replace('-or-later', '+').replace('.0+', '+')}\n", text)

    def test_tool(self):
        """REUSE's own checker, where one is here that knows REUSE.toml."""
        if not shutil.which("reuse") or not (TOP / ".git").exists():
            self.skipTest("no reuse, or no checkout")
        version = subprocess.run(["reuse", "--version"], capture_output=True, text=True).stdout
        number = re.search(r"(\d+)\.", version)
        if number is None or int(number.group(1)) < 4:
            self.skipTest("this reuse does not know REUSE.toml")
        result = subprocess.run(["reuse", "--root", TOP, "lint"], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stdout[-2000:])


unittest.main()
