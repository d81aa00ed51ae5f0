# SPDX-License-Identifier: GPL-3.0-or-later
"""Who does not see the window: everything has a role and a name, what changes is heard, and the whole main
job (draw, hear the verdict, train, hear the progress, save) is done with keys alone."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as error:
    print(f"the accessibility bus cannot be read here: {error}")
    sys.exit(77)

PROGRAM = sys.argv.pop(1)
CONTEXT = GLib.MainContext.default()
# What can be operated must say what it is.
OPERATED = {"push button", "toggle button", "check box", "combo box", "text", "spin button", "slider",
            "page tab", "image", "link"}


def role_of(thing):
    """Its role, as AT-SPI has called it up to version 2.52."""
    return {"button": "push button"}.get(thing.get_role_name(), thing.get_role_name())


def said_by(thing):
    """What is read out of it: newer GTK gives a status no name, its label is read."""
    if role_of(thing) == "status bar" and not thing.get_name() and thing.get_child_count() > 0:
        return thing.get_child_at_index(0).get_name() or ""
    return thing.get_name() or ""


def listen(seconds):
    """Takes what arrives."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        while CONTEXT.pending():
            CONTEXT.iteration(False)
        time.sleep(0.01)


def wait(condition, what, seconds=60):
    """The first true value of the condition."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        listen(0.1)
        try:
            found = condition()
        except GLib.Error:  # it has just gone
            found = None
        if found:
            return found
    raise AssertionError(f"not within {seconds} s: {what}")


def settled(look):
    """What `look` returns, once nothing goes away while it looks."""
    return wait(lambda: (look(),), "a window that stays as it is")[0]


# What is in these says nothing more; asking is slow.
LEAVES = {"push button", "toggle button", "check box", "label", "page tab", "text", "spin button", "image",
          "level bar", "status bar", "progress bar", "scroll bar", "menu item", "tree table"}


def below(thing):
    """It and everything below it."""
    yield thing
    if role_of(thing) in LEAVES and not thing.get_name().startswith("Gtk"):
        return
    for i in range(thing.get_child_count()):
        child = thing.get_child_at_index(i)
        if child is not None:
            yield from below(child)


def keys(*names):
    subprocess.run(["xdotool", "key", "--delay", "15", *names], check=True, timeout=30)
    listen(0.2)


def type_text(text):
    subprocess.run(["xdotool", "type", "--delay", "8", text], check=True, timeout=60)
    listen(0.2)


def focus_window(pattern):
    """There is no window manager: the window with this title gets the keys."""
    def find():
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", pattern],
                               capture_output=True, text=True, timeout=30).stdout.split()
        return found and subprocess.run(["xdotool", "windowfocus", found[-1]], timeout=30).returncode == 0
    wait(find, f"a window {pattern}")
    listen(0.3)


class ScreenReader(unittest.TestCase):
    """The tests go on from each other, in the order of their names: starting and asking are slow."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.home = folder.name
        cls.heard = []
        # By default a program that is busy for a moment counts as gone.
        Atspi.set_timeout(30000, 60000)
        cls.listener = Atspi.EventListener.new(cls.hear)
        cls.listener.register("object:property-change")
        environment = {**os.environ, "HOME": cls.home, "G_DEBUG": "fatal-warnings"}
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "GTK_A11Y", "NO_AT_BRIDGE"):
            environment.pop(name, None)
        cls.program = subprocess.Popen([PROGRAM], env=environment)
        cls.addClassCleanup(cls.program.wait, 30)
        cls.addClassCleanup(cls.program.kill)
        cls.application = wait(cls.find_application, "the program on the accessibility bus", 60)
        focus_window("Tenfold")
        cls.things = wait(cls.look, "the window")

    @classmethod
    def hear(cls, event):
        try:
            cls.heard.append((event.type, role_of(event.source), event.source.get_name(),
                              event.any_data if isinstance(event.any_data, str) else ""))
        except GLib.Error:
            pass

    @staticmethod
    def find_application():
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application and application.get_name() == "tenfold" and application.get_child_count() > 0:
                return application
        return None

    @classmethod
    def look(cls):
        """All that is there, with roles and names, once the window is."""
        things = [(role_of(thing), said_by(thing), thing) for thing in below(cls.application)]
        return things if any(role == "status bar" for role, _, _ in things) else None

    def find(self, role, name):
        for its_role, its_name, thing in self.things:
            if its_role == role and its_name == name:
                return thing
        raise AssertionError(f"there is no {role} {name}")

    def find_button(self, name):
        """One that stays pressed, or of a list: a toggle button in newer GTK."""
        return next(thing for role, its_name, thing in self.things
                    if role in ("push button", "toggle button") and its_name == name)

    def assert_state(self, thing, state, wanted=True):
        self.assertEqual(thing.get_state_set().contains(state), wanted, thing.get_name())

    def tearDown(self):
        self.assertIsNone(self.program.poll(), "the program has ended")

    def test_1_roles_and_values(self):
        pad = self.find("image", "Drawing pad")
        self.assertIn("arrow keys", pad.get_description())
        self.assert_state(pad, Atspi.StateType.FOCUSED)
        for digit in range(10):
            self.assertEqual(self.find("level bar", f"Digit {digit}").get_description(), "nothing read")
        self.find("status bar", "Draw a digit")
        self.find("image", "The drawing as the network sees it")
        self.assertTrue(self.find("image", "Training plot").get_description())
        self.assert_state(self.find_button("Pen"), Atspi.StateType.PRESSED)
        self.assert_state(self.find_button("Erase Strokes"), Atspi.StateType.PRESSED, False)
        self.assert_state(self.find("push button", "Undo"), Atspi.StateType.SENSITIVE, False)
        progress = self.find("progress bar", "Progress of training")
        self.assertEqual((progress.get_minimum_value(), progress.get_maximum_value()), (0, 1))
        # A list says what it is and what is chosen.
        chosen = self.find_button("Data").get_description()
        self.assertTrue(chosen.startswith("Synthetic digits"), chosen)
        self.assert_state(self.find("page tab", "Train"), Atspi.StateType.SELECTED)
        self.assert_state(self.find("page tab", "Data"), Atspi.StateType.SELECTED, False)
        self.find("page tab", "Network")

    def test_2_main_job(self):
        status, bar = self.find("status bar", "Draw a digit"), self.find("level bar", "Digit 1")
        train, undo = self.find("push button", "Train"), self.find("push button", "Undo")
        progress = self.find("progress bar", "Progress of training")
        frame = next(thing for role, _, thing in self.things if role == "frame")

        # The pointer is nowhere: on the plot it would choose what is said of it.
        Atspi.generate_mouse_event(0, 0, "abs")

        # A vertical stroke: down, twelve times the arrow, up.
        self.heard.clear()
        keys("space", *["Down"] * 12, "space")
        wait(lambda: "1" in said_by(status), "the verdict on a 1")
        self.assertTrue(any(kind.endswith("accessible-name") and role in ("status bar", "label") and "1" in name
                            for kind, role, name, _ in self.heard), "the verdict is not heard")
        wait(lambda: re.fullmatch(r">?[89]\d %|100 %", bar.get_description()), "the bar of 1")
        self.assert_state(undo, Atspi.StateType.SENSITIVE)

        # Forget, and it guesses.
        keys("ctrl+BackSpace")
        wait(lambda: "guess" in said_by(status).lower(), "a network that guesses")

        # One step and a pause, then on to the end of the epoch, and no further.
        keys("F7")
        wait(lambda: train.get_name() == "Resume", "a pause after one step", 120)
        keys("shift+F7")
        wait(lambda: train.get_name() == "Pause", "an epoch under way", 120)
        keys("shift+F5")
        wait(lambda: train.get_name() == "Train", "the end of training")
        keys("ctrl+BackSpace")
        wait(lambda: "guess" in said_by(status).lower(), "a network that guesses")

        # Train, and hear how it goes.
        self.heard.clear()
        keys("F5")
        wait(lambda: train.get_name() == "Pause", "the button that pauses", 120)
        wait(lambda: progress.get_current_value() > 0.001, "progress", 120)
        wait(lambda: any(role == "image" and name == "Training plot" and kind.endswith("description")
                         and "training from" in text for kind, role, name, text in self.heard),
             "the plot's numbers")
        keys("shift+F5")
        wait(lambda: train.get_name() == "Train", "the end of training")

        # Save, in the dialog.
        path = os.path.join(self.home, "taught.onnx")
        keys("ctrl+s")
        focus_window("Save")
        keys("ctrl+a")
        type_text(path)
        keys("Return")
        wait(lambda: os.path.exists(path), "the file")
        focus_window("taught.onnx")
        wait(lambda: frame.get_name().startswith("taught.onnx"), "a title without the mark of unsaved work")

    def nameless(self):
        """What can be operated and does not say what it is, each with what it is in."""
        found = []
        for role, name, thing in self.look():
            if (role in OPERATED and re.match(r"$|Gtk|Adw|Tenfold", name)
                    and thing.get_state_set().contains(Atspi.StateType.FOCUSABLE)):
                place, parent = [], thing
                while parent is not None and len(place) < 6:
                    place.append(f"{parent.get_role_name()} {parent.get_name()} {parent.get_description()}")
                    parent = parent.get_parent()
                # The button that closes a toast is libadwaita's.
                if "AdwToastWidget" not in place[1]:
                    found.append(" < ".join(place))
        return found

    def test_3_everything_has_a_name(self):
        for page in range(1, 4):
            keys(f"alt+{page}")
            listen(0.5)
            self.assertEqual(settled(self.nameless), [])


if __name__ == "__main__":
    if not shutil.which("xdotool"):
        print("xdotool is not here")
        sys.exit(77)
    unittest.main()
