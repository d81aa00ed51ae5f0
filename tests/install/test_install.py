# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs into a folder of its own and runs from there, as somebody with an empty home would."""

import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree
import zlib

BUILD = os.environ["MESON_BUILD_FOLDER"]
PREFIX = os.environ["TENFOLD_PREFIX"]
VERSION = os.environ["TENFOLD_VERSION"]
ID = "org.tenfold.Tenfold"


def needs(*programs):
    missing = [name for name in programs if not shutil.which(name)]
    return unittest.skipIf(missing, f"not here: {' '.join(missing)}")


def picture_of_a_one(side=100):
    """A black bar on white, as PNG."""
    row = [255] * side
    rows = b""
    for y in range(side):
        line = list(row)
        if 15 < y < 85:
            line[47:54] = [0] * 7
        rows += b"\0" + bytes(line)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        top = pathlib.Path(cls.folder.name)
        subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", top],
                       check=True, capture_output=True, timeout=250)
        cls.prefix = top / PREFIX.lstrip("/")
        cls.share = cls.prefix / "share"
        cls.home = top / "home"
        cls.home.mkdir()
        # What packages and meson do after installing where there is no other root.
        for program, folder in (("glib-compile-schemas", "glib-2.0/schemas"),
                                ("update-mime-database", "mime"),
                                ("update-desktop-database", "applications")):
            if shutil.which(program):
                subprocess.run([program, cls.share / folder], check=True, capture_output=True,
                               timeout=60)

    def environment(self, **more):
        keep = {name: os.environ[name] for name in ("PATH", "LC_ALL", "LD_LIBRARY_PATH") if name in os.environ}
        return {**keep, "HOME": str(self.home), "XDG_DATA_DIRS": f"{self.share}:/usr/local/share:/usr/share",
                "GSK_RENDERER": "cairo", "GDK_BACKEND": "x11", "G_DEBUG": "fatal-warnings", **more}

    def run_program(self, *command, code=0, **environment):
        """Its standard output."""
        result = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=self.home,
                                env=self.environment(**environment))
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return result.stdout

    def test_files(self):
        for name in (f"applications/{ID}.desktop", f"metainfo/{ID}.metainfo.xml",
                     f"mime/packages/{ID}.xml", f"dbus-1/services/{ID}.service",
                     f"glib-2.0/schemas/{ID}.gschema.xml", "tenfold/models/reader.onnx",
                     f"icons/hicolor/scalable/apps/{ID}.svg",
                     f"icons/hicolor/symbolic/apps/{ID}-symbolic.svg",
                     "man/man1/tenfold.1", "man/man1/tenfold-cli.1",
                     "locale/zh_CN/LC_MESSAGES/tenfold.mo"):
            self.assertGreater((self.share / name).stat().st_size, 0, name)

    def test_versions(self):
        for name in ("tenfold", "tenfold-cli"):
            self.assertEqual(self.run_program(self.prefix / "bin" / name, "--version"), f"{name} {VERSION}\n")

    def test_reads_with_the_installed_reader(self):
        program = self.prefix / "bin" / "tenfold-cli"
        picture = self.home / "one.png"
        reader = self.share / "tenfold" / "models" / "reader.onnx"
        picture.write_bytes(picture_of_a_one())
        self.assertIn('"digit":1', self.run_program(program, "read", "--json", picture).replace(" ", ""))
        # It is this one and no other.
        reader.rename(self.home / "reader.onnx")
        self.addCleanup((self.home / "reader.onnx").rename, reader)
        reader.write_bytes(b"no network")
        self.run_program(program, "read", picture, code=1)

    @needs("localedef")
    def test_translated(self):
        """Where it is installed, and where it was built, as scripts/run starts it."""
        locales = self.home / "locales"
        locales.mkdir()
        made = subprocess.run(["localedef", "-i", "zh_CN", "-f", "UTF-8", locales / "zh_CN.UTF-8"],
                              capture_output=True, timeout=60)
        if made.returncode != 0:
            self.skipTest("the locale zh_CN cannot be made here")
        chinese = {"LOCPATH": str(locales), "LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}
        for program, folder in ((self.prefix / "bin" / "tenfold", ""),
                                (f"{BUILD}/src/ui/tenfold", f"{BUILD}/po")):
            text = self.run_program(program, "--help", TENFOLD_LOCALEDIR=folder, **chinese)
            self.assertRegex(text, r"--version +.*[\u4e00-\u9fff]")

    @needs("xvfb-run", "dbus-run-session", "gapplication")
    def test_window(self):
        """The desktop starts the window over D-Bus, a second start joins it, and quitting ends it."""
        script = f"""
            set -e
            export PATH={self.prefix}/bin:$PATH
            tenfold --gapplication-service & program=$!
            for i in $(seq 200); do gdbus introspect --session --dest {ID} --object-path /org/tenfold/Tenfold \
              > /dev/null 2>&1 && break; sleep 0.1; done
            tenfold
            for i in $(seq 200); do gdbus introspect --session --dest {ID} \
              --object-path /org/tenfold/Tenfold/window/1 > /dev/null 2>&1 && break; sleep 0.1; done
            gdbus introspect --session --dest {ID} --object-path /org/tenfold/Tenfold/window/1 > /dev/null
            gapplication action {ID} quit
            wait $program
            """
        self.run_program("xvfb-run", "--auto-servernum", "--server-args=-screen 0 1400x900x24",
                         "dbus-run-session", "--", "bash", "-c", script, GSETTINGS_BACKEND="keyfile")
        # The schema was found: the window left its size.
        settings = self.home / ".config" / "glib-2.0" / "settings" / "keyfile"
        self.assertIn("window-size", settings.read_text())

    @needs("desktop-file-validate")
    def test_desktop_entry(self):
        entry = self.share / "applications" / f"{ID}.desktop"
        self.assertEqual(self.run_program("desktop-file-validate", entry), "")
        self.assertRegex(entry.read_text(), r"Comment\[zh_CN\]=.+")

    @needs("appstreamcli")
    def test_metainfo(self):
        metainfo = self.share / "metainfo" / f"{ID}.metainfo.xml"
        result = subprocess.run(["appstreamcli", "validate", "--no-net", "--no-color", metainfo],
                                capture_output=True, text=True, timeout=60)
        # Warnings are about the addresses, which only who publishes it can give.
        self.assertNotRegex(result.stdout, r"(?m)^E:")
        for warning in re.findall(r"(?m)^W: .*", result.stdout):
            self.assertIn("url-homepage-missing", warning)

    def test_as_software_centres_want_it(self):
        """Flathub's quality guidelines, as far as a program can check them."""
        root = xml.etree.ElementTree.parse(self.share / "metainfo" / f"{ID}.metainfo.xml").getroot()
        summary = root.findtext("summary")
        self.assertLessEqual(len(summary), 35)
        self.assertFalse(summary.endswith("."))
        self.assertTrue(root.findtext("developer/name"))
        self.assertEqual({color.get("scheme_preference") for color in root.iterfind("branding/color")},
                         {"light", "dark"})
        top = pathlib.Path(__file__).parents[2]
        source = (top / "data" / f"{ID}.metainfo.xml.in").read_text()
        pictures = re.findall(r"<image>@pictures@/(.*?)</image>", source)
        self.assertGreaterEqual(len(pictures), 3)
        self.assertEqual(source.count("<caption>"), len(pictures))
        for name in pictures:
            width, height = struct.unpack(">II", (top / "docs" / "screenshots" / name).read_bytes()[16:24])
            self.assertLessEqual((width, height), (1000, 700), name)
            self.assertLessEqual(height, 700, name)

    def test_releases(self):
        root = xml.etree.ElementTree.parse(self.share / "metainfo" / f"{ID}.metainfo.xml").getroot()
        changes = pathlib.Path(__file__).parents[2] / "CHANGELOG.md"
        named = re.findall(r"^## ([\d.]+)", changes.read_text(), re.MULTILINE)
        self.assertEqual([release.get("version") for release in root.iter("release")], named)
        self.assertEqual(named[0], VERSION)

    @needs("update-mime-database")
    def test_file_type(self):
        self.assertIn("application/x-onnx:*.onnx\n", (self.share / "mime" / "globs2").read_text().replace("50:", ""))
        if shutil.which("update-desktop-database"):
            self.assertIn(f"application/x-onnx={ID}.desktop", (self.share / "applications" / "mimeinfo.cache").read_text())

    def test_flatpak(self):
        """The manifest names what there is, and its sources are pinned."""
        manifest = json.loads((pathlib.Path(__file__).parents[2] / "flatpak" / f"{ID}.json").read_text())
        self.assertEqual(manifest["app-id"], ID)
        self.assertTrue((self.prefix / "bin" / manifest["command"]).exists())
        archives = [source for module in manifest["modules"] for source in module["sources"]
                    if source["type"] != "dir"]
        self.assertGreater(len(archives), 0)
        for source in archives:
            self.assertRegex(source["sha256"], r"^[0-9a-f]{64}$")
            self.assertTrue(source["url"].startswith("https://"))

    def test_icons(self):
        for icon in self.share.glob("icons/**/*.svg"):
            root = xml.etree.ElementTree.parse(icon).getroot()
            self.assertEqual(root.get("width"), root.get("height"))


unittest.main()
